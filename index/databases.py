"""How the article store's database is opened, read and written, and what its errors mean.

SQLite (a file, the default) and PostgreSQL (by URL, with psycopg 3) differ in how a transaction begins, how long one waits for
another, and in the words of their errors. All of that is here; the statements are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL

from index.errors import StoreError

BUSY_SECONDS = 30
"""How long a write waits for another process's: a batch takes well under a second, a checkpoint on a slow disk a few."""

KEEPALIVE: Mapping[str, int] = {"keepalives_idle": 3, "keepalives_interval": 2, "keepalives_count": 2}
"""A connection to a machine that died is given up after 3 + 2 x 2 seconds, by the server as by us: another indexer is to lead
within 10 seconds, and nobody is to wait longer for the turn of a writer that is no more."""

UNANSWERED_MILLISECONDS = 7000
"""As long as `KEEPALIVE`, for what was sent and never acknowledged."""

CONNECT_SECONDS = 10
"""How long a server may take to answer the door; psycopg would wait for 130 seconds."""

_RIGHT = "write sqlite:////path/to/articles.sqlite3 or postgresql://user@host/name"

_IN_ADDRESS = re.compile(r"(:/*[^:/]*:|(?:^|[,\s])[^:]*:(?!//))[^@]*@(?:[^@?,\s]*@)*")
"""What stands before a password, scheme or not, and the password up to the last @: people forget slashes, and to write %40 for @."""

_IN_PARAMETER = re.compile(r"((?:^|[?&;\s])(?:ssl)?password\s*=)[^&]*")

_NOT_KEEPABLE = re.compile("[\x00\ud800-\udfff]")

_READING: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {},  # a deferred transaction sees one state from its first statement on
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
_WRITING: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {"sqlite_begin": "BEGIN IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED"},  # whoever waited for the change lock must see what the one before wrote
}


def database(url: str, **options: Any) -> Engine:
    """An engine for the database at `url`; nothing is connected yet. `options` are SQLAlchemy's.

    Raises `StoreError` where the URL is none or its driver is not installed.
    """
    try:
        parsed = _with_driver(make_url(url))
        return _sqlite(parsed, options) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed, options)
    except (exc.NoSuchModuleError, ImportError) as error:
        raise StoreError(f"the driver for {shown(url)} is not installed: {error}; pip install 'broadsheet[cluster]'") from error
    except (exc.ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise StoreError(f"{shown(url)} is no address of a store; {_RIGHT}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing."""
    with engine.execution_options(**_WRITING[engine.dialect.name]).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One unmoving state of the store, however long it is read while others write."""
    with engine.execution_options(**_READING[engine.dialect.name]).connect() as connection:
        yield connection


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Database errors as `StoreError`s that say what to do."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise StoreError(f"article store {shown(url)}: {_advice(error)}") from error


def shown(url: str) -> str:
    """The address without its password; as it is written in code where it is none."""
    try:
        make_url(url)
    except (exc.ArgumentError, ValueError):
        return repr(without_password(url))
    return without_password(url)


def without_password(url: str) -> str:
    """An address with stars for the password, wherever libpq and SQLAlchemy take one from, and where it is no proper address.

    Rather too much is hidden than too little.
    """
    return _IN_PARAMETER.sub(r"\1***", _IN_ADDRESS.sub(r"\1***@", url))


def keepable(text: str) -> bool:
    """Whether every database takes a text as it is: PostgreSQL knows no NUL, and UTF-8 has no form for half a surrogate pair."""
    return _NOT_KEEPABLE.search(text) is None


def _with_driver(url: URL) -> URL:
    """PostgreSQL by psycopg 3, whatever the default of the installed SQLAlchemy is; postgres:// is how many providers write it."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url


def _postgresql(url: URL, options: Mapping[str, Any]) -> Engine:
    if url.drivername != "postgresql+psycopg":
        raise StoreError(f"{shown(str(url))}: the article store is SQLite, or PostgreSQL by psycopg 3; {_RIGHT}")
    ours = {"connect_timeout": CONNECT_SECONDS, **KEEPALIVE, "tcp_user_timeout": UNANSWERED_MILLISECONDS}
    engine = create_engine(
        url,
        pool_pre_ping=True,  # after a restart of the server, the next call finds a fresh connection
        connect_args={name: value for name, value in ours.items() if name not in url.query},
        **options,
    )
    event.listen(engine, "connect", _set_up_postgresql, insert=True)  # before SQLAlchemy asks for text that it could not read
    return engine


def _set_up_postgresql(connection: Any, _record: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        right = "make one with: createdb --encoding=UTF8 --template=template0 NAME"
        raise StoreError(f"the database {connection.info.dbname!r} has the encoding {encoding}, which cannot hold every text; {right}")
    theirs = {f"tcp_{name}": value for name, value in KEEPALIVE.items()}  # how the server notices that we are gone
    theirs |= {"tcp_user_timeout": UNANSWERED_MILLISECONDS, "lock_timeout": int(BUSY_SECONDS * 1000)}
    connection.execute("; ".join(f"SET {name} = {value}" for name, value in theirs.items()))
    connection.commit()


def _sqlite(url: URL, options: Mapping[str, Any]) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise StoreError("a store in memory cannot be shared between processes; write sqlite:////path/to/articles.sqlite3")
    with suppress(OSError):  # SQLite says itself what is wrong with the path
        Path(str(url.database)).parent.mkdir(exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **options)
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


_DISK_FULL = "the disk is full; make room and try again, nothing half-written was kept"
_OTHER_WRITER = f"another process has been writing for {BUSY_SECONDS} seconds; wait for it, or end it"
_SERVER_GONE = "the server ended the connection; nothing half-written was kept, try again when it runs"
_NO_PASSWORD = "the server does not let this user in; check user and password (docs/operations.md has an example of pg_hba.conf)"
_AGAIN = "two writers got in each other's way; nothing half-written was kept, try again"

_BY_STATE: tuple[tuple[str, str], ...] = (
    ("53100", _DISK_FULL),
    ("53300", "the server has no connection left; raise its max_connections, or run fewer processes and threads"),
    ("53200", "the server is out of memory; see its log"),
    ("55P03", _OTHER_WRITER),
    ("40", _AGAIN),
    ("57014", "the server cancelled the statement; see its statement_timeout"),
    ("25P03", "the server ended the transaction because it took too long; raise its idle_in_transaction_session_timeout"),
    ("25006", "this server only reads (it is a standby); name the primary"),
    ("57P", _SERVER_GONE),
    ("08", _SERVER_GONE),
    ("28", _NO_PASSWORD),
    ("3D000", "there is no such database; make it with: createdb --encoding=UTF8 --template=template0 NAME"),
    ("42501", "this user may not do that; make it the owner of the database: ALTER DATABASE name OWNER TO user"),
    ("58", "the server's disk reports an error; see its log"),
    ("XX", "the server found damaged data; see its log, and restore a backup"),
)
"""How PostgreSQL's SQLSTATE begins (https://www.postgresql.org/docs/current/errcodes-appendix.html) → what to do; the first that fits."""

_BY_TEXT: tuple[tuple[str, str], ...] = (
    ("database is locked", _OTHER_WRITER),
    ("database or disk is full", _DISK_FULL),
    ("file is not a database", "the file is no SQLite database; restore a backup, or name another file"),
    ("database disk image is malformed", "the file is damaged; restore a backup (docs/operations.md)"),
    ("unable to open database file", "the file cannot be opened; does its folder exist, and may this user write there?"),
    ("readonly database", "no permission to write the file or its folder; see who owns them"),
    ("disk I/O error", "the disk reports an error; see the system's log"),
    # libpq gives no SQLSTATE while it connects, nor when the connection breaks.
    ("onnection refused", "no server answers there; is it running, and are host and port right?"),
    ("No such file or directory", "no server answers there; is it running, and are host and port right?"),
    ("failed to resolve host", "the host's name is not known; is it written right?"),
    ("ould not translate host name", "the host's name is not known; is it written right?"),
    ("timeout expired", f"the server did not answer within {CONNECT_SECONDS} seconds; are host and port right, and no firewall between?"),
    ("authentication failed", _NO_PASSWORD),
    ("no password supplied", _NO_PASSWORD),
    ("no pg_hba.conf entry", _NO_PASSWORD),
    ("remaining connection slots", "the server has no connection left; raise its max_connections, or run fewer processes and threads"),
    ("too many clients", "the server has no connection left; raise its max_connections, or run fewer processes and threads"),
    ("the database system is", "the server is starting or stopping; try again when it runs"),
    ("does not exist", "the server runs, but knows no such database or user; make them (docs/operations.md)"),
    ("closed the connection", _SERVER_GONE),
    ("connection is lost", _SERVER_GONE),
    ("connection is closed", _SERVER_GONE),
    ("terminating connection", _SERVER_GONE),
    ("onnection reset", _SERVER_GONE),
    ("onnection timed out", _SERVER_GONE),
    ("cannot contain NUL", "a name holds the character NUL, which PostgreSQL does not take"),
)
"""Words of an error → what to do; the first that are there."""


def _advice(error: exc.SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    state, text = getattr(cause, "sqlstate", None), " ".join(str(cause).split())
    said = next((advice for begin, advice in _BY_STATE if state and state.startswith(begin)), None)
    said = said or next((advice for part, advice in _BY_TEXT if part in text), None)
    return f"{said} ({text})" if said else text
