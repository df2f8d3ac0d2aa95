"""Answers of which a part is missing, or that are not exact, say so on the page, in the JSON and in the terminal, and are kept nowhere.

Engines on one machine never answer in part, so that a stand-in for a cluster's reader adds to real answers what is missing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from index.engine import Ask, Hits, Missing
from tests.web.html_tree import having, one, text, tree
from tests.web.standin import StandIn, app_with
from web.assembly import Assembly
from web.cli import main
from web.commands.common import PARTLY
from web.services import KEY

GONE = Missing(2, 6, "shard 3 is on no node")
GAP = "2 of 6 parts of the index did not answer; hits and counts are of the rest only"


def in_part(_: Ask, hits: Hits) -> Hits:
    return replace(hits, missing=GONE)


def inexact(_: Ask, hits: Hits) -> Hits:
    facets = {name: replace(counts, exact=name != "person") for name, counts in hits.facets.items()}
    return replace(hits, facets=facets, stories_exact=False)


@pytest.fixture
def standin(sample_app: Flask) -> StandIn:
    return StandIn(sample_app)


@pytest.fixture
def client(sample_app: Flask, standin: StandIn) -> FlaskClient:
    return app_with(standin, sample_app).test_client()


def page(client: FlaskClient, url: str) -> Element:
    response = client.get(url)
    assert response.status_code == 200
    return tree(response.text)


def test_a_stand_in_that_misses_parts_is_told_of_in_the_json(client: FlaskClient, standin: StandIn) -> None:
    whole = client.get("/api/v1/search?q=talks").get_json()
    assert whole["missing"] is None
    assert whole["total"]["stories_exact"] is True
    assert {facet["exact"] for facet in whole["facets"].values()} == {True}
    standin.spoil = in_part
    partly = client.get("/api/v1/search?q=talks").get_json()
    assert partly["missing"] == {"parts": 2, "of": 6, "reason": "shard 3 is on no node"}
    assert partly["total"]["stories_exact"] is False
    assert {facet["exact"] for facet in partly["facets"].values()} == {False}
    assert partly["hits"] == whole["hits"]
    within = client.get("/api/v1/facets/place?q=talks").get_json()
    assert (within["exact"], within["missing"]) == (False, partly["missing"])


def test_a_stand_in_that_misses_parts_is_told_of_on_the_page(client: FlaskClient, standin: StandIn) -> None:
    assert not having(page(client, "/search?q=talks"), "section", "incomplete")
    standin.spoil = in_part
    root = page(client, "/search?q=talks")
    assert GAP in text(one(root, "section", "incomplete"))
    assert "Shard 3 is on no node" in text(one(root, "section", "incomplete"))
    assert text(one(root, "p", "tally")).startswith("at least ")
    assert " in at least " in text(one(root, "p", "tally"))
    assert all(text(each).startswith("≥ at least ") for each in having(root, "span", "count"))
    assert not having(root, "p", "inexact")
    assert "at least so many" in text(one(root, "span", "caption"))
    assert all("at least" in each.get("aria-label", "") for each in one(root, "svg").iter("a"))
    assert any(text(each).startswith("at least ") for each in having(root, "a", "story"))
    assert GAP in text(one(page(client, "/facets/place?q=talks"), "section", "incomplete"))


def test_nothing_found_in_a_part_is_not_nothing_found(client: FlaskClient, standin: StandIn) -> None:
    standin.spoil = in_part
    assert text(one(one(page(client, "/search?q=zebra"), "div", "nothing"), "h3")) == "Nothing matches in the parts that answered"


def test_counts_that_a_stand_in_says_are_not_exact_are_marked_and_no_others(client: FlaskClient, standin: StandIn) -> None:
    standin.spoil = inexact
    told = client.get("/api/v1/search?q=talks").get_json()
    assert [name for name, facet in told["facets"].items() if not facet["exact"]] == ["person"]
    assert told["total"]["stories_exact"] is False
    assert told["missing"] is None
    root = page(client, "/search?q=talks")
    assert " articles in about " in text(one(root, "p", "tally"))
    boxes = {text(one(box, "h3")): box for box in having(root, "section", "facet")}
    assert [title for title, box in boxes.items() if having(box, "p", "inexact")] == ["People"]
    assert [title for title, box in boxes.items() if "≥" in text(one(box, "ul"))] == ["People"]
    assert not having(root, "section", "incomplete")


@pytest.mark.parametrize("spoil", [in_part, inexact])
@pytest.mark.parametrize("url", ["/", "/search?q=talks", "/api/v1/search?q=talks", "/facets/person", "/api/v1/facets/person"])
def test_what_is_not_sure_is_not_to_be_kept(client: FlaskClient, standin: StandIn, url: str, spoil: Any) -> None:
    tag = client.get(url).headers.get("ETag", "none")
    standin.spoil = spoil
    response = client.get(url, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_counts_of_the_collection_are_remembered_only_when_all_of_it_answered(client: FlaskClient, standin: StandIn) -> None:
    def few(ask: Ask, hits: Hits) -> Hits:
        """Only the count of all articles, which the timeline compares with, misses parts."""
        if ask.facets or not hits.timeline:
            return hits
        return replace(hits, missing=GONE, timeline=replace(hits.timeline, counts={}))

    url = "/api/v1/search?q=talks&interval=month&facets=source"
    standin.spoil = few
    partly = client.get(url).get_json()
    assert partly["missing"]["parts"] == 2
    assert all(bar["of"] == bar["count"] for bar in partly["timeline"]["bars"])
    standin.spoil = lambda ask, hits: hits
    whole = client.get(url).get_json()
    assert whole["missing"] is None
    assert any(bar["of"] > bar["count"] for bar in whole["timeline"]["bars"])
    standin.asked.clear()
    assert client.get(url).get_json()["timeline"] == whole["timeline"]
    assert len(standin.asked) == 1


def test_a_part_that_is_missing_while_a_score_is_explained_is_told_of(client: FlaskClient, standin: StandIn) -> None:
    standin.spoil = lambda ask, hits: hits if ask.facets else in_part(ask, hits)
    url = "/api/v1/search?q=talks&interval=none&facets=source"
    assert client.get(url).get_json()["missing"] is None
    assert client.get(f"{url}&explain=1").get_json()["missing"]["parts"] == 2


def test_the_terminal_says_what_a_stand_in_misses(sample_app: Flask, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    known = sample_app.extensions[KEY]
    monkeypatch.setenv("BROADSHEET_STORE", known.store.url)
    monkeypatch.setenv("BROADSHEET_DATA", str(Path(known.store.url.removeprefix("sqlite:///")).parent))
    search = app_with(standin, sample_app).extensions[KEY].search
    monkeypatch.setattr(Assembly, "search", lambda _: search)
    standin.spoil = in_part
    done = CliRunner().invoke(main, ["search", "talks"], catch_exceptions=False)
    assert done.exit_code == PARTLY
    assert f"broadsheet: {GAP} (shard 3 is on no node)" in done.stderr
    assert done.stdout.startswith("at least ")
    assert "≥" in done.stdout
    told = CliRunner().invoke(main, ["search", "--json", "talks"], catch_exceptions=False)
    assert told.exit_code == PARTLY
    assert GAP in told.stderr
    assert '"parts": 2' in told.stdout
