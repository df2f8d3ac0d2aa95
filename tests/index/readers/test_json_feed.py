"""What a JSON Feed says of itself counts for its items, and what they say themselves wins."""

import json
from typing import Any

import pytest

from index.article import RawArticle
from tests.index.readers.conftest import ReadFile

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Harbour Post",
    "language": "de",
    "authors": [{"name": "Jane Smith"}, {"name": "John Doe"}],
}


def item_of(read_file: ReadFile, feed: dict[str, Any], **item: object) -> RawArticle:
    """The only item of a feed, as it is read."""
    document = {**feed, "items": [{"id": "1", "title": "Dockers stop work - The Harbour Post", "content_text": "Seven.", **item}]}
    [article], bad = read_file("feed.json", json.dumps(document))
    assert bad == []
    return article


def test_an_item_has_the_outlet_the_language_and_the_authors_of_its_feed(read_file: ReadFile) -> None:
    article = item_of(read_file, FEED)
    assert (article.source, article.language, article.authors) == ("The Harbour Post", "de", ("Jane Smith", "John Doe"))
    assert article.title == "Dockers stop work"
    assert article.origin.endswith("feed.json:1#1")


def test_feeds_one_a_line_count_for_their_own_items(read_file: ReadFile) -> None:
    feeds = [{**FEED, "title": title, "items": [{"title": "A"}]} for title in ("One", "Two")]
    articles, _ = read_file("feeds.jsonl", "\n".join(map(json.dumps, feeds)))
    assert [article.source for article in articles] == ["One", "Two"]


def test_what_an_item_says_itself_wins(read_file: ReadFile) -> None:
    article = item_of(read_file, FEED, title="Grain - Gazette", publisher="Gazette", language="en", author={"name": "Ann"})
    assert (article.title, article.source, article.language, article.authors) == ("Grain", "Gazette", "en", ("Ann",))


def test_the_one_author_of_version_1_counts(read_file: ReadFile) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "title": "Post", "author": {"name": "Ann"}}
    assert item_of(read_file, feed).authors == ("Ann",)


def test_the_outlet_that_our_own_feeds_say_wins_over_their_title(read_file: ReadFile) -> None:
    article = item_of(read_file, {**FEED, "title": "strike: Broadsheet"}, _broadsheet={"source": "The Harbour Post"})
    assert (article.title, article.source) == ("Dockers stop work", "The Harbour Post")


@pytest.mark.parametrize("extension", ["x", None, {}, {"source": ""}, {"source": [1.5]}])
def test_an_extension_that_says_no_outlet_is_passed_over(read_file: ReadFile, extension: object) -> None:
    assert item_of(read_file, FEED, _broadsheet=extension).source == "The Harbour Post"


def test_a_feed_that_says_nothing_usable_of_itself_spoils_no_item(read_file: ReadFile) -> None:
    article = item_of(read_file, {"version": FEED["version"], "title": ["x"], "language": 1.5, "authors": [{"url": "https://a.example"}]})
    assert (article.source, article.language, article.authors) == (None, None, ())


@pytest.mark.parametrize("version", [None, 1, "2.0"])
def test_an_object_that_is_no_json_feed_says_nothing_of_what_it_wraps(read_file: ReadFile, version: object) -> None:
    article = item_of(read_file, {**FEED, "version": version})
    assert (article.title, article.source, article.language) == ("Dockers stop work - The Harbour Post", None, None)
