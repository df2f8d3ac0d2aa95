"""The tables of the article store, and how a database is opened for them.

Plain SQL types and explicit writes only, so that SQLite (a file, the default) and PostgreSQL (by URL) run the same code.
Change numbers are given out under one lock (`change_lock`), which is held until the transaction ends: writers take
turns, so no reader ever sees a higher number before a lower one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    exc,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.engine import URL

from index.errors import StoreError

SCHEMA_VERSION = 1
"""Raised when a table changes its shape; a store with a higher one was written by a newer Broadsheet."""

BUSY_SECONDS = 30
"""How long a write waits for another process's: a batch takes well under a second, a checkpoint on a slow disk a few."""

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("change", BigInteger, nullable=False, unique=True),
    # Everything below is NULL in a deleted article: its row stays so that indexes learn of it, its content does not.
    Column("content", String, index=True),
    Column("enrichment", String, index=True),
    Column("first_seen", BigInteger),
    Column("updated", BigInteger),
    Column("moment", BigInteger, index=True),
    Column("story", String, index=True),
    Column("article", Text),
    Column("raw", Text),
)
"""`first_seen` and `updated` are microseconds since 1970, `moment` (published, else first seen) seconds.

These and `story` overrule what the JSON in `article` says.
"""

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("change", BigInteger, nullable=False),
    Column("version", String, nullable=False),
    Column("document", Text, nullable=False),
)
"""Of live articles only, and apart from them, so that a rebuild reads nothing else."""

cache = Table("enrichment_cache", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

counter = Table("change_counter", metadata, Column("one", Integer, primary_key=True), Column("value", BigInteger, nullable=False))

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False))


def connect(url: str) -> Engine:
    """An engine for the store at `url`, with its tables made if they are not there.

    Raises `StoreError` if the URL is none, if the file is no database or if it was written by a newer version.
    """
    with translated(url):
        engine = _engine(url)
        try:
            with writing(engine) as connection:
                _prepare(connection, url)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing."""
    with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One unmoving state of the store, however long it is read while others write."""
    level: dict[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.execution_options(**level).connect() as connection:
        yield connection


def change_lock(connection: Connection) -> int:
    """The highest change number so far; until this transaction ends no one else is given any."""
    return int(connection.execute(update(counter).values(value=counter.c.value).returning(counter.c.value)).scalar_one())


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Database errors as `StoreError`s that say what to do."""
    try:
        yield
    except (exc.NoSuchModuleError, ImportError) as error:
        raise StoreError(f"the driver for {_shown(url)} is not installed: {error}") from error
    except exc.ArgumentError as error:
        raise StoreError(f"{url!r} is no address of a store; write sqlite:////path/to/articles.sqlite3") from error
    except exc.SQLAlchemyError as error:
        raise StoreError(f"article store {_shown(url)}: {_advice(error)}") from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    if parsed.database in (None, "", ":memory:"):
        raise StoreError("a store in memory cannot be shared between processes; write sqlite:////path/to/articles.sqlite3")
    with suppress(OSError):  # SQLite says itself what is wrong with the path
        Path(str(parsed.database)).parent.mkdir(exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGINs come too late for reads; `_begin_sqlite` has ours
    for pragma in (
        "journal_mode=WAL",  # readers and the writer do not wait for each other
        "synchronous=FULL",  # NORMAL may lose the last commits in a power cut, and then an index would know articles that the store forgot
        "foreign_keys=ON",
        "cache_size=-65536",  # 64 MiB
        "journal_size_limit=67108864",  # a long rebuild lets the journal grow; give the space back afterwards
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _prepare(connection: Connection, url: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8020221)")  # any number; two first starts take turns
    if not inspect(connection).has_table(meta.name):
        metadata.create_all(connection)
        connection.execute(insert(counter).values(one=1, value=0))
        kept = {"schema": str(SCHEMA_VERSION), "store": uuid.uuid4().hex}
        connection.execute(insert(meta), [{"name": name, "value": value} for name, value in kept.items()])
    found = int(connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar_one())
    if found != SCHEMA_VERSION:
        raise StoreError(
            f"{_shown(url)} has schema {found}, this version of Broadsheet knows {SCHEMA_VERSION}: install the newer one again"
        )


def _shown(url: str) -> str:
    """The address without its password."""
    try:
        parsed: URL = make_url(url)
    except exc.ArgumentError:
        return repr(url)
    return parsed.render_as_string(hide_password=True)


_ADVICE: tuple[tuple[str, str], ...] = (
    ("database is locked", f"another process has been writing for {BUSY_SECONDS} seconds; wait for it, or end it"),
    ("database or disk is full", "the disk is full; make room and try again, nothing half-written was kept"),
    ("file is not a database", "the file is no SQLite database; restore a backup, or name another file"),
    ("database disk image is malformed", "the file is damaged; restore a backup (docs/operations.md)"),
    ("unable to open database file", "the file cannot be opened; does its folder exist, and may this user write there?"),
    ("readonly database", "no permission to write the file or its folder; see who owns them"),
    ("disk I/O error", "the disk reports an error; see the system's log"),
)


def _advice(error: exc.SQLAlchemyError) -> str:
    text = str(getattr(error, "orig", None) or error)
    return next((f"{advice} ({text})" for part, advice in _ADVICE if part in text), text)
