"""What is counted of a search: facets, timeline, stories, as aggregations and back.

All of it rides on the request for the hits. What its answer leaves open (a facet that is not certain, days where months were
counted, events where there are many) is asked for in a second one, and so on until nothing is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.clauses import Between, Both, Clause
from index.engine import Ask, FacetCounts, Hit, PeriodCounts
from index.engines.opensearch_compile import Query, chosen
from index.engines.opensearch_facets import MOST_VALUES, FacetCounting
from index.engines.opensearch_schema import STORY, story_number
from index.periods import SECONDS_A_DAY, Interval, fitting, period

FEW_STORIES = 500
"""Events up to which they come with the hits, each with its count: more cost more to send than a second request."""

MOST_STORIES = 50_000
"""Events that are counted one by one: a cluster gives up at 65,535 buckets (`search.max_buckets`). Beyond, their number is an estimate."""

CLOSEST = 40_000
"""`precision_threshold` of the estimate: the most that OpenSearch takes; it is then wrong by some 0.5 %."""

MOST_DAYS = 1_100
"""Three years of days are counted at once and added up to weeks, months or years here; of longer times, months."""

_IN, _ALL = "in", "all"


@dataclass(frozen=True, slots=True)
class Collection:
    """What is known of a whole index: how many articles, and the first and last day (numbers), if any has a date."""

    articles: int
    days: tuple[int, int] | None


@dataclass(slots=True)
class _Asked:
    """Aggregations to send: by the facet whose own filter they ignore (None: none)."""

    by_ignored: dict[str | None, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, aggregation: Mapping[str, Any], ignored: str | None = None) -> None:
        self.by_ignored.setdefault(ignored, {})[name] = aggregation


class Counting:
    """The counting of one `Ask`: `request` says what to send until it says None, `told` takes what came back."""

    def __init__(self, ask: Ask, collection: Collection) -> None:
        self._ask = ask
        self._own = {name: values for name, values in ask.filters.items() if any(facet.name == name for facet in ask.facets)}
        self._facets = {facet.name: FacetCounting(facet) for facet in ask.facets}
        self._timeline = _Timeline(ask, collection) if ask.timeline else None
        self._stories = _Stories(collection) if ask.stories else None

    @property
    def narrowing(self) -> list[Query]:
        """Filters of facets that are not counted: they stand in the query itself."""
        return chosen({name: values for name, values in self._ask.filters.items() if name not in self._own})

    @property
    def passing(self) -> list[Query]:
        """Filters of facets that are counted: they choose the hits, but the counts of their own facet ignore them."""
        return chosen(self._own)

    def request(self) -> dict[str, Any] | None:
        """The aggregations to ask for now; None where nothing is open."""
        asked = _Asked()
        for name, counting in self._facets.items():
            if counting.answer is None:
                asked.add(f"facet_{name}", counting.aggregation(), name if name in self._own else None)
        for part in (self._timeline, self._stories):
            for name, aggregation in part.aggregations().items() if part else ():
                asked.add(name, aggregation)
        return self._filtered(asked) or None

    def _filtered(self, asked: _Asked) -> dict[str, Any]:
        """Each aggregation under the filters that it heeds."""
        made: dict[str, Any] = {}
        for ignored, aggregations in asked.by_ignored.items():
            heeded = chosen({name: values for name, values in self._own.items() if name != ignored})
            if heeded:
                made[f"{_IN}_{ignored or _ALL}"] = {"filter": {"bool": {"filter": heeded}}, "aggs": aggregations}
            else:
                made |= aggregations
        return made

    def told(self, answered: Mapping[str, Any], total: int, hits: Sequence[Hit]) -> None:
        """Take in the answer to `request`, of a search that matched `total` articles and showed `hits`."""
        found = {name: counted for name, counted in answered.items() if not name.startswith(f"{_IN}_")}
        for name in answered.keys() - found.keys():
            found |= answered[name]
        for name, counting in self._facets.items():
            if f"facet_{name}" in found and counting.answer is None:
                self._facets[name] = counting.told(found[f"facet_{name}"])
        if self._timeline:
            self._timeline.told(found, total)
        if self._stories:
            self._stories.told(found, total, [hit.shown.story for hit in hits if hit.shown.story is not None])

    @property
    def facets(self) -> dict[str, FacetCounts]:
        """The facets, once nothing is open."""
        return {name: counting.answer for name, counting in self._facets.items() if counting.answer}

    @property
    def timeline(self) -> PeriodCounts | None:
        """The timeline, once nothing is open."""
        return self._timeline.answer if self._timeline else None

    @property
    def stories(self) -> tuple[int | None, Mapping[str, int], bool]:
        """How many events, how many matches report each shown one, and whether the first is exact."""
        return (self._stories.number, self._stories.reports, self._stories.exact) if self._stories else (None, {}, True)


class _Timeline:
    """Counts by period. A search is counted by days where they are few, else by months; "auto" is decided by what came."""

    def __init__(self, ask: Ask, collection: Collection) -> None:
        self._asked = ask.timeline
        days = _possible(ask.clause, collection.days)
        few = days is None or days[1] - days[0] <= MOST_DAYS
        self._by: Interval = "day" if few and self._asked == "auto" else "month" if self._asked in ("auto", "year") else self._asked  # type: ignore[assignment]
        self.answer: PeriodCounts | None = None

    def aggregations(self) -> dict[str, Any]:
        if self.answer is not None:
            return {}
        return {"periods": {"date_histogram": {"field": "published", "calendar_interval": self._by, "min_doc_count": 1}}}

    def told(self, found: Mapping[str, Any], total: int) -> None:
        if "periods" not in found:
            return
        counted = [(bucket["key"] // 1000, bucket["doc_count"]) for bucket in found["periods"].get("buckets", ())]
        days = [seconds // SECONDS_A_DAY for seconds, _ in counted]
        interval: Interval = _suiting(days, self._by) if self._asked == "auto" else self._asked  # type: ignore[assignment]
        if interval not in ("month", "year") and self._by == "month":
            self._by = "day"
            return
        periods: dict[int, int] = {}
        for seconds, count in counted:
            number = period(seconds, interval)
            periods[number] = periods.get(number, 0) + count
        # In a second round there may be more than at the first, which counted the total.
        self.answer = PeriodCounts(interval, periods, max(0, total - sum(periods.values())))


def _suiting(starts: Sequence[int], by: Interval) -> Interval:
    """The interval for matches in periods that begin on these days. By months it may be too fine, never too coarse."""
    if not starts:
        return "day"
    # The days of the first and last match are not known by month: at the nearest they are a month less two days apart.
    first, last = min(starts), max(starts)
    return fitting(first, last) if by == "day" else fitting(min(first + 30, last), last)


def _possible(clause: Clause, days: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first and last day on which a match can be published, of a collection with these."""
    if days is None:
        return None
    first, last = days
    for part in _together(clause):
        if isinstance(part, Between) and part.field == "published":
            first = first if part.start is None else max(first, part.start // SECONDS_A_DAY)
            last = last if part.end is None else min(last, part.end // SECONDS_A_DAY)
    return first, last


def _together(clause: Clause) -> Iterable[Clause]:
    """The clauses that every match fulfils."""
    if not isinstance(clause, Both):
        return (clause,)
    return [inner for part in clause.parts for inner in _together(part)]


class _Stories:
    """How many events. Few come with the hits; many are counted in the cluster, which sends their number and those of the hits."""

    def __init__(self, collection: Collection) -> None:
        self._many: list[int] | None = None
        self._estimating = collection.articles > MOST_STORIES
        self.number: int | None = None
        self.reports: dict[str, int] = {}
        self.exact = True

    def aggregations(self) -> dict[str, Any]:
        if self.number is not None:
            return {}
        if self._many is None:
            return {"stories": {"terms": {"field": STORY, "size": FEW_STORIES, "shard_size": FEW_STORIES}}}
        every = {"field": STORY, "size": MOST_STORIES, "shard_size": MOST_STORIES}
        asked: dict[str, Any] = {
            "every_story": {"terms": every},
            "events": {"stats_bucket": {"buckets_path": "every_story>_count"}},
        }
        if self._many:
            asked["stories"] = {"terms": {"field": STORY, "size": len(self._many), "include": self._many}}
        if self._estimating:
            asked["about"] = {"cardinality": {"field": STORY, "precision_threshold": CLOSEST}}
        return asked

    def told(self, found: Mapping[str, Any], total: int, shown: Sequence[str]) -> None:
        if self.number is not None:
            return
        counts = {bucket["key"]: bucket["doc_count"] for bucket in found.get("stories", {}).get("buckets", ())}
        numbers = {story: story_number(story) for story in shown}
        if self._many is None and not _whole(found["stories"]):
            self._many = list(dict.fromkeys(numbers.values()))
            return
        if self._many is None:
            self._ended(len(counts), sum(counts.values()), total)
        elif _whole(found["every_story"]):
            self._ended(found["events"]["count"], int(found["events"]["sum"] or 0), total)
        elif "about" in found:
            in_one = found["events"]["sum"] + found["every_story"]["sum_other_doc_count"]
            self._ended(found["about"]["value"], int(in_one), total)
            self.exact = False
        else:
            self._estimating = True
            return
        self.reports = {story: counts.get(number, 0) for story, number in numbers.items()}

    def _ended(self, events: int, reports: int, total: int) -> None:
        self.number = events + total - reports


def _whole(counted: Mapping[str, Any]) -> bool:
    """Whether every value of every shard was counted."""
    return not counted["sum_other_doc_count"] and not counted["doc_count_error_upper_bound"]


UNSENT = "-aggregations.every_story.buckets,-aggregations.in_all.every_story.buckets"
"""What an answer need not carry (`filter_path`): the events one by one, of which only the number is wanted. Lists that
are empty are left out as well then."""

assert MOST_STORIES <= MOST_VALUES
