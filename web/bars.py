"""Progress bars in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from index.progress import Progress, silent

STAGES = {
    "add": "Adding articles",
    "enrich": "Enriching anew",
    "stories": "Grouping stories",
    "index": "Building the index",
    "verify": "Verifying",
    "copy": "Copying",
    "export": "Exporting",
    "compare articles": "Comparing articles",
    "compare enrichment cache": "Comparing the rest",
}


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars on standard error for work that takes long; nothing where that is not a terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    columns = (TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, of: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=of)
            bars.update(tasks[stage], completed=done, total=of)

        yield show
