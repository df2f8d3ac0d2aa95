"""What the acceptance tests share: the shared data, and installations with real commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.ports import LOOPBACK, free_ports

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "../shared/data"
Broadsheet = Callable[..., Any]


def shared(name: str) -> Path:
    """A file of the shared data; skips the test where it is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here: real articles are not part of the project")
    return path


def command(*arguments: object) -> list[str]:
    """`broadsheet` with arguments, of this tree."""
    return [sys.executable, "-m", "web.cli", *map(str, arguments)]


def environment(data: Path) -> dict[str, str]:
    """The environment of commands that work on `data`."""
    return {**os.environ, "BROADSHEET_DATA": str(data), "BROADSHEET_EXTRACTOR": "rules"}


def broadsheet(data: Path, *arguments: object) -> Any:
    """Run a command for its JSON."""
    done = subprocess.run(command(*arguments, "--json"), env=environment(data), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def serving(
    variables: Mapping[str, str], *options: str, folder: Path | None = None, log: IO[bytes] | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`broadsheet serve` as a process, and its port, once it listens; stopped as by Ctrl-C.

    It runs in `folder`, and writes its errors to `log`.
    """
    [port] = free_ports(1)
    started = command("serve", "--port", port, *options)
    with subprocess.Popen(started, env=variables, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        try:
            assert process.stdout is not None
            assert f"http://{LOOPBACK}:{port}" in process.stdout.readline(), "it did not start: see its log"
            yield process, port
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
