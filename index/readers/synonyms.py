"""What a record may call its fields: one table for JSON, CSV and the documentation.

Case, spaces, hyphens, underscores and what is in brackets do not matter (`publishedAt` = `published_at` = `Published at (UTC)`).
Of several names the first that holds something is taken. A name with a dot stands for a value inside an object, see `nested.py`.
"""

from __future__ import annotations

import re
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
    Names("title", values.title, "the headline", ("title", "headline", "web_title")),
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
            "body_nitf",
            "description",
            "summary",
            "lead_paragraph",
            "abstract",
            "trail_text",
            "excerpt",
            "snippet",
        ),
    ),
    Names(
        "url", values.address, "its address", ("url", "link", "web_url", "canonical_url", "permalink", "mainEntityOfPage", "document_url")
    ),
    Names("record_id", values.line, "the record's own identifier", ("record_id", "id", "_id", "uuid", "guid", "identifier", "@id", "uri")),
    Names(
        "source",
        values.line,
        "the outlet",
        (
            "source",
            "source.title",
            "outlet",
            "publication",
            "publication_title",
            "pub_title",
            "newspaper",
            "media_name",
            "publisher",
            "infosource",
            "provider",
            "thread.site",
            "source_domain",
        ),
    ),
    Names("authors", values.writers, "who wrote it", ("authors", "author", "tags.contributor", "byline", "bylines", "by", "creator")),
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
            "date_publish",
            "publication_date",
            "web_publication_date",
            "publish_date",
            "published_date",
            "pub_date",
            "date_time_pub",
            "first_created",
            "version_created",
            "date_gmt",
            "date_time",
            "date",
            "timestamp",
            "created_at",
        ),
    ),
    Names(
        "keywords",
        values.keywords,
        "keywords",
        (
            "keywords",
            "keywords.subject",
            "keywords.creative_works",
            "keyword",
            "tags.topics",
            "tags.keywords",
            "tags.keyword",
            "tags",
            "topics",
            "subject",
            "subject_terms",
            "des_facet",
        ),
    ),
    Names(
        "people",
        values.names,
        "people that it names",
        ("people", "persons", "person", "tags.people", "keywords.persons", "keywords.person", "per_facet"),
    ),
    Names(
        "orgs",
        values.names,
        "organisations that it names",
        (
            "orgs",
            "organisations",
            "organizations",
            "organisation",
            "organization",
            "tags.orgs",
            "keywords.organizations",
            "keywords.organization",
            "org_facet",
        ),
    ),
    Names(
        "places",
        values.names,
        "places that it names",
        ("places", "place", "locations", "tags.places", "keywords.glocations", "keywords.location", "geo_facet"),
    ),
    Names("dateline", values.dateline, "the place at the head of the text", ("dateline", "dateline_place", "located")),
)

TYPE_OF_FIELD: dict[str, EntityType] = dict(zip(("people", "orgs", "places"), ENTITY_TYPES, strict=True))

CONTAINERS = ("fields", "attributes")
"""Objects of which the names count as the record's own: the Guardian's `fields`, JSON:API's `attributes`."""

FLATTENED_KEYS = (*values.NAMING_KEYS, "rendered", "original")
"""Ends of columns that say nothing new; not `by`, since `published.by` is a person."""

_DOES_NOT_MATTER = re.compile(r"\([^()]*\)|\[[^][]*\]|[-_ ]")


@dataclass(frozen=True, slots=True)
class Path:
    """One name of a field: as written, normal, and parted at its dot (`inner` is None where it has none)."""

    field: str
    name: str
    whole: str
    outer: str
    inner: str | None


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """A name with everything taken away that does not matter; `source.name`, as flattened tables have it, is `source`."""
    name = name.strip()
    outer, dot, inner = name.rpartition(".")
    if dot and inner in FLATTENED_KEYS:
        name = outer
    outer, dot, inner = name.partition(".")
    if dot and outer.lower() in CONTAINERS:
        name = inner
    return _DOES_NOT_MATTER.sub("", name.lower()) or name


def _path(field: str, name: str) -> Path:
    outer, _, inner = name.partition(".")
    return Path(field, name, normal(name), normal(outer), normal(inner) if inner else None)


PATHS: tuple[tuple[Names, tuple[Path, ...]], ...] = tuple((row, tuple(_path(row.field, name) for name in row.names)) for row in SYNONYMS)
"""For each field its names."""

_DOTTED = [path for _, paths in PATHS for path in paths if path.inner is not None]
INNER_NAMES: dict[str, dict[str | None, str]] = {
    outer: {path.inner: path.field for path in _DOTTED if path.outer == outer} for outer in {path.outer for path in _DOTTED}
}
"""For each name that stands before a dot, the names behind it and their fields."""

KNOWN_NAMES: frozenset[str] = frozenset(path.whole for _, paths in PATHS for path in paths)
TEXT_NAMES: frozenset[str] = frozenset(normal(name) for row in SYNONYMS if row.field in ("title", "body") for name in row.names)
TITLE_NAMES: frozenset[str] = frozenset(normal(name) for row in SYNONYMS if row.field == "title" for name in row.names)
LEAD_NAMES: frozenset[str] = frozenset(("description", "summary", "leadparagraph", "abstract", "trailtext", "excerpt", "snippet"))
"""What stands under these is a summary of the text, or its beginning."""

NAME = "name"
NAMED_BESIDE: frozenset[str] = frozenset(("description", "articlebody"))
"""Beside these a `name` is the title (schema.org, Bing); elsewhere it may be anybody's."""

BODY_NAMES: frozenset[str] = frozenset(normal(name) for row in SYNONYMS if row.field == "body" for name in row.names) - LEAD_NAMES
"""Names that only an article has; a feed of articles has a title and a description itself."""


def annotated_types(tags: dict[str, object]) -> frozenset[EntityType]:
    """The entity types that an object `tags` lists."""
    fields = {INNER_NAMES["tags"].get(normal(name)) for name in tags}
    return frozenset(type_ for field, type_ in TYPE_OF_FIELD.items() if field in fields)


def table_markdown() -> str:
    """The table as docs/formats.md shows it."""
    rows = [f"| `{row.field}` | {row.meaning} | {', '.join(f'`{name}`' for name in row.names)} |" for row in SYNONYMS]
    return "\n".join(("| field | what it is | names |", "|---|---|---|", *rows))
