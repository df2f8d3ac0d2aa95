"""Dates in words, never more precise than what is known."""

from __future__ import annotations

from datetime import date, datetime

from index.article import DateOrigin, Precision
from index.periods import Interval

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Not `strftime`: its months depend on the locale of the process."""

ORIGINS: dict[DateOrigin, str] = {
    "metadata": "date given by the source",
    "page": "date found on the page",
    "dateline": "date found in the dateline",
    "text": "date found in the text",
    "file": "date of the file",
}


def in_words(moment: datetime, precision: Precision | str | None) -> str:
    """A moment (UTC) in words: with its time only where the time is known, without its day where only the month is."""
    if precision == "month":
        return f"{MONTHS[moment.month - 1]} {moment.year}"
    if precision == "day":
        return day_in_words(moment)
    return f"{day_in_words(moment)}, {moment:%H:%M} UTC"


def machine(moment: datetime, precision: Precision | str | None) -> str:
    """A moment for `<time datetime="…">`, cut to what is known."""
    written = moment.isoformat().replace("+00:00", "Z")
    return written[: {"month": 7, "day": 10}.get(precision or "", len(written))]


def day_in_words(day: date) -> str:
    """12 April 2022"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_in_words(start: date, interval: Interval) -> str:
    """The name of a period of the timeline: a day, a week by its first day, a month, a year."""
    if interval == "year":
        return str(start.year)
    if interval == "month":
        return f"{MONTHS[start.month - 1]} {start.year}"
    return day_in_words(start) if interval == "day" else f"week of {day_in_words(start)}"


def period_in_short(start: date, interval: Interval) -> str:
    """The name of a period for an axis: 12 Apr, Apr 2022, 2022."""
    if interval == "year":
        return str(start.year)
    month = MONTHS[start.month - 1][:3]
    return f"{month} {start.year}" if interval == "month" else f"{start.day} {month}"
