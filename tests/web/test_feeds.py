"""Every search as a feed: what is in it, that readers can read it, that it stays the same while nothing changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index import engines
from index.article import Article
from index.engine import Missing
from index.enrich.identity import story_id
from index.fields import FACETS
from index.folders import Folders
from index.generations import Generations
from index.store import Store
from search.request import LARGEST_PAGE
from tests.web.html_tree import links, one, text, tree
from tests.web.standin import StandIn, app_with
from tests.web.test_agreement import QUERIES
from tests.web.worlds import app_of, sample_articles, stored
from web import create_app
from web.feed_request import NOT_IN_A_FEED
from web.params import SINGLE
from web.services import KEY

PATHS = ("/search.atom", "/search.rss", "/search.feed.json")
ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = datetime(2026, 3, 4, tzinfo=UTC)


def told(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.text
    return response.text


def items(written: str) -> list[dict[str, Any]]:
    """The entries of a feed in any format, as a reader that knows nothing of us understands them."""
    if written.startswith("{"):
        return [
            {**item, "link": item["url"], "summary": item["content_html"], "published": item.get("date_published")}
            for item in json.loads(written)["items"]
        ]
    read = feedparser.parse(written.encode(), sanitize_html=False)
    assert not read.bozo, read.bozo_exception
    return list(read.entries)


def at(entry: dict[str, Any]) -> str | None:
    """The article that an entry leads to."""
    return str(entry["link"]).rpartition("/articles/")[2]


# What is in it


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


# What the formats ask for


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


# Dates


def article(id_: str, **known: Any) -> Article:
    body = known.pop("body", f"Words about {id_}.")
    return Article(id=id_, title=id_, body=body, **{"first_seen": DAY, "source": "The Gazette", **known})


DATED = [
    article("minute", published=datetime(2026, 3, 4, 10, tzinfo=UTC), published_precision="minute"),
    article("day", published=DAY, published_precision="day"),
    article("month", published=datetime(2026, 2, 1, tzinfo=UTC), published_precision="month"),
    article("old", published=datetime(1923, 5, 6, 7, 8, 9, 123_456, tzinfo=UTC), published_precision="second"),
    article("undated", authors=("Ann Example",)),
    article("doubtful", published=datetime(2999, 1, 1, tzinfo=UTC), published_precision="day", published_doubtful=True),
]


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


# Stability


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with_world = World(tmp_path)
    yield with_world
    with_world.store.close()


class World:
    """A collection whose index can be built again, by another engine, after changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = sample_articles()[:30]
        self.app = app_of([*self.articles, *DATED], folder, "whoosh")
        self.store = self.app.extensions[KEY].store

    def rebuilt(self, engine: str) -> None:
        Generations(Folders(self.folder / "index"), self.store).rebuild(engines.named(engine))

    def feeds(self) -> list[str]:
        client = self.app.test_client()
        asked = ("", "?q=the&size=10", "?q=earthquake&group=1", "?q=words+OR+talks&size=5")
        return [told(client, f"{path}{query}") for path in PATHS for query in asked]


def test_a_feed_is_the_same_to_the_byte_across_rebuilds_and_engines(world: World) -> None:
    before = world.feeds()
    tag = world.app.test_client().get("/search.atom").headers["ETag"]
    first = world.app.test_client().get("/api/v1/search").get_json()["index"]
    for engine in ("whoosh", "tantivy"):
        world.rebuilt(engine)
        assert world.feeds() == before
    after = world.app.test_client().get("/api/v1/search").get_json()["index"]
    assert (first["engine"], after["engine"]) == ("whoosh", "tantivy")
    assert world.app.test_client().get("/search.atom", headers={"If-None-Match": tag}).status_code == 304


def test_an_article_that_changes_keeps_its_id_and_says_when(world: World) -> None:
    changed = datetime(2026, 6, 30, 8, tzinfo=UTC)
    before = {at(entry): entry for entry in items(told(world.app.test_client(), "/search.atom?q=words"))}
    stored(world.store, [replace(DATED[1], body="Other words about day.", first_seen=changed)])
    world.rebuilt("whoosh")
    after = {at(entry): entry for entry in items(told(world.app.test_client(), "/search.atom?q=words"))}
    assert {id_ for id_, entry in after.items() if entry != before[id_]} == {"day"}
    assert after["day"]["id"] == before["day"]["id"]
    assert after["day"]["published"] == before["day"]["published"] == before["day"]["updated"]
    assert after["day"]["updated"] == "2026-06-30T08:00:00Z"


def test_a_deleted_article_leaves_the_feed_before_it_leaves_the_index(world: World) -> None:
    world.store.delete(["day"])
    client = world.app.test_client()
    assert "day" in [hit["id"] for hit in client.get("/api/v1/search?q=words").get_json()["hits"]]
    assert {at(entry) for entry in items(told(client, "/search.rss?q=words"))} == {each.id for each in DATED} - {"day"}


def test_each_story_once_stays_one_entry_as_reports_come_in(world: World) -> None:
    """A reader that has shown a story does not show it again because it is now told by a later report."""
    client = world.app.test_client()
    (alone,) = items(told(client, "/search.atom?q=words+about+minute&group=1"))
    story = story_id("minute")
    later = article("later", body="Words about minute.", published=datetime(2026, 3, 4, 12, tzinfo=UTC), published_precision="minute")
    stored(world.store, [replace(later, story=story), replace(DATED[0], story=story)])
    world.rebuilt("whoosh")
    (together,) = items(told(client, "/search.atom?q=words+about+minute&group=1"))
    assert (at(alone), at(together)) == ("minute", "later")
    assert together["id"] == alone["id"]
    assert len({entry["id"] for entry in items(told(client, "/search.atom?q=words+about+minute"))}) == 2


@pytest.mark.parametrize("path", PATHS)
def test_whoever_has_the_same_feed_already_is_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(f"{path}?q=talks")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(f"{path}?q=talks", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{path}?q=peace", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_in_part_says_so_and_is_not_kept(sample_app: Flask, path: str) -> None:
    standin = StandIn(sample_app)
    client = app_with(standin, sample_app).test_client()
    standin.spoil = lambda _, hits: replace(hits, missing=Missing(2, 6, "shard 3 is on no node"), stories_exact=False)
    response = client.get(f"{path}?q=talks")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "2 of 6 parts of the index did not answer" in response.text
    standin.spoil = lambda _, hits: replace(hits, stories_exact=False)
    assert "ETag" in client.get(f"{path}?q=talks").headers


def test_no_facet_and_no_timeline_is_counted_for_a_feed(sample_app: Flask) -> None:
    standin = StandIn(sample_app)
    told(app_with(standin, sample_app).test_client(), "/search.atom?q=talks")
    (ask,) = standin.asked
    assert (tuple(ask.facets), ask.timeline, ask.limit, ask.sort) == ((), None, 20, "newest")


# Strangers


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


# Addresses


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


# Errors


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


@pytest.mark.parametrize("path", PATHS)
def test_without_the_store_a_feed_asks_to_come_again(sample_app: Flask, tmp_path: Path, path: str) -> None:
    known = sample_app.extensions[KEY]
    gone = Store(f"sqlite:///{tmp_path}/gone.sqlite3", create=False)
    client = create_app(replace(known, store=gone)).test_client()
    response = client.get(path)
    assert (response.status_code, response.get_json()["type"]) == (503, "/problems/store-unavailable")
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/search").status_code == 200
