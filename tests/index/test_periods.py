"""Periods: numbers and dates agree, before 1970 too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.periods import INTERVALS, READABLE_BARS, Interval, fitting, period, start

SECONDS = st.datetimes(datetime(1600, 1, 1), datetime(2500, 1, 1)).map(lambda moment: int(moment.replace(tzinfo=UTC).timestamp()))


@given(SECONDS, st.sampled_from(INTERVALS))
def test_a_moment_lies_within_its_period(seconds: int, interval: Interval) -> None:
    number = period(seconds, interval)
    day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
    assert start(number, interval) <= day < start(number + 1, interval)


@pytest.mark.parametrize(
    ("interval", "day", "expected"),
    [
        ("day", date(1969, 12, 31), date(1969, 12, 31)),
        ("week", date(2022, 4, 17), date(2022, 4, 11)),
        ("week", date(1969, 12, 28), date(1969, 12, 22)),
        ("month", date(1987, 2, 28), date(1987, 2, 1)),
        ("year", date(1899, 12, 31), date(1899, 1, 1)),
    ],
)
def test_periods_begin_where_people_expect(interval: Interval, day: date, expected: date) -> None:
    seconds = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    assert start(period(seconds, interval), interval) == expected


@given(st.integers(-100_000, 100_000), st.integers(0, 100_000))
def test_auto_never_draws_more_bars_than_can_be_read(first: int, span: int) -> None:
    interval = fitting(first, first + span)
    if interval != "year":
        bars = period((first + span) * 86_400, interval) - period(first * 86_400, interval) + 1
        assert bars <= READABLE_BARS[interval]


def test_auto_takes_the_finest_that_fits() -> None:
    assert [fitting(0, days) for days in (0, 61, 62, 500, 900, 5000)] == ["day", "day", "week", "week", "month", "year"]
