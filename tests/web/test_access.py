"""Who may write, and what strangers learn: nothing is taken without the key, and the key is told to nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.enrich.aliases import AliasTable
from index.errors import BadSetting, EngineUnavailable
from index.generations import Generations
from index.manifest import State
from index.schedule import Indexer
from index.settings import Settings
from index.store import Store
from tests.web.keyed import BEARER, FERRY, KEY, post
from tests.web.worlds import app_at
from web.present import in_json
from web.services import KEY as SERVICES
from web.standing import whole

WRITES: list[Callable[[FlaskClient, dict[str, str]], TestResponse]] = [
    lambda client, headers: client.post("/api/v1/articles", json=FERRY, headers=headers),
    lambda client, headers: client.delete("/api/v1/articles/x", headers=headers),
    lambda client, headers: client.post("/api/v1/index/rebuild", headers=headers),
]


@pytest.fixture
def client(keyed_app: Flask) -> FlaskClient:
    return keyed_app.test_client()


# The key


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Bearer realm"),
        ({"Authorization": f"Basic {KEY}"}, "Bearer realm"),
        ({"Authorization": KEY}, "Bearer realm"),
        ({"Authorization": "Bearer"}, "Bearer realm"),
        ({"Authorization": "Bearer "}, "Bearer realm"),
        ({"Authorization": f"Bearer {KEY}x"}, "invalid_token"),
        ({"Authorization": f"Bearer {KEY[:-1]}"}, "invalid_token"),
        ({"Authorization": f"Bearer {KEY.upper()}"}, "invalid_token"),
        ({"Authorization": "Bearer \xff\xfe"}, "invalid_token"),
    ],
)
def test_without_the_key_nothing_is_written(
    client: FlaskClient,
    keyed_app: Flask,
    write: Callable[[FlaskClient, dict[str, str]], TestResponse],
    sent: dict[str, str],
    says: str,
) -> None:
    response = write(client, sent)
    assert (response.status_code, response.get_json()["type"]) == (401, "/problems/no-key")
    assert says in response.headers["WWW-Authenticate"]
    assert keyed_app.extensions[SERVICES].store.change() == 0
    assert client.get("/api/v1/index").get_json()["rebuild_asked"] is None


def test_a_scheme_may_be_written_in_small_letters(client: FlaskClient) -> None:
    assert client.post("/api/v1/articles", json=FERRY, headers={"Authorization": f"bearer {KEY}"}).status_code == 201


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("sent", [{}, BEARER, {"Authorization": "Bearer "}])
def test_where_no_key_is_set_nobody_may_write_and_it_says_how_to_switch_it_on(
    tmp_path: Path, write: Callable[[FlaskClient, dict[str, str]], TestResponse], sent: dict[str, str]
) -> None:
    aliases = AliasTable.load()
    with Store.open(f"sqlite:///{tmp_path / 'articles.sqlite3'}", aliases.also_named) as store:
        response = write(app_at(tmp_path, store, aliases).test_client(), sent)
    assert (response.status_code, response.get_json()["type"]) == (403, "/problems/writing-off")
    assert "BROADSHEET_API_KEY" in response.get_json()["detail"]
    assert "secrets.token_urlsafe" in response.get_json()["detail"]


def test_the_key_is_asked_for_before_anything_is_read(client: FlaskClient) -> None:
    response = client.post("/api/v1/articles", content_type="text/csv", environ_overrides={"CONTENT_LENGTH": str(10**12)})
    assert response.status_code == 401


def test_a_wrong_key_is_logged_without_it(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        wrong = client.post("/api/v1/articles", json=FERRY, headers={"Authorization": "Bearer a-guess-of-somebody"})
        right = post(client, FERRY)
    [refused] = [record for record in caplog.records if record.message == "access.refused"]
    assert (refused.path, refused.client) == ("/api/v1/articles", "127.0.0.1")  # type: ignore[attr-defined]
    told = wrong.text + right.text + "".join(str(vars(record)) for record in caplog.records)
    assert "a-guess" not in told
    assert KEY not in told


@pytest.mark.parametrize(
    "value", ["too-few", "a" * 31, "ключ" * 10, "a key with spaces, forty characters long", f"{'a' * 40}\n", f"={'a' * 40}"]
)
def test_a_key_that_can_be_guessed_or_not_be_sent_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(BadSetting, match="make one with") as caught:
        Settings.load({"BROADSHEET_API_KEY": value})
    assert value not in str(caught.value)


def test_the_settings_show_that_there_is_a_key_and_not_which() -> None:
    settings = Settings.load({"BROADSHEET_API_KEY": KEY})
    shown = {row.name: row.value for row in settings.origins()}
    assert shown["api_key"] == "**********"
    assert KEY not in repr(settings)
    assert {row.name: row.value for row in Settings.load({}).origins()}["api_key"] == ""


def test_pages_of_other_sites_are_not_let_in(client: FlaskClient) -> None:
    asked = client.options("/api/v1/articles", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    answered = client.get("/api/v1/index", headers={"Origin": "https://evil.example"})
    assert not [name for name, _ in (*asked.headers, *answered.headers) if name.startswith("Access-Control")]


# How the index stands


def test_anybody_sees_how_far_the_index_is(client: FlaskClient, indexer: Indexer) -> None:
    empty = client.get("/api/v1/index")
    assert (empty.status_code, empty.get_json()["generation"], empty.get_json()["behind"]) == (200, None, 0)
    post(client, FERRY)
    assert client.get("/api/v1/index").get_json()["behind"] == 1
    indexer.step()
    found = client.get("/api/v1/index").get_json()
    assert (found["indexed"], found["change"], found["behind"], found["rebuild_asked"]) == (1, 1, 0, None)
    assert found["built_at"].endswith("Z")


def test_strangers_learn_no_folder_and_no_reason_and_whoever_has_the_key_all_of_it(
    client: FlaskClient,
    indexer: Indexer,
    keyed_app: Flask,
    tmp_path: Path,
) -> None:
    post(client, FERRY)
    indexer.step()
    (tmp_path / "index" / client.get("/api/v1/index").get_json()["generation"] / "manifest.json").write_text("{")
    stranger, operator = client.get("/api/v1/index"), client.get("/api/v1/index", headers=BEARER)
    assert str(tmp_path) not in stranger.text
    assert "reason" not in stranger.text
    assert operator.get_json()["needs_rebuild"]
    assert stranger.get_json().keys() < operator.get_json().keys()
    assert stranger.headers["Cache-Control"] == "no-store"


def test_it_tells_what_the_command_tells(client: FlaskClient, indexer: Indexer, keyed_app: Flask) -> None:
    post(client, FERRY)
    indexer.step()
    assert client.get("/api/v1/index", headers=BEARER).get_json() == in_json(whole(keyed_app.extensions[SERVICES].parts))


def test_a_wrong_key_is_told_where_the_key_is_not_needed(client: FlaskClient) -> None:
    assert client.get("/api/v1/index", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/api/v1/index", headers={"Authorization": "Basic of-a-proxy"}).status_code == 200


# Asking for a rebuild


def test_a_rebuild_that_is_asked_for_is_seen_waiting_and_done_by_the_indexer_once(client: FlaskClient, indexer: Indexer) -> None:
    indexer.step()
    before = client.get("/api/v1/index").get_json()["generation"]
    response = client.post("/api/v1/index/rebuild", headers=BEARER)
    assert (response.status_code, response.headers["Location"]) == (202, "/api/v1/index")
    again = client.post("/api/v1/index/rebuild", headers=BEARER).get_json()
    assert client.get("/api/v1/index").get_json()["rebuild_asked"] == again["rebuild_asked"] >= response.get_json()["rebuild_asked"]
    indexer.step()
    found = client.get("/api/v1/index").get_json()
    assert found["generation"] != before
    assert found["rebuild_asked"] is None
    indexer.step()
    assert client.get("/api/v1/index").get_json()["generation"] == found["generation"]


def test_an_index_of_another_store_is_replaced_only_if_it_is_said_that_this_is_meant(
    client: FlaskClient, indexer: Indexer, tmp_path: Path
) -> None:
    """As after a start without the disk that holds the articles."""
    post(client, FERRY)
    indexer.step()
    aliases = AliasTable.load()
    with Store.open(f"sqlite:///{tmp_path / 'other.sqlite3'}", aliases.also_named) as other:
        elsewhere = app_at(tmp_path, other, aliases, api_key=KEY)
        client = elsewhere.test_client()
        response = client.post("/api/v1/index/rebuild", headers=BEARER)
        assert (response.status_code, response.get_json()["type"]) == (409, "/problems/unsafe")
        assert "1 articles of another store" in response.get_json()["detail"]
        assert client.post("/api/v1/index/rebuild?anyway=perhaps", headers=BEARER).status_code == 400
        assert client.get("/api/v1/index").get_json()["rebuild_asked"] is None
        assert client.post("/api/v1/index/rebuild?anyway=1", headers=BEARER).status_code == 202
        elsewhere.extensions[SERVICES].parts.indexer().step()
        assert client.get("/api/v1/index").get_json()["indexed"] == 0


def test_how_the_index_stands_is_no_answer_where_a_cluster_gives_none(
    client: FlaskClient, keyed_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_self: Generations) -> State:
        raise EngineUnavailable("no node answers")

    monkeypatch.setattr(Generations, "current", gone)
    response = client.get("/api/v1/index")
    assert (response.status_code, response.get_json()["type"]) == (503, "/problems/engine-unavailable")


def test_a_parameter_that_is_not_known_is_refused_before_anything_is_done(client: FlaskClient, keyed_app: Flask) -> None:
    answers = (
        client.post("/api/v1/articles?dry_run=1", json=FERRY, headers=BEARER),
        client.delete("/api/v1/articles/x?really=1", headers=BEARER),
        client.post("/api/v1/index/rebuild?anyways=1", headers=BEARER),
        client.get("/api/v1/index?whole=1"),
    )
    assert [answer.status_code for answer in answers] == [400] * 4
    assert answers[2].get_json()["parameter"] == "anyways"
    assert "did you mean anyway?" in answers[2].get_json()["detail"]
    assert client.get("/api/v1/index").get_json()["rebuild_asked"] is None


def test_where_there_is_no_key_a_token_tells_no_more_than_none(sample_app: Flask) -> None:
    assert sample_app.test_client().get("/api/v1/index", headers=BEARER).status_code == 200
