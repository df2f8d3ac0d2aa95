"""Live, ready, and what is answered where the index or the store does not."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.errors import EngineUnavailable
from tests.web.html_tree import having, one, text, tree
from tests.web.standin import StandIn, app_with
from tests.web.worlds import app_of, sample_articles
from web import readiness
from web.readiness import Readiness
from web.services import KEY


@pytest.fixture
def standin(sample_app: Flask) -> StandIn:
    return StandIn(sample_app)


@pytest.fixture
def app(sample_app: Flask, standin: StandIn) -> Flask:
    return app_with(standin, sample_app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def gone() -> None:
    raise EngineUnavailable("the cluster at node1, node2 does not answer")


def test_ready_asks_the_index_each_time(client: FlaskClient, standin: StandIn) -> None:
    for number in (1, 2):
        assert client.get("/readyz").get_json()["missing"] is None
        assert len(standin.asked) == number


def test_a_stand_in_that_is_gone_is_not_ready_but_alive_and_ready_again_when_it_is_back(client: FlaskClient, standin: StandIn) -> None:
    standin.before = gone
    response = client.get("/readyz")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert response.get_json()["type"] == "/problems/engine-unavailable"
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/healthz").status_code == 200
    standin.before = lambda: None
    assert client.get("/readyz").status_code == 200


def test_a_stand_in_that_hangs_is_not_ready_in_time_and_is_asked_once(
    app: Flask, standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    app.extensions[readiness.KEY] = Readiness(app.extensions[KEY].search, seconds=0.2)
    awake = threading.Event()
    standin.before = lambda: awake.wait(60)
    began = time.monotonic()
    responses = [app.test_client().get("/readyz") for _ in range(3)]
    assert time.monotonic() - began < 30
    assert {response.status_code for response in responses} == {503}
    assert "not answered within 0.2 seconds" in caplog.records[0].reason  # type: ignore[attr-defined]
    assert len(standin.asked) == 1
    awake.set()
    app.extensions[readiness.KEY]._asked.result(60)
    app.extensions[readiness.KEY] = Readiness(app.extensions[KEY].search)
    assert app.test_client().get("/readyz").status_code == 200


def test_where_a_stand_in_is_gone_the_page_says_so_and_keeps_what_was_asked(client: FlaskClient, standin: StandIn) -> None:
    standin.before = gone
    response = client.get("/search?q=%22peace+talks%22&source=Northern+Wire&sort=newest")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    root = tree(response.text)
    assert text(one(root, "h1")) == "The search engine does not answer"
    assert "still in the search box" in text(one(root, "main"))
    box = one(root, "form", "searchbox")
    assert one(box, "input", type="search").get("value") == '"peace talks"'
    assert {(each.get("name"), each.get("value")) for each in having(box, "input", type="hidden")} == {
        ("source", "Northern Wire"),
        ("sort", "newest"),
    }


def test_a_parameter_that_is_wrong_is_not_asked_again(client: FlaskClient) -> None:
    response = client.get("/search?q=talks&size=1000")
    box = one(tree(response.text), "form", "searchbox")
    assert response.status_code == 400
    assert one(box, "input", type="search").get("value") == "talks"
    assert not having(box, "input", type="hidden")
    assert "still in the search box" not in response.text


def test_searches_go_on_where_the_articles_cannot_be_read(tmp_path: Path) -> None:
    app = app_of(sample_articles()[:5], tmp_path)
    client = app.test_client()
    found = client.get("/api/v1/search?size=1").get_json()
    article = f"/articles/{found['hits'][0]['id']}"
    assert client.get(article).status_code == 200
    app.extensions[KEY].store.close()
    for file in tmp_path.glob("articles.sqlite3*"):
        file.unlink()
    (tmp_path / "articles.sqlite3").write_bytes(b"no database" * 1000)
    assert client.get("/api/v1/search?size=1").get_json()["hits"] == found["hits"]
    assert client.get("/").status_code == client.get("/readyz").status_code == 200
    page = client.get(f"{article}?size=many")
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert text(one(tree(page.text), "h1")) == "The articles cannot be read"
    answer = client.get(f"/api/v1{article}")
    assert (answer.status_code, answer.get_json()["type"]) == (503, "/problems/store-unavailable")
