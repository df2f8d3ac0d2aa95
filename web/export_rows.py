"""Articles as the rows of an export, in the formats that there are; `index.readers` reads both back.

JSON lines are exact. A table is for spreadsheets: it begins with a byte order mark, without which Excel takes UTF-8 for
something else, ends its lines as RFC 4180 says, and guards its cells against being run as formulas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.article import ENTITY_TYPES, Article
from index.exported import ENTITY_COLUMNS, RECORD_ID, guarded, record_id
from index.records import compact_json
from web.present import Json, article_answer

PIECE = 64 * 1024
"""Bytes, at most, that are written at once, however long an article is."""

COLUMNS = (
    "id", "published", "published_doubtful", "title", "source", "authors", "section", "language", "keywords", "people", "orgs", "places",
    "dateline", "wire", "story", "url", "first_seen", "updated", "body", RECORD_ID,
)  # fmt: skip
"""Of a table. A row of JSON has these and more."""

_SEPARATORS: Mapping[str, frozenset[str]] = {
    "keywords": frozenset(";|\n,"),
    **dict.fromkeys(("authors", *ENTITY_COLUMNS), frozenset(";|\n")),
}
"""Columns of several values → characters at which a reader takes them apart."""

_KNOWN_TO: Mapping[str | None, int] = {"month": len("2026-03"), "day": len("2026-03-04"), "minute": len("2026-03-04T10:00")}


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write articles: the suffix of its files, its media type, what stands first, and the line of an article."""

    suffix: str
    media_type: str
    head: str
    line: Callable[[Article], str]


def row(article: Article) -> Json:
    """Everything that is known of an article, as ``/api/v1/articles/<id>`` has it, and what it takes to read it back.

    `published` is written no more exactly than it is known. `people`, `orgs` and `places` are the names under which the article is
    counted; `record_id` keeps its id.
    """
    named = {
        column: [entity.canonical for entity in article.of_type(type_)] for column, type_ in zip(ENTITY_COLUMNS, ENTITY_TYPES, strict=True)
    }
    return {**article_answer(article), "published": _published(article), **named, RECORD_ID: record_id(article.id)}


def pieces(format_: Format, articles: Iterable[Article]) -> Iterator[bytes]:
    """The bytes of an export, a piece at a time; the first comes even if it is empty."""
    lines, size = [format_.head], 0
    for article in articles:
        lines.append(format_.line(article))
        size += len(lines[-1])
        if size >= PIECE:
            yield from _cut(lines)
            lines, size = [], 0
    yield from _cut(lines)


def _cut(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as UTF-8, which has no form for halves of surrogate pairs (readers take none in, an older store may have some)."""
    encoded = "".join(lines).encode("utf-8", "replace")
    for at in range(0, len(encoded) or 1, PIECE):
        yield encoded[at : at + PIECE]


def _published(article: Article) -> str | None:
    if article.published is None:
        return None
    written = article.published.isoformat().replace("+00:00", "Z")
    length = _KNOWN_TO.get(article.published_precision)
    if length is None:
        return written
    return written[:length] + ("Z" if "T" in written[:length] else "")


def _json_line(article: Article) -> str:
    return f"{compact_json(row(article))}\n"


def _table_line(article: Article) -> str:
    known = row(article)
    return _written([guarded(_cell(name, known[name])) for name in COLUMNS])


def _cell(name: str, value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case {"place": str(place), "agency": agency}:
            return f"{place} ({agency})" if agency else place
        case list():
            return _listed(value, _SEPARATORS[name])
        case _:
            return str(value)


def _listed(names: list[str], separators: frozenset[str]) -> str:
    """Names with semicolons between them; as a JSON list where a reader would part one of them."""
    if any(not separators.isdisjoint(name) for name in names) or (names and names[0].startswith("[")):
        return compact_json(names)
    return "; ".join(names)


def _written(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


FORMATS: Mapping[str, Format] = {
    "ndjson": Format(".ndjson", "application/x-ndjson", "", _json_line),
    "csv": Format(".csv", "text/csv; charset=utf-8; header=present", "\ufeff" + _written(COLUMNS), _table_line),
}
"""Name → format."""
