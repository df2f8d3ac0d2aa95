"""The day of publication, worked out from what a text says about itself.

A report names its day indirectly: "said on Tuesday", "sixty-one years ago today", "celebrating Cosmonautics Day".
No single word is enough; two anchors that agree are:

1. a credit line with a full date ("Source: Northern Wire, 21 January 2026");
2. "N years ago today" beside an event whose date is known (`known_days.tsv`);
3. a known day that the text says is being marked, and the weekday of the lead;
4. a dateline's day, with the year in which it falls on the lead's weekday.

Where the year is open, it is the newest that the text names or the year after it, if that agrees with the weekday;
else the latest that is not after `limit` (a day falls on one weekday every five to eleven years, and reports are nearly
always searched nearer to their time than that). Where anchors contradict each other, no date is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from index.enrich.boilerplate import is_biography, is_credit

MONTHS = {
    name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
WEEKDAYS = {name: number for number, name in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])}

LEAD = 2
"""Paragraphs in which the report's own weekday stands."""
CREDITED_WITHIN = 2
"""Days between a dateline and the date of a credit line, where both are of one report."""
LOOK_BACK_YEARS = 28
"""The calendar repeats after 28 years: beyond that a weekday tells nothing new."""
REPORT_DELAY = 1
"""Days between an event and the weekday of its report."""

_MONTH = (
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"(?:(?<=Jan)uary|(?<=Feb)ruary|(?<=Mar)ch|(?<=Apr)il|(?<=Jun)e|(?<=Jul)y|(?<=Aug)ust|(?<=Sep)t(?:ember)?|(?<=Oct)ober|(?<=Nov)ember|(?<=Dec)ember)?\.?"
)
MONTH = re.compile(_MONTH)
"""The name of a month, in full or shortened."""

_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?:(?<=\.)|\b)(?:,? ((?:1[6-9]|20)\d\d)\b)?")
_MONTH_FIRST = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? ((?:1[6-9]|20)\d\d)\b)?")
_ISO_DAY = re.compile(r"\b((?:1[6-9]|20)\d\d)-([01]\d)-([0-3]\d)\b")
_CREDIT = re.compile(r"\(?(?:source|via|published|updated|posted|last updated|first published|date) ?: ?.{0,80}$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?P<other>\b(?:last|next|until|by|since|from|before|after|this coming|every|of) )?\b"
    r"(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    r"(?!['’]s| [A-Z])"
)
_SPOKEN = re.compile(r"\b(?:said|says|told|announced|began|killed|died|warned|struck|agreed|voted|on)(?: late| early)? (?:on )?$")
_SPOKEN_WITHIN = 32
"""Characters, more than any match of `_SPOKEN` has: a text of one endless line is not searched from its beginning for each weekday."""
_YEARS_AGO = re.compile(r"\b(?P<number>\d{1,3}|[A-Za-z]+(?:-[a-z]+)?) years ago (?:today|on this day|this day)\b", re.IGNORECASE)
_MARKING = re.compile(
    r"\b(?:(?:is|are|was|were) (?:also |both )?(?:celebrating|marking|observing|commemorating)|today (?:is|was)|on the occasion of"
    r"|(?:celebrated|marked|observed|commemorated)\b.{0,60} on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_FEAST = re.compile(r"(?:Day|Eve|Juneteenth|Halloween|of July)$")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b(?!,\d)")
_SENTENCES = re.compile(r"(?<=[.!?])[\"”]? +(?=[A-Z“\"])")

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {name: 10 * number for number, name in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A day of every year, with the year of the event that it recalls, and the words that name it."""

    month: int
    day: int
    year: int | None
    words: re.Pattern[str]


def from_text(page: list[str], limit: date) -> date | None:
    """The day on which a text was published as far as it says, not after `limit`; None if it does not say."""
    return _credited(page, limit) or _years_ago(page, limit) or _marked(page, limit)


def with_year(day: str, page: list[str], limit: date) -> date | None:
    """The full date of a dateline's `day` ("March 3", "12 April 2022"): year from the text and its weekday."""
    found = next(_dates_in(day), None)
    if found is None:
        return None
    year, month, number = found
    if year:
        return _safe(year, month, number)
    credited = _credited(page, limit)
    if credited and abs((credited - (_safe(credited.year, month, number) or credited)).days) <= CREDITED_WITHIN:
        return _safe(credited.year, month, number)
    return _latest(month, number, lead_weekdays(page), page, limit)


def lead_weekdays(page: list[str], *, spoken_only: bool = False) -> tuple[int, ...]:
    """The weekdays (Monday is 0) that the lead gives for what it reports, those on which someone spoke or acted first."""
    found: dict[int, bool] = {}
    for paragraph in page[:LEAD]:
        for match in _WEEKDAY.finditer(paragraph):
            spoken = _SPOKEN.search(paragraph, max(0, match.start() - _SPOKEN_WITHIN), match.start()) is not None
            if not match["other"]:
                number = WEEKDAYS[match["day"]]
                found[number] = found.get(number, False) or spoken
        if any(found.values()):
            break
    ordered = sorted(found, key=lambda number: not found[number])
    return tuple(number for number in ordered if found[number] or not spoken_only)


def number_in_words(written: str) -> int | None:
    """ "sixty-one" → 61, words up to ninety-nine; figures as they are; None for what is no such number."""
    text = written.lower()
    if text.isdigit():
        return int(text)
    if text in _UNITS:
        return _UNITS.index(text)
    tens, _, unit = text.partition("-")
    if tens not in _TENS or (unit and unit not in _UNITS[1:10]):
        return None
    return _TENS[tens] + (_UNITS.index(unit) if unit else 0)


def _credited(page: list[str], limit: date) -> date | None:
    for paragraph in page[:2] + page[-3:]:
        if _CREDIT.match(paragraph):
            for year, month, day in _dates_in(paragraph):
                if year and (found := _safe(year, month, day)) and found <= limit + timedelta(days=1):
                    return found
    return None


def _years_ago(page: list[str], limit: date) -> date | None:
    for paragraph in page:
        for sentence in _SENTENCES.split(paragraph):
            match = _YEARS_AGO.search(sentence)
            years = number_in_words(match["number"]) if match else None
            if years is None:
                continue
            for known in known_days():
                if known.year and known.words.search(sentence) and (found := _safe(known.year + years, known.month, known.day)):
                    return found if found <= limit and _agrees(found, lead_weekdays(page)) else None
    return None


def _marked(page: list[str], limit: date) -> date | None:
    """Only a feast by its name, being marked as the report is written, on the weekday of which its lead says that someone spoke."""
    spoken = lead_weekdays(page, spoken_only=True)[:1]
    for paragraph in page if spoken else ():
        for sentence in _SENTENCES.split(paragraph):
            if _MARKING.search(sentence):
                for known in known_days():
                    if (match := known.words.search(sentence)) and _FEAST.search(match.group()):
                        return _latest(known.month, known.day, spoken, page, limit)
    return None


def _latest(month: int, day: int, weekdays: tuple[int, ...], page: list[str], limit: date) -> date | None:
    """The year for a month and day: beside the newest year named, else the latest with the right weekday, up to `limit`."""
    days = [found for back in range(LOOK_BACK_YEARS) if (found := _safe(limit.year - back, month, day)) and found <= limit]
    if not weekdays:
        return days[0] if days else None
    exact = [found for found in days if found.weekday() in weekdays[:1]]
    near = exact or [found for found in days if _agrees(found, weekdays)]
    newest = _newest_year(page, limit.year)
    beside = [found for found in near if newest <= found.year <= newest + 1]
    return next(iter(beside or near), None)


def _newest_year(page: list[str], limit: int) -> int:
    """The newest year up to `limit` that the story names: plans are for later years; biographies and credits tell of other times."""
    story = (paragraph for paragraph in page if not is_biography(paragraph) and not is_credit(paragraph))
    return max((year for paragraph in story for year in map(int, _YEAR.findall(paragraph)) if year <= limit), default=0)


def _agrees(found: date, weekdays: tuple[int, ...]) -> bool:
    """Whether a day could be reported under one of these weekdays: on it, or the day after."""
    return not weekdays or any((number - found.weekday()) % 7 <= REPORT_DELAY for number in weekdays)


def _dates_in(text: str) -> Iterator[tuple[int | None, int, int]]:
    for match in _ISO_DAY.finditer(text):
        yield int(match[1]), int(match[2]), int(match[3])
    for match in _DAY_FIRST.finditer(text):
        yield int(match[3]) if match[3] else None, MONTHS[match[2].lower()], int(match[1])
    for match in _MONTH_FIRST.finditer(text):
        yield int(match[3]) if match[3] else None, MONTHS[match[1].lower()], int(match[2])


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def known_days() -> tuple[KnownDay, ...]:
    """The table `known_days.tsv`, read at first use."""
    lines = files("index.enrich").joinpath("known_days.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(KnownDay(int(day[:2]), int(day[3:]), int(year) if year else None, re.compile(words)) for day, year, words in rows)
