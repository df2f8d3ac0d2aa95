"""The calculated tables: that they follow from what is put in, and that the page shows what the code calculates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.sizing import TEXT, Choices, Line, Measured, rate, rates_table, size, sizes_table

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"
SIMPLE = Measured(index=Line(1000, 0), unmerged=1.0, store=Line(2000, 0), writer=Line(0.001, 0), searched=0.5)


@pytest.mark.parametrize("table", [sizes_table, rates_table])
def test_the_page_shows_what_the_code_calculates(table: object) -> None:
    assert callable(table)
    assert table(TEXT, Measured(), Choices()) in PAGE.read_text(encoding="utf-8")


def test_a_collection_is_as_large_as_its_articles_together() -> None:
    found = size(100e6, TEXT, SIMPLE, Choices())
    assert (found.primary, found.shards, found.store) == (100, 5, 200)
    assert found.disk == 100 * 2 * 2 + 100
    assert found.rebuild_hours == pytest.approx(100e6 / 1000 / 3600)


def test_nodes_are_as_many_as_memory_and_disk_need_and_never_fewer_than_elect_a_manager() -> None:
    assert size(1e6, TEXT, SIMPLE, Choices()).nodes == 3
    found = size(1e9, TEXT, SIMPLE, Choices())
    assert found.nodes * found.node.cache >= 1000 * 2 * 0.5 > (found.nodes - 1) * found.node.cache
    full = size(1e9, TEXT, replace(SIMPLE, searched=0.0), Choices())
    assert full.nodes * full.node.disk * Choices().full >= full.disk


@pytest.mark.parametrize(("per_day", "partition"), [(1e3, "none"), (3e4, "year"), (2e5, "quarter"), (1e6, "month")])
def test_the_partition_is_the_shortest_period_that_fills_a_shard(per_day: float, partition: str) -> None:
    found = rate(per_day, TEXT, SIMPLE, Choices())
    assert found.partition == partition
    if partition != "none":
        assert found.partition_size * 1e9 >= Choices().smallest_shard
