"""From a plan's clauses to OpenSearch's queries, as the JSON objects that its search takes.

Whatever does not score stands in a filter, so that scores are sums of BM25 over the text fields and nothing else. Spans of single
terms count the other words among them in total, as a plan does (`match_phrase` with slop counts moves); only a
cluster with a repeated word is beyond them, because one place may serve it twice: its candidates are looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.analysis import PARAGRAPH_GAP
from index.clauses import Between, Both, Clause, Close, Cluster, Either, HasFacet, Run, StartsWith, Term, Without, scores
from index.document import KEY_FIELDS, PLACED_FIELDS, TERM_FIELDS
from index.engines.checks import require
from index.engines.opensearch_schema import ARTICLE, facet_field, storable
from index.errors import Refused
from index.fields import FACETS

Query = dict[str, Any]

EVERY_ARTICLE: Query = {"match_all": {}}
NO_ARTICLE: Query = {"match_none": {}}

FARTHEST = 2
"""Changed letters that Lucene's automata can tell."""

LONGEST_PREFIX = 990
"""Bytes of a prefix: Lucene's automata for terms that start so take some 1,000 (as do those for ranges of terms)."""

_LOOKUP_FIELDS = (*TERM_FIELDS, *KEY_FIELDS)


@dataclass(frozen=True, slots=True)
class Compiler:
    """`look_through` gives the ids of the articles that a cluster with a repeated word matches; `boost` brings the scores of this
    version of OpenSearch to the scale of the other engines."""

    look_through: Callable[[Cluster], Sequence[str]]
    boost: float = 1.0

    def scored(self, clause: Clause) -> Query:
        """The query for a clause, with its scores. Raises `Refused` for what OpenSearch cannot do."""
        match clause:
            case _ if not scores(clause):
                return {"bool": {"filter": [self.unscored(clause)]}}
            case Term(field, term, weight):
                return self._looked_up(clause, lambda: {"term": {field: {"value": term, "boost": weight * self.boost}}})
            case Run() | Cluster():
                return self._looked_up(clause, lambda: self._near(clause, clause.weight * self.boost))
            case Both(parts):
                return self._both(parts)
            case Either(parts):
                return _any_of([self.scored(part) for part in parts])
            case _:
                raise AssertionError(clause)

    def unscored(self, clause: Clause) -> Query:
        """The query for a clause where nothing counts. Raises `Refused` for what OpenSearch cannot do."""
        match clause:
            case Term(field, term):
                return self._looked_up(clause, lambda: {"term": {field: {"value": term}}})
            case Run() | Cluster():
                return self._looked_up(clause, lambda: self._near(clause, 1.0))
            case StartsWith(field, prefix):
                return self._looked_up(clause, lambda: _starts_with(field, prefix))
            case Close():
                return self._looked_up(clause, lambda: _close(clause))
            case Between():
                return _between(clause)
            case HasFacet(facet, value):
                return with_any(facet, (value,))
            case Both(parts):
                return self._both(parts)
            case Either(parts):
                return _any_of([self.unscored(part) for part in parts])
            case Without(_):
                return self._both((clause,))

    def _both(self, parts: tuple[Clause, ...]) -> Query:
        excluded = [self.unscored(part.part) for part in parts if isinstance(part, Without)]
        kept = [part for part in parts if not isinstance(part, Without)]
        must = [self.scored(part) for part in kept if scores(part)]
        rest = [self.unscored(part) for part in kept if not scores(part)]
        if not excluded and not must and len(rest) < 2:
            return rest[0] if rest else EVERY_ARTICLE
        return _bool(must=must, filter=rest, must_not=excluded)

    def _looked_up(self, clause: Term | Run | Cluster | StartsWith | Close, query: Callable[[], Query]) -> Query:
        """A lookup in a field that there is, of terms that can be there."""
        require(clause.field, _LOOKUP_FIELDS, "an indexed field")
        words = {Run: "terms", Cluster: "terms", StartsWith: "prefix"}.get(type(clause), "term")
        found = getattr(clause, words)
        return query() if all(map(storable, [found] if isinstance(found, str) else found)) else NO_ARTICLE

    def _near(self, clause: Run | Cluster, boost: float) -> Query:
        """A run or a cluster."""
        field, terms = clause.field, clause.terms
        room = clause.slop if isinstance(clause, Run) else clause.distance
        if len(terms) < 2 or field not in PLACED_FIELDS:
            raise Refused(f"opensearch: a run needs two terms or more in a field of terms, not {clause}")
        if room >= PARAGRAPH_GAP:
            raise Refused(f"opensearch: at most {PARAGRAPH_GAP - 1} other words can stand among those of a run, not {room}")
        if isinstance(clause, Run) and room == 0:
            return {"match_phrase": {field: {"query": " ".join(terms), "boost": boost}}}
        if isinstance(clause, Run):
            return spans(field, terms, room, in_order=True, boost=boost)
        if len(set(terms)) == len(terms):
            return spans(field, terms, room, in_order=False, boost=boost)
        ids = list(self.look_through(clause))
        scored: list[Query] = [{"term": {field: {"value": term, "boost": boost}}} for term in dict.fromkeys(terms)]
        return _bool(must=scored, filter=[{"terms": {ARTICLE: ids}}]) if ids else NO_ARTICLE


def spans(field: str, terms: Iterable[str], room: int, *, in_order: bool, boost: float = 1.0) -> Query:
    """`terms` with at most `room` other words among them; in any order, they must be different."""
    clauses = [{"span_term": {field: {"value": term}}} for term in terms]
    return {"span_near": {"clauses": clauses, "slop": room, "in_order": in_order, "boost": boost}}


def with_any(facet: str, values: Sequence[str]) -> Query:
    """The articles with one of several values, as shown, of a facet."""
    require(facet, FACETS, "a facet")
    known = list(filter(storable, values))
    return {"terms": {facet_field(facet): known}} if known else NO_ARTICLE


def chosen(filters: Mapping[str, tuple[str, ...]]) -> list[Query]:
    """Chosen facet values, as filters that must all be passed."""
    return [with_any(facet, values) for facet, values in filters.items()]


def _bool(**occurring: list[Query]) -> Query:
    return {"bool": {name: queries for name, queries in occurring.items() if queries}}


def _any_of(queries: list[Query]) -> Query:
    """What at least one of `queries` matches; scores add up."""
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else NO_ARTICLE


def _starts_with(field: str, prefix: str) -> Query:
    if len(prefix.encode()) > LONGEST_PREFIX:
        raise Refused(f"opensearch looks up beginnings of at most {LONGEST_PREFIX} bytes")
    return {"prefix": {field: {"value": prefix}}}


def _close(clause: Close) -> Query:
    """All words near one: rewritten to a constant score, because every other way takes only the first so many of them."""
    if clause.distance > FARTHEST:
        raise Refused(f"opensearch finds words at most {FARTHEST} changes away, not {clause.distance}")
    fuzzy = {"value": clause.term, "fuzziness": clause.distance, "transpositions": False, "rewrite": "constant_score"}
    return {"fuzzy": {clause.field: fuzzy}}


def _between(clause: Between) -> Query:
    require(clause.field, ("published", "seen"), "a date field")
    if clause.start is None and clause.end is None:
        return {"exists": {"field": clause.field}}
    if clause.start is not None and clause.end is not None and clause.start >= clause.end:
        return NO_ARTICLE
    bounds = {"gte": clause.start, "lt": clause.end}
    return {"range": {clause.field: {name: seconds * 1000 for name, seconds in bounds.items() if seconds is not None}}}
