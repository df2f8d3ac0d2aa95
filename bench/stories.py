"""Stories against gold events: B-cubed precision, recall and F1 (Bagga and Baldwin 1998).

    python -m bench.stories [--data DIRECTORY] [--articles reuters21578.jsonl.gz]

The directory holds `basil.jsonl` (`event` is the gold label, with dates) and `neus-dev.jsonl` (without dates). An article in no
story counts as a story of its own. They are grouped all at once, and in ten batches as an archive grows. With ``--articles`` the
processor time for a large collection is measured as well: all of it at once, and its last hundred articles as they come to the others.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.enrich.stories import StoryFinder, story_input
from index.grouping import grouped
from index.readers import read

BATCHES = 10

LATER = 100
"""Articles that come to the others of a large collection."""

DATA = Path(__file__).parents[1] / "../shared/data/stories"


def load(path: Path, enricher: Enricher) -> tuple[list[Article], dict[str, str]]:
    """The articles of one file, and the gold event of each by its id."""
    articles, events = [], {}
    now = datetime.now(UTC)
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line)
            raw = RawArticle(
                f"{path.name}:{number}", record.get("body") or record.get("lead") or "", record.get("title") or "",
                record_id=record["id"], source=str(record.get("source")), published=record.get("published_at"), language="en",
            )  # fmt: skip
            article = enricher.article(raw, now)
            articles.append(article)
            events[article.id] = str(record["event"])
    return articles, events


def b_cubed(found: dict[str, str], gold: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1, averaged over articles."""
    precision = recall = 0.0
    stories, events = _members(found), _members(gold)
    for article in gold:
        story, event = stories[found[article]], events[gold[article]]
        common = len(story & event)
        precision += common / len(story)
        recall += common / len(event)
    precision, recall = precision / len(gold), recall / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _members(label: dict[str, str]) -> dict[str, set[str]]:
    members: defaultdict[str, set[str]] = defaultdict(set)
    for article, name in label.items():
        members[name].add(article)
    return members


def _scores(found: Mapping[str, str], gold: dict[str, str]) -> str:
    precision, recall, f1 = b_cubed({article: found.get(article, article) for article in gold}, gold)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def _grouped(articles: Iterable[Article], settled: Mapping[str, str | None] | None = None) -> tuple[dict[str, str], float]:
    began = time.process_time()
    found = StoryFinder().group(map(story_input, articles), settled)
    return found, time.process_time() - began


def _in_batches(articles: Sequence[Article]) -> dict[str, str]:
    """As an archive grows: a tenth of the articles at a time, in any order, each tenth grouped with those that are there."""
    shuffled = random.Random(1).sample(articles, len(articles))
    stories: dict[str, str | None] = {}
    for at in range(BATCHES):
        batch = shuffled[at::BATCHES]
        stories |= dict.fromkeys((article.id for article in batch), None)
        there = [replace(article, story=stories[article.id]) for article in shuffled if article.id in stories]
        stories |= grouped(there, {article.id for article in batch})
    return {id_: story for id_, story in stories.items() if story}


def main() -> None:
    """Print a line for each collection."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=DATA)
    arguments.add_argument("--articles", type=Path, help="a large collection, for the time it takes")
    options = arguments.parse_args()
    enricher = Enricher(AliasTable.load(), "rules")
    for name in ("basil.jsonl", "neus-dev.jsonl"):
        articles, gold = load(options.data / name, enricher)
        found, seconds = _grouped(articles)
        print(f"{name:16} {len(articles):6} articles {len(set(gold.values())):5} events  {_scores(found, gold)}  {seconds:.1f} s")
        print(f"{'':16} in {BATCHES} batches                {_scores(_in_batches(articles), gold)}")
    if options.articles:
        articles = [enricher.article(raw, datetime.now(UTC)) for raw in read([options.articles], print)]
        found, seconds = _grouped(articles)
        sizes = Counter(found.values())
        print(f"{options.articles.name}: {len(articles)} articles, {len(found)} in {len(sizes)} stories, "
              f"largest {max(sizes.values(), default=0)}, {seconds:.1f} s")  # fmt: skip
        earlier, _ = _grouped(articles[:-LATER])
        later, seconds = _grouped(articles, {article.id: earlier.get(article.id) for article in articles[:-LATER]})
        at_once = set(map(frozenset, _members(found).values()))
        same = sum(frozenset(story) in at_once for story in _members(later).values())
        print(f"the last {LATER} as they come to the others: {len(later)} articles in {len(set(later.values()))} stories, "
              f"{same} of them as if all had come at once, {seconds:.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
