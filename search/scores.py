"""What a score is made of: how much each lookup of the plan added. Made only when asked for.

Scores are sums over the lookups (see `index.clauses.Both` and `Either`), so the part of one lookup is the score that
it gives alone, where the branches of the query that it stands in match. The engine is asked once for each lookup, for all
hits of a page together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.analysis import fold_key
from index.clauses import Both, Clause, Cluster, Either, Run, Term, scores
from index.engine import Ask, Hit, Hits
from search.results import ScorePart


def score_parts(clause: Clause, hits: Sequence[Hit], find: Callable[[Ask], Hits]) -> Mapping[str, tuple[ScorePart, ...]]:
    """Article id → what its score is made of, for the hits of `clause`; the largest part first. `find` is a reader's."""
    these = Either(tuple(Term("id", fold_key(hit.id)) for hit in hits))
    parts: defaultdict[str, defaultdict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for (lookup, branches), times in Counter(_scoring(clause)).items():
        terms = lookup.term if isinstance(lookup, Term) else " ".join(lookup.terms)
        for hit in find(Ask(Both((lookup, *branches, these)), limit=len(hits))).hits:
            parts[hit.id][lookup.field.partition("_")[0], terms] += hit.place.score * times
    made = {id_: [ScorePart(*of, score) for of, score in found.items()] for id_, found in parts.items()}
    return {id_: tuple(sorted(found, key=lambda part: -part.score)) for id_, found in made.items()}


def _scoring(clause: Clause, branches: tuple[Clause, ...] = ()) -> Iterator[tuple[Term | Run | Cluster, tuple[Clause, ...]]]:
    """The lookups that count towards the score, each as often as it is there, with the branches that must match for it to count."""
    match clause:
        case Both(parts):
            for part in parts:
                yield from _scoring(part, branches)
        case Either(parts):
            for part in parts:
                yield from _scoring(part, (*branches, _unscored(part)) if isinstance(part, Both) else branches)
        case Term() | Run() | Cluster() if scores(clause):
            yield clause, branches


def _unscored(clause: Clause) -> Clause:
    """What matches the same and adds nothing to the score."""
    match clause:
        case Both(parts) | Either(parts):
            return type(clause)(tuple(map(_unscored, parts)))
        case Term() | Run() | Cluster():
            return replace(clause, weight=0.0)
        case _:
            return clause
