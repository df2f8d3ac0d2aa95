"""Where a text matches what was asked: exactly the words and phrases that the plan's clauses mean.

One `Finder` serves all results of one answer. It marks what `index.plan` says matches, under the terms of
`index.analysis`: a phrase only where it really stands, never its words alone, and nothing that stands in a
`Without`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from index.analysis import PARAGRAPH_GAP, spans, stem
from index.clauses import Clause, Cluster, Run
from search.chunks import stands_alone
from search.wanted import Chunk, Leaf, Wanted, is_stemmed, text_leaves

_SURE_WORD = re.compile(r"[A-Za-z0-9]\S*")
"""Each is a word at least, and counted quickly."""

_APART = "\n\n"
"""Between texts that are read as one: no word reaches across."""

TextField = Literal["title", "body"]


class Match(NamedTuple):
    """Characters `start` to `end` (exclusive) match `Finder.leaves[what]`."""

    start: int
    end: int
    what: int


Spot = tuple[int, int, int]
"""What a `Match` is, as a plain tuple, which is made in a quarter of the time: an answer needs a hundred."""


class _Word(NamedTuple):
    """A wanted word in a text; `position` counts words, with a gap at paragraphs, as an index does."""

    position: int
    start: int
    end: int
    term: str
    leaves: tuple[int, ...]


class Finder:
    """Finds the matches of one clause in titles and bodies. Safe to use from several threads.

    `leaves` are the wanted in text that can be marked, each once: `Match.what` is a place in it.
    """

    FIRST_LOOK = 1 << 16
    """Characters that `growing` looks at first: above nearly every article, read in well under a millisecond."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.leaves: tuple[Leaf, ...] = text_leaves(clause)
        gaps = [leaf.slop if isinstance(leaf, Run) else leaf.distance for leaf in self.leaves if isinstance(leaf, Run | Cluster)]
        self._widest_gap = max(gaps, default=None)  # None: no phrase, so that positions do not matter
        self._anywhere = all(leaf.field.startswith("text_") for leaf in self.leaves)
        self._wanted: dict[tuple[str, str], Wanted] = {}

    def matches(self, field: TextField, text: str, stem_code: str) -> list[Match]:
        """All matches in `text`, by start, then end.

        `stem_code` is that of the article's language (`analysis.stem_code`). A phrase is one match from its first
        character to its last; of a phrase with gaps, and of words near each other, each word that takes part is one.
        Matches may overlap.
        """
        wanted = self._wanted_in(field, stem_code)
        if not wanted:
            return []
        if self._widest_gap is None:
            return [Match(*spot) for spot in _singly([text], wanted)[0]]
        words = _Words(text, wanted, self._widest_gap)
        words.read_to(len(text))
        return self._matches_of(words.words, stem_code)

    def each(self, articles: Sequence[tuple[str, str]], stem_code: str) -> list[tuple[Sequence[Spot], Sequence[Spot]]]:
        """The matches in title and body of each article: all in one pass where single words are wanted, anywhere in the text."""
        if self._widest_gap is not None or not self._anywhere or not (wanted := self._wanted_in("body", stem_code)):
            return [(self.matches("title", title, stem_code), self.matches("body", body, stem_code)) for title, body in articles]
        found: dict[int, tuple[Sequence[Spot], Sequence[Spot]]] = {}
        for plain in (True, False):  # apart, because letters beyond ASCII are searched in more ways
            group = [at for at, (title, body) in enumerate(articles) if (title.isascii() and body.isascii()) is plain]
            spots = iter(_singly([text for at in group for text in articles[at]], wanted))
            found.update(zip(group, zip(spots, spots, strict=True), strict=True))
        return [found[at] for at in range(len(articles))]

    def growing(self, field: TextField, text: str, stem_code: str, first: int = FIRST_LOOK) -> Iterator[tuple[int, list[Match]]]:
        """(characters looked at, matches in them), for ever longer beginnings of `text`, the last time all of it.

        So that a caller who needs only some matches need not read a very long text to its end.
        """
        wanted = self._wanted_in(field, stem_code)
        if not wanted:
            yield len(text), []
            return
        words = _Words(text, wanted, self._widest_gap)
        look = first
        while True:
            look = min(look, len(text))
            words.read_to(look)
            yield look, self._matches_of(words.words, stem_code)
            if look == len(text):
                return
            look *= 4

    def _wanted_in(self, field: TextField, stem_code: str) -> Wanted:
        key = ("text" if self._anywhere else field, stem_code)
        wanted = self._wanted.get(key)
        if wanted is None:
            self._wanted[key] = wanted = Wanted.of(self.leaves, *key)
        return wanted

    def _matches_of(self, words: Sequence[_Word], stem_code: str) -> list[Match]:
        found: list[Match] = []
        together: dict[int, list[_Word]] = {}
        for word in words:
            for what in word.leaves:
                if isinstance(self.leaves[what], Run | Cluster):
                    together.setdefault(what, []).append(word)
                else:
                    found.append(Match(word.start, word.end, what))
        for what, parts in together.items():
            found += [Match(start, end, what) for start, end in _joint(self.leaves[what], parts, stem_code)]
        found.sort()
        return found


def _singly(texts: Sequence[str], wanted: Wanted) -> list[list[Spot]]:
    """All matches in each text where no leaf is a phrase: what `_Words` and `_matches_of` find, without positions of words."""
    found: list[list[Spot]] = [[] for _ in texts]
    text = _APART.join(texts)
    lookup = wanted.chunk
    part, begins, next_begins = -1, 0, 0
    for start, stop in wanted.needles.chunks(text, 0, len(text)):
        while start >= next_begins:
            part, begins = part + 1, next_begins
            next_begins += len(texts[part]) + len(_APART)
        for first, last, what in lookup(text, start, stop).matches:
            found[part].append((start - begins + first, start - begins + last, what))
    return found


class _Words:
    """The wanted words of one text, read as far as needed."""

    def __init__(self, text: str, wanted: Wanted, widest_gap: int | None) -> None:
        self.words: list[_Word] = []
        self._text = text
        self._wanted = wanted
        self._widest_gap = widest_gap
        self._read = self._chunk_end = self._next_position = 0

    def read_to(self, end: int) -> None:
        """Read the chunks that begin before `end`."""
        text, lookup = self._text, self._wanted.chunk
        for start, stop in self._wanted.needles.chunks(text, self._read, end):
            chunk = lookup(text, start, stop)
            if chunk.found:
                self._add(chunk, start, stop)
            self._read = stop
        self._read = max(self._read, end)

    def _add(self, chunk: Chunk, start: int, stop: int) -> None:
        if self._widest_gap is None:
            self.words += [_Word(0, start + found.start, start + found.end, found.term, found.leaves) for found in chunk.found]
            return
        first = self._next_position + _words_between(self._text, self._chunk_end, start, self._widest_gap + 1)
        self.words += [
            _Word(first + found.number, start + found.start, start + found.end, found.term, found.leaves) for found in chunk.found
        ]
        self._next_position = first + chunk.terms
        self._chunk_end = stop


def _words_between(text: str, start: int, end: int, most: int) -> int:
    """How many words stand between two chunks, counted to `most`; across paragraphs more than any phrase can bridge."""
    gap = text[start:end]
    if gap == " ":
        return 0
    if "\n\n" in gap:
        return PARAGRAPH_GAP
    if (most == 1 and _SURE_WORD.search(gap)) or len(_SURE_WORD.findall(gap)) >= most:
        return most
    if end < len(text) and stands_alone(text[end]):
        gap += text[end]  # decides what "U.S" before it is; not counted itself
    return sum(1 for span in islice(spans(gap), most) if span[1] < end - start)


def _joint(leaf: Leaf, words: Sequence[_Word], stem_code: str) -> Iterator[tuple[int, int]]:
    """What to mark of a phrase or cluster, given all places of its words."""
    stemmed = is_stemmed(leaf)
    forms = [stem(word.term, stem_code) if stemmed else word.term for word in words]
    if isinstance(leaf, Run) and leaf.slop == 0:
        yield from _phrases(leaf.terms, forms, words)
        return
    taking_part: set[int] = set()
    for last in range(len(words)):
        if isinstance(leaf, Run):
            taking_part.update(_in_order(leaf, forms, words, last))
        elif isinstance(leaf, Cluster):
            taking_part.update(_in_any_order(leaf, forms, words, last))
    yield from ((words[at].start, words[at].end) for at in taking_part)


def _phrases(terms: Sequence[str], forms: Sequence[str], words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    for first in range(len(words) - len(terms) + 1):
        last = first + len(terms) - 1
        if words[last].position - words[first].position == last - first and tuple(forms[first : last + 1]) == terms:
            yield words[first].start, words[last].end


def _in_order(leaf: Run, forms: Sequence[str], words: Sequence[_Word], last: int) -> list[int]:
    """The run that ends with word `last`, the nearest words being taken; empty where none does."""
    if forms[last] != leaf.terms[-1]:
        return []
    taken, wanted = [last], list(leaf.terms[:-1])
    for at in _reachable(words, last, len(leaf.terms) - 1 + leaf.slop):
        if wanted and forms[at] == wanted[-1]:
            wanted.pop()
            taken.append(at)
    return [] if wanted else taken


def _in_any_order(leaf: Cluster, forms: Sequence[str], words: Sequence[_Word], last: int) -> list[int]:
    """The cluster that ends with word `last`, the nearest words being taken; empty where none does."""
    wanted = Counter(leaf.terms)
    wanted[forms[last]] -= 1
    taken = [last]
    for at in _reachable(words, last, len(leaf.terms) - 1 + leaf.distance):
        if wanted[forms[at]] > 0:
            wanted[forms[at]] -= 1
            taken.append(at)
    return taken if len(taken) == len(leaf.terms) else []


def _reachable(words: Sequence[_Word], last: int, reach: int) -> Iterator[int]:
    """The words before `last` that are at most `reach` positions away, nearest first."""
    for at in range(last - 1, -1, -1):
        if words[last].position - words[at].position > reach:
            return
        yield at
