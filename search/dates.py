"""Dates as people type them, read as half-open ranges of time.

A day, month or year stands for all of it; ``7d`` for the time since seven days ago. Years 1 to 9998 are
known, so that every range has an end that a `datetime` can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from dateutil.relativedelta import relativedelta

from index.query import Dates
from search.lexer import QUOTES
from search.mistakes import SHOWN, bad_date, mistake

FIRST_YEAR, LAST_YEAR = 1, 9998

Bound = Literal["", "after", "before"]
"""Which side of the date is asked for; "" is the time itself."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start`, and up to `end` (exclusive) if it has one; both UTC."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Reads dates as they are meant at `now` (timezone-aware) in `timezone`; weeks start on Monday."""

    now: datetime
    timezone: tzinfo = UTC

    def dates(self, text: str, field: str, bound: Bound, at: int) -> Dates:
        """The range that `text`, at character `at` of the query, means for `field`. Raises `QueryError`."""
        if text.strip() == "*":
            return Dates(field)
        if bound:
            if _RANGE.fullmatch(text):
                raise bad_date(text, at, f"{bound}: takes one date; write {field}:{text[:SHOWN]} for a range")
            start = self._limit(text, at).start
            return Dates(field, start, None) if bound == "after" else Dates(field, None, start)
        ends = _RANGE.fullmatch(text) or _SLASHED.fullmatch(text)
        if ends is None:
            period = self._limit(text, at)
            return Dates(field, period.start, period.end)
        first, last = (_unquoted(end) for end in ends.group(1, 2))
        found = Dates(field, self._first(first, at), self._last(last, at, exclusive=text.endswith(")")))
        if found.start is not None and found.end is not None and found.start >= found.end:
            raise mistake("empty_range", at, value=text[:SHOWN])
        return found

    def _first(self, text: str, at: int) -> datetime | None:
        return None if text in _OPEN else self._limit(text, at).start

    def _last(self, text: str, at: int, exclusive: bool) -> datetime | None:
        if text in _OPEN:
            return None
        if exclusive:
            return self._limit(text, at, LAST_YEAR + 1).start
        period = self._limit(text, at)
        return period.end or period.start

    def _limit(self, text: str, at: int, last_year: int = LAST_YEAR) -> Period:
        period = self.period(text)
        if period is None or not FIRST_YEAR <= period.start.year <= last_year:
            raise bad_date(text, at)
        return period

    def period(self, text: str) -> Period | None:
        """The time that one date means; None for what is no date."""
        wanted = " ".join(_unquoted(text).lower().split())
        for pattern, read in _FORMS:
            if match := pattern.fullmatch(wanted):
                try:
                    return read(self, match)
                except (ValueError, OverflowError):  # no such day, or beyond the years that a datetime holds
                    return None
        return None

    def days(self, year: int, month: int = 1, day: int = 1, **length: int) -> Period:
        """From midnight of a day on, for a `length` of relativedelta, in this calendar's time zone."""
        start = datetime(year, month, day, tzinfo=self.timezone)
        return Period(start.astimezone(UTC), (start + relativedelta(**length)).astimezone(UTC))  # type: ignore[arg-type]

    def around(self, moment: datetime, unit: str) -> Period:
        """The day, week, month or year (local) in which a moment lies."""
        if unit == "week":
            moment -= timedelta(days=moment.weekday())
        year, month, day = moment.year, 1 if unit == "year" else moment.month, 1 if unit in ("year", "month") else moment.day
        return self.days(year, month, day, **{f"{unit}s": 1})

    def ago(self, count: int, unit: str) -> datetime:
        """So long before now, in local time."""
        local = self.now.astimezone(self.timezone).replace(microsecond=0)
        if unit == "hour":
            return (local.astimezone(UTC) - timedelta(hours=count)).astimezone(self.timezone)
        return local - relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]


_OPEN = ("*", "..")
_RANGE = re.compile(r"\[(.*)\s+TO\s+(.*)[\])]", re.DOTALL)
_SLASHED = re.compile(r"([^/]*)/([^/]*)")
_UNITS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _unquoted(text: str) -> str:
    return text.strip().strip(QUOTES).strip()


def _names(words: tuple[str, ...], short: bool = False) -> str:
    """Of a pattern: any of these words, or their first three letters."""
    return "|".join(f"{word[:3]}(?:{word[3:]})?" if short and len(word) > 3 else word for word in words)


def _month(text: str) -> int:
    return [name[:3] for name in _MONTHS].index(text[:3]) + 1


def _numbered(calendar: Calendar, match: re.Match[str]) -> Period:
    """2022, 2022-04, 2022-04-12."""
    parts = [int(part) for part in match.groups() if part]
    return calendar.days(*parts, **{("years", "months", "days")[len(parts) - 1]: 1})


def _clock(calendar: Calendar, match: re.Match[str]) -> Period:
    """2022-04-12T10:30, with seconds and offset or without: that minute or second (RFC 3339)."""
    moment = datetime.fromisoformat(match.group().upper().replace(" ", "T")).replace(microsecond=0)
    start = (moment if moment.tzinfo else moment.replace(tzinfo=calendar.timezone)).astimezone(UTC)
    return Period(start, start + (timedelta(seconds=1) if match["seconds"] else timedelta(minutes=1)))


def _since(calendar: Calendar, match: re.Match[str]) -> Period:
    """7d, -7d, last 7 days: from then on."""
    return Period(calendar.ago(int(match[1]), _UNITS[match[2][0]]).astimezone(UTC))


def _day_ago(calendar: Calendar, match: re.Match[str]) -> Period:
    return calendar.around(calendar.ago(int(match[1]), match[2]), "day")


def _today(calendar: Calendar, match: re.Match[str]) -> Period:
    return calendar.around(calendar.ago(1 if match[0] == "yesterday" else 0, "day"), "day")


def _this_or_last(calendar: Calendar, match: re.Match[str]) -> Period:
    return calendar.around(calendar.ago(1 if match[1] == "last" else 0, match[2]), match[2])


def _weekday(calendar: Calendar, match: re.Match[str]) -> Period:
    """The latest such day; today counts, unless it is "last Monday"."""
    today = calendar.ago(0, "day").weekday()
    back = (today - _WEEKDAYS.index(match[2])) % 7
    return calendar.around(calendar.ago(7 if match[1] and not back else back, "day"), "day")


def _written(calendar: Calendar, match: re.Match[str]) -> Period:
    """12 April 2022, April 12, 2022, April 2022."""
    day = match.groupdict().get("day")
    year, month = int(match["year"]), _month(match["month"])
    return calendar.days(year, month, int(day), days=1) if day else calendar.days(year, month, months=1)


_MONTH = rf"(?P<month>{_names(_MONTHS, short=True)}|sept)\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>[0-9]{4})"
_LONG_UNITS = "|".join(_UNITS.values())

_FORMS: tuple[tuple[re.Pattern[str], Callable[[Calendar, re.Match[str]], Period]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", _numbered),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?P<seconds>:[0-9]{2}(?:\.[0-9]{1,6})?)?(?:z|[+-][0-9]{2}:?[0-9]{2})?", _clock),
        (r"-?([0-9]+) ?([hdwmy])", _since),
        (rf"(?:last|past) ([0-9]+) ({_LONG_UNITS})s?", _since),
        (r"([0-9]+) (day|week|month|year)s? ago", _day_ago),
        (r"today|yesterday", _today),
        (r"(this|last) (week|month|year)", _this_or_last),
        (rf"(last )?({_names(_WEEKDAYS)})", _weekday),
        (rf"{_DAY} {_MONTH},? {_YEAR}", _written),
        (rf"{_MONTH} {_DAY},? {_YEAR}", _written),
        (rf"{_MONTH},? {_YEAR}", _written),
    )
)
"""What a date can look like (lower case, white space single), the first that fits."""
