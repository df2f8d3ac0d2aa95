"""The whole service as it runs: gunicorn, the indexer beside it, clients over HTTP, rebuilds meanwhile."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.conftest import ROOT, broadsheet, command, environment, serving
from tests.ports import free_ports
from tests.web.keyed import BEARER, FERRY, KEY

CLIENTS = 20
SWAPS = 2
PAUSE = 0.3
"""Seconds for which each of them reads an answer."""
QUERIES = ("talks", '"Black Sea"', "gas OR oil", "kiev", "place:Istanbul", "earthq*")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    broadsheet(folder, "add", ROOT / "sample")
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[tuple[int, int]]:
    """Its process id and port."""
    variables = {**environment(data), "BROADSHEET_POLL_SECONDS": "0.2", "BROADSHEET_SCHEDULE": "", "BROADSHEET_API_KEY": KEY}
    with serving(variables, "--indexer") as (process, port):
        yield process.pid, port
    assert process.returncode == 0
    assert not indexers(process.pid)


@pytest.fixture
def port(server: tuple[int, int]) -> int:
    return server[1]


def indexers(server: int) -> list[int]:
    """The process ids of a server's indexers."""
    found = subprocess.run(["pgrep", "-P", str(server), "-f", " index --ends-with-input$"], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split() if int(line) != server]


def answer(port: int, query: str) -> tuple[int, Any]:
    status, body = fetched(port, f"/api/v1/search?q={quote(query)}")
    return status, json.loads(body)


def fetched(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def served(port: int) -> bool:
    try:
        return fetched(port, "/healthz")[0] == 200
    except OSError:
        return False


def total(port: int, query: str) -> int:
    status, found = answer(port, query)
    assert status == 200, found
    number: int = found["total"]["articles"]
    return number


def until(seconds: float, reached: Any) -> bool:
    """Whether `reached` came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_no_search_fails_or_comes_back_empty_while_rebuilds_swap(data: Path, port: int, engine: str) -> None:
    expected = {query: total(port, query) for query in QUERIES}
    assert all(expected.values())
    seen: Counter[tuple[str, int, int]] = Counter()
    generations: set[str] = set()
    stop = threading.Event()

    def client(number: int) -> None:
        while not stop.is_set():
            query = QUERIES[number % len(QUERIES)]
            status, found = answer(port, query)
            generations.add(found["index"]["id"])
            seen[query, status, found["total"]["articles"]] += 1
            stop.wait(PAUSE)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for each in clients:
        each.start()
    for _ in range(SWAPS):
        broadsheet(data, "rebuild", "--engine", engine)
    assert until(60, lambda: broadsheet(data, "status")["generation"] in generations)
    stop.set()
    for each in clients:
        each.join()
    assert set(seen) == {(query, 200, number) for query, number in expected.items()}
    assert len(generations) > 1


def test_the_indexer_takes_in_what_is_added_and_deleted(data: Path, port: int, tmp_path: Path) -> None:
    file = tmp_path / "late.jsonl"
    file.write_text(json.dumps({"url": "https://late.example/1", "title": "Zeppelin over Zagreb", "body": "It flew."}))
    broadsheet(data, "add", "--no-index", file)
    assert until(60, lambda: total(port, "zeppelin") == 1)
    _, found = answer(port, "zeppelin")
    broadsheet(data, "delete", found["hits"][0]["id"])
    assert until(60, lambda: total(port, "zeppelin") == 0)


def test_the_indexer_takes_in_what_is_sent_and_meets_the_wish_for_a_rebuild(port: int) -> None:
    def sent(path: str, body: Any = None) -> tuple[int, Any]:
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("POST", path, json.dumps(body), {**BEARER, "Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def index() -> Any:
        return json.loads(fetched(port, "/api/v1/index")[1])

    status, told = sent("/api/v1/articles", FERRY)
    assert status == 201, told
    assert until(60, lambda: index()["change"] >= told["change"])
    assert total(port, "camotes") == 1
    before = index()["generation"]
    assert sent("/api/v1/index/rebuild")[0] == 202
    assert until(60, lambda: index()["rebuild_asked"] is None)
    assert index()["generation"] != before


def test_an_indexer_that_is_told_to_end_ends_in_peace(data: Path) -> None:
    started = command("index", "--ends-with-input")
    with subprocess.Popen(started, env=environment(data), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as indexer:
        assert indexer.stderr is not None
        assert "indexer.started" in indexer.stderr.readline()
        indexer.terminate()
        assert indexer.wait(60) == 0, indexer.stderr.read()


def test_the_indexer_has_the_settings_of_the_server_and_its_code(tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text(f'data = "{tmp_path}/data"\nstore = "sqlite:///{tmp_path}/own.sqlite3"\npoll_seconds = 0.2\nextractor = "rules"\n')
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "__init__.py").write_text("raise SystemExit('not our code')")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    tool = [str(Path(sys.executable).with_name("broadsheet")), "--config", str(config)]
    subprocess.run([*tool, "add", ROOT / "sample"], env=ours, check=True, capture_output=True)
    [port] = free_ports(1)
    with subprocess.Popen([*tool, "serve", "--indexer", "--port", str(port)], env=ours, cwd=tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        before = total(port, "")
        subprocess.run([*tool, "delete", answer(port, "")[1]["hits"][0]["id"]], env=ours, check=True, capture_output=True)
        subprocess.run([*tool, "add", "--no-index", ROOT / "sample"], env=ours, check=True, capture_output=True)
        assert until(60, lambda: total(port, "") == before)
        process.send_signal(signal.SIGINT)
    assert before > 80


def test_a_long_query_in_letters_of_six_bytes_is_answered(port: int) -> None:
    assert total(port, "слово " * 60 + "ж" * 400) == 0


def test_page_and_interface_show_the_same_number(port: int) -> None:
    _, page = fetched(port, "/search?q=talks")
    assert f"{total(port, 'talks')} articles" in page


def test_requests_are_counted_by_all_workers_together(port: int) -> None:
    def answered(status: int) -> float:
        families = text_string_to_metric_families(fetched(port, "/metrics")[1])
        wanted = {"endpoint": "api.search", "status": str(status)}
        counts = (each for family in families for each in family.samples if each.name == "broadsheet_request_seconds_count")
        return sum(each.value for each in counts if each.labels == wanted)

    before = answered(200), answered(400)
    for number in range(40):
        fetched(port, "/api/v1/search?size=0" if number % 4 else "/api/v1/search?q=colour:red")
    assert {(answered(200) - before[0], answered(400) - before[1]) for _ in range(10)} == {(30, 10)}


@pytest.mark.skipif(which("curl") is None, reason="no curl on this machine")
def test_an_export_that_breaks_off_does_not_look_whole(tmp_path: Path) -> None:
    many = [{"title": f"Talks {number}", "body": "They went on. " * 100} for number in range(300)]  # more than is sent at once
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(each) + "\n" for each in many))
    broadsheet(tmp_path, "add", tmp_path / "many.jsonl")
    fetch = ["curl", "-sS", "--max-time", "60"]
    with serving(environment(tmp_path)) as (_, port):
        address = f"http://127.0.0.1:{port}/api/v1/export"
        whole = subprocess.run([*fetch, address], capture_output=True)
        assert (whole.returncode, whole.stdout.count(b"\n")) == (0, 300)
        with closing(sqlite3.connect(tmp_path / "articles.sqlite3")) as store, store:
            store.execute("DELETE FROM articles WHERE id = ?", [json.loads(whole.stdout.splitlines()[-1])["id"]])
        broken = subprocess.run([*fetch, address], capture_output=True)
        assert broken.returncode == 18, "curl: transfer closed with outstanding read data remaining"
        assert 0 < broken.stdout.count(b"\n") < 300
        assert fetched(port, "/api/v1/export?limit=1")[0] == 200
        assert subprocess.run([*fetch, "--http1.0", "--fail", address], capture_output=True).returncode == 22


def test_the_indexer_ends_with_a_server_that_is_killed(tmp_path: Path) -> None:
    variables = {**os.environ, "BROADSHEET_DATA": str(tmp_path / "data"), "BROADSHEET_EXTRACTOR": "rules"}
    broadsheet(tmp_path / "data", "add", ROOT / "sample" / "wire")
    with serving(variables, "--indexer") as (process, _):
        assert until(60, lambda: len(indexers(process.pid)) == 1)
        [indexer] = indexers(process.pid)
        process.kill()
        assert until(60, lambda: not Path(f"/proc/{indexer}").exists())


def test_a_server_that_is_killed_leaves_its_counts_to_the_next_start(tmp_path: Path) -> None:
    broadsheet(tmp_path / "data", "add", ROOT / "sample" / "wire")
    (tmp_path / "tmp").mkdir()
    variables = {**environment(tmp_path / "data"), "TMPDIR": str(tmp_path / "tmp")}

    def folders() -> set[Path]:
        return set((tmp_path / "tmp").glob("broadsheet-metrics-*"))

    with serving(variables) as (process, port):
        assert fetched(port, "/search")[0] == 200
        process.kill()
    (left,) = folders()
    assert until(60, lambda: not served(port)), "its workers are still there"
    with serving(variables) as (_, port):
        assert len(folders() - {left}) == len(folders()) == 1
    assert not folders()


def test_an_indexer_that_dies_is_started_again(server: tuple[int, int]) -> None:
    (first,) = indexers(server[0])
    os.kill(first, signal.SIGKILL)
    assert until(60, lambda: indexers(server[0]) not in ([], [first]))
