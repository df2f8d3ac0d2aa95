"""The JSON interface."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from index.fields import FACETS


def answer(client: FlaskClient, url: str, status: int = 200):  # type: ignore[no-untyped-def]
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.get_json()


def test_a_search_has_all_its_parts(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?q=Kiev&facet_size=3")
    assert list(found) == ["query", "index", "missing", "total", "hits", "facets", "timeline", "next", "took_ms"]
    assert found["query"]["text"] == "Kiev"
    assert "Kyiv" in found["query"]["also"]
    assert found["index"]["articles"] == 86
    assert datetime.fromisoformat(found["index"]["built_at"]).utcoffset() is not None
    assert found["total"]["articles"] >= found["total"]["stories"] > 0
    assert tuple(found["facets"]) == FACETS
    assert all(len(facet["values"]) <= 3 for facet in found["facets"].values())
    assert sum(bar["count"] for bar in found["timeline"]["bars"]) + found["timeline"]["undated"] == found["total"]["articles"]
    assert found["took_ms"] > 0


def test_a_hit_has_all_its_parts(client: FlaskClient) -> None:
    hit = answer(client, "/api/v1/search?q=earthquake&size=1&facets=none&interval=none")["hits"][0]
    assert {"id", "url", "source", "authors", "published", "precision", "language", "story", "story_reports", "score"} <= hit.keys()
    assert hit["score"] > 0
    assert "why" not in hit
    for part in (hit["title"], hit["snippet"]):
        assert part.keys() == {"text", "marks", "html"}
    marks = [hit["snippet"]["text"][start:end].lower() for start, end in hit["snippet"]["marks"]]
    assert any(mark.startswith("earthquake") for mark in marks)


def test_explain_says_why_each_hit_matched(client: FlaskClient) -> None:
    for hit in answer(client, "/api/v1/search?q=earthquake&explain=1")["hits"]:
        assert hit["why"]
        assert {"field", "term", "how", "count"} == hit["why"][0].keys()


def test_only_what_is_asked_for_is_answered(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?facets=source,person&interval=none&size=0")
    assert tuple(found["facets"]) == ("source", "person")
    assert found["timeline"] is None
    assert found["hits"] == []
    assert found["total"]["articles"] == 86
    assert answer(client, "/api/v1/search?interval=month")["timeline"]["interval"] == "month"


def test_facet_filters_narrow_and_are_marked_as_selected(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?source=Northern+Wire&source=Eastgate+Daily")
    selected = {each["value"]: each["count"] for each in found["facets"]["source"]["values"] if each["selected"]}
    assert tuple(found["facets"]) == FACETS
    assert selected.keys() == {"Northern Wire", "Eastgate Daily"}
    assert sum(selected.values()) == found["total"]["articles"]


def test_the_days_of_a_range_are_both_included(client: FlaskClient) -> None:
    hits = answer(client, "/api/v1/search?from=2026-03-03&to=2026-03-16&size=100")["hits"]
    days = {hit["published"][:10] for hit in hits}
    assert min(days) == "2026-03-03"
    assert max(days) <= "2026-03-16"


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_following_next_gives_each_article_exactly_once(client: FlaskClient, sort: str) -> None:
    url, seen = f"/api/v1/search?q=the&sort={sort}&size=7&facets=none&interval=none", []
    found = answer(client, url)
    while True:
        seen += [hit["id"] for hit in found["hits"]]
        if found["next"] is None:
            break
        found = answer(client, f"{url}&cursor={found['next']}")
    assert len(seen) == len(set(seen)) == found["total"]["articles"] > 70


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_grouped_each_story_comes_exactly_once_over_all_pages(client: FlaskClient, sort: str) -> None:
    url, hits = f"/api/v1/search?q=the&sort={sort}&size=7&facets=none&interval=none&group=1", []
    found = answer(client, url)
    while True:
        hits += found["hits"]
        if found["next"] is None:
            break
        found = answer(client, f"{url}&cursor={found['next']}")
    events = [hit["story"] or hit["id"] for hit in hits]
    assert len(events) == len(set(events)) == found["total"]["stories"] < found["total"]["articles"]
    assert sum(hit["story_reports"] for hit in hits) == found["total"]["articles"]


def test_an_article_is_answered_whole(client: FlaskClient) -> None:
    hit = answer(client, "/api/v1/search?q=earthquake&size=1")["hits"][0]
    found = answer(client, f"/api/v1/articles/{hit['id']}")
    assert found["title"] == hit["title"]["text"]
    assert found["entities"]
    for entity in found["entities"]:
        for mention in entity["mentions"]:
            assert 0 <= mention["start"] < mention["end"] <= len(found[mention["field"]])


def test_a_facet_is_searched_within(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/facets/place?contains=ODE&q=talks")
    assert found["facet"] == "place"
    assert found["values"]
    for each in found["values"]:
        assert "ode" in each["value"].lower()
        told = client.get("/api/v1/search", query_string={"q": "talks", "place": each["value"], "size": 0}).get_json()
        assert told["total"]["articles"] == each["count"]


def test_an_empty_facet_size_is_none_given(client: FlaskClient) -> None:
    some, empty = (answer(client, f"/api/v1/facets/place{given}")["values"] for given in ("", "?facet_size="))
    assert len(some) == len(empty) > 10


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/facets/person", "/search", "/facets/person"])
def test_the_last_day_may_not_be_before_the_first(client: FlaskClient, path: str) -> None:
    response = client.get(f"{path}?from=2026-03-04&to=2026-03-03")
    assert response.status_code == 400
    assert "2026-03-03 is before from=2026-03-04" in response.text
    if path.startswith("/api"):
        assert response.get_json()["parameter"] == "to"


BAD = [
    ("/api/v1/search?q=colour:red", "code", "unknown_field"),
    ("/api/v1/search?q=%22open", "at", 0),
    ("/api/v1/search?size=1000", "parameter", "size"),
    ("/api/v1/search?siez=10", "parameter", "siez"),
    ("/api/v1/search?cursor=nonsense", "parameter", "cursor"),
    ("/api/v1/search?interval=hour", "parameter", "interval"),
    ("/api/v1/facets/place?containing=a", "parameter", "containing"),
    ("/api/v1/facets/place?facet_size=51", "parameter", "facet_size"),
]


@pytest.mark.parametrize(("url", "member", "value"), BAD)
def test_a_bad_request_says_which_part_is_bad(client: FlaskClient, url: str, member: str, value: object) -> None:
    assert answer(client, url, 400)[member] == value


def test_letters_are_written_as_themselves(client: FlaskClient) -> None:
    assert "Türkiye" in client.get("/api/v1/search?q=earthquake").text


def test_the_tag_does_not_depend_on_how_long_it_took(client: FlaskClient) -> None:
    tags = {client.get("/api/v1/search?q=earthquake").headers["ETag"] for _ in range(3)}
    assert len(tags) == 1
    assert client.get("/api/v1/search?q=earthquake&size=1").headers["ETag"] not in tags


def test_a_chosen_value_is_shown_though_it_be_rare(client: FlaskClient) -> None:
    people = client.get("/api/v1/search?q=talks&facet_size=50&size=0").get_json()["facets"]["person"]["values"]
    rare = people[-1]
    asked = {"q": "talks", "facet_size": 2, "person": [rare["value"], people[0]["value"], "Nobody at All"]}
    facet = client.get("/api/v1/search", query_string=asked).get_json()["facets"]["person"]
    assert [each["value"] for each in facet["values"]] == [people[0]["value"], people[1]["value"], rare["value"]]
    assert facet["values"][-1] == {"value": rare["value"], "count": rare["count"], "selected": True}
    assert facet["more"]
