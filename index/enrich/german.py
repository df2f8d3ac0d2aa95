"""German: what stands between nouns and is no part of a name, and places in the genitive ("Berlins").

German writes all nouns with a capital, so that an article or "von" joins words to a run of which only the
last part is a name: "Aufsichtsratschef der Deutschen Bank".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.enrich.gazetteer import gazetteer
from index.enrich.naming import TITLES
from index.enrich.words import Span

_BETWEEN = re.compile(r"(?P<before>(?:[\w.-]+ )?[\w.-]+) (?P<small>(?:von der|von den|von dem|von|der|den|dem|des|zu))(?= [A-ZÄÖÜ])")
_GENITIVE = re.compile(r"(?<![\w-])([A-ZÄÖÜ][\w-]{3,})s(?![\w-])")


def breaks(text: str) -> Iterator[Span]:
    """Small words that part a noun from a name; not those inside of a person's name ("Ursula von der Leyen")."""
    for match in _BETWEEN.finditer(text):
        if not any(_begins_person(word) for word in match["before"].split(" ")):
            yield Span(*match.span("small"), None)


def genitives(text: str) -> Iterator[Span]:
    """Places with a genitive s, which is no part of the span."""
    for match in _GENITIVE.finditer(text):
        known, whole = gazetteer().names.get(match[1]), gazetteer().names.get(f"{match[1]}s")
        if whole is None and known is not None and known.type == "place":
            yield Span(*match.span(1), "place")


def _begins_person(word: str) -> bool:
    return word.partition("-")[0] in gazetteer().first_names or word.rstrip(".") in TITLES
