"""Which files are read, in which order, and what is said of the others."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import BadRecord
from index.readers import FORMATS, read, sized

DOCS = Path(__file__).parents[3] / "docs"


def reading(*paths: Path) -> tuple[list[str], list[BadRecord]]:
    bad: list[BadRecord] = []
    return [article.body for article in read(paths, bad.append)], bad


def test_a_folder_is_read_in_the_order_of_names_with_its_subfolders(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/y.TXT", "c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert reading(tmp_path) == (["a/b/y.TXT", "a/z.txt", "b.txt", "c.txt"], [])


def test_hidden_files_and_folders_are_left_out_unless_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".hidden.txt", ".git/x.txt", "seen.txt"):
        (tmp_path / name).write_text(name)
    assert reading(tmp_path)[0] == ["seen.txt"]
    assert reading(tmp_path / ".hidden.txt")[0] == [".hidden.txt"]


def test_unknown_kinds_are_reported_once_each_with_what_is_supported(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.docx", "Makefile", "d.txt"):
        (tmp_path / name).write_text("x")
    bodies, bad = reading(tmp_path)
    assert bodies == ["x"]
    assert [Path(one.path).name for one in bad] == ["Makefile", "a.png", "c.docx"]
    assert "1 more of this kind" in bad[1].reason
    assert all(suffix in bad[1].reason for suffix in FORMATS)


def test_a_named_file_of_unknown_kind_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    _, [bad] = reading(tmp_path / "a.docx")
    assert "the format .docx is not supported" in bad.reason


def test_a_path_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("x")
    bodies, [bad] = reading(tmp_path / "a.txt", tmp_path / "b.txt")
    assert bodies == ["x"]
    assert bad.reason == "no such file or folder"


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    assert "no files in this folder" in reading(tmp_path)[1][0].reason


def test_a_file_that_is_reached_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert reading(tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt") == (["x"], [])


def test_a_pipe_and_a_dangling_link_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    _, bad = reading(tmp_path / "a.txt", tmp_path / "b.txt")
    assert [one.reason for one in bad] == ["neither a file nor a folder", "no such file or folder"]


def test_a_pipe_in_a_folder_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("x")
    bodies, bad = reading(tmp_path)
    assert bodies == ["x"]
    assert [one.reason for one in bad] == ["neither a file nor a folder"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    assert "Permission denied" in reading(tmp_path)[1][0].reason


def test_what_a_parser_makes_of_a_file_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.rss").write_text("<rss><channel><item><title>x &#1114112; y</title></item>")
    (tmp_path / "b.txt").write_text("x")
    bodies, bad = reading(tmp_path / ("n" * 300), tmp_path)
    assert bodies == ["x"]
    assert [Path(one.path).name for one in bad] == ["n" * 300, "a.rss"]


def test_every_format_may_be_compressed(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"text"))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"title,body\nT,table\n"))
    (tmp_path / "c.JSON.GZ").write_bytes(gzip.compress(b'{"body": "document"}'))
    (tmp_path / "d.rss.gz").write_bytes(
        gzip.compress(b'<rss version="2.0"><channel><item><description>feed</description></item></channel></rss>')
    )
    assert reading(tmp_path) == (["text", "table", "document", "feed"], [])


def test_what_is_not_compressed_under_its_name_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(b"plain")
    (tmp_path / "b.txt").write_text("x")
    bodies, [bad] = reading(tmp_path)
    assert bodies == ["x"]
    assert "cannot be read" in bad.reason


def test_progress_adds_up_to_the_size_also_where_a_file_is_looked_at_twice(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"body": "x", "tags": {"places": ["Oslo"]}}\n' * 5000))
    (tmp_path / "b.csv").write_bytes(b"title,body\n" + b"a,b\n" * 5000)
    counts: list[int] = []
    assert sum(1 for _ in read([tmp_path], lambda bad: None, counts.append)) == 10000
    assert sum(counts) == sized([tmp_path]) == sum(file.stat().st_size for file in tmp_path.iterdir())


def test_an_article_has_the_time_of_its_file_in_utc(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    os.utime(tmp_path / "a.txt", (0, 86400))
    [article] = read([tmp_path], lambda bad: None)
    assert article.file_time == datetime(1970, 1, 2, tzinfo=UTC)
    assert article.origin == str(tmp_path / "a.txt")


def test_what_hears_of_bad_records_may_stop_the_reading(tmp_path: Path) -> None:
    def stop(bad: BadRecord) -> None:
        raise bad

    (tmp_path / "a.jsonl").write_text("{\n")
    with pytest.raises(BadRecord, match=r"a\.jsonl:1"):
        list(read([tmp_path], stop))


def test_the_documentation_names_every_format() -> None:
    page = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert [suffix for suffix in FORMATS if f"`{suffix}`" not in page] == []
