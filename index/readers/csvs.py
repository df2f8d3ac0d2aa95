"""Tables: a header row, then one article a row (RFC 4180). Read row by row.

Separated by commas, semicolons, tabs or bars, whichever the header row has most of. UTF-8, or UTF-16 with a byte order
mark; lines that are neither are taken for Windows-1252, as older spreadsheets write it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from index.article import RawArticle
from index.errors import BadRecord
from index.exported import read_back
from index.readers.record import article_names, raw_article
from index.readers.source import LARGEST_RECORD, Source, lines
from index.readers.unused import tell_columns

DELIMITERS = (",", ";", "\t", "|")


def read_table(source: Source) -> Iterator[RawArticle]:
    """The articles of a table. A bad row is reported, and the next one is read.

    Raises `BadRecord` if no column of the header row is a title or a body.
    """
    csv.field_size_limit(LARGEST_RECORD)
    numbered = lines(source, otherwise="cp1252")
    rows = _rows(source, numbered)
    first = next(rows, None)
    if first is None:
        raise BadRecord(str(source.path), None, "the file is empty")
    header = [name.strip() for name in first[1]]
    if not article_names(dict.fromkeys(header)):
        found = ", ".join(header)[:200]
        raise BadRecord(str(source.path), first[0], f"a header row with a column title or body is expected; the first row is {found}")
    tell_columns(header, source)
    for line, row in rows:
        if len(row) != len(header):
            source.bad(line, f"{len(row)} cells, but the header row has {len(header)}: is a quotation mark or a delimiter missing?")
            continue
        try:
            article = raw_article(read_back(dict(zip(header, row, strict=True))), source, line)
        except BadRecord as bad:
            source.on_bad(bad)
            continue
        yield article


def _rows(source: Source, numbered: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line on which it starts (a cell may hold several lines)."""
    first = next(numbered, None)
    if first is None:
        return
    track = _Tracked(first, numbered)
    # strict: a stray quotation mark is reported where it is, and does not swallow the rows that follow
    reader = csv.reader(track, delimiter=_delimiter(first[1]), strict=True)
    while True:
        track.start = None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            source.bad(track.start, _explained(str(error)))
            continue
        if any(cell.strip() for cell in row):
            yield track.start or 1, row


class _Tracked:
    """Hands lines to the csv module and remembers the number of the first one since `start` was set to None."""

    def __init__(self, first: tuple[int, str], rest: Iterator[tuple[int, str]]) -> None:
        self.start: int | None = None
        self._first: tuple[int, str] | None = first
        self._rest = rest

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, text = self._first or next(self._rest)
        self._first = None
        self.start = self.start or number
        return text


def _delimiter(header: str) -> str:
    counts = {delimiter: len(next(csv.reader([header], delimiter=delimiter), [])) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _explained(error: str) -> str:
    if error == "unexpected end of data":
        return "a quotation mark opens here and never closes: what stands from here to the end was not read"
    return f"not a row of the table: {error} (a quotation mark inside a cell is doubled, and the cell quoted)"
