"""How the text addresses whom it names: the title in front of each person's name ("Mrs. Clinton", "Vice President Pence")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from index.enrich.extract import Found
from index.enrich.naming import MENS_TITLES, TITLE_MODIFIERS, TITLES, WOMENS_TITLES

_BEFORE = re.compile(r"(?:(?P<office>[A-Z][\w-]+) of |(?:(?P<modifier>[A-Z][\w-]+) )?)(?P<last>[A-Z][\w-]*)\.? $")
_LONGEST = 48
"""Characters before a name that are looked at."""

_WRITTEN_OUT = {
    "Sen": "Senator",
    "Sens": "Senator",
    "Senators": "Senator",
    "Rep": "Representative",
    "Reps": "Representative",
    "Representatives": "Representative",
    "Gov": "Governor",
    "Governors": "Governor",
    "Gen": "General",
    "Justices": "Justice",
    "Presidents": "President",
    "Dr": "Doctor",
    "Prof": "Professor",
    "Rev": "Reverend",
    "Ms": "Mrs",
}
"""One title in several spellings. "Ms" and "Mrs" say the same of whom they may mean."""


def addressed(found: Iterable[Found], title: str, body: str) -> list[Found]:
    """The mentions, those of persons with the title that stands before them."""
    texts = {"title": title, "body": body}
    return [replace(each, title=_title(texts[each.field], each.start)) if each.type == "person" else each for each in found]


def gender_of_title(title: str) -> str | None:
    """ "m" or "f" where a title says it."""
    last = title.rsplit(" ", 1)[-1]
    return "m" if last in MENS_TITLES else "f" if last in WOMENS_TITLES else None


def _title(text: str, start: int) -> str:
    """The title that ends at `start`, written out and without its full stop; "" if there is none."""
    found = _BEFORE.search(text, max(0, start - _LONGEST), start)
    if found is None:
        return ""
    last, modifier = found["last"], found["modifier"]
    if last not in TITLES:
        return found["office"] if found["office"] in TITLES else ""
    written = _WRITTEN_OUT.get(last, last)
    return f"{modifier} {written}" if modifier in TITLE_MODIFIERS and written in _DIFFERENT.get(modifier, ()) else written


_DIFFERENT = {
    "Vice": ("President", "Chairman"),
    "First": ("Lady",),
    "Prime": ("Minister",),
    "Foreign": ("Minister", "Secretary"),
    "Attorney": ("General",),
}
"""Modifiers that make another office of a title; others ("Former", "Acting") do not."""
