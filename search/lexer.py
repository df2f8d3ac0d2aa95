"""From the text of a query to its tokens: words, phrases, brackets, operators, signs and fields.

What only looks like an operator is settled here: a hyphen within a word, a colon between digits or before a
space, the star of ``sanction*``. What tokens mean together is the parser's (`search.parser`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from index.analysis import terms
from search.mistakes import DEEPEST, MOST_LOOKUPS, bad_proximity, mistake, second_field, unknown_field

QUOTES = '"“”„‟«»‹›＂'
"""Any of these opens a phrase and any of these closes it, so that mixed pairs from a text processor work."""


class Mark(Enum):
    """What a token is; the values are for messages."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    FIELD = "field"
    PHRASE = "phrase"
    RANGE = "range"
    ADDRESS = "address"
    WORD = "word"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query: `at` to `end` (exclusive) in its text.

    `text` is the word, the words of a phrase, the name of a field (as typed), an address or a range with its brackets. `tail`
    is what follows a closing quote from the tilde on; `at_tail` where.
    """

    mark: Mark
    at: int
    end: int
    text: str = ""
    tail: str = ""
    at_tail: int = 0


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of surrogate pairs, which no encoding can carry further: white space."""

_RUN = rf"[^\s(){QUOTES}]"
_SKIPPED = re.compile(r"\s++|[-+:]++(?=[\s)]|$)|:++")
"""White space; signs before nothing; a colon that no word precedes."""

_SIGN = re.compile(r"[-+][-+:]*+(?=[^\s)])")
_PHRASE = re.compile(rf"[{QUOTES}]([^{QUOTES}]*+)[{QUOTES}](~{_RUN}*+)?")
_END_OF_RANGE = r"(?:(?!\b(?:AND|OR|TO)\b)[^\[\]()])*?"
_RANGE = re.compile(rf"\[{_END_OF_RANGE}\sTO\s{_END_OF_RANGE}[\])]")
_QUOTED = rf"[{QUOTES}][^{QUOTES}]*+[{QUOTES}]"
_SLASHED = re.compile(rf"{_QUOTED}/(?:{_QUOTED}|[^\s()/{QUOTES}]++)|[^\s()/{QUOTES}]++/{_QUOTED}")
_ADDRESS = re.compile(rf"https?://(?:{_RUN}|\((?:{_RUN}|\({_RUN}*+\))*+\))++", re.IGNORECASE)
"""A web address with the brackets that close within it: …/wiki/Kyiv_(city)."""

_FIELD = re.compile(rf"((?:[^\s():{QUOTES}]|(?<=[0-9]):(?=[0-9]))++):++")
NEAR = re.compile(r"near[0-9]*", re.IGNORECASE)
"""What stands before a phrase like the name of a field."""

_NEAR_WITH_DISTANCE = re.compile(r"near[0-9]+", re.IGNORECASE)
"""Nobody's word, even before a colon and a space."""

_NEAR_PHRASE = re.compile(rf"({NEAR.pattern}):(?=[{QUOTES}])", re.IGNORECASE)
_WORD = re.compile(rf"{_RUN}++")
_BY_FIRST_LETTER = {
    "[": (Mark.RANGE, _RANGE),
    **dict.fromkeys("hH", (Mark.ADDRESS, _ADDRESS)),
    **dict.fromkeys("nN", (Mark.FIELD, _NEAR_PHRASE)),
}
"""What only some words begin, tried only for those."""

_OPERATORS = {mark.value: mark for mark in (Mark.AND, Mark.OR, Mark.NOT)}


def tokens(text: str, fields: frozenset[str], verbatim: frozenset[str], dates: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens of `text`, ending with one `Mark.END`.

    `fields` are all names that can stand before a colon, lower case; the values of those in `verbatim` may
    contain colons and start with a sign (``id:``, ``after:-7d``); those of `dates` may be two with a slash between them, either of them
    in quotes. Raises `QueryError`.
    """
    text = _NO_TEXT.sub(" ", text)
    kept: list[Token] = []
    lost: list[Token] = []
    limits = _Limits()
    for token in _Lexer(text, fields, verbatim, dates).tokens():
        if _is_punctuation(token) and not _is_value(kept):
            lost.append(token)
            if kept and kept[-1].mark is Mark.NOT and kept[-1].end == token.at:
                lost.append(kept.pop())
            continue
        kept.append(token)
        limits.admit(token)
        if limits.depth < 0:
            break  # no parser can go on behind a bracket without partner
    if lost and not kept:
        kept = [_as_one_phrase(text)]
    return [*kept, Token(Mark.END, len(text), len(text))]


@dataclass(slots=True)
class _Limits:
    """Counts what `search.mistakes` limits, so that no long text is read to its end first."""

    lookups: int = 0
    depth: int = 0
    near: bool = False

    def admit(self, token: Token) -> None:
        # Words of a phrase with room between them are looked for one by one.
        apart = token.mark is Mark.PHRASE and (token.tail or self.near)
        self.lookups += len(terms(token.text)) if apart else token.mark in LOOKUPS
        self.near = token.mark is Mark.FIELD and NEAR.fullmatch(token.text) is not None
        self.depth += _DEEPER.get(token.mark, 0)
        if self.lookups > MOST_LOOKUPS:
            raise mistake("too_complex", token.at, most=f"{MOST_LOOKUPS} words and phrases")
        if self.depth > DEEPEST:
            raise mistake("too_complex", token.at, most=f"{DEEPEST} brackets within one another")


LOOKUPS = (Mark.PHRASE, Mark.RANGE, Mark.ADDRESS, Mark.WORD)
"""Tokens that the parser makes a lookup of, each of one."""

_DEEPER = {Mark.OPEN: 1, Mark.CLOSE: -1}


@dataclass(slots=True)
class _Lexer:
    text: str
    fields: frozenset[str]
    verbatim: frozenset[str]
    dates: frozenset[str]
    at: int = 0

    def tokens(self) -> Iterator[Token]:
        field: Token | None = None
        while self.at < len(self.text):
            if field is None and (skipped := _SKIPPED.match(self.text, self.at)):
                self.at = skipped.end()
                continue
            token = self._next(field)
            if token is None:
                continue
            yield token
            if token.mark is Mark.FIELD:
                field = self._with_value(token)
            elif token.mark is not Mark.NOT:
                field = None

    def _with_value(self, field: Token) -> Token:
        if self.text[self.at : self.at + 1].strip() in ("", ")"):
            raise mistake("empty_field", field.at, name=field.text)
        return field

    def _next(self, field: Token | None) -> Token | None:
        """The token at this place, which is not white space; None for a plus. `field` is the one it is the value of."""
        character = self.text[self.at]
        if character in "()":
            return self._take(Mark(character), 1)
        if field is not None and field.text.lower() in self.dates and (match := _SLASHED.match(self.text, self.at)):
            return self._take(Mark.RANGE, match.end() - self.at, match.group())
        if character in QUOTES:
            return self._phrase()
        mark, pattern = _BY_FIRST_LETTER.get(character, (None, None))
        if mark and pattern and (match := pattern.match(self.text, self.at)):
            return self._take(mark, match.end() - self.at, match.group(match.lastindex or 0))
        if field is not None and field.text.lower() in self.verbatim:
            return self._word(verbatim=True)
        return self._open_run(field)

    def _open_run(self, field: Token | None) -> Token | None:
        """A sign, a field or a word."""
        if match := _SIGN.match(self.text, self.at):
            token = self._take(Mark.NOT, match.end() - self.at, match.group())
            return token if token.text.rstrip(":").endswith("-") else None
        if (match := _FIELD.match(self.text, self.at)) and self._is_field(match):
            return self._field(match, field)
        return self._word(value=field is not None)

    def _is_field(self, match: re.Match[str]) -> bool:
        """A colon before a space is punctuation, unless the word before it is a field that lacks its value."""
        following = self.text[match.end() : match.end() + 1]
        name = match.group(1)
        return (
            name.lower() in self.fields
            or _NEAR_WITH_DISTANCE.fullmatch(name) is not None
            or not (following in ("", ")") or following.isspace())
        )

    def _field(self, match: re.Match[str], outer: Token | None) -> Token:
        name = match.group(1)
        if not NEAR.fullmatch(name):
            if outer is not None:
                raise second_field(outer.text, name, self.at)
            if name.lower() not in self.fields:
                raise unknown_field(name, self.at, sorted(self.fields))
        return self._take(Mark.FIELD, match.end() - self.at, name)

    def _word(self, *, value: bool = False, verbatim: bool = False) -> Token:
        match = _WORD.match(self.text, self.at)
        assert match is not None, "white space, brackets and quotes are taken before"
        at, text = self.at, match.group()
        self._no_tail_without_phrase(text)
        self.at = match.end()
        if verbatim:
            return Token(Mark.WORD, at, self.at, text)
        text = text.strip(":")
        operator = None if value else _OPERATORS.get(text)
        return Token(operator or Mark.WORD, at, self.at, text)

    def _no_tail_without_phrase(self, text: str) -> None:
        """Refuses ``"a b"*`` and ``(a b)~3``, which would otherwise read as a word of their own."""
        before = self.text[self.at - 1 : self.at]
        if before and before in QUOTES + ")":
            if text.startswith("*"):
                raise mistake("leading_wildcard", self.at)
            if text.startswith("~"):
                raise bad_proximity(self.at, "a distance can only follow a phrase in quotes")

    def _phrase(self) -> Token:
        match = _PHRASE.match(self.text, self.at)
        if match is None:
            raise mistake("unbalanced_quote", self.at)
        at, self.at = self.at, match.end()
        return Token(Mark.PHRASE, at, self.at, " ".join(match.group(1).split()), match.group(2) or "", match.end(1) + 1)

    def _take(self, mark: Mark, length: int, text: str = "") -> Token:
        at, self.at = self.at, self.at + length
        return Token(mark, at, self.at, text)


def _is_punctuation(token: Token) -> bool:
    """A word without letter or digit, as analysis sees it."""
    return token.mark is Mark.WORD and "*" not in token.text and not terms(token.text)


def _is_value(before: list[Token]) -> bool:
    """Whether what comes after these tokens belongs to a field."""
    signs = 1 if before and before[-1].mark is Mark.NOT else 0
    return len(before) > signs and before[-1 - signs].mark is Mark.FIELD


def _as_one_phrase(text: str) -> Token:
    """A query of nothing but punctuation: it is kept, and matches nothing, where dropping it would match everything."""
    return Token(Mark.PHRASE, 0, len(text), " ".join(text.split()))
