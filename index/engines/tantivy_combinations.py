"""Facets of few matches, counted without asking Tantivy for each facet.

An article keeps one number that stands for all of its facet values together, its *combination*; many articles share theirs.
What a number stands for is read from the first article met that has it, and remembered while the index changes, because a
number never changes its meaning. So a narrow search costs the same in a small index and in a large one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest
from itertools import chain

from index.engine import FacetCount, FacetCounts
from index.fields import FACETS

MOST = 20_000
"""Combinations remembered, 60 MB where each has twenty values of its own; then it begins anew."""

Row = Sequence[Sequence[str]]
"""The values of each facet, in the order of `FACETS`."""


class Combinations:
    """What a reader knows of the combinations in its index, whichever state this is in. Threads share it."""

    def __init__(self) -> None:
        self._known: tuple[dict[int, Row], dict[str, str]] = {}, {}

    def rows(self, numbers: Sequence[int], kept: Callable[[int], bytes]) -> list[Row]:
        """What numbers stand for; `kept` gives the JSON of the article that the number at a place is of."""
        rows, values = self._known
        if len(rows) > MOST:
            rows, values = self._known = {}, {}
        found: list[Row] = []
        for place, number in enumerate(numbers):
            row = rows.get(number)
            if row is None:
                # Each value once, so that counting compares addresses instead of letters.
                row = rows[number] = [tuple([values.setdefault(value, value) for value in facet]) for facet in json.loads(kept(place))]
            found.append(row)
        return found


def counted(rows: Sequence[Row], sizes: Mapping[str, int]) -> dict[str, FacetCounts]:
    """The most frequent values of the articles with these combinations, as many of each facet as `sizes` says."""
    columns: list[Sequence[Sequence[str]]] = list(zip(*rows, strict=True)) or [()] * len(FACETS)
    return {
        facet: most_frequent(Counter(chain.from_iterable(column)), sizes[facet])
        for facet, column in zip(FACETS, columns, strict=True)
        if facet in sizes
    }


def most_frequent(counts: Mapping[str, int], size: int) -> FacetCounts:
    """The `size` values with the highest counts, equal ones in their own order."""
    return FacetCounts(tuple([FacetCount(value, counts[value]) for value in _most_frequent(counts, size)]), more=len(counts) > size)


def _most_frequent(counts: Mapping[str, int], size: int) -> list[str]:
    """As `heapq.nsmallest` by count and value has them, in half the time: most values of a facet have the same low count."""
    if not size:
        return []
    least = sorted(counts.values(), reverse=True)[size - 1] if size < len(counts) else 0
    above = sorted([value for value, count in counts.items() if count > least])
    above.sort(key=counts.__getitem__, reverse=True)  # equal ones stay in their order even so
    if len(above) == size or not least:
        return above
    return above + nsmallest(size - len(above), [value for value, count in counts.items() if count == least])
