"""Which reports are worth comparing: those near in time that share several of their rarest words.

Looked up by word, so that the work grows with the number of new articles and not with the square of all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

LEAST_SHARED = 3
"""Of their rarest words, how many two articles share at least before they are compared."""
MOST_HOLDERS = 400
"""A word that more articles of one window have among their rarest is too common to look up by."""

Pair = tuple[int, int]
"""Numbers of two articles, the smaller first."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """`pairs` to be compared, one of which is new; `kin`, the new ones and who shares words with them, common words counted as well."""

    pairs: list[Pair]
    kin: list[int]


def meetings(days: Sequence[int | None], rarest: Sequence[Collection[str]], new: Sequence[int], window: int) -> Meetings:
    """Who meets the `new` articles. Articles are in order of their days, those without one last; those are near all others.

    `rarest` are the rarest words of each, `window` the days that a pair may be apart.
    """
    holders = _Holders(days, rarest, window)
    settled = frozenset(range(len(days))).difference(new)
    pairs: list[Pair] = []
    kin = set(new)
    for number in new:
        shared, crowds = Counter[int](), Counter[int]()
        for word in rarest[number]:
            before = holders.before(word, number)
            (shared if len(before) <= MOST_HOLDERS else crowds).update(before)
            if settled:
                behind = [other for other in holders.behind(word, number) if other in settled]
                (shared if len(behind) <= MOST_HOLDERS else crowds).update(behind)
        pairs += [(min(number, other), max(number, other)) for other in _often(shared)]
        if settled:
            kin.update(_often(shared + crowds))
    return Meetings(pairs, sorted(kin))


def _often(shared: Counter[int]) -> Iterator[int]:
    return (other for other, common in shared.items() if common >= LEAST_SHARED)


class _Holders:
    """Which articles have a word among their rarest, in order."""

    def __init__(self, days: Sequence[int | None], rarest: Sequence[Iterable[str]], window: int) -> None:
        self._days = days
        self._dated = [day for day in days if day is not None]
        self._window = window
        self._of: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(rarest):
            for word in words:
                self._of[word].append(number)

    def before(self, word: str, number: int) -> list[int]:
        """Those that come before article `number`, as long before as the window is wide."""
        has, day = self._of[word], self._days[number]
        first = 0 if day is None else bisect_left(self._dated, day - self._window)
        return has[bisect_left(has, first) : bisect_left(has, number)]

    def behind(self, word: str, number: int) -> list[int]:
        """Those that come after it, within the window or without a date."""
        has, day = self._of[word], self._days[number]
        after = has[bisect_right(has, number) :]
        if day is None:
            return after
        last, dated = bisect_right(self._dated, day + self._window), len(self._dated)
        return after[: bisect_left(after, last)] + after[bisect_left(after, dated) :]
