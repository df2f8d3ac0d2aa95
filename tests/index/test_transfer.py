"""A copy of a store is the store, whichever database it is in, whatever broke it off, and whoever wrote meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import NullPool

from index.databases import database, reading
from index.errors import StoreError
from index.store import Store
from index.transfer import Copied, copy_store
from tests.index.making import ENRICHMENT, pair, pairs


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite"])
def way(request: pytest.FixtureRequest, sqlite_url: str) -> tuple[str, str]:
    """From where to where."""
    urls = {"sqlite": sqlite_url, "postgresql": str(request.getfixturevalue("postgresql_url"))}
    source, _, target = request.param.partition(" to ")
    return urls[source], urls[target]


@pytest.fixture
def source(way: tuple[str, str]) -> Iterator[Store]:
    """A store in which everything has happened."""
    with Store.open(way[0]) as store:
        store.put(pairs(0, 600), ENRICHMENT)
        store.put([pair(number, text=f"Rewritten {number}: \x1e ä 😀") for number in range(5, 500, 7)], ENRICHMENT)
        store.set_stories({f"made{number}": "s1" for number in range(100, 110)})
        store.delete([f"made{number}" for number in range(3, 90, 20)])
        raw, article = pair(7)
        store.put([(replace(raw, body="a\ud83d\x00"), replace(article, body="a\ud83d\x00"))], ENRICHMENT)
        for number in range(600):
            store.cache.put(f"key{number}", f"value {number}")
        store.cache.flush()
        store.set_grouped(7)
        yield store


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is in a store."""
    asked = {
        "articles": "SELECT * FROM articles ORDER BY change",
        "documents": "SELECT * FROM documents ORDER BY change",
        "cache": "SELECT key, value FROM enrichment_cache ORDER BY length(key), key",
        "counter": "SELECT value FROM change_counter",
        "meta": "SELECT name, value FROM meta WHERE name <> 'copied' ORDER BY name",
    }
    with reading(database(url, poolclass=NullPool)) as connection:
        return {name: [tuple(row) for row in connection.exec_driver_sql(statement)] for name, statement in asked.items()}


def test_a_copy_holds_everything_and_is_the_same_store(source: Store, way: tuple[str, str]) -> None:
    copied = copy_store(*way)
    assert content(way[1]) == content(way[0])
    assert copied == Copied(595, 5, 600, source.change(), 1200, copied.sha256, 0)
    assert len(copied.sha256) == 64
    with Store.open(way[1]) as target:
        assert (target.identity, target.change(), target.count()) == (source.identity, source.change(), 595)
        assert target.get("made7") == source.get("made7")
        assert list(target.changes(0)) == list(source.changes(0))
        assert target.put([pair(1)], ENRICHMENT).unchanged == 1
        assert target.grouped() == 7


def test_a_second_copy_writes_only_what_has_changed(source: Store, way: tuple[str, str]) -> None:
    first = copy_store(*way)
    again = copy_store(*way)
    assert again == replace(first, written=0)
    source.put([pair(1, text="Once more."), pair(700)], ENRICHMENT)
    source.delete(["made2"])
    third = copy_store(*way)
    assert third.written == 3
    assert third.sha256 != first.sha256
    assert content(way[1]) == content(way[0])


def test_what_changes_without_a_number_is_copied_too(source: Store, way: tuple[str, str]) -> None:
    copy_store(*way)
    raw, article = pair(10)
    assert source.put([(raw, article)], "2").unchanged == 1
    with Store.open(way[0], also_named={("place", "kyiv"): ("Kyjiw",)}) as other:
        sum(1 for _ in other.documents())
    assert copy_store(*way).written == 595
    assert content(way[1]) == content(way[0])


_COPY = """
import sys
import index.transfer_rows
from index.transfer import copy_store
index.transfer_rows.BATCH = 20
copy_store(sys.argv[1], sys.argv[2])
"""


def _reached(url: str) -> int:
    with reading(database(url, poolclass=NullPool)) as connection:
        try:
            return int(connection.exec_driver_sql("SELECT value FROM change_counter").scalar_one())
        except Exception:  # the tables are not there yet
            return 0


def test_a_copy_that_was_killed_goes_on_where_it_was(source: Store, way: tuple[str, str]) -> None:
    whole = source.change()
    process = subprocess.Popen([sys.executable, "-c", _COPY, *way])
    _wait_until_begun(process, way[1])
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reached = _reached(way[1])
    assert 0 < reached < whole, "killed in the middle"
    with pytest.raises(StoreError, match="part of a copy: complete it"):
        Store.open(way[1])

    source.put([pair(1, text="Written meanwhile."), pair(900)], ENRICHMENT)
    source.delete(["made50"])
    there = len(content(way[1])["articles"])
    told: list[tuple[str, int, int | None]] = []
    copied = copy_store(*way, lambda *step: told.append(step))
    assert content(way[1]) == content(way[0])
    assert copied.written < 1200 + 3 - there + 20
    assert told[0][0] == "copy"
    assert told[0][1] > there, "what was there counts as done"


def _wait_until_begun(process: subprocess.Popen[bytes], target: str) -> None:
    """The first look at a SQLite file that is not there yet would make it; that does no harm."""
    while _reached(target) == 0:
        assert process.poll() is None
        time.sleep(0.01)


def test_what_is_written_during_the_copy_comes_along(source: Store, way: tuple[str, str]) -> None:
    numbers = iter(range(1000, 2000))

    def meanwhile(stage: str, done: int, of: int | None) -> None:
        with Store.open(way[0]) as other:
            other.put([pair(next(numbers))], ENRICHMENT)

    copied = copy_store(*way, meanwhile)
    assert copied.articles > 595
    assert copied.later > 0
    assert copied.change + copied.later == source.change()
    with Store.open(way[1]) as target:
        assert target.change() == copied.change
        assert {made.id for made in target.documents()} == {
            change.id for change in source.changes(0) if change.document and change.change <= copied.change
        }
    last = copy_store(*way)
    assert (last.later, last.written) == (0, copied.later)
    assert content(way[1]) == content(way[0])


def test_a_target_with_other_articles_is_refused_and_left_alone(source: Store, way: tuple[str, str]) -> None:
    with Store.open(way[1]) as other:
        other.put(pairs(0, 2), ENRICHMENT)
    before = content(way[1])
    with pytest.raises(StoreError, match="another collection of articles; name an empty database"):
        copy_store(*way)
    assert content(way[1]) == before


def test_a_copy_that_has_been_written_to_is_refused(source: Store, way: tuple[str, str]) -> None:
    copy_store(*way)
    with Store.open(way[1]) as target:
        target.put([pair(800)], ENRICHMENT)
    with pytest.raises(StoreError, match="written to since"):
        copy_store(*way)


def test_a_store_is_not_copied_to_itself(source: Store, way: tuple[str, str]) -> None:
    with pytest.raises(StoreError, match="this store itself"):
        copy_store(way[0], way[0])
    copy_store(*way)
    with pytest.raises(StoreError, match="is the store itself"):
        copy_store(way[1], way[1])
    with Store.open(way[1]) as target:
        assert target.count() == 595


def test_an_older_state_of_the_store_is_no_source_for_its_copy(source: Store, way: tuple[str, str], tmp_path: Path) -> None:
    copy_store(*way)
    older = f"sqlite:///{tmp_path}/older.sqlite3"
    copy_store(way[0], older)
    source.put([pair(800)], ENRICHMENT)
    copy_store(*way)
    with pytest.raises(StoreError, match="copy of a later state"):
        copy_store(older, way[1])


def test_a_target_that_someone_else_writes_to_stops_the_copy(source: Store, way: tuple[str, str]) -> None:
    """A process that had the empty store open before the copy began."""
    with Store.open(way[1]) as early:

        def meddle(stage: str, done: int, of: int | None) -> None:
            early.put([pair(5000)], ENRICHMENT)

        with pytest.raises(StoreError, match="written to by another process"):
            copy_store(*way, meddle)


def test_a_copy_that_was_tampered_with_is_noticed(source: Store, way: tuple[str, str]) -> None:
    copy_store(*way)
    with database(way[1], poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE enrichment_cache SET value = 'other' WHERE key = 'key5'")
    with pytest.raises(StoreError, match="is not what the source is"):
        copy_store(*way)


def test_an_empty_store_can_be_copied(way: tuple[str, str]) -> None:
    Store.open(way[0]).close()
    assert copy_store(*way).articles == 0
    assert content(way[1]) == content(way[0])
