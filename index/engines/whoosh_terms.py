"""The terms of a segment: a sorted dictionary in blocks, and beside it the posting records in the same order.

Whoosh's own dictionary is a hash table with an entry a term, which takes longer to write than the postings
of most terms: half of them are in one article only. Here a block of neighbouring terms is written and read at once; the
first term of each block is kept in memory to find the block by.
"""

from __future__ import annotations

import pickle
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, islice, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from index.engines.packing import packed, unpacked
from index.engines.whoosh_postings import Postings, encode

BLOCK = 64
"""Terms a block: reading one costs about as much as finding it among 100,000 others."""

_OFFSET_BYTES = 8


class _Field(NamedTuple):
    """The blocks of one field: the first term of each, and where each begins and the last one ends."""

    first: list[bytes]
    offsets: array[int]


class _Block(NamedTuple):
    terms: list[bytes]
    offsets: list[int]
    """Where in the postings file each term's record begins, and the last one ends."""


class TermsWriter:
    """Writes the dictionary and the postings of a new segment; takes the place of Whoosh's field writer."""

    def __init__(self, dictionary: Any, postings: Any) -> None:
        self._dictionary, self._postings = dictionary, postings
        self._written = self._recorded = 0
        self._fields: dict[str, _Field] = {}
        self.is_closed = False

    def add_postings(self, items: Iterable[tuple[str, bytes, bytes]]) -> None:
        """All of (field, term, postings as an `Inversion` gives them), in order."""
        for name, entries in groupby(items, key=itemgetter(0)):
            self._fields[name] = field = _Field([], array("Q", [self._written]))
            while block := list(islice(entries, BLOCK)):
                field.first.append(block[0][1])
                self._write_block([term for _, term, _ in block], [encode(places) for _, _, places in block])
                field.offsets.append(self._written)

    def _write_block(self, terms: list[bytes], records: list[bytes]) -> None:
        lengths = (packed(list(map(len, terms))), packed(list(map(len, records))))
        block = b"".join((self._recorded.to_bytes(_OFFSET_BYTES, "little"), *lengths, *terms))
        self._dictionary.write(block)
        self._written += len(block)
        for record in records:
            self._postings.write(record)
            self._recorded += len(record)

    def close(self) -> None:
        """Write the index of blocks, and close the files."""
        kept = pickle.dumps({name: (field.first, packed(field.offsets)) for name, field in self._fields.items()}, 4)
        self._dictionary.write(kept + len(kept).to_bytes(_OFFSET_BYTES, "little"))
        self._dictionary.close()
        self._postings.close()
        self.is_closed = True


class TermsReader:
    """Reads what a `TermsWriter` wrote; safe from several threads if `get` of the files is."""

    def __init__(self, dictionary: Any, length: int, postings: Any) -> None:
        self._dictionary, self._postings = dictionary, postings
        size = int.from_bytes(dictionary.get(length - _OFFSET_BYTES, _OFFSET_BYTES), "little")
        kept = pickle.loads(dictionary.get(length - _OFFSET_BYTES - size, size))
        self._fields = {name: _Field(first, unpacked(offsets)[0]) for name, (first, offsets) in kept.items()}

    def find(self, name: str, term: str) -> Postings | None:
        """The postings of a term; None where there are none."""
        field, wanted = self._fields.get(name), encoded(term)
        if field is None or wanted < field.first[0]:
            return None
        block = self._block(field, bisect_right(field.first, wanted) - 1)
        at = bisect_left(block.terms, wanted)
        if at == len(block.terms) or block.terms[at] != wanted:
            return None
        return self._read(block, at)

    def starting(self, name: str, prefix: str) -> Iterator[tuple[str, Postings]]:
        """The terms of a field that begin so, in order, with their postings."""
        start = encoded(prefix)
        field = self._fields.get(name)
        for number in range(max(0, bisect_right(field.first, start) - 1), len(field.first)) if field else ():
            block = self._block(field, number)
            for at in range(bisect_left(block.terms, start), len(block.terms)):
                if not block.terms[at].startswith(start):
                    return
                yield decoded(block.terms[at]), self._read(block, at)

    def vocabulary(self, name: str) -> list[str]:
        """All terms of a field, in order."""
        field = self._fields.get(name)
        if field is None:
            return []
        return [decoded(term) for number in range(len(field.first)) for term in self._block(field, number).terms]

    def entries(self) -> Iterator[tuple[str, str, Postings]]:
        """Everything there is: (field, term, postings)."""
        for name in self._fields:
            for term, postings in self.starting(name, ""):
                yield name, term, postings

    def _block(self, field: _Field | None, number: int) -> _Block:
        assert field is not None
        start, end = field.offsets[number], field.offsets[number + 1]
        data: bytes = self._dictionary.get(start, end - start)
        lengths, at = unpacked(data, _OFFSET_BYTES)
        sizes, at = unpacked(data, at)
        base = int.from_bytes(data[:_OFFSET_BYTES], "little")
        terms = [data[begin:end] for begin, end in pairwise(accumulate(lengths, initial=at))]
        return _Block(terms, list(accumulate(sizes, initial=base)))

    def _read(self, block: _Block, at: int) -> Postings:
        start, end = block.offsets[at : at + 2]
        return Postings(self._postings.get(start, end - start))


def encoded(term: str) -> bytes:
    """A term as bytes, which sort as code points do; any string has them."""
    return term.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """The inverse of `encoded`."""
    return term.decode("utf-8", "surrogatepass")
