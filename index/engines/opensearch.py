"""The OpenSearch engine: more than one machine; installed by the extra `cluster`.

Here are the Protocol's three classes. `opensearch_client` is the way to the cluster, `opensearch_failures` says what its failures mean,
`opensearch_schema` how a document lies there, `opensearch_parts` in which indices, `opensearch_writer` brings it there;
`opensearch_compile` makes queries of clauses, `opensearch_answers` asks them, `opensearch_counts` and `opensearch_facets` count,
`opensearch_near` looks through what no query can tell; `opensearch_settings` are the settings, `opensearch_shelf` keeps the generations.

What differs from an engine on this machine: a reader shows what was committed as soon as the cluster does, without `refresh`;
an answer may lack parts (`Hits.missing`); a writer sends at once, so that what was not committed is not taken back but only not shown yet.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from index.analysis import stem_code
from index.blending import Frequencies, Lookup
from index.bm25 import K1
from index.clauses import Clause, Term
from index.clauses import Cluster as Near
from index.engine import Ask, Hits, Where
from index.engines.checks import check_ask
from index.engines.opensearch_answers import answer
from index.engines.opensearch_client import Answer, Cluster
from index.engines.opensearch_compile import Compiler, Query
from index.engines.opensearch_counts import Collection
from index.engines.opensearch_failures import missing, whole
from index.engines.opensearch_near import candidates, fields, matching
from index.engines.opensearch_parts import parts, path
from index.engines.opensearch_schema import ARTICLE, facet_field
from index.engines.opensearch_settings import ClusterSettings
from index.engines.opensearch_writer import OpenSearchWriter
from index.engines.recent import Recent
from index.errors import EngineUnavailable, IndexingError, NotFound
from index.periods import SECONDS_A_DAY

__all__ = ["OpenSearchEngine", "OpenSearchReader", "OpenSearchWriter"]

PAGE = 5_000
"""Articles a page where all are walked through."""

KEEP_ALIVE = "5m"
"""How long a point in time outlives the last page that was asked of it."""

ATTEMPTS = 10
"""Points in time that are opened for one walk, a second apart: a node's death takes with it those that it held."""
PAUSE = 1.0

LANGUAGES = 10_000
"""More than there are."""

CACHED_IDS = 200_000
"""Ids kept of clusters that were looked through."""


class OpenSearchEngine:
    """Keeps indices in an OpenSearch cluster; `where` is the name of one (see `opensearch_parts`)."""

    name = "opensearch"

    def __init__(self, settings: ClusterSettings | None = None) -> None:
        self.settings = settings or ClusterSettings()

    def create(self, where: Where) -> OpenSearchWriter:
        """A writer for a new, empty index."""
        return OpenSearchWriter(self.settings, where, new=True)

    def write(self, where: Where) -> OpenSearchWriter:
        """A writer for an index that is there. Raises `NotFound`."""
        return OpenSearchWriter(self.settings, where, new=False)

    def read(self, where: Where) -> OpenSearchReader:
        """A reader of an index. Raises `NotFound`."""
        return OpenSearchReader(self.settings, where)


class OpenSearchReader:
    """See `index.engine.IndexReader`."""

    def __init__(self, settings: ClusterSettings, where: Where) -> None:
        self._where = where
        self._cluster = Cluster(settings)
        self._learning = Lock()
        self._facts: _Facts | None = None
        self._recent = Recent(CACHED_IDS)
        try:
            parts(self._cluster, where)
            # Since 3.0 scores lack the factor that all versions of Lucene before 8, and our other engines, have.
            self._boost = 1 + K1 if self._cluster.version >= (3,) else 1.0
        except BaseException:
            self._cluster.close()
            raise

    def find(self, ask: Ask) -> Hits:
        """The answer to `ask`."""
        check_ask(ask)
        needed = ask.timeline is not None or ask.stories
        collection = self._known().collection if needed else Collection(0, None)
        return answer(ask, self._compiler(), collection, self._search)

    def ids(self, clause: Clause) -> set[str]:
        """The ids of all articles that match."""
        query = self._compiler().unscored(clause)
        return {hit["sort"][-1] for hit in self._walk(query, {"_source": False, "sort": [{ARTICLE: "asc"}]})}

    def stem_codes(self) -> frozenset[str]:
        """The stem codes of the languages of the articles, as last learned."""
        return self._known().stem_codes

    def frequencies(self, lookups: Sequence[Lookup]) -> Frequencies:
        """How many articles had each term when it was first asked for after `refresh`."""
        articles = self._known().collection.articles
        return Frequencies(articles, self._recent.get(tuple(lookups), lambda: self._counted(lookups), len))

    def refresh(self) -> None:
        """Learn anew what is remembered of the whole index; answers are always the cluster's newest."""
        with self._learning:
            self._facts = None
            self._recent = Recent(CACHED_IDS)

    def close(self) -> None:
        """Close the connections."""
        self._cluster.close()

    def _compiler(self) -> Compiler:
        recent = self._recent
        return Compiler(lambda near: recent.get(near, lambda: self._looked_through(near), lambda ids: 1 + len(ids)), self._boost)

    def _looked_through(self, clause: Near) -> list[str]:
        return matching(clause, self._walk(candidates(clause), fields(clause)))

    def _counted(self, lookups: Sequence[Lookup]) -> tuple[int, ...]:
        compiler = self._compiler()
        having = {str(at): {"filter": compiler.unscored(Term(*lookup))} for at, lookup in enumerate(lookups)}
        body = {"size": 0, "track_total_hits": False, "aggs": having}
        told = self._search(body, {"allow_partial_search_results": "true"})["aggregations"]
        return tuple([told[at]["doc_count"] for at in having])

    def _search(self, body: Answer, params: Mapping[str, Any]) -> Answer:
        try:
            return self._cluster.search(f"/{path(self._where)}/_search", body, params)
        except NotFound as error:
            raise IndexingError(str(error)) from error

    def _known(self) -> _Facts:
        """What is remembered of the whole index, if all of it answered when it was learned."""
        with self._learning:
            if self._facts is None:
                found = self._search(_ABOUT, {"allow_partial_search_results": "true"})
                facts = _facts(found)
                if missing(found):
                    return facts
                self._facts = facts
            return self._facts

    def _walk(self, query: Query, wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """All hits, by id, at one point in time; where that is lost with its node, on from the last id at another.

        Raises `EngineUnavailable`: none is left out without a word.
        """
        body = {**wanted, "query": {"bool": {"filter": [query]}}, "size": PAGE, "track_total_hits": False}
        for attempt in range(ATTEMPTS):
            try:
                with _PointInTime(self._cluster, self._where) as held:
                    while page := held.page(body):
                        yield from page
                        body["search_after"] = page[-1]["sort"]
                    return
            except EngineUnavailable:
                if attempt == ATTEMPTS - 1:
                    raise
            time.sleep(PAUSE)


class _PointInTime:
    """One state of an index, held in the cluster."""

    def __init__(self, cluster: Cluster, where: Where) -> None:
        self._cluster, self._where = cluster, where

    def __enter__(self) -> _PointInTime:
        params = {"keep_alive": KEEP_ALIVE, "allow_partial_pit_creation": "false"}
        doing = f"walking through the index {self._where}"
        self._id = self._cluster.ask("POST", f"/{path(self._where)}/_search/point_in_time", params=params, doing=doing)["pit_id"]
        return self

    def page(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The hits of one page. Raises `EngineUnavailable` where not all of the index answered."""
        request = {**body, "pit": {"id": self._id, "keep_alive": KEEP_ALIVE}}
        try:
            found = self._cluster.search("/_search", request, {"allow_partial_search_results": "true"})
        except NotFound as error:
            raise EngineUnavailable(f"the point in time is gone: {error}") from error
        hits: list[dict[str, Any]] = whole(found, f"walking through the index {self._where}")["hits"]["hits"]
        return hits

    def __exit__(self, *raised: object) -> None:
        try:
            self._cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [self._id]}, doing="closing a point in time")
        except (IndexingError, NotFound):
            return  # it ends by itself


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is remembered of a whole index."""

    collection: Collection
    stem_codes: frozenset[str]


_ABOUT: Answer = {
    "size": 0,
    "track_total_hits": True,
    "aggs": {
        "languages": {"terms": {"field": facet_field("language"), "size": LANGUAGES}},
        "without": {"missing": {"field": facet_field("language")}},
        "first": {"min": {"field": "published"}},
        "last": {"max": {"field": "published"}},
    },
}


def _facts(found: Answer) -> _Facts:
    told, day = found["aggregations"], SECONDS_A_DAY * 1000  # aggregations answer in milliseconds
    codes = {stem_code(bucket["key"]) for bucket in told["languages"]["buckets"]}
    if told["without"]["doc_count"]:
        codes.add(stem_code(""))
    dates = (told["first"]["value"], told["last"]["value"])
    days = None if None in dates else (int(dates[0] // day), int(dates[1] // day))
    return _Facts(Collection(found["hits"]["total"]["value"], days), frozenset(codes))
