"""Generations: whatever happens while one is built, the index goes on answering, and answers right."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import engines
from index.clauses import Term
from index.document import Document
from index.engine import Ask, Engine, IndexReader, IndexWriter
from index.errors import EngineUnavailable, IndexingError, Locked, NoGeneration, NotFound, VerificationFailed
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.manifest import POINTER, read_pointer
from index.store import Change, Store
from tests.index.making import ENRICHMENT, pair, pairs

ARTICLES = 60


@pytest.fixture(params=engines.EMBEDDED)
def engine(request: pytest.FixtureRequest) -> Engine:
    try:
        return engines.named(request.param)
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.sqlite3"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as store:
        store.put(pairs(0, ARTICLES), ENRICHMENT)
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def generations(folder: Path, store: Store) -> Generations:
    return Generations(Folders(folder), store)


@pytest.fixture
def live(generations: Generations) -> Iterator[LiveReader]:
    live = LiveReader(generations.shelf)
    yield live
    live.close()


def total(live: LiveReader) -> int:
    with live.lease() as (reader, _):
        return reader.find(Ask(limit=0)).total


def ids(live: LiveReader, *words: str) -> set[str]:
    with live.lease() as (reader, _):
        return {id_ for word in words for id_ in reader.ids(Term("body_exact", word))}


def built(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


# Building


def test_a_rebuild_holds_what_the_store_holds(generations: Generations, live: LiveReader, engine: Engine, store: Store) -> None:
    manifest = generations.rebuild(engine)
    assert total(live) == ARTICLES == manifest.articles
    assert (manifest.engine, manifest.change) == (engine.name, store.change())
    assert manifest.first == pair(0)[1].published
    assert manifest.last == pair(ARTICLES - 1)[1].published
    state = live.state()
    assert (state.generation, state.articles, state.change) == (manifest.id, ARTICLES, store.change())


def test_an_empty_store_makes_an_index_that_finds_nothing(tmp_path: Path, engine: Engine) -> None:
    with Store.open(f"sqlite:///{tmp_path}/empty.sqlite3") as store:
        generations = Generations(Folders(tmp_path / "index"), store)
        assert generations.rebuild(engine).articles == 0
        assert total(LiveReader(generations.shelf)) == 0


def test_before_anything_is_built_reading_says_so(live: LiveReader, generations: Generations) -> None:
    with pytest.raises(NoGeneration, match="broadsheet rebuild"):
        live.state()
    with pytest.raises(NoGeneration):
        generations.apply_changes()
    assert generations.needs_rebuild() == "nothing has been built yet"


def test_what_changes_during_a_rebuild_is_in_it(generations: Generations, live: LiveReader, engine: Engine, store: Store) -> None:
    def meanwhile(stage: str, _done: int, _of: int | None) -> None:
        if stage == "verify":
            store.put([pair(1, text="Zeppelin sighted."), *pairs(ARTICLES, ARTICLES + 5)], ENRICHMENT)
            store.delete(["made2"])

    manifest = generations.rebuild(engine, meanwhile)
    assert total(live) == ARTICLES + 4 == manifest.articles
    assert ids(live, "zeppelin") == {"made1"}
    assert generations.status().behind == 0


class _Faulty:
    """A real engine that is handed other documents than it should be."""

    def __init__(self, engine: Engine, fault: Callable[[Document], Document | None]) -> None:
        self.name = engine.name
        self._engine = engine
        self._fault = fault

    def create(self, folder: Path) -> IndexWriter:
        writer = self._engine.create(folder)
        add = writer.add
        writer.add = lambda documents: add(filter(None, map(self._fault, documents)))  # type: ignore[method-assign]
        return writer

    def write(self, folder: Path) -> IndexWriter:
        return self._engine.write(folder)

    def read(self, folder: Path) -> IndexReader:
        return self._engine.read(folder)


def test_an_index_that_lost_an_article_is_never_used(generations: Generations, live: LiveReader, engine: Engine) -> None:
    first = generations.rebuild(engine)
    with pytest.raises(VerificationFailed, match=f"holds {ARTICLES - 1} articles, the store {ARTICLES}"):
        generations.rebuild(_Faulty(engine, lambda document: document if document.id != "made7" else None))
    assert live.state().generation == first.id
    assert built(generations.shelf.root) == [first.id]


def test_an_index_in_which_articles_are_not_found_is_never_used(generations: Generations, engine: Engine) -> None:
    """The count is right, but the articles were indexed under other words."""
    with pytest.raises(VerificationFailed, match="does not find article"):
        generations.rebuild(_Faulty(engine, lambda document: replace(document, terms={**document.terms, "title_exact": "other"})))
    assert built(generations.shelf.root) == []


# Changes


def test_changes_are_applied_and_seen_at_the_next_request(generations: Generations, live: LiveReader, engine: Engine, store: Store) -> None:
    generations.rebuild(engine)
    assert total(live) == ARTICLES
    store.put([pair(1, text="Zeppelin sighted."), *pairs(ARTICLES, ARTICLES + 5)], ENRICHMENT)
    store.delete(["made2", "made3"])
    assert generations.status().behind == 8
    assert generations.apply_changes() == 8
    assert total(live) == ARTICLES + 3 == live.state().articles
    assert ids(live, "zeppelin") == {"made1"}
    assert generations.apply_changes() == 0


def test_what_is_deleted_while_changes_are_read_stays_deleted(
    generations: Generations, live: LiveReader, engine: Engine, store: Store
) -> None:
    generations.rebuild(engine)
    store.put([*pairs(ARTICLES, ARTICLES + 3)], ENRICHMENT)
    changes = store.changes

    def changes_meanwhile(after: int) -> Iterator[Change]:
        yield from changes(after)
        store.delete([f"made{ARTICLES}"])
        yield from changes(after + 3)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "changes", changes_meanwhile)
        generations.apply_changes()
    assert total(live) == ARTICLES + 2


def test_a_crash_between_commit_and_pointer_is_made_good(generations: Generations, live: LiveReader, engine: Engine, store: Store) -> None:
    generations.rebuild(engine)
    pointer = generations.shelf.root / POINTER
    before = pointer.read_bytes()
    store.put([pair(1, text="Zeppelin sighted."), *pairs(ARTICLES, ARTICLES + 5)], ENRICHMENT)
    store.delete(["made2"])
    generations.apply_changes()
    pointer.write_bytes(before)
    assert generations.apply_changes() == 7
    assert total(live) == ARTICLES + 4
    assert ids(live, "zeppelin") == {"made1"}


def test_a_story_that_grows_changes_the_index(generations: Generations, live: LiveReader, engine: Engine, store: Store) -> None:
    generations.rebuild(engine)
    store.set_stories({"made1": "s1", "made2": "s1"})
    generations.apply_changes()
    with live.lease() as (reader, _):
        assert reader.ids(Term("story", "s1")) == {"made1", "made2"}


def test_an_older_copy_of_the_store_asks_for_a_rebuild(generations: Generations, engine: Engine, store: Store, tmp_path: Path) -> None:
    generations.rebuild(engine)
    pointer = generations.shelf.root / POINTER
    ahead = json.loads(pointer.read_text()) | {"change": store.change() + 1}
    pointer.write_text(json.dumps(ahead))
    assert "older copy of the store" in (generations.needs_rebuild() or "")
    with pytest.raises(IndexingError, match="older copy"):
        generations.apply_changes()


def test_another_store_asks_for_a_rebuild(generations: Generations, engine: Engine, tmp_path: Path) -> None:
    generations.rebuild(engine)
    with Store.open(f"sqlite:///{tmp_path}/other.sqlite3") as other:
        theirs = Generations(generations.shelf, other)
        assert "another article store" in (theirs.needs_rebuild() or "")
        assert f"{ARTICLES} articles of another store than this one, which has 0" in (theirs.not_unasked() or "")
    assert generations.not_unasked() is None


def test_what_a_newer_version_made_is_not_replaced_unasked(
    generations: Generations, engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations.rebuild(engine)
    monkeypatch.setattr(store, "document_version", "1.1.00000000")
    assert "made by a newer version" in (generations.not_unasked() or "")
    monkeypatch.setattr(store, "document_version", "99.1.00000000")
    assert generations.not_unasked() is None


def test_another_version_of_indexing_asks_for_a_rebuild(
    generations: Generations, engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations.rebuild(engine)
    monkeypatch.setattr(store, "document_version", "99.1.00000000")
    assert "other versions of indexing" in (generations.needs_rebuild() or "")
    with pytest.raises(IndexingError, match="rebuild"):
        generations.apply_changes()


# Reading while others write


def test_no_search_fails_or_comes_back_empty_while_generations_change(
    generations: Generations, live: LiveReader, engine: Engine, store: Store
) -> None:
    generations.rebuild(engine)
    done = threading.Event()
    wrong: list[object] = []
    searches = [0]

    def search() -> None:
        while not done.is_set():
            try:
                with live.lease() as (reader, state):
                    found = reader.find(Ask(Term("place_names", "kyiv"), limit=5))
                    if found.total < ARTICLES or len(found.hits) != 5 or not state.generation:
                        wrong.append(found.total)
                searches[0] += 1
            except Exception as error:  # a failed search is what this test is about
                wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(3):
        generations.rebuild(engine)
        store.put(pairs(ARTICLES + turn * 5, ARTICLES + turn * 5 + 5), ENRICHMENT)
        generations.apply_changes()
        generations.rollback()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert searches[0] > 10
    assert total(live) == ARTICLES + 15


def test_a_request_finishes_on_the_generation_it_began_with(store: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), store, keep=1)
    first = generations.rebuild(engine).id
    live = LiveReader(Folders(folder))
    with live.lease() as (reader, state):
        second = generations.rebuild(engine).id
        assert live.state().generation == second
        assert state.generation == first
        assert reader.find(Ask(limit=1)).total == ARTICLES
        assert first in built(folder)
    third = generations.rebuild(engine).id
    assert first not in built(folder)
    assert live.state().generation == third
    live.close()


_READER = """
import sys
from pathlib import Path
from index.folders import Folders
from index.live import LiveReader
with LiveReader(Folders(Path(sys.argv[1]))).lease() as (reader, state):
    print(state.generation, flush=True)
    sys.stdin.read()
"""


def test_what_another_process_reads_is_removed_only_afterwards(store: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), store, keep=1)
    first = generations.rebuild(engine).id
    command = [sys.executable, "-c", _READER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline().strip() == first
        generations.rebuild(engine)
        assert first in built(folder)
        reading.kill()
    last = generations.rebuild(engine).id
    assert built(folder) == [last]


def test_a_damaged_pointer_leaves_the_old_state_answering(generations: Generations, live: LiveReader, engine: Engine) -> None:
    generations.rebuild(engine)
    assert total(live) == ARTICLES
    (generations.shelf.root / POINTER).write_text("{")
    assert total(live) == ARTICLES
    with pytest.raises(IndexingError, match=r"damaged.*rebuild"):
        LiveReader(generations.shelf).state()
    assert "damaged" in (generations.needs_rebuild() or "")
    generations.rebuild(engine)
    assert generations.needs_rebuild() is None


def test_a_current_generation_that_someone_removed_is_named(generations: Generations, engine: Engine) -> None:
    id_ = generations.rebuild(engine).id
    shutil.rmtree(generations.shelf.root / id_)
    with pytest.raises(IndexingError, match=id_):
        LiveReader(generations.shelf).state()
    assert id_ in (generations.needs_rebuild() or "")


def test_files_of_an_engine_that_are_cut_or_gone_are_noticed(generations: Generations, engine: Engine) -> None:
    index = generations.shelf.where(generations.rebuild(engine).id)
    [words] = [*index.glob("*.term"), *index.glob("*.trm")]
    whole = words.read_bytes()
    words.write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in (generations.needs_rebuild() or "")
    words.unlink()
    assert "cannot be read" in (generations.needs_rebuild() or "")
    words.write_bytes(whole)
    assert generations.needs_rebuild() is None


def test_an_index_that_is_being_written_to_is_not_taken_for_damaged(generations: Generations, engine: Engine) -> None:
    class Busy(_Faulty):
        def read(self, folder: Path) -> IndexReader:
            raise Locked("LockBusy")

    generations.rebuild(engine)
    busy = Busy(engine, lambda document: document)
    assert Generations(generations.shelf, generations._store, engine_named=lambda _: busy).needs_rebuild() is None


# Keeping and rolling back


def test_the_last_generations_are_kept_and_older_ones_removed(store: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), store, keep=2)
    made = [generations.rebuild(engine).id for _ in range(4)]
    assert [manifest.id for manifest in generations.list()] == made[:1:-1]
    assert set(built(folder)) == set(made[2:])


def test_rolling_back_goes_to_the_one_before_and_brings_it_up_to_date(
    generations: Generations, live: LiveReader, engine: Engine, store: Store
) -> None:
    first = generations.rebuild(engine)
    store.put(pairs(ARTICLES, ARTICLES + 5), ENRICHMENT)
    second = generations.rebuild(engine)
    store.delete(["made0"])
    assert generations.rollback().id == first.id
    assert live.state().generation == first.id
    assert total(live) == ARTICLES + 4
    assert generations.rollback(second.id).id == second.id
    assert total(live) == ARTICLES + 4


def test_there_is_nothing_to_roll_back_to_at_first(generations: Generations, engine: Engine) -> None:
    generations.rebuild(engine)
    with pytest.raises(NotFound, match="no older generation"):
        generations.rollback()
    for name in ("20200101T000000Z-0000", "../elsewhere"):
        with pytest.raises(NotFound, match="there is no generation"):
            generations.rollback(name)


def test_nobody_rolls_back_to_another_version_of_indexing(
    generations: Generations, engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations.rebuild(engine)
    monkeypatch.setattr(store, "document_version", "99.1.00000000")
    second = generations.rebuild(engine)
    with pytest.raises(IndexingError, match="other versions"):
        generations.rollback()
    assert generations.current().generation == second.id


# Two at once, and killed


_HOLDER = """
import sys, time
from pathlib import Path
from index.locks import FileTurn
with FileTurn(Path(sys.argv[1])).taken("rebuild"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_process_writes_and_the_other_hears_who_it_is(generations: Generations, engine: Engine) -> None:
    command = [sys.executable, "-c", _HOLDER, str(generations.shelf.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        for attempt in (lambda: generations.rebuild(engine), generations.apply_changes, generations.rollback):
            with pytest.raises(Locked, match=f"process {holder.pid} \\(rebuild"):
                attempt()
        assert f"process {holder.pid}" in (generations.status().writing or "")
        holder.send_signal(signal.SIGKILL)
    assert generations.status().writing is None
    assert generations.rebuild(engine).articles == ARTICLES


def test_two_threads_of_one_process_do_not_write_together(generations: Generations, engine: Engine) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with generations.shelf.turn.taken("rebuild"):
            held.set()
            release.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    with pytest.raises(Locked):
        generations.rebuild(engine)
    release.set()
    thread.join()


_REBUILDER = """
import sys
from pathlib import Path
from index.engines import named
from index.folders import Folders
from index.generations import Generations
from index.store import Change, Store
store = Store.open(sys.argv[1])
generations = Generations(Folders(Path(sys.argv[2])), store)
engine = named(sys.argv[3])
print("ready", flush=True)
while True:
    print(generations.rebuild(engine, lambda stage, done, of: print(stage, flush=True)).id, flush=True)
"""


def test_killed_at_any_moment_the_index_goes_on_answering(generations: Generations, store: Store, url: str, engine: Engine) -> None:
    """A process that does nothing but rebuild is killed five times, wherever it happens to be."""
    folder = generations.shelf.root
    took = generations.rebuild(engine).seconds
    chance = random.Random()
    for _ in range(5):
        command = [sys.executable, "-c", _REBUILDER, url, str(folder), engine.name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as rebuilding:
            assert rebuilding.stdout is not None
            rebuilding.stdout.readline()
            time.sleep(chance.uniform(0, 3 * took + 0.05))
            rebuilding.kill()
        live = LiveReader(Folders(folder))
        assert total(live) == ARTICLES
        assert live.state().generation == read_pointer(folder).generation
        live.close()
    last = generations.rebuild(engine)
    assert all((folder / id_ / "manifest.json").exists() for id_ in built(folder))
    assert len(built(folder)) <= 2
    assert last.id in built(folder)
    assert not list(folder.glob(".*"))
