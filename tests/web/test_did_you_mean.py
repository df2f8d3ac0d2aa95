"""What the page, the JSON and the terminal offer where nothing was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from tests.web.html_tree import having, one, text, tree
from tests.web.standin import StandIn, app_with
from tests.web.test_api_docs import DOCUMENT
from web.cli import main
from web.services import KEY


def test_the_page_and_the_json_offer_the_same_instead_and_the_filters_are_kept(client: FlaskClient) -> None:
    narrowed = "&source=Northern+Wire&from=2026-01-01&group=1"
    offered = client.get(f"/api/v1/search?q=eathquake{narrowed}").get_json()["query"]["instead"]
    assert offered["text"] == "earthquake"
    link = one(one(tree(client.get(f"/search?q=eathquake{narrowed}").text), "p", "offer"), "a")
    assert text(link) == "earthquake"
    url = link.get("href", "")
    assert "source=Northern+Wire" in url
    page = tree(client.get(url).text)
    assert text(one(page, "p", "tally")).startswith(f"{offered['articles']} article")
    assert client.get("/api/v1" + url).get_json()["total"]["articles"] == offered["articles"] > 0


@pytest.mark.parametrize("query", ["earthquake", "zebra", "eathquake+%22", ""])
def test_nothing_is_offered_where_something_was_found_or_nothing_is_near(client: FlaskClient, query: str) -> None:
    assert not having(tree(client.get(f"/search?q={query}").text), "p", "offer")
    if "%" not in query:
        assert client.get(f"/api/v1/search?q={query}").get_json()["query"]["instead"] is None


def test_what_is_offered_is_escaped(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": 'eathquake -"<script>alert(1)</script>"'})
    assert "&lt;script&gt;" in text_of_offer(page.text)


def text_of_offer(page: str) -> str:
    return page.partition('<p class="offer">')[2].partition("</p>")[0]


@pytest.mark.parametrize("path", ["/search.atom", "/search.rss", "/search.feed.json", "/api/v1/export"])
def test_where_nobody_would_see_it_nothing_is_looked_for(sample_app: Flask, path: str) -> None:
    standin = StandIn(sample_app)
    client = app_with(standin, sample_app).test_client()
    assert client.get(f"{path}?q=eathquake", buffered=True).status_code == 200
    assert len(standin.asked) == 1
    client.get("/api/v1/search?q=eathquake&size=0&facets=none&interval=none")
    assert len(standin.asked) > 2


def test_the_document_shows_what_comes(client: FlaskClient) -> None:
    offered = client.get("/api/v1/search?q=gas+pirces").get_json()["query"]["instead"]
    assert f'"instead": {json.dumps(offered)}' in DOCUMENT


def test_the_terminal_offers_it_too(sample_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    url = sample_app.extensions[KEY].store.url
    monkeypatch.setenv("BROADSHEET_STORE", url)
    monkeypatch.setenv("BROADSHEET_DATA", str(Path(url.removeprefix("sqlite:///")).parent))
    done = CliRunner().invoke(main, ["search", "eathquake"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "\ndid you mean: earthquake (" in done.stdout
