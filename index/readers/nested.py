"""Values that do not stand at the top of a record: inside objects, and in lists whose items say what they are.

`thread.site` is the value of `site` in an object `thread`, and in a table the column of that name. In a list, `tags.contributor` are the
items of that kind, which an item tells by its `type` (the Guardian), or by its `name` beside a `value` (the New York Times).
"""

from __future__ import annotations

from collections.abc import Iterator

from index.readers.synonyms import CONTAINERS, INNER_NAMES, Path, normal
from index.readers.values import NAMING_KEYS

NUMBERED = frozenset(("author", "tags"))
"""Where WordPress has the numbers of rows of its own tables."""


def own_fields(record: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The names and values of a record, those inside its containers last."""
    yield from record.items()
    for container in CONTAINERS:
        inside = record.get(container)
        if isinstance(inside, dict):
            yield from inside.items()


def own_names(record: dict[str, object]) -> dict[str, object]:
    """What a record holds by normal names; of several that are one name the first that says something."""
    known: dict[str, object] = {}
    for written, value in own_fields(record):
        name = normal(written)
        if name not in known or says_nothing(known[name]):
            known[name] = value
    if any(isinstance(value, dict) and "rendered" in value for value in known.values()):
        return {name: value for name, value in known.items() if name not in NUMBERED or not _numbers(value)}
    return known


def says_nothing(value: object) -> bool:
    """Whether it is none, or text of nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def found(known: dict[str, object], path: Path) -> object:
    """What stands under a name of the table, None if nothing does."""
    if path.outer not in INNER_NAMES or (path.whole in known and path.inner is not None):
        return known.get(path.whole)
    value = known.get(path.outer)
    if isinstance(value, dict):
        return _inside(value, path)
    if isinstance(value, list):
        return _of_kind(value, path)
    return value if path.inner is None else None


def _inside(value: dict[str, object], path: Path) -> object:
    names = {normal(name): inner for name, inner in value.items()}
    if path.inner is not None:
        return names.get(path.inner)
    parted = path.outer == "tags" or (not names.keys().isdisjoint(INNER_NAMES[path.outer]) and not any(key in value for key in NAMING_KEYS))
    return None if parted else value


def _of_kind(items: list[object], path: Path) -> list[object] | None:
    """The items of the kind that `path` names; without a kind, those that belong to no other field."""
    fields = INNER_NAMES[path.outer]
    kinds = _kinds(items, fields)
    if path.inner is not None:
        return [item for kind, item in kinds if kind == path.inner] or None
    return [item for kind, item in kinds if fields.get(kind, path.field) == path.field]


def _kinds(items: list[object], fields: dict[str | None, str]) -> list[tuple[str, object]]:
    """Each item with its kind. A `name` beside a `value` is a kind only in a list where one of them is known as such."""
    pairs = [_pair(item) for item in items]
    by_name = any(pair is not None and pair[0] in fields for pair in pairs)
    return [pair if by_name and pair else (_type(item), item) for pair, item in zip(pairs, items, strict=True)]


def _pair(item: object) -> tuple[str, object] | None:
    if isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("value"), str):
        return normal(item["name"]), item["value"]
    return None


def _type(item: object) -> str:
    type_ = item.get("type") if isinstance(item, dict) else None
    return normal(type_) if isinstance(type_, str) else ""


def _numbers(value: object) -> bool:
    return all(isinstance(item, int) for item in (value if isinstance(value, list) else [value]))
