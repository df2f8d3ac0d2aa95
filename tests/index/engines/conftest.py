"""The engines that the contract suite runs on, the clusters of OpenSearch's own tests, and where their next index can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from index import engines
from index import query as q
from index.article import Article
from index.document import document
from index.engine import Ask, Engine, FacetAsk, IndexReader, Where
from index.engines.opensearch_settings import ClusterSettings
from index.fields import FACETS
from index.plan import plan
from tests.cluster.sharing import SharedCluster

ENGINES = ["tantivy", "whoosh", pytest.param("opensearch", marks=pytest.mark.cluster)]
SEEN = datetime(2022, 1, 1, tzinfo=UTC)
"""When articles came in, unless a test says otherwise."""


@dataclass(frozen=True)
class Kind:
    """An engine, where its next index can be, and whether a reader shows one state until it is refreshed."""

    engine: Engine
    new_place: Callable[[], Where]
    frozen: bool = True


@pytest.fixture(scope="module", params=ENGINES)
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kind]:
    """Every engine; the one that needs a cluster has three nodes of a real one, and every index in several pieces."""
    if request.param != "opensearch":
        yield Kind(engines.named(request.param), lambda: tmp_path_factory.mktemp("index"))
        return
    hosts = request.getfixturevalue("cluster").hosts
    from index.engines.opensearch_client import Cluster
    from index.engines.opensearch_parts import remove

    settings, places = ClusterSettings(hosts=tuple(hosts), shards=3, timeout=60), []

    def new_place() -> Where:
        places.append(f"contract-{uuid4().hex}")
        return places[-1]

    yield Kind(engines.named("opensearch", settings), new_place, frozen=False)
    with Cluster(settings) as cluster:
        for place in places:
            remove(cluster, place)


@pytest.fixture
def engine(kind: Kind) -> Engine:
    """Every engine."""
    return kind.engine


@pytest.fixture
def where(kind: Kind) -> Where:
    """Where `engine` can make an index."""
    return kind.new_place()


@pytest.fixture(scope="module")
def settings(each_cluster: SharedCluster) -> ClusterSettings:
    """For every index in several pieces, on both supported versions."""
    return ClusterSettings(hosts=tuple(each_cluster.hosts), shards=3, timeout=60)


@pytest.fixture
def place(settings: ClusterSettings) -> Iterator[str]:
    """The name of an index that is not there yet."""
    from index.engines.opensearch_client import Cluster
    from index.engines.opensearch_parts import remove

    name = f"engine-{uuid4().hex}-end"
    yield name
    with Cluster(settings) as cluster:
        remove(cluster, name)


def articles(count: int, **values: object) -> list[Article]:
    """Articles that differ in their ids alone."""
    made = [Article(id=f"{n:05}", title="oil", body="", language="en", first_seen=SEEN) for n in range(count)]
    return [replace(one, **values) for one in made]  # type: ignore[arg-type]


@contextmanager
def reading(engine: Engine, where: Where, articles: list[Article]) -> Iterator[IndexReader]:
    """A reader of a new index of these articles."""
    with engine.create(where) as writer:
        writer.add(map(document, articles))
        writer.commit()
    with closing(engine.read(where)) as reader:
        yield reader


def everything_about(query: q.Query, reader: IndexReader, **asked: object) -> Ask:
    """A search with all that can be counted."""
    facets = tuple(FacetAsk(name, 5) for name in FACETS)
    return Ask(plan(query, reader.stem_codes()), facets=facets, timeline="auto", stories=True, **asked)  # type: ignore[arg-type]
