"""Errors have the right status, as a problem document in the API and as a page elsewhere."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index import errors
from index.enrich.aliases import AliasTable
from index.store import Store
from tests.web.html_tree import one, text, tree
from tests.web.worlds import app_at
from web.errors import PROBLEMS, problem_of
from web.words import sentence

EXAMPLES = [
    (errors.QueryError("unknown_field", 3, "no such field"), 400, {"code": "unknown_field", "at": 3}),
    (errors.BadRequest("size", "too large"), 400, {"parameter": "size"}),
    (errors.BadBody("none", {2: errors.BadRecord("api.json", 1, "odd")}), 400, {"bad": [{"record": 2, "line": 1, "reason": "odd"}]}),
    (errors.TooLarge("more than is taken"), 413, {}),
    (errors.WrongMediaType("text/plain", {"Accept": "application/json"}), 415, {}),
    (errors.NoKey("send it"), 401, {}),
    (errors.WritingOff("set it"), 403, {}),
    (errors.Unsafe("of another store"), 409, {}),
    (errors.Overloaded("wait"), 503, {}),
    (errors.NotFound("no article x"), 404, {}),
    (errors.NoGeneration("nothing built"), 503, {}),
    (errors.Locked("busy"), 503, {}),
    (errors.EngineUnavailable("gone"), 503, {}),
    (errors.StoreError("gone"), 503, {}),
    (errors.Refused("cannot"), 501, {}),
    (errors.IndexingError("meta.json is cut"), 503, {}),
    (errors.BroadsheetError("odd"), 500, {}),
]


def failing(sample_app: Flask, error: Exception) -> Flask:
    """An application like the sample's whose search raises `error`."""
    from web import create_app
    from web.services import KEY

    known = sample_app.extensions[KEY]

    class Failing:
        def run(self, request: object) -> None:
            raise error

    app = create_app(replace(known, search=Failing()))
    app.testing = True
    return app


@pytest.mark.parametrize(("error", "status", "members"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_each_error_has_its_problem_document(sample_app: Flask, error: Exception, status: int, members: dict[str, object]) -> None:
    response = failing(sample_app, error).test_client().get("/api/v1/search")
    body = response.get_json()
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert body["status"] == status
    assert body["detail"] == (problem_of(error).advice if status in (500, 503) else str(error))  # type: ignore[arg-type]
    assert body["type"].startswith("/problems/")
    assert members.items() <= body.items()
    assert ("Retry-After" in response.headers) == (status == 503)


@pytest.mark.parametrize(("error", "status", "_"), EXAMPLES[1:], ids=lambda value: type(value).__name__)
def test_each_error_has_its_readable_page(sample_app: Flask, error: Exception, status: int, _: object) -> None:
    response = failing(sample_app, error).test_client().get("/")
    assert response.status_code == status
    root = tree(response.text)
    assert text(one(root, "h1")) == problem_of(error).title  # type: ignore[arg-type]
    shown = text(one(root, "main"))
    problem = problem_of(error)  # type: ignore[arg-type]
    assert shown.count(problem.advice) == 1
    assert (sentence(str(error)) in shown) == (status not in (500, 503))


@pytest.mark.parametrize("path", ["/", "/api/v1/search"])
@pytest.mark.parametrize("error", [errors.EngineUnavailable, errors.StoreError, errors.Locked, errors.IndexingError])
def test_why_the_service_fails_is_told_to_its_log_and_not_to_the_world(
    sample_app: Flask, caplog: pytest.LogCaptureFixture, error: type[errors.BroadsheetError], path: str
) -> None:
    reason = "no node answers at http://10.0.0.7:9200"
    response = failing(sample_app, error(reason)).test_client().get(path)
    assert "10.0.0.7" not in response.text
    assert [getattr(record, "reason", None) for record in caplog.records] == [reason]


def test_every_error_of_the_tree_has_a_row() -> None:
    def below(kind: type[errors.BroadsheetError]) -> list[type[errors.BroadsheetError]]:
        return [kind, *(each for child in kind.__subclasses__() for each in below(child))]

    assert all(any(parent in PROBLEMS for parent in kind.__mro__) for kind in below(errors.BroadsheetError))


def test_the_type_of_a_problem_leads_to_its_explanation(client: FlaskClient) -> None:
    type_ = client.get("/api/v1/search?size=1000").get_json()["type"]
    assert text(one(tree(client.get(type_).text), "h1")) == "A parameter cannot be used"
    assert client.get("/problems/none").status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/api/v1/none", 404), ("/api/v1/articles/none", 404), ("/api/v1/facets/colour", 404)])
def test_what_is_not_in_the_api_is_a_problem_document(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/none", "/articles/none", "/stories/none", "/facets/colour"])
def test_what_is_not_there_is_a_page(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (404, "text/html")


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
def test_a_method_that_is_not_offered_names_those_that_are(client: FlaskClient, path: str) -> None:
    response = client.post(path)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.mimetype == ("application/problem+json" if path.startswith("/api") else "text/html")


def test_what_nobody_expected_is_logged_and_tells_nothing(sample_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = failing(sample_app, RuntimeError("secret path /etc/x")).test_client()
    with caplog.at_level(logging.ERROR):
        page, api = client.get("/"), client.get("/api/v1/search")
    assert (page.status_code, api.status_code) == (500, 500)
    assert "secret" not in page.text + api.text
    assert "secret path" in caplog.text


@pytest.fixture
def empty(tmp_path: Path) -> FlaskClient:
    """A store without articles, and no index yet."""
    aliases = AliasTable.load()
    return app_at(tmp_path, Store.open(f"sqlite:///{tmp_path / 'articles.sqlite3'}"), aliases).test_client()


def test_without_an_index_the_page_says_what_to_run(empty: FlaskClient) -> None:
    response = empty.get("/")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "broadsheet rebuild" in text(one(tree(response.text), "main"))


def test_alive_and_ready_are_two_things(empty: FlaskClient, client: FlaskClient) -> None:
    assert (empty.get("/healthz").status_code, empty.get("/readyz").status_code) == (200, 503)
    assert empty.get("/readyz").get_json()["type"] == "/problems/no-index"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json()["articles"] == 86
