"""`broadsheet export`, as a user types it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.store import Store
from tests.acceptance.conftest import command, environment
from tests.web.worlds import SAMPLE
from web.cli import main
from web.commands.common import DONE, FAILED, PARTLY, USAGE

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample, added and indexed."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROADSHEET_DATA", str(folder))
        patch.setenv("BROADSHEET_EXTRACTOR", "rules")
        assert CliRunner().invoke(main, ["add", str(SAMPLE)]).exit_code == DONE
    return folder


@pytest.fixture
def run(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `broadsheet export` in a folder of this test."""
    monkeypatch.setenv("BROADSHEET_DATA", str(data))
    monkeypatch.setenv("BROADSHEET_EXTRACTOR", "rules")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["export", *map(str, arguments)], catch_exceptions=False)


def test_a_file_of_no_known_kind_is_not_written(run: Run, tmp_path: Path) -> None:
    done = run("-o", "a.xlsx")
    assert done.exit_code == USAGE
    assert ".xlsx is the ending of no format; end it in .ndjson, .csv, .jsonl, or say --format" in done.stderr
    assert not list(tmp_path.glob("*.xlsx"))
    assert run("-o", "a.txt", "--format", "csv").exit_code == DONE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full on this machine")
def test_standard_output_that_is_full_is_told_in_a_sentence(data: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command("export"), env=environment(data), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == FAILED
    assert done.stderr == "broadsheet: standard output could not be written: No space left on device\n"


def test_everything_goes_to_standard_output(run: Run) -> None:
    done = run()
    assert (done.exit_code, len(done.stdout.splitlines())) == (DONE, 86)
    assert len({json.loads(line)["id"] for line in done.stdout.splitlines()}) == 86
    assert json.loads(run("Black Sea", "-p", "limit=1", "-p", "sort=oldest").stdout)["title"]


@pytest.mark.parametrize(
    ("name", "begins"), [("a.csv", "\ufeffid,"), ("a.ndjson", '{"id"'), ("a.jsonl.gz", '{"id"'), ("a.csv.gz", "\ufeffid,")]
)
def test_a_file_is_of_the_kind_that_its_name_says(run: Run, tmp_path: Path, name: str, begins: str) -> None:
    done = run("talks", "-o", name)
    written = (tmp_path / name).read_bytes()
    assert (gzip.decompress(written) if name.endswith(".gz") else written).decode().startswith(begins)
    assert done.stdout.endswith(f"articles in {name}\n")
    assert os.listdir(tmp_path) == [name]


def test_a_format_that_is_asked_for_comes_before_the_name(run: Run, tmp_path: Path) -> None:
    run("talks", "-o", "a.txt", "--format", "csv")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8-sig").startswith("id,")


def test_an_export_that_fails_leaves_the_file_as_it_was(run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oldest = json.loads(run("-p", "sort=oldest", "-p", "limit=1").stdout)["id"]
    damaged = shutil.copytree(data, tmp_path / "damaged")
    with closing(sqlite3.connect(damaged / "articles.sqlite3")) as store, store:
        store.execute("DELETE FROM articles WHERE id = ?", [oldest])
    monkeypatch.setenv("BROADSHEET_DATA", str(damaged))
    monkeypatch.setattr("search.export.READ_AT_ONCE", 10)  # so that the others are written by then
    (tmp_path / "a.csv").write_text("older")
    done = run("-o", "a.csv")
    assert done.exit_code == FAILED
    assert f"the store does not know, {oldest} for one" in done.stderr
    assert (tmp_path / "a.csv").read_text() == "older"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "damaged"]


def test_what_is_no_file_is_written_to_itself(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "read").open("wb") as read, subprocess.Popen(["cat", "pipe"], stdout=read, cwd=tmp_path):
        run("-o", "pipe")
    assert len((tmp_path / "read").read_text().splitlines()) == 86
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (('gas "peace',), USAGE, "    ^ this quote is not closed"),
        (("-p", "size=3"), USAGE, "first so many with limit"),
        (("-p", "sort=relevance"), USAGE, "newest or oldest first"),
        (("-p", "format=csv"), USAGE, "format: no such parameter"),
        (("-o", "none/a.csv"), FAILED, "none/a.csv could not be written: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == code
    assert message in done.stderr
    assert done.stdout == ""


def test_what_was_deleted_since_is_counted_and_the_rest_is_there(run: Run, data: Path, tmp_path: Path) -> None:
    id_ = json.loads(run("-p", "limit=1").stdout)["id"]
    with Store.open(f"sqlite:///{data / 'articles.sqlite3'}") as store:
        store.delete([id_])
    done = run("-o", "a.ndjson")
    assert done.exit_code == PARTLY
    assert "1 article left out that had been deleted" in done.stderr
    assert len((tmp_path / "a.ndjson").read_text().splitlines()) == 85


def test_whoever_stops_reading_ends_it_quietly(data: Path) -> None:
    with subprocess.Popen(command("export"), env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == FAILED
