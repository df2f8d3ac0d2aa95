"""The slow, obvious way to find matches: every word of every paragraph against every leaf. Tests compare the fast way with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

from index.analysis import paragraphs, spans, stem
from index.clauses import Both, Clause, Close, Cluster, Either, Run, StartsWith, Term


class Place(NamedTuple):
    term: str
    start: int
    end: int


def naive_matches(clause: Clause, field: str, text: str, stem_code: str) -> set[tuple[int, int, Clause]]:
    """(start, end, leaf) of everything in `text` that a positive leaf of `clause` means."""
    found = set()
    for leaf in leaves(clause):
        if leaf.field.startswith(field):
            for places in _paragraphs(text):
                found |= {(start, end, leaf) for start, end in _of_leaf(leaf, places, stem_code)}
    return found


def leaves(clause: Clause) -> Iterator[Term | Run | Cluster | StartsWith | Close]:
    if isinstance(clause, Both | Either):
        for part in clause.parts:
            yield from leaves(part)
    elif isinstance(clause, Term | Run | Cluster | StartsWith | Close):
        yield clause


def distance(a: str, b: str) -> int:
    """Levenshtein distance, by the table of the textbook."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, before = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
    return row[-1]


def _paragraphs(text: str) -> Iterator[list[Place]]:
    at = 0
    for paragraph in paragraphs(text):
        yield [Place(term, at + start, at + end) for term, start, end in spans(paragraph)]
        at += len(paragraph) + 2


def _of_leaf(leaf: Clause, places: list[Place], stem_code: str) -> set[tuple[int, int]]:
    form: Callable[[str], str] = (lambda term: stem(term, stem_code)) if leaf.field.endswith("_stem") else (lambda term: term)
    match leaf:
        case Term():
            return {(p.start, p.end) for p in places if form(p.term) == leaf.term}
        case StartsWith():
            return {(p.start, p.end) for p in places if form(p.term).startswith(leaf.prefix)}
        case Close():
            return {(p.start, p.end) for p in places if distance(form(p.term), leaf.term) <= leaf.distance}
        case Run(_, terms, 0):
            starts = (i for i in range(len(places)) if tuple(form(p.term) for p in places[i : i + len(terms)]) == terms)
            return {(places[i].start, places[i + len(terms) - 1].end) for i in starts}
        case Run(_, terms, slop):
            return _nearest(places, len(terms), slop, lambda chosen: tuple(form(p.term) for p in chosen) == terms)
        case Cluster(_, terms, slop):
            return _nearest(places, len(terms), slop, lambda chosen: sorted(form(p.term) for p in chosen) == sorted(terms))
    raise AssertionError(leaf)


def _nearest(places: list[Place], count: int, slop: int, fits: Callable[[list[Place]], bool]) -> set[tuple[int, int]]:
    """Of all choices that fit and are near enough, for each last word the one whose other words are nearest to it."""
    best: dict[int, tuple[int, ...]] = {}
    for chosen in combinations(range(len(places)), count):
        if chosen[-1] - chosen[0] + 1 - count <= slop and fits([places[i] for i in chosen]):
            nearest = tuple(reversed(chosen))
            best[chosen[-1]] = max(best.get(chosen[-1], ()), nearest)
    return {(places[i].start, places[i].end) for chosen in best.values() for i in chosen}
