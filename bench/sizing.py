"""How large a cluster for how many articles: the calculated tables of docs/scaling.md, from what was measured.

    python -m bench.sizing                              # the tables for articles of 3,000 bytes
    python -m bench.sizing --text-bytes 5900            # for longer ones; `python -m bench.scaling --own FILE` counts yours

Everything that was measured is in `Measured`, everything that was chosen in `Choices`, each with its reason. Sizes are of one
machine, one shard and 30,000 to a million articles; what is larger is multiplication, and says so.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from typing import Literal

Partition = Literal["none", "year", "quarter", "month"]

GB = 1_000_000_000
DAYS: dict[Partition, float] = {"month": 30.4, "quarter": 91.3, "year": 365.25}
"""Days of a period, shortest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """Bytes (or seconds) of one article: what every article takes, and what each byte of its title and text adds."""

    fixed: float
    per_byte: float

    def of(self, text: float) -> float:
        """For an article of that many bytes of text."""
        return self.fixed + self.per_byte * text


@dataclass(frozen=True, slots=True)
class Measured:
    """Lines through the two shapes of `bench.scaling` (810 and 4,900 bytes of text)."""

    index: Line = Line(670, 1.71)
    """Bytes in OpenSearch, one shard, merged."""
    unmerged: float = 1.7
    """Just after building it takes so many times as much (1.55 for short articles, 1.84 for long ones), until segments are merged."""
    store: Line = Line(2_350, 2.83)
    """Bytes in PostgreSQL 15, with indexes, without what spaCy would add."""
    writer: Line = Line(31e-6, 52e-6 / 1000)
    """Seconds of a processor that the one process that writes needs, besides waiting for store and cluster."""
    searched: float = 0.35
    """Share of an index that searches read: postings, terms, columns. Positions are read for phrases only, texts for ten hits."""
    grouped: float = 900.0
    """Articles of 6,000 bytes that a processor looks through for stories in a second, with reading (short ones: 4,000)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster: gigabytes of memory, of heap, and of disk."""

    memory: int
    heap: int
    disk: int

    @property
    def cache(self) -> int:
        """What is left to the system for index files; two gigabytes are for everything else."""
        return self.memory - self.heap - 2


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen, not measured."""

    shard: float = 20 * GB
    """Middle of the 10 to 30 GB that OpenSearch recommends where answers are awaited."""
    smallest_shard: float = 10 * GB
    replicas: int = 1
    nodes: tuple[Node, ...] = (Node(16, 8, 1_000), Node(64, 31, 4_000), Node(128, 31, 8_000))
    """Heap is half of the memory, but no more than 31 GB, above which Java's references double in size."""
    keep: int = 2
    """Generations that are kept to go back to (`keep_generations`). With partitions they share what did not change."""
    most_nodes: int = 6
    """Up to which the smaller kind of node is taken."""
    fewest_nodes: int = 3
    """To elect a manager when one is gone."""
    full: float = 0.80
    """Of a disk: from 85 per cent on OpenSearch puts no more shards on a node (`cluster.routing.allocation.disk.watermark.low`)."""
    recent: float = 0.10
    """Share of a partitioned collection that is searched every day, for the frugal column."""
    peak: float = 4.0
    """Busiest hour by the mean: news comes by day, and in one half of the world."""
    reach_days: int = 7
    """Days whose articles are looked at when stories are told apart: three either side (`story_keeping.STORY_REACH`)."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a number of articles takes. Gigabytes."""

    articles: float
    primary: float
    shards: int
    disk: float
    """All copies of all generations kept, and room to build another beside (without copies, as it is built)."""
    store: float
    node: Node
    nodes: int
    frugal_nodes: int
    """With room in memory for the newest part only."""
    rebuild_hours: float


@dataclass(frozen=True, slots=True)
class Rate:
    """What a number of articles a day asks for. Gigabytes."""

    per_day: float
    mean: float
    peak: float
    """Articles a second."""
    partition: Partition
    partition_size: float
    shards: int
    """Of one partition, or of a year where there are none."""
    index_a_year: float
    store_a_year: float
    window: float
    """Articles looked at when stories are told apart."""
    window_minutes: float
    """Of one processor, for that."""


def size(articles: float, text: float, measured: Measured, choices: Choices) -> Size:
    """The cluster for a collection of `articles` with `text` bytes each."""
    primary = articles * measured.index.of(text) / GB
    copies = primary * (1 + choices.replicas)
    disk = copies * choices.keep + primary * measured.unmerged
    node, nodes = _nodes(copies * measured.searched, disk, choices)
    frugal = _count(node, copies * measured.searched * choices.recent, disk, choices)
    return Size(
        articles,
        primary,
        max(1, math.ceil(primary * GB / choices.shard)),
        disk,
        articles * measured.store.of(text) / GB,
        node,
        nodes,
        frugal,
        articles * measured.writer.of(text) / 3600,
    )


def _nodes(cache: float, disk: float, choices: Choices) -> tuple[Node, int]:
    """The smallest kind of node of which not too many are needed, and how many."""
    for node in choices.nodes:
        count = _count(node, cache, disk, choices)
        if count <= choices.most_nodes:
            break
    return node, count


def _count(node: Node, cache: float, disk: float, choices: Choices) -> int:
    return max(choices.fewest_nodes, math.ceil(cache / node.cache), math.ceil(disk / (node.disk * choices.full)))


def rate(per_day: float, text: float, measured: Measured, choices: Choices) -> Rate:
    """What arrives every day. The partition is the shortest period that fills a shard."""
    a_day = per_day * measured.index.of(text)
    partition: Partition = next((name for name, days in DAYS.items() if a_day * days >= choices.smallest_shard), "none")
    length = a_day * DAYS.get(partition, DAYS["year"])
    window = per_day * choices.reach_days
    return Rate(
        per_day,
        per_day / 86_400,
        per_day / 86_400 * choices.peak,
        partition,
        length / GB,
        max(1, math.ceil(length / choices.shard)),
        a_day * DAYS["year"] / GB,
        per_day * DAYS["year"] * measured.store.of(text) / GB,
        window,
        window / measured.grouped / 60,
    )


def sizes_table(text: float, measured: Measured, choices: Choices) -> str:
    """The calculated table by articles."""
    rows = _head(
        "articles", "index, one copy", "shards of 20 GB", "disk of the cluster", "PostgreSQL",
        "nodes: all in memory", "nodes: newest tenth in memory", "rebuild, one writer",
    )  # fmt: skip
    for articles in (10e6, 100e6, 1e9):
        of = size(articles, text, measured, choices)
        kind = f"{of.node.memory} GB ({of.node.heap} GB heap)"
        rows.append(
            f"| {articles / 1e6:,.0f} million | {_gb(of.primary)} | {of.shards} | {_gb(of.disk)} | {_gb(of.store)} "
            f"| {of.nodes} of {kind} | {of.frugal_nodes} | {_hours(of.rebuild_hours)} |"
        )
    return "\n".join(rows)


def rates_table(text: float, measured: Measured, choices: Choices) -> str:
    """The calculated table by articles a day."""
    rows = _head(
        "articles a day", "a second: mean, busiest hour", "index a year", "PostgreSQL a year",
        "partition", "shards of each", "looked at for stories", "that takes",
    )  # fmt: skip
    for per_day in (1e3, 1e4, 1e5, 1e6):
        of = rate(per_day, text, measured, choices)
        partition = f"{of.partition}, {_gb(of.partition_size)}" if of.partition != "none" else "none"
        rows.append(
            f"| {per_day:,.0f} | {of.mean:.2g}, {of.peak:.2g} | {_gb(of.index_a_year)} | {_gb(of.store_a_year)} "
            f"| {partition} | {of.shards} | {of.window:,.0f} | {_hours(of.window_minutes / 60)} |"
        )
    return "\n".join(rows)


def _head(*names: str) -> list[str]:
    return [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]


def _gb(gigabytes: float) -> str:
    return f"{gigabytes / 1000:.1f} TB" if gigabytes >= 1000 else f"{gigabytes:.0f} GB" if gigabytes >= 10 else f"{gigabytes:.1f} GB"


def _hours(hours: float) -> str:
    return f"{hours:.0f} h" if hours >= 10 else f"{hours:.1f} h" if hours >= 1 else f"{hours * 60:.0f} min"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text-bytes", type=float, default=TEXT, help="title and text of one article")
    parser.add_argument("--replicas", type=int, default=1)
    given = parser.parse_args()
    choices = Choices(replicas=given.replicas)
    print(sizes_table(given.text_bytes, Measured(), choices), rates_table(given.text_bytes, Measured(), choices), sep="\n\n")


TEXT = 3000.0
"""Bytes of title and text: 500 words. Reuters has 770, the 3,000 web articles 5,900."""

if __name__ == "__main__":
    main()
