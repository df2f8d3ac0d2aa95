"""What a person asks, as a tree, and its canonical form.

The parser (`search.parser`) makes these trees; `index.plan` turns them into terms to look
up. `str(query)` is the canonical form of docs/query-language.md: parsing it again gives
the same canonical form. `field` is a main name of `index.fields` or "entity"; None means title and body.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles: the empty query, or ``*``."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed. In text: any form of it. In another field: the value."""

    text: str
    field: str | None = None

    def __str__(self) -> str:
        return _prefixed(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Quoted words, exactly and in order, with at most `slop` other words among them in total."""

    text: str
    field: str | None = None
    slop: int = 0

    def __str__(self) -> str:
        tail = f"~{self.slop}" if self.slop else ""
        return _prefixed(self.field, f'"{self.text}"{tail}')


@dataclass(frozen=True, slots=True)
class Near:
    """Quoted words in any order, with at most `distance` other words among them in total."""

    text: str
    distance: int
    field: str | None = None

    def __str__(self) -> str:
        return _prefixed(self.field, f'near{self.distance}:"{self.text}"')


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin with `text`."""

    text: str
    field: str | None = None

    def __str__(self) -> str:
        return _prefixed(self.field, f"{self.text}*")


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words at most `distance` inserted, removed or replaced letters away (Levenshtein)."""

    text: str
    distance: int
    field: str | None = None

    def __str__(self) -> str:
        return _prefixed(self.field, f"{self.text}~{self.distance}")


@dataclass(frozen=True, slots=True)
class Dates:
    """A half-open range of time, UTC: `start` belongs to it, `end` does not; None is open."""

    field: str
    start: datetime | None = None
    end: datetime | None = None

    def __str__(self) -> str:
        return f"{self.field}:[{_instant(self.start)} TO {_instant(self.end)})"


@dataclass(frozen=True, slots=True)
class All:
    """Every one of the parts."""

    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return f"({' AND '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the parts."""

    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but what `part` matches."""

    part: Query

    def __str__(self) -> str:
        return f"NOT {self.part}"


@dataclass(frozen=True, slots=True)
class Also:
    """`part`, or one of the other names for the same thing that the alias table has.

    It matches what any of them matches. The canonical form shows `part` alone, because that is
    what was typed; the answer lists `others` as "also searched".
    """

    part: Query
    others: tuple[Phrase, ...]

    def __str__(self) -> str:
        return str(self.part)


Query = Everything | Word | Phrase | Near | Prefix | Fuzzy | Dates | All | Any | Not | Also


def _prefixed(field: str | None, text: str) -> str:
    return text if field is None else f"{field}:{text}"


def _instant(moment: datetime | None) -> str:
    return "*" if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")
