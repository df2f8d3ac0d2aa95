"""The names that most articles of the collection have, found by how any of their words begins, or those of another spelling.

Fetched from time to time, so that to look one up, which is done at each keystroke, asks nothing of the index.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from operator import itemgetter
from threading import Lock

from index.analysis import terms
from index.document import AlsoNamed
from index.engine import Ask, FacetAsk, FacetCounts, Hits
from index.function_words import FUNCTION_WORDS
from index.manifest import State

NAME_FACETS: tuple[str, ...] = ("person", "org", "place", "source", "keyword", "section", "author")
"""Facets whose values are names; languages have codes, which nobody begins to type."""

MOST_NAMES = 5_000
"""Names of a facet, the most that Tantivy counts at once. 13,000 in all take 6 MB, and 0.3 s to fetch, 1 s from a cluster."""

LONGEST_NAME = 100
"""Characters; longer values are sentences."""

KEPT_SECONDS = 60.0
"""Names are kept so long though articles came in, or a part of the index did not answer: a feed changes it every few seconds."""

_AFTER = "\U0010ffff"
"""Comes after every letter."""


@dataclass(frozen=True, slots=True)
class Name:
    """A value of a facet, how many articles have it, and the other spelling by which it was found, if it was."""

    facet: str
    value: str
    count: int
    spelling: str = ""


class Names:
    """Names by their beginnings; case and accents make no difference."""

    def __init__(self, facets: Mapping[str, FacetCounts], also_named: AlsoNamed) -> None:
        names = [Name(facet, each.value, each.count) for facet, counts in facets.items() for each in counts.values]
        self._names = sorted(filter(_is_name, names), key=lambda name: (-name.count, name.value, name.facet))
        self._entries = sorted(
            (beginning, number, spelling)
            for number, name in enumerate(self._names)
            for beginning, spelling in _beginnings(name, also_named)
        )

    def beginning(self, with_: str, facets: Collection[str], most: int) -> list[Name]:
        """The names in some facets of which a word, and those after it, begin with the terms of `with_`; those in most articles first."""
        wanted = " ".join(terms(with_))
        if not wanted:
            return []
        first, last = (bisect_left(self._entries, limit, key=itemgetter(0)) for limit in (wanted, wanted + _AFTER))
        spellings: dict[int, str] = {}
        for _, number, spelling in self._entries[first:last]:
            if self._names[number].facet in facets:
                spellings[number] = min(spelling, spellings.get(number, spelling))
        found = ((self._names[number], spellings[number]) for number in nsmallest(most, spellings))
        return [Name(name.facet, name.value, name.count, spelling) for name, spelling in found]


def _is_name(name: Name) -> bool:
    return len(name.value) <= LONGEST_NAME


def _beginnings(name: Name, also_named: AlsoNamed) -> Iterator[tuple[str, str]]:
    """What may be typed for a name: it from any of its words on, or another spelling, which then is told as well."""
    words = terms(name.value)
    for start, word in enumerate(words):
        if start == 0 or word not in FUNCTION_WORDS:
            yield " ".join(words[start:]), ""
    for spelling in also_named.get((name.facet, " ".join(words)), ()):
        yield " ".join(terms(spelling)), spelling


@dataclass(frozen=True, slots=True)
class _Fetched:
    names: Names
    of: State
    whole: bool
    at: float


class KnownNames:
    """The names of the index, as of a moment ago. Safe to use from several threads."""

    def __init__(self, also_named: Callable[[], AlsoNamed], *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._also_named = also_named
        self._kept_seconds = kept_seconds
        self._fetched: _Fetched | None = None
        self._fetching = Lock()

    def of(self, state: State, find: Callable[[Ask], Hits]) -> Names:
        """The names of the generation of `state`, fetched by `find` where they are not known, or no longer true and kept long enough.

        One thread fetches; others go on with the names before, at first with none: nobody who types waits for them.
        """
        if (self._fetched is None or self._is_stale(self._fetched, state)) and self._fetching.acquire(blocking=False):
            try:
                hits = find(Ask(limit=0, facets=tuple(FacetAsk(facet, MOST_NAMES) for facet in NAME_FACETS)))
                names = Names(hits.facets, self._also_named())
                self._fetched = _Fetched(names, state, hits.missing is None, time.monotonic())
            finally:
                self._fetching.release()
        return self._fetched.names if self._fetched else Names({}, {})

    def _is_stale(self, fetched: _Fetched, state: State) -> bool:
        if fetched.of.generation != state.generation:
            return True
        is_true = fetched.whole and fetched.of.change == state.change
        return not is_true and time.monotonic() - fetched.at > self._kept_seconds
