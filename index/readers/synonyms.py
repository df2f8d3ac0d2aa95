"""What a record may call its fields: one table for JSON, CSV and the documentation.

Case, spaces, hyphens and underscores do not matter (`publishedAt` = `published_at` = `Published at`). Of several names
the first that holds something is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from index.article import ENTITY_TYPES, EntityType
from index.readers import values


@dataclass(frozen=True, slots=True)
class Names:
    """One field of `RawArticle`: how its value is read, the names that it goes by, what it is."""

    field: str
    convert: Callable[[object], object]
    meaning: str
    names: tuple[str, ...]


SYNONYMS: tuple[Names, ...] = (
    Names("title", values.title, "the headline", ("title", "headline")),
    Names(
        "body",
        values.body,
        "the text, plain or HTML",
        (
            "body",
            "body_text",
            "articleBody",
            "full_text",
            "maintext",
            "article_text",
            "text",
            "content",
            "content_text",
            "body_html",
            "content_html",
            "description",
            "summary",
            "abstract",
        ),
    ),
    Names("url", values.address, "its address", ("url", "link", "web_url", "canonical_url", "permalink", "mainEntityOfPage")),
    Names("record_id", values.line, "the record's own identifier", ("record_id", "id", "_id", "uuid", "guid", "identifier", "@id", "uri")),
    Names(
        "source",
        values.line,
        "the outlet",
        ("source", "outlet", "publication", "publication_title", "newspaper", "publisher", "source_domain"),
    ),
    Names("authors", values.names, "who wrote it", ("authors", "author", "byline", "by", "creator")),
    Names("section", values.line, "the section", ("section", "articleSection", "section_name", "category")),
    Names("language", values.line, "its language", ("language", "lang", "inLanguage")),
    Names(
        "published",
        values.moment,
        "when it was published",
        (
            "published",
            "published_at",
            "datePublished",
            "publication_date",
            "publish_date",
            "published_date",
            "pub_date",
            "first_created",
            "version_created",
            "date",
            "timestamp",
            "created_at",
        ),
    ),
    Names("keywords", values.keywords, "keywords", ("keywords", "keyword", "tags.topics", "tags.keywords", "tags", "topics", "subject")),
    Names("people", values.names, "people that it names", ("people", "persons", "person", "tags.people")),
    Names(
        "orgs",
        values.names,
        "organisations that it names",
        ("orgs", "organisations", "organizations", "organisation", "organization", "tags.orgs"),
    ),
    Names("places", values.names, "places that it names", ("places", "place", "locations", "tags.places")),
    Names("dateline", values.line, "the place at the head of the text", ("dateline", "dateline_place", "located")),
)

TYPE_OF_FIELD: dict[str, EntityType] = dict(zip(("people", "orgs", "places"), ENTITY_TYPES, strict=True))


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """A name with everything taken away that does not matter; `source.name`, as flattened tables have it, is `source`."""
    name = name.strip()
    outer, dot, inner = name.rpartition(".")
    if dot and inner in values.NAMING_KEYS:
        name = outer
    short = name.lower().replace("_", "").replace("-", "").replace(" ", "")
    return short or name


def _path(name: str) -> tuple[str, str | None]:
    outer, _, inner = name.partition(".")
    return normal(outer), inner or None


PATHS: tuple[tuple[Names, tuple[tuple[str, str, str | None], ...]], ...] = tuple(
    (row, tuple((name, *_path(name)) for name in row.names)) for row in SYNONYMS
)
"""For each field its names, each as written and as (normal name, name inside an object of that name)."""

KNOWN_NAMES: frozenset[str] = frozenset(outer for _, paths in PATHS for _, outer, _ in paths)
TEXT_NAMES: frozenset[str] = frozenset(normal(name) for row in SYNONYMS if row.field in ("title", "body") for name in row.names)
LEAD_NAMES: frozenset[str] = frozenset(("description", "summary", "abstract"))
BODY_NAMES: frozenset[str] = frozenset(normal(name) for row in SYNONYMS if row.field == "body" for name in row.names) - LEAD_NAMES
"""Names that only an article has; a feed of articles has a title and a description itself."""


def annotated_types(tags: dict[str, object]) -> frozenset[EntityType]:
    """The entity types that an object `tags` lists."""
    listed = {
        row.field for row, paths in PATHS for _, outer, inner in paths if outer == "tags" and inner in tags and row.field in TYPE_OF_FIELD
    }
    return frozenset(TYPE_OF_FIELD[field] for field in listed)


def table_markdown() -> str:
    """The table as docs/formats.md shows it."""
    rows = [f"| `{row.field}` | {row.meaning} | {', '.join(f'`{name}`' for name in row.names)} |" for row in SYNONYMS]
    return "\n".join(("| field | what it is | names |", "|---|---|---|", *rows))
