"""Whether a file writes 04/12/2022 day first: its other dates tell, of which 25/12/2022 or 12/25/2022 is enough.

A file is written by one program, in one order. Only files with dates that could mean two days are looked through beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.article import RawArticle
from index.errors import BadRecord
from index.intake_warnings import LONGEST_DATE
from index.readers.source import Reader, Source

MONTHS = 12

_FIGURES = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")


def in_order(read: Reader, source: Source) -> Iterator[RawArticle]:
    """The articles of a file; those whose date could mean two days are told in which order the file writes them, if it shows."""
    looked, day_first = False, None
    for article in read(source):
        if not _means_two_days(article.published):
            yield article
            continue
        if not looked:
            looked, day_first = True, _day_first(read(source.silent()))
            if day_first is None and article.language is None:
                source.warn("intake.day_order_unknown", _month_first(article), origin=article.origin, written=article.published)
        yield replace(article, day_first=day_first)


def _means_two_days(written: str | None) -> bool:
    found = _FIGURES.search(written or "")
    return found is not None and found[1] != found[3] and max(int(found[1]), int(found[3])) <= MONTHS


def _month_first(article: RawArticle) -> str:
    """How a date is read whose order shows nowhere, in a record without a language: as `index.enrich.dates` does."""
    written = (article.published or "")[:LONGEST_DATE]
    return f"{written!r} is read with the month first; write 2026-03-04, or give the record its language"


def _day_first(articles: Iterable[RawArticle]) -> bool | None:
    """The order that all telling dates of a file agree on."""
    orders: set[bool] = set()
    try:
        for article in articles:
            if found := _FIGURES.search(article.published or ""):
                first, second = int(found[1]), int(found[3])
                if (first > MONTHS) != (second > MONTHS):
                    orders.add(first > MONTHS)
    except BadRecord:
        pass  # the file cannot be read any further, which the reading itself reports
    return orders.pop() if len(orders) == 1 else None
