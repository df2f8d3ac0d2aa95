"""JSON lines and documents: what is taken, what is reported, on which line."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from index.errors import BadRecord
from index.readers import read
from tests.index.readers.conftest import ReadFile

REUTERS = Path(__file__).parents[3] / "../shared/data/articles/reuters21578.jsonl.gz"


def test_each_line_is_an_article_and_says_where_it_was(read_file: ReadFile) -> None:
    articles, bad = read_file("a.jsonl", '{"title": "One"}\n\n{"title": "Two"}')
    assert [(article.title, article.origin.rpartition("/")[2]) for article in articles] == [("One", "a.jsonl:1"), ("Two", "a.jsonl:3")]
    assert bad == []


def test_a_bad_line_is_reported_and_the_rest_goes_on(read_file: ReadFile) -> None:
    articles, bad = read_file("a.ndjson", '{"title": "One"}\n{"title": "Tw\n[1]\n"x"\n{}\n{"title": "Six"} x\n{"title": "Seven"}\n')
    assert [article.title for article in articles] == ["One", "Seven"]
    assert [one.line for one in bad] == [2, 3, 4, 5, 6]
    assert "column 11" in bad[0].reason
    assert "a number where an object" in bad[1].reason
    assert "text where an object" in bad[2].reason
    assert "neither a title nor a body" in bad[3].reason


def test_bytes_that_are_not_utf_8_spoil_their_own_line_only(read_file: ReadFile) -> None:
    articles, bad = read_file("a.jsonl", b'{"title": "Caf\xe9"}\n{"title": "Two"}\n')
    assert [article.title for article in articles] == ["Two"]
    assert (bad[0].line, bad[0].reason) == (1, "byte 15 of the line is not UTF-8, in which JSON is written")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_byte_order_mark_is_no_part_of_the_text(read_file: ReadFile, name: str, encoding: str) -> None:
    text = '{"title": "Kąt"}\n'
    data = ("\ufeff" + text if encoding == "utf-16-le" else text).encode(encoding)
    assert [article.title for article in read_file(name, data)[0]] == ["Kąt"]


def test_a_cut_off_archive_gives_what_it_has(read_file: ReadFile) -> None:
    whole = gzip.compress("".join(json.dumps({"title": f"{n} {n * n * 7919}"}) + "\n" for n in range(5000)).encode())
    articles, bad = read_file("a.jsonl.gz", whole[: len(whole) // 2])
    assert len(articles) > 1000
    assert bad[-1].line is not None
    assert bad[-1].line > len(articles)
    assert "cut off or damaged" in bad[-1].reason


def test_a_damaged_archive_is_reported(read_file: ReadFile) -> None:
    whole = bytearray(gzip.compress(b'{"title": "x"}\n' * 50))
    whole[15:25] = b"\xff" * 10
    assert "damaged" in read_file("a.jsonl.gz", bytes(whole))[1][-1].reason


def test_a_record_of_fifty_megabytes_is_read(read_file: ReadFile) -> None:
    articles, bad = read_file("a.jsonl", '{"body": "' + "word " * 10_000_000 + '"}\n{"title": "next"}\n')
    assert bad == []
    assert len(articles[0].body) == 49_999_999
    assert articles[1].title == "next"


def test_a_line_without_end_is_reported_and_the_next_is_read(read_file: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.source.LARGEST_RECORD", 2**20)
    articles, [bad] = read_file("a.jsonl", '{"body": "' + "x" * 2**22 + '"}\n{"title": "next"}\n')
    assert [article.title for article in articles] == ["next"]
    assert (bad.line, bad.reason) == (1, "longer than 1 MiB, the most that one record may have")


@pytest.mark.parametrize("junk", ["[" * 100_000, '{"a":' * 100_000, '{"title": ' + "9" * 5000 + "}", "\0" * 100, '{"title": NaNa}', '"'])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_junk_is_reported_and_never_an_exception(read_file: ReadFile, name: str, junk: str) -> None:
    articles, bad = read_file(name, junk)
    assert articles == []
    assert len(bad) == 1


def test_a_document_is_one_article_a_list_or_an_object_around_a_list(read_file: ReadFile) -> None:
    for document in (
        '{"title": "A"}',
        '[{"title": "A"}]',
        '{"status": "ok", "totalResults": 1, "articles": [{"title": "A"}]}',
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": [{"title": "A"}]}',
        '{"response": {"total": 1, "results": [{"title": "A"}]}}',
        '{"hits": {"hits": [{"_source": {"title": "A"}}]}}',
    ):
        articles, bad = read_file("a.json", document)
        assert ([article.title for article in articles], bad) == (["A"], [])


def test_an_article_that_has_a_list_of_items_is_still_an_article(read_file: ReadFile) -> None:
    articles, _ = read_file("a.json", '{"title": "A", "body": "B", "items": [{"title": "related"}]}')
    assert [article.title for article in articles] == ["A"]


def test_an_empty_list_is_no_error_but_an_empty_file_is(read_file: ReadFile) -> None:
    assert read_file("a.json", " [ ]\n") == ([], [])
    assert read_file("a.json", '{"articles": []}') == ([], [])
    assert read_file("a.json", " \n")[1][0].reason == "the file is empty"


def test_records_of_a_list_have_their_line_and_wrapped_ones_their_number(read_file: ReadFile) -> None:
    articles, bad = read_file("a.json", '[\n {"title": "A"},\n {"titel": "B"},\n\n {"title": "C"}\n]')
    assert [article.origin.rpartition(":")[2] for article in articles] == ["2", "5"]
    assert [one.line for one in bad] == [3]
    articles, bad = read_file("b.json", '{"articles": [{"title": "A"}, {"titel": "B"}, {"title": "C"}]}')
    assert [article.origin.rpartition(":")[2] for article in articles] == ["1#1", "1#3"]
    assert bad[0].reason.startswith("entry 2: neither a title nor a body")


@pytest.mark.parametrize(
    ("document", "line", "reason"),
    [
        ('[{"title": "A"},\n{"title": "B"', 2, "not JSON"),
        ('[{"title": "A"},\n{"title": "B"}', 2, "the list is not closed"),
        ('[{"title": "A"},\n{"title": "B"}\n{"title": "C"}]', 3, "a comma or ] is expected at column 1"),
        ('[{"title": "A"},\n{"title": "B"}]\n x', 3, "something follows the end of the list at column 2"),
    ],
)
def test_what_stands_before_the_break_of_a_list_is_kept(read_file: ReadFile, document: str, line: int, reason: str) -> None:
    articles, [bad] = read_file("a.json", document)
    assert articles[0].title == "A"
    assert bad.line == line
    assert reason in bad.reason


def test_lines_under_the_name_of_a_document_are_read(read_file: ReadFile) -> None:
    articles, bad = read_file("a.json", '{"title": "A"}\n{"title": "B"}\n')
    assert ([article.title for article in articles], bad) == (["A", "B"], [])


def test_one_object_of_tags_makes_the_whole_file_annotated(read_file: ReadFile) -> None:
    lines = '{"title": "A"}\n{"title": "B", "tags": {"topics": ["grain"], "places": ["Oslo"], "exchanges": ["nyse"]}}\n'
    for name, content in (("a.jsonl", lines), ("a.json", f"[{lines.strip().replace(chr(10), ',')}]")):
        articles, bad = read_file(name, content)
        assert bad == []
        assert [article.annotated for article in articles] == [{"place"}, {"place"}]
        assert articles[0].places is None
        assert (articles[1].places, articles[1].keywords, articles[1].people) == (("Oslo",), ("grain",), None)


def test_tags_that_are_a_list_or_text_are_keywords_and_annotate_nothing(read_file: ReadFile) -> None:
    articles, _ = read_file(
        "a.jsonl", '{"title": "A", "tags": ["x", {"name": "y"}]}\n{"title": "B", "tags": "x, y"}\n{"title": "C", "places": []}\n'
    )
    assert [article.keywords for article in articles] == [("x", "y"), ("x", "y"), ()]
    assert {article.annotated for article in articles} == {frozenset()}


@pytest.mark.skipif(not REUTERS.exists(), reason="the shared data are not here")
def test_the_reuters_collection_is_read_exactly() -> None:
    bad: list[BadRecord] = []
    articles = list(read([REUTERS], bad.append))
    with gzip.open(REUTERS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert bad == []
    assert len(articles) == 21578
    assert sum(article.published is None for article in articles) == 1
    for field, tag in (("keywords", "topics"), ("places", "places"), ("people", "people"), ("orgs", "orgs")):
        given = Counter(value for record in records for value in set(record.get("tags", {}).get(tag, ())))
        assert Counter(value for article in articles for value in getattr(article, field) or ()) == given
    assert {article.annotated for article in articles} == {frozenset(("person", "org", "place"))}
