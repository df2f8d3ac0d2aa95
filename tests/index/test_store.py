"""The store keeps everything, numbers every change, and loses nothing to a neighbour or a bad disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from index.article import Article, RawArticle
from index.document import Shown, document
from index.enrich.identity import content_hash
from index.errors import NotFound, StoreError
from index.store import PutCounts, Store
from tests.index.making import DAY, ENRICHMENT, NOW, pair, pairs


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.sqlite3"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as store:
        yield store


def put(store: Store, *found: tuple[RawArticle, Article], enrichment: str = ENRICHMENT) -> PutCounts:
    return store.put(found, enrichment)


def test_what_was_put_is_there(store: Store) -> None:
    raw, article = pair(1)
    assert put(store, (raw, article)) == PutCounts(added=1)
    assert store.get("made1") == article
    assert store.count() == 1
    assert [made.id for made in store.documents()] == ["made1"]


def test_putting_the_same_again_changes_nothing(store: Store) -> None:
    put(store, *pairs(0, 3))
    before = store.change()
    later = NOW + timedelta(days=1)
    again = [(raw, replace(article, first_seen=later)) for raw, article in pairs(0, 3)]
    assert put(store, *again) == PutCounts(unchanged=3)
    assert store.change() == before
    assert store.get("made1").first_seen == NOW


def test_changed_text_keeps_when_it_was_first_seen_and_says_when_it_changed(store: Store) -> None:
    put(store, pair(1))
    later = NOW + timedelta(days=1)
    assert put(store, pair(1, text="Rewritten.", first_seen=later)) == PutCounts(updated=1)
    article = store.get("made1")
    assert (article.body, article.first_seen, article.updated) == ("Rewritten.", NOW, later)


def test_changed_text_keeps_its_story(store: Store) -> None:
    put(store, pair(1))
    store.set_stories({"made1": "s1"})
    put(store, pair(1, text="Rewritten."))
    assert store.get("made1").story == "s1"


def test_another_enrichment_of_the_same_text_is_no_update_of_the_article(store: Store) -> None:
    put(store, pair(1))
    raw, article = pair(1, first_seen=NOW + timedelta(days=1))
    assert put(store, (raw, replace(article, section="World")), enrichment="2") == PutCounts(updated=1)
    kept = store.get("made1")
    assert (kept.section, kept.first_seen, kept.updated) == ("World", NOW, None)


def test_one_id_twice_in_one_batch_is_one_article_in_its_last_form(store: Store) -> None:
    assert put(store, pair(1), pair(1), pair(1, text="Last.")) == PutCounts(added=1, updated=1, unchanged=1)
    assert store.get("made1").body == "Last."
    assert store.count() == 1


def test_a_batch_that_fails_is_not_kept_in_part(store: Store) -> None:
    raw, article = pair(7)
    with pytest.raises(StoreError):
        put(store, *pairs(0, 7), (raw, replace(article, id=None)))  # type: ignore[arg-type]
    assert (store.count(), store.change()) == (0, 0)
    assert list(store.documents()) == []


def test_deleting_returns_what_was_there_and_leaves_a_tombstone(store: Store, url: str) -> None:
    put(store, *pairs(0, 3))
    before = store.change()
    assert store.delete(["made1", "nobody", "made1"]) == ["made1"]
    with pytest.raises(NotFound, match="made1"):
        store.get("made1")
    assert [(change.id, change.document) for change in store.changes(before)] == [("made1", None)]
    assert store.count() == 2
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        assert file.execute("SELECT article, raw, story FROM articles WHERE id = 'made1'").fetchall() == [(None, None, None)]


def test_deleting_what_is_not_there_is_no_change(store: Store) -> None:
    before = store.change()
    assert store.delete(["nobody"]) == []
    assert store.change() == before


def test_a_deleted_article_can_come_back(store: Store) -> None:
    put(store, pair(1))
    store.delete(["made1"])
    assert put(store, pair(1)) == PutCounts(added=1)
    assert store.get("made1").title == pair(1)[1].title


def test_changes_come_in_order_and_each_article_once(store: Store) -> None:
    put(store, *pairs(0, 7))
    put(store, pair(2, text="New."))
    store.delete(["made4"])
    changes = list(store.changes(0, batch=3))
    assert [change.id for change in changes] == ["made0", "made1", "made3", "made5", "made6", "made2", "made4"]
    numbers = [change.change for change in changes]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == store.change()
    assert changes[5].document is not None
    assert changes[5].document.terms["body_exact"] == "new"
    assert changes[6].document is None


def test_nothing_changed_after_the_last_change(store: Store) -> None:
    put(store, *pairs(0, 5))
    assert list(store.changes(store.change())) == []


def test_a_kept_document_is_the_document_of_the_article(store: Store) -> None:
    raw, article = pair(1)
    put(store, (raw, article))
    kept = next(store.documents())
    assert kept.to_text() == document(article).to_text()


def test_a_snapshot_does_not_move_while_others_write(store: Store, url: str) -> None:
    put(store, *pairs(0, 600))
    with store.snapshot() as state, Store.open(url) as other:
        first = next(state.documents)
        put(other, *pairs(600, 700))
        other.delete([first.id, "made599"])
        assert state.count == 600
        assert len({first.id, *(made.id for made in state.documents)}) == 600
        assert state.change < other.change()


def test_documents_of_another_version_are_made_anew_and_kept(store: Store, url: str) -> None:
    put(store, *pairs(0, 3))
    before = store.change()
    with Store.open(url, also_named={"Kyiv": ("Kyjiw",)}) as other:
        made = list(other.documents())
        assert all("kyjiw" in one.terms["place_names"] for one in made)
        assert other.change() == before
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        assert file.execute("SELECT DISTINCT version FROM documents").fetchall() == [(other.document_version,)]
        assert file.execute("SELECT count(*) FROM documents WHERE document LIKE '%kyjiw%'").fetchone() == (3,)


def test_a_document_made_anew_does_not_overwrite_a_newer_one(store: Store, url: str) -> None:
    put(store, *pairs(0, 3))
    with Store.open(url, also_named={"Kyiv": ("Kyjiw",)}) as other, other.snapshot() as state:
        put(store, pair(1, text="Written meanwhile."))
        store.delete(["made2"])
        assert len(list(state.documents)) == 3
    made = {one.id: one for one in store.documents()}
    assert set(made) == {"made0", "made1"}
    assert made["made1"].terms["body_exact"] == "written meanwhile"


def test_a_story_is_kept_with_article_and_document(store: Store) -> None:
    put(store, *pairs(0, 4))
    before = store.change()
    assert store.set_stories({"made2": "s1", "made1": "s1", "made3": None, "nobody": "s1"}) == 2
    assert [article.id for article in store.story("s1")] == ["made1", "made2"]
    changed = list(store.changes(before))
    assert {change.id for change in changed} == {"made1", "made2"}
    for change in changed:
        again = document(store.get(change.id))
        assert change.document is not None
        assert change.document.to_text() == again.to_text()
        assert Shown.from_text(change.document.shown).story == "s1"


def test_the_same_stories_again_are_no_change(store: Store) -> None:
    put(store, *pairs(0, 4))
    store.set_stories({"made1": "s1"})
    before = store.change()
    assert store.set_stories({"made1": "s1"}) == 0
    assert store.change() == before
    assert store.set_stories({"made1": None}) == 1
    with pytest.raises(NotFound, match="s1"):
        store.story("s1")


def test_articles_come_in_the_order_asked_for(store: Store) -> None:
    put(store, *pairs(0, 5))
    assert list(store.articles(["made3", "nobody", "made0"])) == ["made3", "made0"]


def test_articles_of_a_span_of_time(store: Store) -> None:
    raw, undated = pair(9)
    put(store, *pairs(0, 5), (raw, replace(undated, published=None)))
    found = store.between(DAY + timedelta(hours=1), DAY + timedelta(hours=3))
    assert [article.id for article in found] == ["made1", "made2"]
    assert [article.id for article in store.between(NOW, NOW + timedelta(seconds=1))] == ["made9"]


def test_what_another_enrichment_made_is_stale(store: Store) -> None:
    put(store, *pairs(0, 300))
    put(store, pair(5), enrichment="2")
    stale = dict(store.stale("2"))
    assert len(stale) == 299
    assert stale["made7"] == pair(7)[0]
    assert dict(store.stale("1")).keys() == {"made5"}


def test_known_content_is_told_before_anything_is_enriched(store: Store) -> None:
    put(store, *pairs(0, 3))
    asked = [content_hash(pair(number)[0]) for number in (1, 2, 8)]
    assert store.known(asked, ENRICHMENT) == set(asked[:2])
    assert store.known(asked, "2") == set()


def test_the_cache_remembers_at_once_and_after_reopening(store: Store, url: str) -> None:
    store.cache.put("key", "value")
    assert store.cache.get("key") == "value"
    assert store.cache.get("other") is None
    store.close()
    with Store.open(url) as again:
        assert again.cache.get("key") == "value"


def test_half_a_surrogate_pair_is_kept_and_stops_nothing(store: Store) -> None:
    raw, article = pair(1)
    put(store, (replace(raw, body="a\ud83d"), replace(article, body="a\ud83d")), pair(2))
    assert store.get("made1").body == "a\ud83d"
    assert len(list(store.documents())) == 2


_WRITER = """
import sys
from index.store import Store
from tests.index.making import ENRICHMENT, pair
url, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Store.open(url) as store:
    for start in range(first, last, 10):
        store.put([pair(number) for number in range(start, start + 10)], ENRICHMENT)
"""


def test_two_processes_adding_at_once_lose_nothing_and_readers_see_numbers_in_order(url: str) -> None:
    """A reader that only ever asks for what came after the last number it saw must have seen everything in the end."""
    with Store.open(url) as store:
        writers = [subprocess.Popen([sys.executable, "-c", _WRITER, url, str(first), str(first + 150)]) for first in (0, 150)]
        seen: dict[str, int] = {}
        last = 0
        while any(writer.poll() is None for writer in writers):
            for change in store.changes(last, batch=7):
                assert change.change > last
                last = change.change
                seen[change.id] = last
        assert [writer.wait() for writer in writers] == [0, 0]
        seen.update({change.id: change.change for change in store.changes(last)})
        assert len(seen) == 300
        assert store.count() == 300


def test_two_processes_opening_a_new_store_at_once_both_succeed(url: str) -> None:
    code = "import sys; from index.store import Store; print(Store.open(sys.argv[1]).identity)"
    starting = [subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    identities = {process.communicate()[0] for process in starting}
    assert [process.returncode for process in starting] == [0, 0, 0]
    assert len(identities) == 1


def test_threads_share_one_store(store: Store) -> None:
    threads = [threading.Thread(target=put, args=(store, *pairs(first, first + 20))) for first in range(0, 100, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count() == 100
    assert len({change.change for change in store.changes(0)}) == 100


# Errors say what to do


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


def test_a_damaged_file_asks_for_the_backup(store: Store, url: str, tmp_path: Path) -> None:
    put(store, *pairs(0, 400))
    store.close()
    file = tmp_path / "articles.sqlite3"
    kept = bytearray(file.read_bytes())
    kept[8192:200_000] = b"\xff" * (200_000 - 8192)
    file.write_bytes(kept)
    with pytest.raises(StoreError, match="damaged; restore a backup"), Store.open(url) as broken:
        list(broken.documents())


def test_a_newer_store_is_left_alone(store: Store, url: str, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "articles.sqlite3") as file:
        file.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(StoreError, match=r"schema 99.*newer"):
        Store.open(url)


def test_a_locked_database_says_that_someone_writes(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.tables.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(tmp_path / "articles.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process has been writing"):
        Store.open(f"sqlite:///{tmp_path}/articles.sqlite3")
    assert store.count() == 0, "reading goes on"
    holder.close()


def test_a_full_disk_keeps_what_was_there(store: Store, url: str, tmp_path: Path) -> None:
    """SQLite's own page limit stands in for the disk: the error is the same one."""
    put(store, *pairs(0, 10))
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreError, match="disk is full; make room"):
        put(store, *pairs(10, 200))
    assert store.count() == 10


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match="no address of a store"):
        Store.open("my articles")
    with pytest.raises(StoreError, match="in memory"):
        Store.open("sqlite://")


def test_the_password_of_a_database_is_never_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql+nodriver://user:secret@host/db")
    assert "secret" not in str(caught.value)


def test_a_copy_made_while_the_store_is_open_is_whole(store: Store, tmp_path: Path) -> None:
    """The backup that docs/operations.md describes."""
    put(store, *pairs(0, 50))
    source = sqlite3.connect(tmp_path / "articles.sqlite3", isolation_level=None)
    source.execute("VACUUM INTO ?", (str(tmp_path / "restored.sqlite3"),))
    source.close()
    with Store.open(f"sqlite:///{tmp_path}/restored.sqlite3") as restored:
        assert restored.count() == 50
        assert restored.identity == store.identity
