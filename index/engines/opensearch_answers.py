"""From an `Ask` to requests, and from their answers to `Hits`.

One search brings the hits, the total and all counts; more follow only for what it left open (see `opensearch_counts`), so that
most asks are one request. Orders are total: by score or date, then date, then id; a page begins after a place (`search_after`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from index.clauses import scores
from index.document import Shown
from index.engine import Ask, Hit, Hits, Missing, Place, Sort
from index.engines.opensearch_client import Answer
from index.engines.opensearch_compile import Compiler, Query
from index.engines.opensearch_counts import UNSENT, Collection, Counting
from index.engines.opensearch_failures import missing
from index.engines.opensearch_schema import ARTICLE, SHOWN
from index.errors import Refused

LARGEST_PAGE = 10_000
"""Hits at once; OpenSearch gives no more (`index.max_result_window`). The next page goes on from there."""

MOST_ROUNDS = 250
"""Requests for one ask; far more than the largest facet needs to be looked through."""

_NO_DATE: Mapping[Sort, int] = {"relevance": -(1 << 63), "newest": -(1 << 63), "oldest": (1 << 63) - 1}
"""What stands for no date in the order of an answer: the end of all numbers, so that it comes last.

Sent as a number, not as `_last`: a cluster that has hits enough without a date leaves out shards in which no article has one,
though their articles may stand before those hits by id (seen in 2.19 and 3.8, with `_last` only).
"""

Searching = Callable[[Answer, Mapping[str, Any]], Answer]
"""Sends the body of a search with its parameters."""


@dataclass(frozen=True, slots=True)
class _Search:
    """One ask, compiled: what its requests share."""

    query: Query
    counting: Counting
    by_score: bool
    preference: str


def answer(ask: Ask, compiler: Compiler, collection: Collection, search: Searching) -> Hits:
    """The answer to `ask`. Raises what `search` raises, and `Refused` for what cannot be done."""
    if ask.limit > LARGEST_PAGE:
        raise Refused(f"opensearch: at most {LARGEST_PAGE:,} hits at once, not {ask.limit}; a next page goes on after the last")
    plan = _compiled(ask, compiler, collection)
    first = search({**_first_body(plan, ask), **_aggregations(plan)}, _params(plan))
    hits = tuple([_hit(found, ask.sort, plan.by_score) for found in first["hits"]["hits"]])
    total: int = first["hits"]["total"]["value"]
    lost = [missing(first)]
    plan.counting.told(first.get("aggregations", {}), total, hits)
    for _ in range(MOST_ROUNDS):
        wanted = _aggregations(plan)
        if not wanted:
            break
        more = search({"size": 0, "track_total_hits": False, "query": plan.query, **wanted}, _params(plan, first=False))
        lost.append(missing(more))
        plan.counting.told(more["aggregations"], total, hits)
    stories, reports, exact = plan.counting.stories
    return Hits(total, hits, plan.counting.facets, plan.counting.timeline, stories, reports, exact, _worst(lost))


def _compiled(ask: Ask, compiler: Compiler, collection: Collection) -> _Search:
    counting = Counting(ask, collection)
    by_score = ask.sort == "relevance" and scores(ask.clause) and ask.limit > 0
    query = compiler.scored(ask.clause) if by_score else compiler.unscored(ask.clause)
    narrowing = counting.narrowing
    if narrowing:
        query = {"bool": {"must": [query], "filter": narrowing}} if by_score else {"bool": {"filter": [query, *narrowing]}}
    elif not by_score:
        query = {"bool": {"filter": [query]}}
    # Copies of a shard score differently while deleted articles linger in them: pages of one search ask the same ones.
    preference = hashlib.blake2b(json.dumps(query).encode(), digest_size=8).hexdigest()
    return _Search(query, counting, by_score, preference)


def _first_body(plan: _Search, ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {"size": ask.limit, "track_total_hits": True, "query": plan.query}
    passing = plan.counting.passing
    if passing:
        body["post_filter"] = {"bool": {"filter": passing}}
    if ask.limit:
        body |= {"_source": True, "sort": _order(ask.sort, plan.by_score)}
        if ask.after is not None:
            body["search_after"] = _sort_values(ask.after, ask.sort, plan.by_score)
    return body


def _aggregations(plan: _Search) -> dict[str, Any]:
    wanted = plan.counting.request()
    return {} if wanted is None else {"aggs": wanted}


def _params(plan: _Search, first: bool = True) -> dict[str, Any]:
    """Over shards, words weigh what they weigh in the whole index (`dfs`), not in each shard. What answers is shown, and marked."""
    how = "dfs_query_then_fetch" if plan.by_score and first else "query_then_fetch"
    return {
        "search_type": how,
        "preference": plan.preference,
        "allow_partial_search_results": "true",
        **({} if first else {"filter_path": UNSENT}),
    }


def _order(sort: Sort, by_score: bool) -> list[dict[str, Any]]:
    by_date = {"published": {"order": "asc" if sort == "oldest" else "desc", "missing": _NO_DATE[sort]}}
    order: list[dict[str, Any]] = [by_date, {ARTICLE: {"order": "asc"}}]
    return [{"_score": {"order": "desc"}}, *order] if by_score else order


def _sort_values(place: Place, sort: Sort, by_score: bool) -> list[Any]:
    """A place as the cluster sorts it. An id that no index can hold is read as near as UTF-8 comes."""
    date = _NO_DATE[sort] if place.published is None else place.published * 1000
    values = [date, place.id.encode("utf-8", "replace").decode()]
    return [place.score, *values] if by_score else values


def _hit(found: Mapping[str, Any], sort: Sort, by_score: bool) -> Hit:
    *score, date, id_ = found["sort"]
    published = None if date == _NO_DATE[sort] else date // 1000
    return Hit(Place(id_, published, score[0] if by_score else 0.0), Shown.from_text(found["_source"][SHOWN]))


def _worst(lost: list[Missing | None]) -> Missing | None:
    return max(filter(None, lost), key=lambda one: one.parts, default=None)
