"""What enrichment found, kept in the store, so that slow work is never done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from importlib import import_module

from sqlalchemy import Connection, Engine, select

from index.databases import reading, translated, writing
from index.tables import cache

WAITING = 500
"""Entries that wait in memory to be written together; should the process be killed, as many are made again."""


def keep_new(connection: Connection, entries: Iterable[tuple[str, str]]) -> None:
    """Write entries whose keys are not there yet, always in one order: else PostgreSQL's writers could wait for each other in a ring."""
    rows = [{"key": key, "value": value} for key, value in sorted(entries)]
    # The database in use, alone: PostgreSQL's brings five drivers along, at a twentieth of a second for each start of a command.
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    connection.execute(dialect.insert(cache).on_conflict_do_nothing(), rows)


class StoredCache:
    """Key → text. Keys say what the text was made from and by which version, so an entry never changes."""

    def __init__(self, engine: Callable[[], Engine], url: str) -> None:
        self._engine = engine
        self._url = url
        self._waiting: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """What is kept under `key`."""
        waiting = self._waiting.get(key)
        if waiting is not None:
            return waiting
        with translated(self._url), reading(self._engine()) as connection:
            found: str | None = connection.execute(select(cache.c.value).where(cache.c.key == key)).scalar()
        return found

    def put(self, key: str, value: str) -> None:
        """Keep `value`, at the latest with the next batch of articles."""
        with self._lock:
            self._waiting[key] = value
            full = len(self._waiting) >= WAITING
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            waiting = dict(self._waiting)
        if not waiting:
            return
        with translated(self._url), writing(self._engine()) as connection:
            keep_new(connection, waiting.items())
        with self._lock:
            for key in waiting:
                self._waiting.pop(key, None)
