"""From counts to bars."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from index.engine import PeriodCounts
from index.errors import BadRequest
from search.timeline import MOST_BARS, timeline

NOW = datetime(1970, 1, 10, 12, tzinfo=UTC)


def test_bars_run_from_the_first_to_the_last_match_with_the_empty_ones_and_the_last_unfinished() -> None:
    found = timeline(PeriodCounts("day", {7: 2, 9: 1}, 4), {6: 9, 7: 5, 8: 3, 9: 1}, NOW)
    assert [(bar.start, bar.count, bar.of, bar.unfinished) for bar in found.bars] == [
        (date(1970, 1, 8), 2, 5, False),
        (date(1970, 1, 9), 0, 3, False),
        (date(1970, 1, 10), 1, 1, True),
    ]
    assert found.undated == 4


def test_no_bar_has_more_matches_than_articles() -> None:
    """A cluster may show articles that came after all were counted."""
    (bar,) = timeline(PeriodCounts("day", {7: 3}, 0), {7: 2}, NOW).bars
    assert (bar.count, bar.of) == (3, 3)


def test_more_bars_than_anyone_can_read_are_refused_with_the_way_out() -> None:
    assert len(timeline(PeriodCounts("day", {0: 1, MOST_BARS - 1: 1}, 0), {}, NOW).bars) == MOST_BARS
    with pytest.raises(BadRequest, match="take a longer interval"):
        timeline(PeriodCounts("day", {0: 1, MOST_BARS: 1}, 0), {}, NOW)
