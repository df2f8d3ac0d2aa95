"""Search.run: parse → plan → ask the engine → assemble.

The one place where a request becomes an answer; the page, the JSON endpoint and the command
line all call it and so cannot disagree.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial

from index import query as q
from index.clauses import Both, Clause
from index.engine import Ask, FacetAsk, Hit, Hits, IndexReader, Missing, Place
from index.enrich.aliases import AliasTable
from index.errors import BadRequest, QueryError
from index.live import LiveReader
from index.manifest import State
from index.periods import Interval
from index.plan import plan
from search import cursor
from search.chosen import with_chosen
from search.expansion import exactly, expand
from search.folding import folded
from search.known_names import KnownNames
from search.parser import parse, plain_words
from search.request import SearchRequest
from search.results import FacetResults, IndexState, Instead, Marked, Result, Results, ScorePart, Timeline, Understood
from search.scores import score_parts
from search.snippets import Finder, marked
from search.spelling import Ways, instead
from search.suggest import Completion, completions
from search.timeline import timeline
from search.walk import walk
from search.why import why

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Search:
    """Answers requests from whatever generation is current. Safe to use from several threads."""

    def __init__(self, live: LiveReader, aliases: AliasTable, *, timezone: tzinfo = UTC, clock: Clock = utc_now) -> None:
        self._live = live
        self._aliases = aliases
        self._timezone = timezone
        self._clock = clock
        self._collection = _CollectionFacts()
        self._names = KnownNames(lambda: aliases.also_named)

    def run(self, request: SearchRequest, *, plain: bool = False) -> Results:
        """The answer to `request`; if `plain`, to the plain words of a text that cannot be understood.

        Raises `QueryError` (the text), `BadRequest` (cursor, interval, to) and, from the index,
        `NoGeneration` or `EngineUnavailable`.
        """
        typed = self._typed(request, plain)
        began = time.perf_counter()
        query, also = self._meant(request, typed)
        with self._live.lease() as (reader, state):
            clause = plan(query, reader.stem_codes(), reader.frequencies)
            asking = _Asking(reader)
            ask = _ask(request, _within_days(clause, request))
            hits = folded(ask, asking.find) if request.grouped else asking.find(ask)
            facets = with_chosen(hits.facets, ask, asking.find)
            bars = self._timeline(hits, asking, state)
            explained = _explained(request, query, clause, hits, asking) if request.explain else None
            is_wanted = request.instead and not (hits.total or plain or request.cursor)
            meant = self._instead(request, typed, reader.stem_codes(), asking) if is_wanted else None
        built = state.manifest
        return Results(
            query=Understood(request.text, str(typed), also),
            index=IndexState(built.id, built.engine, built.built_at, state.articles, state.change),
            total=hits.total,
            stories=hits.total if hits.stories is None else hits.stories,
            results=_results(hits, clause, request.size, explained),
            facets=facets,
            timeline=bars,
            next=_next(hits, request),
            stories_exact=hits.stories_exact,
            missing=asking.missing,
            instead=meant,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def facet(self, request: SearchRequest, name: str, containing: str = "", size: int = 10, *, plain: bool = False) -> FacetResults:
        """The values of one facet that contain `containing`, counted over the matches of `request`; `plain` as in `run`."""
        query, _ = self._meant(request, self._typed(request, plain))
        with self._live.lease() as (reader, _state):
            clause = _within_days(plan(query, reader.stem_codes()), request)
            ask = Ask(clause, request.filters, limit=0, facets=(FacetAsk(name, size, containing),))
            hits = reader.find(ask)
        return FacetResults(hits.facets[name], hits.missing)

    def walk(self, request: SearchRequest, most: int | None = None) -> Iterator[Hits]:
        """All matches of `request` (the first `most`), newest or oldest first, in pages of hits alone: see `search.walk`.

        `size`, `cursor`, `facets`, `timeline` and `instead` take no part. Raises as `run`, and `BadRequest` for an order by relevance; the
        pages raise `EngineUnavailable` where a part of the index does not answer.
        """
        if request.sort == "relevance":
            raise BadRequest("sort", "all matches can be had newest or oldest first; an order by relevance moves with the collection")
        query, _ = self._meant(request, self._typed(request, plain=False))
        return walk(partial(self._page, request, query), most)

    def _page(self, request: SearchRequest, query: q.Query, after: Place | None, limit: int) -> Hits:
        with self._live.lease() as (reader, _state):
            clause = _within_days(plan(query, reader.stem_codes()), request)
            asking = _Asking(reader)
            ask = Ask(clause, request.filters, request.sort, limit, after, stories=request.grouped)
            hits = folded(ask, asking.find) if request.grouped else asking.find(ask)
        return replace(hits, missing=asking.missing)

    def complete(self, text: str) -> tuple[Completion, ...]:
        """What `text` may become, as far as the collection has it. Raises, from the index, what `run` does."""
        with self._live.lease() as (reader, state):
            names = self._names.of(state, reader.find)
        return completions(text, names, self._read)

    def _read(self, text: str) -> q.Query | None:
        try:
            return parse(text, now=self._clock(), timezone=self._timezone)
        except QueryError:
            return None

    def _typed(self, request: SearchRequest, plain: bool) -> q.Query:
        return plain_words(request.text) if plain else parse(request.text, now=self._clock(), timezone=self._timezone)

    def _meant(self, request: SearchRequest, query: q.Query) -> tuple[q.Query, tuple[str, ...]]:
        return (exactly(query), ()) if request.exact else expand(query, self._aliases)

    def _instead(self, request: SearchRequest, typed: q.Query, languages: Iterable[str], asking: _Asking) -> Instead | None:
        """What may have been meant by a request that finds nothing."""
        ways = Ways(
            read=lambda text: self._typed(replace(request, text=text), False),
            clause=lambda query: plan(self._meant(request, query)[0], languages),
            narrowed=lambda clause: Ask(_within_days(clause, request), request.filters, limit=0),
            find=asking.find,
        )
        return instead(request.text, typed, ways, self._aliases.searched_words)

    def _timeline(self, hits: Hits, asking: _Asking, state: State) -> Timeline | None:
        if hits.timeline is None:
            return None
        everything = self._collection.counts(hits.timeline.interval, asking, state)
        return timeline(hits.timeline, everything, self._clock())


class _Asking:
    """Asks a reader all that one request needs to know, and remembers the most that did not answer."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self.missing: Missing | None = None

    def find(self, ask: Ask) -> Hits:
        """As `IndexReader.find`."""
        hits = self._reader.find(ask)
        self.missing = max(filter(None, (self.missing, hits.missing)), key=lambda missing: missing.parts, default=None)
        return hits


class _CollectionFacts:
    """Counts over the whole collection, kept for as long as the index stays in one state, if all of it answered."""

    def __init__(self) -> None:
        self._known: tuple[tuple[str, int], dict[Interval, Mapping[int, int]]] = (("", -1), {})

    def counts(self, interval: Interval, asking: _Asking, state: State) -> Mapping[int, int]:
        """All articles of the collection by period."""
        of, known = self._known
        if of != (state.manifest.id, state.change):
            of, known = (state.manifest.id, state.change), {}
            self._known = of, known
        if interval in known:
            return known[interval]
        hits = asking.find(Ask(limit=0, timeline=interval))
        counts = hits.timeline.counts if hits.timeline else {}
        if hits.missing is None:
            known[interval] = counts
        return counts


def _ask(request: SearchRequest, clause: Clause) -> Ask:
    return Ask(
        clause=clause,
        filters=request.filters,
        sort=request.sort,
        limit=request.size + 1 if request.size and _looks_ahead(request) else request.size,
        after=cursor.decode(request.cursor, request.sort) if request.cursor else None,
        facets=tuple(FacetAsk(name, request.facet_size) for name in request.facets),
        timeline=request.timeline,
        stories=True,
    )


def _looks_ahead(request: SearchRequest) -> bool:
    """Whether one hit more than is shown must tell if there is a next page: the total counts what stands before it, and every report."""
    return bool(request.cursor) or request.grouped


def _within_days(clause: Clause, request: SearchRequest) -> Clause:
    """The clause narrowed to the days of the request, both included."""
    first, last = request.first_day, request.last_day
    if first is None and last is None:
        return clause
    if first and last and last < first:
        raise BadRequest("to", f"{last} is before from={first}; the last day may not be before the first")
    begins = _midnight(first) if first else None
    ends = _midnight(last + timedelta(days=1)) if last and last < date.max else None
    return Both((clause, plan(q.Dates("published", begins, ends))))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Explained:
    """What explaining needs: the query with its aliases, and the parts of each score."""

    query: q.Query
    parts: Mapping[str, tuple[ScorePart, ...]]


def _explained(request: SearchRequest, query: q.Query, clause: Clause, hits: Hits, asking: _Asking) -> _Explained:
    # In an order by date hits have no score that could have parts.
    parts = score_parts(clause, hits.hits, asking.find) if request.sort == "relevance" else {}
    return _Explained(query, parts)


def _results(hits: Hits, clause: Clause, size: int, explained: _Explained | None) -> tuple[Result, ...]:
    finder = Finder(clause)
    shown = hits.hits[:size]
    texts = marked(finder, [hit.shown for hit in shown])
    return tuple([_result(hit, *text, finder, hits, explained) for hit, text in zip(shown, texts, strict=True)])


def _result(hit: Hit, title: Marked, passage: Marked, finder: Finder, hits: Hits, explained: _Explained | None) -> Result:
    shown = hit.shown
    return Result(
        id=hit.id,
        shown=shown,
        title=title,
        snippet=passage,
        score=hit.place.score,
        story_reports=hits.story_counts.get(shown.story, 1) if shown.story else 1,
        why=why(finder, shown, explained.query) if explained else (),
        score_parts=explained.parts.get(hit.id, ()) if explained else (),
    )


def _next(hits: Hits, request: SearchRequest) -> str | None:
    """The cursor after the last shown hit, if more were found."""
    found = len(hits.hits) if _looks_ahead(request) else hits.total
    more = 0 < request.size < found and request.size <= len(hits.hits)
    return cursor.encode(hits.hits[request.size - 1].place, request.sort) if more else None
