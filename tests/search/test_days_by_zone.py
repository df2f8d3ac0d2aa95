"""The days of a query begin where the settings say; an article of which the day alone is known is of that day everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index import engines
from index.article import Article
from index.document import document
from index.engine import IndexReader
from index.plan import plan
from search.parser import parse

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
ONE = Article(id="", title="x", body="y", language="en")
ARTICLES = [
    replace(ONE, id="day", published=datetime(2026, 4, 2, tzinfo=UTC), published_precision="day"),
    replace(ONE, id="month", published=datetime(2026, 4, 1, tzinfo=UTC), published_precision="month"),
    replace(ONE, id="night", published=datetime(2026, 4, 2, 3, tzinfo=UTC), published_precision="second"),
]


@pytest.fixture(params=engines.EMBEDDED)
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IndexReader]:
    with engines.named(request.param).create(tmp_path) as writer:
        writer.add(map(document, ARTICLES))
        writer.commit()
    with closing(engines.named(request.param).read(tmp_path)) as reader:
        yield reader


@pytest.mark.parametrize(
    ("zone", "query", "ids"),
    [
        ("UTC", "published:2026-04-02", {"day", "night"}),
        ("America/New_York", "published:2026-04-02", {"day"}),
        ("America/New_York", "published:2026-04-01", {"night", "month"}),
        ("Pacific/Honolulu", "published:2026-04-02", {"day"}),
        ("Pacific/Auckland", "published:2026-04-02", {"day", "night"}),
        ("Pacific/Honolulu", "published:2026-04", {"day", "month", "night"}),
        ("Pacific/Auckland", "published:2026-04", {"day", "month", "night"}),
        ("Pacific/Honolulu", "published:2026-03", set()),
    ],
)
def test_an_article_is_found_under_its_day(reader: IndexReader, zone: str, query: str, ids: set[str]) -> None:
    assert reader.ids(plan(parse(query, now=NOW, timezone=ZoneInfo(zone)))) == ids
