"""The values of a facet, counted over shards, and whether the count is exact.

Each shard sends its most frequent values (`shard_size`), and the cluster adds up what it got. A value that a shard held back may
be counted too low; the cluster tells by how much at most, for each value sent and for those that nobody sent. Where that
leaves the first values certain, they are exact; else more are asked for, until every shard sends all it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from index.analysis import fold_key
from index.engine import FacetAsk, FacetCount, FacetCounts
from index.engines.opensearch_schema import facet_field

FIRST_SHARD_SIZE = 200
"""Values that each shard sends at first: mostly all it has for a narrow search, and enough to be certain of ten for a wide one."""

MORE = 16
"""So many times more values are asked for where it was not enough."""

MOST_VALUES = 50_000
"""Values that a shard sends at most: a cluster gives up at 65,535 (`search.max_buckets`) of all that is counted at once."""

PAGE = 5_000
"""Values looked through at a time for those that contain something."""

MOST_LOOKED_THROUGH = 500_000
"""Values after which looking for those that contain something ends, and the answer is marked: some 10 s."""

_SLACK = 10
"""Values fetched beyond those asked for: a tie at their end is mostly seen whole, and certain at once."""


@dataclass(frozen=True, slots=True)
class FacetCounting:
    """Where the counting of one facet stands: what to ask next, or the answer."""

    ask: FacetAsk
    shard_size: int = FIRST_SHARD_SIZE
    found: tuple[FacetCount, ...] = ()
    looked_through: int = 0
    after: Mapping[str, str] | None = None
    answer: FacetCounts | None = None

    @property
    def _wanted(self) -> str:
        return fold_key(self.ask.containing)

    def aggregation(self) -> dict[str, Any]:
        """What to ask the cluster."""
        field = facet_field(self.ask.name)
        if self._wanted:
            sources = [{"value": {"terms": {"field": field}}}]
            return {"composite": {"size": PAGE, "sources": sources, **({"after": self.after} if self.after else {})}}
        size = self._fetched
        return {"terms": {"field": field, "size": size, "shard_size": max(size, self.shard_size), "show_term_doc_count_error": True}}

    @property
    def _fetched(self) -> int:
        return self.ask.size + 1 + _SLACK

    def told(self, counted: Mapping[str, Any]) -> FacetCounting:
        """The counting after the cluster's answer to `aggregation`."""
        return self._page(counted) if self._wanted else self._first(counted)

    def _first(self, counted: Mapping[str, Any]) -> FacetCounting:
        buckets, size = counted.get("buckets", []), self.ask.size
        values = tuple([FacetCount(bucket["key"], bucket["doc_count"]) for bucket in buckets[:size]])
        exact = self._certain(counted)
        if not exact and max(self._fetched, self.shard_size) < MOST_VALUES:
            return replace(self, shard_size=min(MOST_VALUES, self.shard_size * MORE))
        more = len(buckets) > size or counted["sum_other_doc_count"] > 0
        return replace(self, answer=FacetCounts(values, more, exact))

    def _certain(self, counted: Mapping[str, Any]) -> bool:
        """Whether the first values and their counts are those that counting everything would give."""
        unseen, buckets, size = counted["doc_count_error_upper_bound"], counted.get("buckets", []), self.ask.size
        if unseen == 0 or size == 0:
            return True
        first, rest = buckets[:size], buckets[size:]
        if len(first) < size or any(bucket["doc_count_error_upper_bound"] for bucket in first):
            return False
        least = first[-1]["doc_count"]
        # What was cut off after the last bucket was counted no higher than it, and may lack as much as what was never sent.
        beyond = unseen + (buckets[-1]["doc_count"] if len(buckets) == self._fetched else 0)
        errors = ((bucket["doc_count"], bucket["doc_count_error_upper_bound"]) for bucket in rest)
        return bool(beyond < least) and all(not error or count + error < least for count, error in errors)

    def _page(self, counted: Mapping[str, Any]) -> FacetCounting:
        """The counting with one more page of values, in their order, looked through."""
        wanted = self._wanted
        pairs = [(bucket["key"]["value"], bucket["doc_count"]) for bucket in counted.get("buckets", ())]
        found = self.found + tuple([FacetCount(value, count) for value, count in pairs if wanted in fold_key(value)])
        seen, ended = self.looked_through + len(pairs), len(pairs) < PAGE
        if not ended and seen < MOST_LOOKED_THROUGH:
            return replace(self, found=found, looked_through=seen, after=counted["after_key"])
        first = sorted(found, key=lambda each: (-each.count, each.value))[: self.ask.size]
        return replace(self, answer=FacetCounts(tuple(first), more=len(found) > len(first) or not ended, exact=ended))
