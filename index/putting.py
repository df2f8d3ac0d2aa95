"""What putting articles changes: which are new, which say something else than what is kept, which nothing new.

Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from index.article import Article
from index.excerpts import gives_way
from index.records import article_from_json
from index.rows import Incoming, Known, Past, article_json
from index.stored import PutCounts

_SAID = ("title", "body", "source", "url", "authors", "section", "language", "keywords", "published")
"""What an article says to its readers. A record that says the same in another form, as an export of it does, is no news."""


@dataclass(slots=True)
class Decided:
    """What is to be done: articles to write, by id; ids of which only the version of enrichment is to be noted; what became of each."""

    changed: dict[str, tuple[Incoming, Article]] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    counts: PutCounts = field(default_factory=PutCounts)


def decided(incoming: Iterable[Incoming], past: Past) -> Decided:
    """What putting these, one after the other, changes in a store of which `past` is known."""
    known = dict(past.known)
    todo = Decided()
    for one in incoming:
        id_ = one.article.id
        before = known.get(id_)
        article = _continuing(before, one, past.buried.get(id_))
        if before is None:
            todo.counts += PutCounts(added=1)
        elif gives_way(one.raw, before.raw):
            todo.counts += PutCounts(unchanged=1)
            continue
        elif _same(before, one, article):
            todo.counts += PutCounts(unchanged=1)
            todo.confirmed += [id_] if before.enrichment != one.enrichment else []
            continue
        else:
            todo.counts += PutCounts(updated=1)
        todo.changed[id_] = one, article
        known[id_] = _after(one, article)
    return todo


def _continuing(before: Known | None, one: Incoming, seen: datetime | None) -> Article:
    """The article with what the store knows of its past; `seen` is when it was first seen if it was deleted since.

    That never changes, so that an index by periods always has an id in the same one.
    """
    now = one.article.first_seen or datetime.now(UTC)
    if before is None:
        return replace(one.article, first_seen=seen or now)
    updated = before.updated if before.content == one.content or _says_the_same(before, one.article) else now
    return replace(one.article, first_seen=before.first_seen, updated=updated, story=one.article.story or before.story)


def _says_the_same(before: Known, article: Article) -> bool:
    kept = article_from_json(before.article)
    return all(getattr(kept, name) == getattr(article, name) for name in _SAID)


def _same(before: Known, one: Incoming, article: Article) -> bool:
    """Whether the same record became the same article: for sure under one version of enrichment, else by comparing."""
    if before.content != one.content:
        return False
    return before.enrichment == one.enrichment or (before.story == article.story and before.article == article_json(article))


def _after(one: Incoming, article: Article) -> Known:
    """What will be kept of an article once it is written."""
    return Known(one.raw, one.content, one.enrichment, article.first_seen, article.updated, article.story, article_json(article))
