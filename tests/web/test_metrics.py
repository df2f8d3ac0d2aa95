"""What Prometheus is told of index and store; requests of several workers are counted in tests/acceptance/test_serving.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from index import fitness
from index.errors import EngineUnavailable
from index.store import Store
from tests.web.standin import StandIn, app_with
from tests.web.worlds import app_of, sample_articles, stored
from web import create_app
from web.services import KEY


def told(client: FlaskClient) -> dict[str, float]:
    """The value of each metric."""
    response = client.get("/metrics")
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    return {sample.name: sample.value for family in text_string_to_metric_families(response.text) for sample in family.samples}


def test_index_and_store_are_told_as_they_stand(client: FlaskClient) -> None:
    index = client.get("/readyz").get_json()
    figures = told(client)
    assert figures["broadsheet_index_ready"] == figures["broadsheet_store_ready"] == figures["broadsheet_index_info"] == 1
    assert figures["broadsheet_index_articles"] == figures["broadsheet_store_articles"] == index["articles"]
    assert figures["broadsheet_index_behind_changes"] == figures["broadsheet_index_missing_parts"] == 0
    assert figures["broadsheet_index_built_timestamp_seconds"] > 1.7e9
    assert f'generation="{index["index"]}"' in client.get("/metrics").text


def test_changes_that_the_index_lacks_are_counted(tmp_path: Path) -> None:
    articles = sample_articles()
    app = app_of(articles[:5], tmp_path)
    with Store(app.extensions[KEY].store.url) as store:
        stored(store, articles[5:8])
    figures = told(app.test_client())
    assert (figures["broadsheet_store_articles"], figures["broadsheet_index_articles"]) == (8, 5)
    assert figures["broadsheet_index_behind_changes"] >= 3


@pytest.mark.parametrize(("before", "behind"), [(0, 0), (2, 2), (-2, 0)])
def test_all_who_tell_how_far_the_index_is_behind_tell_the_same(tmp_path: Path, before: int, behind: int) -> None:
    """Where the store is an older copy, whose number is below that of the index, there is nothing that the index lacks."""
    app = app_of(sample_articles()[:5], tmp_path)
    parts = app.extensions[KEY].parts
    pointer = parts.shelf.pointer()
    parts.shelf.point(replace(pointer, change=pointer.change - before))
    assert fitness.behind(parts.generations.current().change, parts.store) == behind
    assert parts.generations.status().behind == behind
    assert app.test_client().get("/api/v1/index").get_json()["behind"] == behind
    assert told(app.test_client())["broadsheet_index_behind_changes"] == behind


def test_without_store_and_index_it_answers_that_neither_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_DATA", str(tmp_path))
    assert told(create_app().test_client()) == {"broadsheet_index_ready": 0, "broadsheet_store_ready": 0}


def test_a_stand_in_that_is_gone_leaves_the_store_figures(sample_app: Flask) -> None:
    def gone() -> None:
        raise EngineUnavailable("no node answers")

    standin = StandIn(sample_app)
    standin.before = gone
    figures = told(app_with(standin, sample_app).test_client())
    assert figures.pop("broadsheet_store_articles") > 80
    assert figures == {"broadsheet_index_ready": 0, "broadsheet_store_ready": 1}


def test_whoever_asks_for_openmetrics_gets_it(client: FlaskClient) -> None:
    response = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert response.mimetype == "application/openmetrics-text"
    assert response.text.endswith("# EOF\n")
