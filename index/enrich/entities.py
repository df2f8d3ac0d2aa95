"""Which entities an article has: those that the record brings, and for the other types those that are found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from index.article import ENTITY_TYPES, Dateline, Entity, EntityType, Mention, MentionField, RawArticle
from index.enrich.clean import one_line
from index.enrich.extract import Found
from index.enrich.names import Canonical, entities

MOST_MENTIONS = 200
"""Of one given name in one article; a word such as "us" as a tag must not fill the store."""


def given_types(raw: RawArticle) -> frozenset[EntityType]:
    """The types for which the record, or its whole file, brings annotation: nothing is extracted for them."""
    return frozenset(type_ for type_ in ENTITY_TYPES if _brought(raw, type_) is not None) | raw.annotated


def exported(raw: RawArticle, title: str, body: str) -> tuple[Entity, ...] | None:
    """The entities of an article that was exported; None for any other, and where the text is no longer that in which they have places."""
    texts: dict[MentionField, str] = {"title": title, "body": body}
    if raw.entities is None or not all(_stands_there(each, texts) for each in raw.entities):
        return None
    return raw.entities


def _stands_there(entity: Entity, texts: Mapping[MentionField, str]) -> bool:
    """Whether a text has an entity's name where it is first mentioned, and is long enough for the other places."""
    if not entity.mentions:
        return True
    first = entity.mentions[0]
    written = texts[first.field][first.start : first.end]
    alike = written.casefold().replace("-", " ") == entity.name.casefold().replace("-", " ")  # a given tag stands for both
    return alike and all(each.end <= len(texts[each.field]) for each in entity.mentions)


def given_entities(raw: RawArticle, title: str, body: str) -> tuple[Entity, ...]:
    """The record's own entities, their names unchanged, with the places where the text has those names."""
    kept = []
    for type_ in ENTITY_TYPES:
        names = dict.fromkeys(filter(None, map(one_line, _brought(raw, type_) or ())))
        kept += [Entity(type_, name, name, _mentions(name, title, body), given=True) for name in names]
    return tuple(kept)


def extracted_entities(
    found: Iterable[Found], skipped: frozenset[EntityType], dateline: Dateline | None, canonical: Canonical
) -> tuple[Entity, ...]:
    """Entities of the types not in `skipped`, from what an extractor found; a dateline's place is one, in the text or not."""
    settled = entities((each for each in found if each.type not in skipped), canonical)
    if dateline is None or "place" in skipped:
        return settled
    city = dateline.place.partition(",")[0].strip()
    name = canonical(city, "place")
    known = any(entity.canonical == name or entity.name.casefold() == city.casefold() for entity in settled if entity.type == "place")
    return settled if known or not city else (*settled, Entity("place", city, name))


def _brought(raw: RawArticle, type_: EntityType) -> tuple[str, ...] | None:
    return {"person": raw.people, "org": raw.orgs, "place": raw.places}[type_]


def _mentions(name: str, title: str, body: str) -> tuple[Mention, ...]:
    texts: tuple[tuple[MentionField, str], ...] = (("title", title), ("body", body))
    matches = ((field, match) for field, text in texts for match in _named(name).finditer(text))
    found = [Mention(field, *match.span()) for field, match in matches]
    return tuple(found[:MOST_MENTIONS])


@lru_cache(maxsize=20_000)
def _named(name: str) -> re.Pattern[str]:
    """A tag in lower case of four letters or more stands for the name in any case; others are taken as written."""
    any_case = name.islower() and len(name) > 3
    written = re.escape(name.replace("-", " ") if any_case else name).replace(r"\ ", "[ -]" if any_case else r"\ ")
    return re.compile(rf"(?<!\w){written}(?!\w)", re.IGNORECASE if any_case else 0)
