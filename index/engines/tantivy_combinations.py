"""Facets of few matches, counted without asking Tantivy for each facet.

An article keeps one number that stands for all of its facet values together, its *combination*; many articles share theirs.
What the numbers stand for is read from the index's own list of combinations, and kept while the index changes, because a
number never changes its meaning.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from index.engines.tantivy_schema import number_of
from index.fields import FACETS

MOST = 20_000
"""Combinations that are kept: 10 MB where each has twenty values, first read in 0.4 s. With more in an index, Tantivy counts its facets."""

MISSES_SHARE = 100
"""To read a hundred combinations again takes what Tantivy takes longer for the facets of one search: some 0.4 ms."""

ByFacet = dict[str, dict[str, int]]
"""Facet → value → how many articles have it."""


class _Known(NamedTuple):
    """Combination → places of its values in `values`, which are (facet, value). Never changed, so threads share it."""

    members: Mapping[int, Sequence[int]]
    values: Sequence[tuple[str, str]]

    def and_(self, texts: Iterable[str]) -> _Known:
        """With the combinations of an index among them."""
        members, values = dict(self.members), list(self.values)
        places = {value: place for place, value in enumerate(values)}
        for text in texts:
            number = number_of(text)
            if number not in members:
                found = [(facet, value) for facet, of_facet in zip(FACETS, json.loads(text), strict=True) for value in of_facet]
                members[number] = tuple([places.setdefault(value, len(places)) for value in found])
        return _Known(members, list(places))

    def counts(self, combinations: Iterable[int | None]) -> ByFacet:
        """How many articles have each value, given the combination of each. Raises `KeyError` where one is not known."""
        counts = Counter(chain.from_iterable(map(self.members.__getitem__, combinations)))  # type: ignore[arg-type]  # None is in no table
        by_facet: ByFacet = {facet: {} for facet in FACETS}
        values = self.values
        for place, count in counts.items():
            facet, value = values[place]
            by_facet[facet][value] = count
        return by_facet


_NOTHING = _Known({}, [])


class Combinations:
    """What a reader knows of the combinations in its index, whichever state this is in. Threads share it."""

    def __init__(self) -> None:
        self._known = _NOTHING
        self._missed = 0
        self._too_many = False

    def counts(self, combinations: Iterable[int | None]) -> ByFacet | None:
        """The facet values of articles, given the combination of each; None where one is not known."""
        try:
            return self._known.counts(combinations)
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
