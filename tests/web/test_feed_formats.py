"""What Atom, RSS and JSON Feed ask for is there, well-formed whatever an article holds."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient

from index.article import Article
from index.readers import read
from tests.web.feeds import DAY, PATHS, at, items, told
from tests.web.html_tree import links, one, tree
from tests.web.worlds import app_of

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_an_atom_feed_has_what_rfc_4287_requires(client: FlaskClient) -> None:
    root = ElementTree.fromstring(told(client, "/search.atom?q=talks&size=5").encode())
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 5
    for each in (root, *entries):
        assert [len(each.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert RFC_3339.fullmatch(each.findtext(f"{ATOM}updated", ""))
        assert len([link for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated", "") for entry in entries)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 5
    assert all(str(entry.findtext(f"{ATOM}id")).startswith("urn:uuid:") for entry in entries)
    assert one(root, f"{ATOM}link", rel="self").get("href") == root.findtext(f"{ATOM}id") == "http://localhost/search.atom?q=talks&size=5"


def test_an_rss_feed_has_what_rss_requires(client: FlaskClient) -> None:
    root = ElementTree.fromstring(told(client, "/search.rss?q=talks&size=5").encode())
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert one(channel, f"{ATOM}link", rel="self").get("href") == "http://localhost/search.rss?q=talks&size=5"
    assert channel.findtext("link") == "http://localhost/search?q=talks&sort=newest"
    found = channel.findall("item")
    assert len(found) == 5
    for item in found:
        assert item.findtext("title")
        assert one(item, "guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate", "")).utcoffset() is not None


def test_a_json_feed_has_what_its_version_1_1_requires(client: FlaskClient) -> None:
    feed = json.loads(told(client, "/search.feed.json?q=talks&size=5"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == "http://localhost/search.feed.json?q=talks&size=5"
    assert feed["home_page_url"] == "http://localhost/search?q=talks&sort=newest"
    assert len(feed["items"]) == 5
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert RFC_3339.fullmatch(item["date_published"])
        assert None not in item.values()


def test_media_types_are_those_that_readers_look_for(client: FlaskClient) -> None:
    types = [client.get(path).headers["Content-Type"] for path in PATHS]
    assert types == ["application/atom+xml; charset=utf-8", "application/rss+xml; charset=utf-8", "application/feed+json"]


@pytest.mark.parametrize("path", PATHS)
def test_following_next_gives_each_article_exactly_once(client: FlaskClient, path: str) -> None:
    seen: list[str | None] = []
    url: str | None = f"http://localhost{path}?q=the&size=30"
    ids = set()
    while url:
        written = told(client, url)
        seen += [at(entry) for entry in items(written)]
        if path == "/search.feed.json":
            url = json.loads(written).get("next_url")
        else:
            feed = feedparser.parse(written).feed
            ids.add(feed.get("id"))
            url = next((link["href"] for link in feed.links if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == client.get("/api/v1/search?q=the&size=0").get_json()["total"]["articles"] > 60
    assert len(ids) <= 1


ODD = "\x00\x0b\x1b\x7f\x85\ufffe\uffff\ud800 ]]> <![CDATA[ &amp; &#0; \u202e\u2066 \r\n \U0001f600"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    common = {"source": f"S {ODD}", "authors": (f"A {ODD}",) * 50, "published": DAY, "published_precision": "day"}
    found = [
        Article("odd", f"Odd {ODD}", f"Words {ODD}", url=f"https://x.example/{ODD}", first_seen=DAY, **common),  # type: ignore[arg-type]
        Article("long", "Long " * 200_000, "Words", url="https://x.example/" + "x" * 50_000, language="x" * 5000, first_seen=DAY),
        Article("bare", "", "", first_seen=DAY),
        Article("%2F?#é", "Mixed id", "Words", language="pt-BR", first_seen=DAY),
    ]
    return app_of(found, tmp_path_factory.mktemp("odd"), "whoosh").test_client()


@pytest.mark.parametrize("path", PATHS)
def test_whatever_an_article_holds_a_feed_is_well_formed_and_short(odd: FlaskClient, path: str) -> None:
    written = told(odd, path)
    assert len(written.encode()) < 20_000
    entries = items(written)
    assert [entry["title"].split()[0] for entry in entries] == ["Odd", "Mixed", "Without", "Long"]
    assert "\ufffd" in entries[0]["title"]
    assert entries[0]["title"].endswith("\U0001f600")
    assert [len(entry["authors"]) for entry in entries[:1]] == [10]
    assert entries[1]["link"] == "http://localhost/articles/%252F%3F%23%C3%A9"
    for entry in entries:
        assert {each.tag for each in tree(f"<div>{entry['summary']}</div>").iter()} <= {"div", "p", "b", "span", "a"}
        assert len(entry["title"]) <= 301


@pytest.mark.parametrize("path", PATHS)
def test_markup_in_an_article_stays_text(hostile: FlaskClient, path: str) -> None:
    entries = items(told(hostile, f"{path}?q=talks"))
    assert len(entries) == 3
    for entry in entries:
        summary = tree(f"<div>{entry['summary']}</div>")
        assert {each.tag for each in summary.iter()} <= {"div", "p", "b", "span", "a"}
        assert all(link.startswith("https://x.example/%22onmouseover='") for link in links(summary))
        assert "<script>alert('x')</script>" in entry["title"]
    originals = [link for entry in entries for link in links(tree(f"<div>{entry['summary']}</div>"))]
    assert len(originals) == 1


@pytest.mark.parametrize("path", PATHS)
def test_each_format_is_read_back_with_the_outlets_of_its_articles(client: FlaskClient, tmp_path: Path, path: str) -> None:
    (file := tmp_path / path.removeprefix("/")).write_text(told(client, f"{path}?q=talks&size=5"), encoding="utf-8")
    found = client.get("/api/v1/search?q=talks&sort=newest&size=5").get_json()["hits"]
    assert [article.source for article in read([file], lambda bad: pytest.fail(bad.reason))] == [hit["source"] for hit in found]
