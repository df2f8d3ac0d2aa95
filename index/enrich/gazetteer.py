"""Names known beforehand: places, their peoples, organisations, first names. Data files beside this one, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from index.article import ENTITY_TYPES, EntityType
from index.enrich.aliases import packaged_rows
from index.enrich.naming import TITLES


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for."""

    type: EntityType
    canonical: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The tables.

    `starts` gives, for a first word, how many words its longest known name has; `capitals` the names by their
    spelling in capitals; `possessives` the words of names that end in 's ("Moody's"); `genders` "m" or "f" for usual given names.
    """

    names: dict[str, Known] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    peoples: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    common_words: frozenset[str] = frozenset()
    common_in_lower_case: frozenset[str] = frozenset()
    capitals: dict[str, Known] = field(default_factory=dict)
    possessives: frozenset[str] = frozenset()
    surnames: dict[str, str] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)

    def place_in_capitals(self, written: str) -> str | None:
        """The usual spelling of a place written in capitals ("SÃO PAULO"), if it is known."""
        known = self.capitals.get(written)
        return known.canonical if known and known.type == "place" else None


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer, read at first use."""
    names: dict[str, Known] = {}
    peoples: set[str] = set()
    for canonical, _kind, also, people in _rows("places.tsv", 4):
        _enter(names, [canonical, *also.split("|")], "place")
        peoples.update(filter(None, people.split("|")))
    for canonical, also in _rows("orgs.tsv", 2):
        _enter(names, [canonical, *also.split("|")], "org")
    for row in packaged_rows():
        # Quiet spellings are ordinary words; a title is no part of a name.
        known = [each.text for each in row.spellings if not each.quiet and each.text.split(" ")[0] not in TITLES]
        if known and row.type in ENTITY_TYPES:
            _enter(names, known, row.type)
    starts: dict[str, int] = {}
    for name in names:
        words = name.split(" ")
        starts[words[0]] = max(starts.get(words[0], 0), len(words))
    common = frozenset(row[0] for row in _rows("common_words.txt", 1))
    return Gazetteer(
        names=names,
        starts=starts,
        peoples=frozenset(peoples),
        first_names=frozenset(row[0] for row in _rows("first_names.txt", 1)),
        common_words=common,
        common_in_lower_case=frozenset(word.lower() for word in common),
        capitals={name.upper(): known for name, known in names.items()},
        surnames=dict(_rows("known_surnames.tsv", 2)),
        genders={name: gender for gender, names in _rows("given_names.tsv", 2) for name in names.split()},
        possessives=frozenset(word for name in names for word in name.split(" ") if word.endswith("'s")),
    )


def _enter(names: dict[str, Known], spellings: list[str], type_: EntityType) -> None:
    """The spellings of one name, the canonical one first."""
    for name in filter(None, spellings):
        names.setdefault(name, Known(type_, spellings[0]))


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    text = files("index.enrich").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield (line.split("\t") + [""] * columns)[:columns]
