"""One word in several languages, scored as one term.

Articles keep the stems of their own language: "Putin" is one term in English ones and another in German ones. Each has an
idf of its own, so that of two like reports the one in the language that the collection has less of would stand first, for
that alone. So the terms of a word are weighed as one term that every article with any of them has, as Lucene's
`BlendedTermQuery` does for a word in several fields. An article is in one language, so the numbers of articles add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.bm25 import idf

Lookup = tuple[str, str]
"""A text field and a term."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many articles there are, and how many of them have each of some terms, as BM25 counts them."""

    articles: int
    having: tuple[int, ...]


Count = Callable[[Sequence[Lookup]], Frequencies]
"""Looks frequencies up, in the order asked for."""


def blended(lookups: Sequence[Lookup], count: Count) -> dict[Lookup, float]:
    """What to multiply the weight of each lookup with, so that all that are in one field have the idf of one term."""
    told = count(lookups)
    # Deleted articles may be counted until they are cleared away, but no term can be in more articles than there are.
    having = {lookup: min(number, told.articles) for lookup, number in zip(lookups, told.having, strict=True)}
    together: Counter[str] = Counter()
    for (field, _), number in having.items():
        together[field] += number
    whole = {field: idf(told.articles, min(number, told.articles)) for field, number in together.items()}
    return {lookup: whole[lookup[0]] / idf(told.articles, number) if number else 1.0 for lookup, number in having.items()}
