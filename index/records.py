"""Articles and raw articles as JSON text, as the store keeps them.

An object with the names of the fields; what is empty is left out. A field that a later version adds reads
as its default from what was kept before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any

from index.article import Article, Dateline, Entity, Mention, RawArticle

_Json = Any
"""What `json` makes and takes."""

_TUPLES = ("authors", "keywords", "boilerplate", "people", "orgs", "places")
_TIMES = ("published", "first_seen", "updated")


def article_to_json(article: Article) -> str:
    """The inverse of `article_from_json`."""
    return _to_json(article, _ARTICLE_DEFAULTS, _ARTICLE_OUT)


def article_from_json(text: str) -> Article:
    """An article as it was kept."""
    return Article(**_from_json(text, _ARTICLE_IN))


def raw_to_json(raw: RawArticle) -> str:
    """The inverse of `raw_from_json`."""
    return _to_json(raw, _RAW_DEFAULTS, _RAW_OUT)


def raw_from_json(text: str) -> RawArticle:
    """A raw article as it was kept."""
    return RawArticle(**_from_json(text, _RAW_IN))


def compact_json(value: object) -> str:
    """JSON text that a database takes: half surrogate pairs, which UTF-8 has no form for, are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def _to_json(record: Article | RawArticle, defaults: Mapping[str, _Json], out: Mapping[str, Callable[[_Json], _Json]]) -> str:
    kept = {}
    for name, default in defaults.items():
        value = getattr(record, name)
        if value is not default and value != default:
            kept[name] = out[name](value) if name in out else value
    return compact_json(kept)


def _from_json(text: str, read: Mapping[str, Callable[[_Json], _Json]]) -> dict[str, _Json]:
    kept: dict[str, _Json] = json.loads(text)
    for name in kept.keys() & read.keys():
        kept[name] = read[name](kept[name])
    return kept


def _defaults(kind: type[Article] | type[RawArticle]) -> dict[str, _Json]:
    """Field → default; a field without one is always written."""
    return {field.name: object() if field.default is MISSING else field.default for field in fields(kind)}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _entity_out(entity: Entity) -> list[_Json]:
    mentions = [[mention.field, mention.start, mention.end] for mention in entity.mentions]
    return [entity.type, entity.name, entity.canonical, mentions, entity.given]


def _entity_in(kept: list[_Json]) -> Entity:
    type_, name, canonical, mentions, given = kept
    return Entity(type_, name, canonical, tuple([Mention(*mention) for mention in mentions]), given)


_ARTICLE_DEFAULTS, _RAW_DEFAULTS = _defaults(Article), _defaults(RawArticle)

_ARTICLE_OUT: dict[str, Callable[[_Json], _Json]] = {
    **dict.fromkeys(_TIMES, _utc),
    "entities": lambda entities: [_entity_out(entity) for entity in entities],
    "dateline": lambda dateline: [dateline.place, dateline.agency],
}
_ARTICLE_IN: dict[str, Callable[[_Json], _Json]] = {
    **dict.fromkeys(_TUPLES, tuple),
    **dict.fromkeys(_TIMES, _moment),
    "entities": lambda kept: tuple([_entity_in(entity) for entity in kept]),
    "dateline": lambda kept: Dateline(*kept),
}
_RAW_OUT: dict[str, Callable[[_Json], _Json]] = {"annotated": sorted, "file_time": _utc, "entities": _ARTICLE_OUT["entities"]}
_RAW_IN: dict[str, Callable[[_Json], _Json]] = {
    **dict.fromkeys(_TUPLES, tuple),
    "annotated": frozenset,
    "file_time": _moment,
    "entities": _ARTICLE_IN["entities"],
}
