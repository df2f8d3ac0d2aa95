"""What the acceptance tests share: the shared data, and installations with real commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "../shared/data"
Broadsheet = Callable[..., Any]


def shared(name: str) -> Path:
    """A file of the shared data; skips the test where it is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here: real articles are not part of the project")
    return path


def environment(data: Path) -> dict[str, str]:
    """The environment of commands that work on `data`."""
    return {**os.environ, "BROADSHEET_DATA": str(data), "BROADSHEET_EXTRACTOR": "rules"}


def broadsheet(data: Path, *arguments: object) -> Any:
    """Run a command for its JSON."""
    command = [sys.executable, "-m", "web.cli", *map(str, arguments), "--json"]
    done = subprocess.run(command, env=environment(data), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
