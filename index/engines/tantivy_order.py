"""One page of hits in a total order, from a Tantivy index.

Tantivy sorts by score, or by one fast field, and leaves equal ones in any order. So a page is cut where the next
hit is known to be different: more are fetched until it is, the keys of the date orders settle equal scores, and
the exact (date, id) settles equal keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from tantivy import DocAddress, FieldType, Occur, Query

from index.clauses import Both, Clause, Either, Term, scores
from index.engine import Ask, Hit, Place
from index.engines.tantivy_compile import unscored
from index.engines.tantivy_schema import NEWEST, OLDEST, exact_order, order_keys
from index.engines.tantivy_state import Found, State

AT_ONCE, AT_ONCE_OF_SEVERAL = 200, 2000
"""Hits fetched, from one segment and from several, when stories (and facets with them) are to be counted as well: so many are counted
from their columns in the time of aggregations, which have more to do for several segments (it depends on how many values there are: for
curated keywords 1,000 would do, for names found in texts more)."""

_MORE = 8
"""Hits fetched beyond the page, so that a tie at its end is mostly seen at once."""

_first = itemgetter(0)


class Page(NamedTuple):
    """Hits, how many match in all, and the addresses of all matches where these came along."""

    hits: tuple[Hit, ...]
    total: int
    addresses: list[DocAddress] | None


def page(query: Query, ask: Ask, state: State) -> Page:
    """The hits of `ask`, for the query that its clause and filters make."""
    by_score = ask.sort == "relevance" and scores(ask.clause)
    fetch = ask.limit + _MORE
    few = AT_ONCE if state.is_one_segment else AT_ONCE_OF_SEVERAL
    if ask.stories and (by_score or ask.after is None) and (ask.filters or _known_matches(ask.clause, state) <= few):
        fetch = max(fetch, few)
    if by_score:
        return _by_relevance(query, ask, state, fetch)
    return _by_date(query, ask, state, fetch)


def _known_matches(clause: Clause, state: State) -> int:
    """How many articles surely match, as far as that is known without a search (deleted ones may be among them); else 0."""
    match clause:
        case Term(field, term):
            return state.frequency(field, term)
        case Both(()):
            return state.articles
        case Either(parts):
            return max([_known_matches(part, state) for part in parts], default=0)
        case _:
            return 0


def _by_relevance(query: Query, ask: Ask, state: State, fetch: int) -> Page:
    while True:
        found, total = state.best(query, fetch)
        whole = len(found) == total
        settled = _in_relevance_order(found if whole else _without_last_tie(found), ask.after, state)
        hits = _hits(list(islice(settled, ask.limit)), state)
        if whole or len(hits) == ask.limit:
            return Page(hits, total, _addresses(found) if whole else None)
        fetch = min(fetch * 8, total)


def _by_date(query: Query, ask: Ask, state: State, fetch: int) -> Page:
    key = OLDEST if ask.sort == "oldest" else NEWEST
    rest = query if ask.after is None else _from(ask.after, key, query, state)
    while True:
        found, left = state.first(rest, key, fetch)
        whole = len(found) == left
        settled = _in_date_order(found if whole else _without_last_tie(found), key, ask.after, state)
        hits = _hits([(0.0, address) for address in islice(settled, ask.limit)], state)
        if whole or len(hits) == ask.limit:
            break
        fetch = min(fetch * 8, left)
    if ask.after is None:
        return Page(hits, left, _addresses(found) if whole else None)
    return Page(hits, state.total(query), None)


def _in_relevance_order(found: Found, after: Place | None, state: State) -> Iterator[tuple[float, DocAddress]]:
    """What stands after `after`, of hits by score descending."""
    for score, tied in groupby(found, _first):
        if after is not None and score > after.score:
            continue
        addresses = _addresses(tied)
        at_place = after if after is not None and score == after.score else None
        if len(addresses) > 1 or at_place:
            by_key = sorted(zip(state.numbers(NEWEST, addresses), addresses, strict=True), key=_first)
            addresses = list(_in_date_order(by_key, NEWEST, at_place, state))
        yield from ((float(score), address) for address in addresses)


def _in_date_order(found: Found, key: str, after: Place | None, state: State) -> Iterator[DocAddress]:
    """What stands after `after`, of hits by a date key ascending."""
    limit = None if after is None else _key(after, key)
    for number, tied in groupby(found, _first):
        if limit is not None and number < limit:
            continue
        addresses = _addresses(tied)
        if len(addresses) > 1 or number == limit:
            exact = sorted(((exact_order(state.kept(address), key), address) for address in addresses), key=_first)
            beyond = exact_order(after, key) if after is not None and number == limit else None
            addresses = [address for order, address in exact if beyond is None or order > beyond]
        yield from addresses


def _without_last_tie(found: Found) -> Found:
    """All but the hits that are equal to the last: others like them may not have been fetched."""
    last = found[-1][0] if found else None
    return [hit for hit in found if hit[0] != last]


def _from(place: Place, key: str, query: Query, state: State) -> Query:
    later = Query.range_query(state.schema, key, FieldType.Unsigned, lower_bound=_key(place, key))
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, unscored(later))])


def _key(place: Place, key: str) -> int:
    return order_keys(place.id, place.published)[key == OLDEST]


def _addresses(found: Iterable[tuple[object, DocAddress]]) -> list[DocAddress]:
    return [address for _, address in found]


def _hits(scored: list[tuple[float, DocAddress]], state: State) -> tuple[Hit, ...]:
    kept = state.all_kept(address for _, address in scored)
    return tuple([Hit(one.place(score), one.shown) for (score, _), one in zip(scored, kept, strict=True)])
