"""The entities of a row of JSON that an export wrote: which article has which, and where its text names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from index.article import ENTITY_TYPES, Entity, Mention, MentionField
from index.readers.values import WrongType, clean


def exported_entities(rows: object) -> tuple[Entity, ...]:
    """The entities that `rows` are. Raises `WrongType` where they are something else."""
    try:
        return tuple([_entity(row) for row in _a(list, rows)])
    except (KeyError, TypeError):
        raise WrongType("entities: not as an export writes them; without them people, orgs and places are read") from None


def _entity(row: Mapping[str, Any]) -> Entity:
    type_, name, canonical = row["type"], clean(_a(str, row["name"])), clean(_a(str, row["canonical"]))
    if type_ not in ENTITY_TYPES or not (name.strip() and canonical.strip()):
        raise TypeError(row)
    return Entity(type_, name, canonical, tuple([_mention(each) for each in _a(list, row["mentions"])]), _a(bool, row["given"]))


def _mention(row: Mapping[str, Any]) -> Mention:
    field, start, end = row["field"], _a(int, row["start"]), _a(int, row["end"])
    if field not in get_args(MentionField) or not 0 <= start < end:
        raise TypeError(row)
    return Mention(field, start, end)


def _a(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:  # true and false are whole numbers to `isinstance`
        raise TypeError(value)
    return value
