"""The address of a feed: which parameters it takes, which it refuses, and how it writes its own."""

from __future__ import annotations

import json
from urllib.parse import quote

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fields import FACETS
from search.request import LARGEST_PAGE
from tests.web.feeds import PATHS, items, told
from web.feed_request import NOT_IN_A_FEED
from web.params import SINGLE

sizes = st.sampled_from(("", "&size=0", "&size=10", "&size=20", f"&size={LARGEST_PAGE}"))


@settings(max_examples=40)
@given(st.sampled_from(PATHS), st.sampled_from(("", "talks", "a&b=c #", "Türkiye")), sizes, st.sampled_from(("", "&exact=1&group=1")))
def test_the_address_that_a_feed_gives_as_its_own_is_the_same_feed(sample_app: Flask, path: str, words: str, size: str, more: str) -> None:
    written = told(sample_app.test_client(), f"{path}?q={quote(words)}{size}{more}&sort=newest&facets=none")
    if path == "/search.feed.json":
        address = json.loads(written)["feed_url"]
    else:
        address = next(link["href"] for link in feedparser.parse(written).feed.links if link["rel"] == "self")
    assert "sort" not in address
    assert told(sample_app.test_client(), address) == written


typed = st.text(max_size=20) | st.text(alphabet='ab"()*~:-#&%\\\0\x0b\ufffe<> ', max_size=20)
names = st.sampled_from(("q", "from", "to", "size", "cursor", "exact", "group", "source", "place"))


@settings(max_examples=60)
@given(st.lists(st.tuples(names, typed), max_size=4), st.sampled_from(PATHS))
def test_whatever_is_asked_is_a_sound_feed_or_refused_with_a_reason(sample_app: Flask, sent: list[tuple[str, str]], path: str) -> None:
    response = sample_app.test_client().get(path, query_string=sent)
    if response.status_code == 200:
        items(response.text)
    else:
        assert (response.status_code, response.mimetype) == (400, "application/problem+json")
        assert response.get_json()["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_addresses_begin_as_the_address_that_was_asked(client: FlaskClient, path: str) -> None:
    """With the host, the scheme and the prefix that a proxy hands on."""
    base = "https://news.example:8443/archive"
    written = client.get(f"{path}?q=talks&size=1", base_url=base).text
    assert written.count(f"{base}/search") >= 2
    assert written.count(f"{base}/articles/") == 1
    assert "localhost" not in written


@pytest.mark.parametrize("host", ['"><script>', "a b", "x.example/evil", ""])
def test_a_host_that_is_none_is_refused(client: FlaskClient, host: str) -> None:
    response = client.get("/search.atom", headers={"Host": host})
    assert response.status_code == 400
    assert "Host" in response.get_json()["detail"]


BAD = [
    ("q=colour:red", "code", "unknown_field"),
    ("q=%22open", "at", 0),
    ("sort=oldest", "parameter", "sort"),
    ("sort=relevance", "parameter", "sort"),
    ("facets=source", "parameter", "facets"),
    ("facet_size=5", "parameter", "facet_size"),
    ("interval=month", "parameter", "interval"),
    ("explain=1", "parameter", "explain"),
    ("size=1000", "parameter", "size"),
    ("qq=x", "parameter", "qq"),
    ("cursor=nonsense", "parameter", "cursor"),
    ("from=2026-03-04&to=2026-03-03", "parameter", "to"),
]


@pytest.mark.parametrize(("asked", "member", "value"), BAD)
@pytest.mark.parametrize("path", PATHS)
def test_what_cannot_be_asked_is_a_problem_document(client: FlaskClient, path: str, asked: str, member: str, value: object) -> None:
    response = client.get(f"{path}?{asked}")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.get_json()[member] == value


def test_the_description_for_programs_names_the_parameters_that_a_feed_takes(client: FlaskClient) -> None:
    """The others of a search are refused, as above."""
    description = client.get("/api/v1/openapi.json").get_json()
    named = {each.get("name") or each["$ref"].rpartition("/")[2] for each in description["paths"]["/search.atom"]["get"]["parameters"]}
    assert named == {*SINGLE, *FACETS} - NOT_IN_A_FEED.keys()
    for path in PATHS:
        (size,) = (each for each in description["paths"][path]["get"]["parameters"] if each.get("name") == "size")
        assert told(client, f"{path}?size={size['schema']['default']}") == told(client, path)


def test_what_a_feed_does_anyway_may_be_asked_for(client: FlaskClient) -> None:
    assert told(client, "/search.atom?sort=newest&facets=none&interval=none&explain=0&q=") == told(client, "/search.atom")
