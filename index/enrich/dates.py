"""When an article was published: from the record, its address, a date line, its dateline, its text, its file's name; in that order.

The time at which a file was last changed is never taken for a date of publication: unpacking or
copying a collection sets it to today, and a wrong date is worse than none. It serves as an upper bound only, where a
text names a day without its year; so does a date in the file's name, which is mostly that of the paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser
from dateutil import tz
from dateutil.parser import parserinfo

from index.article import DateOrigin, Precision, RawArticle
from index.enrich.calendar_words import calendar_words
from index.enrich.date_line import DateLine
from index.enrich.textdates import from_text, with_year
from index.periods import SECONDS_A_DAY

EARLIEST_YEAR = 1600
"""The first newspapers are of 1605 (Strasbourg): an earlier date is a mistake."""
FUTURE_ALLOWED = timedelta(days=1)
"""Clocks differ, and so do days between time zones."""

_ZONES = {
    "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "PT": -8, "GMT": 0, "UTC": 0,
    "Z": 0, "BST": 1, "IST": 5.5, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9,
    "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Abbreviations of time zones in hours from UTC, as news pages write them; others count as UTC."""

_MONTH_FIRST = frozenset({"US", "AS", "GU", "MH", "MP", "PR", "UM", "VI", "BI", "PH"})
"""Regions whose English writes 3/4 for the fourth of March (Unicode CLDR: those whose short date in English is M/d/y)."""

_ISO = re.compile(r"(\d{4})-?(\d\d)(?:-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?)?)?")
_DOTTED = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}(?!\d)")
_YEAR_FIRST = re.compile(r"\d{4}(?!\d)")
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)/([01]?\d)/([0-3]?\d)(?=/|$)|[/-]((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?!\d)")
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)")
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Where Unix time begins: what programs write that know no date."""
_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1, 1, 1))
"""What is missing in a written date takes its value from here; where two readings differ, it was missing."""


@dataclass(frozen=True, slots=True)
class Published:
    """A date with how exact it is and where it comes from. `doubtful`: found, but not to be believed."""

    when: datetime
    precision: Precision
    origin: DateOrigin
    doubtful: bool = False


def published(raw: RawArticle, line: DateLine | None, day: str | None, page: list[str], now: datetime, language: str) -> Published | None:
    """When the article was published, None if nothing says.

    `line` is the one above the text that is nothing but a date, `day` the dateline's ("March 3"), `page` the paragraphs but for the header,
    boilerplate included, `language` (BCP 47) what the record says or the text shows.
    """
    found = _from_record(raw, language) or _from_address(raw.url) or _from_text_or_file(raw, line, day, page, now)
    if found and (found.when.year < EARLIEST_YEAR or found.when > now + FUTURE_ALLOWED):
        return Published(found.when, found.precision, found.origin, doubtful=True)
    return found


def read_date(written: str, language: str = "und", day_first: bool | None = None) -> tuple[datetime, Precision] | None:
    """A date as a record writes it, in UTC; without a time zone it counts as UTC. None if it cannot be read.

    Names of months and days are read in English and in `language` (BCP 47). "03/04/2022" is 3 April if `day_first`; where that is None,
    in the order of the language: 4 March in English of no region or of one that writes so, and in "und", else 3 April. With dots, as
    nobody writes it in the other order, it is 3 April everywhere.
    """
    text = written.strip()
    order = _is_day_first(language) if day_first is None else day_first
    return _iso(text) or _mail(text) or _free(text, language, day_first=_DOTTED.search(text) is not None or order)


def _is_day_first(language: str) -> bool:
    """Whether a language (BCP 47) writes the day before the month. The region is its part of two letters or three digits."""
    primary, *parts = language.replace("_", "-").split("-")
    if primary.lower() not in ("en", "und"):
        return True
    region = next((part.upper() for part in parts if len(part) == 2 or part.isdigit()), "US")
    return region not in _MONTH_FIRST


def _from_record(raw: RawArticle, language: str) -> Published | None:
    if not raw.published:
        return None
    # Of rows without a language, some short one may be taken for Dutch: that must not turn its date round.
    order = False if raw.day_first is None and not raw.language else raw.day_first
    read = read_date(raw.published, language, order)
    return None if read is None or read[0] == _NO_TIME else Published(*read, "metadata")


def _from_address(url: str | None) -> Published | None:
    match = _ADDRESS_DATE.search(url or "")
    return _day_of(match, "page") if match else None


def _from_file_name(origin: str) -> Published | None:
    match = _NAME_DATE.search(origin.replace("\\", "/").rpartition("/")[2])
    return _day_of(match, "file") if match else None


def _from_text_or_file(raw: RawArticle, line: DateLine | None, day: str | None, page: list[str], now: datetime) -> Published | None:
    named = _from_file_name(raw.origin)
    limit = min(now, raw.file_time or now, named.when + FUTURE_ALLOWED if named else now)
    written = _from_line(line, limit) if line else None
    if line and line.updated and written:
        return _from_words(day, page, min(limit, written.when + FUTURE_ALLOWED)) or written
    return written or _from_words(day, page, limit) or named


def _from_line(line: DateLine, limit: datetime) -> Published | None:
    """What a date line says; nothing where it tells of a day to come."""
    if datetime(line.day.year, line.day.month, line.day.day, tzinfo=UTC) > limit + FUTURE_ALLOWED:
        return None
    read = (read_date(f"{line.day} {line.time}") if line.time else None) or read_date(str(line.day))
    return Published(*read, "text") if read else None


def _from_words(day: str | None, page: list[str], limit: datetime) -> Published | None:
    if day and (found := with_year(day, page, limit.date())):
        return Published(datetime(found.year, found.month, found.day, tzinfo=UTC), "day", "dateline")
    if found := from_text(page, limit.date()):
        return Published(datetime(found.year, found.month, found.day, tzinfo=UTC), "day", "text")
    return None


def _day_of(match: re.Match[str], origin: DateOrigin) -> Published | None:
    year, month, day = (int(group) for group in match.groups() if group)
    try:
        return Published(datetime(year, month, day, tzinfo=UTC), "day", origin)
    except ValueError:
        return None


def _iso(text: str) -> tuple[datetime, Precision] | None:
    match = _ISO.match(text)
    if not match:
        return None
    _, _, day, hour, _, second = match.groups()
    precision: Precision = "second" if second else "minute" if hour else "day" if day else "month"
    if precision in ("day", "month") and match.end() != len(text):
        return None
    try:
        when = datetime.fromisoformat(text if day else f"{match[1]}-{match[2]}-01")
    except ValueError:
        return None
    return _utc(when), precision


def _mail(text: str) -> tuple[datetime, Precision] | None:
    """RFC 5322 dates, as RSS has them; several times faster than the general way."""
    if "," not in text[:5] or ":" not in text or not text[-1:].isdigit():
        return None
    try:
        return _utc(parsedate_to_datetime(text)), "second"
    except (ValueError, TypeError, OverflowError):
        return None


def _free(text: str, language: str, *, day_first: bool) -> tuple[datetime, Precision] | None:
    if _YEAR_FIRST.match(text):
        day_first = False  # 2022/04/12 is in no language 4 December
    read = _in_words(text, None, day_first)
    if read is None and (words := calendar_words(language)):
        read = _in_words(text, words, day_first)
    if read is None:
        return None
    first, second = read
    if (first.year, first.month) != (second.year, second.month):
        return None
    if first.day != second.day:
        return _utc(first), "month"
    if first.hour != second.hour:
        return datetime(first.year, first.month, first.day, tzinfo=UTC), "day"
    return _utc(first), "minute" if first.second != second.second else "second"


def _in_words(text: str, words: parserinfo | None, day_first: bool) -> tuple[datetime, datetime] | None:
    """The date with either of two defaults for what is missing; `words` None is English."""
    try:
        first, second = (
            dateutil_parser.parse(text, parserinfo=words, default=default, dayfirst=day_first, tzinfos=_zone) for default in _DEFAULTS
        )
    except (ValueError, OverflowError):
        return None
    return first, second


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    hours = _ZONES.get(name or "")
    seconds = offset if offset is not None else round(3600 * hours) if hours is not None else None
    return tz.tzoffset(name, seconds) if seconds is not None and abs(seconds) < SECONDS_A_DAY else None


def _utc(when: datetime) -> datetime:
    if when.tzinfo is None:
        return when.replace(tzinfo=UTC)
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return when.replace(tzinfo=UTC)
