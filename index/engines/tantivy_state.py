"""One committed state of a Tantivy index: every call that reads it goes through here, where its errors are translated."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from types import TracebackType
from typing import Any, TypeVar

import tantivy

from index.analysis import fold_key, joined, joined_stems, stem_code
from index.document import NAME_TERM_FIELDS
from index.engine import FacetCounts
from index.engines.tantivy_combinations import Combinations, counted
from index.engines.tantivy_schema import COMBINATION, VALUES, Kept, facet_field, stored_value
from index.errors import IndexingError, Locked
from index.periods import SECONDS_A_DAY

EVERY_VALUE = 2**31
"""As `segment_size` of an aggregation: every segment counts all its values, without which counts over several are estimates."""

MOST_BUCKETS = 60_000
"""Tantivy gives up an aggregation that would answer more than 65,000 buckets altogether."""

MOST_KNOWN = 128
"""Results that a state remembers (`State.once`): eight facets' values, the counts of the front page, runs looked through."""

T = TypeVar("T")

Found = list[tuple[Any, tantivy.DocAddress]]
"""What matched, each with what it was sorted by."""


class translated:  # noqa: N801  # used as `contextlib.suppress` is
    """Tantivy's errors, all of them `ValueError` or `OSError`, as ours. (A class: a generator would cost 1 µs for each call.)"""

    __slots__ = ("_doing",)

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and isinstance(error, ValueError | OSError | RuntimeError):
            ours = Locked if "LockBusy" in str(error) else IndexingError
            raise ours(f"tantivy: {self._doing}: {error}") from error


class State:
    """A searcher and what is worked out once for it. What it answers never changes, so threads share it."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, combinations: Combinations | None) -> None:
        self.schema = schema
        self._combinations = combinations
        self._searcher = searcher
        self._known: dict[Hashable, Any] = {}
        self.articles = int(searcher.num_docs)
        self.is_one_segment = searcher.num_segments == 1

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """The result of `work_out`, remembered as `what` while this state lasts; for few things that cost much."""
        found: T | None = self._known.get(what)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[what] = work_out()
        return found

    def best(self, query: tantivy.Query, limit: int) -> tuple[Found, int]:
        """The `limit` best by score, and how many match."""
        with translated("searching"):
            result = self._searcher.search(query, max(limit, 1))
        return result.hits[:limit], _count(result)

    def first(self, query: tantivy.Query, key: str, limit: int) -> tuple[Found, int]:
        """The `limit` lowest by a fast field, and how many match."""
        with translated("searching"):
            result = self._searcher.search(query, max(limit, 1), order_by_field=key, order=tantivy.Order.Asc)
        return result.hits[:limit], _count(result)

    def frequency(self, field: str, term: str) -> int:
        """How many articles have a term (deleted ones may be among them)."""
        if not stored_value(term):
            return 0
        with translated("counting"):
            return self._searcher.doc_freq(field, term)

    def total(self, query: tantivy.Query) -> int:
        """How many match."""
        return self.best(tantivy.Query.const_score_query(query, 0.0), 0)[1]

    def all(self, query: tantivy.Query, expected: int = 1000) -> list[tantivy.DocAddress]:
        """All that match, in no order that means anything; at once if no more than `expected`."""
        unscored = tantivy.Query.const_score_query(query, 0.0)
        found, total = self.best(unscored, expected)
        if len(found) < total:
            found, _ = self.best(unscored, total)
        return [address for _, address in found]

    def numbers(self, field: str, addresses: list[tantivy.DocAddress]) -> list[Any]:
        """The values of a fast field of numbers, None where an article has none."""
        with translated(f"reading {field}"):
            return self._searcher.fast_field_values(field, addresses)

    def counts(self, query: tantivy.Query, wanted: dict[str, Any]) -> dict[str, Any]:
        """Aggregations, as Tantivy answers them."""
        if not wanted:
            return {}
        with translated("counting"):
            return self._searcher.aggregate(query, wanted)

    def facets(self, addresses: list[tantivy.DocAddress], sizes: Mapping[str, int]) -> dict[str, FacetCounts] | None:
        """The most frequent values of articles, as many of each facet as `sizes` says; None where the index keeps no combinations."""
        if self._combinations is None:
            return None
        rows = self._combinations.rows(self.numbers(COMBINATION, addresses), lambda place: self._values(addresses[place]))
        return counted(rows, sizes)

    def _values(self, address: tantivy.DocAddress) -> bytes:
        with translated("reading the values of an article"):
            kept: bytes = self._searcher.doc(address).get_first(VALUES)  # type: ignore[assignment]
        return kept

    def kept(self, address: tantivy.DocAddress) -> Kept:
        """What is shown of an article."""
        return self.all_kept([address])[0]

    def all_kept(self, addresses: Iterable[tantivy.DocAddress]) -> list[Kept]:
        """What is shown of articles."""
        read = self._searcher.doc
        with translated("reading an article"):
            return [Kept.of(read(address)) for address in addresses]

    def lines(self, address: tantivy.DocAddress, field: str) -> tuple[str, list[list[str]]]:
        """An article's id, and the terms of one field of it, a list per paragraph."""
        kept = self.kept(address)
        name, _, form = field.rpartition("_")
        if form == "names":
            if not kept.names:
                raise IndexingError("tantivy: this index was built by an older version, which kept no names to look through: rebuild")
            return kept.id, [line.split() for line in kept.names[NAME_TERM_FIELDS.index(field)].split("\n")]
        texts = {"title": (kept.shown.title,), "body": (kept.shown.body,), "text": (kept.shown.title, kept.shown.body)}[name]
        text = "\n".join(map(joined, texts))
        if form == "stem":
            text = joined_stems(text, stem_code(kept.shown.language))
        return kept.id, [line.split() for line in text.split("\n")]

    def terms_from(self, field: str, prefix: str, limit: int | None = None) -> list[str]:
        """The terms of a field that start with `prefix`, `limit` of them at most (those of deleted articles may be among them)."""
        with translated("reading terms"):
            return [term for term, _ in self._searcher.terms_with_prefix(field, prefix, limit=limit)]

    def values(self, facet: str) -> list[tuple[str, str]]:
        """Every value of a facet with its folded form (those of deleted articles may be among them)."""

        return self.once(("values", facet), lambda: [(value, fold_key(value)) for value in self.terms_from(facet_field(facet), "")])

    @cached_property
    def days(self) -> tuple[int, int] | None:
        """The first and the last day (numbers) on which an article was published."""
        return span(self.counts(tantivy.Query.all_query(), {"span": SPAN})["span"])

    @cached_property
    def stem_codes(self) -> frozenset[str]:
        """The stem codes of the articles' languages."""
        ask = {"terms": {"field": facet_field("language"), "size": MOST_BUCKETS, "segment_size": EVERY_VALUE}}
        buckets = self.counts(tantivy.Query.all_query(), {"language": ask})["language"]["buckets"]
        codes = {stem_code(bucket["key"]) for bucket in buckets}
        if sum(bucket["doc_count"] for bucket in buckets) < self.articles:
            codes.add(stem_code(""))
        return frozenset(codes)


SPAN = {"stats": {"field": "published"}}


def span(stats: dict[str, Any]) -> tuple[int, int] | None:
    """The first and last day of what `SPAN` counted; None if nothing had a date."""
    if not stats["count"]:
        return None
    return int(stats["min"]) // SECONDS_A_DAY, int(stats["max"]) // SECONDS_A_DAY


def _count(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # missing from Tantivy's stub
