"""The articles and queries that the benchmarks share.

The articles are the 21,578 of Reuters-21578 as JSON lines (see bench/README.md); their place is given
by ``--articles`` and defaults to ``../shared/data/articles/reuters21578.jsonl.gz``.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from index.analysis import terms
from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.errors import BadRecord
from index.readers import read

T = TypeVar("T")

DEFAULT = Path(__file__).parents[1] / "../shared/data/articles/reuters21578.jsonl.gz"


def arguments(description: str) -> argparse.ArgumentParser:
    """A parser that knows ``--articles``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--articles", type=Path, default=DEFAULT, help="the Reuters file (JSON lines, gzip)")
    return parser


def raw_articles(path: Path) -> list[RawArticle]:
    """All records of the file; leaves with the reason where it is missing or broken."""
    if not path.exists():
        sys.exit(f"{path} is not there; bench/README.md says what it is, --articles where it is")
    return list(read([path], on_bad=_stop))


def enriched(raws: Sequence[RawArticle]) -> list[Article]:
    """The articles as the collection would hold them."""
    enricher = Enricher(AliasTable.load(), "rules")
    now = datetime.now(UTC)
    return [enricher.article(raw, now) for raw in raws]


def title_queries(articles: Sequence[Article], count: int = 200, seed: int = 1) -> list[str]:
    """Queries drawn from titles: one, two or three neighbouring words, a fifth of them as a phrase."""
    rng = random.Random(seed)
    queries: dict[str, None] = {}
    while len(queries) < count:
        words = [word for word in terms(rng.choice(articles).title) if len(word) > 2 and word.isalpha()]
        if len(words) >= 2:
            at = rng.randrange(len(words))
            run = words[at : at + rng.choice([1, 2, 2, 3])]
            queries[f'"{" ".join(run)}"' if len(run) > 1 and rng.random() < 0.2 else " ".join(run)] = None
    return list(queries)


def milliseconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def in_turn(queries: Sequence[str], sides: dict[str, Callable[[str], object]], rounds: int) -> dict[str, list[float]]:
    """Each side's milliseconds for each query: the best of `rounds`, which other work on the machine disturbed least.

    The sides take turns on every query, each round begun by another; a query comes again only after all others.
    """
    taken = {name: [math.inf] * len(queries) for name in sides}
    for turn in range(rounds):
        names = deque(sides)
        names.rotate(turn)
        for at, query in enumerate(queries):
            for name in names:
                taken[name][at] = min(taken[name][at], milliseconds(partial(sides[name], query)))
    return taken


def kind(query: str) -> str:
    """Which kind of title query it is."""
    return "phrase" if query.startswith('"') else ("one word", "two words", "three words")[query.count(" ")]


def report(taken: dict[str, list[float]], against: str, queries: Sequence[str]) -> None:
    """Median and 90th percentile of each side and its share of the side `against`; medians by kind of query below."""
    for name, values in taken.items():
        ratio = statistics.median(mine / other for mine, other in zip(values, taken[against], strict=True))
        median, p90 = statistics.median(values), statistics.quantiles(values, n=10)[-1]
        share = median / statistics.median(taken[against])
        print(f"{name:20} median {median:8.2f} ms  p90 {p90:8.2f} ms  {share:5.2f} of {against}, {ratio:5.2f} query by query")
    for each in dict.fromkeys(map(kind, queries)):
        medians = {name: statistics.median(_of_kind(each, queries, values)) for name, values in taken.items()}
        count = len(_of_kind(each, queries, queries))
        sides = "  ".join(f"{name} {median:.2f} ms ({median / medians[against]:.2f})" for name, median in medians.items())
        print(f"  {count:3} {each:12} {sides}")


def _of_kind(wanted: str, queries: Sequence[str], values: Sequence[T]) -> list[T]:
    return [value for query, value in zip(queries, values, strict=True) if kind(query) == wanted]


def _stop(bad: BadRecord) -> None:
    sys.exit(str(bad))
