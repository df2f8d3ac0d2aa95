"""Snippets: the passage of an article that says most about why it was found, with what matches marked.

Made of our own clauses and the stored text, never of an engine's highlighter, so that every
engine shows the same and a snippet can never change which articles match.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from index.analysis import stem_code
from index.document import Shown
from search.matches import Finder, Spot
from search.passages import best_window, cut
from search.results import Marked

__all__ = ["Finder", "marked", "marked_title", "snippet"]

LENGTH = 240
"""Characters of a snippet: two to three lines on a page."""

FAR = 1_000_000
"""Characters of a body that are searched when the title already has a mark (a tenth of a second); without one, all of it is."""

_ANCHOR = 2_000
"""Characters before a stretch in which a space to begin behind is looked for."""

_WHITE = re.compile(r"[^\S ]\s*| \s+")
_OTHER_WHITE = [char for code in range(0x3001) if (char := chr(code)).isspace() and char not in " \n"]
_UNEVEN = ("  ", "\n\n", " \n", "\n ", *_OTHER_WHITE)
_UNEVEN_ASCII = tuple(filter(str.isascii, _UNEVEN))
"""What is in no text whose white space is one space each, or one line end."""


def marked(finder: Finder, articles: Sequence[Shown], length: int = LENGTH) -> list[tuple[Marked, Marked]]:
    """`marked_title` and `snippet` of each article, in half the time that one after the other takes."""
    by_code: dict[str, list[int]] = {}
    for at, shown in enumerate(articles):
        if len(shown.body) <= finder.FIRST_LOOK:
            by_code.setdefault(stem_code(shown.language), []).append(at)
    found: dict[int, tuple[Marked, Marked]] = {}
    for code, places in by_code.items():
        texts = [(articles[at].title, articles[at].body) for at in places]
        for at, (title, body), (in_title, in_body) in zip(places, texts, finder.each(texts, code), strict=True):
            found[at] = _whole(title, in_title), _passage(body, in_body, length)
    return [found.get(at) or (marked_title(finder, shown), snippet(finder, shown, length)) for at, shown in enumerate(articles)]


def snippet(finder: Finder, shown: Shown, length: int = LENGTH) -> Marked:
    """The best passage of the body, marked: of about `length` characters, at least half and at most 4/3 of that.

    The best has the most different words of the query, then the most matches, then is the first. It starts and ends with a
    sentence where that can be had, else at a word (`cut_before`, `cut_after`). White space is one space
    each. Without a match in the body it is the beginning.
    """
    return _passage(shown.body, _body_matches(finder, shown), length)


def marked_title(finder: Finder, shown: Shown) -> Marked:
    """The whole title, marked."""
    return _whole(shown.title, finder.matches("title", shown.title, stem_code(shown.language)))


def _whole(text: str, matches: Sequence[Spot]) -> Marked:
    if " ".join(text.split()) == text:  # nothing to squeeze, so that every place is one of `text`
        return Marked(text, _without_overlaps([(start, end) for start, end, _ in matches]))
    stretch = _squeezed(text, 0, len(text))
    return _marked(stretch, 0, len(stretch.text), matches)


def _passage(body: str, matches: Sequence[Spot], length: int) -> Marked:
    start = end = 0
    if matches:
        first, last = best_window(matches, length)
        start, end = matches[first][0], max([end for _, end, _ in matches[first:last]])
    stretch = _stretch(body, start, min(end, start + 4 * length), length)
    first_char, last_char = stretch.place(start), stretch.place(min(end, stretch.end))
    found = cut(stretch.text, first_char, last_char, length, stretch.start == 0, stretch.end == len(body))
    return _marked(stretch, found.start, found.end, matches, found.before, found.after)


def _body_matches(finder: Finder, shown: Shown) -> Sequence[Spot]:
    """Matches in the body: all those of its beginning if there are any there, else the first further on."""
    code = stem_code(shown.language)
    if len(shown.body) <= finder.FIRST_LOOK:
        return finder.matches("body", shown.body, code)
    matches: Sequence[Spot] = ()
    for looked, matches in finder.growing("body", shown.body, code):
        if matches or (looked >= FAR and finder.matches("title", shown.title, code)):
            break
    return matches


class _Stretch(NamedTuple):
    """Characters `start` to `end` of a text with white space squeezed.

    `behind` are the places behind white space that was; `taken[n]` characters are taken out up to the first `n` of them.
    """

    text: str
    start: int
    end: int
    behind: Sequence[int]
    taken: Sequence[int]

    def place(self, at: int) -> int:
        """Where character `at` of the whole text is in `text`."""
        return at - self.start - self.taken[bisect_right(self.behind, at)]


def _stretch(text: str, first: int, last: int, length: int) -> _Stretch:
    """The text around a passage that shows `first` to `last`, with more on both sides than `length` lets it show."""
    around = 3 * length // 2
    most = length * 4 // 3
    while True:
        low, high = max(0, last - around), min(len(text), max(first + around, last))
        if last <= length:
            low, high = 0, min(len(text), around)  # such a passage begins where the text does
        elif low:
            low = 1 + text.rfind(" ", max(0, low - _ANCHOR), low) or low
        stretch = _squeezed(text, low, high)
        enough_before = low == 0 or stretch.place(last) >= most
        enough_behind = high == len(text) or len(stretch.text) - stretch.place(first) > most
        if enough_before and enough_behind:
            return stretch
        around *= 8


def _squeezed(text: str, start: int, end: int) -> _Stretch:
    """White space as one space, between paragraphs as one line end; none where the text begins or ends."""
    return _even(text, start, end) or _uneven(text, start, end)


def _uneven(text: str, start: int, end: int) -> _Stretch:
    """`_squeezed` whatever the white space."""
    pieces, behind, taken = [], [], [0]
    done = start
    for white in _WHITE.finditer(text, start, end):
        at_rim = white.start() == 0 or white.end() == len(text)
        put = "" if at_rim else "\n" if white.group().count("\n") > 1 else " "
        pieces += [text[done : white.start()], put]
        done = white.end()
        behind.append(done)
        taken.append(taken[-1] + done - white.start() - len(put))
    pieces.append(text[done:end])
    return _Stretch("".join(pieces), start, end, behind, taken)


def _even(text: str, start: int, end: int) -> _Stretch | None:
    """`_squeezed` where all white space is one space each, or one blank line, as enrichment leaves it; None where not.

    Searches at C speed take the place of a look at every character.
    """
    part = text[start:end]
    squeezed = part.replace("\n\n", "\n")
    breaks = len(part) - len(squeezed)
    if part.count("\n") != 2 * breaks or not part or part[0] in " \n" or part[-1] == "\n" or (part[-1] == " " and end == len(text)):
        return None
    for white in _UNEVEN_ASCII if part.isascii() else _UNEVEN:
        if white in squeezed:
            return None
    behind, at = [], start
    for _ in range(breaks):
        at = text.find("\n\n", at) + 2
        behind.append(at)
    return _Stretch(squeezed, start, end, behind, range(breaks + 1))


def _marked(stretch: _Stretch, start: int, end: int, matches: Sequence[Spot], before: bool = False, after: bool = False) -> Marked:
    """Characters `start` to `end` of a stretch, with the matches in it."""
    text = stretch.text[start:end]
    shown = text.strip()
    offset = stretch.start + start + len(text) - len(text.lstrip())
    high, behind, taken = stretch.end, stretch.behind, stretch.taken
    marks: list[tuple[int, int]] = []
    for begins, ends, _ in matches:
        if ends <= offset:  # white space that is taken out only brings places nearer
            continue
        first = begins - offset - taken[bisect_right(behind, begins)]
        if first >= len(shown) or begins >= high:
            break
        last = min(ends, high) - offset - taken[bisect_right(behind, ends)]
        if last > 0 and first < last:
            marks.append((max(0, first), min(len(shown), last)))
    return Marked(shown.replace("\n", " "), _without_overlaps(marks), before, after)


def _without_overlaps(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Marks in order, with those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for mark in marks:
        if apart and mark[0] < apart[-1][1]:
            mark = (apart[-1][0], max(mark[1], apart[-1][1]))
            apart.pop()
        apart.append(mark)
    return tuple(apart)
