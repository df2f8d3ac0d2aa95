"""The command that exports: all articles that a search finds, to a file or to standard output."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

import click

from index.article import Article
from index.errors import BadInput, BroadsheetError, QueryError
from index.manifest import sync
from index.progress import Progress, silent
from index.settings import Settings
from search.export import Export
from web.assembly import assembled
from web.bars import progress_bars
from web.commands.common import EPILOG, PARTLY, USAGE
from web.commands.given import given
from web.export_request import export_request
from web.export_rows import FORMATS, pieces
from web.terminal import pointed_at
from web.words import counted

Write = Callable[[bytes], object]

_ENDINGS = {**{format_.suffix: name for name, format_ in FORMATS.items()}, ".jsonl": "ndjson"}
"""Of a file's name → format."""

TOLD_EVERY = 100
"""Articles between two steps of the progress bar."""


@click.command(epilog=EPILOG)
@click.argument("query", nargs=-1)
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of /api/v1/export.")
@click.option(
    "--format", "chosen", type=click.Choice(list(FORMATS)), help="Lines of JSON, or a table.  [default: as FILE says, else ndjson]"
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Instead of standard output.")
@click.pass_obj
def export(settings: Settings, query: Sequence[str], params: Sequence[str], chosen: str | None, output: Path | None) -> None:
    """Write all articles that a search finds.

    Newest first, as lines of JSON or as a table: `broadsheet add` reads both.

    Put the query in single quotes; without one, every article is written. FILE is there when all of it is written, and not before; if it
    ends in .gz it is compressed. Articles that were deleted since they were indexed are left out, and counted on standard error.

    \b
    broadsheet export -o all.ndjson.gz
    broadsheet export 'sanctions "natural gas"' -p source='The Harbour Post' -p from=2026-02-01 -o gas.csv
    broadsheet export 'kyiv' -p limit=100 | jq .title
    """
    request, limit = export_request(given(params, q=" ".join(query)))
    format_ = FORMATS[chosen or _named_by(output)]
    with assembled(settings) as parts:
        try:
            found = Export(parts.search(), parts.store, request, limit)
        except QueryError as error:
            click.echo(pointed_at(request.text, error), err=True)
            sys.exit(USAGE)
        total = found.total if limit is None else min(limit, found.total)
        with _file(output) if output else _standard_output() as write, _bars(output) as progress:
            for piece in pieces(format_, _told(found.articles(), total, progress)):
                write(piece)
    if output:
        click.echo(f"{counted(found.done, 'article')} in {output}")
    if found.gone:
        click.echo(
            f"broadsheet: {counted(found.gone, 'article')} left out that had been deleted since the index was last written", err=True
        )
        sys.exit(PARTLY)


def _named_by(output: Path | None) -> str:
    """The format that a file's name says; JSON lines where there is no file, or no ending. Raises `BadInput` for another ending."""
    named = output.with_suffix("") if output and output.suffix == ".gz" else output
    if named is None or not named.suffix:
        return "ndjson"
    if named.suffix not in _ENDINGS:
        raise BadInput(f"{output}: {named.suffix} is the ending of no format; end it in {', '.join(_ENDINGS)}, or say --format")
    return _ENDINGS[named.suffix]


def _told(articles: Iterator[Article], total: int, progress: Progress) -> Iterator[Article]:
    for number, article in enumerate(articles):
        if number % TOLD_EVERY == 0:
            progress("export", number, total)
        yield article
    progress("export", total, total)


def _bars(output: Path | None) -> AbstractContextManager[Progress]:
    """Bars where they do not run into the articles in one terminal."""
    return nullcontext(silent) if output is None and sys.stdout.isatty() else progress_bars()


@contextmanager
def _standard_output() -> Iterator[Write]:
    """Raises `BroadsheetError` if it cannot be written; a reader that has left is no error of ours."""
    try:
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with suppress(OSError):
            os.close(sys.stdout.fileno())  # what is left in its buffer would fail once more at the end
        raise BroadsheetError(f"standard output could not be written: {error.strerror}") from error


@contextmanager
def _file(named: Path) -> Iterator[Write]:
    """Writes a file that takes its place once all of it is there; what is no regular file (a pipe, a device) is written to itself.

    Raises `BroadsheetError` if it cannot be written.
    """
    path = named.resolve()
    is_regular = path.is_file() or not path.exists()
    beside = path.with_name(f".{path.name}.{os.getpid()}") if is_regular else path
    try:
        with beside.open("wb") as file:
            yield from _compressed(file) if path.suffix == ".gz" else (file.write,)
            file.flush()
            if is_regular:
                os.fsync(file.fileno())
        if is_regular:
            os.replace(beside, path)
            sync(path.parent)
    except OSError as error:
        raise BroadsheetError(f"{named} could not be written: {error.strerror}") from error
    finally:
        if is_regular:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _compressed(file: BinaryIO) -> Iterator[Write]:
    with gzip.GzipFile(filename="", mode="wb", fileobj=file) as zipped:
        yield zipped.write
