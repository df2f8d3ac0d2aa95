"""Do these words stand near each other? The one definition of a phrase with gaps, over positions.

`index.clauses.Run` and `Cluster` say what is asked; an engine whose own phrase queries count
otherwise takes the positions of each word in one field of one article and asks here. Both
functions are linear in the number of positions (but for one sort), however often the words repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def ordered(lists: Sequence[Sequence[int]], slop: int) -> int:
    """How many positions begin a run: p1 < p2 < … < pk, one from each list, with pk − p1 + 1 − k ≤ `slop`.

    `lists` has the ascending positions of each word, in the order of the words; a word that is asked
    for twice has its list twice. Without slop this is the number of times that the phrase is there.
    """
    if slop == 0:
        starts = set(lists[0])
        for shift, positions in enumerate(lists[1:], 1):
            starts.intersection_update([position - shift for position in positions])
        return len(starts)
    return _ordered_with_gaps(lists, len(lists) - 1 + slop)


def _ordered_with_gaps(lists: Sequence[Sequence[int]], reach: int) -> int:
    """Starts from which the earliest possible last word is at most `reach` away.

    From a later start the earliest next word is never an earlier one, so that each list is walked once.
    """
    walked = [0] * len(lists)
    found = 0
    for start in lists[0]:
        last = start
        for which in range(1, len(lists)):
            positions, at = lists[which], walked[which]
            while at < len(positions) and positions[at] <= last:
                at += 1
            walked[which] = at
            if at == len(positions):
                return found
            last = positions[at]
        found += last - start <= reach
    return found


def unordered(lists: Sequence[Sequence[int]], distance: int) -> int:
    """How many positions begin a cluster: k different positions, one from each list, with max − min + 1 − k ≤ `distance`.

    As for `ordered`; since two words never share a position, lists that share their first one are the same word's.
    """
    if not all(lists):
        return 0
    needed = Counter(positions[0] for positions in lists)
    by_word = {positions[0]: positions for positions in lists}
    places = sorted((position, word) for word, positions in by_word.items() for position in positions)
    return _windows(places, needed, len(lists) + distance)


def _windows(places: Sequence[tuple[int, int]], needed: Counter[int], width: int) -> int:
    """How many of `places` (position, word) begin a window of `width` positions that holds every word as often as `needed`."""
    missing = Counter(needed)
    lacking = len(needed)
    found = end = 0
    for start, word in places:
        while end < len(places) and places[end][0] < start + width:
            entering = places[end][1]
            missing[entering] -= 1
            lacking -= missing[entering] == 0
            end += 1
        found += lacking == 0
        missing[word] += 1
        lacking += missing[word] == 1
    return found
