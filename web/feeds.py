"""Every search is a feed, newest articles first: `/search.atom`, `/search.rss`, `/search.feed.json`. docs/api.md describes them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from web import feed_formats
from web.feed_request import feed_request
from web.feed_view import Feed, feed
from web.freshness import not_kept, tagged
from web.links import need_host
from web.services import services

feeds = Blueprint("feeds", __name__)


@feeds.get("/search.atom")
def atom() -> Response:
    """A search as Atom."""
    return _answer(feed_formats.atom, "application/atom+xml; charset=utf-8")


@feeds.get("/search.rss")
def rss() -> Response:
    """A search as RSS."""
    return _answer(feed_formats.rss, "application/rss+xml; charset=utf-8")


@feeds.get("/search.feed.json")
def json_feed() -> Response:
    """A search as JSON Feed."""
    return _answer(feed_formats.json_feed, "application/feed+json")


def _answer(written: Callable[[Feed], str], media_type: str) -> Response:
    """The feed of the search that is asked for, in one format. Without the store, which knows when articles changed, there is none."""
    need_host()
    asked = feed_request(request.args)
    results = services().search.run(asked)
    kept = services().store.articles(result.id for result in results.results)
    body = written(feed(results, asked, kept, str(request.endpoint)))
    response = Response(body, content_type=media_type)
    # A feed has no counts: hits are all that must be certain.
    return tagged(response, body) if results.missing is None else not_kept(response)
