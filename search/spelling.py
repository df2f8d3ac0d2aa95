"""Did you mean: a query that finds nothing because of words that the collection does not have, with the nearest words that it has.

Offered, never applied. Only what could be a slip is touched: plain words and quoted ones of four letters or more, in text or in names,
that alone find nothing at all; nothing that is excluded. Where each word finds something and all of them together nothing, filters
aside, a slip may be one that an article has, too: a rare word, one letter from a far more frequent one.

The rest of the query helps to choose: near words are taken from articles that match it, and each attempt is the whole query, asked. That
takes some four questions where one word is wrong, thirty at most, and all engines answer them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from index.analysis import spans, terms
from index.clauses import Clause
from index.closeness import close_terms, edits
from index.engine import Ask, FacetAsk, Hits
from index.errors import QueryError
from index.fields import BY_NAME, Kind
from index.query import All, Any, Fuzzy, Not, Phrase, Query, Word
from search.found_words import Words, facets_of
from search.lexer import LOOKUPS, tokens
from search.mistakes import FEWEST_FUZZY
from search.results import Instead
from search.scopes import DATES, NAMES, VERBATIM

FEWEST_FOR_TWO = 6
"""Letters from which two may be wrong, as with Elasticsearch's fuzziness AUTO: a shorter word is two letters away from too many others."""

LONGEST = 40
"""Letters of a word that may be misspelt."""

MOST_CHECKED = 8
"""Words of a query that are looked up one by one; a longer one is a pasted text."""

RARE = 5
"""Articles that may have a slip of their own."""

FAR_MORE = 20
"""Times as many articles have the word that was meant: "develpment" is in 2 of Reuters-21578, "development" in 1,648."""

MOST_WRONG = 3
"""Words that may be wrong at once; beyond that the query is of another language, or of none."""

LOOKED_THROUGH = 30
"""Articles, the newest, whose words are looked through: the most frequent of near words is in one of them."""

MOST_TRIED = 5
"""Attempts that are asked, of each distance."""

NEAR_NAMES = 50
"""Names of a facet whose words are looked through."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How to ask about a query: `read` what is typed, its `clause`, the `narrowed` ask of a clause as the request has it, and `find`."""

    read: Callable[[str], Query]
    clause: Callable[[Query], Clause]
    narrowed: Callable[[Clause], Ask]
    find: Callable[[Ask], Hits]

    def anywhere(self, query: Query) -> int:
        """How many articles of the collection match, whatever the filters."""
        return self.find(Ask(self.clause(query), limit=0)).total

    def total(self, text: str) -> int:
        """How many articles the whole request would find with this text; none if it cannot be understood."""
        try:
            return self.find(self.narrowed(self.clause(self.read(text)))).total
        except QueryError:
            return 0


@dataclass(frozen=True, slots=True)
class _Spot:
    """A term of the typed text that may be misspelt, its characters, and the lookup it belongs to."""

    at: int
    end: int
    term: str
    leaf: Word | Phrase

    @property
    def alone(self) -> Word | Phrase:
        """The lookup of this term alone."""
        return replace(self.leaf, text=self.term)


_Wrong = Mapping[_Spot, int]
"""What may be misspelt, and how many articles nevertheless have it."""


class _NearWord(NamedTuple):
    """A word near a wrong one: the edits between them, and its place among those that are near."""

    edits: int
    rank: int
    word: str


_Attempt = Mapping[str, _NearWord]
"""Wrong term → the word to try in its place."""


def instead(text: str, query: Query, ways: Ways, more_words: Iterable[str] = ()) -> Instead | None:
    """What may have been meant by `text`, which is understood as `query` and finds nothing; None where nothing is near.

    `more_words` may have been meant though no article has them: other names are found by them.
    """
    spots = list(_spots(text, query))
    if len(spots) > MOST_CHECKED:
        return None
    having = {lookup: ways.anywhere(lookup) for lookup in dict.fromkeys(spot.alone for spot in spots)}
    wrong = {spot: having[spot.alone] for spot in spots if not having[spot.alone]}
    farthest = 2
    if not wrong and len(having) > 1 and not ways.anywhere(query):
        wrong, farthest = {spot: having[spot.alone] for spot in spots if having[spot.alone] <= RARE}, 1
    if not 0 < len({spot.term for spot in wrong}) <= MOST_WRONG:
        return None
    found = (_corrected(text, query, wrong, most, ways, more_words) for most in range(1, farthest + 1))
    return next(filter(None, found), None)


def _corrected(text: str, query: Query, wrong: _Wrong, most: int, ways: Ways, more_words: Iterable[str]) -> Instead | None:
    """The best of the attempts with words at most so many edits away."""
    reach = {spot.term: min(most, _reach(spot.term)) for spot in wrong}
    if max(reach.values()) < most:
        return None
    words = Words(_near_matches(query, wrong, reach, ways))
    near = {spot.term: _near_words(spot, reach[spot.term], words, more_words) for spot in wrong}
    fewest, best = 0, Instead(text, 0)
    for attempt in _attempts(near):
        if best.articles and _edits(attempt) > fewest:
            break
        corrected = _replaced(text, wrong, attempt)
        total = ways.total(corrected)
        if total > best.articles and _is_far_more_frequent(attempt, wrong, ways):
            fewest, best = _edits(attempt), Instead(corrected, total)
    return best if best.articles else None


def _is_far_more_frequent(attempt: _Attempt, wrong: _Wrong, ways: Ways) -> bool:
    """Whether each word that would take the place of one that some articles have is in far more."""
    rare = [(replace(spot.leaf, text=attempt[spot.term].word), having) for spot, having in wrong.items() if having and spot.term in attempt]
    return all(ways.anywhere(lookup) >= FAR_MORE * having for lookup, having in rare)


def _spots(text: str, query: Query) -> Iterator[_Spot]:
    """The terms that can be misspelt. The tree has no places, but its leaves stand in the order of the tokens."""
    found = [token for token in tokens(text, NAMES, VERBATIM, DATES) if token.mark in LOOKUPS]
    for token, leaf in zip(found, _leaves(query), strict=True) if found else ():
        if isinstance(leaf, Word | Phrase) and _has_words(leaf.field):
            for term, start, end in spans(text[token.at : token.end]):
                if FEWEST_FUZZY <= len(term) <= LONGEST and term.replace("'", "").isalpha():
                    yield _Spot(token.at + start, token.at + end, term, leaf)


def _leaves(query: Query) -> Iterator[Query | None]:
    """The lookups of a query in order, None for each that is excluded."""
    match query:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from (None for _ in _leaves(part))
        case _:
            yield query


def _has_words(field: str | None) -> bool:
    """Whether words of a field are looked up one by one, not whole values."""
    return field in (None, "entity") or BY_NAME[field].kind in (Kind.TEXT, Kind.NAMES)


def _reach(term: str) -> int:
    return 2 if len(term) >= FEWEST_FOR_TWO else 1


def _near_matches(query: Query, wrong: _Wrong, reach: Mapping[str, int], ways: Ways) -> Hits:
    """Articles that match the query if any near word will do for each wrong one, with the names in them that are asked for."""
    loose = _loosened(query, {spot.leaf for spot in wrong}, reach)
    facets = dict.fromkeys(facet for spot in wrong for facet in facets_of(spot.leaf.field))
    ask = replace(ways.narrowed(ways.clause(loose)), sort="newest", limit=LOOKED_THROUGH)
    return ways.find(replace(ask, facets=tuple(FacetAsk(facet, NEAR_NAMES) for facet in facets)))


def _loosened(query: Query, wrong: Collection[Query], reach: Mapping[str, int]) -> Query:
    match query:
        case All(parts):
            return All(tuple(_loosened(part, wrong, reach) for part in parts))
        case Any(parts):
            return Any(tuple(_loosened(part, wrong, reach) for part in parts))
        case Word() | Phrase() if query in wrong:
            return All(tuple(_near(query, term, reach[term]) if term in reach else replace(query, text=term) for term in terms(query.text)))
        case _:
            return query


def _near(leaf: Word | Phrase, term: str, distance: int) -> Query:
    """Words so near to `term`, a swap of neighbouring letters being one edit, which to an engine is two."""
    swapped = (term[:at] + term[at + 1] + term[at] + term[at + 2 :] for at in range(len(term) - 1))
    return Any((Fuzzy(term, distance, leaf.field), *(Phrase(each, leaf.field) for each in swapped)))


def _near_words(spot: _Spot, reach: int, words: Words, more_words: Iterable[str]) -> list[_NearWord]:
    """The words near a wrong one: the fewest edits first, then those in most articles."""
    known = words.of(spot.leaf.field)
    terms_near = {*close_terms(known.having, spot.term, 2), *close_terms(more_words, spot.term, 2)}
    near = sorted((edits(term, spot.term), -known.having[term], term) for term in terms_near if len(term) >= FEWEST_FUZZY - 1)
    nearest = [(distance, term) for distance, _, term in near if 0 < distance <= reach][:MOST_TRIED]
    return [_NearWord(distance, rank, known.written(term)) for rank, (distance, term) in enumerate(nearest)]


def _attempts(near: Mapping[str, list[_NearWord]]) -> list[_Attempt]:
    """What to put for the wrong words, the likeliest first."""
    known = {term: words for term, words in near.items() if words}
    attempts: list[_Attempt] = [dict(zip(known, words, strict=True)) for words in product(*known.values())] if known else []
    return sorted(attempts, key=lambda attempt: (_edits(attempt), sum(word.rank for word in attempt.values())))[:MOST_TRIED]


def _edits(attempt: _Attempt) -> int:
    return sum(word.edits for word in attempt.values())


def _replaced(text: str, wrong: _Wrong, attempt: _Attempt) -> str:
    """The typed text with other words, all else as it was typed."""
    for spot in sorted(wrong, key=lambda spot: spot.at, reverse=True):
        if spot.term in attempt:
            word, typed = attempt[spot.term].word, text[spot.at : spot.end]
            text = text[: spot.at] + (word[0].upper() + word[1:] if typed[0].isupper() else word) + text[spot.end :]
    return text
