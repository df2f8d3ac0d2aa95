"""docs/api.md says what is so: its examples run, its tables are the code's."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from shutil import which

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.request import LARGEST_PAGE, MOST_FACET_VALUES
from tests.web.serving import served
from web.errors import PROBLEMS
from web.params import SINGLE

DOCUMENT = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
HOST = "http://127.0.0.1:8000"
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.S)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("curl") and "Bearer" not in line]
"""Those that read; tests/web/test_writing.py has the others."""


def path_of(command: str) -> str:
    return shlex.split(command)[-1].removeprefix(HOST)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_example_answers(client: FlaskClient, command: str) -> None:
    any_id = client.get("/api/v1/search?size=1").get_json()["hits"][0]["id"]
    path = path_of(command).replace("$id", any_id)
    response = client.head(path) if "--head" in command else client.get(path)
    assert response.status_code == (400 if "colour" in path else 200)
    if "--head" in command:
        assert response.headers["ETag"]


@pytest.mark.skipif(which("curl") is None or which("bash") is None, reason="no curl or no bash on this machine")
def test_the_example_that_finds_an_id_first_runs_in_a_shell(sample_app: Flask) -> None:
    (block,) = (block for block in BLOCKS if "$id" in block)
    with served(sample_app) as address:
        shown = subprocess.run(["bash", "-c", block.replace(HOST, address)], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "earthquake" in json.loads(shown)["body"].lower()


def test_the_example_of_an_error_is_what_comes(client: FlaskClient) -> None:
    (shown,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.S))
    assert shown.items() <= client.get("/api/v1/search?q=colour:red").get_json().items()


def test_examples_find_something(client: FlaskClient) -> None:
    answers = [
        client.get(path_of(command)).get_json()
        for command in COMMANDS
        if "/search?" in command and "colour" not in command and "--" not in command
    ]
    assert len(answers) == 3
    assert all(answer["total"]["articles"] > 0 for answer in answers)


def test_every_parameter_is_in_the_table() -> None:
    table = DOCUMENT.partition("| parameter |")[2].partition("\n\n")[0]
    assert set(SINGLE) <= set(re.findall(r"`([a-z_]+)`", table))
    assert f"0 to {LARGEST_PAGE}" in table
    assert f"1 to {MOST_FACET_VALUES}" in table


def test_every_problem_is_in_the_table_with_its_status() -> None:
    rows = dict(re.findall(r"^\| `/problems/([a-z-]+)` \| (\d+) \|", DOCUMENT, re.M))
    assert rows == {each.name: str(each.status) for each in PROBLEMS.values()}


def test_every_member_of_an_answer_is_described(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=earthquake&explain=1").get_json()
    article = client.get(f"/api/v1/articles/{answer['hits'][0]['id']}").get_json()
    names = {
        *answer,
        *answer["total"],
        *answer["facets"]["source"],
        *answer["hits"][0],
        *answer["hits"][0]["why"][0],
        *article,
        *article["entities"][0],
    }
    assert {name for name in names if f"`{name}`" not in DOCUMENT} == set()
