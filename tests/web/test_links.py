"""Links change one thing and begin at the first page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from index.periods import INTERVALS, Interval, period, start
from search.request import SearchRequest
from web.links import changed, last_day, narrowed, toggled

DEEP = SearchRequest(text="x", filters={"source": ("A",)}, cursor="c", size=20)


def test_a_facet_value_is_clicked_on_and_off_again() -> None:
    on = toggled(DEEP, "source", "B")
    assert on.filters == {"source": ("A", "B")}
    assert toggled(on, "source", "B").filters == {"source": ("A",)}
    assert toggled(toggled(on, "source", "B"), "source", "A").filters == {}


def test_every_change_begins_at_the_first_page_and_keeps_the_rest() -> None:
    assert toggled(DEEP, "person", "Ann") == SearchRequest(text="x", filters={"source": ("A",), "person": ("Ann",)}, size=20)
    assert changed(DEEP, sort="newest").cursor is None
    assert changed(DEEP, cursor="d").cursor == "d"


@pytest.mark.parametrize("interval", INTERVALS)
def test_the_last_day_of_a_period_is_the_day_before_the_next(interval: Interval) -> None:
    first = start(0, interval)
    for number in range(-200, 200):
        begins = start(number, interval)
        assert last_day(begins, interval) + timedelta(days=1) == start(number + 1, interval)
    assert period(0, interval) == 0
    assert first <= date(1970, 1, 1)


def test_a_bar_never_widens_the_range_that_is_set() -> None:
    within = SearchRequest(first_day=date(2026, 3, 4), last_day=date(2026, 3, 20))
    march = narrowed(within, date(2026, 3, 1), "month")
    assert (march.first_day, march.last_day) == (date(2026, 3, 4), date(2026, 3, 20))
    week = narrowed(within, date(2026, 3, 9), "week")
    assert (week.first_day, week.last_day) == (date(2026, 3, 9), date(2026, 3, 15))
