"""The databases that the article store is tested on, a store in each, what fills it, and generations of an index of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, make_url

from index import engines
from index.clauses import Term
from index.databases import database
from index.engine import Ask, Engine
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.errors import EngineUnavailable
from index.folders import Folders
from index.generations import Generations
from index.intake import Intake
from index.live import LiveReader
from index.store import Store
from tests.index.making import ENRICHMENT, NOW, pairs

ARTICLES = 60
"""How many are in the store of `generations`."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a store that is not there yet: whoever asks for it is tested on both databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store, in each of the databases."""
    with Store.open(url) as store:
        yield store


@pytest.fixture(scope="session")
def aliases() -> AliasTable:
    """The packaged alias table."""
    return AliasTable.load()


@pytest.fixture
def intake(store: Store, aliases: AliasTable) -> Intake:
    """Takes articles into the store, by the rules, and leaves stories to others."""
    return Intake(store, Enricher(aliases, "rules", store.cache), lambda: NOW)


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


@pytest.fixture
def filled(sqlite_url: str) -> Iterator[Store]:
    """A store with articles, of which `generations` makes an index."""
    with Store.open(sqlite_url) as store:
        store.put(pairs(0, ARTICLES), ENRICHMENT)
        yield store


@pytest.fixture(params=engines.EMBEDDED)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine that needs nothing but a folder."""
    try:
        return engines.named(request.param)
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where generations are."""
    return tmp_path / "index"


@pytest.fixture
def generations(folder: Path, filled: Store) -> Generations:
    """Generations of an index of which none is built yet."""
    return Generations(Folders(folder), filled)


@pytest.fixture
def live(generations: Generations) -> Iterator[LiveReader]:
    """What searches read."""
    live = LiveReader(generations.shelf)
    yield live
    live.close()


def total(live: LiveReader) -> int:
    """How many articles are found."""
    with live.lease() as (reader, _):
        return reader.find(Ask(limit=0)).total


def ids(live: LiveReader, *words: str) -> set[str]:
    """The articles whose text has one of these words."""
    with live.lease() as (reader, _):
        return {id_ for word in words for id_ in reader.ids(Term("body_exact", word))}


def built(folder: Path) -> list[str]:
    """The generations that are in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir())
