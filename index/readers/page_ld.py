"""JSON-LD on a page (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents): what schema.org's types say that it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from index.readers.wrapping import is_article, types_of, unwrapped

LARGEST_JSON = 2**22
"""Characters of one block of JSON-LD; long articles have a tenth of it."""

LISTS = frozenset(("CollectionPage", "SearchResultsPage"))
"""Types of pages that lead to articles."""

_AROUND_JSON = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")


def article_nodes(values: Iterable[object]) -> list[dict[str, object]]:
    """The articles that the JSON-LD of a page tells of; its own need not be the first."""
    records = (record for value in values for record in unwrapped(value))
    return [record for record in records if isinstance(record, dict) and is_article(record)]


def is_list(values: Iterable[object]) -> bool:
    """Whether the JSON-LD of a page calls it a list of others."""
    return any(not LISTS.isdisjoint(types_of(node)) for value in values for node in _nodes(value))


def json_ld(tree: Any) -> Iterator[object]:
    """What stands in the JSON-LD of a page, as far as it can be read: meta tags say the same where it is badly written."""
    for script in tree.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower().startswith("application/ld+json") and len(text) <= LARGEST_JSON:
            try:
                yield json.loads(_AROUND_JSON.sub("", text), strict=False)  # line ends inside strings are common, and harmless
            except (ValueError, RecursionError):
                continue


def _nodes(value: object) -> list[dict[str, object]]:
    """A value itself, the items of a list, the nodes of a graph."""
    graph = value.get("@graph") if isinstance(value, dict) else None
    return [item for each in (value, graph) for item in (each if isinstance(each, list) else [each]) if isinstance(item, dict)]
