"""What can be wrong with a query: code → the sentence that tells a person what would be right."""

from __future__ import annotations

from difflib import get_close_matches

from index.errors import QueryError

LONGEST_QUERY = 2048
"""Characters. Longer than any typed query, short enough for a URL."""

MOST_LOOKUPS = 64
"""Words and phrases. Ten times what people type; keeps the dearest query cheap."""

DEEPEST = 16
"""Brackets within brackets."""

WIDEST = 20
"""Other words that ``~n`` and ``near`` may allow: `index.analysis.PARAGRAPH_GAP` is one more."""

FEWEST_BEFORE_STAR = 2
"""One letter and a star would match a twentieth of all words."""

FEWEST_FUZZY = 4
"""Letters; a shorter word is a letter away from too many others."""

NEAR = 0.75
"""Of the letters of two names (`difflib` ratio) so many are common: `titel` is title (0.8), but `colour` is not source (0.5)."""

SHOWN = 40
"""Characters of a person's text that a message repeats."""

SENTENCES: dict[str, str] = {
    "unbalanced_quote": 'this quote is not closed: put another " at the end of the phrase',
    "unbalanced_parenthesis": "this bracket has no partner: brackets come in pairs, ( and )",
    "unknown_field": "{hint}",
    "leading_wildcard": "a star can only end a word: write its beginning, as in sanction*",
    "inner_wildcard": "a star can only end a word: write sanc* instead of san*tion",
    "prefix_too_short": f"write at least {FEWEST_BEFORE_STAR} letters before the star, as in sa*",
    "fuzzy_too_short": f"a word with ~ needs at least {FEWEST_FUZZY} letters, as in lukashenko~",
    "bad_fuzziness": "after ~ comes 1 or 2, the letters that may differ, as in lukashenko~2; put a word that contains ~ in quotes",
    "bad_proximity": "{hint}",
    "bad_date": "{hint}",
    "empty_range": "the range '{value}' ends before it starts: write the earlier date first",
    "empty_group": "there is nothing in these brackets: write a word between them, or leave them out",
    "empty_phrase": "there is nothing in these quotes: write a word between them, or leave them out",
    "empty_field": "nothing follows '{name}:': write a value right after the colon without a space",
    "dangling_operator": '{name} needs a word on {sides}: add it, or put "{name}" in quotes to search for the word',
    "too_long": f"the query is too long: at most {LONGEST_QUERY:,} characters",
    "too_complex": "the query is too complex: at most {most}",
}
"""Every code of docs/query-language.md."""


def mistake(code: str, at: int, **facts: str) -> QueryError:
    """The error `code` at character `at`, its sentence filled in with `facts`."""
    return QueryError(code, at, SENTENCES[code].format(**facts))


def unknown_field(name: str, at: int, known: list[str]) -> QueryError:
    """The error for a field that is not there; offers the nearest name, or what there is where none is near."""
    near = get_close_matches(name.lower()[:SHOWN], known, n=1, cutoff=NEAR)
    right = f"did you mean '{near[0]}'?" if near else "fields are title, body, source, author, person, org, place, published and others."
    right = f"{right} Text that contains a colon goes in quotes"
    return mistake("unknown_field", at, hint=f"unknown field '{_cut(name)}': {right}")


def second_field(first: str, second: str, at: int) -> QueryError:
    """The error for ``title:body:x``."""
    right = f'write {first}:word, or put "{_cut(second)}:…" in quotes'
    return mistake("unknown_field", at, hint=f"a field within the field '{first}' has no meaning: {right}")


def bad_date(value: str, at: int, right: str = "") -> QueryError:
    """The error for what is not a date; `right` where something else than a date would be right."""
    usual = 'write a day (2022-04-12), a month (2022-04), a year (2022), a range [2022-03-01 TO 2022-03-31], 7d, today or "last week"'
    return mistake("bad_date", at, hint=f"'{_cut(value)}' is not a date: {right or usual}")


def bad_proximity(at: int, problem: str = "") -> QueryError:
    """The error for a distance or a place where none can be."""
    right = f'write "peace talks"~3 or near5:"peace talks", with a whole number from 0 to {WIDEST}'
    return mistake("bad_proximity", at, hint=f"{problem or 'this distance cannot be used'}: {right}")


def _cut(text: str) -> str:
    """A person's text, short enough for a message."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
