"""Facets, timeline and stories of a search, counted exactly.

Facets of few matches come from their combinations (`tantivy_combinations`), of many from aggregations (`tantivy_facets`); what else can
be asked about one query goes into the same. Tantivy's own count of different values is an estimate, so stories are
counted from their column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from tantivy import DocAddress, Occur, Query

from index.clauses import EVERYTHING, Both, Clause, Either, Term
from index.engine import Ask, FacetAsk, FacetCounts, PeriodCounts
from index.engines.tantivy_compile import filtered, unscored
from index.engines.tantivy_facets import check_sizes, facets_of
from index.engines.tantivy_order import Page
from index.engines.tantivy_schema import MONTH, STORY, number_of
from index.engines.tantivy_state import SPAN, State, span
from index.periods import SECONDS_A_DAY, Interval, fitting, period

MOST_PERIODS = 20_000
"""Periods that may share an aggregation with the facets: 55 years of days."""

_PERIODS: Mapping[Interval, tuple[str, int, int]] = {
    "day": ("published", SECONDS_A_DAY, 0),
    "week": ("published", 7 * SECONDS_A_DAY, -3 * SECONDS_A_DAY),
    "month": (MONTH, 1, 0),
    "year": (MONTH, 12, 0),
}
"""Interval → the field to count in, its width there, and where period 0 begins (week 0 on the Monday before 1970)."""


Counted = tuple[dict[str, FacetCounts], PeriodCounts | None]


def counts(clause: Query, ask: Ask, found: Page, state: State) -> Counted:
    """The facets and the timeline of `ask`; `clause` is the query without filters, `found` what matches with them."""
    check_sizes(ask.facets)
    if _is_everything(ask):
        # The page that everybody sees first, and the one that costs most.
        return state.once(("counts", tuple(ask.facets), ask.timeline), lambda: _counts(clause, ask, found, state))
    return _counts(clause, ask, found, state)


def stories(query: Query, ask: Ask, found: Page, state: State) -> tuple[int, dict[str, int]]:
    """How many events the matches report, and for the story of each hit how many of them belong to it."""

    def count() -> tuple[int, Counter[int]]:
        addresses = found.addresses
        if addresses is None:  # of many, most are in no story, and need not be looked at
            addresses = state.all(Query.boolean_query([(Occur.Must, query), (Occur.Must, unscored(Query.exists_query(STORY)))]))
        reports = Counter([story for story in state.numbers(STORY, addresses) if story is not None])
        return found.total - reports.total(), reports

    alone, reports = state.once("stories", count) if _is_everything(ask) else count()
    shown = dict.fromkeys(hit.shown.story for hit in found.hits if hit.shown.story is not None)
    return alone + len(reports), {story: reports[number_of(story)] for story in shown}


def _is_everything(ask: Ask) -> bool:
    return ask.clause == EVERYTHING and not ask.filters


def _counts(clause: Query, ask: Ask, found: Page, state: State) -> Counted:
    everywhere = filtered(clause, ask.filters, state)
    own = [facet for facet in ask.facets if facet.name in ask.filters]
    others = [facet for facet in ask.facets if facet.name not in ask.filters]
    interval = _expected(ask, state) if found.addresses is None else None
    timeline = {} if interval is None else {"span": SPAN} | _histogram(interval, state)
    facets = _by_combination(others, found.addresses, state)
    left = [facet for facet in others if facet.name not in facets]
    simple = _is_simple(ask.clause)
    rest, answer = facets_of(everywhere, left, state, timeline, simple=simple)
    facets |= rest
    for facet in own:
        facets |= facets_of(filtered(clause, ask.filters, state, but=facet.name), [facet], state, {}, simple=simple)[0]
    facets = {facet.name: facets[facet.name] for facet in ask.facets}
    if found.addresses is not None:
        return facets, _timeline_of(found.addresses, ask.timeline, state)
    return facets, None if interval is None else _timeline(everywhere, ask, interval, answer, found.total, state)


def _is_simple(clause: Clause) -> bool:
    """Whether a clause is one word in any of its forms, or everything."""
    match clause:
        case Term() | Both(()):
            return True
        case Either(parts):
            return all(map(_is_simple, parts))
        case _:
            return False


def _by_combination(asks: Sequence[FacetAsk], addresses: list[DocAddress] | None, state: State) -> dict[str, FacetCounts]:
    """The facets of articles from their combinations, as far as they can be had so."""
    whole = [ask for ask in asks if not ask.containing]
    if addresses is None or not whole:
        return {}
    return state.facets(addresses, {ask.name: ask.size for ask in whole}) or {}


def _expected(ask: Ask, state: State) -> Interval | None:
    """The interval asked for; for "auto" the one that suits all articles, as it mostly suits the matches too."""
    if ask.timeline != "auto":
        return ask.timeline
    return "day" if state.days is None else fitting(*state.days)


def _histogram(interval: Interval, state: State) -> dict[str, Any]:
    """What to ask Tantivy for the periods; nothing where there are too many, which `_periods` then counts itself."""
    first, last = (period(day * SECONDS_A_DAY, interval) for day in state.days or (0, 0))
    if last - first > MOST_PERIODS:
        return {}
    field, width, offset = _PERIODS[interval]
    return {"periods": {"histogram": {"field": field, "interval": width, "offset": offset, "min_doc_count": 1}}}


def _timeline_of(addresses: list[DocAddress], wanted: Interval | Literal["auto"] | None, state: State) -> PeriodCounts | None:
    """The timeline of articles from their columns: for a thousand in half the time of an aggregation."""
    if wanted is None:
        return None
    if wanted == "auto":
        moments = [moment for moment in state.numbers("published", addresses) if moment is not None]
        interval = fitting(min(moments, default=0) // SECONDS_A_DAY, max(moments, default=0) // SECONDS_A_DAY)
    else:
        interval = wanted
    field, width, offset = _PERIODS[interval]
    numbers = [number for number in state.numbers(field, addresses) if number is not None]
    periods = Counter([(number - offset) // width for number in numbers])
    return PeriodCounts(interval, periods, len(addresses) - len(numbers))


def _timeline(query: Query, ask: Ask, expected: Interval, answer: dict[str, Any], total: int, state: State) -> PeriodCounts:
    interval = fitting(*(span(answer["span"]) or (0, 0))) if ask.timeline == "auto" else expected
    if interval != expected:
        answer = state.counts(query, _histogram(interval, state))
    periods = _periods(query, interval, answer, state)
    return PeriodCounts(interval, periods, total - sum(periods.values()))


def _periods(query: Query, interval: Interval, answer: dict[str, Any], state: State) -> dict[int, int]:
    if "periods" not in answer:
        return Counter(period(moment, interval) for moment in state.numbers("published", state.all(query)) if moment is not None)
    _, width, offset = _PERIODS[interval]
    return {(int(bucket["key"]) - offset) // width: bucket["doc_count"] for bucket in answer["periods"]["buckets"]}
