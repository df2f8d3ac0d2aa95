"""Between records and the rows of the store's tables: what is written of an article, and what is read of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from index import tables as t
from index.analysis import fold_key
from index.article import Article, RawArticle
from index.document import Document, Shown, published_seconds
from index.records import article_from_json, article_to_json, raw_from_json, raw_to_json
from index.tables import change_lock, counter

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS = 1_000_000
"""In a second."""

ARTICLE_ROWS = (
    select(t.articles.c.id, t.articles.c.article, t.articles.c.first_seen, t.articles.c.updated, t.articles.c.story)
    .where(t.articles.c.article.is_not(None))
    .order_by(t.articles.c.moment, t.articles.c.id)
)
"""What `article` wants, of live articles, oldest first."""


DOCUMENT_ROWS = select(t.documents.c.id, t.documents.c.change, t.documents.c.version, t.documents.c.document)
"""What documents are made of, in no particular order."""

KeptDocument = Any
"""A row of id, change, version and text of a document. (Row types differ between SQLAlchemy 2.0 and 2.1.)"""

# Executed many times over with lists of values, so the names of columns that are set cannot be bound twice.
_MOVE_ARTICLE = update(t.articles).where(t.articles.c.id == bindparam("of")).values(change=bindparam("change"), story=bindparam("story"))
_MOVE_DOCUMENT = (
    update(t.documents).where(t.documents.c.id == bindparam("of")).values(change=bindparam("change"), document=bindparam("document"))
)
_KEEP_REMADE = (
    update(t.documents)
    .where(t.documents.c.id == bindparam("of"), t.documents.c.change == bindparam("at"))
    .values(version=bindparam("version"), document=bindparam("document"))
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article that is being put: `content` is the hash of what `raw` says, `enrichment` the version that made `article`."""

    raw: RawArticle
    article: Article
    content: str
    enrichment: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of an article that is put again."""

    raw: RawArticle
    content: str
    enrichment: str
    first_seen: datetime | None
    updated: datetime | None
    story: str | None
    article: str


@dataclass(frozen=True, slots=True)
class Past:
    """What is kept under the ids of articles that are put: `known` of those that are there, `buried` when those that were deleted had
    first been seen."""

    known: Mapping[str, Known]
    buried: Mapping[str, datetime | None]


def article(row: Any) -> Article:
    """The article of a row; the columns overrule what its JSON says."""
    kept = article_from_json(row.article)
    return replace(kept, first_seen=_moment(row.first_seen), updated=_moment(row.updated), story=row.story)


def articles(connection: Connection, condition: ColumnElement[bool]) -> dict[str, Article]:
    """Articles by id, oldest first."""
    return {row.id: article(row) for row in connection.execute(ARTICLE_ROWS.where(condition))}


def past(connection: Connection, ids: list[str]) -> Past:
    """What is kept under ids."""
    return Past(_known(connection, ids), buried(connection, ids))


def still_kept(connection: Connection, incoming: Sequence[Incoming]) -> list[Incoming]:
    """Those whose records nobody has changed or deleted since they were read."""
    content = t.articles.c.content
    kept = set(connection.scalars(select(content).where(content.in_([one.content for one in incoming]))))
    return [one for one in incoming if one.content in kept]


def buried(connection: Connection, ids: list[str]) -> dict[str, datetime | None]:
    """When those of the ids that were deleted had first been seen."""
    table = t.articles.c
    rows = connection.execute(select(table.id, table.first_seen).where(table.id.in_(ids), table.content.is_(None)))
    return {row.id: _moment(row.first_seen) for row in rows}


def article_json(article: Article) -> str:
    """What is kept as JSON: all but what columns say, so that one article always has one text."""
    return article_to_json(replace(article, first_seen=None, updated=None, story=None))


def article_row(one: Incoming, article: Article, number: int) -> dict[str, Any]:
    """A row of the articles table."""
    first_seen = _microseconds(article.first_seen)
    published = published_seconds(article)
    return {
        "id": article.id,
        "change": number,
        "content": one.content,
        "enrichment": one.enrichment,
        "first_seen": first_seen,
        "updated": _microseconds(article.updated),
        "moment": (first_seen or 0) // _MICROSECONDS if published is None else published,
        "story": article.story,
        "article": article_json(article),
        "raw": raw_to_json(one.raw),
    }


def documents_seen(spans: Iterable[tuple[int | None, int | None]]) -> list[Select[Any]]:
    """`DOCUMENT_ROWS` of articles first seen in spans of time, each by itself: so each is looked up in one index."""
    seen = t.articles.c.first_seen
    together = DOCUMENT_ROWS.join_from(t.documents, t.articles, t.documents.c.id == t.articles.c.id)
    return [
        together.where(
            *([] if start is None else [seen >= start * _MICROSECONDS]),
            *([] if end is None else [seen < end * _MICROSECONDS]),
        )
        for start, end in spans
    ]


def is_unchanged(connection: Connection, span: tuple[int, int], number: int, change: int) -> bool:
    """Whether there are so many articles first seen in a span of time, all of them, and those deleted, as they were at a change number."""
    seen = t.articles.c.first_seen
    within = (seen >= span[0] * _MICROSECONDS, seen < span[1] * _MICROSECONDS)
    now, last = connection.execute(select(func.count(t.articles.c.content), func.max(t.articles.c.change)).where(*within)).one()
    return bool(now == number and (last or 0) <= change)


def counted(connection: Connection, wanted: Select[Any]) -> int:
    """How many rows a statement would give."""
    return int(connection.execute(wanted.with_only_columns(func.count(t.documents.c.id), maintain_column_froms=True)).scalar_one())


def confirm(connection: Connection, ids: list[str], enrichment: str) -> None:
    """Note that another version of enrichment makes the same articles of the same records."""
    if ids:
        connection.execute(update(t.articles).where(t.articles.c.id.in_(ids)).values(enrichment=enrichment))


def count(connection: Connection) -> int:
    """How many articles there are."""
    return int(connection.execute(select(func.count(t.documents.c.id))).scalar_one())


def replace_rows(connection: Connection, articles: list[dict[str, Any]], made: list[dict[str, Any]], number: int) -> None:
    """Put articles (or tombstones) and their documents in the place of what is kept under their ids.

    `number` is the last change number among them.
    """
    ids = [row["id"] for row in articles]
    if not ids:
        return
    connection.execute(delete(t.documents).where(t.documents.c.id.in_(ids)))
    connection.execute(delete(t.articles).where(t.articles.c.id.in_(ids)))
    connection.execute(insert(t.articles), articles)
    if made:
        connection.execute(insert(t.documents), made)
    connection.execute(update(counter).values(value=number))


def bury(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Put tombstones in the place of articles. Returns the ids of those that were there."""
    number = change_lock(connection)
    live = (t.articles.c.id.in_(ids), t.articles.c.content.is_not(None))
    seen = {row.id: row.first_seen for row in connection.execute(select(t.articles.c.id, t.articles.c.first_seen).where(*live))}
    gone = [id_ for id_ in ids if id_ in seen]
    tombstones = [{"id": id_, "change": number + place, "first_seen": seen[id_]} for place, id_ in enumerate(gone, 1)]
    replace_rows(connection, tombstones, [], number + len(gone))
    return gone


def move(connection: Connection, stories: Mapping[str, str | None]) -> int:
    """Move articles to stories. Returns how many were in another one before."""
    number = change_lock(connection)
    together = (
        select(t.articles.c.id, t.articles.c.story, t.documents.c.document)
        .join_from(t.articles, t.documents, t.articles.c.id == t.documents.c.id)
        .where(t.articles.c.id.in_(list(stories)))
    )
    elsewhere = [(row.id, row.document) for row in connection.execute(together) if row.story != stories[row.id]]
    if not elsewhere:
        return 0
    moved = [
        {"of": id_, "change": number + place, "story": stories[id_], "document": with_story(text, stories[id_])}
        for place, (id_, text) in enumerate(elsewhere, 1)
    ]
    connection.execute(_MOVE_ARTICLE, [{name: row[name] for name in ("of", "change", "story")} for row in moved])
    connection.execute(_MOVE_DOCUMENT, [{name: row[name] for name in ("of", "change", "document")} for row in moved])
    connection.execute(update(counter).values(value=number + len(moved)))
    return len(moved)


def keep_remade(connection: Connection, remade: Iterable[dict[str, Any]]) -> None:
    """Write documents that were made anew, unless their article has changed meanwhile."""
    change_lock(connection)  # no number is taken, but PostgreSQL's writers would stop each other if they did not take turns
    values = [{"of": row["id"], "at": row["change"], "version": row["version"], "document": row["document"]} for row in remade]
    connection.execute(_KEEP_REMADE, values)


def with_story(text: str, story: str | None) -> str:
    """A kept document with another story: everything else, the analysed text above all, stays."""
    kept = Document.from_text(text)
    shown = replace(Shown.from_text(kept.shown), story=story)
    key = fold_key(story or "")
    keys = {**kept.keys, "story": (key,) if key else ()}
    return replace(kept, keys=keys, shown=shown.to_text()).to_text()


def _known(connection: Connection, ids: list[str]) -> dict[str, Known]:
    table = t.articles.c
    columns = select(table.id, table.raw, table.content, table.enrichment, table.first_seen, table.updated, table.story, table.article)
    rows = connection.execute(columns.where(table.id.in_(ids), table.content.is_not(None)))
    return {
        row.id: Known(
            raw_from_json(row.raw), row.content, row.enrichment, _moment(row.first_seen), _moment(row.updated), row.story, row.article
        )
        for row in rows
    }


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + microseconds * _MICROSECOND
