"""Where in a text a wanted word can stand: the fast half of finding matches.

A text is cut into *chunks*: runs of characters that may belong together as words (letters, digits, marks, dots,
commas, apostrophes), each analysed alone with the same result as within the whole text. `Needles` finds the few chunks that can
hold a wanted term by plain string search at C speed, so that only those need analysis.

Why no true match can be missed: a chunk with any unusual character ("é", "ﬁ", "Ж", "Ⅻ") is always a candidate.
In all others case folding is ASCII, and a term differs from what is written only in dots dropped from
abbreviations, commas dropped from numbers and an apostrophe's shape, each of which has a needle of its own.

Ideographs and kana stand alone: each is a word and folds to itself, so they are searched like ASCII letters. A chunk has at
most one, at its beginning.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

import regex

from index.analysis import LONGEST_TERM

_ALONE = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff"
_STANDS_ALONE = re.compile(f"[{_ALONE}]")
_SEPARATING_RANGES = (
    ("\x00", "&"), ("(", "+"), ("-", "-"), ("/", "/"), (":", "@"), ("[", "`"), ("{", "\xa9"), ("\xab", "\xac"), ("\xae", "\xb1"),
    ("\xb6", "\xb8"), ("\xbb", "\xbb"), ("\xbf", "\xbf"), ("\u2000", "\u200a"), ("\u2010", "\u2017"), ("\u201a", "\u2029"),
    ("\u202f", "\u205f"), ("\u20a0", "\u20bf"), ("\u3000", "\u3002"), ("\u3008", "\u3011"), ("\uff01", "\uff06"),
    ("\uff08", "\uff0f"), ("\uff1a", "\uff20"),
)  # fmt: skip
"""Characters that take part in no word, neither inside nor beside one. Those left out only cost time."""

SEPARATORS = frozenset(chr(code) for first, last in _SEPARATING_RANGES for code in range(ord(first), ord(last) + 1))

_BETWEEN = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in _SEPARATING_RANGES)
_RUN = f"[^{_BETWEEN}{_ALONE}]"
_CHUNK = re.compile(f"[{_ALONE}]{_RUN}*|{_RUN}+")
_CHUNK_BEFORE = regex.compile(f"(?r)[{_ALONE}]?{_RUN}*")
_UNUSUAL = re.compile(f"[^\x00-\x7f\u2018\u2019{_BETWEEN}{_ALONE}]{_RUN}*")

_DIGITS = frozenset(b"0123456789")
_ALPHANUMERIC = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyz")


def stands_alone(char: str) -> bool:
    """Whether `char` is an ideograph or kana: a word of its own, whatever is beside it."""
    return char > "\u3040" and _STANDS_ALONE.match(char) is not None


@dataclass(frozen=True, slots=True)
class Needles:
    """What to look for so that no chunk with a wanted term is missed.

    `written`: ASCII, each with the characters that it does not count behind. `single`: ideographs and kana.
    `everywhere`: the terms say nothing about what is written, so that every chunk is a candidate.
    """

    written: tuple[tuple[bytes, frozenset[int]], ...] = ()
    single: tuple[str, ...] = ()
    everywhere: bool = False

    @classmethod
    def of(cls, beginnings: Iterable[str]) -> Needles:
        """For terms that start with one of `beginnings`; an empty one means any term."""
        written, single = dict[bytes, frozenset[int]](), set[str]()
        for beginning in beginnings:
            if not beginning:
                return cls(everywhere=True)
            if stands_alone(beginning[0]):
                single.add(beginning[0])
            elif beginning.isascii():
                inside = _DIGITS if beginning[0].isdigit() else _ALPHANUMERIC
                written.update((form.encode(), inside) for form in _written(beginning))
        return cls(tuple(written.items()), tuple(sorted(single)))

    def chunks(self, text: str, low: int, high: int) -> list[tuple[int, int]]:
        """Candidates that begin before `high`, in order, among them all that have a wanted term at `low` or later."""
        if self.everywhere:
            return _all_chunks(text, low, high)
        found = []
        done = low
        for at in self._places(text, low, high):
            if at >= done:
                begins = _CHUNK.match(text, at) if not at or text[at - 1] in SEPARATORS else None
                chunk = begins.span() if begins else chunk_around(text, at)
                found.append(chunk)
                done = chunk[1]
        return found

    def _places(self, text: str, low: int, high: int) -> list[int]:
        """Places from `low` to before `high` where a needle is found, or a character that is not searched by needles."""
        # One byte a character, so that places in the bytes are places in the text; one more before it tells where words begin.
        first = max(0, low - 1)
        plain = text[first : high + LONGEST_TERM].encode("ascii", "replace").lower()
        find = plain.find
        places: list[int] = []
        for needle, inside in self.written:
            at = find(needle)
            while at >= 0:
                if not at or plain[at - 1] not in inside:
                    places.append(first + at)
                at = find(needle, at + 1)
        if not text.isascii():
            for char in self.single:
                places += [match.start() for match in re.compile(char).finditer(text, low, high)]
            places += [match.start() for match in _UNUSUAL.finditer(text, low, high)]
        places.sort()
        return places[: bisect_left(places, high)] if high < len(text) else places


def chunk_around(text: str, at: int) -> tuple[int, int]:
    """The chunk (start, end) that the character `at` belongs to."""
    start = at
    if at and text[at - 1] not in SEPARATORS and not stands_alone(text[at]):
        before = _CHUNK_BEFORE.match(text, 0, at)
        start = before.start() if before else at
    behind = _CHUNK.match(text, start)
    return start, behind.end() if behind else at + 1


def _all_chunks(text: str, low: int, high: int) -> list[tuple[int, int]]:
    # A chunk may reach beyond `high`, but then begins before it.
    found = takewhile(lambda match: match.start() < high, _CHUNK.finditer(text, low))
    return [match.span() for match in found]


def _written(beginning: str) -> Iterator[str]:
    """How the first characters of a term may be written in ASCII, as far as needed to notice it."""
    straight, apostrophe, _ = beginning.partition("'")
    if not apostrophe:
        yield straight
    else:
        yield from (f"{straight}'", f"{straight}?")  # "?" is what a curly apostrophe becomes
    # With the letter behind the mark: a sentence ends in "e. " far more often than "e.c" begins an abbreviation.
    places, mark = ((1, 2, 3), ",") if beginning[0].isdigit() else ((1, 2), ".")
    yield from (f"{straight[:at]}{mark}{straight[at]}" for at in places if at < len(straight))
