"""What a browser's own search box asks for."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.web.html_tree import one, tree
from tests.web.test_api_docs import DOCUMENT

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def description(client: FlaskClient, **more: str) -> ElementTree.Element:
    response = client.get("/opensearch.xml", **more)  # type: ignore[arg-type]
    assert response.status_code == 200
    assert response.mimetype == "application/opensearchdescription+xml"
    return ElementTree.fromstring(response.data)


def templates(client: FlaskClient, **more: str) -> dict[str, str]:
    """Media type → template of an address."""
    return {url.get("type", ""): url.get("template", "") for url in description(client, **more).iter(f"{SPACE}Url")}


def test_pages_name_the_description_and_it_has_what_the_specification_asks_for(client: FlaskClient) -> None:
    (link,) = (each for each in tree(client.get("/").text).iter("link") if each.get("rel") == "search")
    assert link.get("href") == "/opensearch.xml"
    assert link.get("type") == "application/opensearchdescription+xml"
    root = description(client)
    assert root.tag == f"{SPACE}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{SPACE}ShortName", "")) <= 16
    assert 0 < len(root.findtext(f"{SPACE}Description", "")) <= 1024
    assert root.find(f"{SPACE}Image") is not None


def test_its_addresses_are_absolute_and_lead_to_search_and_completions(client: FlaskClient) -> None:
    found = templates(client)
    assert all(each.startswith("http://localhost/") for each in found.values())
    page = client.get(found["text/html"].replace("{searchTerms}", "earth%20quake"))
    assert one(tree(page.text), "input", id="q").get("value") == "earth quake"
    feed = client.get(found["application/atom+xml"].replace("{searchTerms}", "earthquake"))
    assert feed.mimetype == "application/atom+xml"
    completed = client.get(found["application/x-suggestions+json"].replace("{searchTerms}", "ky"))
    assert completed.get_json()[0] == "ky"


def test_its_addresses_are_those_by_which_it_was_reached(client: FlaskClient) -> None:
    found = templates(client, base_url="https://news.example/archive")  # type: ignore[arg-type]
    assert found["text/html"] == "https://news.example/archive/search?q={searchTerms}"
    assert found["application/x-suggestions+json"] == "https://news.example/archive/suggest?q={searchTerms}"


def test_a_completion_is_a_text_a_description_and_an_address(client: FlaskClient) -> None:
    response = client.get("/suggest?q=talks+kie")
    assert response.mimetype == "application/x-suggestions+json"
    typed, texts, descriptions, urls = response.get_json()
    assert (typed, texts[0], urls[0]) == ("talks kie", "talks Kyiv", "http://localhost/search?q=talks&place=Kyiv")
    assert len(texts) == len(descriptions) == len(urls)
    count = descriptions[0].removeprefix("place, also Kiev, ").removesuffix(" articles")
    everywhere = client.get("/api/v1/search?place=Kyiv&size=0").get_json()["total"]["articles"]
    assert int(count) == everywhere > 1


def test_what_was_typed_comes_back_as_it_was(client: FlaskClient) -> None:
    assert client.get("/suggest?q=%20Ky%C3%AD%20").get_json()[0] == " Kyí "
    assert client.get("/suggest?q=zzzz").get_json() == ["zzzz", [], [], []]
    assert client.get("/suggest").get_json() == ["", [], [], []]


def test_completions_of_hostile_names_are_data(hostile: FlaskClient) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz<":
        response = hostile.get("/suggest", query_string={"q": letter})
        assert response.status_code == 200
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "<" not in "".join(json.loads(response.data)[3])


@pytest.mark.parametrize(("query", "parameter"), [("query=ky", "query"), ("q=a&q=b", "q")])
def test_a_parameter_that_is_wrong_is_told(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/suggest?{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["parameter"] == parameter


@pytest.mark.parametrize("path", ["/opensearch.xml", "/suggest?q=ky"])
def test_without_a_host_there_are_no_addresses(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Host": 'evil"><x'})
    assert response.status_code == 400
    assert "Host names no host" in response.text


def test_whoever_has_the_completions_already_is_told_so(client: FlaskClient) -> None:
    first = client.get("/suggest?q=ky")
    again = client.get("/suggest?q=ky", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_document_shows_what_comes(client: FlaskClient) -> None:
    _, (completed,), (described,), _ = client.get("/suggest?q=talks+kie").get_json()
    assert f"`{completed}`, “{described}”" in DOCUMENT
