"""Clusters with a repeated word, looked through article by article.

OpenSearch may count one place for both of two equal words. So the articles that have all words near each other, each once, are
fetched, and their paragraphs are gone through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from index import positions
from index.analysis import joined, joined_stems, stem_code
from index.clauses import Cluster
from index.document import NAME_TERM_FIELDS, Shown
from index.engines.opensearch_compile import Query, spans
from index.engines.opensearch_schema import ARTICLE, SHOWN
from index.errors import Refused

MOST_CANDIDATES = 50_000
"""Articles that are looked through for one cluster, at some 5,000 a second; a query can name 65,536 of them (`index.max_terms_count`)."""


def candidates(clause: Cluster) -> Query:
    """Every article that can match: the different words within the same width, in any order."""
    words = list(dict.fromkeys(clause.terms))
    if len(words) == 1:
        return {"term": {clause.field: {"value": words[0]}}}
    return spans(clause.field, words, clause.distance + len(clause.terms) - len(words), in_order=False)


def fields(clause: Cluster) -> dict[str, Any]:
    """What to fetch of a candidate."""
    kept = {"_source": False, "stored_fields": [clause.field]} if clause.field in NAME_TERM_FIELDS else {"_source": True}
    return {**kept, "sort": [{ARTICLE: "asc"}]}


def matching(clause: Cluster, found: Iterator[Mapping[str, Any]]) -> list[str]:
    """The ids of those hits (each with its id as the last sort value) that match. Raises `Refused` where they are too many."""
    ids: list[str] = []
    for number, hit in enumerate(found):
        if number >= MOST_CANDIDATES:
            raise Refused(f"opensearch: more than {MOST_CANDIDATES:,} articles have these repeated words near each other; add a word")
        if any(_together(clause, line) for line in _lines(clause.field, hit)):
            ids.append(hit["sort"][-1])
    return ids


def _together(clause: Cluster, line: list[str]) -> bool:
    """Whether one paragraph has the cluster."""
    if not set(clause.terms).issubset(line):
        return False
    places = {term: [place for place, found in enumerate(line) if found == term] for term in set(clause.terms)}
    return positions.unordered([places[term] for term in clause.terms], clause.distance) > 0


def _lines(field: str, hit: Mapping[str, Any]) -> list[list[str]]:
    """The terms of one field of a hit, a list per paragraph or name."""
    if field in NAME_TERM_FIELDS:
        return [name.split() for name in hit.get("fields", {}).get(field, ())]
    shown = Shown.from_text(hit["_source"][SHOWN])
    name, _, form = field.rpartition("_")
    text = joined(shown.title if name == "title" else shown.body)
    if form == "stem":
        text = joined_stems(text, stem_code(shown.language))
    return [line.split() for line in text.split("\n")]
