"""What a word weighs that stands in articles in several forms: as much as one term.

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

Spelling = tuple[str, tuple[str, ...]]
"""A text field and the terms of a name."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many articles there are, and how many of them have each of some terms, as BM25 counts them."""

    articles: int
    having: tuple[int, ...]

    def idf(self, having: int) -> float:
        """The weight of a term that so many articles have."""
        # Deleted articles may be counted until they are cleared away, but no term can be in more articles than there are.
        return idf(self.articles, min(having, self.articles))


Count = Callable[[Sequence[Lookup]], Frequencies]
"""Looks frequencies up, in the order asked for."""


def blended(lookups: Sequence[Lookup], count: Count) -> dict[Lookup, float]:
    """What to multiply the weight of each lookup with, so that all that are in one field have the idf of one term."""
    told = count(lookups)
    having = dict(zip(lookups, told.having, strict=True))
    together: Counter[str] = Counter()
    for (field, _), number in having.items():
        together[field] += number
    whole = {field: told.idf(number) for field, number in together.items()}
    return {lookup: whole[lookup[0]] / told.idf(number) if number else 1.0 for lookup, number in having.items()}


def limits(typed: Sequence[Sequence[Lookup]], others: Sequence[Spelling], count: Count) -> dict[Spelling, float]:
    """What to multiply the weights of other spellings with, so that none weighs more than what was typed, however rare it is.

    `typed` has for each typed term its forms.
    """
    lookups = [form for forms in typed for form in forms] + [(field, term) for field, terms in others for term in terms]
    told = count(lookups)
    having = dict(zip(lookups, told.having, strict=True))
    most = sum(told.idf(sum(having[form] for form in forms)) for forms in typed)
    return {(field, terms): min(1.0, most / sum(told.idf(having[field, term]) for term in terms)) for field, terms in others}
