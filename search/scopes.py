"""What can stand before a colon, and what it makes of the words behind it."""

from __future__ import annotations

from dataclasses import dataclass

from index.fields import FIELDS, Kind
from search.dates import Bound


@dataclass(frozen=True, slots=True)
class Scope:
    """The field that a value belongs to (None: title and body), its kind, and for a date the side that is asked for."""

    field: str | None = None
    kind: Kind = Kind.TEXT
    bound: Bound = ""


ANYWHERE = Scope()

_PUBLISHED: dict[str, Bound] = {"after": "after", "since": "after", "before": "before", "when": ""}
"""Words that ask for the date of publication without naming it."""

SCOPES: dict[str, Scope] = {
    **{name: Scope(field.name, field.kind) for field in FIELDS for name in (field.name, *field.aliases)},
    "entity": Scope("entity", Kind.NAMES),
    **{name: Scope("published", Kind.DATE, bound) for name, bound in _PUBLISHED.items()},
}
"""Every name that people type before a colon, lower case."""

NAMES: frozenset[str] = frozenset(SCOPES)
DATES: frozenset[str] = frozenset(name for name, scope in SCOPES.items() if scope.kind is Kind.DATE)
"""Names whose values may be two dates with a slash between them, either in quotes."""

VERBATIM: frozenset[str] = frozenset(name for name, scope in SCOPES.items() if scope.kind in (Kind.KEY, Kind.DATE))
"""Names whose values are taken as they stand, colons and signs included."""
