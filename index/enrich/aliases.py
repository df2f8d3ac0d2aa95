"""Aliases: the names under which one person, organisation or place is written.

A table of facts (`aliases.tsv`, readable, extended by a user's own file) with two uses: enrichment counts
all spellings of an entity under one canonical name, and a query for one spelling finds the others
(`search.expansion`), so that a change of the table needs no rebuild for searching words. What a user lists is
looked for in every text as well (`index.enrich.listed`).

Format: UTF-8, a line a row, three columns separated by tabs: type (person, org, place, or word),
canonical name, other spellings separated by `` | `` (may be left out). A row of type ``word`` holds spellings of a surname
or a common word: it is for queries only and names no entity. ``!`` before a spelling keeps it out of queries, because folded it is an
ordinary word (``!WHO``): it is never searched for, and widens a query only when typed letter for letter. Lines that
start with ``#`` are comments. Spellings are compared by their terms (`index.analysis`), so case,
accents, hyphens and dots need no spelling of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from zlib import crc32

from index.analysis import terms
from index.article import ENTITY_TYPES, EntityType
from index.errors import BadRecord

ROW_TYPES: tuple[str, ...] = (*ENTITY_TYPES, "word")
PACKAGED = "aliases.tsv"

Key = tuple[str, ...]
"""A spelling as compared: its exact terms."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name; `quiet` if it is marked ``!``, not for queries."""

    text: str
    key: Key
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The spellings of one name, the canonical one first."""

    type: str
    spellings: tuple[Spelling, ...]

    @property
    def canonical(self) -> Spelling:
        """The spelling under which the row is counted: its first."""
        return self.spellings[0]

    def typed_as(self, typed: str, key: Key) -> bool:
        """Whether a person who typed `typed` meant this name: not if that is only a quiet spelling in other letters."""
        return any(s.key == key and (not s.quiet or s.text == typed) for s in self.spellings)


class AliasTable:
    """Rows of aliases, looked up by any spelling. Immutable."""

    def __init__(self, rows: Iterable[Row], own: Iterable[Row] = ()) -> None:
        """`rows` are all of them, `own` those of a user's file."""
        self.rows: tuple[Row, ...] = tuple(rows)
        self.own: tuple[Row, ...] = tuple(own)

    @classmethod
    def load(cls, extra: Path | None = None) -> AliasTable:
        """The packaged table, with a user's file on top.

        A user's row has the last word on its spellings: packaged rows of the same type lose them, and a packaged row
        whose canonical name is among them goes altogether; where that is the user's canonical name too, and the user's row
        has other spellings, it takes the packaged ones in. Raises `BadRecord` for a line that cannot be read, or a file that cannot.
        """
        own = () if extra is None else tuple(_rows(_text(extra), str(extra)))
        return cls(_overridden(packaged_rows(), own), own)

    def canonical(self, name: str, type_: EntityType) -> str:
        """The one name under which `name` is counted; `name` itself where the table does not know it, or knows several."""
        key = tuple(terms(name))
        meant = self._meant(self._by_key.get(key, ()), key, type_)
        return meant[0].canonical.text if len(meant) == 1 else name

    def also_searched(self, typed: str) -> tuple[str, ...]:
        """The spellings to search for as well where a person typed `typed`: never quiet ones, nothing for "us" or "who"."""
        key = tuple(terms(typed))
        meant = (row for row in self._by_key.get(key, ()) if row.typed_as(typed, key))
        return _texts((s for row in meant for s in row.spellings if not s.quiet), without=key)

    @cached_property
    def also_named(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Type and terms of any spelling, joined by spaces → the other spellings, as `index.document.document` takes it.

        A spelling of several names has none but those of the name that is canonical.
        """
        names: dict[tuple[str, str], tuple[str, ...]] = {}
        for key, rows in self._by_key.items():
            for type_ in ENTITY_TYPES:
                if meant := self._meant(rows, key, type_):
                    names[type_, " ".join(key)] = _texts((s for row in meant for s in row.spellings), without=key)
        return MappingProxyType(names)

    @staticmethod
    def _meant(rows: Iterable[Row], key: Key, type_: EntityType) -> list[Row]:
        """Of rows with a spelling, those of a type that it is the canonical name of; else the one there is; none of several."""
        of_type = [row for row in rows if row.type == type_]
        named_so = [row for row in of_type if row.canonical.key == key]
        return named_so or (of_type if len(of_type) == 1 else [])

    @cached_property
    def version(self) -> str:
        """Eight characters that change with anything that gives entities other names, or finds other ones."""
        return f"{crc32(repr((self.rows, self.own)).encode()):08x}"

    @cached_property
    def searched_words(self) -> frozenset[str]:
        """The terms of all spellings that are searched for."""
        return frozenset(term for row in self.rows for s in row.spellings if not s.quiet for term in s.key)

    @cached_property
    def longest(self) -> int:
        """Terms of the longest spelling."""
        return max(map(len, self._by_key), default=0)

    @cached_property
    def _by_key(self) -> Mapping[Key, tuple[Row, ...]]:
        found: defaultdict[Key, list[Row]] = defaultdict(list)
        for row in self.rows:
            for key in dict.fromkeys(spelling.key for spelling in row.spellings):
                found[key].append(row)
        return {key: tuple(rows) for key, rows in found.items()}


@cache
def packaged_rows() -> tuple[Row, ...]:
    """The rows that come with the program, read at first use."""
    return tuple(_rows(files(__package__).joinpath(PACKAGED).read_text(encoding="utf-8"), PACKAGED))


def _texts(spellings: Iterable[Spelling], without: Key) -> tuple[str, ...]:
    """The spellings as written, one for each key, those equal to `without` left out."""
    by_key: dict[Key, str] = {}
    for spelling in spellings:
        by_key.setdefault(spelling.key, spelling.text)
    by_key.pop(without, None)
    return tuple(by_key.values())


def _overridden(packaged: Iterable[Row], own: tuple[Row, ...]) -> Iterator[Row]:
    """The packaged rows without what the user's own rows name, then those, with what is left of the packaged ones of the same name."""
    taken = {(row.type, spelling.key) for row in own for spelling in row.spellings}
    renamed: dict[tuple[str, Key], tuple[Spelling, ...]] = {}
    for row in packaged:
        left = tuple(s for s in row.spellings if (row.type, s.key) not in taken)
        if left and left[0] is row.canonical:
            yield Row(row.type, left)
        else:
            renamed[row.type, row.canonical.key] = left
    for row in own:
        more = renamed.get((row.type, row.canonical.key), ()) if len(row.spellings) > 1 else ()
        yield Row(row.type, (*row.spellings, *more))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRecord(str(path), None, f"the alias file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadRecord(str(path), None, "the alias file is not UTF-8; save it as UTF-8") from error


def _rows(text: str, path: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield _row(line.rstrip("\r"), path, number)


def _row(line: str, path: str, number: int) -> Row:
    columns = [column.strip() for column in line.split("\t")]
    if len(columns) not in (2, 3):
        raise BadRecord(path, number, f"{len(columns)} columns; a row is type, canonical name, other spellings, separated by tabs")
    type_, canonical, others = (*columns, "")[:3]  # editors take a tab away that nothing follows
    if type_ not in ROW_TYPES:
        raise BadRecord(path, number, f"unknown type {type_!r}; it is one of {', '.join(ROW_TYPES)}")
    written = [canonical, *(others.split("|") if others else ())]
    return Row(type_, tuple(_spelling(text.strip(), path, number) for text in written))


def _spelling(written: str, path: str, number: int) -> Spelling:
    text = written.removeprefix("!").strip()
    key = tuple(terms(text))
    if not key:
        raise BadRecord(path, number, f"the spelling {written!r} has no letter or digit; spellings are separated by one |")
    return Spelling(text, key, quiet=written.startswith("!"))
