"""From what a person typed to what an index is asked: the query language of docs/query-language.md.

::

    query    = { either }                          all of them
    either   = both { OR both }
    both     = negated { AND negated }
    negated  = { NOT | - } operand
    operand  = ( query ) | field: negated | near5: phrase | word | phrase | date

Tokens are `search.lexer`'s, the leaves `search.lookups`'s. The tree is as flat as its meaning allows: ``((a b) c)`` is one
group of three, and two NOTs cancel out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from index.analysis import terms
from index.errors import QueryError
from index.query import All, Any, Everything, Not, Query, Word
from search.dates import Calendar
from search.lexer import NEAR, QUOTES, Mark, Token, tokens
from search.lookups import lookup, near
from search.mistakes import LONGEST_QUERY, MOST_LOOKUPS, mistake
from search.scopes import ANYWHERE, DATES, NAMES, SCOPES, VERBATIM, Scope


def parse(text: str, *, now: datetime, timezone: tzinfo = UTC) -> Query:
    """What `text` means.

    `now` (timezone-aware) is what relative dates count from, `timezone` where days begin. Raises
    `QueryError` with a code of `search.mistakes.SENTENCES`, and the character that is to blame.
    """
    if len(text) > LONGEST_QUERY:
        raise mistake("too_long", LONGEST_QUERY)
    return _Parser(tokens(text, NAMES, VERBATIM, DATES), Calendar(now, timezone)).query()


def plain_words(text: str) -> Query:
    """The words of `text`, all of them and nothing else: what is searched while the query itself is wrong.

    Operators and field names are no words of the search. Never raises; `Everything` where no word is left.
    """
    pieces = (piece.strip("-+[]{}") for piece in _BETWEEN_WORDS.split(text[:LONGEST_QUERY]))
    words = dict.fromkeys(piece for piece in pieces if piece not in _OPERATORS and terms(piece))
    return _group(All, map(Word, list(words)[:MOST_LOOKUPS])) if words else Everything()


_OPERATORS = frozenset({"AND", "OR", "NOT"})
_BETWEEN_WORDS = re.compile(rf"\b(?i:{'|'.join(sorted(NAMES))}|{NEAR.pattern}):|[\s(){QUOTES}*~:/\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(slots=True)
class _Parser:
    """Recursive descent; it descends only into brackets, which the lexer limits."""

    tokens: list[Token]
    calendar: Calendar
    place: int = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def is_at(self, *marks: Mark) -> bool:
        return self.token.mark in marks

    def query(self) -> Query:
        if self.is_at(Mark.END):
            return Everything()
        found = self.sequence(ANYWHERE)
        if self.is_at(Mark.CLOSE):
            raise mistake("unbalanced_parenthesis", self.token.at)
        return found

    def sequence(self, scope: Scope) -> Query:
        parts = [self.either(scope)]
        while not self.is_at(Mark.CLOSE, Mark.END):
            parts.append(self.either(scope))
        return _group(All, parts)

    def either(self, scope: Scope) -> Query:
        return self.joined(Any, Mark.OR, lambda: self.joined(All, Mark.AND, lambda: self.negated(scope)))

    def joined(self, kind: type[All] | type[Any], operator: Mark, part: Callable[[], Query]) -> Query:
        """Parts with `operator` between them."""
        parts = [part()]
        while self.is_at(operator):
            self.place += 1
            parts.append(part())
        return _group(kind, parts)

    def negated(self, scope: Scope) -> Query:
        negative = False
        while self.is_at(Mark.NOT):
            negative = not negative
            self.place += 1
        found = self.operand(scope)
        if not negative:
            return found
        return found.part if isinstance(found, Not) else Not(found)

    def operand(self, scope: Scope) -> Query:
        token = self.token
        match token.mark:
            case Mark.AND | Mark.OR:
                raise _dangling(token, "both sides")
            case Mark.CLOSE | Mark.END:
                raise self.missing()
        self.place += 1
        match token.mark:
            case Mark.OPEN:
                return self.bracketed(token, scope)
            case Mark.FIELD:
                return self.in_field(token, scope)
            case _:
                return lookup(token, scope, self.calendar)

    def missing(self) -> QueryError:
        """Nothing comes where an operand must: a bracket without its word, or the operator before."""
        if self.place == 0:
            return mistake("unbalanced_parenthesis", self.token.at)
        before = self.tokens[self.place - 1]
        return _dangling(before, "its right" if before.mark is Mark.NOT else "both sides")

    def bracketed(self, opening: Token, scope: Scope) -> Query:
        if self.is_at(Mark.CLOSE):
            raise mistake("empty_group", opening.at)
        if self.is_at(Mark.END):
            raise mistake("unbalanced_parenthesis", opening.at)
        found = self.sequence(scope)
        if self.is_at(Mark.END):
            raise mistake("unbalanced_parenthesis", opening.at)
        self.place += 1
        return found

    def in_field(self, field: Token, scope: Scope) -> Query:
        if NEAR.fullmatch(field.text):
            self.place += 1
            return near(field, self.tokens[self.place - 1], scope)
        return self.negated(SCOPES[field.text.lower()])


def _dangling(token: Token, sides: str) -> QueryError:
    return mistake("dangling_operator", token.at, name=token.mark.value, sides=sides)


def _group(kind: type[All] | type[Any], parts: Iterable[Query]) -> Query:
    """The parts under `kind`, those of inner groups of the same kind among them; one part stands for itself."""
    flat: list[Query] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
