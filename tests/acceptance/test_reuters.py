"""21,578 real reports: all of them in, facets as their own file counts them, every engine alike; some thousands as the reference."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from index import engines
from index.analysis import terms
from index.clauses import EVERYTHING, Clause
from index.document import document
from index.engine import Ask, FacetAsk, Hits, IndexReader
from index.engines.opensearch_settings import ClusterSettings
from index.enrich.aliases import AliasTable
from index.fields import FACETS
from index.folders import Folders
from index.generations import Generations
from index.plan import plan
from index.store import Store
from search.parser import parse
from tests.acceptance.conftest import broadsheet, shared
from tests.index.engines.reference import Reference

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = {"place": "places", "keyword": "topics", "person": "people", "org": "orgs"}
OTHERS = ["whoosh", pytest.param("opensearch", marks=pytest.mark.cluster)]
"""The engines that are compared with Tantivy, which is compared with the reference."""
JUDGED = int(os.environ.get("JUDGED_QUERIES", "80"))
"""Queries of all kinds. With JUDGED_QUERIES=2000 there are a hundred of each."""
REFERENCE = 4_000
"""Articles that the reference takes apart; of all of them it would take a minute."""


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    with gzip.open(shared("articles/reuters21578.jsonl.gz"), "rt") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reuters")
    counts = broadsheet(folder, "add", "--no-index", shared("articles/reuters21578.jsonl.gz"))
    assert (counts["added"], counts["bad"], counts["failed"]) == (21_578, 0, 0)
    return folder


@pytest.fixture(scope="module")
def store(data: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{data / 'articles.sqlite3'}", AliasTable.load().also_named) as store:
        yield store


@pytest.fixture(scope="module")
def tantivy(data: Path, store: Store) -> Iterator[IndexReader]:
    with closing(rebuilt("tantivy", data, store)) as reader:
        yield reader


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest, data: Path, store: Store) -> Iterator[IndexReader]:
    """Another engine on the same articles."""
    if request.param != "opensearch":
        with closing(rebuilt(request.param, data, store)) as reader:
            yield reader
        return
    from index.engines.opensearch_client import Cluster
    from index.engines.opensearch_parts import remove

    settings = ClusterSettings(hosts=tuple(request.getfixturevalue("cluster").hosts), shards=3, replicas=0, timeout=60)
    engine, place = engines.named("opensearch", settings), f"reuters-{uuid4().hex}-end"
    with store.snapshot() as state, engine.create(place) as writer:
        writer.add(state.documents)
        writer.commit()
    with closing(engine.read(place)) as reader:
        yield reader
    with Cluster(settings) as cluster:
        remove(cluster, place)


def rebuilt(engine: str, data: Path, store: Store) -> IndexReader:
    """A reader of a generation built from the store."""
    manifest = Generations(Folders(data / engine), store).rebuild(engines.named(engine))
    assert manifest.articles == 21_578
    return engines.named(engine).read(data / engine / manifest.id / "index")


def test_facets_count_what_the_file_says(tantivy: IndexReader, other: IndexReader, records: list[dict[str, Any]]) -> None:
    for reader in (tantivy, other):
        assert_facets_are_the_files(reader, records)


def assert_facets_are_the_files(reader: IndexReader, records: list[dict[str, Any]]) -> None:
    answer = reader.find(Ask(limit=0, facets=tuple(FacetAsk(facet, 1000) for facet in FIELDS)))
    assert answer.total == len(records)
    for facet, tag in FIELDS.items():
        given = Counter(value for record in records for value in set(record.get("tags", {}).get(tag, ())))
        assert {each.value: each.count for each in answer.facets[facet].values} == given


@pytest.fixture(scope="module")
def titles(records: list[dict[str, Any]]) -> list[list[str]]:
    return words_of(record.get("title", "") for record in records)


def words_of(titles: Iterable[str]) -> list[list[str]]:
    """The words of each title that has three or more."""
    words = ([word for word in terms(title) if len(word) > 2 and word.isalpha()] for title in titles)
    return [found for found in words if len(found) >= 3]


def everything_about(clause: Clause) -> Ask:
    return Ask(clause, sort="newest", facets=tuple(FacetAsk(name) for name in FACETS), timeline="auto", stories=True)


def assert_same_answers(one: IndexReader, other: IndexReader, clause: Clause, text: str) -> Hits:
    mine, theirs = (reader.find(everything_about(clause)) for reader in (one, other))
    assert [hit.id for hit in mine.hits] == [hit.id for hit in theirs.hits], text
    assert (mine.total, mine.stories, mine.timeline) == (theirs.total, theirs.stories, theirs.timeline), text
    assert (dict(mine.facets), mine.story_counts) == (dict(theirs.facets), theirs.story_counts), text
    return mine


def test_200_queries_from_titles_have_the_same_answers_and_nearly_the_same_ranking(
    tantivy: IndexReader, other: IndexReader, titles: list[list[str]]
) -> None:
    rng = random.Random(5)
    shared_tops = []
    for _ in range(200):
        text = " ".join(rng.sample(rng.choice(titles), rng.choice([1, 2, 2, 3])))
        clause = plan(parse(text, now=NOW))
        assert_same_answers(tantivy, other, clause, text)
        tops = [{hit.id for hit in reader.find(Ask(clause)).hits} for reader in (tantivy, other)]
        shared_tops.append(len(tops[0] & tops[1]) / max(1, len(tops[0])))
    assert sum(shared_tops) / len(shared_tops) >= 0.9


def judged(titles: list[list[str]]) -> list[str]:
    rng = random.Random(6)
    return [of_any_kind(rng, rng.choice(titles)) for _ in range(JUDGED)]


def test_queries_of_all_kinds_have_the_same_answers(tantivy: IndexReader, other: IndexReader, titles: list[list[str]]) -> None:
    for text in judged(titles):
        clause = plan(parse(text, now=NOW))
        assert_same_answers(tantivy, other, clause, text)
        assert tantivy.ids(clause) == other.ids(clause), text


def test_queries_of_all_kinds_match_what_the_reference_matches(tantivy: IndexReader, store: Store, tmp_path: Path) -> None:
    some = store.articles(sorted(tantivy.ids(EVERYTHING))[:REFERENCE]).values()
    world = Reference(some)
    with engines.named("tantivy").create(tmp_path) as writer:
        writer.add(map(document, some))
        writer.commit()
    with closing(engines.named("tantivy").read(tmp_path)) as reader:
        for text in judged(words_of(article.title for article in some)):
            assert_answers_are_the_references(reader, world, text)


def assert_answers_are_the_references(reader: IndexReader, world: Reference, text: str) -> None:
    query = parse(text, now=NOW)
    clause = plan(query)
    ids = world.ids(query)
    answer = reader.find(everything_about(clause))
    assert answer.total == len(ids), text
    assert [hit.id for hit in answer.hits] == world.order(ids)[:10], text
    assert dict(answer.facets) == world.facets(ids, everything_about(clause)), text
    assert answer.timeline == world.timeline(ids, "auto"), text
    assert reader.ids(clause) == ids, text


def of_any_kind(rng: random.Random, title: list[str]) -> str:
    """A query in words from one title, in one of the forms of the language."""
    at = rng.randrange(len(title) - 1)
    a, b = title[at : at + 2]
    c = rng.choice(title)
    forms = (
        a, f"{a} {b}", f"{a} OR {c}", f"{a} -{b}", f"({a} OR {b}) {c}", f'"{a} {b}"', f'"{a} {c}"~{rng.randrange(1, 21)}',
        f'near{rng.randrange(21)}:"{b} {a}"', f'near5:"{c} {b} {a}"', f"{a[:3]}*", f"{a}zz~2" if len(a) > 3 else a, f"title:{a} {b}",
        f"body:({a} OR {b})", f"{a} place:usa", f"{a} keyword:earn", f"NOT {a} keyword:grain", f"published:1987-03 {a}",
        f"after:1987-04-01 before:1987-05-01 {a}", f"{a}-{b}", f"place:us* {c}", f'author:"{a}" OR {b}',
    )  # fmt: skip
    return rng.choice(forms)
