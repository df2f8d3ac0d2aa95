"""Names of countries in the language of an article: "Österreich", "Pays-Bas".

The names are those of the Unicode CLDR, which Babel brings along. A country is found under such a name only if the
gazetteer has it under its English one, so that it is counted the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

from index.enrich.gazetteer import gazetteer
from index.enrich.words import Span

_OTHERWISE = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Congo",
    "HK": "Hong Kong",
    "MO": "Macau",
    "PS": "Palestine",
    "MK": "North Macedonia",
    "TR": "Turkey",
}
"""Where the gazetteer's name is not the English one of the CLDR."""
_REMARK = re.compile(r" \([^)]*\)$")
_GIVEN_NAME = re.compile(r"([^\W\d_]+) $")
SHORTEST = 4
"""Letters of a country's name; what is shorter is an ordinary word too (Vietnamese "Anh", "Ý")."""
_LONGEST_GIVEN_NAME = 20
"""Characters before a name that are looked at."""


def named(text: str, language: str) -> Iterator[Span]:
    """Countries under names that only the article's language has."""
    for match in _pattern(language[:2]).finditer(text):
        if not _is_surname(text, match.start()):
            yield Span(*match.span(), "place")


def english(name: str, language: str) -> str:
    """The English name of a country, or the name itself where it is none."""
    return local(language).get(name, name)


def _is_surname(text: str, start: int) -> bool:
    before = _GIVEN_NAME.search(text, max(0, start - _LONGEST_GIVEN_NAME), start)
    return before is not None and before[1] in gazetteer().first_names


@cache
def _pattern(language: str) -> re.Pattern[str]:
    names = sorted(local(language), key=len, reverse=True)
    genitive = "(?=s?(?!\\w))" if language == "de" else "(?!\\w)"
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))}){genitive}" if names else r"(?!)")


@cache
def local(language: str) -> Mapping[str, str]:
    """Name in the language → name in the gazetteer, where that does not know the first.

    Given names are left out ("Maurice" is French for Mauritius).
    """
    try:
        local, by_code = Locale.parse(language[:2]).territories, Locale("en").territories
    except (UnknownLocaleError, ValueError):
        return {}
    tables = gazetteer()
    names = {}
    for code, written in local.items():
        name, known = _REMARK.sub("", written), _known(code, by_code.get(code, ""))
        if known and len(name) >= SHORTEST and name not in tables.names and name not in tables.first_names:
            names[name] = known
    return names


def _known(code: str, name: str) -> str | None:
    plain = _REMARK.sub("", name).replace("’", "'").replace(" & ", " and ")
    written = (_OTHERWISE.get(code, plain), plain.replace("St. ", "Saint "))
    found = (gazetteer().names.get(each) for each in written)
    return next((each.canonical for each in found if each and each.type == "place"), None)
