"""Web archives: what is an article in them, which of several captures counts, and what is said of the rest."""

from __future__ import annotations

import gzip
import sys
from datetime import UTC, datetime
from errno import EIO
from pathlib import Path

import pytest

from index.enrich.dates import published
from index.readers import read
from index.readers.source import _Counted
from tests.index.readers.archives import AT_B, HOME, TEXT, THREE, URL, archive, counts, info, other, page, response
from tests.index.readers.conftest import ReadFile, told

pytestmark = pytest.mark.usefixtures("summaries")

SHARED = Path(__file__).parents[3] / "../shared/data/warc"
RARE = ("truncated", "wrong_lengths", "older_captures")


@pytest.mark.parametrize("packed", [False, True])
def test_pages_are_taken_and_everything_else_is_counted(read_file: ReadFile, caplog: pytest.LogCaptureFixture, packed: bool) -> None:
    content = archive(
        info,
        other("request", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
        response(page()),
        response(page(), URL + "/moved", status="301 Moved Permanently"),
        response(page(), URL + "/gone", status="404 Not Found"),
        response(b"\x89PNG\r\n", URL + ".png", content_type="image/png"),
        response("User-agent: *", "https://harbour-post.example/robots.txt", content_type="text/plain"),
        response('{"title": "Ferry"}', URL + ".json", content_type="application/json"),
        response("", kind="revisit"),
        response(HOME, "https://harbour-post.example/"),
        response("x.example. 300 IN A 192.0.2.1", "dns:x.example", content_type="text/dns"),
        other("resource", page("Saved by hand").encode(), "text/html", URL + "/saved"),
        other("metadata", b"via: nothing", "application/warc-fields"),
        packed=packed,
    )
    articles, bad = read_file("crawl.warc", content)
    assert [(article.title, article.url) for article in articles] == [("Ferry runs again", URL), ("Saved by hand", URL + "/saved")]
    assert articles[0].body.endswith(TEXT)
    assert articles[0].published == "2026-03-02T06:00:00Z"
    assert bad == []
    assert counts(caplog) == ("2", "1", "10")
    [said] = told(caplog, "intake.archive_read")
    assert [name for name in RARE if name in said] == []
    assert said["levelname"] == "INFO"


def test_pages_without_an_article_are_named_for_who_wants_to_know(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", "index.readers"):
        read_file("crawl.warc", archive(response(HOME, "https://harbour-post.example/")))
    [without] = told(caplog, "intake.page_without_article")
    assert without["url"] == "https://harbour-post.example/"
    assert "no article on this page" in str(without["reason"])


def test_an_archive_is_summed_up_also_where_the_disk_fails(
    read_file: ReadFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = _Counted.readinto

    def failing(file: _Counted, buffer: object) -> int:
        if file.tell() > 2**16:
            raise OSError(EIO, "Input/output error")
        return whole(file, buffer)

    monkeypatch.setattr(_Counted, "readinto", failing)
    film = response(b"\0" * 2**18, URL + ".mp4", content_type="video/mp4")
    articles, [bad] = read_file("a.warc", archive(info, response(page()), film))
    assert (len(articles), bad.reason) == (1, "cannot be read: Input/output error")
    assert counts(caplog) == ("1", "0", "1")


def test_a_page_has_the_time_and_the_place_of_its_capture(read_file: ReadFile) -> None:
    before = archive(info, packed=True)
    after = archive(response(page(), date="2026-03-03T08:00:00.123456789Z"), packed=True)
    [article], _ = read_file("crawl-2019-01-01.warc.gz", before + after)
    assert str(article.file_time) == "2026-03-03 08:00:00.123456+00:00"
    assert article.origin.endswith(f"crawl-2019-01-01.warc.gz/byte {len(before)}")


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "yesterday"])
def test_a_date_outside_the_calendar_ends_no_archive(read_file: ReadFile, date: str) -> None:
    odd = response(page("B"), f"{URL}/A", date=date)
    articles, bad = read_file("a.warc", archive(THREE[0], odd, THREE[2]))
    assert ([article.title for article in articles], bad) == (["A", "B", "C"], [])


def test_neither_name_nor_place_in_an_archive_gives_a_page_a_date(read_file: ReadFile) -> None:
    before = response("x" * 20_190_000, URL + ".bin", content_type="video/mp4")
    padded = 20_190_101 - len(archive(before))
    before = response("x" * (20_190_000 + padded), URL + ".bin", content_type="video/mp4")
    undated = page().replace("2026-03-02T06:00:00Z", "")
    [article], _ = read_file("crawl-2019-01-01.warc", archive(before, response(undated, "https://harbour-post.example/ferry")))
    assert article.origin.endswith("/byte 20,190,101")
    assert published(article, None, None, [], datetime(2026, 6, 1, tzinfo=UTC), "en") is None


def test_of_two_captures_the_later_one_comes_last_whatever_their_order(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    early, late = response(page("Early"), date="2026-03-03T08:00:00Z"), response(page("Late"), date="2026-03-04T08:00:00Z")
    assert [article.title for article in read_file("a.warc", archive(early, late))[0]] == ["Early", "Late"]
    assert [article.title for article in read_file("b.warc", archive(late, early))[0]] == ["Late"]
    assert told(caplog, "intake.archive_read")[-1]["older_captures"] == "1"


def test_captures_of_one_page_are_those_that_the_store_takes_for_one(read_file: ReadFile) -> None:
    late = response(page("Late"), URL + "?utm_source=x", date="2026-03-04T08:00:00Z")
    early = response(page("Early"), URL + "/#top", date="2026-03-03T08:00:00Z")
    assert [article.title for article in read_file("a.warc", archive(late, early))[0]] == ["Late"]


def test_of_two_captures_in_one_second_the_last_one_counts(read_file: ReadFile) -> None:
    assert [article.title for article in read_file("a.warc", archive(response(page("One")), response(page("Two"))))[0]] == ["One", "Two"]


def test_of_captures_far_apart_nobody_remembers_which_is_later(read_file: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.archives.REMEMBERED", 1)
    early = response(page("Early"), date="2026-03-03T08:00:00Z")
    late = response(page("Late"), date="2026-03-04T08:00:00Z")
    assert [article.title for article in read_file("a.warc", archive(late, THREE[0], early))[0]] == ["Late", "A", "Early"]
    monkeypatch.setattr("index.readers.archives.REMEMBERED", 2)
    assert [article.title for article in read_file("b.warc", archive(late, THREE[0], late, THREE[1], early))[0]] == [
        "Late",
        "A",
        "Late",
        "B",
    ]


def test_the_dates_of_one_page_do_not_say_how_another_writes_its_own(read_file: ReadFile) -> None:
    pages = [page().replace("2026-03-02T06:00:00Z", written) for written in ("04/03/2026", "25/02/2026")]
    articles, _ = read_file("a.warc", archive(*(response(content, f"{URL}/{number}") for number, content in enumerate(pages))))
    assert [(article.published, article.day_first) for article in articles] == [("04/03/2026", None), ("25/02/2026", None)]


@pytest.mark.parametrize("content", [b"<html></html>", gzip.compress(b"no archive", mtime=0), b"WARC/1.0\r\n"])
def test_what_is_no_archive_is_reported(read_file: ReadFile, content: bytes) -> None:
    articles, [bad] = read_file("a.warc", content)
    assert articles == []
    assert "not a web archive" in bad.reason


def test_an_archive_of_nothing_is_reported(read_file: ReadFile) -> None:
    assert [bad.reason for bad in read_file("a.warc", b"")[1]] == ["the file is empty"]
    assert [bad.reason for bad in read_file("a.warc.gz", b"\x1f\x8b\x08")[1]] == ["record at byte 0: the compressed file is cut off"]


def test_a_page_that_is_not_read_is_none_without_an_article(
    read_file: ReadFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.readers.pages.MOST_ELEMENTS", 3)
    articles, [bad] = read_file("a.warc", archive(THREE[0]))
    assert (articles, counts(caplog)) == ([], ("0", "0", "0"))
    assert bad.reason.startswith("record at byte 0: a page of ")


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("brotli", "web archives need the extra `pages`: pip install 'broadsheet[pages]' ("),
        ("index.readers.archive_records", "cannot be read any further: "),
    ],
)
def test_what_is_not_installed_is_named_and_told_from_a_fault_of_ours(
    read_file: ReadFile, monkeypatch: pytest.MonkeyPatch, lacking: str, told: str
) -> None:
    monkeypatch.delattr("index.readers.archive_captures")
    monkeypatch.delitem(sys.modules, "index.readers.archive_captures")
    monkeypatch.setitem(sys.modules, lacking, None)
    articles, [bad] = read_file("a.warc", archive(*THREE))
    assert articles == []
    assert bad.reason.startswith(told)


def test_a_page_that_the_crawler_cut_is_read_and_counted(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    cut = response(page(), warc={"WARC-Truncated": "length"})
    assert len(read_file("a.warc", archive(cut))[0]) == 1
    assert told(caplog, "intake.archive_read")[-1]["truncated"] == "1"


def test_a_page_that_breaks_a_parser_does_not_stop_the_others(read_file: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.readers import archives

    whole = archives.article_of_page

    def breaking(content: bytes, **about: object) -> object:
        if b"<h1>B" in content:
            raise RecursionError("too deep")
        return whole(content, **about)  # type: ignore[arg-type]

    monkeypatch.setattr(archives, "article_of_page", breaking)
    articles, [bad] = read_file("a.warc", archive(*THREE))
    assert [article.title for article in articles] == ["A", "C"]
    assert bad.reason == f"record at byte {AT_B:,}: the page cannot be read: too deep"


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not there")
@pytest.mark.parametrize(
    ("name", "pages", "others"),
    [
        ("example.warc", 1, 5),
        ("example.warc.gz", 1, 5),
        ("example-bad-non-chunked.warc.gz", 1, 5),
        ("example-iana.org-chunked.warc", 1, 2),
        ("example-trunc.warc", 1, 3),
    ],
)
def test_archives_of_others_are_read_to_their_end(caplog: pytest.LogCaptureFixture, name: str, pages: int, others: int) -> None:
    bad: list[object] = []
    list(read([SHARED / name], bad.append))
    articles, without, rest = counts(caplog)
    assert (int(articles) + int(without), int(rest), bad) == (pages, others, [])
