"""WACZ files: which archives in them are read, as one, and how far a damaged one is."""

from __future__ import annotations

import gzip
import io
import random
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from index.errors import BadRecord
from index.intake_warnings import logged
from index.readers import read, received, sized, zip_members
from tests.index.readers.archives import HOME, URL, archive, info, page, response
from tests.index.readers.conftest import ReadFile, Reading, told
from tests.index.readers.waczs import multi_wacz, wacz, zipped

pytest.importorskip("warcio", reason="the extra `pages` is not installed")

SHARED = Path(__file__).parents[3] / "../shared/data/warc"
THREE = [response(page(title), f"{URL}/{title}") for title in "ABC"]
A, B, C = (archive(record, packed=True) for record in THREE)
NOT_AN_ARCHIVE = "not a web archive: it does not begin with a record of WARC 0.17 to 1.1, or of ARC"
BOMB = bytes(2**20)


@pytest.fixture(autouse=True)
def summaries(caplog: pytest.LogCaptureFixture) -> None:
    """What is said of a whole WACZ is heard, as commands hear it."""
    caplog.set_level("INFO", "index.readers")


def titles(reading: Reading) -> tuple[list[str], list[str]]:
    """Of the articles; and what was said of the rest, with its place in x.wacz."""
    articles, bad = reading
    return [article.title for article in articles], [f"{Path(one.path).as_posix().partition('/x.wacz')[2]}: {one.reason}" for one in bad]


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED])
def test_the_archives_of_a_wacz_are_read_in_the_order_of_their_names(
    read_file: ReadFile, caplog: pytest.LogCaptureFixture, method: int
) -> None:
    plain = archive(info, *THREE[:2])
    content = wacz({"b.warc.gz": C, "a.warc": plain, "c.warc.gz": archive(response(HOME, "https://harbour-post.example/"))}, method)
    articles, bad = read_file("x.wacz", content)
    assert ([article.title for article in articles], bad) == (["A", "B", "C"], [])
    at_b = len(archive(info, THREE[0]))
    ends = [article.origin.partition("/x.wacz/")[2] for article in articles[1:]]
    assert ends == [f"archive/a.warc/byte {at_b:,}", "archive/b.warc.gz/byte 0"]
    [said] = told(caplog, "intake.archive_read")
    assert str(said["origin"]).endswith("/x.wacz")
    assert (said["articles"], said["without_article"], said["other_records"]) == ("3", "1", "1")


def test_of_a_page_in_several_archives_the_latest_capture_counts(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    early, late = response(page("Early"), date="2026-03-03T08:00:00Z"), response(page("Late"), date="2026-03-04T08:00:00Z")
    assert titles(read_file("x.wacz", wacz({"a.warc": archive(late), "b.warc": archive(early)}))) == (["Late"], [])
    assert told(caplog, "intake.archive_read")[-1]["older_captures"] == "1"
    inner = {"1.wacz": wacz({"a.warc": archive(late)}), "2.wacz": wacz({"a.warc": archive(early)})}
    assert titles(read_file("x.wacz", multi_wacz(inner))) == (["Late"], [])


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED])
def test_a_damaged_record_is_named_with_its_archive_and_the_next_ones_are_read(read_file: ReadFile, method: int) -> None:
    damaged = A + B[:200] + b"\xff" * 50 + B[250:] + C
    articles, [bad] = titles(read_file("x.wacz", wacz({"a.warc.gz": damaged, "b.warc.gz": B}, method)))
    assert articles == ["A", "C", "B"]
    assert bad.startswith(f"/archive/a.warc.gz: record at byte {len(A)}: the compressed file is ")


def test_what_is_no_archive_is_named_and_the_others_are_read(read_file: ReadFile) -> None:
    content = wacz({"a.warc.gz": A, "b.warc.gz": b"", "c.txt": b"left here", "d.warc.gz": B})
    bad = ["/archive/b.warc.gz: the file is empty", f"/archive/c.txt: {NOT_AN_ARCHIVE}"]
    assert titles(read_file("x.wacz", content)) == (["A", "B"], bad)


def test_what_programs_leave_in_folders_is_no_archive(read_file: ReadFile) -> None:
    files = {"archive/": b"", "archive/.DS_Store": b"\0", "archive/a.warc.gz": A, "__MACOSX/archive/._a.warc.gz": b"\0", "._b.wacz": b"\0"}
    assert titles(read_file("x.wacz", zipped(files))) == (["A"], [])


@pytest.mark.parametrize("name", ["crawl/archive/a.warc.gz", "archive\\a.warc.gz", "./archive/a.warc.gz", "/archive/a.warc.gz"])
def test_a_folder_that_was_packed_by_hand_is_read_as_well(read_file: ReadFile, name: str) -> None:
    assert titles(read_file("x.wacz", zipped({name: A, "archive/.trash/b.warc.gz": B})))[0] == ["A"]


def test_a_member_with_more_in_its_head_is_read(read_file: ReadFile) -> None:
    """ZIP64, as programs write it that do not know before how long a member gets."""
    file = io.BytesIO()
    with ZipFile(file, "w") as zip_file, zip_file.open("archive/a.warc.gz", "w", force_zip64=True) as member:
        member.write(A)
    assert titles(read_file("x.wacz", file.getvalue())) == (["A"], [])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a ZIP file; if it is compressed as a whole, unpack it"),
        (A, "not a ZIP file; if it is compressed as a whole, unpack it"),
        (wacz({"a.warc.gz": A})[:-1], "the ZIP file is cut off: the list of its members, which stands at its end, is missing; copy or "),
        (wacz({"a.warc.gz": A})[:1000], "the ZIP file is cut off: "),
        (zipped({}), "no WACZ: in the ZIP file there is no folder archive/ with WARC files in it"),
        (zipped({"datapackage.json": b"{}", "a/b/archive/a.warc.gz": A}), "no WACZ: in the ZIP file there is no folder "),
        (multi_wacz({}), "no WACZ: in the ZIP file there is no folder "),
    ],
    ids=["empty", "a WARC file", "cut by a byte", "cut in an archive", "an empty ZIP", "a folder in a ZIP", "WACZs elsewhere"],
)
def test_what_is_no_wacz_is_reported_and_other_files_go_on(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x.wacz").write_bytes(content)
    (tmp_path / "y.wacz").write_bytes(wacz({"a.warc.gz": A}))
    bad: list[BadRecord] = []
    assert [article.title for article in read([tmp_path], bad.append)] == ["A"]
    assert [(one.path, one.reason.startswith(reason)) for one in bad] == [(str(tmp_path / "x.wacz"), True)]


def test_a_wacz_that_is_compressed_as_a_whole_is_to_be_unpacked(read_file: ReadFile) -> None:
    _, [bad] = read_file("x.wacz.gz", gzip.compress(wacz({"a.warc.gz": A})))
    assert bad.reason == "not a ZIP file; if it is compressed as a whole, unpack it"


def encrypted(content: bytes, name: str) -> bytes:
    """A ZIP file whose list says that a member is encrypted."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return content[: at + 8] + b"\x01" + content[at + 9 :]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (encrypted(wacz({"a.warc.gz": A, "b.warc.gz": B}), "archive/a.warc.gz"), "it is encrypted; pack it without a password"),
        (
            zipped({"archive/a.warc.gz": A}, ZIP_BZIP2),
            "it is compressed in a way that is not read (ZIP's method 12); store it as it is (zip -0)",
        ),
        (zipped({"archive/a.warc.gz": A + BOMB}, ZIP_DEFLATED), "it unpacks to more than 100 times its size, as no pages do"),
        (
            wacz({"a.warc.gz": A}).replace(b"PK\x03\x04", b"PK\x03\x05"),
            "the ZIP file is damaged: this member does not begin where its list of members says",
        ),
    ],
)
def test_an_archive_that_cannot_be_read_is_named_with_what_would_be_right(read_file: ReadFile, content: bytes, reason: str) -> None:
    _, bad = titles(read_file("x.wacz", content))
    assert bad == [f"/archive/a.warc.gz: {reason}"]


def test_beside_an_archive_that_cannot_be_read_the_others_are(read_file: ReadFile) -> None:
    content = encrypted(wacz({"a.warc.gz": A, "b.warc.gz": B}), "archive/a.warc.gz")
    assert titles(read_file("x.wacz", content))[0] == ["B"]


def test_of_an_archive_whose_packing_is_damaged_the_beginning_is_read(read_file: ReadFile) -> None:
    film = response(random.Random(0).randbytes(300_000), f"{URL}.mp4", content_type="video/mp4")
    content = bytearray(wacz({"a.warc": archive(THREE[0], film, THREE[2]), "b.warc.gz": B}, ZIP_DEFLATED))
    content[100_000:200_000] = b"\xff" * 100_000  # longer than a block, whose head cannot look so
    articles, bad = titles(read_file("x.wacz", bytes(content)))
    assert articles == ["A", "B"]
    assert bad[0].startswith("/archive/a.warc: its compression is damaged, and all behind byte ")
    assert bad[1].startswith(f"/archive/a.warc: record at byte {len(archive(THREE[0])):,}: the file ends ")


def test_no_long_list_of_members_is_held(read_file: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    content = wacz({f"{number:03}.warc.gz": b"" for number in range(100)} | {"a.warc.gz": A})
    monkeypatch.setattr(zip_members, "LARGEST_DIRECTORY", 5_000)
    articles, [bad] = titles(read_file("x.wacz", content))
    assert articles == []
    assert bad.startswith(": the ZIP file cannot be read: its list of members has ")


def test_what_is_in_a_file_once_is_not_read_many_times(read_file: ReadFile) -> None:
    file = io.BytesIO()
    with ZipFile(file, "w") as zip_file:
        zip_file.writestr("archive/a.warc.gz", A)
        zip_file.filelist *= 100
    assert titles(read_file("x.wacz", file.getvalue())) == ([], [": the ZIP file is damaged: its members have more bytes than it has"])


def test_what_a_deflated_archive_unpacks_to_is_not_held(
    read_file: ReadFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.readers.archive_records.LARGEST_RECORD", 2**18)
    monkeypatch.setattr(zip_members, "MOST_UNPACKED", 10_000)
    film = response(bytes(64 * 2**20), f"{URL}.mp4", content_type="video/mp4")
    content = wacz({"a.warc": archive(film, THREE[0])}, ZIP_DEFLATED)
    assert len(content) < 2**17
    assert titles(read_file("x.wacz", content)) == (["A"], [])
    assert told(caplog, "intake.archive_read")[-1]["other_records"] == "1"


def test_waczs_in_one_are_read_in_the_order_of_their_names(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    broken = wacz({"a.warc.gz": A})[:-1]
    articles, bad = read_file("x.wacz", multi_wacz({"2.wacz": wacz({"c.warc.gz": C}), "1.wacz": wacz({"b.warc.gz": B}), "0.wacz": broken}))
    assert [article.title for article in articles] == ["B", "C"]
    assert articles[1].origin.endswith("/x.wacz/2.wacz/archive/c.warc.gz/byte 0")
    assert [one.path.partition("/x.wacz")[2] for one in bad] == ["/0.wacz"]
    assert len(told(caplog, "intake.archive_read")) == 1


@pytest.mark.parametrize(
    ("content", "path", "how"),
    [
        (multi_wacz({"1.wacz": wacz({"a.warc.gz": A})}, ZIP_DEFLATED), "/1.wacz", "a WACZ that is compressed in another"),
        (multi_wacz({"1.wacz": multi_wacz({"2.wacz": wacz({"a.warc.gz": A})})}), "/1.wacz/2.wacz", "a WACZ in a WACZ in a WACZ"),
    ],
)
def test_waczs_that_are_packed_otherwise_are_to_be_added_on_their_own(read_file: ReadFile, content: bytes, path: str, how: str) -> None:
    assert titles(read_file("x.wacz", content)) == ([], [f"{path}: {how} is not read; add it on its own"])


def test_a_wacz_that_came_over_a_network_is_read() -> None:
    bad: list[BadRecord] = []
    articles = list(received(wacz({"a.warc.gz": A, "b.warc.gz": B}), "x.wacz", bad.append, logged))
    assert ([article.title for article in articles], bad) == (["A", "B"], [])


def test_what_is_not_installed_is_named(read_file: ReadFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("index.readers.archive_captures", raising=False)
    monkeypatch.delitem(sys.modules, "index.readers.archive_captures", raising=False)
    monkeypatch.setitem(sys.modules, "brotli", None)
    articles, [bad] = read_file("x.wacz", wacz({"a.warc.gz": A}))
    assert articles == []
    assert bad.reason.startswith("web archives need the extra `pages`: pip install 'broadsheet[pages]' (")


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "whole": bytes,
    "damaged": lambda content: content.replace(A[100:130], b"\0" * 30),
    "cut": lambda content: content[:-1],
    "encrypted": lambda content: encrypted(content, "b.warc.gz"),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED])
def test_progress_adds_up_to_the_size(tmp_path: Path, method: int, damage: str) -> None:
    single = wacz({"b.warc.gz": A + B + C, "a.warc": archive(*THREE)}, method)
    (tmp_path / "single.wacz").write_bytes(DAMAGE[damage](single))
    (tmp_path / "multi.wacz").write_bytes(multi_wacz({"1.wacz": DAMAGE[damage](single), "2.wacz": single}))
    for file in tmp_path.iterdir():
        counts: list[int] = []
        list(read([file], lambda bad: None, counts.append))
        assert min(counts) >= 0
        assert sum(counts) == sized([file])


@pytest.mark.parametrize("seed", range(60))
def test_whatever_happened_to_a_wacz_it_is_read_to_an_end(tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(seed)
    method = chance.choice((ZIP_STORED, ZIP_DEFLATED))
    content = bytearray(wacz({"a.warc.gz": A + B + C, "b.warc": archive(*THREE)}, method))
    if chance.random() < 0.3:
        content = bytearray(multi_wacz({"1.wacz": bytes(content), "2.wacz": wacz({"a.warc.gz": A})}))
    directory = content.index(b"PK\x01\x02")
    for _ in range(chance.randrange(1, 6)):
        at = chance.choice((chance.randrange(len(content)), chance.randrange(directory, len(content))))
        content[at : at + chance.randrange(4)] = chance.choice((b"", b"\xff", b"PK", chance.randbytes(chance.randrange(40))))
    (tmp_path / "x.wacz").write_bytes(content)
    counts: list[int] = []
    bad: list[BadRecord] = []
    assert len(list(read([tmp_path], bad.append, counts.append))) <= 7
    assert sum(counts) == sized([tmp_path])
    assert not told(caplog, "intake.file_failed")


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not there")
def test_archives_of_others_are_read_in_a_wacz_as_they_are_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = sorted(SHARED.iterdir())
    bad: list[BadRecord] = []
    list(read(files, bad.append))
    counts = ("articles", "without_article", "other_records")
    alone = [sum(int(str(said[name])) for said in told(caplog, "intake.archive_read")) for name in counts]
    (tmp_path / "x.wacz").write_bytes(wacz({file.name: file.read_bytes() for file in files}))
    list(read([tmp_path], bad.append))
    together = told(caplog, "intake.archive_read")[-1]
    assert ([int(str(together[name])) for name in counts], bad) == (alone, [])
