"""Snippets: the passage of an article that says most about why it was found, with what matches marked.

Made of our own clauses and the stored text, never of an engine's highlighter, so that every
engine shows the same and a snippet can never change which articles match.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from index.analysis import stem_code
from index.document import Shown
from search.matches import Finder, Match
from search.passages import best_window, cut
from search.results import Marked

__all__ = ["Finder", "marked_title", "snippet"]

LENGTH = 240
"""Characters of a snippet: two to three lines on a page."""

FAR = 1_000_000
"""Characters of a body that are searched when the title already has a mark (a tenth of a second); without one, all of it is."""

_ANCHOR = 2_000
"""Characters before a stretch in which a space to begin behind is looked for."""

_WHITE = re.compile(r"[^\S ]\s*| \s+")
_PARAGRAPH = re.compile(r"\n\n")
_BEHIND = itemgetter(0)


def snippet(finder: Finder, shown: Shown, length: int = LENGTH) -> Marked:
    """The best passage of the body, marked: of about `length` characters, at least half and at most 4/3 of that.

    The best has the most different words of the query, then the most matches, then is the first. It starts and ends with a
    sentence where that can be had, else at a word (`cut_before`, `cut_after`). White space is one space
    each. Without a match in the body it is the beginning.
    """
    body = shown.body
    matches = _body_matches(finder, shown)
    if matches:
        first, last = best_window(matches, length)
        start, end = matches[first].start, max(match.end for match in matches[first:last])
    else:
        start = end = 0
    stretch = _stretch(body, start, min(end, start + 4 * length), length)
    first_char, last_char = stretch.place(start), stretch.place(min(end, stretch.end))
    found = cut(stretch.text, first_char, last_char, length, stretch.start == 0, stretch.end == len(body))
    return _marked(stretch, found.start, found.end, matches, found.before, found.after)


def marked_title(finder: Finder, shown: Shown) -> Marked:
    """The whole title, marked."""
    title = shown.title
    stretch = _squeezed(title, 0, len(title))
    return _marked(stretch, 0, len(stretch.text), finder.matches("title", title, stem_code(shown.language)))


def _body_matches(finder: Finder, shown: Shown) -> list[Match]:
    """Matches in the body: all those of its beginning if there are any there, else the first further on."""
    code = stem_code(shown.language)
    matches: list[Match] = []
    for looked, matches in finder.growing("body", shown.body, code):
        if matches or (looked >= FAR and finder.matches("title", shown.title, code)):
            break
    return matches


class _Stretch(NamedTuple):
    """Characters `start` to `end` of a text with white space squeezed; `shifts` are (place behind it, characters taken out so far)."""

    text: str
    start: int
    end: int
    shifts: Sequence[tuple[int, int]]

    def place(self, at: int) -> int:
        """Where character `at` of the whole text is in `text`."""
        if not self.shifts:
            return at - self.start
        before = bisect_right(self.shifts, at, key=_BEHIND)
        return at - self.start - (self.shifts[before - 1][1] if before else 0)


def _stretch(text: str, first: int, last: int, length: int) -> _Stretch:
    """The text around `first` to `last`, with more on both sides than a passage of `length` can show."""
    around = 3 * length // 2
    while True:
        low, high = max(0, first - around), min(len(text), last + around)
        if low:
            low = 1 + text.rfind(" ", max(0, low - _ANCHOR), low) or low
        stretch = _squeezed(text, low, high)
        enough_before = low == 0 or stretch.place(first) >= length * 4 // 3
        enough_behind = high == len(text) or len(stretch.text) - stretch.place(last) >= length * 4 // 3
        if enough_before and enough_behind:
            return stretch
        around *= 8


def _squeezed(text: str, start: int, end: int) -> _Stretch:
    """White space as one space, between paragraphs as one line end; none where the text begins or ends."""
    part = text[start:end]
    if _is_even(part):
        ends = [(start + gap.end(), number) for number, gap in enumerate(_PARAGRAPH.finditer(part), 1)]
        return _Stretch(part.replace("\n\n", "\n"), start, end, ends)
    pieces, shifts = [], []
    done, taken = start, 0
    for white in _WHITE.finditer(text, start, end):
        at_rim = white.start() == 0 or white.end() == len(text)
        put = "" if at_rim else "\n" if white.group().count("\n") > 1 else " "
        pieces += [text[done : white.start()], put]
        done = white.end()
        taken += done - white.start() - len(put)
        shifts.append((done, taken))
    pieces.append(text[done:end])
    return _Stretch("".join(pieces), start, end, shifts)


def _is_even(part: str) -> bool:
    """Whether all white space is one space each, or one blank line, as enrichment leaves it: found out at C speed."""
    lines = part.count("\n")
    if part.strip() != part or "  " in part or (lines and (" \n" in part or "\n " in part or "\n\n\n" in part)):
        return False
    return lines == 2 * part.count("\n\n") and (part.replace("\n", "") if lines else part).isprintable()


def _marked(stretch: _Stretch, start: int, end: int, matches: Iterable[Match], before: bool = False, after: bool = False) -> Marked:
    """Characters `start` to `end` of a stretch, with the matches in it."""
    text = stretch.text[start:end]
    lead = start + len(text) - len(text.lstrip())
    shown = text.strip().replace("\n", " ")
    marks: list[tuple[int, int]] = []
    for match in matches:
        if match.end <= stretch.start or match.start >= stretch.end:
            continue
        first = max(0, stretch.place(max(match.start, stretch.start)) - lead)
        last = min(len(shown), stretch.place(min(match.end, stretch.end)) - lead)
        if first >= last:
            continue
        if marks and first < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(last, marks[-1][1]))
        else:
            marks.append((first, last))
    return Marked(shown, tuple(marks), before, after)
