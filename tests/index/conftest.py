"""The databases that the article store is tested on, and a store in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, make_url

from index.databases import database
from index.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a store that is not there yet: whoever asks for it is tested on both databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store, in each of the databases."""
    with Store.open(url) as store:
        yield store


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """For what only SQLite has: a file."""
    return f"sqlite:///{tmp_path}/articles.sqlite3"


@pytest.fixture(scope="session")
def _database(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres").new_database())


@pytest.fixture
def postgresql_url(_database: str) -> str:
    """For what only PostgreSQL has: a server. One database, emptied before each test: to make and remove one takes a second."""
    with database(_database, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        connection.exec_driver_sql(f'ALTER DATABASE "{make_url(_database).database}" RESET ALL')
    return _database
