"""Words before a name that a headline or the beginning of a sentence capitalises: "Hopefully Kim Jong-un", "Impeach Obama", "WATCH Lund".

Adverbs show by their ending, some words are listed (`name_words.tsv`). Of any other word the article itself is asked: one that it has
in small letters too is no name at the head of a sentence, if what follows is a person's name without it.
"""

from __future__ import annotations

from index.enrich.gazetteer import gazetteer
from index.enrich.naming import LEADS, TITLE_MODIFIERS, TITLES
from index.enrich.words import Context, Word

LEAST_IN_CAPITALS = 3
"""Letters of a word in capitals that begins no name in mixed case; shorter ones are initials (AJ, JK)."""


def without_lead(words: list[Word], context: Context, *, starts: bool) -> list[Word]:
    """A run without the words at its head that lead to a name; `starts` if it begins a sentence."""
    while len(words) > 1 and _leads(words, context, starts=starts):
        words = words[1:]
    return words


def _leads(words: list[Word], context: Context, *, starts: bool) -> bool:
    word, rest = words[0].text, words[1:]
    if words[0].ends or word in gazetteer().first_names or word in gazetteer().starts or word.rstrip(".") in TITLES | TITLE_MODIFIERS:
        return False
    if leads(word) or _of_people(word):
        return True
    if not _begins_person(rest, context):
        return False
    in_capitals = len(word) >= LEAST_IN_CAPITALS and word.isalpha() and word.isupper() and not rest[0].text.isupper()
    return in_capitals or (starts and (word.endswith("ly") or _is_word(word, rest[0].text, context)))


def leads(word: str) -> bool:
    """Whether a word is listed as one that leads to a name."""
    return word in LEADS or (word.isupper() and word.capitalize() in LEADS)


def _of_people(word: str) -> bool:
    """ "African-American" """
    first, _, second = word.partition("-")
    peoples = gazetteer().peoples | {"African"}  # of no country
    return first in peoples and second in peoples


def _begins_person(words: list[Word], context: Context) -> bool:
    first = words[0].text
    if context.is_surname(first):
        return True
    return len(words) > 1 and first in gazetteer().first_names


def _is_word(word: str, following: str, context: Context) -> bool:
    return word.lower() in context.small and (word, following) not in context.pairs
