"""What the search page shows, ready for a template that only loops: a `SearchPage` from `Results`.

Every number here is the one that `web.present` puts in the JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from index.engine import FacetCounts, Missing
from index.errors import QueryError
from search.request import SearchRequest
from search.results import IndexState, Instead, Result, Results, Timeline
from web.chart import Chart, chart
from web.dates import day_in_words, in_words, machine
from web.export_request import to_export
from web.feed_request import feed_of, to_feed
from web.links import changed, narrowed, to_search, toggled
from web.params import arguments
from web.present import html
from web.words import FACET_NAMES, FACET_TITLES, hedge, label

PAGE_SIZES = (10, 20, 50, 100)
AROUND = 200
"""Characters of a faulty query shown on either side: three lines on a phone; a text of thousands would hide the message."""

HEADING = 120
"""Characters of a query in headings: two lines on a desk, six on a phone. The search box has all of it."""

EXPORT_TITLES: Mapping[str, str] = {"csv": "CSV", "ndjson": "JSON lines"}
SORT_TITLES: Mapping[str, str] = {"relevance": "Relevance", "newest": "Newest", "oldest": "Oldest"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to click: a way to sort, a page size, a chosen filter to take away."""

    label: str
    url: str
    current: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, its count, and the search in which it is chosen (or no longer chosen)."""

    label: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetBox:
    """One facet: `more_url` leads to all its values where not all are shown.

    `at_least`: counts may be too low, and a value may be missing; `noted`, that nothing else on the page says so.
    """

    name: str
    title: str
    values: tuple[FacetValue, ...]
    more_url: str | None
    at_least: bool
    noted: bool


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
        fault=fault(request.text, error) if error else None,
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
        sorts=_sorts(request),
        shows=tuple(
            Choice(label, to_search(changed(request, grouped=grouped)), grouped == request.grouped)
            for label, grouped in (("every article", False), ("each story once", True))
        ),
        sizes=tuple(Choice(str(size), to_search(changed(request, size=size)), size == request.size) for size in PAGE_SIZES),
        first_url=to_search(changed(request)) if request.cursor else None,
        next_url=to_search(changed(request, cursor=results.next)) if results.next else None,
        clear_url=to_search(changed(request, filters={}, first_day=None, last_day=None)),
        everything_url=to_search(SearchRequest()),
        json_url=None if error else to_search(request, "api.search"),
        feed_url=None if error else to_feed(feed_of(request)),
        exports=() if error else _exports(results, request, most_exported),
        most_exported=most_exported,
        hidden=forms(request),
        index=results.index,
        built=in_words(results.index.built_at, "minute"),
    )


FORMS: Mapping[str, frozenset[str]] = {
    "text": frozenset({"q", "cursor"}),
    "dates": frozenset({"from", "to", "cursor"}),
    "contains": frozenset({"contains", "cursor"}),
}
"""A form of the page → the parameters that it sends itself, or that do not go along."""


def forms(request: SearchRequest) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The hidden parameters of each form of the page."""
    written = arguments(request)
    return {form: tuple(pair for pair in written if pair[0] not in own) for form, own in FORMS.items()}


def facet_box(name: str, counts: FacetCounts, missing: Missing | None, request: SearchRequest) -> FacetBox:
    """One facet with the links that choose its values in `request`."""
    chosen = frozenset(request.filters.get(name, ()))
    values = tuple(
        FacetValue(label(name, each.value), each.count, to_search(toggled(request, name, each.value)), each.value in chosen)
        for each in counts.values
    )
    more = to_search(changed(request), "pages.facet", field=name) if counts.more else None
    at_least = missing is not None or not counts.exact
    return FacetBox(name, FACET_TITLES[name], values, more, at_least, noted=at_least and missing is None)


def fault(text: str, error: QueryError) -> Fault:
    """Where in `text` the error points."""
    at = min(max(error.at, 0), len(text))
    before, after = text[:at], text[at + 1 :]
    if len(before) > AROUND:
        before = f"…{before[-AROUND:]}"
    if len(after) > AROUND:
        after = f"{after[:AROUND]}…"
    return Fault(str(error), before, text[at : at + 1], after, at + 1)


def date_in_words(published: str | None, precision: str | None) -> tuple[str, str]:
    """The date of a result for people and for ``datetime=``; both empty where none is known."""
    if published is None:
        return "", ""
    moment = datetime.fromisoformat(published)
    return in_words(moment, precision), machine(moment, precision)


def web_address(url: str | None) -> str | None:
    """`url` if it is one that may be linked: articles bring what they want, "javascript:" among it."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def shortened(text: str, most: int = HEADING) -> str:
    """A query as a heading: its beginning where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[:most]}…"


def known_language(tag: str) -> str | None:
    """The tag for ``lang=``, None where the language is not known."""
    return None if tag in ("", "und") else tag


def _offer(instead: Instead | None, request: SearchRequest) -> Offer | None:
    if instead is None:
        return None
    return Offer(shortened(instead.text), to_search(changed(request, text=instead.text)), instead.articles)


def _item(result: Result) -> Item:
    shown = result.shown
    words, for_machines = date_in_words(shown.published, shown.precision)
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


def chips(request: SearchRequest) -> tuple[Choice, ...]:
    """What narrows a search, each with the search without it."""
    found = [
        Choice(label(facet, value), to_search(toggled(request, facet, value)), kind=f"{'or ' if at else ''}{FACET_NAMES[facet]}")
        for facet, values in request.filters.items()
        for at, value in enumerate(values)
    ]
    if request.first_day:
        found.append(Choice(day_in_words(request.first_day), to_search(changed(request, first_day=None)), kind="from"))
    if request.last_day:
        found.append(Choice(day_in_words(request.last_day), to_search(changed(request, last_day=None)), kind="until"))
    return tuple(found)


def _sorts(request: SearchRequest) -> tuple[Choice, ...]:
    """The orders to choose from; without a text nothing is more relevant, and the default is newest."""
    offered = {name: title for name, title in SORT_TITLES.items() if request.text or name != "relevance"}
    current = request.sort if request.sort in offered else "newest"
    return tuple(Choice(title, to_search(changed(request, sort=name)), name == current) for name, title in offered.items())


def _exports(results: Results, request: SearchRequest, most: int) -> tuple[Choice, ...]:
    """The formats in which the articles can be had, where there are any, and not too many."""
    count = results.stories if request.grouped else results.total
    return tuple(Choice(title, to_export(request, name)) for name, title in EXPORT_TITLES.items()) if 0 < count <= most else ()


def _chart(timeline: Timeline | None, missing: Missing | None, request: SearchRequest) -> Chart | None:
    """The drawing of the timeline; None where nothing was found."""
    if timeline is None or not (timeline.bars or timeline.undated):
        return None
    interval = timeline.interval
    return chart(timeline, lambda start: to_search(narrowed(request, start, interval)), whole=missing is None)
