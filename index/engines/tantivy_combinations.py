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

MOST = 50_000
"""Combinations remembered, 60 MB where each has twenty values of its own; then it begins anew."""

Row = Sequence[Sequence[str]]
"""The values of each facet, in the order of `FACETS`."""


class Combinations:
    """What a reader knows of the combinations in its index, whichever state this is in. Threads share it."""

    def __init__(self) -> None:
        self._known: tuple[dict[int, Row], dict[str, str]] = {}, {}

    def rows(self, numbers: Sequence[int | None], text: Callable[[int], str | None]) -> list[Row] | None:
        """What numbers stand for; `text` gives what the article has that the number at a place is of. None where one has nothing."""
        rows, values = self._known
        found: list[Row] = []
        for place, number in enumerate(numbers):
            row = rows.get(number)  # type: ignore[arg-type]  # None is never there
            if row is None:
                kept = text(place)
                if kept is None or number is None:
                    return None
                # Each value once, so that counting compares addresses instead of letters.
                row = rows[number] = [tuple([values.setdefault(value, value) for value in of_facet]) for of_facet in json.loads(kept)]
                if len(rows) > MOST:
                    self._known = {}, {}
            found.append(row)
        return found


def counted(rows: Sequence[Row], sizes: Mapping[str, int]) -> dict[str, FacetCounts]:
    """The first so many values of each facet in `sizes`, of the articles with these combinations."""
    columns: list[Sequence[Sequence[str]]] = list(zip(*rows, strict=True)) or [()] * len(FACETS)
    return {
        facet: first(Counter(chain.from_iterable(column)), sizes[facet])
        for facet, column in zip(FACETS, columns, strict=True)
        if facet in sizes
    }


def first(counts: Mapping[str, int], size: int) -> FacetCounts:
    """The `size` values with the highest counts, equal ones in their own order."""
    return FacetCounts(tuple([FacetCount(value, counts[value]) for value in _first(counts, size)]), more=len(counts) > size)


def _first(counts: Mapping[str, int], size: int) -> list[str]:
    """The values, without a sort of them all: most values of a broad facet have the same low count."""
    if not size:
        return []
    least = sorted(counts.values(), reverse=True)[size - 1] if size < len(counts) else 0
    above = sorted([value for value, count in counts.items() if count > least])
    above.sort(key=counts.__getitem__, reverse=True)  # equal ones stay in their order even so
    if len(above) == size or not least:
        return above
    return above + nsmallest(size - len(above), [value for value, count in counts.items() if count == least])
