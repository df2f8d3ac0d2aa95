"""Web archives, as a user adds them and searches what was in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.index.readers.archives import HOME, URL, archive, info, page, response
from tests.index.readers.waczs import wacz
from web.cli import main
from web.commands.common import DONE, PARTLY

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `broadsheet` with its data in a folder of this test."""
    monkeypatch.setenv("BROADSHEET_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BROADSHEET_EXTRACTOR", "rules")
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def test_the_articles_of_a_crawl_are_found_and_the_rest_is_no_failure(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl = tmp_path / "crawls" / "monday.warc.gz"
    crawl.parent.mkdir()
    home = response(HOME, "https://harbour-post.example/")
    picture = response(b"\x89PNG", URL + ".png", content_type="image/png")
    early = response(page("Ferry stays in port", ("The ferry will not leave before the weekend, said the board of the harbour.",)))
    late = response(page(), date="2026-03-04T08:00:00Z")
    crawl.write_bytes(archive(info, home, early, picture, home, home, late, packed=True))
    monkeypatch.setenv("BROADSHEET_LOG_LEVEL", "debug")
    added = run("add", crawl.parent)
    assert added.exit_code == DONE
    assert added.stdout == "1 added, 0 updated, 1 unchanged, 0 left out\n"
    named = [line for line in added.stderr.splitlines() if "intake.page_without_article" in line]
    assert len(named) == 3
    assert "url=https://harbour-post.example/ " in named[0]
    monkeypatch.delenv("BROADSHEET_LOG_LEVEL")
    again = run("add", crawl)
    assert again.stdout == "0 added, 0 updated, 2 unchanged, 0 left out\n"
    [line] = again.stderr.splitlines()
    assert line.endswith(f"INFO intake.archive_read origin={crawl} articles=2 without_article=3 other_records=2")
    [hit] = json.loads(run("search", "--json", "dinghy").stdout)["hits"]
    assert (hit["title"]["text"], hit["url"], hit["published"]) == ("Ferry runs again", URL, "2026-03-02T06:00:00Z")
    assert json.loads(run("search", "--json", "weekend").stdout)["total"]["articles"] == 0


def test_of_a_damaged_archive_the_place_is_named_and_the_rest_goes_in(run: Run, tmp_path: Path) -> None:
    one, two, three = (archive(response(page(f"Ferry {number}"), f"{URL}/{number}"), packed=True) for number in (1, 2, 3))
    crawl = tmp_path / "crawl.warc.gz"
    crawl.write_bytes(one + two[:-100] + three)
    added = run("add", "--json", crawl)
    assert added.exit_code == PARTLY
    assert json.loads(added.stdout) | {"added": 2, "bad": 1} == json.loads(added.stdout)
    assert f"broadsheet: {crawl}: record at byte {len(one)}: the compressed file is " in added.stderr


def test_the_archives_of_a_wacz_are_named_as_if_it_were_a_folder(run: Run, tmp_path: Path) -> None:
    one, two, three = (archive(response(page(f"Ferry {number}"), f"{URL}/{number}"), packed=True) for number in (1, 2, 3))
    crawl = tmp_path / "crawl.wacz"
    crawl.write_bytes(wacz({"a.warc.gz": one + two[:-100], "b.warc.gz": three}))
    added = run("add", "--json", crawl)
    assert added.exit_code == PARTLY
    assert json.loads(added.stdout) | {"added": 2, "bad": 1} == json.loads(added.stdout)
    assert f"broadsheet: {crawl}/archive/a.warc.gz: record at byte {len(one)}: the compressed file is cut off" in added.stderr
    assert f"INFO intake.archive_read origin={crawl} articles=2 without_article=0 other_records=0" in added.stderr
