"""Applications that the tests of this folder share, each built once."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_hostile import hostile_articles
from tests.web.worlds import app_of, sample_articles


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
