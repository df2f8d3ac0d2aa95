"""Chosen values of a facet are shown with their counts, though they be not among its most frequent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from index.clauses import Clause
from index.engine import Ask, FacetCount, FacetCounts, Hits

MOST_COUNTED = 10
"""Values of a facet that are counted one by one, each in a search of its own; whoever has chosen more knows them."""


def with_chosen(facets: Mapping[str, FacetCounts], ask: Ask, find: Callable[[Ask], Hits]) -> Mapping[str, FacetCounts]:
    """`facets`, the answer to `ask`, each with its chosen values behind those that it has."""
    return {name: _with_chosen(name, counts, ask.filters, ask.clause, find) for name, counts in facets.items()}


def _with_chosen(
    name: str, counts: FacetCounts, filters: Mapping[str, tuple[str, ...]], clause: Clause, find: Callable[[Ask], Hits]
) -> FacetCounts:
    shown = {each.value for each in counts.values}
    lacking = [value for value in filters.get(name, ()) if value not in shown][:MOST_COUNTED]
    if not lacking or not counts.more:
        return counts
    found = [FacetCount(value, find(Ask(clause, {**filters, name: (value,)}, limit=0)).total) for value in lacking]
    found.sort(key=lambda each: (-each.count, each.value))
    return replace(counts, values=(*counts.values, *(each for each in found if each.count)))
