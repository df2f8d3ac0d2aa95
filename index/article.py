"""Article and Entity: the frozen records that everything else agrees on.

A reader makes a `RawArticle` of whatever it finds; `index.enrich` makes an `Article` of
it; `index.store` keeps it. Nothing here reads, writes or decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EntityType = Literal["person", "org", "place"]
ENTITY_TYPES: tuple[EntityType, ...] = ("person", "org", "place")

Precision = Literal["second", "minute", "day", "month"]
DateOrigin = Literal["metadata", "page", "dateline", "text", "file"]
MentionField = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as a reader found it: strings as written, nothing understood yet.

    `None` means that the record says nothing; an empty tuple in `people`, `orgs` or `places`
    means that it says "none", and then nothing is extracted in its place.
    `record_id` is the record's own identifier, if it has one. `published` is the record's
    words ("2022-04-12T10:00:00Z", "12 April 2022"). `entities` are those of an article that was exported, with their places in
    the text, in place of `people`, `orgs` and `places`. `annotated` names the entity types for
    which the whole file brings its own annotation, so that nothing is
    extracted for them even where this record has none; `day_first` says whether it writes 04/12/2022 for 4 December,
    None where that does not show or does not matter. `excerpt` is true where `body` is a summary or the beginning of the text, as far as
    the record tells. `origin` says where it came from
    ("articles.jsonl:17") and `file_time` when that file was
    last changed, or the page in it was captured; neither is part of an article's identity.
    """

    origin: str
    body: str = ""
    title: str = ""
    url: str | None = None
    record_id: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    published: str | None = None
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] | None = None
    orgs: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    dateline: str | None = None
    entities: tuple[Entity, ...] | None = None
    annotated: frozenset[EntityType] = frozenset()
    day_first: bool | None = None
    file_time: datetime | None = None
    excerpt: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an entity is named: characters `start` to `end` (exclusive) of the title or body."""

    field: MentionField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation or place that an article names.

    `name` is as written at its first mention, `canonical` the one name under which all
    spellings are counted, `given` true where the record brought it and false where it
    was extracted.
    """

    type: EntityType
    name: str
    canonical: str
    mentions: tuple[Mention, ...] = ()
    given: bool = False


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place and agency at the head of the text: "KYIV (Reuters) -"."""

    place: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, cleaned and understood. See docs/enrichment.md for where each field comes from.

    Times are timezone-aware UTC. `body` keeps its paragraphs, separated by one blank
    line ("\\n\\n"). `published_doubtful` marks a date that was found but is not believed
    (in the future, or before 1600): it is kept here and takes no part in searching by date.
    `site` is the registrable host of `url`; `wire` the agency whose copy this is; `story` the event that
    it reports together with other articles, None while it stands alone.
    """

    id: str
    title: str
    body: str
    source: str = ""
    url: str | None = None
    site: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str = "und"
    keywords: tuple[str, ...] = ()
    published: datetime | None = None
    published_precision: Precision | None = None
    published_origin: DateOrigin | None = None
    published_doubtful: bool = False
    first_seen: datetime | None = None
    updated: datetime | None = None
    dateline: Dateline | None = None
    entities: tuple[Entity, ...] = ()
    wire: str | None = None
    story: str | None = None
    boilerplate: tuple[str, ...] = ()

    @property
    def believed(self) -> datetime | None:
        """When it was published, where that is known and not doubtful."""
        return None if self.published_doubtful else self.published

    def of_type(self, type_: EntityType) -> tuple[Entity, ...]:
        """The entities of one type: given ones as given, found ones in order of first mention."""
        return tuple(entity for entity in self.entities if entity.type == type_)
