"""What can be chosen beside the results, and where each choice leads: facet values, filters to take away, orders, page sizes, exports.

A link leads to the same search with one thing changed; a form sends that one thing, and takes the rest along as hidden parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.engine import FacetCounts, Missing
from search.request import SearchRequest
from search.results import Results
from web.dates import day_in_words
from web.export_request import to_export
from web.links import changed, to_search, toggled
from web.params import arguments
from web.words import FACET_NAMES, FACET_TITLES, label

PAGE_SIZES = (10, 20, 50, 100)
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


def sorts(request: SearchRequest) -> tuple[Choice, ...]:
    """The orders to choose from; without a text nothing is more relevant, and the default is newest."""
    offered = {name: title for name, title in SORT_TITLES.items() if request.text or name != "relevance"}
    current = request.sort if request.sort in offered else "newest"
    return tuple(Choice(title, to_search(changed(request, sort=name)), name == current) for name, title in offered.items())


def shows(request: SearchRequest) -> tuple[Choice, ...]:
    """Every article, or each story once."""
    return tuple(
        Choice(title, to_search(changed(request, grouped=grouped)), grouped == request.grouped)
        for title, grouped in (("every article", False), ("each story once", True))
    )


def sizes(request: SearchRequest) -> tuple[Choice, ...]:
    """How many results a page has."""
    return tuple(Choice(str(size), to_search(changed(request, size=size)), size == request.size) for size in PAGE_SIZES)


def exports(results: Results, request: SearchRequest, most: int) -> tuple[Choice, ...]:
    """The formats in which the articles can be had, where there are any, and not too many."""
    count = results.stories if request.grouped else results.total
    return tuple(Choice(title, to_export(request, name)) for name, title in EXPORT_TITLES.items()) if 0 < count <= most else ()


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
