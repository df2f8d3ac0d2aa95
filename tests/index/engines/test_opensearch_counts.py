"""Counts that no shard knows alone: facet values, events and days, exact or marked as estimated."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")

from index import query as q
from index.engine import Ask, FacetAsk
from index.engines import opensearch_counts, opensearch_facets
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_settings import ClusterSettings
from index.plan import plan
from tests.index.engines.conftest import articles, reading
from tests.index.engines.reference import Reference


def test_values_that_shards_hold_back_are_asked_for_until_the_count_is_exact(
    settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(3)
    made = [replace(one, keywords=tuple({f"k{int(rng.paretovariate(0.7))}" for _ in range(3)})) for one in articles(600)]
    world = Reference(made)
    monkeypatch.setattr(opensearch_facets, "_SLACK", 0)
    monkeypatch.setattr(opensearch_facets, "FIRST_SHARD_SIZE", 4)
    monkeypatch.setattr(opensearch_facets, "MORE", 2)
    with reading(OpenSearchEngine(settings), place, made) as reader:
        for size in (0, 1, 3, 10, 200):
            ask = Ask(facets=(FacetAsk("keyword", size), FacetAsk("source", size)), filters={"keyword": ("k1", "k2")})
            monkeypatch.setattr(opensearch_facets, "MOST_VALUES", 50_000)
            assert dict(reader.find(ask).facets) == world.facets(set(world.known), ask)
            monkeypatch.setattr(opensearch_facets, "MOST_VALUES", 2)
            limited = reader.find(ask).facets["keyword"]
            assert limited == world.facets(set(world.known), ask)["keyword"] or not limited.exact
            assert limited.exact or size not in (3, 10)


def test_a_long_facet_is_looked_through_page_by_page(settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [replace(one, keywords=(f"Gàs {n % 40:02}", f"other {n % 7}")) for n, one in enumerate(articles(100))]
    world = Reference(made)
    monkeypatch.setattr(opensearch_facets, "PAGE", 6)
    with reading(OpenSearchEngine(settings), place, made) as reader:
        ask = Ask(facets=(FacetAsk("keyword", 5, "GAS 1"), FacetAsk("author", 5, "nobody")))
        assert dict(reader.find(ask).facets) == world.facets(set(world.known), ask)
        monkeypatch.setattr(opensearch_facets, "MOST_LOOKED_THROUGH", 12)
        limited = reader.find(ask).facets["keyword"]
        assert (limited.exact, limited.more) == (False, True)


def test_many_events_are_counted_exactly_and_beyond_the_limit_marked_as_estimated(
    settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [replace(one, story=None if n % 5 == 0 else f"story{n % 701}") for n, one in enumerate(articles(1500))]
    world = Reference(made)
    with reading(OpenSearchEngine(settings), place, made) as reader:
        hits = reader.find(Ask(limit=20, stories=True))
        assert (hits.stories, hits.stories_exact) == (world.stories(set(world.known)), True)
        reports = [one.article.story for one in world.known.values()]
        assert hits.story_counts == {story: reports.count(story) for story in {hit.shown.story for hit in hits.hits} if story}
        monkeypatch.setattr(opensearch_counts, "MOST_STORIES", 300)
        for state in ("known to have many", "found to have many"):
            estimate = reader.find(Ask(limit=20, stories=True))
            assert estimate.missing is None
            assert not estimate.stories_exact, state
            assert estimate.stories == pytest.approx(hits.stories, rel=0.05)
            assert estimate.story_counts == hits.story_counts
            monkeypatch.setattr(opensearch_counts.Collection, "articles", 0, raising=False)


def test_a_timeline_of_a_long_time_is_counted_by_months_and_narrowed_to_days(settings: ClusterSettings, place: str) -> None:
    days = [
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(1999, 12, 31, tzinfo=UTC),
        datetime(2000, 1, 1, tzinfo=UTC),
        datetime(2022, 3, 31, tzinfo=UTC),
    ]
    made = [
        replace(one, published=days[n % 4].replace(hour=n % 24), title=("old", "turn", "turn", "new")[n % 4])
        for n, one in enumerate(articles(80))
    ]
    world = Reference(made)
    with reading(OpenSearchEngine(settings), place, made) as reader:
        for query in (q.Everything(), q.Word("turn"), q.Word("new"), q.Word("nothing"), q.Dates("published", days[2], None)):
            for interval in ("auto", "day", "week", "month", "year"):
                hits = reader.find(Ask(plan(query), timeline=interval))  # type: ignore[arg-type]
                assert hits.timeline == world.timeline(world.ids(query), interval), f"{query} by {interval}"
