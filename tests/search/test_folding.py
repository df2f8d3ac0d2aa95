"""Grouped by story: pages together hold the first report of each story, in the order of all reports, and each article without one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from index import engines
from index import query as q
from index.article import Article
from index.clauses import EVERYTHING
from index.document import document
from index.engine import Ask, Hit, IndexReader, Sort
from index.plan import plan
from search.folding import folded

DAY = datetime(2026, 3, 1, tzinfo=UTC)
CLAUSES = {"everything": EVERYTHING, "words": plan(q.Any((q.Word("gas"), q.Word("talks")))), "nothing": plan(q.Word("zeppelin"))}


def articles() -> list[Article]:
    """120, most in one of 12 stories, one of which a third of all reports."""
    rng = random.Random(4)
    stories = [None, None, *("big",) * 6, *(f"story{n}" for n in range(11))]
    return [
        Article(
            id=f"{n:03}",
            title=" ".join(rng.choices(("gas", "talks", "rain"), k=3)),
            body="It went on. " * rng.randrange(1, 4),
            language="en",
            published=DAY + timedelta(days=rng.randrange(20)) if rng.random() < 0.9 else None,
            first_seen=DAY,
            story=rng.choice(stories),
        )
        for n in range(120)
    ]


@pytest.fixture(scope="module", params=engines.EMBEDDED)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexReader]:
    folder = tmp_path_factory.mktemp("index")
    with engines.named(request.param).create(folder) as writer:
        writer.add(map(document, articles()))
        writer.commit()
    with closing(engines.named(request.param).read(folder)) as reader:
        yield reader


def firsts(hits: tuple[Hit, ...]) -> list[str]:
    """The ids of what stands first of its story."""
    of_story: dict[str, str] = {}
    for hit in hits:
        of_story.setdefault(hit.shown.story or hit.id, hit.id)
    return list(of_story.values())


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("size", [1, 5, 50])
def test_pages_hold_the_first_report_of_each_story_once(reader: IndexReader, clause: str, sort: Sort, size: int) -> None:
    ask = Ask(CLAUSES[clause], sort=sort, limit=size, stories=True)
    expected = firsts(reader.find(replace(ask, limit=200)).hits)
    found: list[str] = []
    after = None
    while hits := folded(replace(ask, after=after), reader.find).hits:
        assert len(hits) == min(size, len(expected) - len(found))
        found += [hit.id for hit in hits]
        after = hits[-1].place
    assert found == expected


def test_totals_and_reports_are_those_of_all_matches(reader: IndexReader) -> None:
    ask = Ask(CLAUSES["words"], limit=8, stories=True)
    flat, once = reader.find(replace(ask, limit=200)), folded(ask, reader.find)
    assert (once.total, once.stories) == (flat.total, flat.stories)
    assert {hit.shown.story: once.story_counts[hit.shown.story] for hit in once.hits if hit.shown.story} == {
        hit.shown.story: flat.story_counts[hit.shown.story] for hit in once.hits if hit.shown.story
    }
