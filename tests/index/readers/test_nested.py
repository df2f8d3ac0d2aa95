"""Rules for values inside objects and lists, for writers' lines, for `name`, and for outlets at the end of headlines."""

import json

import pytest

from index.article import RawArticle
from tests.index.readers.conftest import ReadFile


def one(read_file: ReadFile, record: object) -> RawArticle:
    [article], bad = read_file("a.jsonl", json.dumps(record))
    assert bad == []
    return article


def test_items_that_say_their_kind_go_to_its_field(read_file: ReadFile) -> None:
    tags = [{"type": "people", "name": "Ann Hill"}, {"type": "series", "name": "Ports"}, "loose"]
    article = one(read_file, {"title": "t", "tags": tags})
    assert (article.people, article.keywords, article.annotated) == (("Ann Hill",), ("Ports", "loose"), frozenset())
    article = one(read_file, {"title": "t", "keywords": [{"name": "Person", "value": "Hill, Ann"}]})
    assert (article.people, article.keywords, article.orgs) == (("Hill, Ann",), (), None)


def test_a_name_beside_a_value_is_a_name_where_it_is_no_known_kind(read_file: ReadFile) -> None:
    keywords = [{"name": "Oslo", "value": "Q585"}, {"name": "ports", "value": 3}]
    assert one(read_file, {"title": "t", "keywords": keywords}).keywords == ("Oslo", "ports")


def test_an_object_that_has_a_name_stands_for_it_and_else_for_what_is_listed(read_file: ReadFile) -> None:
    assert one(read_file, {"title": "t", "source": {"name": "Post", "title": "Owner"}}).source == "Post"
    assert one(read_file, {"title": "t", "source": {"title": "Post", "uri": "post.example"}}).source == "Post"


def test_of_fields_that_are_one_name_the_first_that_says_something_counts(read_file: ReadFile) -> None:
    article = one(read_file, {"title": "Own", "Title": "", "fields": {"title": "Inner", "lang": "en"}, "Date (GMT)": "", "date": "2026"})
    assert (article.title, article.language, article.published) == ("Own", "en", "2026")


def test_numbers_for_names_are_left_out_in_wordpress_alone(read_file: ReadFile) -> None:
    article = one(read_file, {"title": {"rendered": "t"}, "author": 3, "tags": [1, 2]})
    assert (article.authors, article.keywords) == ((), ())
    assert one(read_file, {"title": "t", "tags": [2026]}).keywords == ("2026",)
    assert "author: item 1 is a number" in read_file("a.jsonl", '{"title": "t", "author": 3}')[1][0].reason


@pytest.mark.parametrize(
    ("byline", "writers"),
    [
        ("By Ann Hill and Bo Li", ("By Ann Hill", "Bo Li")),
        ("By Ann Hill, Bo Li, Jr. and Cy Dee", ("By Ann Hill", "Bo Li, Jr.", "Cy Dee")),
        ("By Ann Hill, Bo Li, and Cy Dee", ("By Ann Hill", "Bo Li", "Cy Dee")),
        ("By Ann and Bo Hill", ("By Ann and Bo Hill",)),
        ("By Ann Hill, Port Writer", ("By Ann Hill, Port Writer",)),
        ("Council of Ports and Inland Docks", ("Council of Ports and Inland Docks",)),
        ("Bylon Hill and Bo Li", ("Bylon Hill and Bo Li",)),
    ],
)
def test_a_line_by_several_writers_is_parted(read_file: ReadFile, byline: str, writers: tuple[str, ...]) -> None:
    assert one(read_file, {"title": "t", "byline": byline}).authors == writers


@pytest.mark.parametrize(
    ("title", "source", "expected"),
    [
        ("Dockers return - Harbour Post", "Harbour Post", "Dockers return"),
        ("Dockers return | Harbour Post", "Harbour Post", "Dockers return"),
        ("Dockers return, says Harbour Post", "Harbour Post", "Dockers return, says Harbour Post"),
        ("Dockers return - HARBOUR POST", "Harbour Post", "Dockers return"),
        ("Dockers - a return - Post - Sea", "Post - Sea", "Dockers - a return"),
        ("Dockers return - Harbour Times", "Harbour Post", "Dockers return - Harbour Times"),
        ("Dockers return to Harbour Post", "Harbour Post", "Dockers return to Harbour Post"),
        ("Dockers return-Harbour Post", "Harbour Post", "Dockers return-Harbour Post"),
        (" - Harbour Post", "Harbour Post", "- Harbour Post"),
        ("Dockers return - ", None, "Dockers return -"),
    ],
)
def test_only_its_own_outlet_is_dropped_from_the_end_of_a_headline(
    read_file: ReadFile, title: str, source: str | None, expected: str
) -> None:
    assert one(read_file, {"title": title, "source": source}).title == expected


def test_name_is_a_title_beside_a_description_alone(read_file: ReadFile) -> None:
    assert one(read_file, {"name": "N", "description": "D"}).title == "N"
    assert one(read_file, {"@type": "NewsArticle", "name": "N", "articleBody": "B"}).title == "N"
    assert one(read_file, {"name": "Ann Hill", "text": "T"}).title == ""
    assert one(read_file, {"name": "N", "title": "T", "description": "D"}).title == "T"
    assert "neither a title nor a body" in read_file("a.jsonl", '{"name": "N", "age": 7}')[1][0].reason


def test_a_column_that_ends_in_by_is_a_person_and_no_date(read_file: ReadFile) -> None:
    [article], _ = read_file("a.csv", "title.rendered,published.by,published\nH,Ann Hill,2026\n")
    assert (article.title, article.published) == ("H", "2026")


def test_an_object_for_a_text_is_an_article_only_if_it_has_a_title(read_file: ReadFile) -> None:
    assert one(read_file, {"status": "ok", "content": {"headline": "H", "body": "B"}}).title == "H"
    assert one(read_file, {"title": "T", "content": {"rendered": "B"}}).body == "B"
    assert "content: an object" in read_file("a.jsonl", '{"content": {"text": "B"}}')[1][0].reason
