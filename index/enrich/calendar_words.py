"""Months and days of the week in other languages than English, for `dateutil`: names from the Unicode CLDR, by Babel."""

from __future__ import annotations

import re
from functools import cache

from dateutil.parser import parserinfo

_BESIDE = (
    *("a", "am", "an", "as", "at", "d", "da", "das", "de", "del", "den", "der", "di", "do", "du", "e", "el", "em", "er", "et", "en", "g"),
    *("h", "het", "i", "kl", "klo", "la", "las", "le", "lo", "los", "o", "om", "on", "op", "r", "til", "uhr", "um", "van", "von", "y"),
    *("à", "às", "г", "года", "год", "о", "об", "р", "року", "в", "у", "年", "月", "日", "년", "월", "일", "ngày", "tháng", "năm"),
)
"""Small words and signs that stand between the parts of a date in one language or another."""

_WORD = re.compile(r"[^\W\d_]+")


@cache
def calendar_words(language: str) -> parserinfo | None:
    """What a date in this language (BCP 47) may be written with, English included; None for English and where CLDR has nothing."""
    from babel import Locale, UnknownLocaleError  # only the few dates that are not English need it
    from babel.dates import get_day_names, get_month_names

    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    if locale.language == "en":
        return None
    months, days, beside = list(map(list, parserinfo.MONTHS)), list(map(list, parserinfo.WEEKDAYS)), [*parserinfo.JUMP, *_BESIDE]
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, locale).items():
                _enter(months[number - 1], beside, name)
            for number, name in get_day_names(width, context, locale).items():
                _enter(days[number], beside, name)
    words = {"MONTHS": list(map(tuple, months)), "WEEKDAYS": list(map(tuple, days)), "JUMP": beside}
    made: parserinfo = type("CalendarWords", (parserinfo,), words)()
    return made


def _enter(names: list[str], beside: list[str], name: str) -> None:
    """A name of one word; of "segunda-feira" and "tháng 4" the first word names, if it stands for nothing else, the rest is beside it."""
    first, *rest = _WORD.findall(name) or [""]
    if re.search(r"\d", name):
        beside.append(first)
    else:
        names.append(first)
    beside += rest
