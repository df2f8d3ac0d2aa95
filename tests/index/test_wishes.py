"""A rebuild that somebody asked for: done once, by whichever indexer there is, and not forgotten whatever happens in between."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index import engines
from index.engine import Engine
from index.errors import IndexingError
from index.folders import Folders
from index.generations import Generations
from index.schedule import Indexer
from index.store import Store
from index.wishes import REBUILD_ASKED, Wish, ask, asked, met
from tests.index.making import ENRICHMENT, pairs

WHEN = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as store:
        store.put(pairs(0, 20), ENRICHMENT)
        yield store


@pytest.fixture
def generations(tmp_path: Path, store: Store) -> Generations:
    generations = Generations(Folders(tmp_path / "index"), store)
    generations.rebuild(engines.choose())
    return generations


def built(generations: Generations) -> int:
    """How many generations were built, the first one not counted."""
    return len(generations.list()) - 1


# The wish itself, in either database


def test_a_wish_is_seen_by_everybody_who_has_the_store_until_it_is_met(url: str) -> None:
    with Store.open(url) as web, Store.open(url) as indexer:
        assert asked(indexer) is None
        wish = ask(web, WHEN)
        assert asked(indexer) == wish == Wish(WHEN)
        met(indexer, wish)
        assert asked(web) is None


def test_who_asks_meanwhile_does_not_take_back_that_it_is_meant(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ask at once, one of them for a rebuild anyway: whoever comes second sees what the first said."""
    noted = Store.note

    def late(self: Store, name: str, value: Callable[[str | None], str]) -> str:
        monkeypatch.setattr(Store, "note", noted)
        ask(store, WHEN, anyway=True)
        return noted(self, name, value)

    monkeypatch.setattr(Store, "note", late)
    assert ask(store, WHEN).anyway
    waiting = asked(store)
    assert waiting is not None
    assert waiting.anyway


def test_twenty_who_ask_at_once_leave_one_wish(url: str) -> None:
    with Store.open(url) as store:
        with ThreadPoolExecutor(20) as clients:
            left = list(clients.map(lambda number: ask(store, WHEN + timedelta(seconds=number)), range(20)))
        wish = asked(store)
        assert wish in left
        met(store, wish)
        assert asked(store) is None


def test_what_is_asked_once_more_meanwhile_is_not_met_by_what_began_before(url: str) -> None:
    with Store.open(url) as store:
        first = ask(store, WHEN, anyway=True)
        second = ask(store, WHEN + timedelta(seconds=1))
        met(store, first)
        assert asked(store) == second
        assert second.anyway  # whoever said so first was told why it matters


# The indexer


def test_an_asked_rebuild_is_done_with_the_next_step_and_once(store: Store, generations: Generations) -> None:
    indexer = Indexer(store, generations, engines.choose)
    indexer.step()
    assert built(generations) == 0
    ask(store, WHEN)
    ask(store, WHEN + timedelta(seconds=1))
    indexer.step()
    indexer.step()
    assert built(generations) == 1
    assert asked(store) is None


def test_the_store_is_asked_for_a_wish_once_and_once_more_where_nobody_else_can_meet_it(
    store: Store, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    noted = Store.noted
    monkeypatch.setattr(Store, "noted", lambda self, name: reads.append(name) or noted(self, name))
    indexer = Indexer(store, generations, engines.choose)
    indexer.step()
    assert reads.count(REBUILD_ASKED) == 1
    ask(store, WHEN)
    reads.clear()
    indexer.step()
    assert reads.count(REBUILD_ASKED) == 2
    assert built(generations) == 1


def test_two_indexers_do_it_once(store: Store, generations: Generations) -> None:
    def as_the_other_is_done() -> Engine:
        Indexer(store, generations, engines.choose).step()
        return engines.choose()

    ask(store, WHEN)
    Indexer(store, generations, as_the_other_is_done).step()
    assert built(generations) == 1


def test_asked_while_a_rebuild_is_under_way_it_is_done_once_more(store: Store, generations: Generations) -> None:
    times = iter((WHEN + timedelta(seconds=1),))

    def asked_again() -> Engine:
        if at := next(times, None):
            ask(store, at)
        return engines.choose()

    ask(store, WHEN)
    indexer = Indexer(store, generations, asked_again)
    indexer.step()
    assert asked(store) is not None
    indexer.step()
    assert asked(store) is None


def test_a_rebuild_that_fails_leaves_the_wish_and_keeps_no_changes_back(store: Store, generations: Generations) -> None:
    def without_room() -> Engine:
        raise IndexingError("no space left on the device")

    ask(store, WHEN)
    store.put(pairs(20, 25), ENRICHMENT)
    with pytest.raises(IndexingError, match="no space"):
        Indexer(store, generations, without_room).step()
    assert generations.current().articles == 25
    Indexer(store, generations, engines.choose).step()
    assert (built(generations), asked(store)) == (1, None)


def test_a_rebuild_by_hand_meets_the_wish(store: Store, generations: Generations) -> None:
    ask(store, WHEN)
    Indexer(store, generations, engines.choose).rebuild()
    assert asked(store) is None


def test_an_index_of_another_store_is_replaced_only_if_that_was_meant(store: Store, generations: Generations, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/empty.sqlite3") as other:
        theirs = Generations(generations.shelf, other)
        ask(other, WHEN)
        with pytest.raises(IndexingError, match="another store"):
            Indexer(other, theirs, engines.choose).step()
        assert theirs.current().articles == 20
        ask(other, WHEN, anyway=True)
        Indexer(other, theirs, engines.choose).step()
        assert (theirs.current().articles, asked(other)) == (0, None)


_DIES = """
import os, signal, sys
from pathlib import Path
from index.engines import choose
from index.folders import Folders
from index.generations import Generations
from index.schedule import Indexer
from index.store import Store

def choose_and_die():
    class Dying(type(choose())):
        def create(self, where):
            os.kill(os.getpid(), signal.SIGKILL)
    return Dying()

store = Store.open(sys.argv[1])
Indexer(store, Generations(Folders(Path(sys.argv[2])), store), choose_and_die).step()
"""


def test_an_indexer_that_is_killed_in_the_middle_leaves_the_wish_to_the_next(store: Store, generations: Generations) -> None:
    ask(store, WHEN)
    dead = subprocess.run([sys.executable, "-c", _DIES, store.url, str(generations.shelf.root)])
    assert dead.returncode == -signal.SIGKILL
    assert asked(store) == Wish(WHEN)
    Indexer(store, generations, engines.choose).step()
    assert (built(generations), asked(store)) == (1, None)
