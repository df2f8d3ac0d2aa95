"""`broadsheet copy`, as a user types it: the index that was there is the copy's, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cluster.postgres import Postgres
from web.cli import main
from web.commands.common import DONE, FAILED, USAGE

ARTICLES = [{"id": str(number), "title": f"Gas talks, day {number}", "body": "The talks went on."} for number in range(3)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run, with three articles in a file."""
    monkeypatch.setenv("BROADSHEET_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BROADSHEET_EXTRACTOR", "rules")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_a_store_moves_to_postgresql_and_back_with_its_index(postgres: Postgres, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "articles.jsonl")
    url = postgres.new_database()
    copied = run("copy", "--to", url, "--json")
    assert copied.exit_code == DONE
    assert json.loads(copied.stdout) | {"cached": 0, "sha256": "", "written": 0} == {
        "articles": 3,
        "deleted": 0,
        "cached": 0,
        "change": json.loads(copied.stdout)["change"],
        "written": 0,
        "sha256": "",
        "later": 0,
    }
    monkeypatch.setenv("BROADSHEET_STORE", url)
    status = json.loads(run("status", "--json").stdout)
    assert (status["articles"], status["behind"], status["needs_rebuild"]) == (3, 0, None)
    assert run("add", "articles.jsonl").stdout.startswith("0 added, 0 updated, 3 unchanged")
    again = run("copy", "--to", f"sqlite:///{folder}/back.sqlite3")
    assert again.exit_code == DONE
    assert again.stdout.startswith("3 articles, 0 deleted ones")
    monkeypatch.setenv("BROADSHEET_STORE", f"sqlite:///{folder}/back.sqlite3")
    assert json.loads(run("search", "--json", "talks").stdout)["total"]["articles"] == 3


def test_what_cannot_be_copied_to_is_named(folder: Path) -> None:
    nothing = run("copy", "--to", "sqlite:///copy.sqlite3")
    assert (nothing.exit_code, "there are no articles" in nothing.stderr) == (FAILED, True)
    run("add", "articles.jsonl")
    wrong = run("copy", "--to", "my articles")
    assert (wrong.exit_code, "is no address of a store" in wrong.stderr) == (USAGE, True)
    itself = run("copy", "--to", f"sqlite:///{folder}/data/articles.sqlite3")
    assert (itself.exit_code, "name an empty database" in itself.stderr) == (FAILED, True)
    closed = run("copy", "--to", "postgresql://nobody@127.0.0.1:1/none")
    assert (closed.exit_code, "no server answers there" in closed.stderr) == (FAILED, True)
