"""Documents with little in them, and indexes of Tantivy with as many segments as a test asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article
from index.document import Document, document
from index.engine import Hit
from index.engines.tantivy import TantivyEngine, TantivyReader

ENGINE = TantivyEngine()
DAY = datetime(2022, 4, 12, tzinfo=UTC)


def article(id_: str = "a", **fields: object) -> Document:
    """The document of an article that has nothing but these fields."""
    values: dict[str, object] = {"title": "", "body": "", "language": "en", "first_seen": DAY, **fields}
    return document(Article(id=id_, **values))  # type: ignore[arg-type]


def index_of(folder: Path, *segments: Iterable[Document]) -> TantivyReader:
    """A reader of an index with at least one segment per argument."""
    with ENGINE.create(folder) as writer:
        for segment in segments:
            writer.add(segment)
            writer.commit()
    return ENGINE.read(folder)


def ids(hits: Iterable[Hit]) -> list[str]:
    """Which articles, in their order."""
    return [hit.id for hit in hits]
