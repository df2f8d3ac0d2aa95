"""What goes wrong with a PostgreSQL server is said in words that help, and what was kept before is found again after."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, NullPool, make_url

from index.databases import database, shown, writing
from index.errors import StoreError
from index.rows import DOCUMENT_ROWS
from index.store import Store
from tests.index.making import ENRICHMENT, pair, pairs


@pytest.fixture
def store(postgresql_url: str) -> Iterator[Store]:
    with Store.open(postgresql_url) as store:
        yield store


@contextmanager
def on_the_server(url: str) -> Iterator[Connection]:
    """A connection beside the store's, on which every statement counts at once."""
    with database(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


def failing_with(url: str, state: str) -> None:
    """Let every write of a document fail with an error of the server's, for those that cannot be brought about in a test."""
    with on_the_server(url) as connection:
        connection.exec_driver_sql(
            f"CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'made' USING ERRCODE = '{state}'; END $$ LANGUAGE plpgsql"
        )
        connection.exec_driver_sql("CREATE TRIGGER fail BEFORE INSERT ON documents EXECUTE FUNCTION fail()")


def end_sessions(url: str) -> None:
    """As a restart of the server does."""
    with on_the_server(url) as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def _read_while_the_server_restarts(store: Store, url: str) -> None:
    with store.snapshot() as state:
        next(state.documents)
        end_sessions(url)
        list(state.documents)


@pytest.mark.parametrize("driver", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_without_a_driver_means_psycopg_3(postgresql_url: str, driver: str) -> None:
    url = make_url(postgresql_url).set(drivername=driver).render_as_string(hide_password=False)
    with Store.open(url) as store:
        assert store._engine.dialect.driver == "psycopg"


def test_a_server_that_was_restarted_is_met_with_a_fresh_connection(store: Store, postgresql_url: str) -> None:
    store.put(pairs(0, 3), ENRICHMENT)
    end_sessions(postgresql_url)
    assert store.count() == 3
    store.put(pairs(3, 5), ENRICHMENT)
    assert store.count() == 5


def test_a_connection_that_breaks_in_the_middle_is_named_and_nothing_is_half_written(store: Store, postgresql_url: str) -> None:
    store.put(pairs(0, 300), ENRICHMENT)
    with pytest.raises(StoreError, match="server ended the connection"):
        _read_while_the_server_restarts(store, postgresql_url)

    def broken() -> Iterator[object]:
        yield from pairs(300, 550)
        end_sessions(postgresql_url)
        yield from pairs(550, 560)

    store.put(broken(), ENRICHMENT)  # type: ignore[arg-type]
    assert store.count() == 560, "the connection broke between two batches, and the second found another one"


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ("53100", "the disk is full; make room"),
        ("40001", "got in each other's way; nothing half-written was kept, try again"),
        ("40P01", "got in each other's way"),
        ("57P01", "the server ended the connection"),
        ("57014", "statement_timeout"),
        ("53300", "max_connections"),
        ("25006", "this server only reads"),
        ("58030", "the server's disk reports an error"),
        ("XX001", "damaged data"),
        ("42501", "this user may not do that"),
    ],
)
def test_an_error_of_the_server_says_what_to_do_and_keeps_what_was_there(
    store: Store, postgresql_url: str, state: str, advice: str
) -> None:
    store.put(pairs(0, 10), ENRICHMENT)
    failing_with(postgresql_url, state)
    with pytest.raises(StoreError, match=advice):
        store.put(pairs(10, 20), ENRICHMENT)
    assert (store.count(), store.change()) == (10, 10)


def test_a_writer_that_holds_the_turn_too_long_is_not_waited_for(
    store: Store, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.databases.BUSY_SECONDS", 0.2)
    with Store.open(postgresql_url) as other, store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE change_counter SET value = value")
        with pytest.raises(StoreError, match="another process has been writing"):
            other.put([pair(1)], ENRICHMENT)
        assert other.count() == 0, "reading goes on"


def test_a_setting_of_the_server_does_not_change_what_a_transaction_sees(postgresql_url: str) -> None:
    with on_the_server(postgresql_url) as connection:
        name = make_url(postgresql_url).database
        connection.exec_driver_sql(f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'serializable'")
    with Store.open(postgresql_url) as store, store._reading() as reads, writing(store._engine) as writes:
        assert reads.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
        assert writes.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"


def test_a_snapshot_is_read_through_a_cursor_of_the_server(store: Store) -> None:
    """Else psycopg would hold all of it in memory."""
    store.put(pairs(0, 600), ENRICHMENT)
    cursors = "SELECT count(*) FROM pg_cursors"
    with store._reading() as connection:
        documents = store._documents.stream(connection, [DOCUMENT_ROWS], store._engine)
        next(documents)
        assert connection.exec_driver_sql(cursors).scalar() == 1
        documents.close()
        assert connection.exec_driver_sql(cursors).scalar() == 0


def test_a_database_that_cannot_hold_every_text_is_refused(postgresql_url: str) -> None:
    name = f"ascii_{uuid.uuid4().hex}"
    with on_the_server(postgresql_url) as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match=r"SQL_ASCII.*createdb --encoding=UTF8"):
        Store.open(make_url(postgresql_url).set(database=name).render_as_string(hide_password=False))


def test_a_database_or_user_that_is_not_there_is_told_from_a_server_that_is_not(postgresql_url: str) -> None:
    url = make_url(postgresql_url)
    for wrong, said in (
        (url.set(database="nowhere"), "knows no such database or user"),
        (url.set(username="nobody"), "knows no such database or user"),
        (url.set(port=1), "no server answers there"),
        (url.set(host="nowhere.invalid"), "host's name is not known"),
    ):
        with pytest.raises(StoreError, match=said):
            Store.open(wrong.render_as_string(hide_password=False))


def test_a_password_that_is_wrong_is_named_and_not_shown(postgresql_url: str) -> None:
    name = f"user_{uuid.uuid4().hex}"
    url = make_url(postgresql_url)
    with on_the_server(postgresql_url) as connection:
        rules = connection.exec_driver_sql("SHOW hba_file").scalar_one()
        before = str(connection.exec_driver_sql("SELECT pg_read_file(%s)", (rules,)).scalar_one())
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'right'")
        _write_on_server(connection, rules, f"host all {name} all scram-sha-256\n{before}")
        try:
            with pytest.raises(StoreError, match="check user and password") as caught:
                Store.open(url.set(username=name, password="wrong-one").render_as_string(hide_password=False))
        finally:
            _write_on_server(connection, rules, before)
    assert "wrong-one" not in str(caught.value)


def _write_on_server(connection: Connection, path: str, content: str) -> None:
    """A file of the server's, in force at once."""
    quoted = content.replace("'", "''").replace("%", "%%")
    lines = f"SELECT unnest(string_to_array('{quoted}', E'\\n'))"
    connection.exec_driver_sql(f"COPY ({lines}) TO '{path}' (DELIMITER E'\\x01')")
    connection.exec_driver_sql("SELECT pg_reload_conf()")
    connection.exec_driver_sql("SELECT pg_sleep(0.3)")


@pytest.mark.parametrize("driver", ["mssql+pyodbc", "mysql", "postgresql+psycopg2", "postgresql+nodriver"])
def test_another_database_or_driver_is_refused(driver: str) -> None:
    with pytest.raises(StoreError, match="SQLite, or PostgreSQL by psycopg 3") as caught:
        Store.open(f"{driver}://user:secret@host/db")
    assert "secret" not in str(caught.value)
    assert "secret" not in shown("postgresql://user:secret@host/db")
