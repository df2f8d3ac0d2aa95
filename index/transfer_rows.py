"""What a copy of a store goes through: the rows of articles in the order of their changes, the cache's in that of its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from index import rows
from index import tables as t
from index.batches import BATCH
from index.cache import keep_new

Row = tuple[Any, ...]
"""Its first value is its place in the order, which no two share."""

_ARTICLE = tuple(column for column in t.articles.columns if column is not t.articles.c.change)
_DOCUMENT = tuple(column for column in t.documents.columns if column is not t.documents.c.id)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a store: all its rows are `select`ed, `place` orders them from after `start`, and `keep` writes some, in a store whose
    last change number it is told."""

    name: str
    select: Select[Any]
    place: ColumnElement[Any]
    start: Any
    keep: Callable[[Connection, list[Row], int], None]

    def page(self, connection: Connection, after: Any) -> list[Row]:
        """The next rows."""
        return self._read(connection, self.place > after, BATCH)

    def between(self, connection: Connection, after: Any, last: Any) -> list[Row]:
        """The rows up to and with the place `last`, which are as many as a page has; one more shows that there are others among them."""
        return self._read(connection, (self.place > after) & (self.place <= last), BATCH + 1)

    def count(self, connection: Connection) -> int:
        """How many rows there are."""
        return int(connection.execute(select(func.count()).select_from(self.place.table)).scalar_one())

    def _read(self, connection: Connection, condition: ColumnElement[bool], limit: int) -> list[Row]:
        found = connection.execute(self.select.where(condition).order_by(self.place).limit(limit))
        return [tuple(row) for row in found]


def _keep_articles(connection: Connection, page: list[Row], number: int) -> None:
    articles, documents = [], []
    for change, *values in page:
        article = dict(zip([column.name for column in _ARTICLE], values, strict=False))
        document = dict(zip([column.name for column in _DOCUMENT], values[len(_ARTICLE) :], strict=True))
        articles.append({**article, "change": change})
        if document["document"] is not None:
            documents.append({**document, "id": article["id"]})
    rows.replace_rows(connection, articles, documents, number)


def _keep_cached(connection: Connection, page: list[Row], _number: int) -> None:
    keep_new(connection, [(key, value) for key, value in page])


ARTICLES = Part(
    "articles",
    select(t.articles.c.change, *_ARTICLE, *_DOCUMENT).join_from(
        t.articles, t.documents, t.articles.c.id == t.documents.c.id, isouter=True
    ),
    t.articles.c.change,
    0,
    _keep_articles,
)
"""With their documents, and those that were deleted."""

CACHE = Part("enrichment cache", select(t.cache.c.key, t.cache.c.value), t.cache.c.key, "", _keep_cached)

PARTS = (ARTICLES, CACHE)


class Digest:
    """A hash over rows, each value with its length, so that no two different contents read the same."""

    def __init__(self) -> None:
        self._hash = sha256()

    def add(self, page: Iterable[Row]) -> None:
        """Take rows in."""
        for row in page:
            for value in row:
                text = b"" if value is None else str(value).encode()
                self._hash.update(b"%d:" % (-1 if value is None else len(text)) + text)

    def __str__(self) -> str:
        return self._hash.hexdigest()
