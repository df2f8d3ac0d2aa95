"""From an `Ask` to `Hits` over a snapshot: filters, the page of hits, facets, timeline, stories.

Each view is matched and counted on its own; counts are added by value, pages are merged by the order's key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from index.analysis import fold_key
from index.clauses import scores
from index.engine import Ask, FacetAsk, FacetCount, FacetCounts, Hit, Hits, PeriodCounts, Place, Sort
from index.engines.checks import check_ask
from index.engines.whoosh_columns import Values
from index.engines.whoosh_matches import Matched, Matcher, check
from index.engines.whoosh_segments import UNDATED
from index.engines.whoosh_views import UNDATED_DAY, Snapshot, View
from index.periods import SECONDS_A_DAY, fitting, period

_Docs = Collection[int]
_Key = tuple[float, int, str]
"""A place in an order; smaller comes first."""


def answer(snapshot: Snapshot, ask: Ask) -> Hits:
    """The answer to `ask`. Raises `Refused` for fields, facets or orders that there are not."""
    check_ask(ask)
    check(ask.clause)
    scoring = ask.sort == "relevance" and scores(ask.clause)
    found = [_Found(Matcher(snapshot, view), ask, scoring) for view in snapshot.views]
    hits = _page(found, ask, scoring)
    stories = _stories(found) if ask.stories else None
    told = {hit.shown.story for hit in hits if hit.shown.story is not None}
    return Hits(
        total=sum(len(one.docs) for one in found),
        hits=hits,
        facets={facet.name: _facet_counts(found, facet) for facet in ask.facets},
        timeline=_timeline(found, ask.timeline) if ask.timeline else None,
        stories=None if stories is None else stories.total,
        story_counts={} if stories is None else {story: stories.reports[story] for story in told},
    )


class _Found:
    """What matches in one view, before and after the filters."""

    def __init__(self, matcher: Matcher, ask: Ask, scoring: bool) -> None:
        self.view = matcher.view
        self._unfiltered: Matched = matcher.matched(ask.clause, scoring)
        self._passing = {name: matcher.with_any(name, values, self._unfiltered) for name, values in ask.filters.items()}
        self.docs: _Docs = self._but_for(None)
        self.scores: Mapping[int, float] | None = self._unfiltered if isinstance(self._unfiltered, dict) else None

    def _but_for(self, facet: str | None) -> _Docs:
        """The matches that pass every filter but that of one facet."""
        others = sorted((docs for name, docs in self._passing.items() if name != facet), key=len)
        return others[0].intersection(*others[1:]) if others else self._unfiltered

    def counts(self, column: str, facet: str | None = None) -> Mapping[int, int]:
        """How many matches have each combination of values of a column; of all that pass the other filters if it is that of `facet`."""
        docs = self._but_for(facet) if facet in self._passing else self.docs
        return self._counted(column, self.view.segment.column(column).combinations, docs)

    def days(self) -> Mapping[int, int]:
        """How many matches were published on each day."""
        return self._counted("days", self.view.segment.days, self.docs)

    def _counted(self, name: str, numbers: Sequence[int], docs: _Docs) -> Mapping[int, int]:
        if docs is not self.view.everything:
            return Counter(map(numbers.__getitem__, docs))
        if name not in self.view.totals:
            self.view.totals[name] = Counter(map(numbers.__getitem__, docs))
        return self.view.totals[name]


def _facet_counts(found: Sequence[_Found], facet: FacetAsk) -> FacetCounts:
    column = f"facet_{facet.name}"
    counts = _by_value((one.view.segment.column(column), one.counts(column, facet.name)) for one in found)
    wanted = fold_key(facet.containing)
    if wanted:
        counts = {value: count for value, count in counts.items() if wanted in fold_key(value)}
    first = nsmallest(facet.size, counts.items(), key=lambda item: (-item[1], item[0]))
    return FacetCounts(tuple(FacetCount(value, count) for value, count in first), more=len(counts) > len(first))


def _by_value(several: Iterable[tuple[Values, Mapping[int, int]]]) -> dict[str, int]:
    """Counts by combination as counts by value, over all views."""
    total: dict[str, int] = {}
    for values, counts in several:
        by_code: dict[int, int] = {}
        for combination, count in counts.items():
            for code in values.members[combination]:
                by_code[code] = by_code.get(code, 0) + count
        for code, count in by_code.items():
            value = values.values[code]
            total[value] = total.get(value, 0) + count
    return total


def _timeline(found: Sequence[_Found], asked: Any) -> PeriodCounts:
    days: Counter[int] = Counter()
    for one in found:
        days.update(one.days())
    undated = days.pop(UNDATED_DAY, 0)
    interval = asked if asked != "auto" else fitting(min(days), max(days)) if days else "day"
    counts: Counter[int] = Counter()
    for day, count in days.items():
        counts[period(day * SECONDS_A_DAY, interval)] += count
    return PeriodCounts(interval, dict(counts), undated)


@dataclass(frozen=True, slots=True)
class _Stories:
    total: int
    reports: Mapping[str, int]


def _stories(found: Sequence[_Found]) -> _Stories:
    """How many different events the matches tell, and how many matches tell each."""
    columns = [(one.view.segment.column("told"), one.counts("told")) for one in found]
    reports = _by_value(columns)
    alone = sum(count for values, counts in columns for combination, count in counts.items() if not values.members[combination])
    return _Stories(alone + len(reports), reports)


def _page(found: Sequence[_Found], ask: Ask, scoring: bool) -> tuple[Hit, ...]:
    """The first `limit` hits after the asked place, over all views."""
    after = None if ask.after is None else _key(ask.after, ask.sort, scoring)
    best = nsmallest(ask.limit, (place for one in found for place in _best(one, ask, after)), key=lambda item: item[0])
    return tuple(_hit(one.view, doc, one.scores) for _, doc, one in best)


def _hit(view: View, doc: int, scored: Mapping[int, float] | None) -> Hit:
    published = view.segment.column("published")[doc]
    score = scored[doc] if scored else 0.0
    return Hit(Place(view.id_of(doc), None if published == UNDATED else published, score), view.shown(doc))


def _best(one: _Found, ask: Ask, after: _Key | None) -> Iterator[tuple[_Key, int, _Found]]:
    """The hits of one view that can be on the page, each with its place in the order."""
    order = _Order(one, ask.sort)
    docs = one.docs if after is None else order.after(after, one.docs)
    for doc in order.first(docs, ask.limit):
        yield order.key(doc), doc, one


def _key(place: Place, sort: Sort, scoring: bool) -> _Key:
    score = -place.score if scoring else 0.0
    if place.published is None:
        return score, UNDATED, place.id
    return score, place.published if sort == "oldest" else -place.published, place.id


class _Order:
    """One of the total orders over the documents of a view.

    Ids are read, and whole keys compared, only where scores and dates leave it open.
    """

    def __init__(self, found: _Found, sort: Sort) -> None:
        self._view, self._scores = found.view, found.scores
        segment = found.view.segment
        self._dates: Sequence[int] = segment.column("published") if sort == "oldest" else segment.recency

    def key(self, doc: int) -> _Key:
        """The place of a document."""
        return self._score(doc), self._dates[doc], self._view.id_of(doc)

    def _score(self, doc: int) -> float:
        return -self._scores[doc] if self._scores is not None else 0.0

    def after(self, place: _Key, docs: _Docs) -> list[int]:
        """Those of `docs` that come after a place."""
        before = place[:2]
        return [doc for doc in docs if (self._score(doc), self._dates[doc]) >= before and self.key(doc) > place]

    def first(self, docs: _Docs, limit: int) -> _Docs:
        """A few of `docs` that have the first `limit` among them."""
        certain: list[int] = []
        for rank in (self._score, self._dates.__getitem__) if self._scores is not None else (self._dates.__getitem__,):
            if len(docs) <= limit - len(certain) or limit < 1:
                break
            last = nsmallest(limit - len(certain), map(rank, docs))[-1]
            docs, better = [doc for doc in docs if rank(doc) == last], [doc for doc in docs if rank(doc) < last]
            certain += better
        return [*certain, *docs] if limit > 0 else ()
