"""Which part of a text to show: choosing the passage, and cutting it where a reader would.

Pure functions over a *stretch*: part of a text whose white space is one space each, or one line end between
paragraphs, so that a character of it is a character of what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import regex

from index.analysis import spans
from search.matches import Spot

_ABBREVIATIONS = (
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Rev", "Hon", "Gen", "Col", "Lt", "Sgt", "Capt", "Maj", "Adm", "Sen", "Rep", "Gov", "Pres",
    "St", "Jr", "Sr", "Inc", "Corp", "Co", "Ltd", "vs", "No",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
)  # fmt: skip
"""Words that news text writes with a dot before a capital letter or a number, and that end no sentence there."""

_BY_LENGTH = [[word for word in _ABBREVIATIONS if len(word) == length] for length in sorted({*map(len, _ABBREVIATIONS)})]
_NO_END = "".join(rf"(?<!\b(?:{'|'.join(words)})\.)" for words in (["[A-Z]"], *_BY_LENGTH))
_SENTENCE = re.compile(
    r"[.!?…\n。！？](?:"  # one set first, so that the search runs at C speed to the next such character
    rf"(?<=[.!?…]){_NO_END}[\"'”’»)\]]*[ \n](?=[\"'“‘«(\[]*[^\W_a-z])"
    r"|(?<=\n)"
    r"|(?<=[。！？])[」』”’）]*[ \n]?)"
)
_WORD_START = re.compile(r"(?<=[ \n])[^ \n]")
_CLUSTER = regex.compile(r"\X")

LONGEST_CLUSTER = 64
"""Characters that are kept together as one grapheme cluster. Unicode's Stream-Safe format has at most 30 marks on a letter and emoji
sequences are shorter; what is longer is there to break things."""


class Cut(NamedTuple):
    """Where a passage starts and ends, and whether a sentence is cut there."""

    start: int
    end: int
    before: bool
    after: bool


def best_window(matches: Sequence[Spot], width: int) -> tuple[int, int]:
    """The places (first, last + 1) in `matches` of the best group within `width` characters.

    The best has the most different leaves, then the most matches, then is the first. `matches` are in order
    and not empty; a match wider than `width` is a group of its own.
    """
    if len(matches) == 1 or max([end for _, end, _ in matches]) - matches[0][0] <= width:
        return 0, len(matches)
    counts = dict.fromkeys([what for _, _, what in matches], 0)
    different = first = 0
    most = most_different = 0
    chosen = (0, 1)
    for last, (_, end, what) in enumerate(matches):
        different += not counts[what]
        counts[what] += 1
        while first < last and end - matches[first][0] > width:
            left = matches[first][2]
            counts[left] -= 1
            different -= not counts[left]
            first += 1
        if different > most_different or (different == most_different and last + 1 - first > most):
            most_different, most = different, last + 1 - first
            chosen = (first, last + 1)
    return chosen


def cut(stretch: str, first: int, last: int, length: int, begins: bool, ends: bool) -> Cut:
    """Where to cut `stretch` so that characters `first` to `last` are shown, in about `length` (half to 4/3 of it).

    `begins` and `ends` tell whether the stretch begins and ends where the text does. Of a match that is itself too
    wide, the end is left out.
    """
    longest = length * 4 // 3
    last = last if last - first <= longest else first + 1
    start, before = _start(stretch, first, last, length, begins, ends)
    end, after = _end(stretch, start, last, length, ends)
    return Cut(start, end, before, after)


def _start(stretch: str, first: int, last: int, length: int, begins: bool, ends: bool) -> tuple[int, bool]:
    """Where to begin, and whether that is within a sentence."""
    if begins and last <= length:
        return 0, False
    earliest = max(0, last - length * 4 // 3)
    # Near the end of the text a passage starts earlier, so that it is not needlessly short.
    latest = max(earliest, min(first, len(stretch) - length)) if ends else first
    sentence = max(_sentence_starts(stretch, earliest, latest), default=0 if begins and not earliest else None)
    if sentence is not None:
        return sentence, False
    # A third of what is left goes before the first match, the rest behind the last.
    spare = max(0, length - (last - first)) // 3
    return _word_start(stretch, max(earliest, latest - spare), latest, first), True


def _end(stretch: str, start: int, last: int, length: int, ends: bool) -> tuple[int, bool]:
    """Where to end, and whether that is within a sentence."""
    longest = min(len(stretch), start + length * 4 // 3)
    if ends and longest == len(stretch):
        return longest, False
    shortest = min(longest, max(last, start + length // 2))
    wanted = max(shortest, min(longest, start + length))
    if sentences := _sentence_ends(stretch, shortest, wanted):
        return sentences[-1], False
    if wanted < longest and (sentences := _sentence_ends(stretch, wanted, longest)):
        return sentences[0], False
    return _word_end(stretch, last, shortest, wanted, longest), True


def _sentence_starts(stretch: str, low: int, high: int) -> list[int]:
    """Starts of sentences from `low` to `high`, both included."""
    found = [match.end() for match in _SENTENCE.finditer(stretch, max(0, low - 8), min(len(stretch), high + 8))]
    return [start for start in found if low <= start <= high and not _splits_cluster(stretch, start)]


def _sentence_ends(stretch: str, low: int, high: int) -> list[int]:
    """Ends of sentences from `low` to `high`, both included; the white space behind is not theirs."""
    found = [match.end() for match in _SENTENCE.finditer(stretch, max(0, low - 8), min(len(stretch), high + 8))]
    ends = [end - (stretch[end - 1] in " \n") for end in found]
    return [end for end in ends if low <= end <= high and not _splits_cluster(stretch, end)]


def _word_start(stretch: str, low: int, high: int, first: int) -> int:
    """The first start of a word from `low` on, at `high` at the latest where there is one, else up to the match at `first`."""
    words = (match.start() for match in _WORD_START.finditer(stretch, low, first + 1))
    start = next((at for at in words if not _splits_cluster(stretch, at)), None)
    if start is not None and start <= high:
        return start
    if not (allowed := _breaks(stretch, low, high)) and start is not None:
        return start
    if clusters := allowed or _cluster_starts(stretch, low, high):
        return clusters[0]
    return max(_cluster_starts(stretch, max(0, low - LONGEST_CLUSTER), high), default=high)  # the match begins inside a cluster


def _word_end(stretch: str, last: int, low: int, wanted: int, high: int) -> int:
    """The end of a word: the last from `low` to `wanted`, else the first up to `high`, else the last from `last` on."""
    space = _last_space(stretch, low, wanted + 1)
    if space < 0:
        space = min((at for at in (stretch.find(white, wanted, high + 1) for white in " \n") if at >= 0), default=-1)
    if space < 0 and not (allowed := _breaks(stretch, low, high)):
        space = _last_space(stretch, max(1, last), low)
        return space if space > 0 else max(_cluster_starts(stretch, low, high), default=high)
    return space if space >= 0 else max((at for at in allowed if at <= wanted), default=allowed[0])


def _last_space(stretch: str, low: int, high: int) -> int:
    return max(stretch.rfind(" ", low, high), stretch.rfind("\n", low, high))


def _breaks(stretch: str, low: int, high: int) -> list[int]:
    """Where a text without spaces can be cut: between grapheme clusters, outside the words that analysis sees."""
    clusters = _cluster_starts(stretch, low, high)
    anchor = _anchor(stretch, low)
    words = spans(stretch[anchor : high + LONGEST_CLUSTER])
    inside = {at for _, start, end in words for at in range(anchor + start + 1, anchor + end)}
    return [at for at in clusters if at not in inside]


def _anchor(stretch: str, at: int) -> int:
    """A place before `at` where certainly a cluster and a word begin: behind a space, or the beginning."""
    return _last_space(stretch, 0, at) + 1


def _cluster_starts(stretch: str, low: int, high: int) -> list[int]:
    """Where grapheme clusters begin from `low` to `high`."""
    starts = []
    at = _anchor(stretch, low)
    while at <= min(high, len(stretch)):
        if at >= low:
            starts.append(at)
        found = _CLUSTER.match(stretch, at)
        at = min(found.end(), at + LONGEST_CLUSTER) if found else len(stretch) + 1
    return starts


def _splits_cluster(stretch: str, at: int) -> bool:
    """Whether a grapheme cluster reaches across `at`, which follows a space or a full stop."""
    if at == 0 or at >= len(stretch) or stretch[at] < "\u0300":
        return False
    found = _CLUSTER.match(stretch, at - 1)
    return found is not None and found.end() > at
