"""What Broadsheet costs on top of OpenSearch: whole requests beside the same request sent bare, and adding beside a bare parallel bulk.

The cluster is one node of its own, started by `tests/cluster`, with one shard and no copies.

*Searching*: the whole request through `Search.run` (parse, ask, snippets) in turn with what it sent to the cluster, recorded before and
sent again by opensearch-py as it is: the same hits with all that is shown of them, facets and timeline, but nothing made of the answer.
*Adding*: our writer, from documents to a refreshed index, in turn with `helpers.parallel_bulk` of the same JSON, made beforehand,
into an index with the same mapping; as many threads, bulks of as many bytes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from opensearchpy import OpenSearch, helpers

from bench.collection import arguments, enriched, in_turn, raw_articles, report, title_queries
from bench.searching import filled_store
from index import engines
from index.document import Document
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_schema import index_body, own_id, to_source
from index.engines.opensearch_settings import ClusterSettings
from index.engines.opensearch_shelf import ClusterShelf
from index.engines.opensearch_writer import BULK_BYTES, LANES
from index.enrich.aliases import AliasTable
from index.generations import Generations
from index.live import LiveReader
from index.locks import FileTurn
from index.store import Store
from search.request import SearchRequest
from search.service import Search
from tests.cluster.opensearch import Cluster as Nodes

ROUNDS = 5
"""The first of adding only warms Java up; of searching the best counts."""

Sent = tuple[str, dict[str, Any], dict[str, Any]]
"""Path, body and parameters of one request."""


def searching(settings: ClusterSettings, store: Store, folder: Path, queries: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each side for each query."""
    named = partial(engines.named, cluster=settings)
    shelf = ClusterShelf(Cluster(settings), FileTurn(folder))
    Generations(shelf, store, engine_named=named).rebuild(OpenSearchEngine(settings))
    search = Search(LiveReader(shelf, named), AliasTable.load())
    sent = {query: recorded(partial(search.run, SearchRequest(query))) for query in queries}
    bare = OpenSearch(list(settings.hosts), timeout=settings.timeout)
    print(f"requests for one search: {statistics.mean(map(len, sent.values())):.2f} in the mean")
    sides: dict[str, Callable[[str], object]] = {
        "bare": lambda query: [asked(bare, one) for one in sent[query]],
        "Broadsheet": lambda query: search.run(SearchRequest(query)),
    }
    taken = in_turn(queries, sides, rounds)
    for name, side in sides.items():
        print(f"{name}: {processor(side, queries):.2f} ms of processor time of this process for one search, in the mean")
    return taken


def processor(side: Callable[[str], object], queries: Sequence[str]) -> float:
    """Milliseconds that a search takes of this process, which other work on the machine lengthens little."""
    began = time.process_time()
    for query in queries:
        side(query)
    return (time.process_time() - began) / len(queries) * 1000


def recorded(run: Callable[[], object]) -> list[Sent]:
    """What is sent to the cluster to answer one search; what is asked once for the whole index is not among it."""
    run()
    sent: list[Sent] = []
    search = Cluster.search

    def noted(self: Cluster, path: str, body: dict[str, Any], params: dict[str, Any], **more: Any) -> Any:
        sent.append((path, body, params))
        return search(self, path, body, params, **more)

    with patch.object(Cluster, "search", noted):
        run()
    return sent


def asked(client: OpenSearch, one: Sent) -> Any:
    """The answer to one request."""
    path, body, params = one
    return client.transport.perform_request("POST", path, params=dict(params), body=body)


def adding(settings: ClusterSettings, documents: Sequence[Document], rounds: int) -> dict[str, list[float]]:
    """Articles a second of each side in each round."""
    engine = OpenSearchEngine(settings)
    client = OpenSearch(list(settings.hosts), timeout=60, pool_maxsize=LANES)
    prepared = [{"_id": own_id(document.id), "_source": to_source(document)} for document in documents]

    def ours(name: str) -> None:
        with engine.create(name) as writer:
            writer.add(documents)
            writer.commit()

    def bare(name: str) -> None:
        client.indices.create(index=name, body=index_body(settings.shards))
        bulk = helpers.parallel_bulk(client, prepared, thread_count=LANES, chunk_size=len(prepared), max_chunk_bytes=BULK_BYTES, index=name)
        assert all(done for done, _ in bulk)
        client.indices.refresh(index=name)

    taken: dict[str, list[float]] = {"bare": [], "Broadsheet": []}
    for number in range(rounds):
        for name, side in (("bare", bare), ("Broadsheet", ours)):
            index = f"{settings.prefix}-adding"
            began = time.perf_counter()
            side(index)
            taken[name].append(len(documents) / (time.perf_counter() - began))
            assert client.count(index=index)["count"] == len(documents), (name, number)
            client.indices.delete(index=index)
    return {name: speeds[1:] for name, speeds in taken.items()}


def main() -> None:
    """Start a node, fill it, ask and add, print medians and ratios."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--most", type=int, default=None, help="articles to measure with (all)")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--version", default="2.19", help="of OpenSearch, 2.19 or 3.8")
    given = parser.parse_args()
    raws = raw_articles(given.articles)[: given.most]
    articles = enriched(raws)
    queries = title_queries(articles, given.queries)
    nodes = Nodes.start(given.version, nodes=1, heap="1g", full_speed=True)
    try:
        settings = ClusterSettings(hosts=tuple(nodes.hosts), prefix="bench", shards=1, replicas=0, timeout=60)
        with tempfile.TemporaryDirectory() as made, filled_store(f"sqlite:///{made}/articles.sqlite3", raws, articles) as store:
            documents = list(store.documents())
            print(f"{len(documents):,} articles, {len(queries)} queries from titles, OpenSearch {given.version}, one node, one shard")
            speeds = adding(settings, documents, given.rounds)
            taken = searching(settings, store, Path(made), queries, given.rounds)
    finally:
        nodes.stop()
    report(taken, "bare", queries)
    print()
    for name, values in speeds.items():
        share = statistics.median(mine / other for mine, other in zip(values, speeds["bare"], strict=True))
        print(f"adding, {name:16} median {statistics.median(values):7,.0f} articles/s, {share:.2f} of bare round by round")


if __name__ == "__main__":
    main()
