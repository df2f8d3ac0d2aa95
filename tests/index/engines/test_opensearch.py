"""What only a cluster can get wrong, on both supported versions; the contract suite has the rest."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args
from uuid import uuid4

import pytest

pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")

from index import query as q
from index.article import Article
from index.clauses import EVERYTHING, Either, StartsWith, Term
from index.clauses import Cluster as Near
from index.document import document
from index.engine import Ask, FacetAsk, IndexReader, Sort
from index.engines import opensearch, opensearch_counts, opensearch_facets, opensearch_writer
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_failures import missing
from index.engines.opensearch_parts import finish, parts, period_in, period_name, period_span, remove
from index.engines.opensearch_settings import ClusterSettings
from index.engines.tantivy import TantivyEngine
from index.errors import EngineUnavailable, IndexingError, NotFound, Refused
from index.fields import FACETS
from index.plan import plan
from tests.cluster.sharing import SharedCluster
from tests.index.engines import worlds
from tests.index.engines.reference import Reference

Place = Callable[[], str]
SEEN = datetime(2022, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(each_cluster: SharedCluster) -> ClusterSettings:
    return ClusterSettings(hosts=tuple(each_cluster.hosts), shards=3, timeout=60)


@pytest.fixture
def place(settings: ClusterSettings) -> Iterator[str]:
    """The name of an index that is not there yet."""
    name = f"engine-{uuid4().hex}-end"
    yield name
    with Cluster(settings) as cluster:
        remove(cluster, name)


@contextmanager
def reading(settings: ClusterSettings, place: str, articles: list[Article]) -> Iterator[IndexReader]:
    engine = OpenSearchEngine(settings)
    with engine.create(place) as writer:
        writer.add(map(document, articles))
        writer.commit()
    with closing(engine.read(place)) as reader:
        yield reader


def articles(count: int, **values: object) -> list[Article]:
    made = [Article(id=f"{n:05}", title="oil", body="", language="en", first_seen=SEEN) for n in range(count)]
    return [replace(one, **values) for one in made]  # type: ignore[arg-type]


def test_a_small_world_answers_as_the_reference_and_scores_as_tantivy(settings: ClusterSettings, place: str, tmp_path: object) -> None:
    world = Reference(worlds.articles(150, seed=21))
    known = [known.article for known in world.known.values()]
    rng = random.Random(9)
    with reading(settings, place, known) as reader:
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
    with reading(settings, place, made) as reader:
        for _ in range(40):
            words = rng.choices(("a", "b", "c"), k=rng.randrange(2, 6))
            for field in ("body", "author"):
                query = q.Near(" ".join(words), rng.randrange(4), field)
                assert reader.ids(plan(query)) == world.ids(query), str(query)
        near = Near("body_exact", ("a", "b", "a"), 2)
        hits = reader.find(Ask(near, limit=200)).hits
        assert {hit.id for hit in hits} == reader.ids(near)
        assert min(hit.place.score for hit in hits) > 0


def test_values_that_shards_hold_back_are_asked_for_until_the_count_is_exact(
    settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(3)
    made = [replace(one, keywords=tuple({f"k{int(rng.paretovariate(0.7))}" for _ in range(3)})) for one in articles(600)]
    world = Reference(made)
    monkeypatch.setattr(opensearch_facets, "_SLACK", 0)
    monkeypatch.setattr(opensearch_facets, "FIRST_SHARD_SIZE", 4)
    monkeypatch.setattr(opensearch_facets, "MORE", 2)
    with reading(settings, place, made) as reader:
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
    with reading(settings, place, made) as reader:
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
    with reading(settings, place, made) as reader:
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


@pytest.mark.parametrize("sort", get_args(Sort))
def test_no_shard_without_dates_is_left_out(settings: ClusterSettings, place: str, sort: Sort) -> None:
    made = articles(300)  # in more shards than a node is asked for at once: the cluster knows hits of some before it asks the others
    with reading(replace(settings, shards=24, replicas=0), place, made) as reader:
        for _ in range(5):
            assert [hit.id for hit in reader.find(Ask(limit=4, sort=sort)).hits] == ["00000", "00001", "00002", "00003"]


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
    with reading(settings, place, made) as reader:
        for query in (q.Everything(), q.Word("turn"), q.Word("new"), q.Word("nothing"), q.Dates("published", days[2], None)):
            for interval in ("auto", "day", "week", "month", "year"):
                hits = reader.find(Ask(plan(query), timeline=interval))  # type: ignore[arg-type]
                assert hits.timeline == world.timeline(world.ids(query), interval), f"{query} by {interval}"


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
    with reading(settings, place, made) as reader:
        assert reader.ids(StartsWith("keyword", f"{long}1")) == {f"000{n}" for n in range(10, 20)}
        with pytest.raises(Refused, match="beginnings of at most 990 bytes"):
            reader.ids(StartsWith("keyword", f"{long}11 and so on"))


def test_all_pages_of_a_walk_are_walked(settings: ClusterSettings, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch, "PAGE", 7)
    made = articles(60)
    with reading(settings, place, made) as reader:
        assert reader.ids(EVERYTHING) == {article.id for article in made}


def test_the_mapping_is_strict_and_of_a_version(settings: ClusterSettings, place: str) -> None:
    with reading(settings, place, articles(1)), Cluster(settings) as cluster:
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
    with reading(settings, place, articles(20)) as reader, pytest.raises(Refused, match="more words and phrases than the cluster"):
        reader.find(Ask(Either(tuple(Term("body_stem", f"w{n}") for n in range(5_000)))))


def test_what_is_removed_while_it_is_read_is_an_error_of_the_index(settings: ClusterSettings, place: str) -> None:
    with reading(settings, place, articles(1)) as reader:
        with Cluster(settings) as cluster:
            remove(cluster, place)
        with pytest.raises(IndexingError, match="no such index"):
            reader.find(Ask())


# Partitions

MONTHS = [datetime(2021, 12, 31, 23, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 3, 9, tzinfo=UTC), None]


def of_months() -> list[Article]:
    return [replace(one, first_seen=MONTHS[n % 4], published=MONTHS[n % 4]) for n, one in enumerate(articles(40))]


def test_a_part_for_each_month_is_searched_changed_and_emptied_under_one_name(settings: ClusterSettings, place: str) -> None:
    partitioned = replace(settings, shards=1, partition="month")
    world, now = Reference(of_months()), period_name(int(time.time()), "month")
    with reading(partitioned, place, of_months()) as reader, Cluster(partitioned) as cluster:
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


SEEN_LATER = replace(articles(1)[0], first_seen=datetime(2022, 5, 1, tzinfo=UTC))


def test_a_range_of_time_skips_the_parts_of_other_times(settings: ClusterSettings, place: str) -> None:
    partitioned = replace(settings, shards=1, partition="month")
    with reading(partitioned, place, of_months()), Cluster(partitioned) as cluster:
        for field in ("seen", "published"):
            bounds = {field: {"gte": int(SEEN.timestamp()) * 1000, "lt": (int(SEEN.timestamp()) + 86_400) * 1000}}
            body = {"query": {"bool": {"filter": [{"range": bounds}]}}}
            found = cluster.search(f"/{place}/_search", body, {"pre_filter_shard_size": 1})
            assert found["hits"]["total"]["value"] == 10
            assert found["_shards"]["skipped"] == len(parts(cluster, place)) - 1
            assert missing(found) is None


def test_parts_that_another_generation_has_too_outlive_the_first(settings: ClusterSettings, place: str) -> None:
    partitioned, other = replace(settings, shards=1, partition="year"), f"{place}-other"
    with reading(partitioned, place, of_months()), Cluster(partitioned) as cluster:
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


# Without any cluster


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_where_nothing_listens_the_engine_is_unavailable_and_says_where() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(EngineUnavailable, match=f"no OpenSearch node answers at {host}"):
        OpenSearchEngine(ClusterSettings(hosts=(host,), user="me", password="secret")).read("any")


def test_a_node_that_does_not_answer_in_time_is_unavailable(silent: str) -> None:
    with pytest.raises(EngineUnavailable, match=f"{silent} did not answer in time"):
        OpenSearchEngine(ClusterSettings(hosts=(silent,), timeout=0.1)).read("any")


def test_a_password_is_in_no_text_of_the_settings() -> None:
    assert "secret" not in repr(ClusterSettings(user="me", password="secret"))
