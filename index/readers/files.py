"""Files and folders → articles: which files there are, and which reader each one gets."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from index.article import RawArticle
from index.errors import BadRecord, BroadsheetError
from index.intake_warnings import OnWarning
from index.readers.archives import read_archive
from index.readers.csvs import read_table
from index.readers.day_order import in_order
from index.readers.feeds import read_feed
from index.readers.jsons import read_document, read_lines
from index.readers.pages import read_page
from index.readers.source import OnBad, OnBytes, Reader, Source
from index.readers.texts import read_text
from index.readers.wacz import read_wacz

FORMATS: dict[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_lines,
    ".ndjson": read_lines,
    ".json": read_document,
    ".csv": read_table,
    ".tsv": read_table,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".mhtml": read_page,
    ".mht": read_page,
    ".warc": read_archive,
    ".arc": read_archive,
    ".wacz": read_wacz,
}
"""Each may be compressed too: `.jsonl.gz`. A `.wacz` may not: in what is compressed as a whole nobody can seek."""

SAVED_WITH_FILES = frozenset((".html", ".htm"))
"""Pages that browsers save with a folder beside them ("page_files") for pictures and frames, in which no articles are."""

NO_COMMON_DAY_ORDER = frozenset((".warc", ".arc", ".wacz"))
"""Formats whose files hold what many outlets wrote, each in an order of day and month of its own."""

log = logging.getLogger(__name__)

SUPPORTED = ", ".join(FORMATS)


def read(paths: Iterable[Path], on_bad: OnBad, on_bytes: OnBytes = lambda count: None) -> Iterator[RawArticle]:
    """The articles of files, and of all files below folders, in the order of their names.

    What cannot be used goes to `on_bad` (file, 1-based line, reason), and the rest goes on: bad records, files that cannot
    be read, paths that do not exist, and files of other formats (one report for all of a kind in a folder). Hidden files in a
    folder are left out, and a file that is reached twice is read once. `on_bytes` is told how many bytes were read; they
    add up to `sized(paths)`. Files are read as the articles are asked for.
    """
    for path in _files(paths, on_bad):
        yield from _read(path, partial(Source.of, path, on_bad, on_bytes), on_bad)


def received(content: bytes, name: str, on_bad: OnBad, on_warning: OnWarning) -> Iterator[RawArticle]:
    """The articles of what came over a network, as of a file with this name, whose suffix (one of `FORMATS`) says what it is.

    What cannot be used goes to `on_bad`, as in `read`; what may not be what was meant to `on_warning`, before the record in which it shows.
    """
    path = Path(name)
    return _read(path, lambda: Source(path, datetime.now(UTC), on_bad, _uncounted, partial(BytesIO, content), on_warning), on_bad)


def _read(path: Path, opened: Callable[[], Source], on_bad: OnBad) -> Iterator[RawArticle]:
    try:
        reader = FORMATS[_format(path)]
        yield from reader(opened()) if _format(path) in NO_COMMON_DAY_ORDER else in_order(reader, opened())
    except BadRecord as bad:
        on_bad(bad)
    except BroadsheetError:  # of whoever hears of bad records, and has heard enough
        raise
    except OSError as error:
        on_bad(BadRecord(str(path), None, f"cannot be read: {error.strerror or error}"))
    except Exception as error:  # whatever a parser makes of a file, the others go on
        log.exception("intake.file_failed", extra={"origin": str(path)})
        on_bad(BadRecord(str(path), None, f"cannot be read any further: {error}"))


def _uncounted(_count: int) -> None:
    """Nobody watches the progress."""


def sized(paths: Iterable[Path]) -> int:
    """Bytes, as stored, of all files that `read` would read."""
    total = 0
    for path in _files(paths, lambda bad: None):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # `read` reports it
    return total


def _files(paths: Iterable[Path], on_bad: OnBad) -> Iterator[Path]:
    seen: set[str] = set()
    for path in paths:
        try:
            for file in _below(path, on_bad):
                identity = os.path.realpath(file)
                if identity not in seen:
                    seen.add(identity)
                    yield file
        except OSError as error:  # a name that is too long, a folder that may not be entered
            on_bad(BadRecord(str(path), None, f"cannot be looked at: {error.strerror or error}"))


def _below(path: Path, on_bad: OnBad) -> Iterator[Path]:
    """The readable files at `path`; the others are reported."""
    if path.is_dir():
        files = sorted(_walk(path, on_bad))
        _report_unknown([file for file in files if _format(file) not in FORMATS], on_bad)
        if not files:
            on_bad(BadRecord(str(path), None, f"no files in this folder; supported are {SUPPORTED}"))
        yield from (file for file in files if _format(file) in FORMATS and _is_file(file, on_bad))
    elif _is_file(path, on_bad):
        if _format(path) in FORMATS:
            yield path
        else:
            _report_unknown([path], on_bad)


def _is_file(path: Path, on_bad: OnBad) -> bool:
    """Reports what is none: a path that leads nowhere, or a pipe, which would be waited for."""
    if not path.is_file():
        on_bad(BadRecord(str(path), None, "neither a file nor a folder" if path.exists() else "no such file or folder"))
    return path.is_file()


def _walk(folder: Path, on_bad: OnBad) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        on_bad(BadRecord(str(error.filename), None, f"cannot be read: {error.strerror}"))

    for here, folders, names in os.walk(folder, onerror=unreadable):
        beside = {f"{Path(name).stem}_files" for name in names if Path(name).suffix.lower() in SAVED_WITH_FILES}
        folders[:] = [name for name in folders if not name.startswith(".") and name not in beside]
        yield from (Path(here, name) for name in names if not name.startswith("."))


def _report_unknown(files: list[Path], on_bad: OnBad) -> None:
    by_format: dict[str, list[Path]] = {}
    for file in files:
        by_format.setdefault(_format(file), []).append(file)
    for format_, alike in by_format.items():
        more = f", and {len(alike) - 1} more of this kind" if len(alike) > 1 else ""
        kind = f"the format {format_}" if format_ else "a file without a suffix"
        reason = f"skipped{more}: {kind} is not supported; supported are {SUPPORTED}, each but .wacz also with .gz"
        on_bad(BadRecord(str(alike[0]), None, reason))


def _format(path: Path) -> str:
    """The suffix that says what is in the file, without .gz."""
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()
