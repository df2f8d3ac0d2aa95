"""What tests read in feeds, and articles for them whose dates are known more or less exactly."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
from flask.testing import FlaskClient

from index.article import Article

PATHS = ("/search.atom", "/search.rss", "/search.feed.json")
DAY = datetime(2026, 3, 4, tzinfo=UTC)


def told(client: FlaskClient, url: str) -> str:
    """What is under an address that must be there."""
    response = client.get(url)
    assert response.status_code == 200, response.text
    return response.text


def items(written: str) -> list[dict[str, Any]]:
    """The entries of a feed in any format, as a reader that knows nothing of us understands them."""
    if written.startswith("{"):
        return [
            {**item, "link": item["url"], "summary": item["content_html"], "published": item.get("date_published")}
            for item in json.loads(written)["items"]
        ]
    read = feedparser.parse(written.encode(), sanitize_html=False)
    assert not read.bozo, read.bozo_exception
    return list(read.entries)


def at(entry: dict[str, Any]) -> str | None:
    """The article that an entry leads to."""
    return str(entry["link"]).rpartition("/articles/")[2]


def article(id_: str, **known: Any) -> Article:
    """An article of which this is known, without a date unless told."""
    body = known.pop("body", f"Words about {id_}.")
    return Article(id=id_, title=id_, body=body, **{"first_seen": DAY, "source": "The Gazette", **known})


DATED = [
    article("minute", published=datetime(2026, 3, 4, 10, tzinfo=UTC), published_precision="minute"),
    article("day", published=DAY, published_precision="day"),
    article("month", published=datetime(2026, 2, 1, tzinfo=UTC), published_precision="month"),
    article("old", published=datetime(1923, 5, 6, 7, 8, 9, 123_456, tzinfo=UTC), published_precision="second"),
    article("undated", authors=("Ann Example",)),
    article("doubtful", published=datetime(2999, 1, 1, tzinfo=UTC), published_precision="day", published_doubtful=True),
]
