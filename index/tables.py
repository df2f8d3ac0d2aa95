"""The tables of the article store, and how they are made.

Plain SQL types and explicit writes only, so that SQLite and PostgreSQL run the same code (`index.databases` has what differs).
Change numbers are given out under one lock (`change_lock`), which is held until the transaction ends: writers take
turns, so no reader ever sees a higher number before a lower one.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)

from index.databases import database, shown, translated, writing
from index.errors import StoreError

SCHEMA_VERSION = 1
"""Raised when a table changes its shape; a store with a higher one was written by a newer Broadsheet."""

COPYING = "copying"
"""A row of `meta` that is there while a copy of another store is not complete; see `index.transfer`."""

_NAME = String().with_variant(String(collation="C"), "postgresql")
"""What is looked up: ordered by code points, as in SQLite, and not by the rules of a language, which change with the system's."""

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("id", _NAME, primary_key=True),
    Column("change", BigInteger, nullable=False, unique=True),
    # Everything below but `first_seen` is NULL in a deleted article: its row stays so that indexes learn of it, its content does not.
    Column("content", _NAME, index=True),
    Column("enrichment", _NAME, index=True),
    Column("first_seen", BigInteger),
    Column("updated", BigInteger),
    Column("moment", BigInteger, index=True),
    Column("story", _NAME, index=True),
    Column("article", Text),
    Column("raw", Text),
)
"""`first_seen` and `updated` are microseconds since 1970, `moment` (published, else first seen) seconds.

These and `story` overrule what the JSON in `article` says.
"""

by_first_seen = Index("articles_by_first_seen", articles.c.first_seen, articles.c.id, articles.c.change)
"""For documents of some time only (`Store.snapshot`): it has all that is asked of `articles`, whose rows are long."""

documents = Table(
    "documents",
    metadata,
    Column("id", _NAME, primary_key=True),
    Column("change", BigInteger, nullable=False),
    Column("version", _NAME, nullable=False),
    Column("document", Text, nullable=False),
)
"""Of live articles only, and apart from them, so that a rebuild reads nothing else."""

cache = Table("enrichment_cache", metadata, Column("key", _NAME, primary_key=True), Column("value", Text, nullable=False))

counter = Table("change_counter", metadata, Column("one", Integer, primary_key=True), Column("value", BigInteger, nullable=False))

GROUPED = "grouped"
"""A row of `meta`; see `index.store.Store.grouped`."""

meta = Table("meta", metadata, Column("name", _NAME, primary_key=True), Column("value", _NAME, nullable=False))


def connect(url: str, *, unfinished: bool = False, create: bool = True) -> Engine:
    """An engine for the store at `url`, with its tables made if they are not there, unless `create` is False.

    Raises `StoreError` if the URL is none, if the file is no database or one of another program, if it was written by a newer version,
    or (unless `unfinished`) if a copy into it was not completed.
    """
    engine = database(url)
    if not create and engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise StoreError(f"{shown(url)} is not there; {_PUT_SOME_IN}")
    try:
        with translated(url), writing(engine) as connection:
            _prepare(connection, url, unfinished, create)
    except BaseException:
        engine.dispose()
        raise
    return engine


_PUT_SOME_IN = "put articles in with: broadsheet add PATH, or put the store back where it was"


def change_lock(connection: Connection) -> int:
    """The highest change number so far; until this transaction ends no one else is given any."""
    return int(connection.execute(update(counter).values(value=counter.c.value).returning(counter.c.value)).scalar_one())


def last_change(connection: Connection) -> int:
    """The highest change number so far; 0 in a new store."""
    return int(connection.execute(select(counter.c.value)).scalar_one())


def about(connection: Connection) -> dict[str, str]:
    """What the store says of itself: the rows of `meta`."""
    return {row.name: row.value for row in connection.execute(select(meta.c.name, meta.c.value))}


def note(connection: Connection, name: str, value: str) -> None:
    """Let the store say something of itself, in place of what it said under this name."""
    connection.execute(delete(meta).where(meta.c.name == name))
    connection.execute(insert(meta).values(name=name, value=value))


def forget(connection: Connection, name: str, value: str) -> None:
    """Let the store no longer say this of itself; something else under this name stays."""
    connection.execute(delete(meta).where(meta.c.name == name, meta.c.value == value))


def _prepare(connection: Connection, url: str, unfinished: bool, create: bool) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8020221)")  # any number; two first starts take turns
    if not inspect(connection).has_table(meta.name):
        if connection.dialect.name == "sqlite" and (others := inspect(connection).get_table_names()):
            raise StoreError(f"{shown(url)} is a database of another program, with a table {others[0]}: name a file of its own")
        if not create:
            raise StoreError(f"{shown(url)} is empty; {_PUT_SOME_IN}")
        metadata.create_all(connection)
        connection.execute(insert(counter).values(one=1, value=0))
        kept = {"schema": str(SCHEMA_VERSION), "store": uuid.uuid4().hex}
        connection.execute(insert(meta), [{"name": name, "value": value} for name, value in kept.items()])
    kept = about(connection)
    if int(kept["schema"]) != SCHEMA_VERSION:
        schemas = f"has schema {kept['schema']}, this version of Broadsheet knows {SCHEMA_VERSION}"
        raise StoreError(f"{shown(url)} {schemas}: install the newer one again")
    if COPYING in kept and not unfinished:
        raise StoreError(f"{shown(url)} holds part of a copy: complete it with `broadsheet copy`, as it was begun, or empty it")
    by_first_seen.create(connection, checkfirst=True)  # stores from before it was added get it now
