"""Web archives: what is a page in them, what is said of the rest, and how far a damaged one is read."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from errno import EIO
from functools import partial
from pathlib import Path
from secrets import token_hex

import pytest

from index.enrich.dates import published
from index.readers import read, sized
from index.readers.source import _Counted
from tests.index.readers.archives import HOME, PARAGRAPHS, URL, archive, chunked, info, other, page, response
from tests.index.readers.conftest import ReadFile
from tests.index.readers.test_unused import told

brotli = pytest.importorskip("brotli", reason="the extra `pages` is not installed")
zstandard = pytest.importorskip("zstandard", reason="the extra `pages` is not installed")

Compress = Callable[[bytes], bytes]

SHARED = Path(__file__).parents[3] / "../shared/data/warc"
TEXT = "\n\n".join(PARAGRAPHS)
RARE = ("truncated", "wrong_lengths", "older_captures")


@pytest.fixture(autouse=True)
def summaries(caplog: pytest.LogCaptureFixture) -> None:
    """What is said of a whole archive is heard, as commands hear it."""
    caplog.set_level("INFO", "index.readers")


def counts(caplog: pytest.LogCaptureFixture) -> tuple[str, ...]:
    """Articles, pages without one and other records, as the last archive was told."""
    last = told(caplog, "intake.archive_read")[-1]
    return str(last["articles"]), str(last["without_article"]), str(last["other_records"])


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


def test_the_characters_are_those_that_the_server_names(read_file: ReadFile) -> None:
    content = page("Fähre fährt wieder").encode("cp1252")
    [article], _ = read_file("a.warc", archive(response(content, content_type="text/html; charset=windows-1252")))
    assert article.title == "Fähre fährt wieder"
    assert PARAGRAPHS[2] in article.body


def test_what_has_no_type_is_looked_at(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    content = archive(response(page(), content_type=None), response("%PDF-1.7", URL + ".pdf", content_type=None))
    articles, bad = read_file("a.warc", content)
    assert (len(articles), bad, counts(caplog)) == (1, [], ("1", "0", "1"))


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


def test_several_records_in_one_gzip_member_are_read(read_file: ReadFile) -> None:
    articles, bad = read_file("a.warc.gz", gzip.compress(archive(info, response(page("A"), URL + "/a"), response(page("B"), URL + "/b"))))
    assert ([article.title for article in articles], bad) == (["A", "B"], [])
    assert articles[1].origin.endswith(" of what is unpacked")


def test_what_is_in_a_file_counts_not_its_suffix(read_file: ReadFile) -> None:
    assert len(read_file("a.warc.gz", archive(response(page())))[0]) == 1
    assert len(read_file("a.warc", archive(response(page()), packed=True))[0]) == 1


@pytest.mark.parametrize("version", [b"WARC/0.17", b"WARC/0.18", b"WARC/1.1"])
def test_every_version_in_use_is_read(read_file: ReadFile, version: bytes) -> None:
    articles, bad = read_file("a.warc", archive(*THREE).replace(b"WARC/1.0", version))
    assert ([article.title for article in articles], bad) == (["A", "B", "C"], [])


def test_old_archives_are_read_too(read_file: ReadFile) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page().encode()
    about = b"1 0 Harbour\nURL IP-address Archive-date Content-type Archive-length\n"
    content = b"filedesc://a.arc 0.0.0.0 20060102030405 text/plain %d\n%b\n" % (len(about), about)
    content += b"%b 192.0.2.1 20060102030405 text/html %d\n%b\n" % (URL.encode(), len(answer), answer)
    [article], bad = read_file("a.arc", content)
    assert (article.title, str(article.file_time), bad) == ("Ferry runs again", "2006-01-02 03:04:05+00:00", [])


@pytest.mark.parametrize("content", [b"<html></html>", gzip.compress(b"no archive", mtime=0), b"WARC/1.0\r\n"])
def test_what_is_no_archive_is_reported(read_file: ReadFile, content: bytes) -> None:
    articles, [bad] = read_file("a.warc", content)
    assert articles == []
    assert "not a web archive" in bad.reason


def test_an_archive_of_nothing_is_reported(read_file: ReadFile) -> None:
    assert [bad.reason for bad in read_file("a.warc", b"")[1]] == ["the file is empty"]
    assert [bad.reason for bad in read_file("a.warc.gz", b"\x1f\x8b\x08")[1]] == ["record at byte 0: the compressed file is cut off"]


THREE = [response(page(title), f"{URL}/{title}") for title in "ABC"]
AT_B = len(archive(THREE[0]))
AT_C = len(archive(*THREE[:2]))


@pytest.mark.parametrize("wrong", [-300, -3, +6, +12, +700, +100_000])
def test_a_record_whose_length_is_wrong_ends_where_the_next_begins(
    read_file: ReadFile, caplog: pytest.LogCaptureFixture, wrong: int
) -> None:
    content = archive(*THREE)
    head, length, rest = content[AT_B:].partition(b"Content-Length: ")
    right, end, rest = rest.partition(b"\r\n")
    content = content[:AT_B] + head + length + b"%d" % (int(right) + wrong) + end + rest
    articles, bad = read_file("a.warc", content)
    assert ([article.title for article in articles], bad) == (["A", "B", "C"], [])
    assert all(article.body.endswith(TEXT) for article in articles)
    assert told(caplog, "intake.archive_read")[-1]["wrong_lengths"] == "1"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("length", [b"4294967295", b"999999999999999999999"])
def test_a_length_beyond_all_measure_hides_no_record(read_file: ReadFile, packed: bool, length: bytes) -> None:
    one, two, three = (archive(record) for record in THREE)
    head, name, rest = two.partition(b"Content-Length: ")
    parts = [one, head + name + length + rest[rest.index(b"\r\n") :], three]
    stored = [gzip.compress(part) if packed else part for part in parts]
    articles, [bad] = read_file("a.warc", b"".join(stored))
    assert [article.title for article in articles] == ["A", "C"]
    assert articles[1].origin.endswith(f"/byte {len(stored[0] + stored[1]):,}")
    assert "bytes before the record does" in bad.reason


@pytest.mark.parametrize("missing", range(50, 400, 50))
def test_nothing_is_made_of_what_a_damaged_record_unpacks_to(read_file: ReadFile, missing: int) -> None:
    one, two, three = (archive(record, packed=True) for record in THREE)
    articles, [bad] = read_file("a.warc.gz", one + two[:-missing] + three)
    assert [article.title for article in articles] == ["A", "C"]
    assert bad.reason.startswith(f"record at byte {len(one)}: the compressed file is ")


@pytest.mark.parametrize("before_the_end", [5, 400, 1000])
def test_of_a_file_that_is_cut_everything_before_is_read(read_file: ReadFile, before_the_end: int) -> None:
    articles, [bad] = read_file("a.warc", archive(*THREE)[:-before_the_end])
    assert [article.title for article in articles] == ["A", "B"]
    assert bad.line is None
    assert bad.reason.startswith(f"record at byte {AT_C:,}: ")
    assert "the file ends" in bad.reason or "head is cut off" in bad.reason


def test_what_a_killed_crawler_left_off_does_not_hide_what_the_next_one_wrote(read_file: ReadFile) -> None:
    one, two, three = (archive(record) for record in THREE)
    articles, bad = read_file("a.warc", one + two[:-200] + three)
    assert ([article.title for article in articles], bad) == (["A", "B", "C"], [])


def test_behind_damage_the_next_record_is_looked_for(read_file: ReadFile) -> None:
    content = archive(*THREE)
    articles, [bad] = read_file("a.warc", content[:AT_B] + b"WARC/1.0 but not quite\n" * 10_000 + content[AT_C:])
    assert [article.title for article in articles] == ["A", "C"]
    assert bad.reason.startswith(f"record at byte {AT_B:,}: no record of a web archive begins here")
    one, two, three = (archive(record, packed=True) for record in THREE)
    middle = len(two) // 2
    articles, [bad] = read_file("b.warc.gz", one + two[:middle] + b"\xff" * 50 + two[middle + 50 :] + three)
    assert [article.title for article in articles] == ["A", "C"]
    assert bad.reason.startswith(f"record at byte {len(one)}: the compressed file is ")


def test_what_only_looks_like_packed_records_is_passed_over_in_time(read_file: ReadFile) -> None:
    one, two, three = (archive(record, packed=True) for record in THREE)
    articles, bad = read_file("a.warc.gz", one + b"\x1f\x8b\x08" * 200_000 + two + three)
    assert ([article.title for article in articles], len(bad)) == (["A", "B", "C"], 1)


def test_a_page_below_many_comments_is_one(read_file: ReadFile) -> None:
    content = archive(
        response("<!---->" * 60 + page(), content_type=None), response("<!---->" * 60 + "no page", f"{URL}/2", content_type=None)
    )
    assert len(read_file("a.warc", content)[0]) == 1


def test_a_compressed_file_that_is_cut_is_read_as_far_as_it_goes(read_file: ReadFile) -> None:
    packed = archive(*THREE, packed=True)
    articles, [bad] = read_file("a.warc.gz", packed[:-100])
    assert [article.title for article in articles] == ["A", "B"]
    assert "the compressed file is cut off" in bad.reason


def test_a_record_that_is_too_large_is_passed_over(read_file: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.archive_records.LARGEST_RECORD", 2**18)
    film = response(b"\0" * 2**19, URL + "/film", content_type="video/mp4")
    huge = response(page("Huge") + " " * 2**19, URL + "/huge")
    articles, [bad] = read_file("a.warc.gz", archive(film, huge, *THREE, packed=True))
    assert [article.title for article in articles] == ["A", "B", "C"]
    assert "larger than" in bad.reason


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


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_progress_adds_up_to_the_size_also_behind_damage(tmp_path: Path, name: str) -> None:
    content = archive(*THREE, packed=name.endswith("gz"))
    (tmp_path / name).write_bytes(content[:1000] + content[1100:] + content)
    told_bytes: list[int] = []
    assert len(list(read([tmp_path], lambda bad: None, told_bytes.append))) >= 3
    assert sum(told_bytes) == sized([tmp_path])


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
