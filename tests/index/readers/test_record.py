"""Records by every name that is understood, and values of the wrong type."""

import json
from pathlib import Path

import pytest

from index.article import RawArticle
from index.readers.synonyms import SYNONYMS, table_markdown
from tests.index.readers.conftest import ReadFile

DOCS = Path(__file__).parents[3] / "docs"

NEWSAPI = {
    "source": {"id": None, "name": "Harbour Post"},
    "author": "Jane Smith",
    "title": "Dockers stop work",
    "description": "A short form.",
    "url": "https://post.example/1",
    "urlToImage": "https://post.example/1.jpg",
    "publishedAt": "2026-06-01T14:10:00Z",
    "content": "Seven terminals stood still.",
}
SCHEMA_ORG = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": "https://post.example/1#article",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://post.example/1"},
    "headline": "Dockers stop work",
    "articleBody": "<p>Seven terminals</p><p>stood still.</p>",
    "datePublished": "2026-06-01",
    "author": [{"@type": "Person", "name": "Jane Smith"}, {"@type": "Person", "name": "John Doe"}],
    "publisher": {"@type": "Organization", "name": "Harbour Post", "logo": {"url": "x"}},
    "inLanguage": "en-GB",
    "articleSection": ["Business", "Ports"],
    "keywords": "strike, ports",
}
NINJS = {
    "uri": "http://post.example/ninjs/1",
    "type": "text",
    "versioncreated": "2026-06-02T00:00:00Z",
    "firstcreated": "2026-06-01T14:10:00Z",
    "headline": "Dockers stop work",
    "byline": "Jane Smith",
    "language": "en",
    "located": "ROTTERDAM",
    "body_html": "<p>Seven &amp; more</p>",
    "subject": [{"name": "strike", "code": "1"}],
    "person": [{"name": "Piet Jansen", "rel": "about"}],
    "organisation": [{"name": "Dock Union"}],
    "place": [{"name": "Rotterdam"}],
}


def one(read_file: ReadFile, record: object) -> RawArticle:
    [article], bad = read_file("a.jsonl", json.dumps(record))
    assert bad == []
    return article


def test_newsapi(read_file: ReadFile) -> None:
    article = one(read_file, NEWSAPI)
    assert (article.source, article.authors, article.title) == ("Harbour Post", ("Jane Smith",), "Dockers stop work")
    assert (article.body, article.url) == ("Seven terminals stood still.", "https://post.example/1")
    assert article.published == "2026-06-01T14:10:00Z"
    assert one(read_file, NEWSAPI | {"content": None}).body == "A short form."
    assert one(read_file, NEWSAPI | {"source": {"id": None, "name": None}}).source is None


def test_what_newsapi_has_taken_back_is_no_article(read_file: ReadFile) -> None:
    [article], [bad] = read_file("a.jsonl", '{"title": "[Removed]", "content": "[Removed]"}\n{"title": "[Removed]", "content": "Talks."}\n')
    assert article.body == "Talks."
    assert (bad.line, bad.reason) == (1, "an article of which only '[Removed]' is left")


def test_a_list_that_is_none_and_a_time_with_fractions_are_read(read_file: ReadFile) -> None:
    records = '{"title": "A", "authors": "[{{1}}]", "published": 1654012345.5}\n{"title": "B", "published": 20260601.0}\n'
    [first, second], bad = read_file("a.jsonl", records)
    assert (first.authors, first.published, second.published) == (("[{{1}}]",), "2022-05-31T15:52:25.500000+00:00", "20260601")
    assert bad == []


def test_schema_org(read_file: ReadFile) -> None:
    article = one(read_file, SCHEMA_ORG)
    assert (article.title, article.body) == ("Dockers stop work", "Seven terminals\n\nstood still.")
    assert (article.url, article.record_id) == ("https://post.example/1", "https://post.example/1#article")
    assert (article.authors, article.source) == (("Jane Smith", "John Doe"), "Harbour Post")
    assert (article.language, article.section, article.keywords) == ("en-GB", "Business", ("strike", "ports"))
    assert article.published == "2026-06-01"
    assert one(read_file, SCHEMA_ORG | {"mainEntityOfPage": "https://post.example/2"}).url == "https://post.example/2"


def test_a_graph_gives_its_articles_with_what_they_refer_to(read_file: ReadFile) -> None:
    graph = [
        {"@type": "Organization", "@id": "#post", "name": "Harbour Post", "description": "A paper"},
        {"@type": "Person", "@id": "#jane", "name": "Jane Smith"},
        {"@type": ["Article", "NewsArticle"], "headline": "A", "author": [{"@id": "#jane"}], "publisher": {"@id": "#post"}},
    ]
    article = one(read_file, {"@context": "https://schema.org", "@graph": graph})
    assert (article.title, article.source, article.authors) == ("A", "Harbour Post", ("Jane Smith",))


@pytest.mark.parametrize("type_", ["Organization", "JobPosting"])
def test_what_json_ld_calls_something_else_is_no_article(read_file: ReadFile, type_: str) -> None:
    _, [bad] = read_file("a.jsonl", json.dumps({"@type": type_, "title": "A", "description": "A paper"}))
    assert bad.reason == f"@type {type_} is not an article"


def test_a_graph_without_articles_is_none(read_file: ReadFile) -> None:
    _, [bad] = read_file("a.jsonl", '{"@graph": [{"@type": "WebPage", "description": "x"}]}')
    assert "neither a title nor a body" in bad.reason


def test_a_record_of_which_only_id_and_date_were_kept_is_taken(read_file: ReadFile) -> None:
    article = one(read_file, {"id": "7", "source": "Wire", "date": "1987-06-01"})
    assert (article.record_id, article.source, article.title, article.body) == ("7", "Wire", "", "")
    _, [bad] = read_file("a.jsonl", '{"id": "7", "headlin": "Misspelt"}')
    assert "neither a title nor a body" in bad.reason


def test_ninjs(read_file: ReadFile) -> None:
    article = one(read_file, NINJS)
    assert (article.title, article.body, article.authors) == ("Dockers stop work", "Seven & more", ("Jane Smith",))
    assert (article.published, article.dateline, article.language) == ("2026-06-01T14:10:00Z", "ROTTERDAM", "en")
    assert (article.people, article.orgs, article.places) == (("Piet Jansen",), ("Dock Union",), ("Rotterdam",))
    assert article.keywords == ("strike",)
    assert article.url == article.record_id == "http://post.example/ninjs/1"


def test_every_name_of_the_table_is_understood(read_file: ReadFile) -> None:
    for row in SYNONYMS:
        for name in row.names:
            outer, _, inner = name.partition(".")
            record: dict[str, object] = {outer: {inner: ["x"]} if inner else "x"}
            if row.field != "title":
                record["title"] = "t"
            value = getattr(one(read_file, record), row.field)
            assert value in ("x", ("x",)), f"{name} is not read as {row.field}"


def test_case_and_separators_of_names_do_not_matter(read_file: ReadFile) -> None:
    for name in ("publishedAt", "published_at", "Published at", "PUBLISHED-AT"):
        assert one(read_file, {"Title": "t", name: "2026"}).published == "2026"


def test_the_first_name_that_says_something_counts(read_file: ReadFile) -> None:
    article = one(read_file, {"title": " ", "headline": "H", "body": None, "text": "", "content": "C", "description": "D"})
    assert (article.title, article.body) == ("H", "C")


def test_nothing_said_is_none_and_an_empty_list_says_none(read_file: ReadFile) -> None:
    article = one(read_file, {"title": "t", "people": [], "places": None, "orgs": ""})
    assert (article.people, article.places, article.orgs) == ((), None, None)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"title": ["a"], "body": "b"}, "title: a list where text is expected"),
        ({"title": True, "body": "b"}, "title: true or false where text is expected"),
        ({"title": "t", "body": 5}, "body: a number where text is expected"),
        ({"title": "t", "body": {"a": {"b": 1}}}, "body: an object without name, main, label, term or value where text is expected"),
        ({"title": {"name": {"name": "x"}}}, "title: an object inside an object where text is expected"),
        ({"headline": 7}, "headline: a number where text is expected"),
        ({"title": "t", "authors": 5}, "authors: item 1 is a number where text, or an object with a name, is expected"),
        ({"title": "t", "people": ["a", ["b"]]}, "people: item 2 is a list where text, or an object with a name, is expected"),
        ({"title": "t", "keywords": [True]}, "keywords: item 1 is true or false"),
        ({"title": "t", "source": {"x": 1}}, "source: an object without name"),
        ({"title": "t", "url": {"x": 1}}, "url: an object without @id, url or href where an address is expected"),
        ({"title": "t", "published": 1e30}, "published: 1e+30 is no time"),
        ({"title": "t", "tags": {"places": [[]]}}, "tags.places: item 1 is a list"),
    ],
)
def test_a_wrong_type_is_reported_with_the_field_and_what_is_expected(read_file: ReadFile, record: object, reason: str) -> None:
    articles, [bad] = read_file("a.jsonl", json.dumps(record))
    assert articles == []
    assert reason in bad.reason


def test_numbers_are_times_identifiers_and_keywords(read_file: ReadFile) -> None:
    article = one(read_file, {"title": "t", "id": 17, "published": 1780322400, "keywords": [2026, "x"]})
    assert (article.record_id, article.published, article.keywords) == ("17", "2026-06-01T14:00:00+00:00", ("2026", "x"))
    assert one(read_file, {"title": "t", "published": 1780322400000}).published == "2026-06-01T14:00:00+00:00"
    assert one(read_file, {"title": "t", "published": 20260601}).published == "20260601"


def test_text_with_several_names_is_parted_but_commas_belong_to_names(read_file: ReadFile) -> None:
    article = one(read_file, {"title": "t", "author": "Smith, Jr., Jane; John Doe", "keywords": "a, b; c", "people": "A B|C D|A B"})
    assert article.authors == ("Smith, Jr., Jane", "John Doe")
    assert article.keywords == ("a", "b", "c")
    assert article.people == ("A B", "C D")


def test_html_becomes_text_but_tickers_stay(read_file: ReadFile) -> None:
    article = one(read_file, {"title": "Tom &amp; <b>Jerry</b>", "body": "STANDARD OIL <SRD> buys <P> & more"})
    assert (article.title, article.body) == ("Tom & Jerry", "STANDARD OIL <SRD> buys <P> & more")


def test_characters_that_no_database_takes_are_taken_out(read_file: ReadFile) -> None:
    [article], _ = read_file("a.jsonl", '{"title": "a\\u0000b \\ud800", "body": "\\ud83d\\ude00", "keywords": ["\\udc00k"]}')
    assert (article.title, article.body, article.keywords) == ("ab \ufffd", "\U0001f600", ("\ufffdk",))


def test_the_documentation_holds_exactly_the_table_of_names() -> None:
    assert table_markdown() in (DOCS / "formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("record", "excerpt"),
    [
        ({"content": "All of it.", "description": "Some."}, False),
        ({"content": None, "description": "Some."}, True),
        ({"fields": {"trailText": "Some."}}, True),
        ({"content": "Some… [+2412 chars]"}, True),
        ({}, True),
    ],
)
def test_a_record_that_has_no_more_than_a_summary_says_so(read_file: ReadFile, record: dict[str, object], excerpt: bool) -> None:
    assert one(read_file, {"title": "A", **record}).excerpt is excerpt
