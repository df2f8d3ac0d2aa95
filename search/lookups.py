"""One word, phrase or date of a query, read within its field: the leaves of the tree."""

from __future__ import annotations

import re

from index.enrich.identity import canonical_url
from index.fields import Kind
from index.query import Dates, Everything, Fuzzy, Near, Phrase, Prefix, Query, Word
from search.dates import Calendar
from search.lexer import Mark, Token
from search.mistakes import FEWEST_BEFORE_STAR, FEWEST_FUZZY, WIDEST, bad_date, bad_proximity, mistake
from search.scopes import Scope

_NUMBER = re.compile(r"[0-9]{1,4}")
_POSITIONED = (Kind.TEXT, Kind.NAMES)
"""Kinds whose words have places, so that distances between them mean something."""


def lookup(token: Token, scope: Scope, calendar: Calendar) -> Query:
    """What a word, phrase, address or range means in `scope`. Raises `QueryError`."""
    if token.mark is Mark.PHRASE:
        return _phrase(token, scope, calendar)
    if scope.kind is Kind.DATE:
        return _date(token, scope, calendar)
    if token.mark is Mark.RANGE:
        raise bad_date(token.text, token.at, "a range needs a date field before it, as in published:[2022-03-01 TO 2022-03-31]")
    if token.mark is Mark.ADDRESS:
        return _address(token, scope)
    return _word(token, scope)


def near(token: Token, phrase: Token, scope: Scope) -> Near:
    """``near5:"a b"``: `token` is its name, `phrase` what follows."""
    distance = _distance(token.text[len("near") :], token.at)
    if phrase.mark is not Mark.PHRASE or phrase.at != token.end:
        raise bad_proximity(token.at, f"{token.text}: needs a phrase in quotes right behind it")
    if phrase.tail:
        raise bad_proximity(phrase.at_tail, "near already has its distance")
    _refuse_unless_positioned(scope, token.at)
    return Near(_spoken(phrase), distance, scope.field)


def _phrase(token: Token, scope: Scope, calendar: Calendar) -> Phrase | Dates:
    text = _spoken(token)
    if token.tail:
        _refuse_unless_positioned(scope, token.at_tail)
    slop = _distance(token.tail[1:], token.at_tail) if token.tail else 0
    if scope.kind is Kind.DATE:
        return _date(token, scope, calendar)
    return Phrase(_as_kept(text, scope.field), scope.field, slop)


def _spoken(phrase: Token) -> str:
    if not phrase.text:
        raise mistake("empty_phrase", phrase.at)
    return phrase.text


def _refuse_unless_positioned(scope: Scope, at: int) -> None:
    if scope.kind not in _POSITIONED:
        raise bad_proximity(at, f"{scope.field}: holds no words with a distance between them")


def _distance(digits: str, at: int) -> int:
    if not _NUMBER.fullmatch(digits) or int(digits) > WIDEST:
        raise bad_proximity(at)
    return int(digits)


def _date(token: Token, scope: Scope, calendar: Calendar) -> Dates:
    return calendar.dates(token.text, scope.field or "published", scope.bound, token.at)


def _address(token: Token, scope: Scope) -> Phrase | Prefix:
    """A web address is one value. Only where a field is written does a star at its end count."""
    if scope.kind is Kind.KEY and token.text.endswith("*"):
        return Prefix(token.text[:-1], scope.field)
    field = scope.field or "url"
    return Phrase(_as_kept(token.text, field), field)


def _as_kept(text: str, field: str | None) -> str:
    """A web address in the one form in which articles have it: people paste them with what brought them to the page."""
    return (canonical_url(text) or text) if field == "url" else text


def _word(token: Token, scope: Scope) -> Query:
    text, at = token.text, token.at
    if text == "*":
        if scope.field is None:
            return Everything()
        raise mistake("prefix_too_short", at)
    _check_star(text, at)
    if tilde := text.find("~", 1) + 1:
        return _fuzzy(text[: tilde - 1], text[tilde:], at, scope)
    if not text.endswith("*"):
        return Word(text, scope.field)
    if _letters(text) < FEWEST_BEFORE_STAR:
        raise mistake("prefix_too_short", at)
    return Prefix(text[:-1], scope.field)


def _check_star(text: str, at: int) -> None:
    star = text.find("*")
    if star == 0:
        raise mistake("leading_wildcard", at)
    if -1 < star < len(text) - 1:
        raise mistake("inner_wildcard", at + star)


def _fuzzy(word: str, tail: str, at: int, scope: Scope) -> Fuzzy:
    if tail and not _NUMBER.fullmatch(tail):
        raise mistake("bad_fuzziness", at)
    if _letters(word) < FEWEST_FUZZY:
        raise mistake("fuzzy_too_short", at)
    if tail not in ("", "1", "2"):
        raise mistake("bad_fuzziness", at)
    return Fuzzy(word, int(tail or 1), scope.field)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
