"""The words of a run of capitalised words, what the rest of the article says of them, and the names found among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property

from index.article import EntityType
from index.enrich.gazetteer import gazetteer

_SMALL = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’])")
_BESIDE = re.compile(r"(?<!\w)([A-Z]\w*\.?) (?=([^\W\d_]+))")
_PAIR = re.compile(r"(?<=[a-z,] )([A-Z][^\W_]+) (?=([A-Z][\w'’-]+))")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a run with its characters in the text; `ends` if a possessive 's closed the name."""

    text: str
    start: int
    end: int
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A name found: characters, type (None: not clear yet), whether "in" or the like stands before it, whether its form is proof."""

    start: int
    end: int
    type: EntityType | None
    located: bool = False
    sure: bool = False


def splits(start: int, end: int, claimed: list[Span]) -> Iterator[tuple[int, int]]:
    """What remains of characters `start` to `end` outside the `claimed` spans."""
    for span in claimed:
        if span.end <= start or span.start >= end:
            continue
        if span.start > start + 1:
            yield start, span.start
        start = span.end
    if start < end:
        yield start, end


@dataclass(frozen=True)
class Context:
    """What an article's text says of the words in it, looked up when first asked."""

    text: str

    @cached_property
    def small(self) -> Set[str]:
        """The words that the text has in small letters."""
        return frozenset(_SMALL.findall(self.text))

    @cached_property
    def pairs(self) -> Set[tuple[str, str]]:
        """Capitalised words side by side amid a sentence, where capitals are for names."""
        return frozenset(_PAIR.findall(self.text))

    @cached_property
    def surnames(self) -> Set[str]:
        """What stands behind first names."""
        return frozenset(second for first, second in self._beside if first in gazetteer().first_names)

    def is_surname(self, word: str) -> bool:
        """Whether a word is a surname that everybody knows, or that the text has behind a first name."""
        return word in gazetteer().surnames or word in self.surnames

    @cached_property
    def followers(self) -> Set[str]:
        """What stands behind capitalised words, in headlines and behind abbreviations too: surnames and others."""
        return frozenset(second for _, second in self._beside)

    @cached_property
    def _beside(self) -> Set[tuple[str, str]]:
        return frozenset(_BESIDE.findall(self.text))
