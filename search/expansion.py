"""Other names for what was typed: Kiev also finds Kyiv, and the answer says so.

Works on the tree, after parsing and before planning. Only unquoted words in running text are widened: who quotes
a word, or asks in another field, means it as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from index.analysis import terms
from index.enrich.aliases import AliasTable
from index.fields import BY_NAME, Kind
from index.query import All, Also, Any, Not, Phrase, Query, Word


def expand(query: Query, aliases: AliasTable) -> tuple[Query, tuple[str, ...]]:
    """`query` with its names widened by `aliases`, and the other spellings that are searched, for display.

    A word, or neighbouring words of one group that spell a name together, becomes `Also`; the longest
    name wins. What a `Not` excludes is widened too: ``-kiev`` excludes Kyiv.
    """
    expander = _Expander(aliases)
    widened = expander.query(query)
    if not expander.found:
        return widened, ()
    typed = {tuple(terms(word.text)) for word in _words(query)}
    return widened, tuple(name for name in expander.found if tuple(terms(name)) not in typed)


def exactly(query: Query) -> Query:
    """`query` with every unquoted word of text taken as if it were quoted: no other forms, no other names."""
    match query:
        case All(parts):
            return All(tuple(map(exactly, parts)))
        case Any(parts):
            return Any(tuple(map(exactly, parts)))
        case Not(part):
            return Not(exactly(part))
        case _:
            return Phrase(query.text, query.field) if _is_plain(query) else query


def _is_plain(query: Query) -> TypeGuard[Word]:
    """A word of running text."""
    return isinstance(query, Word) and (query.field is None or (query.field in BY_NAME and BY_NAME[query.field].kind is Kind.TEXT))


def _words(query: Query) -> Iterator[Word | Phrase]:
    match query:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _words(part)
        case Not(part):
            yield from _words(part)
        case Word() | Phrase():
            yield query


@dataclass(slots=True)
class _Expander:
    aliases: AliasTable
    found: dict[str, None] = field(default_factory=dict)
    """The other spellings, in order of the query, each once."""

    def query(self, query: Query) -> Query:
        match query:
            case All(parts):
                widened = tuple(self.neighbours(parts))
                return widened[0] if len(widened) == 1 else All(widened)
            case Any(parts):
                return Any(tuple(map(self.query, parts)))
            case Not(part):
                return Not(self.query(part))
            case _:
                return self.name((query,)) if _is_plain(query) else query

    def neighbours(self, parts: tuple[Query, ...]) -> Iterator[Query]:
        """The parts of a group, with each run of words that spells a name taken together."""
        start = 0
        while start < len(parts):
            run = self.longest_name(parts[start:])
            yield self.name(run) if run else self.query(parts[start])
            start += len(run) or 1

    def longest_name(self, parts: tuple[Query, ...]) -> tuple[Word, ...]:
        """The most words at the start of `parts`, all in one field, that spell a known name; none if there is no such name."""
        run: list[Word] = []
        for part in parts[: self.aliases.longest]:
            if not _is_plain(part) or (run and part.field != run[0].field):
                break
            run.append(part)
        while run and not self.aliases.also_searched(_spelled(run)):
            run.pop()
        return tuple(run)

    def name(self, words: tuple[Word, ...]) -> Query:
        """Words that spell one name, with its other spellings where it has some."""
        part: Query = words[0] if len(words) == 1 else All(words)
        others = self.aliases.also_searched(_spelled(words))
        self.found.update(dict.fromkeys(others))
        return Also(part, tuple(Phrase(other, words[0].field) for other in others)) if others else part


def _spelled(words: tuple[Word, ...] | list[Word]) -> str:
    return " ".join(word.text for word in words)
