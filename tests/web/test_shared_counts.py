"""The folder in which the workers of one server count, among those of other servers, alive and killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.locks import READERS
from web.shared_counts import PREFIX, CountsFolder

AT_ONCE = 8

SERVER = """
import os, sys
from web.shared_counts import CountsFolder
print(CountsFolder.make().path, flush=True)
if "fork" in sys.argv and os.fork():
    os.kill(os.getpid(), 9)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that all of them share."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def server(tmp: Path, *how: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that counts in a folder, until its input ends."""
    started = [sys.executable, "-c", SERVER, *how]
    variables = {**os.environ, "TMPDIR": str(tmp)}
    with subprocess.Popen(started, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())


def left(tmp: Path) -> set[Path]:
    return set(tmp.iterdir())


def test_the_next_start_removes_what_a_killed_server_left_and_nothing_of_a_living_one(tmp: Path) -> None:
    with server(tmp) as (killed, of_killed), server(tmp) as (_, of_living):
        killed.kill()
        killed.wait()
        assert left(tmp) == {of_killed, of_living}
        mine = CountsFolder.make()
        assert left(tmp) == {of_living, mine.path}
    mine.remove()
    assert left(tmp) == {of_living}
    CountsFolder.make().remove()
    assert left(tmp) == set()


def test_a_server_lives_as_long_as_one_of_its_workers(tmp: Path) -> None:
    with server(tmp, "fork") as (killed, of_worker):
        killed.wait()
        CountsFolder.make().remove()
        assert left(tmp) == {of_worker}


def test_what_no_server_of_this_user_made_stays(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / READERS).touch()
    (tmp / f"{PREFIX}link").symlink_to(elsewhere)
    (tmp / f"{PREFIX}file").touch()
    (tmp / f"{PREFIX}by_hand").mkdir()
    before = left(tmp)
    CountsFolder.make().remove()
    assert left(tmp) == before

    of_another = CountsFolder.make()
    of_another._lock.release()
    monkeypatch.setattr(os, "geteuid", lambda: of_another.path.stat().st_uid + 1)
    CountsFolder.make().remove()
    assert left(tmp) == {*before, of_another.path}


def test_servers_that_begin_at_once_take_nothing_from_each_other(tmp: Path) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        made = list(threads.map(lambda _: CountsFolder.make(), range(20 * AT_ONCE)))
    assert left(tmp) == {each.path for each in made}
    for each in made:
        each.remove()
    assert left(tmp) == set()
