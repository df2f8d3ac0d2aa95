"""JSON Feed (https://jsonfeed.org/version/1.1): what the object around the items says of each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.article import RawArticle
from index.readers.record import told_fields, without_outlet

VERSIONS = "https://jsonfeed.org/version/"
"""What the `version` of a JSON Feed begins with."""

NAMES = ("title", "language", "authors", "author")
"""Names of a feed that count for its items; version 1 has one `author`."""

EXTENSION = "_broadsheet"
"""Where Broadsheet's own feeds say an item's outlet, for which JSON Feed has no name."""


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """What a feed says for those of its items that do not say it themselves."""

    title: str | None
    language: str | None
    authors: tuple[str, ...]


def json_feed(value: object) -> JsonFeed | None:
    """The feed that `value` is; None if it is none."""
    if not isinstance(value, dict) or not str(value.get("version")).startswith(VERSIONS):
        return None
    told = told_fields({name: value[name] for name in NAMES if name in value})
    return JsonFeed(told.get("title"), told.get("language"), told.get("authors", ()))


def as_item(article: RawArticle, record: object, feed: JsonFeed) -> RawArticle:
    """An article as an item of its feed; `record` is what it was read from."""
    outlet = article.source or _outlet(record) or feed.title
    return replace(
        article,
        title=without_outlet(article.title, outlet),
        source=outlet,
        language=article.language or feed.language,
        authors=article.authors or feed.authors,
    )


def _outlet(record: object) -> str | None:
    extension = record.get(EXTENSION) if isinstance(record, dict) else None
    outlet: str | None = told_fields({"source": extension.get("source")}).get("source") if isinstance(extension, dict) else None
    return outlet
