"""An index in parts, one for each period: searched, changed and shared under one name."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")

from index import query as q
from index.article import Article
from index.clauses import EVERYTHING
from index.document import document
from index.engine import Ask, FacetAsk
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_failures import missing
from index.engines.opensearch_parts import finish, parts, period_in, period_name, period_span, remove
from index.engines.opensearch_settings import ClusterSettings
from index.errors import NotFound
from index.plan import plan
from tests.index.engines.conftest import SEEN, articles, reading
from tests.index.engines.reference import Reference

MONTHS = [datetime(2021, 12, 31, 23, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 3, 9, tzinfo=UTC), None]
SEEN_LATER = replace(articles(1)[0], first_seen=datetime(2022, 5, 1, tzinfo=UTC))


def of_months() -> list[Article]:
    return [replace(one, first_seen=MONTHS[n % 4], published=MONTHS[n % 4]) for n, one in enumerate(articles(40))]


def test_a_part_for_each_month_is_searched_changed_and_emptied_under_one_name(settings: ClusterSettings, place: str) -> None:
    partitioned = replace(settings, shards=1, partition="month")
    world, now = Reference(of_months()), period_name(int(time.time()), "month")
    with reading(OpenSearchEngine(partitioned), place, of_months()) as reader, Cluster(partitioned) as cluster:
        periods = sorted({"y1970m01", "y2021m12", "y2022m01", "y2022m03", now})
        assert parts(cluster, place) == tuple(f"{place}-{period}" for period in periods)
        for query in (q.Everything(), q.Dates("seen", MONTHS[1], MONTHS[2]), q.Dates("published", None, MONTHS[1])):
            hits = reader.find(Ask(plan(query), limit=50, facets=(FacetAsk("language"),), timeline="auto"))
            assert [hit.id for hit in hits.hits] == world.order(world.ids(query))
        # Another setting meanwhile changes nothing for an index that is there.
        with OpenSearchEngine(replace(settings, shards=1)).write(place) as writer:
            writer.add([document(replace(of_months()[1], title="changed")), document(replace(SEEN_LATER, id="new"))])
            writer.delete(["00000", "00003"])
            writer.commit()
        assert reader.ids(EVERYTHING) == set(world.known) - {"00000", "00003"} | {"new"}
        assert reader.ids(plan(q.Word("changed"))) == {"00001"}
        assert f"{place}-y2022m05" in parts(cluster, place)


def test_a_range_of_time_skips_the_parts_of_other_times(settings: ClusterSettings, place: str) -> None:
    partitioned = replace(settings, shards=1, partition="month")
    with reading(OpenSearchEngine(partitioned), place, of_months()), Cluster(partitioned) as cluster:
        for field in ("seen", "published"):
            bounds = {field: {"gte": int(SEEN.timestamp()) * 1000, "lt": (int(SEEN.timestamp()) + 86_400) * 1000}}
            body = {"query": {"bool": {"filter": [{"range": bounds}]}}}
            found = cluster.search(f"/{place}/_search", body, {"pre_filter_shard_size": 1})
            assert found["hits"]["total"]["value"] == 10
            assert found["_shards"]["skipped"] == len(parts(cluster, place)) - 1
            assert missing(found) is None


def test_parts_that_another_generation_has_too_outlive_the_first(settings: ClusterSettings, place: str) -> None:
    partitioned, other = replace(settings, shards=1, partition="year"), f"{place}-other"
    with reading(OpenSearchEngine(partitioned), place, of_months()), Cluster(partitioned) as cluster:
        shared = f"{place}-y2021"
        cluster.ask("POST", "/_aliases", {"actions": [{"add": {"index": shared, "alias": other}}]}, doing="sharing")
        with OpenSearchEngine(partitioned).create(other) as writer:
            writer.add(map(document, (article for article in of_months() if article.first_seen != MONTHS[0])))
            writer.commit()
        finish(cluster, other, replicas=1)
        remove(cluster, place, keep=[shared])
        assert set(parts(cluster, other)) == {shared, f"{other}-y1970", f"{other}-y2022"}
        with closing(OpenSearchEngine(partitioned).read(other)) as reader:
            assert len(reader.ids(EVERYTHING)) == 40
        with pytest.raises(NotFound):
            parts(cluster, place)
        remove(cluster, other)


@pytest.mark.parametrize(
    ("partition", "name", "begins", "ends"),
    [("year", "y2024", (2024, 1), (2025, 1)), ("quarter", "y2024q4", (2024, 10), (2025, 1)), ("month", "y2024m12", (2024, 12), (2025, 1))],
)
def test_a_part_says_its_period(partition: str, name: str, begins: tuple[int, int], ends: tuple[int, int]) -> None:
    first, after = (int(datetime(*month, 1, tzinfo=UTC).timestamp()) for month in (begins, ends))
    assert period_in(f"broadsheet-20241122t040000z-2026-{name}") == (partition, name)
    assert period_span(f"broadsheet-x-{name}") == (first, after)
    assert {period_name(second, partition) for second in (first, after - 1)} == {name}  # type: ignore[arg-type]
    assert period_in("broadsheet-20241122t040000z-2026") == ("none", "")
    assert period_span("broadsheet-20241122t040000z-2026") is None
