"""What only a cluster can get wrong, on both supported versions; the contract suite has the rest."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from typing import get_args

import pytest

pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")

from index import query as q
from index.clauses import EVERYTHING, Either, StartsWith, Term
from index.clauses import Cluster as Near
from index.document import document
from index.engine import Ask, FacetAsk, Sort
from index.engines import opensearch, opensearch_writer
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_parts import remove
from index.engines.opensearch_settings import ClusterSettings
from index.engines.tantivy import TantivyEngine
from index.errors import IndexingError, NotFound, Refused
from index.fields import FACETS
from index.plan import plan
from tests.index.engines import worlds
from tests.index.engines.conftest import articles, reading
from tests.index.engines.reference import Reference


def test_a_small_world_answers_as_the_reference_and_scores_as_tantivy(settings: ClusterSettings, place: str, tmp_path: object) -> None:
    world = Reference(worlds.articles(150, seed=21))
    known = [known.article for known in world.known.values()]
    rng = random.Random(9)
    with reading(OpenSearchEngine(settings), place, known) as reader:
        for _ in range(60):
            query, filters = worlds.query(rng), worlds.filters(rng)
            facets = tuple(FacetAsk(name, 4) for name in FACETS)
            ask = Ask(plan(query, reader.stem_codes()), filters, "newest", 9, facets=facets, timeline="auto", stories=True)
            hits, ids = reader.find(ask), world.ids(query)
            matched = world.filtered(ids, filters)
            assert (hits.total, [hit.id for hit in hits.hits]) == (len(matched), world.order(matched)[:9]), str(query)
            assert dict(hits.facets) == world.facets(ids, ask), str(query)
            assert (hits.timeline, hits.stories) == (world.timeline(matched, "auto"), world.stories(matched)), str(query)
        with TantivyEngine().create(str(tmp_path)) as writer:
            writer.add(map(document, known))
            writer.commit()
        ask = Ask(plan(q.Word("oil")), limit=100)
        mine, theirs = ({hit.id: hit.place.score for hit in one.find(ask).hits} for one in (reader, TantivyEngine().read(str(tmp_path))))
        assert mine == pytest.approx(theirs, rel=0.05)


def test_words_asked_for_twice_near_each_other_stand_at_two_places(settings: ClusterSettings, place: str) -> None:
    rng = random.Random(4)
    texts = [" ".join(rng.choices(("a", "b", "c", "x", "y"), k=rng.randrange(2, 9))) for _ in range(200)]
    made = [replace(one, title="", body=text, authors=(text,)) for one, text in zip(articles(200), texts, strict=True)]
    world = Reference(made)
    with reading(OpenSearchEngine(settings), place, made) as reader:
        for _ in range(40):
            words = rng.choices(("a", "b", "c"), k=rng.randrange(2, 6))
            for field in ("body", "author"):
                query = q.Near(" ".join(words), rng.randrange(4), field)
                assert reader.ids(plan(query)) == world.ids(query), str(query)
        near = Near("body_exact", ("a", "b", "a"), 2)
        hits = reader.find(Ask(near, limit=200)).hits
        assert {hit.id for hit in hits} == reader.ids(near)
        assert min(hit.place.score for hit in hits) > 0


@pytest.mark.parametrize("sort", get_args(Sort))
def test_no_shard_without_dates_is_left_out(settings: ClusterSettings, place: str, sort: Sort) -> None:
    made = articles(300)  # in more shards than a node is asked for at once: the cluster knows hits of some before it asks the others
    with reading(OpenSearchEngine(replace(settings, shards=24, replicas=0)), place, made) as reader:
        for _ in range(5):
            assert [hit.id for hit in reader.find(Ask(limit=4, sort=sort)).hits] == ["00000", "00001", "00002", "00003"]


def test_documents_that_are_never_taken_are_told_with_id_and_reason_after_the_rest_went_in(
    settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.document.LONGEST_KEPT_VALUE", 10_000)  # documents as they are made have no value so long
    good = articles(300)
    too_long = replace(good[10], id="too long", keywords=("\U0001f600" * 9_000,))
    half = replace(good[10], id="half", source="\ud800")
    engine = OpenSearchEngine(settings)
    with engine.create(place) as writer:
        writer.add(map(document, [*good[:150], too_long, half, replace(good[0], id=""), *good[150:]]))
        with pytest.raises(Refused, match="3 documents were refused, all others are in") as told:
            writer.commit()
        assert "'too long': a value of keyword is longer than 32,766 bytes" in str(told.value)
        assert "'half': holds half a character" in str(told.value)
        assert "'': if _id is specified it must not be empty" in str(told.value)
        writer.commit()
    with closing(engine.read(place)) as reader:
        assert reader.find(Ask(limit=0)).total == 300
        assert reader.ids(Term("title_exact", "\ud800")) == set()


def test_the_last_of_many_changes_to_one_article_wins(settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_writer, "BULK_BYTES", 2_000)
    engine = OpenSearchEngine(settings)
    with engine.create(place) as writer:
        for turn in range(15):
            writer.add(map(document, articles(30, title=f"turn{turn}")))
            writer.delete(f"{n:05}" for n in range(turn))
        writer.commit()
    with closing(engine.read(place)) as reader:
        assert reader.ids(plan(q.Word("turn14"))) == reader.ids(EVERYTHING) == {f"{n:05}" for n in range(14, 30)}


def test_a_prefix_that_is_too_long_for_lucene_is_refused(settings: ClusterSettings, place: str) -> None:
    long = "wording " * 123
    made = [replace(one, keywords=(f"{long}{n:02} and so on",)) for n, one in enumerate(articles(30))]
    with reading(OpenSearchEngine(settings), place, made) as reader:
        assert reader.ids(StartsWith("keyword", f"{long}1")) == {f"000{n}" for n in range(10, 20)}
        with pytest.raises(Refused, match="beginnings of at most 990 bytes"):
            reader.ids(StartsWith("keyword", f"{long}11 and so on"))


def test_all_pages_of_a_walk_are_walked(settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch, "PAGE", 7)
    made = articles(60)
    with reading(OpenSearchEngine(settings), place, made) as reader:
        assert reader.ids(EVERYTHING) == {article.id for article in made}


def test_the_mapping_is_strict_and_of_a_version(settings: ClusterSettings, place: str) -> None:
    with reading(OpenSearchEngine(settings), place, articles(1)), Cluster(settings) as cluster:
        with pytest.raises(IndexingError, match="strict"):
            cluster.ask("PUT", f"/{place}/_doc/x", {"unheard_of": 1}, doing="writing")
        cluster.ask("PUT", f"/{place}/_mapping", {"_meta": {"version": 0}}, doing="ageing")
        with pytest.raises(IndexingError, match="made with mapping 0, not 1 of this code; rebuild"):
            OpenSearchEngine(settings).read(place)


def test_an_index_that_is_not_there_is_not_found(settings: ClusterSettings) -> None:
    for opening in (OpenSearchEngine(settings).read, OpenSearchEngine(settings).write):
        with pytest.raises(NotFound, match="no such index"):
            opening("never-there")


def test_more_words_than_a_cluster_takes_are_refused_and_not_cut(settings: ClusterSettings, place: str) -> None:
    with (
        reading(OpenSearchEngine(settings), place, articles(20)) as reader,
        pytest.raises(Refused, match="more words and phrases than the cluster"),
    ):
        reader.find(Ask(Either(tuple(Term("body_stem", f"w{n}") for n in range(5_000)))))


def test_what_is_removed_while_it_is_read_is_an_error_of_the_index(settings: ClusterSettings, place: str) -> None:
    with reading(OpenSearchEngine(settings), place, articles(1)) as reader:
        with Cluster(settings) as cluster:
            remove(cluster, place)
        with pytest.raises(IndexingError, match="no such index"):
            reader.find(Ask())
