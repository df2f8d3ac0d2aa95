"""What is in a feed: the articles of its page, what a hit says of each, and dates that are of the right day everywhere."""

from __future__ import annotations

import json
from urllib.parse import quote

import feedparser
import pytest
from flask.testing import FlaskClient

from tests.web.feeds import DATED, DAY, PATHS, at, items, told
from tests.web.html_tree import links, one, text, tree
from tests.web.test_agreement import QUERIES
from tests.web.worlds import app_of

NARROWED = [f"the{narrowing}" for narrowing in ("&source=Northern+Wire", "&from=2026-03-01&to=2026-03-31", "&sort=oldest&exact=1&group=1")]


@pytest.mark.parametrize("asked", [*map(quote, QUERIES), *NARROWED])
def test_a_feed_has_the_articles_of_its_page_sorted_newest(client: FlaskClient, asked: str) -> None:
    page = tree(told(client, f"/search?q={asked}"))
    address = one(page, "link", rel="alternate", type="application/atom+xml").get("href", "")
    newest = tree(told(client, f"/search?sort=newest&size=20&q={asked}"))
    shown = [title.find("a").get("href", "").rpartition("/")[2] for title in newest.iter("h3") if title.find("a") is not None]  # type: ignore[union-attr]
    for path in PATHS:
        assert [at(entry) for entry in items(told(client, address.replace("/search.atom", path)))] == shown


def test_the_page_leads_to_the_feed_of_its_search_whatever_page_of_it_is_shown(client: FlaskClient) -> None:
    first = tree(told(client, "/search?q=talks&source=Northern+Wire&size=10&sort=oldest&interval=month"))
    further = tree(told(client, "/search?q=the&size=10")), "/search.atom?q=the"
    following = tree(told(client, one(further[0], "a", "next").get("href", "")))
    for page, address in ((first, "/search.atom?q=talks&source=Northern+Wire"), further, (following, "/search.atom?q=the")):
        assert one(page, "link", rel="alternate", type="application/atom+xml").get("href") == address
        assert [text(link) for link in one(page, "footer").iter("a") if link.get("href") == address] == ["as a feed"]


def test_a_query_that_cannot_be_understood_has_no_feed(client: FlaskClient) -> None:
    assert not any("/search." in link for link in links(tree(told(client, "/search?q=talks+%22peace"))))


def test_the_title_says_what_is_searched_in_words(client: FlaskClient) -> None:
    asked = "?q=black+sea&source=Northern+Wire&language=en&from=2026-03-01&exact=1&group=1"
    title = "black sea, source Northern Wire, language English, from 1 March 2026, exact words only, each story once – Broadsheet"
    assert feedparser.parse(told(client, f"/search.atom{asked}")).feed.title == title
    assert feedparser.parse(told(client, f"/search.rss{asked}")).feed.title == title
    assert json.loads(told(client, f"/search.feed.json{asked}"))["title"] == title
    assert json.loads(told(client, "/search.feed.json"))["title"] == "Latest articles – Broadsheet"


@pytest.mark.parametrize("path", PATHS)
def test_an_entry_says_what_a_hit_says(client: FlaskClient, path: str) -> None:
    hits = client.get("/api/v1/search?q=talks&sort=newest&size=100").get_json()["hits"]
    entries = items(told(client, f"{path}?q=talks&size=100"))
    assert len(hits) == len(entries) > 10
    for hit, entry in zip(hits, entries, strict=True):
        assert entry["title"] == hit["title"]["text"]
        assert entry["link"] == f"http://localhost/articles/{hit['id']}"
        assert client.get(entry["link"]).status_code == 200
        summary = tree(f"<div>{entry['summary']}</div>")
        assert text(summary.findall("p")[0]).strip("… ") == " ".join(hit["snippet"]["text"].split()).strip("… ")
        assert [text(each) for each in summary.iter("b")] == [hit["snippet"]["text"][start:end] for start, end in hit["snippet"]["marks"]]
        assert hit["source"] in text(summary.findall("p")[1])
        assert [link.get("href") for link in summary.iter("a")] == ([hit["url"]] if hit["url"] else [])
        assert [author["name"] for author in entry["authors"]] == (hit["authors"] or [hit["source"]])


def test_the_original_is_named_in_each_format(client: FlaskClient) -> None:
    atom, rss, feed_json = (items(told(client, f"{path}?q=earthquake&size=1"))[0] for path in PATHS)
    original = client.get("/api/v1/search?q=earthquake&sort=newest&size=1").get_json()["hits"][0]["url"]
    for entry in (atom, rss):
        assert [link["href"] for link in entry["links"] if link["rel"] == "via"] == [original]
        assert entry["publisher"]
    assert feed_json["external_url"] == original
    assert feed_json["_broadsheet"]["source"] == atom["publisher"] == rss["publisher"]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return app_of(DATED, tmp_path_factory.mktemp("dated"), "whoosh").test_client()


def test_dates_are_of_the_right_day_everywhere_and_in_the_order_of_the_feed(dated: FlaskClient) -> None:
    """A day is not shown as the one before in America, which midnight UTC would be."""
    atom, rss, feed_json = (items(told(dated, path)) for path in PATHS)
    expected = {
        "day": "2026-03-04T10:30:00Z", "minute": "2026-03-04T10:00:00Z", "month": "2026-02-01T10:30:00Z", "old": "1923-05-06T07:08:09Z",
        "doubtful": None, "undated": None,
    }  # fmt: skip
    assert {at(entry): entry.get("published") for entry in atom} == expected
    assert [at(entry) for entry in atom] == [at(entry) for entry in rss] == [at(entry) for entry in feed_json] == list(expected)
    assert {at(entry): entry.get("published") for entry in feed_json} == expected
    assert [entry.get("published") for entry in rss][0::4] == ["Wed, 04 Mar 2026 10:30:00 +0000", None]


def test_what_is_known_of_a_date_is_said_where_a_reader_would_say_more(dated: FlaskClient) -> None:
    said = {at(entry): text(tree(f"<div>{entry['summary']}</div>").findall("p")[1]) for entry in items(told(dated, "/search.atom"))}
    assert said == {
        "minute": "The Gazette", "day": "The Gazette · 4 March 2026", "month": "The Gazette · February 2026", "old": "The Gazette",
        "undated": "The Gazette · no date known", "doubtful": "The Gazette · no date known",
    }  # fmt: skip


def test_what_has_no_date_was_updated_when_it_came_in(dated: FlaskClient) -> None:
    updated = {at(entry): entry["updated"] for entry in items(told(dated, "/search.atom"))}
    assert (updated["undated"], updated["doubtful"], updated["old"]) == (DAY.isoformat().replace("+00:00", "Z"),) * 2 + (
        "1923-05-06T07:08:09Z",
    )


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_without_articles_is_sound_and_always_the_same(dated: FlaskClient, path: str) -> None:
    first, again = (told(dated, f"{path}?q=zebra") for _ in range(2))
    assert items(first) == []
    assert first == again
