"""What a score is made of: how much each lookup of the plan added. Made only when asked for.

Scores are sums over the lookups (see `index.plan.Both` and `Either`), so the part of one lookup is the score that
it gives alone. The engine is asked once for each lookup, for all hits of a page together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from index.analysis import fold_key
from index.engine import Ask, Hit, Hits
from index.plan import Both, Clause, Cluster, Either, Run, Term, scores
from search.results import ScorePart


def score_parts(clause: Clause, hits: Sequence[Hit], find: Callable[[Ask], Hits]) -> Mapping[str, tuple[ScorePart, ...]]:
    """Article id → what its score is made of, for the hits of `clause`; the largest part first. `find` is a reader's."""
    these = Either(tuple(Term("id", fold_key(hit.id)) for hit in hits))
    parts: defaultdict[str, list[ScorePart]] = defaultdict(list)
    for lookup, times in Counter(_scoring(clause)).items():
        for hit in find(Ask(Both((lookup, these)), limit=len(hits))).hits:
            terms = lookup.term if isinstance(lookup, Term) else " ".join(lookup.terms)
            parts[hit.id].append(ScorePart(lookup.field.partition("_")[0], terms, hit.place.score * times))
    return {id_: tuple(sorted(found, key=lambda part: -part.score)) for id_, found in parts.items()}


def _scoring(clause: Clause) -> Iterator[Term | Run | Cluster]:
    """The lookups that count towards the score, each as often as it is there."""
    match clause:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _scoring(part)
        case Term() | Run() | Cluster() if scores(clause):
            yield clause
