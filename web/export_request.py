"""What the address of an export asks for, and the address of an export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from search.request import SearchRequest
from web.links import to_search
from web.params import SINGLE, Arguments, one_number, search_request

EXPORTED = SearchRequest(sort="newest")
"""What an export asks for that says nothing."""

NOT_EXPORTED = frozenset({"size", "cursor", "facets", "facet_size", "interval", "explain"})
"""Parameters of a search that an export has not: it is all pages together, and articles alone."""

SORTS = ("newest", "oldest")

LARGEST_LIMIT = 999_999_999


def export_request(arguments: Arguments, *, also: Iterable[str] = ()) -> tuple[SearchRequest, int | None]:
    """The search whose articles `arguments` ask to export, and how many of them (None: all).

    Read strictly; `also` names parameters that the caller reads itself. Raises `BadRequest`, for an order by relevance only when it is run.
    """
    asked = search_request(arguments, strict=True, also=("limit", *also), but=NOT_EXPORTED, defaults=EXPORTED)
    return asked, one_number(arguments, "limit", 1, LARGEST_LIMIT)


def to_export(request: SearchRequest, format_: str) -> str:
    """The address at which all articles of a search are exported, whatever page of it is looked at."""
    whole = {attribute: getattr(EXPORTED, attribute) for name, (attribute, _) in SINGLE.items() if name in NOT_EXPORTED}
    sort = request.sort if request.sort in SORTS else EXPORTED.sort
    return to_search(replace(request, **{**whole, "sort": sort}), "exports.export", EXPORTED, format=format_)
