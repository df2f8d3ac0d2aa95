"""One writes at a time, in whatever process or thread, and one that is killed leaves nothing behind."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from index.engine import Engine
from index.errors import Locked
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.manifest import read_pointer
from index.store import Store
from tests.index.conftest import ARTICLES, built, total

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
from index.store import Store
store = Store.open(sys.argv[1])
generations = Generations(Folders(Path(sys.argv[2])), store)
engine = named(sys.argv[3])
print("ready", flush=True)
while True:
    print(generations.rebuild(engine, lambda stage, done, of: print(stage, flush=True)).id, flush=True)
"""


def test_killed_at_any_moment_the_index_goes_on_answering(generations: Generations, filled: Store, sqlite_url: str, engine: Engine) -> None:
    """A process that does nothing but rebuild is killed five times, wherever it happens to be."""
    folder = generations.shelf.root
    took = generations.rebuild(engine).seconds
    chance = random.Random()
    for _ in range(5):
        command = [sys.executable, "-c", _REBUILDER, sqlite_url, str(folder), engine.name]
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
