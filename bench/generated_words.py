"""Words and names of generated articles, each made of its rank; how many there are, and how often each word is written.

A word is syllables without a meaning; what counts is that there are as many different ones as in news, that frequent ones are
short, and that some have a stem in common.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.article import EntityType

VOCABULARY = 1_000_000
"""Different words; Reuters has 65,537 of them, a million articles use most, and names come on top (Heaps' law)."""
REGIMES = ((1, 0.95), (1_000, 1.45), (10_000, 1.70))
"""From which rank on the share of a word falls with which power of its rank. One power fits words that everybody uses; the rest
falls faster (Ferrer i Cancho and Solé 2001). Read off Reuters: ranks 1, 10, 100, 1,000, 10,000, 30,000 are 5.5, 0.86, 0.11, 0.0125,
0.00046, 0.000076 per cent of it, and the same to a fifth in web articles."""

RARE, RAREST = 300, 30_000
"""Ranks between which words are rare: below are function words, above what is written once."""

NAMES: dict[EntityType, int] = {"person": 300_000, "org": 100_000, "place": 20_000}
"""Different people, organisations and places."""

_CONSONANTS = "tnsrldmkpgbvfhzjwyqx"
_VOWELS = "aeiou"
_ENDINGS = ("", "s", "ed", "ing")


def word(rank: int) -> str:
    """The word of a rank, shorter the more frequent it is; above the function words four of them are forms of one stem."""
    if rank < RARE:
        return _syllables(rank)
    stem_of, form = divmod(rank - RARE, len(_ENDINGS))
    return _syllables(RARE + stem_of) + _ENDINGS[form]


@cache
def entity_name(type_: EntityType, rank: int) -> str:
    """Two capitalised words for a person, two and what kind of company for an organisation, one for a place."""
    own = {"person": "r", "org": "k", "place": "n"}[type_]
    last = f"{_syllables(rank * 7 + 13)}{own}".capitalize()
    if type_ == "place":
        return last
    first = f"{_syllables(100 + rank % 499)}{own}".capitalize()
    return f"{first} {last}" if type_ == "person" else f"{first} {last} Corp"


def word_shares() -> NDArray[np.float64]:
    """The share of each rank in a text, by Zipf's law in regimes that join without a step."""
    ranks = np.arange(1, VOCABULARY + 1, dtype=np.float64) + 1
    shares, reached = np.ones(VOCABULARY), 1.0
    for (first, power), (end, _) in pairwise((*REGIMES, (VOCABULARY, 0.0))):
        part = slice(first - 1, end)
        shares[part] = reached * (ranks[part] / ranks[first - 1]) ** -power
        reached = float(shares[end - 1])
    shares /= shares.sum()
    return shares


def _syllables(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 100)
        text += _CONSONANTS[digit % 20] + _VOWELS[digit // 20]
        if not number:
            return text
