"""A folder to write files into, what `read` makes of them, and what is told of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.article import RawArticle
from index.errors import BadRecord
from index.readers import read

Reading = tuple[list[RawArticle], list[BadRecord]]
ReadFile = Callable[[str, str | bytes], Reading]


@pytest.fixture
def read_file(tmp_path: Path) -> ReadFile:
    """Writes one file and reads it: its articles and what was bad."""

    def write_and_read(name: str, content: str | bytes) -> Reading:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        bad: list[BadRecord] = []
        return list(read([tmp_path / name], bad.append)), bad

    return write_and_read


@pytest.fixture
def summaries(caplog: pytest.LogCaptureFixture) -> None:
    """What is said of a whole archive is heard, as commands hear it."""
    caplog.set_level("INFO", "index.readers")


def told(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, object]]:
    """The fields of every log line of an event."""
    return [vars(record) for record in caplog.records if record.message == event]
