"""Where records begin and end: in every version and packing, and how far a damaged archive is read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from index.readers import read, sized
from tests.index.readers.archives import AT_B, AT_C, TEXT, THREE, URL, archive, info, page, response
from tests.index.readers.conftest import ReadFile, told

pytestmark = pytest.mark.usefixtures("summaries")


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


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_progress_adds_up_to_the_size_also_behind_damage(tmp_path: Path, name: str) -> None:
    content = archive(*THREE, packed=name.endswith("gz"))
    (tmp_path / name).write_bytes(content[:1000] + content[1100:] + content)
    told_bytes: list[int] = []
    assert len(list(read([tmp_path], lambda bad: None, told_bytes.append))) >= 3
    assert sum(told_bytes) == sized([tmp_path])
