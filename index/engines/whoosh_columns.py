"""What each article has, by document number: Whoosh columns that are read at once, not value by value.

Whoosh's own columns answer one document at a time through several calls, which is what makes its
grouping and sorting slow. These are loaded whole as compact arrays (`NumbersColumn`, `ValuesColumn`), or
stay on disk and are read where a hit needs them (`BytesColumn`).
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import Any

from index.engines.packing import packed, raw, unpacked, unraw
from index.engines.whoosh_quiet import whoosh_quietly

with whoosh_quietly():
    from whoosh.columns import Column

_OFFSET_BYTES = 8


class NumbersColumn(Column):  # type: ignore[misc]
    """One whole number a document; read as an array."""

    def __init__(self, default: int = 0) -> None:
        self.default = default

    def writer(self, dbfile: Any) -> _NumbersWriter:
        """Whoosh asks for it when a segment is written."""
        return _NumbersWriter(dbfile, self.default)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> array[int]:
        """The number of each document."""
        return unpacked(dbfile.get(basepos, length))[0]


class _NumbersWriter:
    def __init__(self, dbfile: Any, default: int) -> None:
        self._dbfile, self._default = dbfile, default
        self._numbers = array("q")

    def add(self, docnum: int, number: int) -> None:
        self._fill(docnum)
        self._numbers.append(number)

    def finish(self, doccount: int) -> None:
        self._fill(doccount)
        self._dbfile.write(packed(self._numbers))

    def _fill(self, docnum: int) -> None:
        self._numbers.extend([self._default] * (docnum - len(self._numbers)))


class Values:
    """The values of one facet in one segment.

    Documents share few different *combinations* of values, so each has the number of its combination
    (`combinations[document]`), and `members[combination]` are the numbers of the values in it. `values` ascends by code points.
    Counting documents by combination first is one pass in C.
    """

    def __init__(self, data: bytes) -> None:
        self.combinations, at = unpacked(data)
        sizes, at = unpacked(data, at)
        flat, at = unpacked(data, at)
        lengths, at = unpacked(data, at)
        text = data[at:].decode("utf-8", "surrogatepass")
        self.values = [text[start : start + length] for start, length in zip(_starts(lengths), lengths, strict=True)]
        self.members = [tuple(flat[start : start + size]) for start, size in zip(_starts(sizes), sizes, strict=True)]

    @classmethod
    def none(cls, documents: int) -> Values:
        """Of a segment where no document has a value."""
        return cls(b"".join((packed(bytes(documents)), packed([0]), packed([]), packed([]))))

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        return tuple(self.values[code] for code in self.members[self.combinations[docnum]])

    def with_any(self, chosen: Sequence[str]) -> set[int]:
        """The combinations that have at least one of the `chosen` values."""
        return set().union(*(self._having.get(value, ()) for value in chosen))

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """Value → the combinations that have it."""
        having: dict[str, list[int]] = {value: [] for value in self.values}
        lists = list(having.values())
        for number, codes in enumerate(self.members):
            for code in codes:
                lists[code].append(number)
        return having


class ValuesColumn(Column):  # type: ignore[misc]
    """Any number of strings a document; read as `Values`."""

    def writer(self, dbfile: Any) -> _ValuesWriter:
        """Whoosh asks for it when a segment is written."""
        return _ValuesWriter(dbfile)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> Values:
        """The values of each document."""
        return Values(dbfile.get(basepos, length))


class _ValuesWriter:
    def __init__(self, dbfile: Any) -> None:
        self._dbfile = dbfile
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._combinations = array("q")

    def add(self, docnum: int, values: tuple[str, ...]) -> None:
        self._fill(docnum)
        self._combinations.append(self._numbers.setdefault(values, len(self._numbers)))

    def finish(self, doccount: int) -> None:
        self._fill(doccount)
        values = sorted(set(chain.from_iterable(self._numbers)))
        code = {value: number for number, value in enumerate(values)}
        parts = (
            packed(self._combinations),
            packed([len(combination) for combination in self._numbers]),
            packed([code[value] for value in chain.from_iterable(self._numbers)]),
            packed([len(value) for value in values]),
            "".join(values).encode("utf-8", "surrogatepass"),
        )
        self._dbfile.write(b"".join(parts))

    def _fill(self, docnum: int) -> None:
        self._combinations.extend([0] * (docnum - len(self._combinations)))


class Blobs:
    """The bytes of each document, read from disk when asked for."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int, compressed: bool) -> None:
        self._dbfile, self._compressed = dbfile, compressed
        size = _OFFSET_BYTES * (doccount + 1)
        self._start = basepos
        self._offsets = unraw("Q", dbfile.get(basepos + length - size, size))

    def __getitem__(self, docnum: int) -> bytes:
        start, end = self._offsets[docnum], self._offsets[docnum + 1]
        data: bytes = self._dbfile.get(self._start + start, end - start)
        return zlib.decompress(data) if data and self._compressed else data


class BytesColumn(Column):  # type: ignore[misc]
    """Bytes of any length, each document's compressed on its own where that pays; read as `Blobs`."""

    def __init__(self, compressed: bool = False) -> None:
        self.compressed = compressed

    def writer(self, dbfile: Any) -> _BytesWriter:
        """Whoosh asks for it when a segment is written."""
        return _BytesWriter(dbfile, self.compressed)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> Blobs:
        """The bytes of each document."""
        return Blobs(dbfile, basepos, length, doccount, self.compressed)


class _BytesWriter:
    LEVEL = 1
    """Of zlib: on news text level 6 saves a tenth more and takes three times as long."""

    def __init__(self, dbfile: Any, compressed: bool) -> None:
        self._dbfile, self._compressed = dbfile, compressed
        self._offsets = array("Q", [0])

    def add(self, docnum: int, data: bytes) -> None:
        self._fill(docnum)
        if self._compressed:
            data = zlib.compress(data, self.LEVEL)
        self._dbfile.write(data)
        self._offsets.append(self._offsets[-1] + len(data))

    def finish(self, doccount: int) -> None:
        self._fill(doccount)
        self._dbfile.write(raw(self._offsets))

    def _fill(self, docnum: int) -> None:
        self._offsets.extend([self._offsets[-1]] * (docnum + 1 - len(self._offsets)))


def _starts(lengths: Sequence[int]) -> Iterator[int]:
    """Where each of several pieces begins that stand one after the other."""
    return accumulate(lengths[:-1], initial=0) if lengths else iter(())
