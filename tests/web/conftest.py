"""Applications that the tests of this folder share, each built once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.enrich.aliases import AliasTable
from index.schedule import Indexer
from index.store import Store
from tests.web.keyed import KEY
from tests.web.test_hostile import hostile_articles
from tests.web.worlds import app_at, app_of, sample_articles
from web.logs import SUMMARIES, TELL_TOO_MUCH
from web.services import KEY as SERVICES


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Commands set up the logging of their process, which is that of the tests here: those of other folders would miss lines."""
    root, loggers = logging.getLogger(), [logging.getLogger(name) for name in (*SUMMARIES, *TELL_TOO_MUCH)]
    handlers, levels = root.handlers[:], [logger.level for logger in (root, *loggers)]
    yield
    root.handlers[:] = handlers
    for logger, level in zip((root, *loggers), levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def sample_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The sample collection, enriched, indexed and served."""
    return app_of(sample_articles(), tmp_path_factory.mktemp("sample"))


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A client of the sample collection."""
    return sample_app.test_client()


@pytest.fixture(scope="session")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Articles full of markup."""
    return app_of(hostile_articles(), tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def hostile(hostile_app: Flask) -> FlaskClient:
    """A client of the hostile articles."""
    return hostile_app.test_client()


@pytest.fixture
def keyed_app(tmp_path: Path) -> Iterator[Flask]:
    """An empty collection that takes articles in."""
    aliases = AliasTable.load()
    with Store.open(f"sqlite:///{tmp_path / 'articles.sqlite3'}", aliases.also_named) as store:
        yield app_at(tmp_path, store, aliases, api_key=KEY)


@pytest.fixture
def indexer(keyed_app: Flask) -> Indexer:
    """What runs beside its server, in another process or on another machine."""
    made: Indexer = keyed_app.extensions[SERVICES].parts.indexer()
    return made
