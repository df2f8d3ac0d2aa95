"""A line that is nothing but a date: "Published Monday, 1 June 2026 10:15 GMT" above a text.

The whole line has to be one, with its year; a weekday in it must be that of the day, or the line says
something else. Dates in figures alone (06/01/2026) are left: nothing beside them tells day from month. A time is
kept as written, for `dates` to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.enrich.textdates import MONTH, MONTHS, WEEKDAYS

LONGEST_LINE = 120
"""Two dates in full with times and zones, published and updated, have about a hundred characters."""

_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = rf"(?P<month>(?i:{MONTH.pattern}))"
_DAYS = (
    rf"{_NAMED} {_NUMBER},? {_YEAR}",  # June 1, 2026
    rf"{_NUMBER} {_NAMED},? {_YEAR}",  # 1 Jun 2026
    rf"{_YEAR}-(?P<month>\d\d)-{_NUMBER}",  # 2026-06-01
)
_LABEL = r"(?:(?i:(?:first |last |originally )?(?P<label>published|posted|updated|modified|created|date)(?: on)?)\b ?:? ?)?"
_WEEKDAY = r"(?:(?P<weekday>(?i:mon|tue|wed|thu|fri|sat|sun))(?i:(?:s|nes|rs?|urs?)?(?:day)?)\.?,? )?"
_CLOCK = (
    r"(?P<clock>\d{1,2}[:.]\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?i:[ap]\.?m\b\.?))?|\d{1,2} ?(?i:[ap]\.?m\b\.?))"
    r"(?: ?\(?(?P<zone>[A-Z]{2,5}|Z|[+-]\d\d:?\d\d)\b\)?)?"
)
_FORMS = tuple(
    re.compile(form)
    for day in _DAYS
    for form in (
        rf"{_LABEL}{_WEEKDAY}{day}(?:(?:T|,? (?i:at )?|,? ?[-–—] ){_CLOCK})?\.?",  # the day, then the time
        rf"{_LABEL}(?i:at )?{_CLOCK},? (?i:on )?{_WEEKDAY}{day}\.?",  # Updated at 8:44 a.m. ET on July 20, 2026.
    )
)
_BETWEEN = re.compile(r" ?[|;·•] ?|[ ,]+(?=last (?:updated|modified)\b)|(?<!last)[ ,]+(?=(?:updated|modified)\b)", re.IGNORECASE)
_READING_TIME = re.compile(r"\d{1,2} min(?:ute)?s? read", re.IGNORECASE)
_SOME_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_LATER = frozenset({"updated", "modified"})


@dataclass(frozen=True, slots=True)
class DateLine:
    """The day of a date line; its time with the zone, as written; whether a word says what it is the date of, and if of a change."""

    day: date
    time: str | None
    updated: bool
    labelled: bool


def read(line: str) -> DateLine | None:
    """What a line says that is a date; of "Published … | Updated …" the first. None for any other line."""
    if len(line) > LONGEST_LINE or not _SOME_YEAR.search(line):
        return None
    parts = [part for part in _BETWEEN.split(line.strip()) if not _READING_TIME.fullmatch(part)]
    found = [_moment(part) for part in parts]
    return next((moment for moment in found if moment and not moment.updated), found[0]) if all(found) else None


def _moment(written: str) -> DateLine | None:
    match = next(filter(None, (form.fullmatch(written) for form in _FORMS)), None)
    day = _day(match) if match else None
    if match is None or day is None or not _is_weekday(day, match["weekday"]):
        return None
    label = (match["label"] or "").lower()
    if written.endswith(".") and not label:
        return None  # the end of a sentence that was broken before its date
    return DateLine(day, _time(match), label in _LATER, bool(label))


def _day(match: re.Match[str]) -> date | None:
    month = match["month"]
    try:
        return date(int(match["year"]), int(month) if month.isdigit() else MONTHS[month[:3].lower()], int(match["day"]))
    except ValueError:
        return None


def _is_weekday(day: date, written: str | None) -> bool:
    return written is None or list(WEEKDAYS)[day.weekday()].lower().startswith(written.lower())


def _time(match: re.Match[str]) -> str | None:
    """ "11.38 BST" → "11:38 BST"."""
    if not match["clock"]:
        return None
    hour, dot, rest = match["clock"].partition(".")
    clock = f"{hour}:{rest}" if dot and rest[:2].isdigit() else match["clock"]
    return f"{clock} {match['zone'] or ''}".strip()
