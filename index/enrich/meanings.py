"""Names of two things that the words beside them tell apart: the Amazon and the company, the Atlantic and the magazine.

The gazetteer knows each name as what it is mostly; what is listed here is the other thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import EntityType
from index.enrich.words import Span

_LAND = r"river|basin|rain ?forest|delta|jungle|forest|region|tributar(?:y|ies)|tribes?|fires|wildfires|deforestation|ecosystem"
_PEOPLE = r"Brazilian|Peruvian|Colombian|Ecuadorian|Bolivian|Venezuelan|western|upper|lower|northern|southern|eastern|central"
_GOES_ON = r"and|or|in|of|is|are|was|were|has|had|have|that|which|where|who|to|for|from|by|with|as|at|since|will"
_ENDS = rf"(?:[.,;:!?)”\"–—](?!\w)|$|\n| (?:{_GOES_ON})(?!\w))"
_TEXTS = r"article|story|essay|editor|journalist|reporter|writer|magazine"
_TELLS = r"(?:reported|reports|said|says|wrote|writes|published|noted|argued|found|first|magazine|has|editor|article|story)"

_OTHERWISE: tuple[tuple[EntityType, str, re.Pattern[str]], ...] = (
    ("place", "Amazon", re.compile(r"(?<![\w-])(?P<name>Amazon (?:River|Basin|Rainforest|Delta|Jungle|Forest|Region))(?!\w)")),
    ("place", "Amazon", re.compile(rf"(?<![\w-])(?P<name>Amazon)(?= (?:{_LAND})(?!\w))")),
    ("place", "Amazon", re.compile(rf"(?<!\w)[Tt]he (?:(?:{_PEOPLE}) )?(?P<name>Amazon)(?={_ENDS})")),
    ("org", "Atlantic", re.compile(r"(?<=[a-z,] )The (?P<name>Atlantic)(?![\w-]| [A-Z])")),
    ("org", "Atlantic", re.compile(rf"(?<!\w)The (?P<name>Atlantic)(?= {_TELLS}(?!\w)|['’]s [A-Z]\w+ [A-Z])")),
    ("org", "Atlantic", re.compile(r"(?<!\w)(?P<name>Atlantic)(?= magazine(?!\w))")),
    ("org", "Atlantic", re.compile(rf"(?<!\w)[Aa]n (?P<name>Atlantic)(?= (?:{_TEXTS})(?!\w))")),
    ("org", "Atlantic", re.compile(r"(?<!\w)told the (?P<name>Atlantic)(?![\w-]| [A-Z])")),
)


def other_meanings(text: str) -> Iterator[Span]:
    """Where such a name stands for the other thing."""
    for type_, name, pattern in _OTHERWISE:
        if name in text:
            yield from (Span(*match.span("name"), type_) for match in pattern.finditer(text))
