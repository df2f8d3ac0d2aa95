"""What goes wrong with SQLite's file is said in words that help, and nothing that was kept is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import StoreError
from index.store import Store
from tests.index.making import ENRICHMENT, pairs


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as store:
        yield store


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are my notes, and no database at all. " * 50)
    with pytest.raises(StoreError, match=r"notes\.txt.*no SQLite database; restore a backup"):
        Store.open(f"sqlite:///{tmp_path}/notes.txt")


def test_a_first_start_makes_the_data_folder(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/data/articles.sqlite3") as store:
        assert store.count() == 0


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does its folder exist"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/at/all/articles.sqlite3")


def test_a_damaged_file_asks_for_the_backup(store: Store, sqlite_url: str, tmp_path: Path) -> None:
    store.put(pairs(0, 400), ENRICHMENT)
    store.close()
    file = tmp_path / "articles.sqlite3"
    kept = bytearray(file.read_bytes())
    kept[8192:200_000] = b"\xff" * (200_000 - 8192)
    file.write_bytes(kept)
    with pytest.raises(StoreError, match="damaged; restore a backup"), Store.open(sqlite_url) as broken:
        list(broken.documents())


def test_a_newer_store_is_left_alone(store: Store, sqlite_url: str, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "articles.sqlite3") as file:
        file.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(StoreError, match=r"schema 99.*newer"):
        Store.open(sqlite_url)


def test_a_locked_database_says_that_someone_writes(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.databases.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(tmp_path / "articles.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process has been writing"):
        Store.open(f"sqlite:///{tmp_path}/articles.sqlite3")
    assert store.count() == 0, "reading goes on"
    holder.close()


def test_a_full_disk_keeps_what_was_there(store: Store, sqlite_url: str, tmp_path: Path) -> None:
    """SQLite's own page limit stands in for the disk: the error is the same one."""
    store.put(pairs(0, 10), ENRICHMENT)
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreError, match="disk is full; make room"):
        store.put(pairs(10, 200), ENRICHMENT)
    assert store.count() == 10


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match="no address of a store"):
        Store.open("my articles")
    with pytest.raises(StoreError, match="in memory"):
        Store.open("sqlite://")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+nodriver://user:secret@host/db",
        "postgresql://user:secret@host:port/db",
        "postgresql:/user:secret@host/db",
        "mysql://host/db?password=secret",
        "postgresql+psycopg2://user@host/db?password=secret",
    ],
)
def test_the_password_of_a_database_is_never_shown(url: str) -> None:
    with pytest.raises(StoreError, match=r"\w") as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_copy_made_while_the_store_is_open_is_whole(store: Store, tmp_path: Path) -> None:
    """The backup that docs/operations.md describes."""
    store.put(pairs(0, 50), ENRICHMENT)
    source = sqlite3.connect(tmp_path / "articles.sqlite3", isolation_level=None)
    source.execute("VACUUM INTO ?", (str(tmp_path / "restored.sqlite3"),))
    source.close()
    with Store.open(f"sqlite:///{tmp_path}/restored.sqlite3") as restored:
        assert restored.count() == 50
        assert restored.identity == store.identity


def test_a_database_of_another_program_is_not_written_to(tmp_path: Path) -> None:
    file = tmp_path / "theirs.sqlite3"
    with sqlite3.connect(file) as theirs:
        theirs.execute("create table bookmarks (url)")
    theirs.close()
    with pytest.raises(StoreError, match="another program, with a table bookmarks"):
        Store.open(f"sqlite:///{file}")
