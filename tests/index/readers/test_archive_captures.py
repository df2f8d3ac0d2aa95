"""What a server sent, as a crawler kept it: coded, packed, cut on its way, of no type."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import partial
from secrets import token_hex

import pytest

from tests.index.readers.archives import PARAGRAPHS, TEXT, THREE, URL, archive, brotli, chunked, counts, page, response, zstandard
from tests.index.readers.conftest import ReadFile, told

pytestmark = pytest.mark.usefixtures("summaries")

Compress = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("head", "sent"),
    [
        ({"Transfer-Encoding": "chunked"}, chunked),
        ({"Transfer-Encoding": "chunked"}, bytes),
        ({"Content-Encoding": "gzip"}, gzip.compress),
        ({"Content-Encoding": "gzip"}, bytes),
        ({"Content-Encoding": "deflate"}, zlib.compress),
        ({"Content-Encoding": "deflate"}, lambda content: zlib.compress(content)[2:-4]),
        ({"Content-Encoding": "x-gzip", "Transfer-Encoding": "Chunked"}, lambda content: chunked(gzip.compress(content))),
        ({"Content-Encoding": "deflate, gzip"}, lambda content: gzip.compress(zlib.compress(content))),
        ({"Content-Encoding": "UTF-8"}, bytes),
    ],
)
def test_what_was_done_for_sending_is_undone(
    read_file: ReadFile, caplog: pytest.LogCaptureFixture, head: dict[str, str], sent: Compress
) -> None:
    [article], bad = read_file("a.warc", archive(response(sent(page().encode()), head=head)))
    assert (article.body.endswith(TEXT), bad) == (True, [])
    assert "truncated" not in told(caplog, "intake.archive_read")[-1]


@pytest.mark.parametrize(("compress", "coding"), [(brotli.compress, "br"), (zstandard.compress, "zstd")])
def test_newer_codings_are_undone(read_file: ReadFile, compress: Compress, coding: str) -> None:
    [article], bad = read_file("a.warc", archive(response(compress(page().encode()), head={"Content-Encoding": coding})))
    assert (article.body.endswith(TEXT), bad) == (True, [])


LONG = page(paragraphs=tuple(f"On day {number} the ferry ran again. {token_hex(900)}" for number in range(400))).encode()
HALVES = LONG[: len(LONG) // 2], LONG[len(LONG) // 2 :]


@pytest.mark.parametrize(("compress", "coding"), [(gzip.compress, "gzip"), (zstandard.compress, "zstd")])
def test_all_streams_of_a_page_are_read(read_file: ReadFile, caplog: pytest.LogCaptureFixture, compress: Compress, coding: str) -> None:
    sent = b"".join(map(compress, HALVES))
    [article], bad = read_file("a.warc", archive(response(sent, head={"Content-Encoding": coding})))
    assert ("On day 0 " in article.body, "On day 399 " in article.body, bad) == (True, True, [])
    assert "truncated" not in told(caplog, "intake.archive_read")[-1]


def test_what_stands_behind_a_packed_page_is_nothing(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    sent = gzip.compress(page().encode()) + b"\0\0 left over"
    [article], bad = read_file("a.warc", archive(response(sent, head={"Content-Encoding": "gzip"})))
    assert (article.body.endswith(TEXT), bad) == (True, [])
    assert "truncated" not in told(caplog, "intake.archive_read")[-1]


@pytest.mark.parametrize(
    ("head", "sent"),
    [
        ({"Transfer-Encoding": "chunked"}, chunked(LONG)[: len(LONG) // 2]),
        ({"Transfer-Encoding": "chunked"}, chunked(LONG)[: -len("0\r\n\r\n")]),
        ({"Content-Encoding": "gzip"}, gzip.compress(LONG)[:-9]),
        ({"Content-Encoding": "deflate"}, zlib.compress(LONG)[: len(LONG) // 4]),
        ({"Content-Encoding": "br"}, brotli.compress(LONG, quality=1)[: len(LONG) // 4]),
        ({"Content-Encoding": "zstd"}, zstandard.compress(LONG)[: len(LONG) // 4]),
        ({"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}, chunked(gzip.compress(LONG)[:-9])),
        ({"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}, chunked(gzip.compress(LONG))[:-9]),
    ],
    ids=["a chunk", "the last chunk", "gzip", "deflate", "br", "zstd", "gzip in chunks", "chunks of gzip"],
)
def test_a_page_that_was_cut_on_its_way_is_read_and_counted(
    read_file: ReadFile, caplog: pytest.LogCaptureFixture, head: dict[str, str], sent: bytes
) -> None:
    [article], bad = read_file("a.warc", archive(response(sent, head=head)))
    assert ("On day 0 " in article.body, bad) == (True, [])
    said = told(caplog, "intake.archive_read")[-1]
    assert (said["truncated"], said["levelname"]) == ("1", "WARNING")


@pytest.mark.parametrize(
    ("compress", "coding"),
    [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (partial(brotli.compress, quality=5), "br"), (zstandard.compress, "zstd")],
)
def test_a_page_that_unpacks_to_more_than_is_read_is_reported(
    read_file: ReadFile, monkeypatch: pytest.MonkeyPatch, compress: Compress, coding: str
) -> None:
    monkeypatch.setattr("index.readers.archive_captures.LARGEST_PAGE", 2**20)
    longest = 0

    def measured(content: bytes) -> int:
        nonlocal longest
        longest = max(longest, len(content))
        return len(content)

    monkeypatch.setattr("index.readers.archive_captures.len", measured, raising=False)
    bomb = response(compress(b" " * 2**26), URL + "/bomb", head={"Content-Encoding": coding})
    articles, [bad] = read_file("a.warc", archive(bomb, THREE[0]))
    assert len(articles) == 1
    assert "larger than" in bad.reason
    assert longest <= 2**20 + 2**24


def test_the_characters_are_those_that_the_server_names(read_file: ReadFile) -> None:
    content = page("Fähre fährt wieder").encode("cp1252")
    [article], _ = read_file("a.warc", archive(response(content, content_type="text/html; charset=windows-1252")))
    assert article.title == "Fähre fährt wieder"
    assert PARAGRAPHS[2] in article.body


def test_what_has_no_type_is_looked_at(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    content = archive(response(page(), content_type=None), response("%PDF-1.7", URL + ".pdf", content_type=None))
    articles, bad = read_file("a.warc", content)
    assert (len(articles), bad, counts(caplog)) == (1, [], ("1", "0", "1"))


def test_a_page_below_many_comments_is_one(read_file: ReadFile) -> None:
    content = archive(
        response("<!---->" * 60 + page(), content_type=None), response("<!---->" * 60 + "no page", f"{URL}/2", content_type=None)
    )
    assert len(read_file("a.warc", content)[0]) == 1
