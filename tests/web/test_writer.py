"""Many who send articles at once: one after the other goes in, and who would wait too long is sent away."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from flask import Flask
from werkzeug.test import TestResponse

from index.article import RawArticle
from index.intake import Intake, Told
from index.schedule import Indexer
from index.stored import PutCounts
from tests.web.keyed import FERRY, post
from web import writer


def test_twenty_posts_at_once_all_go_in(keyed_app: Flask, indexer: Indexer) -> None:
    def one(number: int) -> TestResponse:
        return post(keyed_app.test_client(), {"title": f"Storm number {number}", "body": "It blew.", "published": "2026-05-03"})

    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(one, range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["ids"][0] for answer in answers}) == 20
    indexer.step()
    assert keyed_app.test_client().get("/api/v1/search?q=storm").get_json()["total"]["articles"] == 20


def test_a_request_of_which_nothing_can_be_understood_is_refused(keyed_app: Flask) -> None:
    class Brittle:
        def add(self, records: list[RawArticle], told: Told) -> PutCounts:
            for record in records:
                told(record, None, ())
            return PutCounts(failed=len(records))

    keyed_app.extensions[writer.KEY] = writer.Writer(lambda: cast(Intake, Brittle()))
    response = post(keyed_app.test_client(), [{"title": "Storm"}, {"title": "Ferry"}])
    assert (response.status_code, response.get_json()["type"]) == (400, "/problems/no-article")
    assert [each["record"] for each in response.get_json()["bad"]] == [1, 2]


def test_who_would_wait_too_long_is_sent_away_for_a_while(keyed_app: Flask) -> None:
    begun, go_on = threading.Event(), threading.Event()
    first = keyed_app.extensions[writer.KEY]._make

    def slow() -> Any:
        begun.set()
        go_on.wait(60)
        return first()

    keyed_app.extensions[writer.KEY] = writer.Writer(slow, wait_seconds=0.01)
    with ThreadPoolExecutor(1) as other:
        taken = other.submit(post, keyed_app.test_client(), FERRY)
        assert begun.wait(60)
        response = post(keyed_app.test_client(), {"title": "Storm"})
        go_on.set()
    assert (response.status_code, response.get_json()["type"]) == (503, "/problems/overloaded")
    assert int(response.headers["Retry-After"]) > 0
    assert taken.result().status_code == 201
