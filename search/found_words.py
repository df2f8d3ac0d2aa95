"""The words that some articles have, as a person may have meant them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from index.analysis import spans, terms
from index.document import Shown
from index.engine import Hits
from index.fields import BY_NAME, ENTITY_FIELDS, Kind

LOOKED_AT = 20_000
"""Characters of an article that are looked at: nearly all of nearly every one, 1 ms."""


class Vocabulary:
    """The terms of some texts: how many texts are `having` each."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [text[:LOOKED_AT] for text in texts]
        self.having = Counter(term for text in self._texts for term in set(terms(text)))

    def written(self, term: str) -> str:
        """A term in small letters, with the accents that it has in the texts, if it has any there."""
        if term.isascii() and not any(term in text.lower() for text in self._texts):
            for text in self._texts:
                for found, start, end in spans(text):
                    if found == term and text[start:end].isalpha():
                        return text[start:end].lower()
        return term


class Words:
    """The words of hits by the field that they are asked for in."""

    def __init__(self, hits: Hits) -> None:
        self._hits = hits
        self._known: dict[str | None, Vocabulary] = {}

    def of(self, field: str | None) -> Vocabulary:
        """The words of title and body, or of the values of the facets that a field of names has."""
        if field not in self._known:
            read = _TEXT.get(field)
            names = (each.value for facet in facets_of(field) for each in self._hits.facets[facet].values)
            self._known[field] = Vocabulary((read(hit.shown) for hit in self._hits.hits) if read else names)
        return self._known[field]


_TEXT: Mapping[str | None, Callable[[Shown], str]] = {
    None: lambda shown: f"{shown.title}\n\n{shown.body}",
    "title": lambda shown: shown.title,
    "body": lambda shown: shown.body,
}
"""What of an article is looked at for each field of text."""


def facets_of(field: str | None) -> tuple[str, ...]:
    """The facets that show the names of a field; none for text."""
    if field == "entity":
        return ENTITY_FIELDS
    return () if field is None or BY_NAME[field].kind is Kind.TEXT else (field,)
