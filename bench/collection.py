"""The articles and queries that the benchmarks share.

The articles are the 21,578 of Reuters-21578 as JSON lines (see bench/README.md); their place is given
by ``--articles`` and defaults to ``../shared/data/articles/reuters21578.jsonl.gz``.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from index.analysis import terms
from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.errors import BadRecord
from index.readers import read

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


def in_turn(queries: Sequence[str], sides: dict[str, Callable[[str], object]], rounds: int = 3) -> dict[str, list[float]]:
    """Each side's milliseconds for each query: the median of `rounds`, the sides taking turns on every query."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for query in queries:
        times: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(rounds):
            for name, side in sides.items():
                times[name].append(milliseconds(partial(side, query)))
        for name in sides:
            taken[name].append(statistics.median(times[name]))
    return taken


def report(taken: dict[str, list[float]], against: str) -> None:
    """Median, 90th percentile, and the median ratio query by query to the side `against`."""
    for name, values in taken.items():
        ratio = statistics.median(mine / other for mine, other in zip(values, taken[against], strict=True))
        median, p90 = statistics.median(values), statistics.quantiles(values, n=10)[-1]
        share = median / statistics.median(taken[against])
        print(f"{name:24} median {median:7.2f} ms  p90 {p90:7.2f} ms  {share:6.2f} of {against}, {ratio:6.2f} query by query")


def _stop(bad: BadRecord) -> None:
    sys.exit(str(bad))
