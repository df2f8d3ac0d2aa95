"""The command line, as a user types it: real settings, store and index in a folder of its own."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.store import Store
from index.wishes import ask
from web.cli import COMMANDS, main
from web.commands.common import DONE, EXIT_CODES, FAILED, PARTLY, USAGE

ARTICLES = [
    {
        "id": "1",
        "source": "The Post",
        "published": "2026-03-01",
        "title": "Gas talks open in Kyiv",
        "body": "The peace talks opened.",
        "people": ["Jane Smith"],
    },
    {"id": "2", "source": "Wire", "published": "2026-03-02", "title": "Prices rise", "body": "Gas prices rose.", "language": "en"},
]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `broadsheet` with its data in a folder of this test."""
    monkeypatch.setenv("BROADSHEET_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BROADSHEET_EXTRACTOR", "rules")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    return file


def test_what_was_added_is_found_and_adding_again_changes_nothing(run: Run, articles: Path) -> None:
    assert run("add", articles).stdout == "2 added, 0 updated, 0 unchanged, 0 left out\n"
    assert run("add", articles).stdout == "0 added, 0 updated, 2 unchanged, 0 left out\n"
    found = run("search", "gas -prices")
    assert found.exit_code == DONE
    assert "1 article in 1 story for (gas AND NOT prices)" in found.stdout
    assert "Gas talks open in Kyiv" in found.stdout


def test_articles_are_kept_though_the_cluster_does_not_answer(
    run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")
    monkeypatch.setenv("BROADSHEET_ENGINE", "opensearch")
    monkeypatch.setenv("BROADSHEET_OPENSEARCH_HOSTS", "http://127.0.0.1:9")
    monkeypatch.setenv("BROADSHEET_OPENSEARCH_TIMEOUT", "0.5")
    added = run("add", articles)
    assert added.exit_code == DONE
    assert added.stdout.startswith("2 added, 0 updated, 0 unchanged, 0 left out (in the store, not yet in the index: ")
    assert json.loads(run("add", "--json", articles).stdout)["not_indexed"].startswith("in the store, not yet in the index: ")
    assert run("search", "gas").exit_code == FAILED
    monkeypatch.delenv("BROADSHEET_ENGINE")
    assert "2 articles" in run("add", articles).stdout + run("search", "gas").stdout


def test_programs_are_told_whether_the_index_shows_what_was_done(run: Run, articles: Path) -> None:
    assert json.loads(run("add", "--json", "--no-index", articles).stdout) == {
        "added": 2, "updated": 0, "unchanged": 0, "failed": 0, "bad": 0, "not_indexed": "left to the indexer",
    }  # fmt: skip
    assert json.loads(run("add", "--json", articles).stdout)["not_indexed"] is None
    gone = json.loads(run("delete", "--json", "none such").stdout)
    assert gone == {"deleted": [], "missing": ["none such"], "not_indexed": None}


def test_a_changed_text_updates_its_article(run: Run, articles: Path) -> None:
    run("add", articles)
    articles.write_text(json.dumps({**ARTICLES[1], "body": "Gas prices fell."}))
    assert run("add", articles).stdout.startswith("0 added, 1 updated")
    assert json.loads(run("search", "--json", "fell").stdout)["total"]["articles"] == 1
    assert json.loads(run("search", "--json", "rose").stdout)["total"]["articles"] == 0


def test_bad_records_are_named_and_the_rest_goes_in(run: Run, articles: Path) -> None:
    articles.write_text(articles.read_text() + '{"title": 7}\nnot json\n')
    done = run("add", articles)
    assert done.exit_code == PARTLY
    assert done.stdout == "2 added, 0 updated, 0 unchanged, 2 left out\n"
    assert f"{articles}:3: title: a number where text is expected" in done.stderr
    assert f"{articles}:4: not JSON" in done.stderr


def test_json_is_the_answer_of_the_interface(run: Run, articles: Path) -> None:
    run("add", articles)
    answer = json.loads(run("search", "--json", "-p", "person=Jane Smith", "-p", "sort=newest", "kiev").stdout)
    assert answer["query"] == {"text": "kiev", "means": "kiev", "also": answer["query"]["also"], "instead": None}
    assert "Kyiv" in answer["query"]["also"]
    assert [hit["source"] for hit in answer["hits"]] == ["The Post"]
    assert answer["facets"]["person"]["values"] == [{"value": "Jane Smith", "count": 1, "selected": True}]


def test_paging_by_cursor(run: Run, articles: Path) -> None:
    run("add", articles)
    first = json.loads(run("search", "--json", "-n", 1, "gas").stdout)
    second = json.loads(run("search", "--json", "-n", 1, "--cursor", first["next"], "gas").stdout)
    assert first["hits"][0]["id"] != second["hits"][0]["id"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", 'gas "peace'), "    ^ this quote is not closed"),
        (("search", '  gas "peace'), 'gas "peace\n    ^ this quote'),
        (("search", "-p", 'q=gas "peace'), 'gas "peace\n    ^ this quote'),
        (("search", "-p", "colour=red", "gas"), "colour: no such parameter"),
        (("search", "-p", "sort", "gas"), "give parameters as NAME=VALUE"),
        (("search", "--cursor", "x", "gas"), "not a cursor of this service"),
        (("add",), "Missing argument"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_own_exit_code(run: Run, articles: Path, arguments: tuple[str, ...], message: str) -> None:
    run("add", articles)
    done = run(*arguments)
    assert done.exit_code == USAGE
    assert message in done.stderr


def test_a_date_in_the_terminal_is_no_more_exact_than_what_is_known(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "Gas talks", "published": "2026-03", "source": "The Post"}))
    run("add", tmp_path / "a.jsonl")
    assert "The Post  2026-03\n" in run("search", "gas").stdout


def test_searching_before_anything_is_there_says_what_to_run(run: Run, articles: Path) -> None:
    for command in (("search", "gas"), ("status",), ("rebuild",), ("delete", "x")):
        done = run(*command)
        assert done.exit_code == FAILED
        assert "broadsheet add PATH" in done.stderr
    run("add", "--no-index", articles)
    assert "broadsheet rebuild" in run("search", "gas").stderr


def test_a_port_that_is_taken_is_refused_at_once(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--port", taken.getsockname()[1])
    assert done.exit_code == USAGE
    assert "BROADSHEET_PORT" in done.stderr


@pytest.mark.parametrize("command", [("add", "articles.jsonl"), ("rebuild",), ("index",), ("serve", "--indexer")])
def test_where_spacy_is_missing_each_command_that_enriches_says_so_before_it_begins(
    run: Run, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BROADSHEET_EXTRACTOR", "spacy")
    monkeypatch.setattr("index.enrich.extract_spacy.find_spec", lambda _: None)
    done = run(*command)
    assert done.exit_code == FAILED
    assert "pip install 'broadsheet[entities]'" in done.stderr
    assert not (tmp_path / "data").exists()
    assert "articles in" in run("search", "gas").stderr  # searching needs no spaCy, only articles


def test_a_setting_that_is_wrong_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_PROT", "80")
    done = run("status")
    assert done.exit_code == USAGE
    assert "PORT" in done.stderr


def test_several_settings_that_are_wrong_are_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_PORT", "x")
    monkeypatch.setenv("BROADSHEET_WORKERS", "y")
    said = run("status").stderr
    assert "(from BROADSHEET_PORT); setting workers='y': " in said
    assert "\\n" not in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_rebuild_with_an_engine_then_status_then_roll_back(run: Run, articles: Path, engine: str) -> None:
    run("add", articles)
    before = json.loads(run("status", "--json").stdout)
    assert json.loads(run("rebuild", "--json", "--engine", engine).stdout)["engine"] == engine
    after = json.loads(run("status", "--json").stdout)
    assert (after["articles"], after["indexed"], after["behind"], after["engine"]) == (2, 2, 0, engine)
    assert len(after["generations"]) == 2
    assert json.loads(run("rollback", "--json").stdout)["id"] == before["generation"]
    assert json.loads(run("status", "--json").stdout)["generation"] == before["generation"]
    assert "kept  " in run("status").stdout


def test_status_shows_a_rebuild_that_somebody_waits_for_until_it_is_done(run: Run, articles: Path, tmp_path: Path) -> None:
    run("add", articles)
    with Store.open(f"sqlite:///{tmp_path}/data/articles.sqlite3") as store:
        ask(store, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    assert "rebuild asked   2026-03-04 05:06:07+00:00" in run("status").stdout
    assert json.loads(run("status", "--json").stdout)["rebuild_asked"] == "2026-03-04T05:06:07+00:00"
    run("rebuild")
    assert "rebuild asked   no" in run("status").stdout


def test_delete_takes_an_article_out_of_store_and_index(run: Run, articles: Path) -> None:
    run("add", articles)
    id_ = json.loads(run("search", "--json", "talks").stdout)["hits"][0]["id"]
    done = run("delete", "--json", id_, "nobody")
    assert done.exit_code == PARTLY
    assert json.loads(done.stdout) == {"deleted": [id_], "missing": ["nobody"], "not_indexed": None}
    assert json.loads(run("search", "--json", "").stdout)["total"]["articles"] == 1


def test_a_second_make_run_adds_nothing(run: Run, articles: Path) -> None:
    run("add", "--no-index", articles)
    assert run("add", "--if-empty", articles).stdout == ""


def test_settings_are_shown_with_their_origin(run: Run) -> None:
    shown = json.loads(run("settings", "--json").stdout)
    assert shown["extractor"] == {"value": "rules", "origin": "BROADSHEET_EXTRACTOR"}
    assert shown["port"] == {"value": "8000", "origin": "default"}
    assert "BROADSHEET_EXTRACTOR" in run("settings").stdout


def test_parameters_of_the_interface_take_the_place_of_arguments(run: Run, articles: Path) -> None:
    run("add", articles)
    first = json.loads(run("search", "--json", "-p", "q=gas", "-p", "size=1").stdout)
    assert (len(first["hits"]), first["total"]["articles"]) == (1, 2)
    second = json.loads(run("search", "--json", "-p", "q=gas", "-p", "size=1", "-p", f"cursor={first['next']}").stdout)
    assert {hit["title"]["text"] for hit in (*first["hits"], *second["hits"])} == {"Gas talks open in Kyiv", "Prices rise"}
    assert "given 2 times" in run("search", "-p", "q=gas", "oil").stderr


@pytest.mark.parametrize("port", ["0", "99999"])
def test_a_port_that_is_none_is_refused(run: Run, port: str) -> None:
    assert run("serve", "--port", port).exit_code == USAGE


def test_every_command_has_help_with_its_exit_codes(run: Run) -> None:
    for name in ("", *COMMANDS):
        shown = run(*filter(None, [name, "--help"])).stdout
        assert all(f"{code} " in shown for code in EXIT_CODES), name
        assert name in ("rollback", "status", "settings") or f"broadsheet {name}" in shown, f"{name}: no example"
