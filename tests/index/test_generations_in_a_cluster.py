"""Generations on the shelf of a real cluster: built beside, swapped in one call, rolled back, shared by period, cleaned up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from index import engines
from index.clauses import Term
from index.engine import Ask
from index.engines import opensearch_shelf
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_parts import parts
from index.engines.opensearch_settings import ClusterSettings
from index.engines.opensearch_shelf import POLL_SECONDS, ClusterShelf
from index.errors import EngineUnavailable, NoGeneration, VerificationFailed
from index.generations import Generations
from index.live import LiveReader
from index.locks import FileTurn
from index.store import Store
from tests.cluster.sharing import SharedCluster
from tests.index.conftest import ids, total
from tests.index.making import ENRICHMENT, pair

ARTICLES = 40
THIS_YEAR = datetime.now(UTC).year


on_both_versions = pytest.mark.parametrize("settings", ["cluster", "cluster_3_8"], indirect=True)
"""For the whole way through; what a version could hardly change is looked at on one."""

pytestmark = pytest.mark.cluster


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> ClusterSettings:
    cluster: SharedCluster = request.getfixturevalue(getattr(request, "param", "cluster"))
    return ClusterSettings(hosts=tuple(cluster.hosts), prefix=f"made{uuid4().hex[:8]}", shards=2, replicas=1)


@pytest.fixture
def client(settings: ClusterSettings) -> Iterator[Cluster]:
    with Cluster(settings) as cluster:
        yield cluster
        cluster.ask("DELETE", f"/{settings.prefix}-*", {}, {"ignore_unavailable": "true"}, doing="cleaning up")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/articles.sqlite3") as store:
        # Ten articles a year, so that there are parts of years long over.
        store.put((pair(number, first_seen=datetime(THIS_YEAR - number // 10, 3, 1, tzinfo=UTC)) for number in range(ARTICLES)), ENRICHMENT)
        yield store


def made(client: Cluster, store: Store, tmp_path: Path, *, keep: int = 2) -> Generations:
    shelf = ClusterShelf(client, FileTurn(tmp_path))
    return Generations(shelf, store, keep=keep, engine_named=partial(engines.named, cluster=client.settings))


def engine(generations: Generations) -> engines.Engine:
    return generations._engine_named("opensearch")


def live_reader(generations: Generations) -> LiveReader:
    return LiveReader(generations.shelf, generations._engine_named)


def noticed(live: LiveReader) -> None:
    """Wait until the reader must have asked again which generation is current."""
    time.sleep(POLL_SECONDS + 0.1)


def names(cluster: Cluster) -> set[str]:
    found = cluster.ask("GET", f"/{cluster.settings.prefix}-*", doing="looking")
    return {name.removeprefix(f"{cluster.settings.prefix}-") for name in found}


def test_before_anything_is_built_reading_says_so(client: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(client, store, tmp_path)
    with pytest.raises(NoGeneration, match="broadsheet rebuild"):
        live_reader(generations).state()
    assert generations.list() == ()
    assert generations.needs_rebuild() == "nothing has been built yet"


@on_both_versions
def test_a_generation_is_built_beside_swapped_in_and_rolled_back(client: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(client, store, tmp_path)
    first = generations.rebuild(engine(generations))
    other_node = live_reader(made(Cluster(client.settings), store, tmp_path))
    with closing(other_node), closing(live_reader(generations)) as live:
        assert total(live) == total(other_node) == ARTICLES == first.articles
        store.put([pair(1, text="Zeppelin sighted.")], ENRICHMENT)
        store.delete(["made2"])
        assert generations.apply_changes() == 2
        noticed(live)
        assert (total(live), ids(live, "zeppelin")) == (ARTICLES - 1, {"made1"})
        assert live.state().change == store.change()

        second = generations.rebuild(engine(generations))
        store.delete(["made3"])
        noticed(live)
        assert live.state().generation == other_node.state().generation == second.id
        assert [manifest.id for manifest in generations.list()] == [second.id, first.id]

        assert generations.rollback().id == first.id
        noticed(live)
        assert (live.state().generation, total(live), total(other_node)) == (first.id, ARTICLES - 2, ARTICLES - 2)


def test_other_programs_find_the_current_generation_by_the_prefix(client: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(client, store, tmp_path)
    for expected in (ARTICLES, ARTICLES - 1):
        generations.rebuild(engine(generations))
        counted = client.ask("GET", f"/{client.settings.prefix}/_count", doing="counting")
        assert counted["count"] == expected
        store.delete([f"made{expected - 1}"])


def test_what_a_killed_rebuild_left_is_removed_by_the_next(client: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(client, store, tmp_path)
    with engine(generations).create(generations.shelf.where(left := generations.shelf.new())) as writer:
        writer.commit()
    assert left in names(client)
    built = generations.rebuild(engine(generations))
    assert names(client) == {built.id, "generations"}


def test_an_index_that_lost_an_article_is_never_used(
    client: Cluster, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = made(client, store, tmp_path)
    first = generations.rebuild(engine(generations))
    loses_one = engine(generations)
    create = loses_one.create

    def losing(where: str) -> object:
        writer = create(where)
        add = writer.add
        writer.add = lambda documents: add(document for document in documents if document.id != "made7")
        return writer

    monkeypatch.setattr(loses_one, "create", losing)
    with pytest.raises(VerificationFailed, match=f"holds {ARTICLES - 1} articles, the store {ARTICLES}"):
        generations.rebuild(loses_one)
    assert generations.current().generation == first.id
    assert names(client) == {first.id, "generations"}


def test_older_generations_are_removed_once_nobody_can_be_reading_them(
    client: Cluster, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = made(client, store, tmp_path, keep=1)
    first, second = (generations.rebuild(engine(generations)).id for _ in range(2))
    assert names(client) == {first, second, "generations"}
    generations.rollback(first)
    third = generations.rebuild(engine(generations)).id
    assert first in names(client)  # it was current until now, however old it is
    monkeypatch.setattr(opensearch_shelf, "GRACE", timedelta(0))
    fourth = generations.rebuild(engine(generations)).id
    assert names(client) == {fourth, "generations"}
    assert third != fourth


def test_a_generation_whose_index_is_gone_is_built_anew(client: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(client, store, tmp_path)
    first = generations.rebuild(engine(generations)).id
    client.ask("DELETE", f"/{client.settings.prefix}-{first}", doing="losing it")
    assert first in (generations.needs_rebuild() or "")
    generations.rebuild(engine(generations))
    assert generations.needs_rebuild() is None


def test_what_was_written_without_a_turn_is_a_leftover(by_year: Cluster, store: Store, tmp_path: Path) -> None:
    """A bulk that comes after its index was removed makes one of that name, without mapping and alias."""
    generations = made(by_year, store, tmp_path)
    stray = f"{by_year.settings.prefix}-20200101t000000z-0000-y2020"
    by_year.ask("PUT", f"/{stray}/_doc/1", {"id": "1"}, doing="coming late")
    built = generations.rebuild(engine(generations)).id
    assert stray.removeprefix(f"{by_year.settings.prefix}-") not in names(by_year)
    assert generations.current().generation == built


# Parts by period


@pytest.fixture
def by_year(settings: ClusterSettings) -> Iterator[Cluster]:
    with Cluster(replace(settings, partition="year", shards=1)) as cluster:
        yield cluster
        cluster.ask("DELETE", f"/{settings.prefix}-*", {}, {"ignore_unavailable": "true"}, doing="cleaning up")


def years(cluster: Cluster, generations: Generations, id_: str) -> dict[int, str]:
    """Year → the generation that built the part."""
    prefix = f"{cluster.settings.prefix}-"
    found = (part.removeprefix(prefix).rpartition("-") for part in parts(cluster, generations.shelf.where(id_)))
    return {int(year.removeprefix("y")): built for built, _, year in found}


def test_a_period_that_is_over_and_unchanged_is_not_built_again(by_year: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(by_year, store, tmp_path)
    first = generations.rebuild(engine(generations)).id
    past = [THIS_YEAR - back for back in (1, 2, 3)]
    assert years(by_year, generations, first) == {THIS_YEAR: first, **dict.fromkeys(past, first)}

    store.put([pair(25, text="Zeppelin sighted.", first_seen=datetime(past[1], 3, 1, tzinfo=UTC))], ENRICHMENT)
    second = generations.rebuild(engine(generations))
    assert years(by_year, generations, second.id) == {THIS_YEAR: second.id, past[0]: first, past[1]: second.id, past[2]: first}
    with closing(live_reader(generations)) as live:
        assert (total(live), ids(live, "zeppelin")) == (ARTICLES, {"made25"})
        assert second.articles == ARTICLES
        assert second.first == pair(0)[1].published

        store.delete(["made35"])
        assert generations.apply_changes() == 1
        third = generations.rebuild(engine(generations)).id
        noticed(live)
        assert total(live) == ARTICLES - 1
        # Its text is nowhere any more, though deleting alone would have answered the same.
        assert years(by_year, generations, third) == {THIS_YEAR: third, past[0]: first, past[1]: second.id, past[2]: third}


def test_an_article_that_was_deleted_and_came_again_is_found_once(by_year: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(by_year, store, tmp_path)
    generations.rebuild(engine(generations))
    generations.rebuild(engine(generations))
    store.delete(["made35"])
    generations.apply_changes()
    store.put([pair(35, text="Zeppelin sighted.", first_seen=datetime.now(UTC))], ENRICHMENT)
    generations.rollback()
    with closing(live_reader(generations)) as live, live.lease() as (reader, _):
        assert [hit.id for hit in reader.find(Ask(Term("id", "made35"))).hits] == ["made35"]
        assert reader.find(Ask(limit=0)).total == ARTICLES


def test_other_programs_find_what_begins_a_new_period(by_year: Cluster, store: Store, tmp_path: Path) -> None:
    generations = made(by_year, store, tmp_path)
    generations.rebuild(engine(generations))
    store.put([pair(99, first_seen=datetime(THIS_YEAR - 9, 3, 1, tzinfo=UTC))], ENRICHMENT)
    generations.apply_changes()
    counted = by_year.ask("GET", f"/{by_year.settings.prefix}/_count", doing="counting")
    assert counted["count"] == ARTICLES + 1


def test_parts_that_are_shared_outlive_the_generation_that_built_them(
    by_year: Cluster, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_shelf, "GRACE", timedelta(0))
    generations = made(by_year, store, tmp_path, keep=1)
    first = generations.rebuild(engine(generations)).id
    second = generations.rebuild(engine(generations)).id
    assert [manifest.id for manifest in generations.list()] == [second]
    assert names(by_year) == {"generations", f"{second}-y{THIS_YEAR}", *(f"{first}-y{THIS_YEAR - back}" for back in (1, 2, 3))}
    with closing(live_reader(generations)) as live:
        assert total(live) == ARTICLES
    counted = by_year.ask("GET", f"/{by_year.settings.prefix}/_count", doing="counting")
    assert counted["count"] == ARTICLES


def test_with_another_number_of_shards_everything_is_built_anew(by_year: Cluster, store: Store, tmp_path: Path) -> None:
    made(by_year, store, tmp_path).rebuild(engine(made(by_year, store, tmp_path)))
    with Cluster(replace(by_year.settings, shards=2)) as wider:
        generations = made(wider, store, tmp_path)
        second = generations.rebuild(engine(generations)).id
        assert set(years(wider, generations, second).values()) == {second}


# Faults


def test_a_cluster_that_does_not_answer_is_no_reason_to_rebuild(store: Store, tmp_path: Path) -> None:
    with Cluster(ClusterSettings(hosts=("http://127.0.0.1:9",), timeout=0.5)) as nowhere:
        generations = made(nowhere, store, tmp_path)
        with pytest.raises(EngineUnavailable, match=r"127\.0\.0\.1:9"):
            generations.needs_rebuild()
        with pytest.raises(EngineUnavailable):
            live_reader(generations).state()
