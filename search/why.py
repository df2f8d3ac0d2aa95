"""Why an article matched: each word of the query that stands in it, as written there. Made only when asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from index import query as q
from index.analysis import stem_code, terms
from index.clauses import Both, Clause, Close, Cluster, HasFacet, Run, StartsWith, Term
from index.document import Shown
from index.fields import BY_NAME
from search.matches import Finder, TextField
from search.results import Why
from search.wanted import Leaf, is_stemmed, leaf_terms


def why(finder: Finder, shown: Shown, query: q.Query) -> tuple[Why, ...]:
    """The reasons why `shown` matched: those in the title, those in the body, then fields of values.

    `query` is what the finder's clause was planned from, aliases included: it tells names that were added
    from words that were typed. `count` counts places (for a phrase with gaps, its words), `term` is the
    form that is there most often. A field of values is named where the article could not have matched
    without it; `term` is then as folded for the index.
    """
    added = _added_names(query)
    in_text = [reason for field in _TEXT for reason in _in_text(finder, shown, field, added)]
    return (*in_text, *dict.fromkeys(_values(finder.clause)))


_TEXT: tuple[TextField, ...] = ("title", "body")


def _in_text(finder: Finder, shown: Shown, field: TextField, added: frozenset[tuple[str, ...]]) -> Iterator[Why]:
    text = shown.title if field == "title" else shown.body
    forms: dict[int, Counter[str]] = {}
    for match in finder.matches(field, text, stem_code(shown.language)):
        forms.setdefault(match.what, Counter())[" ".join(text[match.start : match.end].split())] += 1
    for what in sorted(forms):
        leaf = finder.leaves[what]
        yield Why(field, _as_written(leaf, forms[what]), _how(leaf, added), forms[what].total())


def _as_written(leaf: Leaf, forms: Counter[str]) -> str:
    """The most frequent form; of a phrase with gaps, all its words."""
    if _has_gaps(leaf):
        return " … ".join(forms)
    return forms.most_common(1)[0][0]


def _how(leaf: Leaf, added: frozenset[tuple[str, ...]]) -> str:
    match leaf:
        case StartsWith():
            return "prefix"
        case Close():
            return "fuzzy"
        case _ if is_stemmed(leaf):
            return "stem"
        case _ if _has_gaps(leaf):
            return "near"
        case _ if leaf_terms(leaf) in added:
            return "alias"
        case _:
            return "phrase" if isinstance(leaf, Run) else "exact"


def _has_gaps(leaf: Leaf) -> bool:
    return isinstance(leaf, Cluster) or (isinstance(leaf, Run) and leaf.slop > 0)


def _added_names(query: q.Query) -> frozenset[tuple[str, ...]]:
    """The terms of the names that the alias table added, but for those that were also typed in quotes."""
    return frozenset(_names(query, added=True)) - frozenset(_names(query, added=False))


def _names(query: q.Query, added: bool) -> Iterator[tuple[str, ...]]:
    match query:
        case q.Also(part, others):
            yield from (tuple(terms(other.text)) for other in others if added)
            yield from _names(part, added)
        case q.All(parts) | q.Any(parts):
            for part in parts:
                yield from _names(part, added)
        case q.Phrase(text, _, 0) if not added:
            yield tuple(terms(text))
        case _:
            return


def _values(clause: Clause) -> Iterator[Why]:
    """The lookups outside title and body that every match satisfies: those that stand in no alternative."""
    match clause:
        case Both(parts):
            for part in parts:
                yield from _values(part)
        case HasFacet(facet, value):
            yield Why(facet, value, "value", 1)
        case Term() | Run() | Cluster() | StartsWith() | Close():
            field = clause.field.removesuffix("_names")
            if field in BY_NAME:  # "body_exact" and the like are not: text is looked at itself
                yield _value(field, clause)
        case _:
            return


def _value(field: str, leaf: Leaf) -> Why:
    match leaf:
        case StartsWith(_, prefix):
            return Why(field, f"{prefix}*", "prefix", 1)
        case Close(_, term):
            return Why(field, f"{term}~", "fuzzy", 1)
        case _:
            return Why(field, " ".join(leaf_terms(leaf)), "value", 1)
