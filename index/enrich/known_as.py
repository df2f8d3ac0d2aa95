"""The one name of what an article's language or country calls otherwise: "Österreich" is Austria, "U.S. Senate" the Senate.

It prepares names for the alias table, which has the last word.
"""

from __future__ import annotations

import re

from index.article import EntityType
from index.enrich.gazetteer import gazetteer
from index.enrich.names import Canonical
from index.enrich.territories import english

_AMERICAN = re.compile(r"(?:U\.S\.|US|United States) (?=\w)")


def in_language(canonical: Canonical, language: str) -> Canonical:
    """The alias table's answer for the names of an article in `language`."""

    def named(name: str, type_: EntityType) -> str:
        known = canonical(name, type_)
        if known != name:
            return known
        match type_:
            case "place":
                return canonical(english(name, language), type_)
            case "org":
                return _without_country(name, canonical)
            case _:
                return name

    return named


def _without_country(name: str, canonical: Canonical) -> str:
    """An organisation that is known without the "U.S." before it is the same one."""
    short = _AMERICAN.sub("", name, count=1) if _AMERICAN.match(name) else name
    known = gazetteer().names.get(short)
    if short == name or known is None or known.type != "org":
        return name
    found = canonical(short, "org")
    return found if found != short else canonical(known.canonical, "org")
