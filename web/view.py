"""What the search page shows, ready for a template that only loops: a `SearchPage` from `Results`.

Every number here is the one that `web.present` puts in the JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from index.engine import Missing
from index.errors import QueryError
from search.request import SearchRequest
from search.results import IndexState, Instead, Result, Results, Timeline
from web.chart import Chart, chart
from web.choices import Choice, FacetBox, chips, exports, facet_box, forms, shows, sizes, sorts
from web.dates import in_words, machine
from web.feed_request import feed_of, to_feed
from web.links import changed, narrowed, to_search, web_address
from web.present import html
from web.words import hedge, known_language, shortened

AROUND = 200
"""Characters of a faulty query shown on either side: three lines on a phone; a text of thousands would hide the message."""


@dataclass(frozen=True, slots=True)
class Item:
    """One result."""

    id: str
    title: Markup
    snippet: Markup
    source: str
    authors: tuple[str, ...]
    date: str
    date_machine: str
    language: str | None
    story: str | None
    story_reports: int
    original: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A query that cannot be understood, cut at the character to blame: `culprit` is empty at the end of the text."""

    message: str
    before: str
    culprit: str
    after: str
    position: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A query that may have been meant, the search for it, and how many articles that finds."""

    text: str
    url: str
    articles: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything that the search page shows; `hidden` are the parameters that each of its forms takes along.

    `total_is` and `stories_is` go before their numbers where these are not sure: "at least ", "about ". `exports` is empty where there is
    nothing to export, or more than `most_exported` articles.
    """

    request: SearchRequest
    heading: str
    means: str
    also: tuple[str, ...]
    exact: Choice
    fault: Fault | None
    missing: Missing | None
    offer: Offer | None
    total: int
    total_is: str
    stories: int
    stories_is: str
    chips: tuple[Choice, ...]
    facets: tuple[FacetBox, ...]
    chart: Chart | None
    items: tuple[Item, ...]
    sorts: tuple[Choice, ...]
    shows: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    first_url: str | None
    next_url: str | None
    clear_url: str
    everything_url: str
    json_url: str | None
    feed_url: str | None
    exports: tuple[Choice, ...]
    most_exported: int
    hidden: Mapping[str, tuple[tuple[str, str], ...]]
    index: IndexState
    built: str


def search_page(results: Results, request: SearchRequest, error: QueryError | None = None, most_exported: int = 0) -> SearchPage:
    """The page of `results`; with `error`, what was wrong with the text that they nevertheless answer.

    `most_exported` articles may be exported at once.
    """
    return SearchPage(
        request=request,
        heading=shortened(request.text),
        means=results.query.means,
        also=results.query.also,
        exact=Choice("exact words only", to_search(changed(request, exact=not request.exact)), request.exact),
        fault=_fault(request.text, error) if error else None,
        missing=results.missing,
        offer=_offer(results.instead, request),
        total=results.total,
        total_is=hedge(True, results.missing),
        stories=results.stories,
        stories_is=hedge(results.stories_exact, results.missing),
        chips=chips(request),
        facets=tuple(
            facet_box(name, counts, results.missing, request) for name in request.facets if (counts := results.facets[name]).values
        ),
        chart=_chart(results.timeline, results.missing, request),
        items=tuple(map(_item, results.results)),
        sorts=sorts(request),
        shows=shows(request),
        sizes=sizes(request),
        first_url=to_search(changed(request)) if request.cursor else None,
        next_url=to_search(changed(request, cursor=results.next)) if results.next else None,
        clear_url=to_search(changed(request, filters={}, first_day=None, last_day=None)),
        everything_url=to_search(SearchRequest()),
        json_url=None if error else to_search(request, "api.search"),
        feed_url=None if error else to_feed(feed_of(request)),
        exports=() if error else exports(results, request, most_exported),
        most_exported=most_exported,
        hidden=forms(request),
        index=results.index,
        built=in_words(results.index.built_at, "minute"),
    )


def _fault(text: str, error: QueryError) -> Fault:
    """Where in `text` the error points."""
    at = min(max(error.at, 0), len(text))
    before, after = text[:at], text[at + 1 :]
    if len(before) > AROUND:
        before = f"…{before[-AROUND:]}"
    if len(after) > AROUND:
        after = f"{after[:AROUND]}…"
    return Fault(str(error), before, text[at : at + 1], after, at + 1)


def _offer(instead: Instead | None, request: SearchRequest) -> Offer | None:
    if instead is None:
        return None
    return Offer(shortened(instead.text), to_search(changed(request, text=instead.text)), instead.articles)


def _item(result: Result) -> Item:
    shown = result.shown
    words, for_machines = _date_in_words(shown.published, shown.precision)
    return Item(
        id=result.id,
        title=html(result.title),
        snippet=html(result.snippet),
        source=shown.source,
        authors=shown.authors,
        date=words,
        date_machine=for_machines,
        language=known_language(shown.language),
        story=shown.story,
        story_reports=result.story_reports,
        original=web_address(shown.url),
    )


def _date_in_words(published: str | None, precision: str | None) -> tuple[str, str]:
    """The date of a result for people and for ``datetime=``; both empty where none is known."""
    if published is None:
        return "", ""
    moment = datetime.fromisoformat(published)
    return in_words(moment, precision), machine(moment, precision)


def _chart(timeline: Timeline | None, missing: Missing | None, request: SearchRequest) -> Chart | None:
    """The drawing of the timeline; None where nothing was found."""
    if timeline is None or not (timeline.bars or timeline.undated):
        return None
    interval = timeline.interval
    return chart(timeline, lambda start: to_search(narrowed(request, start, interval)), whole=missing is None)
