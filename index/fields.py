"""The fields that can be asked for: one table for the parser, the plan and every engine.

A field's *kind* says what matching means in it:

* TEXT: running text, indexed twice, exact and stemmed.
* NAMES: names of several words; a query matches a run of words within one name
  (``author:smith`` finds Jane Smith, ``source:"New York"`` finds New York Post).
* KEY: a whole value; case and accents do not matter (``keyword:"natural gas"``).
* DATE: a half-open range of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What matching means in a field; see above."""

    TEXT = "text"
    NAMES = "names"
    KEY = "key"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One row: the main name, the kind, other names that people type, its meaning."""

    name: str
    kind: Kind
    meaning: str
    aliases: tuple[str, ...] = ()


FIELDS: tuple[Field, ...] = (
    Field("title", Kind.TEXT, "words of the headline", ("headline", "intitle")),
    Field("body", Kind.TEXT, "words of the text", ("text", "intext")),
    Field("source", Kind.NAMES, "the outlet"),
    Field("site", Kind.KEY, "the outlet's host", ("domain",)),
    Field("author", Kind.NAMES, "the writer", ("by",)),
    Field("section", Kind.KEY, "the section"),
    Field("keyword", Kind.KEY, "a keyword that the record brought", ("topic", "tag")),
    Field("lang", Kind.KEY, "the language", ("language",)),
    Field("person", Kind.NAMES, "a person, under any of the names"),
    Field("org", Kind.NAMES, "an organisation, under any of the names"),
    Field("place", Kind.NAMES, "a place, under any of the names"),
    Field("published", Kind.DATE, "when it was published", ("date",)),
    Field("seen", Kind.DATE, "when this collection first had it"),
    Field("story", Kind.KEY, "the reports of one event"),
    Field("id", Kind.KEY, "one article"),
    Field("url", Kind.KEY, "one article, by its address"),
)

ENTITY_FIELDS: tuple[str, ...] = ("person", "org", "place")
"""What ``entity:`` stands for."""

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
FACETS: tuple[str, ...] = ("source", "person", "org", "place", "keyword", "section", "author", "language")
"""Facets in the order in which they are shown; the values of a field (`language` of `lang`), as written."""
