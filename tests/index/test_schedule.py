"""The indexer does what is due, once, and goes on after anything."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index import engines
from index.cron import Cron
from index.engine import Ask, Engine
from index.errors import BadSetting, IndexingError, StoreError
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.schedule import Indexer
from index.store import Store
from tests.index.making import ENRICHMENT, pairs

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.sqlite3"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as store:
        store.put(pairs(0, 20), ENRICHMENT)
        yield store


@pytest.fixture
def generations(tmp_path: Path, store: Store) -> Generations:
    return Generations(Folders(tmp_path / "index"), store)


def total(generations: Generations) -> int:
    live = LiveReader(generations.shelf)
    with live.lease() as (reader, _):
        found = reader.find(Ask(limit=0)).total
    live.close()
    return found


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def test_the_first_step_builds_and_the_next_ones_apply(store: Store, generations: Generations) -> None:
    indexer = Indexer(store, generations, engines.choose)
    indexer.step()
    first = generations.current()
    assert first.articles == 20
    indexer.step()
    assert generations.current() == first
    store.put(pairs(20, 25), ENRICHMENT)
    indexer.step()
    assert total(generations) == 25
    assert generations.current().generation == first.generation


def test_what_another_indexer_rebuilt_just_before_is_not_rebuilt(store: Store, generations: Generations) -> None:
    def as_the_other_is_done() -> Engine:
        Indexer(store, generations, engines.choose).step()
        return engines.choose()

    Indexer(store, generations, as_the_other_is_done).step()
    assert len(generations.list()) == 1
    Indexer(store, generations, engines.choose).rebuild()  # by hand it is always done
    assert len(generations.list()) == 2


def test_a_rebuild_comes_when_it_is_due_and_only_once(store: Store, generations: Generations) -> None:
    now = datetime.now(UTC)
    indexer = Indexer(store, generations, engines.choose, rebuild_at=Cron("0 4 * * *"), clock=lambda: now)
    indexer.step()
    first = generations.current().generation
    indexer.step()
    assert generations.current().generation == first
    now += timedelta(days=1)
    indexer.step()
    assert generations.current().generation != first


def test_a_time_that_was_slept_through_is_made_up_for(store: Store, generations: Generations) -> None:
    Indexer(store, generations, engines.choose).step()
    first = generations.current().generation
    woken = datetime.now(UTC) + timedelta(days=3)
    indexer = Indexer(store, generations, engines.choose, rebuild_at=Cron("0 4 * * *"), clock=lambda: woken)
    indexer.step()
    assert generations.current().generation != first


def test_going_back_is_not_undone_before_the_next_time(store: Store, generations: Generations) -> None:
    first = generations.rebuild(engines.choose())
    generations.rebuild(engines.choose())
    generations.rollback()
    Indexer(store, generations, engines.choose, rebuild_at=Cron("0 4 * * *"), clock=lambda: generations.since()).step()
    assert generations.current().generation == first.id


def test_a_scheduled_rebuild_that_fails_keeps_no_changes_back(store: Store, generations: Generations) -> None:
    Indexer(store, generations, engines.choose).step()

    def without_room() -> Engine:
        raise IndexingError("no space left on the device")

    much_later = datetime.now(UTC) + timedelta(days=3)
    indexer = Indexer(store, generations, without_room, rebuild_at=Cron("0 4 * * *"), clock=lambda: much_later)
    store.put(pairs(20, 25), ENRICHMENT)
    with pytest.raises(IndexingError, match="no space"):
        indexer.step()
    assert total(generations) == 25


def test_an_index_of_another_store_is_left_alone(store: Store, generations: Generations, tmp_path: Path) -> None:
    """As after a start without the disk that holds the articles."""
    first = generations.rebuild(engines.choose())
    with Store.open(f"sqlite:///{tmp_path}/empty.sqlite3") as other:
        theirs = Generations(generations.shelf, other)
        with pytest.raises(IndexingError, match=r"20 articles of another store .* rebuild by hand"):
            Indexer(other, theirs, engines.choose).step()
        assert generations.current().generation == first.id
        Indexer(other, theirs, engines.choose).rebuild()
        assert theirs.current().articles == 0


def test_a_generation_of_a_time_that_has_not_come_stops_no_schedule(store: Store, generations: Generations) -> None:
    first = generations.rebuild(engines.choose())
    years_ago = datetime.now(UTC) - timedelta(days=1000)
    Indexer(store, generations, engines.choose, rebuild_at=Cron("0 4 * * *"), clock=lambda: years_ago).step()
    assert generations.current().generation != first.id


def test_another_version_of_indexing_is_rebuilt_at_once(store: Store, generations: Generations, monkeypatch: pytest.MonkeyPatch) -> None:
    indexer = Indexer(store, generations, engines.choose)
    indexer.step()
    first = generations.current().generation
    monkeypatch.setattr(store, "document_version", "99.1.00000000")
    indexer.step()
    assert generations.current().generation != first


def test_what_needs_it_is_enriched_anew_before_a_rebuild(store: Store, generations: Generations) -> None:
    def renew(_progress: object) -> int:
        store.put(pairs(20, 22), ENRICHMENT)
        return 2

    assert Indexer(store, generations, engines.choose, renew=renew).rebuild().articles == 22


def test_the_loop_survives_errors_waits_longer_and_loses_nothing(
    store: Store, generations: Generations, caplog: pytest.LogCaptureFixture
) -> None:
    failures = iter([StoreError("the disk is full"), OSError("odd"), RuntimeError("odder")])
    tried: list[float] = []

    def renew(_progress: object) -> int:
        tried.append(time.monotonic())
        if (error := next(failures, None)) is not None:
            raise error
        return 0

    stop = threading.Event()
    indexer = Indexer(store, generations, engines.choose, poll_seconds=0.05, renew=renew)
    with caplog.at_level(logging.INFO):
        thread = threading.Thread(target=indexer.run, args=(stop,))
        thread.start()
        until(lambda: generations.needs_rebuild() is None)
        store.put(pairs(20, 25), ENRICHMENT)
        until(lambda: generations.status().behind == 0)
        stop.set()
        thread.join()
    assert total(generations) == 25
    waits = [later - sooner for sooner, later in pairwise(tried)]
    assert len(waits) == 3
    assert waits[0] >= 0.1
    assert waits[2] >= 0.4
    events = [record.message for record in caplog.records]
    assert events.count("indexer.failed") == 3
    assert events[-1] == "indexer.stopped"


def test_a_second_indexer_waits_for_the_first(store: Store, generations: Generations, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    indexer = Indexer(store, generations, engines.choose, poll_seconds=0.05)
    thread = threading.Thread(target=indexer.run, args=(stop,))
    with caplog.at_level(logging.INFO), generations.shelf.turn.taken("rebuild"):
        thread.start()
        until(lambda: any(record.message == "indexer.waits" for record in caplog.records))
        time.sleep(0.3)  # several steps more, for the same one
        assert generations.needs_rebuild() is not None
        assert [record.message for record in caplog.records].count("indexer.waits") == 1
    until(lambda: generations.needs_rebuild() is None)
    stop.set()
    thread.join()
    assert len(generations.list()) == 1


_INDEXER = """
import sys
from pathlib import Path
from index.engines import choose
from index.folders import Folders
from index.generations import Generations
from index.schedule import Indexer, stop_on_signals
from index.store import Store
store = Store.open(sys.argv[1])
stop = stop_on_signals()
print("ready", flush=True)
Indexer(store, Generations(Folders(Path(sys.argv[2])), store), choose, poll_seconds=0.05).run(stop)
print("left", flush=True)
"""


def test_a_termination_signal_ends_it_after_the_step(store: Store, generations: Generations, url: str) -> None:
    command = [sys.executable, "-c", _INDEXER, url, str(generations.shelf.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as indexer:
        assert indexer.stdout is not None
        indexer.stdout.readline()
        indexer.send_signal(signal.SIGTERM)
        assert indexer.stdout.readline() == "left\n"
    assert indexer.returncode == 0
    assert all((path / "manifest.json").exists() for path in generations.shelf.root.iterdir() if path.is_dir())


# Crontab lines


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("0 4 * * *", datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        ("30 */6 * * *", datetime(2026, 11, 22, 12, 30, tzinfo=UTC)),
        ("0 4 * * 0", datetime(2026, 11, 29, 4, 0, tzinfo=UTC)),
        ("0 4 * * 7", datetime(2026, 11, 29, 4, 0, tzinfo=UTC)),
        ("0 4 * * 1", datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        ("0 4 * * 5-7", datetime(2026, 11, 27, 4, 0, tzinfo=UTC)),
        ("0 4 * * 2,4", datetime(2026, 11, 24, 4, 0, tzinfo=UTC)),
        ("0 4 * * */2", datetime(2026, 11, 24, 4, 0, tzinfo=UTC)),
        ("0 4 * * Mon-Fri", datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_crontab_line_means_what_cron_means(line: str, first: datetime) -> None:
    """Day 0 is Sunday, unlike in the library that counts the times."""
    assert Cron(line).next(SUNDAY) == first


def test_times_are_those_of_the_time_zone() -> None:
    assert Cron("0 4 * * *", ZoneInfo("Europe/Kyiv")).next(SUNDAY) == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("line", ["", "often", "0 4 * *", "0 25 * * *", "0 4 * * 9", "0 4 * * 5-2", "0 4 * * noday"])
def test_a_line_that_is_none_says_what_would_be_right(line: str) -> None:
    with pytest.raises(BadSetting, match=r"five fields.*0 4 \* \* \*"):
        Cron(line)
