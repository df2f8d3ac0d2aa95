"""The records inside a JSON value: itself, a list's, or those that an object wraps (NewsAPI's "articles", JSON-LD's "@graph")."""

from __future__ import annotations

import re

from index.readers.synonyms import BODY_NAMES, TEXT_NAMES, TITLE_NAMES, normal

WRAPPERS = (
    "articles", "items", "results", "entries", "documents", "docs", "records", "news", "stories", "data", "hits", "response", "_source",
    "mainEntity", "posts", "value", "item",
)  # fmt: skip
"""Keys under which answers of news services keep their records."""

LARGEST_DEPTH = 5
"""Objects around a list: the deepest in use, hits.hits[]._source, has three."""

_ARTICLE_TYPE = re.compile(r"(?:Article|(?<!Job)Posting|Report|CreativeWork)$")
"""schema.org's Article and its subtypes (NewsArticle, BlogPosting, ...); a WebPage or a JobPosting has a description too."""


def unwrapped(value: object, depth: int = 0) -> list[object]:
    """The records of `value`, which is itself one if it wraps none.

    Nothing is left out but the nodes of a JSON-LD graph that are no articles.
    """
    if isinstance(value, list) and depth < LARGEST_DEPTH:
        return [record for item in value for record in unwrapped(item, depth + 1)]
    if not isinstance(value, dict):
        return [value]
    if isinstance(graph := value.get("@graph"), list):
        return _articles_of(graph) or [value]
    inner = _wrapped(value)
    if inner is not None and depth < LARGEST_DEPTH:
        return unwrapped(inner, depth + 1)
    return [value]


def _wrapped(record: dict[str, object]) -> object:
    """What a record wraps; nothing if it has a text of its own, or a title of its own and no list."""
    candidates = [record[name] for name in WRAPPERS if name in record]
    alone = record.get("content")
    if not candidates and not isinstance(alone, dict):
        return None
    names = {normal(name) for name in record}
    if names & TEXT_NAMES == {"content"} and _has_title(alone):
        return alone
    if names & BODY_NAMES:
        return None
    lists: list[object] = [value for value in candidates if isinstance(value, list) and all(isinstance(item, dict) for item in value)]
    objects: list[object] = [value for value in candidates if isinstance(value, dict) and not names & TEXT_NAMES]
    return next(iter(lists + objects), None)


def _has_title(value: object) -> bool:
    """Whether it is an article where a text is expected, as the Guardian answers when asked for one alone."""
    return isinstance(value, dict) and any(normal(name) in TITLE_NAMES for name in value)


def _articles_of(graph: list[object]) -> list[object]:
    """The articles of a JSON-LD graph, with {"@id": ...} replaced by the node it refers to. Other nodes are no articles."""
    nodes = [node for node in graph if isinstance(node, dict)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    return [_resolved(node, by_id) for node in nodes if is_article(node)]


def _resolved(node: dict[str, object], by_id: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        key: [_target(item, by_id) for item in value] if isinstance(value, list) else _target(value, by_id) for key, value in node.items()
    }


def _target(value: object, by_id: dict[str, dict[str, object]]) -> object:
    if isinstance(value, dict) and set(value) == {"@id"} and isinstance(value["@id"], str):
        return by_id.get(value["@id"], value)
    return value


def is_article(node: dict[str, object]) -> bool:
    """Whether a JSON-LD node is of one of schema.org's types of article."""
    return any(map(_ARTICLE_TYPE.search, types_of(node)))


def types_of(node: dict[str, object]) -> list[str]:
    """The types of a JSON-LD node, which has one or several."""
    types = node.get("@type")
    return [type_ for type_ in (types if isinstance(types, list) else [types]) if isinstance(type_, str)]
