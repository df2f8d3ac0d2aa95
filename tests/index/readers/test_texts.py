"""Plain text files: encodings, and files that are no text."""

from pathlib import Path

import pytest

from index.errors import BadRecord
from index.readers import read
from tests.index.readers.conftest import ReadFile

SEEDS = Path(__file__).parents[3] / "../shared/data/seeds"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_apart(read_file: ReadFile, encoding: str) -> None:
    [article], bad = read_file("a.txt", "“Café”\r\n\r\nZwei\n".encode(encoding))
    assert (article.body, article.title, bad) == ("“Café”\n\nZwei", "", [])


def test_utf_16_without_its_first_byte_first_is_read(read_file: ReadFile) -> None:
    [article], _ = read_file("a.txt", "\ufeffKąt".encode("utf-16-be"))
    assert article.body == "Kąt"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"text\0", b"one\ntwo\x01", b"\xff\xfe\x00", b"\x81\x8d", b"PK\x03\x04"])
def test_what_is_no_text_is_reported(read_file: ReadFile, content: bytes) -> None:
    articles, [bad] = read_file("a.txt", content)
    assert articles == []
    assert "not a text file" in bad.reason


def test_the_line_of_a_control_character_is_named(read_file: ReadFile) -> None:
    _, [bad] = read_file("a.txt", b"one\ntwo\x01")
    assert (bad.line, bad.reason) == (2, "not a text file: it has the control character U+0001")


@pytest.mark.parametrize("content", [b"", b" \n\n ", b"\xef\xbb\xbf"])
def test_an_empty_file_is_reported(read_file: ReadFile, content: bytes) -> None:
    assert read_file("a.txt", content)[1][0].reason == "the file is empty"


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared data are not here")
def test_the_seeds_are_two_texts_without_a_title() -> None:
    bad: list[BadRecord] = []
    articles = list(read([SEEDS], bad.append))
    assert bad == []
    assert [article.title for article in articles] == ["", ""]
    assert all(len(article.body) > 1000 for article in articles)
