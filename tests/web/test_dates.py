"""Dates in words are never more precise than what is known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from index.periods import Interval
from web.dates import in_words, machine, period_in_short, period_in_words

MOMENT = datetime(2026, 3, 4, 9, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "words", "for_machines"),
    [
        ("second", "4 March 2026, 09:05 UTC", "2026-03-04T09:05:07Z"),
        ("minute", "4 March 2026, 09:05 UTC", "2026-03-04T09:05:07Z"),
        ("day", "4 March 2026", "2026-03-04"),
        ("month", "March 2026", "2026-03"),
    ],
)
def test_a_date_is_shown_only_as_far_as_it_is_known(precision: str, words: str, for_machines: str) -> None:
    assert (in_words(MOMENT, precision), machine(MOMENT, precision)) == (words, for_machines)


@pytest.mark.parametrize(
    ("interval", "long", "short"),
    [
        ("day", "2 March 2026", "2 Mar"),
        ("week", "week of 2 March 2026", "2 Mar"),
        ("month", "March 2026", "Mar 2026"),
        ("year", "2026", "2026"),
    ],
)
def test_periods_have_a_name_and_a_short_one(interval: Interval, long: str, short: str) -> None:
    start = date(2026, 3, 2)
    assert (period_in_words(start, interval), period_in_short(start, interval)) == (long, short)
