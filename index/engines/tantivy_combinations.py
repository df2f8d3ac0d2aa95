"""Facets of few matches, counted without asking Tantivy for each facet.

An article keeps one number that stands for all of its facet values together, its *combination*; many articles share theirs.
What the numbers stand for is read from the index's own list of combinations, and kept while the index changes, because a
number never changes its meaning.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from index.engine import FacetCount, FacetCounts
from index.engines.tantivy_schema import number_of
from index.fields import FACETS

MOST = 20_000
"""Combinations that are kept: 30 MB where each has twenty values, first read in 0.5 s. With more in an index, Tantivy counts its facets."""

MISSES_SHARE = 100
"""To read a hundred combinations again takes what Tantivy takes longer for the facets of one search: some 0.4 ms."""

T = TypeVar("T")
Value = TypeVar("Value", int, str)

_Ranks = tuple[int, ...]
_Rows = Mapping[int, Sequence[Sequence[str]]]
"""Combination → the values of each facet."""


def first(counts: Mapping[Value, int], size: int) -> list[Value]:
    """The `size` values with the highest counts, equal ones in their own order.

    Most values of a broad facet have the same low count: a sort by count and value would look at each many times.
    """
    if not size:
        return []
    least = sorted(counts.values(), reverse=True)[size - 1] if size < len(counts) else 0
    above = sorted([value for value, count in counts.items() if count > least])
    above.sort(key=counts.__getitem__, reverse=True)  # equal ones stay in their order even so
    tied = sorted([value for value, count in counts.items() if count == least]) if least else []
    return above + tied[: size - len(above)]


class _Known(NamedTuple):
    """Combination → for each facet the ranks of its values in `values`, where they ascend. Never changed, so threads share it."""

    members: Mapping[int, Sequence[_Ranks]]
    values: Sequence[Sequence[str]]

    @classmethod
    def of(cls, rows: _Rows) -> _Known:
        """These combinations."""
        values = [sorted(set(chain.from_iterable(column))) for column in _columns(rows.values())]
        ranks = [{value: rank for rank, value in enumerate(of_facet)} for of_facet in values]
        shared: dict[_Ranks, _Ranks] = {}  # most articles have the same language, many the same source
        members: dict[int, Sequence[_Ranks]] = {}
        for number, row in rows.items():
            found = [tuple([rank[value] for value in of_facet]) for rank, of_facet in zip(ranks, row, strict=True)]
            members[number] = [shared.setdefault(part, part) for part in found]
        return cls(members, values)

    def and_(self, texts: Iterable[str]) -> _Known:
        """With the combinations of an index among them."""
        rows: dict[int, Sequence[Sequence[str]]] = {}
        for number, row in self.members.items():
            rows[number] = [[values[rank] for rank in part] for values, part in zip(self.values, row, strict=True)]
        for text in texts:
            if (number := number_of(text)) not in rows:
                rows[number] = json.loads(text)
        return _Known.of(rows)

    def counts(self, combinations: Iterable[int | None], sizes: Mapping[str, int]) -> dict[str, FacetCounts]:
        """The first so many values of each facet in `sizes`, given each article's combination. Raises `KeyError` where one is not known."""
        found = [self.members[number] for number in combinations]  # type: ignore[index]  # None is in no table
        return {
            facet: _first(Counter(chain.from_iterable(column)), values, sizes[facet])
            for facet, column, values in zip(FACETS, _columns(found), self.values, strict=True)
            if facet in sizes
        }


def _columns(rows: Collection[Sequence[T]]) -> Iterable[Sequence[T]]:
    """What is in the rows, by facet."""
    return zip(*rows, strict=True) if rows else [()] * len(FACETS)


def _first(counts: Mapping[int, int], values: Sequence[str], size: int) -> FacetCounts:
    return FacetCounts(tuple([FacetCount(values[rank], counts[rank]) for rank in first(counts, size)]), more=len(counts) > size)


_NOTHING = _Known.of({})


class Combinations:
    """What a reader knows of the combinations in its index, whichever state this is in. Threads share it."""

    def __init__(self) -> None:
        self._known = _NOTHING
        self._missed = 0
        self._too_many = False

    def counts(self, combinations: Iterable[int | None], sizes: Mapping[str, int]) -> dict[str, FacetCounts] | None:
        """The first so many values of each facet in `sizes`, given the combination of each article; None where one is not known."""
        try:
            return self._known.counts(combinations, sizes)
        except KeyError:
            self._missed += 1
            return None

    @property
    def worth_reading(self) -> bool:
        """Whether so many searches have met an unknown one that reading all of them again pays."""
        return not self._too_many and self._missed * MISSES_SHARE >= len(self._known.members)

    def learn(self, texts: Sequence[str]) -> None:
        """Know all combinations of an index; not if they are more than `MOST`, of which the first `MOST + 1` tell."""
        self._too_many, self._missed = len(texts) > MOST, 0
        if self._too_many:
            self._known = _NOTHING
        else:
            known = self._known.and_(texts)
            self._known = known if len(known.members) <= MOST else _NOTHING.and_(texts)
