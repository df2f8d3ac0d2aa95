"""A folder to write files into, and what `read` makes of them."""

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
