"""LiveReader: what searching uses. It notices another state of the index at the next request, and never lets one fall between two.

A process that searches holds on to one generation at a time, and to an older one only until
the last request that began on it is done.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index import engines
from index.engine import Engine, IndexReader
from index.errors import BroadsheetError, IndexingError, NoGeneration, NotFound
from index.manifest import Pointer, State
from index.shelf import Lease, Shelf

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
"""After a new state could not be opened, the old one answers this long before the next attempt."""

ATTEMPTS = 5
"""A generation may be removed between reading the pointer and opening it; five times in a row it is not."""


@dataclass(slots=True, eq=False)
class _Opened:
    """A reader with the number of requests that are using it."""

    reader: IndexReader
    lease: Lease
    leases: int = 0
    retired: bool = False

    def close(self) -> None:
        try:
            self.reader.close()
        finally:
            self.lease.release()


class LiveReader:
    """Reads whatever generation is current. Safe to use from several threads; after a fork, make one of your own."""

    def __init__(self, shelf: Shelf, engine_named: Callable[[str], Engine] = engines.named) -> None:
        self._shelf = shelf
        self._engine_named = engine_named
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._now: tuple[_Opened, State] | None = None
        self._seen: Hashable = None
        self._retry_at = 0.0

    @contextmanager
    def lease(self) -> Iterator[tuple[IndexReader, State]]:
        """The current reader, and what state it shows, for one request.

        Raises `NoGeneration` if nothing has been built, `EngineUnavailable` or `IndexingError` if it cannot
        be opened. Where an older state is open already it goes on answering, and the log says why.
        """
        self._look()
        with self._lock:
            if self._now is None:
                raise NoGeneration("the reader is closed")
            opened, state = self._now
            opened.leases += 1
        try:
            yield opened.reader, state
        finally:
            self._give_back(opened)

    def state(self) -> State:
        """What a request would be answered from. Raises as `lease` does."""
        with self.lease() as (_, state):
            return state

    def close(self) -> None:
        """Let go of the files, once the requests under way are done."""
        with self._turn:
            self._seen = None
            self._replace(None)

    def _look(self) -> None:
        """Open or refresh if the pointer has changed since it was last read."""
        if self._now is not None and self._shelf.signature() == self._seen:
            return
        # While one thread opens the new state the others go on with the old one, if there is one.
        if not self._turn.acquire(blocking=self._now is None):
            return
        try:
            if self._now is None:
                self._follow()
            elif time.monotonic() >= self._retry_at:
                self._follow_if_possible()
        finally:
            self._turn.release()

    def _follow_if_possible(self) -> None:
        try:
            self._follow()
        except (BroadsheetError, OSError) as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            log.error("index.stays_on_old_state", extra={"reason": str(error)})

    def _follow(self) -> None:
        seen = self._shelf.signature()  # before reading: what changes in between is noticed the next time
        pointer = self._shelf.pointer()
        if self._now is not None and self._now[1].generation == pointer.generation:
            opened, state = self._now
            opened.reader.refresh()
            self._now = opened, State(state.manifest, pointer.change, pointer.articles)
        else:
            self._replace(self._open_current())
        self._seen = seen

    def _open_current(self) -> tuple[_Opened, State]:
        for _ in range(ATTEMPTS):
            pointer = self._shelf.pointer()
            try:
                return self._open(pointer)
            except (FileNotFoundError, NotFound):
                continue
        raise IndexingError(f"the current generation {pointer.generation} is not there; rebuild, or roll back to another")

    def _open(self, pointer: Pointer) -> tuple[_Opened, State]:
        lease = self._shelf.held(pointer.generation)
        try:
            manifest = self._shelf.manifest(pointer.generation)
            reader = self._engine_named(manifest.engine).read(self._shelf.where(manifest.id))
        except BaseException:
            lease.release()
            raise
        return _Opened(reader, lease), State(manifest, pointer.change, pointer.articles)

    def _replace(self, new: tuple[_Opened, State] | None) -> None:
        with self._lock:
            old, self._now = self._now, new
            if old is None:
                return
            old[0].retired = True
            unused = old[0].leases == 0
        if unused:
            old[0].close()

    def _give_back(self, opened: _Opened) -> None:
        with self._lock:
            opened.leases -= 1
            unused = opened.retired and opened.leases == 0
        if unused:
            opened.close()
