"""Which documents have a term, how often and where: gathered in memory, kept as one record a term.

`Inversion` gathers; `encode` writes a record and `Postings` reads it. A record holds the document numbers as gaps, then how often
each has the term, then the positions of all of them in a row; each part in the narrowest width, zlib where it pays.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge
from itertools import accumulate, chain, groupby, repeat
from operator import itemgetter, sub
from tempfile import TemporaryFile
from typing import IO

from index.analysis import PARAGRAPH_GAP
from index.engines.packing import narrow, raw, unraw

_HEAD = struct.Struct("<BIIcccB")
"""1; documents; bytes of the first part; array types of gaps, counts and positions; which parts are compressed."""

_AS_THEY_ARE = b"\0"
"""Begins the record of a term with so few postings that they are kept as in memory: document, position, …"""
_FEW_BYTES = 32
"""Four postings: three quarters of all terms have no more, and the other form begins at 20 bytes."""

_WORTH_COMPRESSING = 64
"""Bytes below which zlib's own head eats what it saves; most terms have a handful of postings."""

_LOW, _HIGH = 0, 1
"""Of the two 32-bit words of a posting, little-endian: the position, the document."""


def encode(places: bytes) -> bytes:
    """The record of a term, from its postings as an `Inversion` gives them.

    Counts that are all 1, and positions that are all 0, are left out.
    """
    if len(places) <= _FEW_BYTES:
        return _AS_THEY_ARE + places
    counted = Counter(documents(places))
    docs, counts, where = list(counted), list(counted.values()), _words(places)[_LOW::2]
    gaps = narrow([docs[0], *map(sub, docs[1:], docs)])
    often = narrow(counts if max(counts) > 1 else ())
    where = narrow(where if any(where) else ())
    first, first_small = _squeezed(raw(gaps) + raw(often))
    second, second_small = _squeezed(raw(where))
    codes = (gaps.typecode.encode(), often.typecode.encode(), where.typecode.encode())
    return b"".join((_HEAD.pack(1, len(docs), len(first), *codes, first_small | second_small << 1), first, second))


def documents(places: bytes) -> array[int]:
    """The document of each posting of an `Inversion`."""
    return _words(places)[_HIGH::2]


def _words(places: bytes) -> array[int]:
    return unraw("I", places)


def _squeezed(data: bytes) -> tuple[bytes, int]:
    if len(data) < _WORTH_COMPRESSING:
        return data, 0
    return zlib.compress(data, 1), 1


class Postings:
    """A record, read: `docs` ascending, `counts` beside them."""

    def __init__(self, record: bytes) -> None:
        self.docs: array[int]
        self.counts: Sequence[int]
        if record[:1] == _AS_THEY_ARE:
            counted = Counter(documents(record[1:]))
            self.docs, self.counts = array("I", counted), list(counted.values())
            self.positions = _words(record[1:])[_LOW::2]
            return
        _, many, length, gap_code, count_code, self._code, self._packed = _HEAD.unpack_from(record)
        first = record[_HEAD.size : _HEAD.size + length]
        self._second = record[_HEAD.size + length :]
        if self._packed & 1:
            first = zlib.decompress(first)
        split = many * array(gap_code.decode()).itemsize
        self.docs = array("I", accumulate(unraw(gap_code.decode(), first[:split])))
        self.counts = unraw(count_code.decode(), first[split:]) if len(first) > split else b"\x01" * many

    @cached_property
    def positions(self) -> Sequence[int]:
        """The positions of all documents in a row."""
        second = zlib.decompress(self._second) if self._packed & 2 else self._second
        return unraw(self._code.decode(), second) if second else bytes(sum(self.counts))

    @cached_property
    def _starts(self) -> array[int]:
        """Where in `positions` those of each document begin."""
        return array("Q", accumulate(self.counts, initial=0))

    def places(self, docs: Collection[int]) -> list[Sequence[int]]:
        """The positions in each of `docs`, which ascend and all have the term."""
        starts, positions = self._starts, self.positions
        rows = self._rows(docs)
        return [positions[starts[row] : starts[row + 1]] for row in rows]

    def _rows(self, docs: Collection[int]) -> Iterable[int]:
        if len(docs) * _SEARCH_COST < len(self.docs):
            return [bisect_left(self.docs, doc) for doc in docs]
        wanted = docs if isinstance(docs, set) else set(docs)
        return [row for row, doc in enumerate(self.docs) if doc in wanted]


_SEARCH_COST = 6
"""One binary search costs about as much as walking over six documents."""


class Inversion:
    """Turns documents into entries, term by term; what outgrows memory goes to sorted files that are merged at the end.

    A posting is one number while in memory: document · 2³² + position. Terms and positions come
    in ascending order of documents, so that each list is sorted as it grows. Takes the place of Whoosh's posting pool, which
    keeps and sorts a tuple for every word of every article.
    """

    def __init__(self, most_bytes: int, folder: str) -> None:
        self._most_bytes, self._folder = most_bytes, folder
        self._tables: defaultdict[str, _Table] = defaultdict(_Table)
        self._held = 0
        self._runs: list[IO[bytes]] = []

    def add_text(self, field: str, doc: int, text: str) -> int:
        """Terms joined by spaces, with a gap of positions at each line end. Returns how many there are."""
        table = self._tables[field]
        base = doc << 32
        total = 0
        for line in text.split("\n"):
            terms = line.split()
            for place, term in enumerate(terms, base):
                table[term].append(place)
            total += len(terms)
            base += len(terms) + PARAGRAPH_GAP
        self._held += total
        return total

    def add_bag(self, field: str, doc: int, text: str) -> int:
        """Terms joined by white space, without positions. Returns how many there are."""
        table = self._tables[field]
        place = doc << 32
        terms = text.split()
        for term in terms:
            table[term].append(place)
        self._held += len(terms)
        return len(terms)

    def add_values(self, field: str, doc: int, values: Iterable[str]) -> None:
        """Whole values, without positions."""
        table = self._tables[field]
        for value in dict.fromkeys(values):
            table[value].append(doc << 32)
            self._held += 1

    def add_postings(self, field: str, term: str, postings: Postings, numbers: Mapping[int, int]) -> None:
        """What another segment has of a term, under the new `numbers` of its documents; those without one are left out."""
        each = chain.from_iterable(map(repeat, postings.docs, postings.counts))
        pairs = zip(each, postings.positions, strict=True)
        places = array("Q", (numbers[doc] << 32 | position for doc, position in pairs if doc in numbers))
        if places:
            self._tables[field][term].extend(places)
            self._held += len(places)

    def make_room(self) -> None:
        """Write out what is held if that is too much. Called between documents, or between terms of a merge."""
        if self._held * _PLACE_BYTES + sum(map(len, self._tables.values())) * _TERM_BYTES > self._most_bytes:
            self._write_run()

    def iter_postings(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Everything as (field, term, postings), by field and term. The inversion is empty afterwards."""
        if not self._runs:
            return ((field, term.encode("utf-8", "surrogatepass"), places) for field, term, places in self._taken())
        return self._merged()

    def _merged(self) -> Iterator[tuple[str, bytes, bytes]]:
        sources = [*map(_read_run, self._runs), self._taken()]
        for (field, term), pieces in groupby(merge(*sources, key=_KEY), key=_KEY):
            yield field, term.encode("utf-8", "surrogatepass"), b"".join([piece for _, _, piece in pieces])

    def cleanup(self) -> None:
        """Forget everything."""
        for run in self._runs:
            run.close()
        self._runs.clear()
        self._tables.clear()

    def _taken(self) -> Iterator[tuple[str, str, bytes]]:
        """What is held, in order; each table is let go when it has been read."""
        for field in sorted(self._tables):
            table = self._tables.pop(field)
            for term in sorted(table):
                yield field, term, raw(table[term])
        self._held = 0

    def _write_run(self) -> None:
        run = TemporaryFile(dir=self._folder)  # noqa: SIM115  (closed by cleanup)
        self._runs.append(run)
        for item in self._taken():
            pickle.dump(item, run)
        run.seek(0)


_KEY = itemgetter(0, 1)
_PLACE_BYTES = 9
"""A posting in memory: eight bytes, and what the list has grown in advance."""
_TERM_BYTES = 250
"""A term in memory: its string, its array, its place in the table."""


class _Table(defaultdict[str, "array[int]"]):
    """Term → its postings, document · 2³² + position."""

    def __missing__(self, term: str) -> array[int]:
        self[term] = places = array("Q")
        return places


def _read_run(run: IO[bytes]) -> Iterator[tuple[str, str, bytes]]:
    while True:
        try:
            yield pickle.load(run)
        except EOFError:
            return
