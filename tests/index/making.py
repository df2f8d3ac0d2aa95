"""Articles for tests, invented and reproducible."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from index.article import Article, Entity, RawArticle
from index.store import Store
from index.stored import PutCounts

DAY = datetime(2022, 4, 12, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

_TEXT = (
    "harbour strike talks minister grain export port river bridge council budget vote storm flood rescue film prize "
    "satellite launch orbit vaccine clinic nurse school exam factory wage union border ferry island volcano ash flight"
)
_WORDS = _TEXT.split()

ENRICHMENT = "1"


def pair(number: int, *, text: str | None = None, first_seen: datetime = NOW) -> tuple[RawArticle, Article]:
    """Article `number`: the same number gives the same article."""
    chance = random.Random(number)
    title = f"{' '.join(chance.choices(_WORDS, k=5)).capitalize()} {number}"
    body = text or "\n\n".join(" ".join(chance.choices(_WORDS, k=40)) for _ in range(2))
    raw = RawArticle(origin=f"made:{number}", title=title, body=body, source="Harbour Post")
    article = Article(
        id=f"made{number}",
        title=title,
        body=body,
        source="Harbour Post",
        language="en",
        published=DAY + timedelta(hours=number),
        published_precision="minute",
        published_origin="metadata",
        first_seen=first_seen,
        entities=(Entity("place", "Kiev", "Kyiv"),),
    )
    return raw, article


def pairs(first: int, last: int) -> Iterator[tuple[RawArticle, Article]]:
    """Articles `first` to `last`, the last excluded."""
    return (pair(number) for number in range(first, last))


def put(store: Store, *found: tuple[RawArticle, Article], enrichment: str = ENRICHMENT) -> PutCounts:
    """Put articles into a store."""
    return store.put(found, enrichment)


def raw(number: int, body: str = "Dockers met the minister in Kiev on Monday.", **fields: object) -> RawArticle:
    """A record, as a reader makes it: the same number gives the same address."""
    made = RawArticle(
        origin=f"test:{number}", title=f"Strike at the port, day {number}", body=body, url=f"https://harbour.example/{number}"
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def every(store: Store) -> list[Article]:
    """All articles of a store."""
    return list(store.articles(change.id for change in store.changes(0) if change.document).values())
