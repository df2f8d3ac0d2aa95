"""Clauses evaluated over one view: which documents match, and what they score.

A set is an answer without scores, a dict (document → score) one with; where they meet, a set counts as all 0.
Clauses that only narrow (dates, facets, NOT) are looked at last, for the documents that are left.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

from index import bm25, positions
from index.clauses import Between, Both, Clause, Close, Cluster, Either, HasFacet, Run, StartsWith, Term, Without, scores
from index.closeness import close_terms
from index.document import KEY_FIELDS, PLACED_FIELDS, TERM_FIELDS
from index.engines.checks import require
from index.engines.whoosh_postings import Postings
from index.engines.whoosh_segments import UNDATED
from index.engines.whoosh_views import Snapshot, View
from index.fields import FACETS

Matched = set[int] | frozenset[int] | dict[int, float]

_EARLIEST = -(1 << 63)
_NARROWING = (Between, HasFacet, Without)


class _Leaf(NamedTuple):
    """The documents of a lookup, ascending, and their scores beside them (None: it does not score)."""

    docs: Sequence[int]
    scores: Sequence[float] | None = None


def check(clause: Clause) -> None:
    """Raises `Refused` where a clause names a field or facet that there is not."""
    match clause:
        case Both(parts) | Either(parts):
            for part in parts:
                check(part)
        case Without(part):
            check(part)
        case Between(field, _, _):
            require(field, ("published", "seen"), "a date field")
        case HasFacet(facet, _):
            require(facet, FACETS, "a facet")
        case Run(field) | Cluster(field):
            require(field, PLACED_FIELDS, "a field of positioned terms")
        case _:
            require(clause.field, (*TERM_FIELDS, *KEY_FIELDS), "an indexed field")


@dataclass(frozen=True, slots=True)
class Matcher:
    """Answers clauses for one view of a snapshot."""

    snapshot: Snapshot
    view: View

    def matched(self, clause: Clause, scoring: bool) -> Matched:
        """The documents that match; with their scores if `scoring` is asked for and the clause scores."""
        match clause:
            case Both(parts):
                return self._both(parts, scoring)
            case Either(parts):
                return _added([self.matched(part, scoring) for part in parts])
            case Between() | HasFacet() | Without():
                return self._narrowed(clause, self.view.everything)
            case _:
                return self._looked_up(clause, scoring)

    def _both(self, parts: Sequence[Clause], scoring: bool) -> Matched:
        found = [self.matched(part, scoring) for part in parts if not isinstance(part, _NARROWING)]
        found.sort(key=len)
        docs: Collection[int] = found[0] if found else self.view.everything
        for other in found[1:]:
            docs = {doc for doc in docs if doc in other}
        for part in parts:
            if isinstance(part, _NARROWING):
                docs = self._narrowed(part, docs)
        scored = [one for one in found if isinstance(one, dict)]
        if not scored:
            return docs if isinstance(docs, set | frozenset) else set(docs)
        if len(scored) == 1:
            only = scored[0]
            return only if docs is only else {doc: only[doc] for doc in docs}
        return {doc: sum([one[doc] for one in scored]) for doc in docs}

    def _narrowed(self, clause: Between | HasFacet | Without, docs: Collection[int]) -> set[int]:
        """Those of `docs` that match."""
        match clause:
            case Between(field, start, end):
                dates = self.view.segment.column(field)
                first, last = _EARLIEST if start is None else start, UNDATED if end is None else end
                return {doc for doc in docs if first <= dates[doc] < last}
            case HasFacet(facet, value):
                return self.with_any(facet, (value,), docs)
            case Without(part):
                return set(docs).difference(self.matched(part, scoring=False))

    def with_any(self, facet: str, chosen: Sequence[str], docs: Collection[int]) -> set[int]:
        """Those of `docs` that have one of the `chosen` values."""
        values = self.view.facet(facet)
        wanted, combinations = values.with_any(chosen), values.combinations
        return {doc for doc in docs if combinations[doc] in wanted} if wanted else set()

    def _looked_up(self, clause: Term | Run | Cluster | StartsWith | Close, scoring: bool) -> Matched:
        scoring = scoring and scores(clause)
        key = (self.snapshot.generation if scoring else None, self.view.key, clause)
        leaf = self.snapshot.recent.get(key, lambda: self._leaf(clause, scoring), lambda made: 1 + len(made.docs) * (3 if scoring else 1))
        return set(leaf.docs) if leaf.scores is None else dict(zip(leaf.docs, leaf.scores, strict=True))

    def _leaf(self, clause: Term | Run | Cluster | StartsWith | Close, scoring: bool) -> _Leaf:
        match clause:
            case Term(field, term):
                found = self.view.segment.postings(field, term)
                return self._scored(clause, (term,), found.docs, found.counts, scoring) if found else _Leaf(())
            case Run(field, terms) | Cluster(field, terms):
                docs, counts = self._together(clause)
                return self._scored(clause, terms, docs, counts, scoring)
            case StartsWith(field, prefix):
                return self._any_of(found for _, found in self.view.segment.terms.starting(field, prefix))
            case Close(field, term, distance):
                segment = self.view.segment
                return self._any_of(segment.terms.find(field, other) for other in close_terms(segment.vocabulary(field), term, distance))

    def _together(self, clause: Run | Cluster) -> tuple[Sequence[int], Sequence[int]]:
        """The documents in which the terms stand as the clause says, and how often."""
        lists = [self.view.segment.postings(clause.field, term) for term in clause.terms]
        found = sorted((one for one in lists if one is not None), key=lambda one: len(one.docs))
        if not found or len(found) < len(lists):
            return (), ()
        common = set(found[0].docs).intersection(*(one.docs for one in found[1:])) - self.view.deleted
        docs = sorted(common)
        places = [one.places(docs) for one in lists if one is not None]
        if isinstance(clause, Run):
            counts = [positions.ordered(each, clause.slop) for each in zip(*places, strict=True)]
        else:
            counts = [positions.unordered(each, clause.distance) for each in zip(*places, strict=True)]
        return list(compress(docs, counts)), list(filter(None, counts))

    def _any_of(self, found: Iterable[Postings | None]) -> _Leaf:
        """The documents that have one of several terms."""
        docs: set[int] = set().union(*(one.docs for one in found if one is not None))
        return _Leaf(array("I", sorted(docs - self.view.deleted)))

    def _scored(
        self, clause: Term | Run | Cluster, terms: Sequence[str], docs: Sequence[int], counts: Sequence[int], scoring: bool
    ) -> _Leaf:
        if isinstance(clause, Term) and self.view.deleted:
            kept = [doc not in self.view.deleted for doc in docs]
            docs, counts = list(compress(docs, kept)), list(compress(counts, kept))
        numbers = array("I", docs)
        if not scoring:
            return _Leaf(numbers)
        lengths = map(self.view.segment.column(f"length_{clause.field}").__getitem__, numbers)
        weight = clause.weight * self.snapshot.idf(clause.field, terms)
        return _Leaf(numbers, bm25.scores(weight, counts, lengths, self.snapshot.norms(clause.field)))


def _added(found: Sequence[Matched]) -> Matched:
    """What any of the answers has; scores add up."""
    scored = sorted((one for one in found if isinstance(one, dict)), key=len, reverse=True)
    others = [one for one in found if not isinstance(one, dict)]
    if not scored:
        return others[0] if len(others) == 1 else set().union(*others)
    total = scored[0]
    for one in scored[1:]:
        for doc, score in one.items():
            total[doc] = total.get(doc, 0.0) + score
    for docs in others:
        for doc in docs:
            total.setdefault(doc, 0.0)
    return total
