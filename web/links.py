"""Where a click leads: the addresses of a search and of its neighbours, and which elsewhere may be linked.

Each neighbour is the same request with one thing changed, and always begins at its first page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import request as asked
from flask import url_for

from index.errors import BadInput
from index.periods import Interval
from search.request import SearchRequest
from web.params import DEFAULTS, arguments


def to_search(request: SearchRequest, endpoint: str = "pages.search", defaults: SearchRequest = DEFAULTS, **parts: Any) -> str:
    """The address of a search (or of another `endpoint` that takes the same parameters, with its `defaults`)."""
    values: dict[str, Any] = {}
    for name, value in arguments(request, defaults):
        values.setdefault(name, []).append(value)
    return url_for(endpoint, **parts, **values)


def need_host() -> None:
    """Raises `BadInput` where addresses that are whole cannot be made."""
    if not asked.host:
        raise BadInput("the header Host names no host; the addresses in this answer begin with it")


def web_address(url: str | None) -> str | None:
    """`url` if it is one that may be linked: articles bring what they want, "javascript:" among it."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def changed(request: SearchRequest, **changes: Any) -> SearchRequest:
    """`request` with some attributes changed, from its first page on."""
    return replace(request, **{"cursor": None, **changes})


def toggled(request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """`request` with a facet value chosen, or no longer chosen if it was."""
    chosen = request.filters.get(facet, ())
    left = tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)
    filters = {**request.filters, facet: left}
    return changed(request, filters={name: values for name, values in filters.items() if values})


def narrowed(request: SearchRequest, start: date, interval: Interval) -> SearchRequest:
    """`request` within one period of the timeline, never wider than the range that is set already."""
    last = last_day(start, interval)
    return changed(
        request,
        first_day=max(start, request.first_day or start),
        last_day=min(last, request.last_day or last),
    )


def last_day(start: date, interval: Interval) -> date:
    """The last day of the period that begins on `start`."""
    if interval == "day":
        return start
    if interval == "week":
        return start + timedelta(days=6)
    if interval == "year":
        return date(start.year, 12, 31)
    following = start.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)
