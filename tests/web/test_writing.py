"""Articles in over HTTP: with the key, what the file readers understand, nothing passed over in silence, nothing without bounds."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.schedule import Indexer
from tests.web.keyed import BEARER, FERRY, KEY, post
from tests.web.serving import served
from tests.web.test_api_docs import BLOCKS, DOCUMENT, HOST
from tests.web.test_openapi import keeps
from web import bodies, writer
from web.services import KEY as SERVICES


@pytest.fixture
def client(keyed_app: Flask) -> FlaskClient:
    return keyed_app.test_client()


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def stored(keyed_app: Flask) -> int:
    count: int = keyed_app.extensions[SERVICES].store.count()
    return count


# What goes in


def test_an_article_is_in_the_store_at_once_and_found_when_the_indexer_has_come_to_its_change(
    client: FlaskClient, indexer: Indexer
) -> None:
    response = post(client, FERRY)
    assert response.status_code == 201
    answer = response.get_json()
    [id_] = answer.pop("ids")
    assert answer == {"added": 1, "updated": 0, "unchanged": 0, "bad": [], "warnings": [], "change": 1}
    assert response.headers["Location"] == f"/api/v1/articles/{id_}"
    assert client.get(response.headers["Location"]).get_json()["title"] == FERRY["title"]
    indexer.step()
    assert client.get("/api/v1/index").get_json()["change"] >= 1
    assert [hit["id"] for hit in client.get("/api/v1/search?q=camotes").get_json()["hits"]] == [id_]


def test_the_same_again_changes_nothing_and_a_changed_text_updates(client: FlaskClient) -> None:
    first = post(client, FERRY).get_json()
    again = post(client, FERRY)
    assert (again.status_code, again.get_json()["unchanged"], again.get_json()["ids"]) == (200, 1, first["ids"])
    newer = post(client, {**FERRY, "body": "All were saved."})
    assert (newer.status_code, newer.get_json()["updated"], newer.get_json()["ids"]) == (200, 1, first["ids"])


def test_of_many_the_bad_are_named_and_the_rest_goes_in(client: FlaskClient, keyed_app: Flask) -> None:
    body = f"{lines(FERRY)}\n{lines({'title': 7})}not json\n{lines({'title': 'Storm over the bay'})}"
    response = post(client, body, "application/x-ndjson")
    answer = response.get_json()
    assert (response.status_code, answer["added"]) == (201, 2)
    assert [(bad["record"], bad["line"]) for bad in answer["bad"]] == [(2, 3), (3, 4)]
    assert answer["bad"][0]["reason"] == "title: a number where text is expected"
    assert [id_ is None for id_ in answer["ids"]] == [False, True, True, False]
    assert client.get(f"/api/v1/articles/{answer['ids'][3]}").get_json()["title"] == "Storm over the bay"
    assert stored(keyed_app) == 2


def test_records_of_a_list_are_told_apart_though_all_are_on_one_line(client: FlaskClient) -> None:
    answer = post(client, [{"title": 7}, FERRY, {}]).get_json()
    assert [bad["record"] for bad in answer["bad"]] == [1, 3]
    assert [id_ is None for id_ in answer["ids"]] == [True, False, True]


def test_the_names_of_other_services_and_a_records_own_people_are_understood(client: FlaskClient) -> None:
    newsapi = {"articles": [{"source": {"name": "The Post"}, "title": "Talks - The Post", "publishedAt": "2026-05-03T10:00:00Z"}]}
    schema = {"@type": "NewsArticle", "headline": "Storm", "articleBody": "It blew.", "people": ["Ann Okafor"], "keywords": "wind, rain"}
    first, second = post(client, newsapi).get_json()["ids"] + post(client, schema, "application/ld+json").get_json()["ids"]
    assert client.get(f"/api/v1/articles/{first}").get_json()["title"] == "Talks"
    article = client.get(f"/api/v1/articles/{second}").get_json()
    assert [(each["name"], each["given"]) for each in article["entities"]] == [("Ann Okafor", True)]
    assert article["keywords"] == ["wind", "rain"]


def test_reports_of_one_event_that_come_one_by_one_are_made_a_story_by_the_indexer(client: FlaskClient, indexer: Indexer) -> None:
    ids = [post(client, {**FERRY, "url": f"https://{name}.example/ferry"}).get_json()["ids"][0] for name in ("one", "other")]
    indexer.step()
    stories = {client.get(f"/api/v1/articles/{id_}").get_json()["story"] for id_ in ids}
    assert len(stories - {None}) == 1
    indexer.step()
    assert client.get("/api/v1/search?q=camotes").get_json()["total"] == {"articles": 2, "stories": 1, "stories_exact": True}


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_gzip_is_unpacked(client: FlaskClient, keyed_app: Flask, coding: str) -> None:
    packed = gzip.compress(lines(FERRY).encode()) + gzip.compress(lines({"title": "Storm"}).encode())
    assert post(client, packed, "application/x-ndjson", **{"Content-Encoding": coding}).get_json()["added"] == 2
    assert stored(keyed_app) == 2


# What does not


@pytest.mark.parametrize("body", ["", " \n", "[]", "not json", "7", '"text"', "null", "{}", '[{"title": 7}, 8]', '{"title": "Cut sh'])
def test_where_nothing_can_be_used_it_says_why(client: FlaskClient, keyed_app: Flask, body: str) -> None:
    response = post(client, body)
    problem = response.get_json()
    assert (response.status_code, response.mimetype, problem["type"]) == (400, "application/problem+json", "/problems/no-article")
    assert problem["detail"]
    assert all(bad["reason"] for bad in problem["bad"])
    assert stored(keyed_app) == 0


HOSTILE = {
    "NUL and half a surrogate pair": (b'{"title": "Dock\\u0000ers \\ud83d met", "body": "In \\u0000Kiev\\udc00."}', 201),
    "nested deeply": (b'{"title": "x", "keywords": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "nested deeply, not closed": (b"[" * 200_000, 400),
    "a number that is none": (b'{"title": "x", "published": ' + b"9" * 100_000 + b"}", 400),
    "names like ours": (b'{"id": {"$gt": ""}, "title": ["a"], "body": {"__class__": 1}}', 400),
    "not UTF-8": ('{"title": "Fähre"}'.encode("latin-1"), 400),
    "UTF-16": ('{"title": "Fähre"}'.encode("utf-16"), 201),
    "a date far away": (b'{"title": "x", "published": 1e400}', 400),
    "many names": (json.dumps({f"n{number}": number for number in range(100_000)} | {"title": "x"}).encode(), 201),
}


@pytest.mark.parametrize(("body", "status"), HOSTILE.values(), ids=HOSTILE.keys())
def test_odd_records_are_taken_or_refused_with_a_reason(client: FlaskClient, body: bytes, status: int) -> None:
    response = post(client, body)
    assert response.status_code == status, response.text
    if status == 400:
        assert all(bad["reason"] for bad in response.get_json()["bad"])
    else:
        assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("kind", "headers", "accepted"),
    [
        ("application/x-www-form-urlencoded", {}, "Accept"),
        ("text/csv", {}, "Accept"),
        ("", {}, "Accept"),
        ("application/json; charset=latin-1", {}, "Accept"),
        ("application/json", {"Content-Encoding": "br"}, "Accept-Encoding"),
        ("application/json", {"Content-Encoding": "gzip, gzip"}, "Accept-Encoding"),
    ],
)
def test_other_kinds_of_content_are_refused_with_those_that_are_read(
    client: FlaskClient, kind: str, headers: dict[str, str], accepted: str
) -> None:
    response = post(client, FERRY, kind, **headers)
    assert (response.status_code, response.get_json()["type"]) == (415, "/problems/wrong-media-type")
    assert response.headers[accepted]


def test_no_more_is_taken_than_a_worker_can_bear(client: FlaskClient, keyed_app: Flask) -> None:
    large = b" " * (bodies.LARGEST_BODY + 1)
    bomb = gzip.compress(large)
    many = lines(*({"title": f"Storm {number}"} for number in range(writer.MOST_RECORDS + 1)))
    rubbish = "x\n" * (writer.MOST_RECORDS + 1)
    refused = [
        post(client, large),
        post(client, bomb, **{"Content-Encoding": "gzip"}),
        post(client, many, "application/x-ndjson"),
        post(client, rubbish, "application/x-ndjson"),
        client.post("/api/v1/articles", headers=BEARER, content_type="application/json", environ_overrides={"CONTENT_LENGTH": str(10**12)}),
        client.post(
            "/api/v1/articles",
            input_stream=io.BytesIO(large),
            environ_overrides={"wsgi.input_terminated": True},
            headers={**BEARER, "Transfer-Encoding": "chunked"},
            content_type="application/json",
        ),
    ]
    assert [(response.status_code, response.get_json()["type"]) for response in refused] == [(413, "/problems/too-large")] * 6
    assert stored(keyed_app) == 0


@pytest.mark.parametrize("damage", [lambda packed: packed[:-4], lambda packed: packed[:20] + b"?" + packed[21:], lambda packed: b"text"])
def test_damaged_packing_is_refused(client: FlaskClient, damage: Any) -> None:
    response = post(client, damage(gzip.compress(lines(FERRY).encode())), **{"Content-Encoding": "gzip"})
    assert (response.status_code, response.get_json()["type"]) == (400, "/problems/bad-input")


def test_of_a_body_that_is_cut_short_nothing_goes_in(client: FlaskClient, keyed_app: Flask) -> None:
    whole = lines(FERRY, {"title": "Storm"}).encode()
    response = client.post(
        "/api/v1/articles",
        input_stream=io.BytesIO(whole[:-20]),
        environ_overrides={"CONTENT_LENGTH": str(len(whole))},
        headers=BEARER,
        content_type="application/x-ndjson",
    )
    assert (response.status_code, response.get_json()["type"]) == (400, "/problems/bad-input")
    assert stored(keyed_app) == 0


# Taking away


def test_a_deleted_article_is_gone_at_once_and_from_the_index_with_its_next_step(client: FlaskClient, indexer: Indexer) -> None:
    [id_] = post(client, FERRY).get_json()["ids"]
    indexer.step()
    response = client.delete(f"/api/v1/articles/{id_}", headers=BEARER)
    assert (response.status_code, response.data) == (204, b"")
    assert client.get(f"/api/v1/articles/{id_}").status_code == 404
    indexer.step()
    assert client.get("/api/v1/search?q=camotes").get_json()["total"]["articles"] == 0
    again = client.delete(f"/api/v1/articles/{id_}", headers=BEARER)
    assert (again.status_code, again.get_json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("id_", ["none", "%00", "%ff", "a" * 3000, "..%2f.."])
def test_an_odd_id_is_not_found(client: FlaskClient, id_: str) -> None:
    response = client.delete(f"/api/v1/articles/{id_}", headers=BEARER)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


# The page that describes it


@pytest.mark.skipif(which("curl") is None or which("bash") is None, reason="no curl or no bash on this machine")
def test_the_examples_run_in_a_shell(keyed_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(lines({"title": "Storm over the bay"}, {"title": "Storm again"}))
    client = keyed_app.test_client()
    [id_] = post(client, FERRY | {"url": "https://harbour.example/to-delete"}).get_json()["ids"]
    blocks = [block for block in BLOCKS if "Bearer" in block]
    with served(keyed_app) as address:
        script = "".join(blocks).replace(HOST, address).replace("curl ", "curl --silent --show-error --fail ")
        variables = {**os.environ, "KEY": KEY, "ID": id_}
        subprocess.run(["bash", "-e", "-c", script], env=variables, cwd=tmp_path, timeout=60, check=True, capture_output=True)
    assert stored(keyed_app) == 3
    assert client.get(f"/api/v1/articles/{id_}").status_code == 404
    assert client.get("/api/v1/index").get_json()["rebuild_asked"] is not None


def test_answers_and_problems_keep_their_schemas(client: FlaskClient, indexer: Indexer) -> None:
    description = client.get("/api/v1/openapi.json").get_json()
    indexer.step()
    answers = {
        "TakenIn": post(client, [FERRY, {"title": 7}]),
        "Problem": post(client, [{"title": 7}]),
        "RebuildAsked": client.post("/api/v1/index/rebuild", headers=BEARER),
        "Index": client.get("/api/v1/index", headers=BEARER),
    }
    for name, answer in answers.items():
        keeps(description, {"$ref": f"#/components/schemas/{name}"}, answer.get_json())


def test_the_page_says_what_is_taken_and_answered(client: FlaskClient) -> None:
    names = {*post(client, [FERRY, {}]).get_json(), *client.get("/api/v1/index", headers=BEARER).get_json()}
    assert {name for name in (*names, *bodies.MEDIA_TYPES) if f"`{name}`" not in DOCUMENT} == set()
    assert f"at most {writer.MOST_RECORDS:,} records and {bodies.LARGEST_BODY >> 20} MiB" in DOCUMENT
