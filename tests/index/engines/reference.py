"""The reference engine: what every query means, once more, slowly and obviously.

It knows `index.query` trees and articles and nothing of plans or engines; only the
definition of words (`index.analysis`) is shared. The contract suite compares every engine with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index import query as q
from index.analysis import fold_key, paragraphs, stem, stem_code, terms
from index.article import Article
from index.document import Document, document, searched_seconds
from index.engine import Ask, FacetCount, FacetCounts, PeriodCounts
from index.periods import Interval, fitting, period

Found = bool | None
"""Whether a query matches; None where analysis leaves nothing of it to say."""


@dataclass(frozen=True)
class Known:
    """An article with its words taken apart once. Lines are paragraphs, or names."""

    article: Article
    ready: Document

    @cached_property
    def lines(self) -> dict[str, list[list[str]]]:
        """Exact terms of each field, line by line."""
        article = self.article
        names = {type_: [name for e in article.of_type(type_) for name in (e.canonical, e.name)] for type_ in ("person", "org", "place")}
        texts = {"title": paragraphs(article.title), "body": paragraphs(article.body)}
        written = {**texts, **names, "source": [article.source], "author": list(article.authors)}
        return {field: [terms(line) for line in found] for field, found in written.items()}

    @cached_property
    def code(self) -> str:
        """The stemmer of the article's language."""
        return stem_code(self.article.language)

    @cached_property
    def stems(self) -> dict[str, list[list[str]]]:
        """Stems of title and body, line by line, in the article's own language."""
        return {field: [[stem(term, self.code) for term in line] for line in self.lines[field]] for field in ("title", "body")}

    @cached_property
    def terms(self) -> dict[str, frozenset[str]]:
        """All exact terms of each field."""
        return {field: frozenset(term for line in lines for term in line) for field, lines in self.lines.items()}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """All exact terms and stems of each text field: a quick no for most articles."""
        return {field: found.union(*self.stems.get(field, ())) for field, found in self.terms.items()}


class Reference:
    """A list of articles that can be asked what an engine can be asked."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.known = {article.id: Known(article, document(article)) for article in articles}

    def ids(self, query: q.Query) -> set[str]:
        """The ids of the articles that `query` matches."""
        return {id_ for id_, known in self.known.items() if matches(query, known)}

    def order(self, ids: Iterable[str], oldest: bool = False) -> list[str]:
        """Newest (or oldest) first, without a date last, then by id."""
        dated = {id_: searched_seconds(self.known[id_].article) for id_ in ids}
        return sorted(dated, key=lambda i: (dated[i] is None, (dated[i] or 0) * (1 if oldest else -1), i))

    def filtered(self, ids: set[str], filters: Mapping[str, tuple[str, ...]]) -> set[str]:
        """Those of `ids` that have one of the chosen values in every filtered facet."""
        return {i for i in ids if all(set(self.known[i].ready.facets[facet]) & set(values) for facet, values in filters.items())}

    def facets(self, ids: set[str], ask: Ask) -> dict[str, FacetCounts]:
        """Exact counts; each facet ignores its own filter."""
        answer = {}
        for wanted in ask.facets:
            others = {facet: values for facet, values in ask.filters.items() if facet != wanted.name}
            counts = Counter(v for i in self.filtered(ids, others) for v in self.known[i].ready.facets[wanted.name])
            kept = [(v, n) for v, n in counts.items() if fold_key(wanted.containing) in fold_key(v)]
            kept.sort(key=lambda pair: (-pair[1], pair[0]))
            answer[wanted.name] = FacetCounts(tuple(FacetCount(*pair) for pair in kept[: wanted.size]), len(kept) > wanted.size)
        return answer

    def timeline(self, ids: set[str], interval: Interval | str) -> PeriodCounts:
        """Counts by period; "auto" by the span of the matches."""
        moments = [searched_seconds(self.known[i].article) for i in ids]
        dated = [moment for moment in moments if moment is not None]
        if interval == "auto":
            days = [moment // 86_400 for moment in dated] or [0]
            interval = fitting(min(days), max(days))
        counts = Counter(period(moment, interval) for moment in dated)  # type: ignore[arg-type]
        return PeriodCounts(interval, dict(counts), len(moments) - len(dated))  # type: ignore[arg-type]

    def stories(self, ids: set[str]) -> int:
        """Different events: every article without a story is one."""
        stories = [self.known[i].article.story for i in ids]
        return stories.count(None) + len({story for story in stories if story})


def matches(query: q.Query, known: Known) -> bool:
    """Whether an article matches a query; one of which nothing is left matches nothing."""
    return _found(query, known) is True


def _found(query: q.Query, known: Known) -> Found:
    match query:
        case q.Everything():
            return True
        case q.All(parts):
            said = [found for part in parts if (found := _found(part, known)) is not None]
            return all(said) if said else None
        case q.Any(parts):
            return _any(_found(part, known) for part in parts)
        case q.Also(part, others):
            return _any(_found(each, known) for each in (part, *others))
        case q.Not(part):
            found = _found(part, known)
            return None if found is None else not found
        case q.Dates(field, start, end):
            moment = known.ready.published if field == "published" else known.ready.seen
            return moment is not None and (start is None or moment >= start.timestamp()) and (end is None or moment < end.timestamp())
        case _:
            return _leaf(query, known)


def _any(found: Iterable[Found]) -> Found:
    said = [one for one in found if one is not None]
    return any(said) if said else None


def _leaf(leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy, known: Known) -> Found:
    names = {None: ("title", "body"), "entity": ("person", "org", "place")}.get(leaf.field, (leaf.field,))
    return _any(_in_field(leaf, name, known) for name in names if name)


def _in_field(leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy, name: str, known: Known) -> Found:
    if name in known.ready.keys:
        value = fold_key(leaf.text)
        return any(_same(leaf, value, own) for own in known.ready.keys[name]) if value else None
    wanted = _terms(leaf.text)
    if not wanted:
        return None
    if isinstance(leaf, q.Word) and name in known.stems:
        wanted = _stems(leaf.text, known.code)
        return known.words[name].issuperset(wanted) and any(_run(wanted, line, 0) for line in known.stems[name])
    lines = known.lines[name]
    if isinstance(leaf, q.Prefix | q.Fuzzy):
        every = known.terms[name]
        return every.issuperset(wanted[:-1]) and any(_same(leaf, wanted[-1], term) for term in every)
    if not known.words[name].issuperset(wanted):
        return False
    check: Callable[[list[str]], bool] = lambda line: _run(wanted, line, leaf.slop if isinstance(leaf, q.Phrase) else 0)  # noqa: E731
    if isinstance(leaf, q.Near) and len(wanted) > 1:
        check = lambda line: _cluster(wanted, line, leaf.distance)  # noqa: E731
    return any(check(line) for line in lines)


@lru_cache
def _terms(text: str) -> list[str]:
    return terms(text)


@lru_cache
def _stems(text: str, code: str) -> list[str]:
    return [stem(term, code) for term in _terms(text)]


def _same(leaf: q.Word | q.Phrase | q.Near | q.Prefix | q.Fuzzy, wanted: str, own: str) -> bool:
    if isinstance(leaf, q.Prefix):
        return own.startswith(wanted)
    if isinstance(leaf, q.Fuzzy):
        return abs(len(own) - len(wanted)) <= leaf.distance and distance(wanted, own) <= leaf.distance
    return own == wanted


def _run(wanted: list[str], line: list[str], slop: int) -> bool:
    """In order, with at most `slop` other words among them in total."""

    def from_(at: int, rest: list[str], left: int) -> bool:
        if not rest:
            return True
        near = range(at, min(at + left + 1, len(line)))
        return any(line[p] == rest[0] and from_(p + 1, rest[1:], left - (p - at)) for p in near)

    return any(line[p] == wanted[0] and from_(p + 1, wanted[1:], slop) for p in range(len(line)))


def _cluster(wanted: list[str], line: list[str], most: int) -> bool:
    """In any order: some window holds them all (a repeated word as often) with at most `most` other words."""
    need = Counter(wanted)
    width = len(wanted) + most
    return any(not need - Counter(line[p : p + width]) for p in range(len(line)))


@lru_cache(maxsize=500_000)
def distance(a: str, b: str) -> int:
    """Levenshtein: letters inserted, removed or replaced."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
