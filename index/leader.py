"""Whose turn it is to write an index that several machines share: an advisory lock of the PostgreSQL server that has the store.

The lock belongs to one connection, and the server lets go of it when that ends: at once when the process dies, after
`databases.KEEPALIVE` when its machine does. Advisory locks: https://www.postgresql.org/docs/current/explicit-locking.html
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import Connection, NullPool, exc, text

from index.databases import database, translated
from index.errors import IndexingError, Locked

_OURS = 0x42726F61
"""The first half of the keys of our locks, "Broa" in ASCII, so that no other program's is met by chance."""

_NAME_BYTES = 63
"""Of an application_name PostgreSQL keeps so many (NAMEDATALEN - 1)."""

_TAKE = text("SELECT pg_try_advisory_lock(:ours, :key)")

_HOLDS = (
    "SELECT activity.application_name AS name, activity.backend_start AS since FROM pg_locks AS lock"
    " LEFT JOIN pg_stat_activity AS activity ON activity.pid = lock.pid"
    " WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 2"  # 2: the key has two halves
    " AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND lock.classid = CAST(:ours AS bigint)::oid AND lock.objid = CAST(:key AS bigint)::oid"
)
_HOLDER = text(_HOLDS)
_MINE = text(f"{_HOLDS} AND lock.pid = pg_backend_pid()")


class AdvisoryLock:
    """The turn (`index.shelf.Turn`) of all processes that have one store, on any number of machines.

    `url` is the store's, PostgreSQL; `name` tells one index from another (the prefix of its names in the cluster). The connection that
    holds the lock is used for nothing else, and needs a session of its own: a pooler such as PgBouncer must not share it out.
    """

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._engine = database(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        if self._engine.dialect.name != "postgresql":
            raise IndexingError("an index in a cluster needs its article store in PostgreSQL, for indexers to take turns: set `store`")
        self._key = {"ours": _OURS, "key": crc32(name.encode()) & 0x7FFFFFFF}
        self._held: Connection | None = None

    @contextmanager
    def taken(self, doing: str) -> Iterator[None]:
        """Be the one that writes. Does not wait: raises `Locked`, which says who writes; `StoreError` where no server answers."""
        connection = self._connected()
        try:
            self._take(connection, doing)
            self._held = connection
            yield
        finally:
            if self._held is connection:
                self._held = None
            _end(connection)

    def check(self) -> None:
        """Raise `Locked` if the turn was lost on the way: the server was started anew, or could not be reached for some seconds."""
        try:
            held = self._held is not None and self._held.execute(_MINE, self._key).first() is not None
        except exc.SQLAlchemyError as error:
            raise Locked(f"the turn to write the index was lost with the connection to the store's server: {error}") from error
        if not held:
            raise Locked("the turn to write the index was lost; another process may be writing it now")

    def holder(self) -> str | None:
        """Who is writing, in words; None if nobody is."""
        with translated(self._url), self._engine.connect() as connection:
            return self._said(connection)

    def _connected(self) -> Connection:
        with translated(self._url):
            return self._engine.connect()

    def _take(self, connection: Connection, doing: str) -> None:
        with translated(self._url):
            # The name first, so that whoever finds the lock taken finds the name too.
            connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": _application_name(doing)})
            if not connection.execute(_TAKE, self._key).scalar_one():
                raise Locked(f"the index is being written by {self._said(connection) or 'another process'}; try again when it is done")

    def _said(self, connection: Connection) -> str | None:
        row = connection.execute(_HOLDER, self._key).first()
        if row is None:
            return None
        return f"{row.name or 'another process'}{f', since {row.since:%Y-%m-%dT%H:%M:%S%z}' if row.since else ''}"


def _application_name(doing: str) -> str:
    """What the server's own list of its sessions (pg_stat_activity) says, too."""
    host = socket.gethostname().encode("ascii", "replace").decode()
    begin, end = f"process {os.getpid()} on ", f" ({doing})"
    return f"{begin}{host[: max(0, _NAME_BYTES - len(begin) - len(end))]}{end}"


def _end(connection: Connection) -> None:
    """Close the session, and with it let go of the lock; one that is broken has been let go of by the server."""
    try:
        connection.close()
    except exc.SQLAlchemyError:
        connection.invalidate()
