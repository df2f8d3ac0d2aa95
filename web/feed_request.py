"""What the address of a feed asks for, and the address of a feed.

A feed takes the parameters that say what is searched. Its order is its own: newest first. The addresses of a page and of its
feed leave out different defaults, so that both stay short.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from search.request import SearchRequest
from web.links import to_search
from web.params import Arguments, search_request

FEED = SearchRequest(sort="newest", size=20, facets=(), timeline=None, instead=False)
"""What a feed asks for that says nothing. A reader that looks once an hour misses nothing as long as no more than twenty come in an hour;
for a busier search there is `size`. Nobody would see what may have been meant."""

NOT_IN_A_FEED: Mapping[str, str] = {
    "sort": "a feed has the newest articles first; leave it out",
    "facets": "a feed has none; leave it out",
    "facet_size": "a feed has no facets; leave it out",
    "interval": "a feed has no timeline; leave it out",
    "explain": "a feed does not say why an article matched; leave it out",
}
"""Parameters of a search that a feed cannot keep, and why; where they ask for what it does anyway they are no error."""


def feed_request(arguments: Arguments) -> SearchRequest:
    """The search whose feed `arguments` ask for.

    Read strictly: nobody watches a feed, so that a parameter passed over in silence would never be noticed. Raises `BadRequest`.
    """
    return search_request(arguments, strict=True, without=NOT_IN_A_FEED, defaults=FEED)


def feed_of(request: SearchRequest) -> SearchRequest:
    """What the feed of a search asks for, whatever page of it is looked at, and in whatever order."""
    return _as(FEED, request)


def page_of(request: SearchRequest) -> SearchRequest:
    """What the page of a feed's search asks for: the same articles in the same order."""
    return _as(SearchRequest(sort=FEED.sort), request)


def to_feed(request: SearchRequest, endpoint: str = "feeds.atom", *, external: bool = False) -> str:
    """The address of a feed; `external`: with scheme and host."""
    return to_search(request, endpoint, FEED, _external=external)


def _as(pattern: SearchRequest, request: SearchRequest) -> SearchRequest:
    """`pattern`, searching what `request` searches."""
    return replace(
        pattern,
        text=request.text,
        filters=request.filters,
        first_day=request.first_day,
        last_day=request.last_day,
        exact=request.exact,
        grouped=request.grouped,
    )
