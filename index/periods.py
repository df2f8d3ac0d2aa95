"""Days, weeks, months and years as whole numbers, so that every engine counts them alike.

A period's number counts from 1970 in UTC: day 0 is 1970-01-01, week 0 the week (Monday to Sunday)
that begins on 1969-12-29, month 0 January 1970, year 0 is 1970. Earlier ones are negative.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Interval = Literal["day", "week", "month", "year"]
INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "year")

READABLE_BARS = {"day": 62, "week": 106, "month": 120}
"""`fitting` takes the finest interval that needs no more bars: two months of days, two years of weeks, ten years of months."""

SECONDS_A_DAY = 86_400
"""Of Unix time, which has no leap seconds."""

_EPOCH = date(1970, 1, 1)
_MONDAY_OFFSET = 3
"""1970-01-01 was a Thursday: three days after the Monday of week 0."""


def period(seconds: int, interval: Interval) -> int:
    """The number of the period in which a moment (seconds since 1970) lies."""
    day = seconds // SECONDS_A_DAY
    if interval == "day":
        return day
    if interval == "week":
        return (day + _MONDAY_OFFSET) // 7
    moment = _EPOCH + timedelta(days=day)
    return (moment.year - 1970) * 12 + moment.month - 1 if interval == "month" else moment.year - 1970


def start(number: int, interval: Interval) -> date:
    """The first day of a period."""
    if interval == "day":
        return _EPOCH + timedelta(days=number)
    if interval == "week":
        return _EPOCH + timedelta(days=number * 7 - _MONDAY_OFFSET)
    years, months = divmod(number, 12) if interval == "month" else (number, 0)
    return date(1970 + years, months + 1, 1)


def fitting(first_day: int, last_day: int) -> Interval:
    """The interval that draws the days from `first_day` to `last_day` (day numbers) in a readable number of bars."""
    for interval, most in READABLE_BARS.items():
        first, last = (period(day * SECONDS_A_DAY, interval) for day in (first_day, last_day))  # type: ignore[arg-type]
        if last - first < most:
            return interval  # type: ignore[return-value]
    return "year"
