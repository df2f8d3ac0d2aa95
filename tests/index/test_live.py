"""Searches go on with a whole index, whatever becomes of its generations meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.clauses import Term
from index.engine import Ask, Engine
from index.errors import IndexingError
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.manifest import POINTER
from index.store import Store
from tests.index.conftest import ARTICLES, built, total
from tests.index.making import ENRICHMENT, pairs


def test_no_search_fails_or_comes_back_empty_while_generations_change(
    generations: Generations, live: LiveReader, engine: Engine, filled: Store
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
        filled.put(pairs(ARTICLES + turn * 5, ARTICLES + turn * 5 + 5), ENRICHMENT)
        generations.apply_changes()
        generations.rollback()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert searches[0] > 10
    assert total(live) == ARTICLES + 15


def test_a_request_finishes_on_the_generation_it_began_with(filled: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), filled, keep=1)
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


def test_what_another_process_reads_is_removed_only_afterwards(filled: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), filled, keep=1)
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
