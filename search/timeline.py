"""From an engine's counts by period to the bars of a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from index.engine import PeriodCounts
from index.errors import BadRequest
from index.periods import Interval, period, start
from search.results import Bar, Timeline

MOST_BARS = 2_000
"""More than a screen can show; five years of days still fit. Asking for more is refused, with the way out."""


def timeline(matches: PeriodCounts, everything: Mapping[int, int], now: datetime) -> Timeline:
    """Bars from the first to the last period with matches, empty ones included.

    `everything` counts all articles of the collection by the same periods, so that a rise in coverage can be told from a rise
    in what was collected; where it knows less than the matches, these count. Raises `BadRequest` where there would be more than
    `MOST_BARS`.
    """
    if not matches.counts:
        return Timeline(matches.interval, (), matches.undated)
    first, last = min(matches.counts), max(matches.counts)
    if last - first >= MOST_BARS:
        raise BadRequest(
            "interval",
            f"{last - first + 1:,} bars by {matches.interval}, more than {MOST_BARS:,}; take a longer interval, auto, or fewer days",
        )
    current = period(int(now.timestamp()), matches.interval)
    count, of = matches.counts.get, everything.get
    bars = [_bar(number, matches.interval, count(number, 0), of(number, 0), number == current) for number in range(first, last + 1)]
    return Timeline(matches.interval, tuple(bars), matches.undated)


@lru_cache(MOST_BARS)  # most bars of an answer were in another: empty ones, or those with one match
def _bar(number: int, interval: Interval, count: int, of: int, unfinished: bool) -> Bar:
    return Bar(start(number, interval), count, max(count, of), unfinished)
