"""One process writes a shared index at a time, and the next takes over when it dies."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import NullPool, text

from index.databases import KEEPALIVE, UNANSWERED_MILLISECONDS, database
from index.errors import IndexingError, Locked, StoreError
from index.leader import AdvisoryLock

_HOLDER = """
import sys, time
from index.leader import AdvisoryLock
with AdvisoryLock(sys.argv[1], "news").taken("rebuild"):
    print("taken", flush=True)
    time.sleep(600)
"""


@contextmanager
def another_process(url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", _HOLDER, url], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def on_the_server(url: str, statement: str) -> list[tuple[object, ...]]:
    with database(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_the_second_is_told_who_writes_where_what_and_since_when(postgresql_url: str) -> None:
    lock = AdvisoryLock(postgresql_url, "news")
    with another_process(postgresql_url) as other:
        said = rf"process {other.pid} on {socket.gethostname()[:10]}.*\(rebuild\), since 20\d\d-"
        with pytest.raises(Locked, match=said), lock.taken("apply changes"):
            pass
        assert lock.holder()
    assert lock.holder() is None


def test_a_process_that_is_killed_leaves_its_turn_to_the_next(postgresql_url: str) -> None:
    lock = AdvisoryLock(postgresql_url, "news")
    with another_process(postgresql_url) as other:
        other.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        while lock.holder():
            assert time.monotonic() - killed < 60
            time.sleep(0.1)
        with lock.taken("apply changes"):
            lock.check()


def test_a_turn_ends_with_its_block_however_that_ends(postgresql_url: str) -> None:
    lock = AdvisoryLock(postgresql_url, "news")
    with pytest.raises(ZeroDivisionError), lock.taken("rebuild"):
        raise ZeroDivisionError
    with lock.taken("rebuild"):
        assert lock.holder()


def test_the_same_lock_is_not_taken_twice_in_one_process(postgresql_url: str) -> None:
    lock = AdvisoryLock(postgresql_url, "news")
    with lock.taken("rebuild"):
        with pytest.raises(Locked), lock.taken("roll back"):
            pass
        lock.check()


def test_two_indexes_of_one_store_are_written_independently(postgresql_url: str) -> None:
    with AdvisoryLock(postgresql_url, "news").taken("rebuild"), AdvisoryLock(postgresql_url, "trial").taken("rebuild"):
        pass


def test_whoever_lost_the_connection_is_told_before_what_it_wrote_counts(postgresql_url: str) -> None:
    lock = AdvisoryLock(postgresql_url, "news")
    with lock.taken("rebuild"):
        on_the_server(postgresql_url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%(rebuild)'")
        with pytest.raises(Locked, match="was lost"):
            lock.check()
        with AdvisoryLock(postgresql_url, "news").taken("apply changes"), pytest.raises(Locked, match="was lost"):
            lock.check()


def test_a_turn_that_was_not_taken_is_not_held(postgresql_url: str) -> None:
    with pytest.raises(Locked, match="was lost"):
        AdvisoryLock(postgresql_url, "news").check()


def test_a_machine_that_dies_is_noticed_by_the_server_within_ten_seconds(postgresql_url: str) -> None:
    """What the server was told for this connection; over TCP it answers with the values, over a socket of its own machine with 0."""
    assert KEEPALIVE["keepalives_idle"] + KEEPALIVE["keepalives_interval"] * KEEPALIVE["keepalives_count"] < 10
    asked = "SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout')"
    over_tcp = on_the_server(postgresql_url, "SELECT inet_client_addr()") != [(None,)]
    expected = (str(KEEPALIVE["keepalives_idle"]), str(KEEPALIVE["keepalives_count"]), str(UNANSWERED_MILLISECONDS))
    assert on_the_server(postgresql_url, asked) == [expected if over_tcp else ("0", "0", "0")]


def test_a_store_in_a_file_has_no_such_lock(sqlite_url: str) -> None:
    with pytest.raises(IndexingError, match="needs its article store in PostgreSQL"):
        AdvisoryLock(sqlite_url, "news")


def test_a_server_that_is_not_there_is_an_error_of_the_store() -> None:
    lock = AdvisoryLock("postgresql://nobody@127.0.0.1:1/none", "news")
    with pytest.raises(StoreError, match="no server answers"):
        lock.holder()
    with pytest.raises(StoreError, match="no server answers"), lock.taken("rebuild"):
        pass
