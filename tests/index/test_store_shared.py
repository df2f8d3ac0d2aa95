"""Several processes and threads at once at one store lose nothing."""

from __future__ import annotations

import subprocess
import sys
import threading

from index.store import Store
from tests.index.making import pairs, put

_WRITER = """
import random, sys
from index.store import Store
from tests.index.making import ENRICHMENT, pair
url, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(first)
with Store.open(url) as store:
    for start in range(first, last, 10):
        store.put([pair(number) for number in range(start, start + 10)], ENRICHMENT)
        store.put([pair(number, text=f"Shared {first} {start}.") for number in chance.sample(range(1000, 1010), 10)], ENRICHMENT)
        store.set_stories({f"made{number}": f"s{first}" for number in chance.sample(range(1000, 1010), 5)})
        store.delete([f"made{start}"])
        for key in chance.sample(range(300), 100):
            store.cache.put(f"key{key}", "value")
        store.cache.flush()
        list(store.documents())
"""


def test_processes_writing_at_once_lose_nothing_and_readers_see_numbers_in_order(url: str) -> None:
    """A reader that only ever asks for what came after the last number it saw must have seen everything in the end.

    The writers make documents anew, change the same ten articles and keep the same cache entries, each in an order of its own.
    """
    with Store.open(url, also_named={("place", "kyiv"): ("Kyjiw",)}) as store:
        starts = (0, 60, 120, 180)
        writers = [subprocess.Popen([sys.executable, "-c", _WRITER, url, str(first), str(first + 60)]) for first in starts]
        seen: dict[str, int] = {}
        live: set[str] = set()
        last = 0
        while True:
            ended = all(writer.poll() is not None for writer in writers)
            for change in store.changes(last, batch=7):
                assert change.change > last
                last = seen[change.id] = change.change
                (live.discard if change.document is None else live.add)(change.id)
            if ended:
                break
        assert [writer.wait() for writer in writers] == [0] * len(starts)
        shared = {f"made{number}" for number in range(1000, 1010)}
        assert live == {f"made{number}" for number in range(240) if number % 10} | shared
        assert seen.keys() - live == {f"made{number}" for number in range(0, 240, 10)}
        assert {made.id for made in store.documents()} == live
        assert store.count() == len(live)


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
