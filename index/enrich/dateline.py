"""The dateline: where, when and by which agency a report was filed, at the head of its text.

"KYIV, March 3 (Northern Wire) -", "NAIROBI, Kenya (AP) _", "WASHINGTON —", "Geneva (AP) —". A place in mixed case counts
only with an agency after it, so that no ordinary sentence is taken for a dateline. Below the first paragraph, where a caption,
a writer's name or the title again may stand, only a place that is known, or is named with its region, day or agency, counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Dateline
from index.enrich.clean import one_line
from index.enrich.gazetteer import gazetteer
from index.enrich.wire import AGENCIES

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_CAPITALS = r"[A-ZÀ-ÞŁŚŻŹĆŃĞİŞ][A-ZÀ-ÞŁŚŻŹĆŃĞİŞ.'’-]+(?: (?:[A-ZÀ-ÞŁŚŻŹĆŃĞİŞ][A-ZÀ-ÞŁŚŻŹĆŃĞİŞ.'’-]*|de|of|al|la)){0,4}"
_MIXED = r"[A-ZÀ-Þ][\w.'’-]+(?: (?:(?:de|del|la|of) ){0,2}[A-ZÀ-Þ][\w.'’-]+){0,3}"
_REGION = rf"(?:, (?!{_DAY})(?P<region>[A-ZÀ-Þ][\w.'’ -]{{1,24}}?))?"
_AGENCY = r"\((?P<agency>[A-Z][\w.&'’ /-]{1,40}|dpa|afp|apa|sda|epd|kna|efe|ansa)\)"
_BROADCASTER = r"\((?P<agency>CNN|AP|AFP|UPI|Reuters)\)"
"""Those after which the text begins without a dash."""
_DASH = r"\.?(?:[-–—_]|--)"

_WITHOUT_DASH = re.compile(rf"(?P<place>{_MIXED}){_REGION} {_BROADCASTER} (?=[A-Z“\"])")
_FORMS = tuple(
    re.compile(form)
    for form in (
        _WITHOUT_DASH,
        rf"(?P<place>{_CAPITALS}){_REGION}(?:,? (?P<day>{_DAY}))?(?: ?{_AGENCY})? ?{_DASH}+ (?![A-Z]{{2,}} [A-Z]{{2,}})",
        rf"(?P<place>{_CAPITALS}|{_MIXED}){_REGION}(?:,? (?P<day>{_DAY}))? ?{_AGENCY}(?: ?{_DASH}+ ?|(?=[A-Z“\"]))",
        rf"{_AGENCY} ?{_DASH}+ ",
        rf"(?P<place>{_CAPITALS})\. (?=[A-ZÀ-Þ“\"„])",
    )
)
_NOT_PLACES = frozenset(
    (
        *("BREAKING", "UPDATE", "UPDATED", "WATCH", "EXCLUSIVE", "LIVE", "OPINION", "ANALYSIS", "VIDEO", "NEWS", "FACTBOX", "CORRECTED"),
        *(
            "CORRECTION",
            "REVISED",
            "Q",
            "A",
            "I",
            "FILE",
            "FILED",
            "PHOTO",
            "PHOTOS",
            "PICTURE",
            "PICTURES",
            "POOL",
            "HANDOUT",
            "NOTE",
            "READ",
        ),
    )
)
"""What stands in capitals before a dash and is no place: kinds of report, and of picture ("FILE - In this photo …")."""
_STATES = frozenset(
    (
        *("Ala.", "Ariz.", "Ark.", "Calif.", "Colo.", "Conn.", "Del.", "Fla.", "Ga.", "Ill.", "Ind.", "Kan.", "Ky.", "La.", "Mass.", "Md."),
        *(
            "Mich.",
            "Minn.",
            "Miss.",
            "Mo.",
            "Mont.",
            "N.C.",
            "N.D.",
            "N.H.",
            "N.J.",
            "N.M.",
            "N.Y.",
            "Neb.",
            "Nev.",
            "Okla.",
            "Ont.",
            "Ore.",
        ),
        *("Pa.", "Que.", "R.I.", "S.C.", "S.D.", "Tenn.", "Tex.", "Va.", "Vt.", "W.Va.", "Wash.", "Wis.", "Wyo.", "B.C.", "Alta.", "Mo"),
    )
)
"""How datelines shorten the states and provinces behind a town ("Mo" before a dash without a space)."""
LONGEST_DATELINE = 120
LEAD = 5
"""Paragraphs down to which a dateline is looked for: the writer's name, the outlet, two captions, the title again."""


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


def find_in(paragraphs: Sequence[str]) -> FoundDateline | None:
    """The dateline of a text: at its head, or at that of a later paragraph among the first few, below a caption or a name."""
    for at, paragraph in enumerate(paragraphs[:LEAD]):
        found = find(paragraph)
        if found and (at == 0 or _is_certain(found)):
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
    place, _, agency = text[:-1].rpartition(" (") if text.endswith(")") else (text, "", "")
    city, comma, rest = (place or text).partition(",")
    return Dateline(cased(city) + comma + rest, agency or None if place else None), None


def cased(place: str) -> str:
    """A place in capitals as it is usually written, known ones under their canonical name: "NEW YORK" → "New York"."""
    if not place.isupper():
        return place
    known = gazetteer().place_in_capitals(place)
    return known or re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda word: word.group().capitalize(), place)


def _is_certain(found: FoundDateline) -> bool:
    if _is_known(found.place) or _is_known(found.region or ""):
        return True
    return found.place.isupper() and bool(found.day or (found.agency or "").casefold() in AGENCIES)


def _is_known(place: str) -> bool:
    return gazetteer().place_in_capitals(place.upper()) is not None or place in _STATES


def _accepted(match: re.Match[str], only_known: bool) -> FoundDateline | None:
    parts = match.groupdict()
    place = parts.get("place") or ""
    is_none = not gazetteer().place_in_capitals(place) and (only_known or place in gazetteer().capitals)
    bare = match.re is _WITHOUT_DASH and not _is_known(place) and not _is_known(parts["region"] or "")
    if place.split(" ")[0].strip(".:") in _NOT_PLACES or is_none or bare:
        return None
    agency = parts.get("agency") or ""
    if agency.split(" ")[0] in _NOT_PLACES or (" " in agency and agency.isupper()):
        return None
    if place and not agency and len(place) < 3:
        return None
    start, end = match.span("place") if place else (0, 0)
    return FoundDateline(place, parts.get("region"), parts.get("agency"), parts.get("day"), start, end, match.end())
