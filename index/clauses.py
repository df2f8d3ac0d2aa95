"""What an engine is asked to look up: the handful of clauses that a plan is made of.

`index.plan` makes them of a query, an engine compiles them to its own objects, and snippets mark exactly what they match.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.document import TEXT_TERM_FIELDS


@dataclass(frozen=True, slots=True)
class Term:
    """Articles that have `term` in `field` (one of `TERM_FIELDS`, or `KEY_FIELDS` for a whole value).

    In a text field (`TEXT_TERM_FIELDS`) it scores BM25 times `weight`; elsewhere nothing.
    """

    field: str
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """Articles that have `terms` (two or more) in this order in one paragraph, with at most `slop` other words among them in total.

    `field` is one of `PLACED_FIELDS`.

    Exactly: there are positions p1 < p2 < … < pk with pk − p1 + 1 − k ≤ slop.
    In a text field it scores (BM25 of the run as one unit, as far as the engine can) times `weight`.
    """

    field: str
    terms: tuple[str, ...]
    slop: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Like `Run` in any order: k different positions with max − min + 1 − k ≤ distance."""

    field: str
    terms: tuple[str, ...]
    distance: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Articles with a term (or whole value) in `field` that starts with `prefix`. No score."""

    field: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Close:
    """Articles with a term (or whole value) in `field` at Levenshtein distance ≤ `distance` from `term`. No score.

    A swap of two letters counts as two changes.
    """

    field: str
    term: str
    distance: int


@dataclass(frozen=True, slots=True)
class Between:
    """Articles with `start` ≤ `field` < `end`, in seconds since 1970; None is open; articles without a date never match.

    `field` is "published" or "seen". No score.
    """

    field: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class HasFacet:
    """Articles with exactly `value` (as shown) in `facet`. No score."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Both:
    """Articles that every part matches; scores add up. No parts: all articles."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Articles that at least one part matches; scores of those that match add up. No parts: no articles."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that `part` does not match. No score."""

    part: Clause


Clause = Term | Run | Cluster | StartsWith | Close | Between | HasFacet | Both | Either | Without

EVERYTHING = Both(())
NOTHING = Either(())


def scores(clause: Clause) -> bool:
    """Whether anything in `clause` counts towards a score; where nothing does, relevance is order by date."""
    match clause:
        case Term() | Run() | Cluster():
            return clause.weight > 0 and clause.field in TEXT_TERM_FIELDS
        case Both(parts) | Either(parts):
            return any(map(scores, parts))
        case _:
            return False
