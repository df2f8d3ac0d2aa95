"""Which clauses of a plan can be seen in a text, and which of them a term satisfies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.analysis import LONGEST_TERM, UNSTEMMED, spans, stem
from index.clauses import Both, Clause, Close, Cluster, Either, Run, StartsWith, Term
from index.closeness import within
from search.chunks import Needles, stands_alone

Leaf = Term | Run | Cluster | StartsWith | Close


def text_leaves(clause: Clause) -> tuple[Leaf, ...]:
    """What `clause` looks up in title and body, each once; nothing that it excludes.

    What is looked up in the whole text, and in the title once more (mostly for the score alone), is looked for once.
    """
    leaves = dict.fromkeys(_leaves(clause))
    whole = {leaf.term for leaf in leaves if isinstance(leaf, Term) and leaf.field == "text_stem"}
    return tuple(leaf for leaf in leaves if not (isinstance(leaf, Term) and leaf.field == "title_stem" and leaf.term in whole))


def _leaves(clause: Clause) -> Iterator[Leaf]:
    match clause:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _leaves(part)
        case Term() | Run() | Cluster() | StartsWith() | Close():
            if clause.field.startswith(("title_", "body_", "text_")):
                yield clause
        case _:
            return


class Found(NamedTuple):
    """A wanted term in a chunk: its number among the chunk's terms, its characters, and the leaves that want it.

    A tuple, as is `Match`: hundreds are made for each answer.
    """

    number: int
    start: int
    end: int
    term: str
    leaves: tuple[int, ...]


class Chunk(NamedTuple):
    """A chunk: how many terms it has in all, the wanted ones, and what they match: (start, end, leaf), in order."""

    terms: int
    found: tuple[Found, ...]
    matches: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, terms: int, found: Sequence[Found]) -> Chunk:
        """A chunk with these wanted terms."""
        return cls(terms, tuple(found), tuple(sorted([(one.start, one.end, leaf) for one in found for leaf in one.leaves])))


_UNWANTED = Chunk(0, (), ())
"""A chunk without wanted terms."""


@dataclass(slots=True)
class Wanted:
    """The leaves of one field in articles of one stem code, as tables from term to leaves (by number)."""

    stem_code: str
    exact: dict[str, tuple[int, ...]] = field(default_factory=dict)
    stemmed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    others: list[tuple[int, StartsWith | Close]] = field(default_factory=list)
    needles: Needles = field(default_factory=Needles)
    _known: dict[str, Chunk] = field(default_factory=dict)

    @classmethod
    def of(cls, leaves: Sequence[Leaf], name: str, stem_code: str) -> Wanted:
        """For the leaves in the field `name` ("title" or "body")."""
        wanted = cls(stem_code)
        exact, stemmed = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for number, leaf in enumerate(leaves):
            if not leaf.field.startswith((name, "text_")):
                continue
            if isinstance(leaf, StartsWith | Close):
                wanted.others.append((number, leaf))
            elif is_of(leaf, stem_code):
                for term in dict.fromkeys(leaf_terms(leaf)):
                    (stemmed if is_stemmed(leaf) else exact)[term].append(number)
        wanted.exact = {term: tuple(numbers) for term, numbers in exact.items()}
        wanted.stemmed = {term: tuple(numbers) for term, numbers in stemmed.items()}
        wanted.needles = Needles.of(wanted._beginnings())
        return wanted

    def __bool__(self) -> bool:
        return bool(self.exact or self.stemmed or self.others)

    def chunk(self, text: str, start: int, end: int) -> Chunk:
        """The wanted terms of the chunk at `start` to `end` of `text`, with places relative to `start`."""
        seen = text[start : end + 1]
        # An ideograph right behind belongs to the next chunk, but decides what "U.S" before it is.
        if len(seen) > end - start and not (seen[-1] > "~" and stands_alone(seen[-1])):
            seen = seen[:-1]
        known = self._known.get(seen)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[seen] = known = self._analysed(seen, end - start)
        return known

    def _analysed(self, seen: str, length: int) -> Chunk:
        word = seen.rstrip(".,")
        if word.isalpha() and word.isascii():  # as `spans` would have it, without its regular expressions
            term = word.lower()[:LONGEST_TERM]
            leaves = self._wanting(term)
            if not leaves:
                return _UNWANTED
            length = len(word)
            return Chunk(1, (Found(0, 0, length, term, leaves),), tuple([(0, length, leaf) for leaf in leaves]))
        found = []
        number = -1
        for number, (term, start, end) in enumerate(span for span in spans(seen) if span[1] < length):
            leaves = self._wanting(term)
            if leaves:
                found.append(Found(number, start, end, term, leaves))
        return Chunk.of(number + 1, found) if found else _UNWANTED

    def _wanting(self, term: str) -> tuple[int, ...]:
        """The leaves that want a term, in order."""
        exact = self.exact.get(term, ())
        stemmed = self.stemmed.get(stem(term, self.stem_code), ()) if self.stemmed else ()
        if not self.others and not (exact and stemmed):
            return exact or stemmed
        others = [number for number, leaf in self.others if satisfies(term, leaf, self.stem_code)]
        return tuple(sorted((*exact, *stemmed, *others)))

    def _beginnings(self) -> Iterator[str]:
        """How the exact terms must begin that can satisfy a leaf; "" where nothing is known of it."""
        yield from self.exact
        yield from (_safe_beginning(term, self.stem_code) for term in self.stemmed)
        for _, leaf in self.others:
            yield leaf.prefix if isinstance(leaf, StartsWith) and not is_stemmed(leaf) else ""


MOST_KNOWN = 50_000
"""Chunks remembered in one request: above the vocabulary of a page of results, below what would weigh."""


def satisfies(term: str, leaf: StartsWith | Close, stem_code: str) -> bool:
    """Whether an exact term, in an article of this stem code, is one that `leaf` means."""
    form = stem(term, stem_code) if is_stemmed(leaf) else term
    return form.startswith(leaf.prefix) if isinstance(leaf, StartsWith) else within(form, leaf.term, leaf.distance)


def is_stemmed(leaf: Leaf) -> bool:
    """Whether a leaf looks for stems rather than for exact terms."""
    return leaf.field.endswith("_stem")


def is_of(leaf: Term | Run | Cluster, stem_code: str) -> bool:
    """Whether a leaf can match in articles of this stem code: stems of other languages never do."""
    if not is_stemmed(leaf):
        return True
    return all((":" not in term) if stem_code == "en" else term.startswith(f"{stem_code}:") for term in leaf_terms(leaf))


def leaf_terms(leaf: Term | Run | Cluster) -> tuple[str, ...]:
    """The terms that a leaf looks up."""
    return (leaf.term,) if isinstance(leaf, Term) else leaf.terms


def _safe_beginning(stemmed: str, stem_code: str) -> str:
    """The letters that every word with this stem begins with, as far as that is known; "" where it is not.

    Snowball English takes endings away and may change the last letter of what stays (country → countri, taking → take,
    possibility → possibl), or two in dying → die; never the first. Other languages also drop beginnings (Dutch ge-) or
    change vowels inside; where there is no stemmer, words are their own stems.
    """
    if stem_code == "en":
        return stemmed[: max(1, len(stemmed) - (2 if stemmed.endswith("ie") else 1))]
    return stemmed.partition(":")[2] if stem_code == UNSTEMMED else ""
