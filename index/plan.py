"""From a question in words (`index.query`) to a plan in terms: what every engine looks up.

All meaning is decided here, once: which index fields a word is looked up in, its stem in
each language of the collection, how a word of several terms ("state-run") is read, which lookups
count towards the score. An engine only compiles the clauses (`index.clauses`) to its own objects, and
snippets mark exactly what the same clauses match.

A lookup that analysis leaves empty ("—", "…") says nothing: it is left out beside others, and matches
nothing where it stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from index import query as q
from index.analysis import fold_key, stem, terms
from index.blending import Count, Spelling, blended, limits
from index.clauses import EVERYTHING, NOTHING, Between, Both, Clause, Close, Cluster, Either, Run, StartsWith, Term, Without
from index.document import BAG_FIELDS
from index.fields import BY_NAME, ENTITY_FIELDS, Kind
from index.function_words import FUNCTION_WORDS

TITLE_WEIGHT = 2.0
"""How much a match in the title counts beside one in the body, where a query or phrase is looked up in each of them."""

TITLE_BONUS = 0.25
"""How much more a word counts that stands in the title, beside its score in the whole text. Chosen on the judged collections
`time`, `cacm` and `cisi` among 0, 0.25, 0.5 and 1: nDCG@10 and MAP fall on either side."""


def plan(query: q.Query, languages: Iterable[str] = ("en",), count: Count | None = None) -> Clause:
    """What to look up for `query`, in a collection whose articles use the stem codes `languages`.

    With `count`, which tells how frequent terms are, the forms of a word in several languages score as one (`index.blending`).
    """
    clause = _Planner(tuple(sorted(languages)), count, says_something=any(map(_is_telling, _typed(query)))).clause(query)
    return NOTHING if clause is None else clause


_WHOLE_TEXT: Mapping[str, float] = {"text_stem": 1.0, "title_stem": TITLE_BONUS}
_EACH_TEXT: Mapping[str, float] = {"body_stem": 1.0, "title_stem": 1.0 + TITLE_BONUS}
"""Fields in which a word without field is looked up, with their weights: a word of one term, a word of several."""

_OTHER_NAME: Mapping[str, float] = {"title": 2 * TITLE_BONUS, "body": 1.0}
"""The same for another name of what was typed: not in the whole text, where no order of words is kept."""

_Leaf = Callable[[str], Clause | None]
"""Makes the clause of one word or phrase for one index field."""


@dataclass(frozen=True, slots=True)
class _Planner:
    """`says_something`: a word of the query tells what it is about, so that function words need not score."""

    languages: tuple[str, ...]
    count: Count | None
    says_something: bool

    def clause(self, query: q.Query) -> Clause | None:
        """The clause of a query, or None where analysis leaves nothing of it."""
        match query:
            case q.Everything():
                return EVERYTHING
            case q.All(parts):
                return _together(Both, map(self.clause, parts))
            case q.Any(parts):
                return _together(Either, map(self.clause, parts))
            case q.Not(part):
                inner = self.clause(part)
                return None if inner is None else Without(inner)
            case q.Also(part, others):
                return _together(Either, (self.clause(part), *self._other_spellings(part, others)))
            case q.Dates(field, start, end):
                return Between(field, _seconds(start), _seconds(end))
            case _:
                return self._lookup(query)

    def _lookup(self, leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy) -> Clause | None:
        if isinstance(leaf, q.Word) and leaf.field is None:
            return self._any_form(leaf, _WHOLE_TEXT if len(terms(leaf.text)) == 1 else _EACH_TEXT)
        names = ("title", "body") if leaf.field is None else ENTITY_FIELDS if leaf.field == "entity" else (leaf.field,)
        return _together(Either, (self._in_field(leaf, name) for name in names))

    def _other_spellings(self, typed: q.Query, others: tuple[q.Phrase, ...]) -> list[Clause | None]:
        """Other names of what was typed, all in the same field, each exactly so; none weighs more than what was typed."""
        field = others[0].field
        weights = {f"{name}_exact": weight for name, weight in ({field: 1.0} if field else _OTHER_NAME).items()}
        found = [tuple(terms(other.text)) for other in others]
        most: dict[Spelling, float] = {}
        if self.count:
            words = [term for word in _typed(typed) if isinstance(word, q.Word) for term in terms(word.text)]
            forms = [[(f"{field or 'text'}_stem", form) for form in {stem(word, code): None for code in self.languages}] for word in words]
            most = limits(forms, [(name, each) for each in found if each for name in weights], self.count)
        return [_together(Either, (_run(name, each, weights[name] * most.get((name, each), 1.0)) for name in weights)) for each in found]

    def _in_field(self, leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy, name: str) -> Clause | None:
        kind = BY_NAME[name].kind
        if kind is Kind.KEY:
            return _whole_value(leaf, name)
        if kind is Kind.TEXT and isinstance(leaf, q.Word):
            return self._any_form(leaf, {f"{name}_stem": 1.0})
        field, weight = (f"{name}_exact", _weight(name)) if kind is Kind.TEXT else (f"{name}_names", 1.0)
        return _in_terms(leaf, field, weight)

    def _any_form(self, word: q.Word, weights: Mapping[str, float]) -> Clause | None:
        """A word in any form: its stems, in every language of the collection, in fields with their weights."""
        exact = terms(word.text)
        quiet = self.says_something and not _is_telling(word)
        forms = dict.fromkeys(tuple(stem(term, code) for term in exact) for code in self.languages)
        if quiet:
            weights = {field: 0.0 for field in weights if weights is not _WHOLE_TEXT or field in BAG_FIELDS}
        if self.count and not quiet and len(forms) > 1 and len(exact) == 1:
            shares = blended([(field, term) for (term,) in forms for field in weights], self.count)
            return Either(tuple(Term(field, term, weights[field] * share) for (field, term), share in shares.items()))
        return _together(Either, (_run(field, form, weight) for form in forms for field, weight in weights.items()))


def _typed(query: q.Query) -> Iterator[q.Query]:
    """The lookups of a query, whatever stands around them, but not what it excludes."""
    match query:
        case q.All(parts) | q.Any(parts):
            for part in parts:
                yield from _typed(part)
        case q.Also(part, _):
            yield from _typed(part)
        case q.Not():
            return
        case _:
            yield query


def _is_telling(leaf: q.Query) -> bool:
    """Whether a lookup of text is more than a function word."""
    if isinstance(leaf, q.Word):
        return leaf.field in (None, "title", "body") and not FUNCTION_WORDS.issuperset(terms(leaf.text))
    return isinstance(leaf, q.Phrase | q.Near)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _weight(name: str) -> float:
    return TITLE_WEIGHT if name == "title" else 1.0


def _in_terms(leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy, field: str, weight: float) -> Clause | None:
    """A lookup in a field of positioned terms."""
    found = tuple(terms(leaf.text))
    match leaf:
        case q.Phrase(_, _, slop):
            return _run(field, found, weight, slop)
        case q.Near(_, distance):
            return Cluster(field, found, distance, weight) if len(found) > 1 else _run(field, found, weight)
        case q.Prefix():
            return _ending(found, field, lambda last: StartsWith(field, last))
        case q.Fuzzy(_, distance):
            return _ending(found, field, lambda last: Close(field, last, distance))
        case _:
            return _run(field, found, weight)


def _run(field: str, found: tuple[str, ...], weight: float, slop: int = 0) -> Clause | None:
    if not found:
        return None
    return Term(field, found[0], weight) if len(found) == 1 else Run(field, found, slop, weight)


def _ending(found: tuple[str, ...], field: str, last: _Leaf) -> Clause | None:
    """``state-ru*`` and ``state-runn~``: the last term as `last` has it, those before it as they are, anywhere in the field."""
    if not found:
        return None
    return _together(Both, (*(Term(field, term, 0.0) for term in found[:-1]), last(found[-1])))


def _whole_value(leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy, field: str) -> Clause | None:
    """A lookup in a field of whole values."""
    value = fold_key(leaf.text)
    if not value:
        return None
    match leaf:
        case q.Prefix():
            return StartsWith(field, value)
        case q.Fuzzy(_, distance):
            return Close(field, value, distance)
        case _:
            return Term(field, value)


def _together(kind: type[Both] | type[Either], clauses: Iterable[Clause | None]) -> Clause | None:
    """The clauses that say something, under `kind`; None where none does."""
    parts = tuple(clause for clause in clauses if clause is not None)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(parts)
