"""What answers say while nodes die: complete where copies are left, marked where not, and nothing lost that was acknowledged."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest

pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")

from index import query as q
from index.article import Article
from index.clauses import EVERYTHING
from index.document import document
from index.engine import Ask, FacetAsk
from index.engines import opensearch, opensearch_writer
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_parts import finish
from index.engines.opensearch_settings import ClusterSettings
from index.errors import EngineUnavailable
from index.plan import plan
from tests.cluster.opensearch import Cluster as Nodes

FIRST = datetime(2022, 1, 1, tzinfo=UTC)
OIL = plan(q.Word("oil"))


def articles(count: int) -> list[Article]:
    return [
        Article(id=f"{n:05}", title="oil", body=f"word{n % 7}", language="en", first_seen=FIRST, published=FIRST + timedelta(hours=n % 50))
        for n in range(count)
    ]


@pytest.fixture
def settings(own_cluster: Nodes) -> ClusterSettings:
    """Settings for three nodes of one test alone."""
    return ClusterSettings(hosts=tuple(own_cluster.hosts), shards=3, replicas=1, timeout=30)


def built(settings: ClusterSettings, made: list[Article], replicas: int) -> str:
    place = f"faults-{uuid4().hex}-end"
    with OpenSearchEngine(settings).create(place) as writer:
        writer.add(map(document, made))
        writer.commit()
    with Cluster(settings) as cluster:
        finish(cluster, place, replicas)
    return place


def test_with_a_copy_of_everything_a_dead_node_costs_nothing(
    own_cluster: Nodes, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = articles(600)
    place = built(settings, made, replicas=1)
    monkeypatch.setattr(opensearch, "PAGE", 50)
    with closing(OpenSearchEngine(settings).read(place)) as reader:
        walked, after, ids = [], None, set()
        walking = iter(reader._walk(reader._compiler().unscored(EVERYTHING), {"_source": False, "sort": [{"article": "asc"}]}))
        ids.update(next(walking)["sort"][-1] for _ in range(75))
        while page := reader.find(Ask(OIL, limit=40, after=after, facets=(FacetAsk("language"),))):
            assert page.missing is None
            assert (page.total, page.facets["language"].values[0].count) == (600, 600)
            if not page.hits:
                break
            walked += [hit.id for hit in page.hits]
            after = page.hits[-1].place
            if len(walked) == 200:
                own_cluster.kill(own_cluster.elected())
        assert sorted(walked) == [article.id for article in made]
        ids.update(hit["sort"][-1] for hit in walking)
        assert ids == {article.id for article in made}


def test_a_part_without_a_copy_is_told_as_missing_and_never_taken_for_the_whole(
    own_cluster: Nodes, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch, "ATTEMPTS", 2)
    place = built(settings, articles(300), replicas=0)
    with closing(OpenSearchEngine(settings).read(place)) as reader:
        own_cluster.kill(0)
        hits = reader.find(Ask(OIL, limit=300, facets=(FacetAsk("language"),), timeline="day", stories=True))
        assert hits.missing is not None
        assert (hits.missing.parts, hits.missing.of) == (1, 3)
        assert 0 < hits.total < 300
        assert hits.total == len(hits.hits) == hits.facets["language"].values[0].count == hits.stories
        assert hits.timeline is not None
        assert sum(hits.timeline.counts.values()) == hits.total
        with pytest.raises(EngineUnavailable):
            reader.ids(EVERYTHING)


def test_what_was_written_while_a_node_died_is_there_once(
    own_cluster: Nodes, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_writer, "BULK_BYTES", 10_000)
    place, made = built(settings, [], replicas=1), articles(3000)
    killing = Thread(target=lambda: own_cluster.kill(own_cluster.elected()))
    with OpenSearchEngine(settings).write(place) as writer:
        for number, ready in enumerate(map(document, made)):
            writer.add([ready])
            if number == 1000:
                killing.start()
        writer.commit()
    killing.join()
    with closing(OpenSearchEngine(settings).read(place)) as reader:
        hits = reader.find(Ask(OIL, limit=4000))
        assert (hits.total, hits.missing) == (3000, None)
        assert sorted(hit.id for hit in hits.hits) == [article.id for article in made]


def test_with_all_nodes_gone_the_engine_is_unavailable(
    own_cluster: Nodes, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_writer, "PATIENCE", 1.0)
    place = built(settings, articles(10), replicas=1)
    engine = OpenSearchEngine(replace(settings, timeout=2))
    with closing(engine.read(place)) as reader, engine.write(place) as writer:
        for number in range(3):
            own_cluster.kill(number)
        with pytest.raises(EngineUnavailable, match="no OpenSearch node answers"):
            reader.find(Ask(OIL))
        with pytest.raises(EngineUnavailable, match="no OpenSearch node answers"):
            engine.read(place)
        writer.add(map(document, articles(5)))
        with pytest.raises(EngineUnavailable):
            writer.commit()
