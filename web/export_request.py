"""What the address of an export asks for, and the address of an export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from search.request import SearchRequest
from search.walk import AT_ONCE
from web.links import to_search
from web.params import SINGLE, Arguments, one_number, search_request

EXPORTED = SearchRequest(sort="newest", size=AT_ONCE, facets=(), timeline=None)
"""What an export asks for that says nothing: all pages, of more articles than anybody may ask for, and articles alone."""

NOT_EXPORTED: Mapping[str, str] = {
    "size": "an export has all articles; leave it out, or ask for the first so many with limit",
    "cursor": "an export has all pages in one; leave it out",
    "facets": "an export has none; leave it out, and ask /api/v1/search for counts",
    "facet_size": "an export has no facets; leave it out, and ask /api/v1/search for counts",
    "interval": "an export has no timeline; leave it out, and ask /api/v1/search for one",
    "explain": "an export does not say why an article matched; leave it out",
}
"""Parameters of a search that an export cannot keep, and why; where they ask for what it does anyway they are no error."""

SORTS = ("newest", "oldest")

LARGEST_LIMIT = 999_999_999


def export_request(arguments: Arguments, *, also: Iterable[str] = ()) -> tuple[SearchRequest, int | None]:
    """The search whose articles `arguments` ask to export, and how many of them (None: all).

    Read strictly; `also` names parameters that the caller reads itself. Raises `BadRequest`, for an order by relevance only when it is run.
    """
    asked = search_request(arguments, strict=True, also=("limit", *also), without=NOT_EXPORTED, defaults=EXPORTED)
    return asked, one_number(arguments, "limit", 1, LARGEST_LIMIT)


def to_export(request: SearchRequest, format_: str) -> str:
    """The address at which all articles of a search are exported, whatever page of it is looked at."""
    whole = {attribute: getattr(EXPORTED, attribute) for name, (attribute, _) in SINGLE.items() if name in NOT_EXPORTED}
    sort = request.sort if request.sort in SORTS else EXPORTED.sort
    return to_search(replace(request, **{**whole, "sort": sort}), "exports.export", EXPORTED, format=format_)
