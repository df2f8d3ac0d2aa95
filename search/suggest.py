"""Completions: queries that go on as the collection has it from the last words of a text that is being typed.

As many of the last words as begin a name are taken for it: "bank of e" is completed to Bank of England, and "oil kyi" to oil Kyiv.
People, organisations and places are completed as words, which find them in the text under all their names; sources, writers, keywords and
sections with their field, as no text names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from index.analysis import terms
from index.fields import BY_NAME, ENTITY_FIELDS, Kind
from index.query import All, Query, Word
from search.known_names import NAME_FACETS, Name, Names
from search.lexer import QUOTES
from search.mistakes import LONGEST_QUERY
from search.request import SearchRequest
from search.scopes import SCOPES

MOST = 10
"""Completions at a time; browsers show fewer."""

MOST_WORDS = 6
"""Words at the end of a text that are tried together."""

Read = Callable[[str], Query | None]
"""What a text means; None where it cannot be understood."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole `text` completed, the `name` that completes it, and the `search` for articles that have it."""

    text: str
    name: Name
    search: SearchRequest


@dataclass(frozen=True, slots=True)
class _Ending:
    """A text up to the name that is being typed, and what of this there is: a field with its colon, a quote, words."""

    before: str
    field: str
    quote: str
    words: str

    @property
    def facets(self) -> tuple[str, ...]:
        """Where the name is looked for; nowhere behind a field that has no names."""
        return _FACETS_OF.get(self.field.lower(), ()) if self.field else NAME_FACETS


_FACETS_OF: Mapping[str, tuple[str, ...]] = {
    f"{name}:": ENTITY_FIELDS if scope.field == "entity" else (scope.field,)
    for name, scope in SCOPES.items()
    if scope.field == "entity" or scope.field in NAME_FACETS
}
"""Field as typed → the facets of its names."""

_QUOTE = re.compile(f"[{QUOTES}]")
_BEFORE_WORD = re.compile(r"(?:^|(?<=[\s(]))[-+]*(?=[^\s()])")
_ENDING = re.compile(rf"([A-Za-z]+:)?([{QUOTES}]?)([^{QUOTES}()\[\]:]*)")


def completions(text: str, names: Names, read: Read) -> tuple[Completion, ...]:
    """The completions of `text`, those that most articles have first; none for a text that is too long."""
    for ending in _endings(text) if len(text) <= LONGEST_QUERY else ():
        if found := names.beginning(ending.words, ending.facets, 2 * MOST):
            return tuple(islice(_different(_completed(ending, found, read)), MOST))
    return ()


def _different(all_: Iterable[Completion]) -> Iterator[Completion]:
    """The first of those that are written alike: a place and a person may be."""
    seen: set[str] = set()
    for completion in all_:
        if (key := completion.text.casefold()) not in seen:
            seen.add(key)
            yield completion


def _endings(text: str) -> Iterator[_Ending]:
    """What may be the name that is being typed, that of the most words first."""
    for start in [match.end() for match in _BEFORE_WORD.finditer(text)][-MOST_WORDS:]:
        within_quotes = len(_QUOTE.findall(text, 0, start)) % 2
        if not within_quotes and (ending := _ENDING.fullmatch(text, start)):
            yield _Ending(text[:start], *(part or "" for part in ending.groups()))


def _completed(ending: _Ending, found: Iterable[Name], read: Read) -> Iterator[Completion]:
    beside = not ending.before or (ending.before[-1].isspace() and read(ending.before) is not None)
    for name in found:
        if written := _written(ending, name, beside, read):
            text = ending.before + written
            narrowed = SearchRequest(ending.before.strip(), {name.facet: (name.value,)})
            yield Completion(text, name, narrowed if beside else SearchRequest(text))


def _written(ending: _Ending, name: Name, beside: bool, read: Read) -> str:
    """The name in the query language; empty where that cannot say it. `beside`: it is a word more, and no operator is before it."""
    value = " ".join(name.value.split())
    in_quotes = f'"{_QUOTE.sub(" ", value)}"'
    if ending.field or name.facet not in ENTITY_FIELDS:
        if BY_NAME[name.facet].kind is Kind.KEY and _QUOTE.search(value):
            return ""
        return f"{ending.field or f'{name.facet}:'}{value if value.isalnum() else in_quotes}"
    if ending.quote:
        return in_quotes
    if _is_read_as_words(value, read) and (beside or value.isalnum()):
        return value
    return f"{name.facet}:{in_quotes}"


def _is_read_as_words(value: str, read: Read) -> bool:
    """Whether a name that is typed as it stands asks for its words, all of them and nothing else."""
    query = read(value)
    parts = query.parts if isinstance(query, All) else (query,)
    words = [part.text for part in parts if isinstance(part, Word) and part.field is None]
    return len(words) == len(parts) and terms(" ".join(words)) == terms(value)
