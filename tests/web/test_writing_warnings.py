"""What the answer to sent articles says of dates that were not understood, or not used: what the log says, and of this request alone."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.keyed import FERRY, post
from tests.web.test_api_docs import DOCUMENT
from tests.web.test_openapi import keeps

UNDATED = {"title": "Storm over the bay", "body": "It blew."}
NOT_UNDERSTOOD = {**UNDATED, "published": "the day after the flood"}
TWO_DAYS = {**UNDATED, "published": "04/12/2022"}
ELSEWHERE = {**UNDATED, "publishing_day": "2026-06-01"}


@pytest.fixture
def client(keyed_app: Flask) -> FlaskClient:
    return keyed_app.test_client()


def warnings(client: FlaskClient, content: Any, kind: str = "application/json") -> list[tuple[int, str]]:
    response = post(client, content, kind)
    assert response.status_code in (200, 201), response.text
    return [(each["record"], each["code"]) for each in response.get_json()["warnings"]]


def test_each_names_its_record_though_all_are_on_one_line_and_some_are_bad(client: FlaskClient) -> None:
    sent = [{"title": 7}, NOT_UNDERSTOOD, FERRY, ELSEWHERE, {}, TWO_DAYS, {**NOT_UNDERSTOOD, "title": "Fog"}]
    expected = [(2, "date_not_understood"), (4, "dates_not_used"), (6, "day_order_unknown"), (7, "date_not_understood")]
    assert warnings(client, sent) == expected


def test_lines_have_them_too(client: FlaskClient) -> None:
    sent = "".join(json.dumps(record) + "\n" for record in (FERRY, 7, ELSEWHERE, ELSEWHERE, TWO_DAYS, TWO_DAYS))
    assert warnings(client, sent, "application/x-ndjson") == [(3, "dates_not_used"), (5, "day_order_unknown")]


def test_a_reason_says_what_was_written_and_what_would_be_right(client: FlaskClient) -> None:
    answer = post(client, [NOT_UNDERSTOOD, TWO_DAYS, ELSEWHERE]).get_json()
    first, second, third = (each["reason"] for each in answer["warnings"])
    assert "'the day after the flood' is not understood" in first
    assert "'04/12/2022' is read with the month first" in second
    assert "publishing_day may be one: call it published" in third
    dates = [client.get(f"/api/v1/articles/{id_}").get_json()["published"] for id_ in answer["ids"]]
    assert dates == [None, "2022-04-12T00:00:00Z", None]


def test_what_was_written_is_told_in_part_if_it_is_long(client: FlaskClient) -> None:
    long = "soon " * 10_000
    dates = {f"date_{number}": "2026" for number in range(1_000)}
    sent = [{**UNDATED, "published": long}, {**UNDATED, "title": "Fog", "published": f"04/12/2022 {long}"}, {**UNDATED, **dates}]
    answer = post(client, sent).get_json()
    assert [each["record"] for each in answer["warnings"]] == [1, 2, 2, 3]
    assert max(len(each["reason"]) for each in answer["warnings"]) < 300


def test_the_log_has_the_same(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    told = warnings(client, [NOT_UNDERSTOOD, TWO_DAYS, ELSEWHERE])
    logged = [vars(record) for record in caplog.records if record.message.startswith("intake.")]
    assert sorted(each["message"] for each in logged) == sorted(f"intake.{code}" for _, code in told)
    assert {each["message"]: each["origin"] for each in logged} == {
        "intake.date_not_understood": "api.json:1",
        "intake.day_order_unknown": "api.json:1",
        "intake.dates_not_used": "api.json",
    }


def test_nothing_is_said_of_a_request_before_nor_of_what_is_as_it_was(client: FlaskClient) -> None:
    assert warnings(client, NOT_UNDERSTOOD) == [(1, "date_not_understood")]
    assert warnings(client, FERRY) == []
    assert warnings(client, NOT_UNDERSTOOD) == []


def test_requests_at_once_have_their_own(client: FlaskClient, keyed_app: Flask) -> None:
    def sent(number: int) -> list[tuple[int, str]]:
        records = [{**FERRY, "url": f"https://ferry.example/{number}/{at}"} for at in range(number)]
        odd = {**NOT_UNDERSTOOD, "url": f"https://odd.example/{number}"}
        return warnings(keyed_app.test_client(), [*records, odd])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(sent, range(12))) == [[(number + 1, "date_not_understood")] for number in range(12)]


def test_the_answer_is_as_it_is_described(client: FlaskClient) -> None:
    answer = post(client, [NOT_UNDERSTOOD, TWO_DAYS]).get_json()
    assert answer["warnings"]
    keeps(client.get("/api/v1/openapi.json").get_json(), {"$ref": "#/components/schemas/TakenIn"}, answer)


def test_the_document_has_every_code(client: FlaskClient) -> None:
    table = DOCUMENT.partition("### Warnings")[2].partition("\n## ")[0]
    told = warnings(client, [NOT_UNDERSTOOD, TWO_DAYS, ELSEWHERE])
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {code for _, code in told}
