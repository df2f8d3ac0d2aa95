"""The dateline: where, when and by which agency a report was filed, at the head of its text.

"KYIV, March 3 (Northern Wire) -", "NAIROBI, Kenya (AP) _", "WASHINGTON —", "Geneva (AP) —". A place in mixed case counts
only with an agency after it, so that no ordinary sentence is taken for a dateline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.article import Dateline
from index.enrich.clean import one_line
from index.enrich.gazetteer import gazetteer

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_CAPITALS = r"[A-ZÀ-ÞŁŚŻŹĆŃĞİŞ][A-ZÀ-ÞŁŚŻŹĆŃĞİŞ.'’-]+(?: (?:[A-ZÀ-ÞŁŚŻŹĆŃĞİŞ.'’-]+|de|of|al|la)){0,4}"
_MIXED = r"[A-ZÀ-Þ][\w.'’-]+(?: (?:(?:de|del|la|of) ){0,2}[A-ZÀ-Þ][\w.'’-]+){0,3}"
_REGION = rf"(?:, (?!{_DAY})(?P<region>[A-ZÀ-Þ][\w.'’ -]{{1,24}}?))?"
_AGENCY = r"\((?P<agency>[A-Z][\w.&'’ /-]{1,40}|dpa|afp|apa|sda|epd|kna|efe|ansa)\)"
_DASH = r"\.?(?:[-–—_]|--)"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<place>{_CAPITALS}){_REGION}(?:,? (?P<day>{_DAY}))?(?: ?{_AGENCY})? ?{_DASH}+ (?![A-Z]{{2,}} [A-Z]{{2,}})",
        rf"(?P<place>{_CAPITALS}|{_MIXED}){_REGION}(?:,? (?P<day>{_DAY}))? ?{_AGENCY}(?: ?{_DASH}+ ?|(?=[A-Z“\"]))",
        rf"{_AGENCY} ?{_DASH}+ ",
        rf"(?P<place>{_CAPITALS})\. (?=[A-ZÀ-Þ“\"„])",
    )
)
_NOT_PLACES = frozenset(
    [
        "BREAKING",
        "UPDATE",
        "UPDATED",
        "WATCH",
        "EXCLUSIVE",
        "LIVE",
        "OPINION",
        "ANALYSIS",
        "VIDEO",
        "PHOTOS",
        "NEWS",
        "FACTBOX",
        "CORRECTED",
        "CORRECTION",
        "REVISED",
        "Q",
        "A",
        "I",
    ]
)
LONGEST_DATELINE = 120


@dataclass(frozen=True, slots=True)
class FoundDateline:
    """What stands at the head of a text, as written; `start` and `end` are the place's characters in it, `length` those of the whole."""

    place: str
    region: str | None
    agency: str | None
    day: str | None
    start: int
    end: int
    length: int

    def dateline(self) -> Dateline | None:
        """The place as read ("Nairobi, Kenya", see `cased`), with the agency; None where only an agency is named."""
        place = cased(self.place)
        return Dateline(f"{place}, {self.region}" if self.region else place, self.agency) if place else None


def find(body: str) -> FoundDateline | None:
    """The dateline that `body` begins with, if it does."""
    head = body[:LONGEST_DATELINE]
    for number, form in enumerate(_FORMS):
        match = form.match(head)
        if match and (found := _accepted(match, only_known=number == len(_FORMS) - 1)):
            return found
    return None


def given(written: str | None) -> tuple[Dateline | None, str | None]:
    """The dateline that a record brings, a bare place or a whole dateline, and its day as written."""
    text = one_line(written or "").rstrip(" -–—_")
    if not text:
        return None, None
    found = find(f"{text} - ")
    if found and (dateline := found.dateline()):
        return dateline, found.day
    city, comma, rest = text.partition(",")
    return Dateline(cased(city) + comma + rest), None


def cased(place: str) -> str:
    """A place in capitals as it is usually written, known ones under their canonical name: "NEW YORK" → "New York"."""
    if not place.isupper():
        return place
    known = gazetteer().place_in_capitals(place)
    return known or re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda word: word.group().capitalize(), place)


def _accepted(match: re.Match[str], only_known: bool) -> FoundDateline | None:
    parts = match.groupdict()
    place = parts.get("place") or ""
    is_none = not gazetteer().place_in_capitals(place) and (only_known or place in gazetteer().capitals)
    if place.split(" ")[0].strip(".:") in _NOT_PLACES or is_none:
        return None
    agency = parts.get("agency") or ""
    if agency.split(" ")[0] in _NOT_PLACES or (" " in agency and agency.isupper()):
        return None
    if place and not parts.get("agency") and len(place) < 3:
        return None
    start, end = match.span("place") if place else (0, 0)
    return FoundDateline(place, parts.get("region"), parts.get("agency"), parts.get("day"), start, end, match.end())
