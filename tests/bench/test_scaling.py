"""What the scaling benchmark reports, on a small index."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.scaling import build, searched, stored
from index.engines import named

pytest.importorskip("tantivy", reason="the engine that is measured is not installed")


def test_what_was_built_is_searched_whole_and_every_kind_of_query_finds_something(tmp_path: Path) -> None:
    built = build(named("tantivy"), tmp_path, 600, "reuters")
    assert built.text > 600 * 300
    answer = searched(named("tantivy"), tmp_path, 600, "reuters")
    assert answer["everything"]["matches"] == {"median": 600, "most": 600}
    for kind in ("one word", "two words", "phrase"):
        assert 0 < answer[kind]["matches"]["median"] <= answer[kind]["matches"]["most"] <= 600
        assert 0 < answer[kind]["cpu"]["median"] <= answer[kind]["cpu"]["p95"]
    assert answer["memory"]["own"] > 0


def test_a_store_takes_several_times_the_text_that_is_put_into_it(tmp_path: Path) -> None:
    counted = stored(f"sqlite:///{tmp_path / 'store.sqlite3'}", 300, "reuters")
    assert 3 < counted["store bytes per article"] / counted["text bytes per article"] < 15
