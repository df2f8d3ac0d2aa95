"""Ranking measured: on a tiny collection whose measures can be worked out by hand, and never below plain BM25."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from index import engines
from index.errors import BadInput
from search.evaluate import evaluate, load

RELEVANCE = Path(__file__).parents[2] / "../shared/data/relevance"
PLAIN_BM25 = {"time": (0.751, 0.690), "cacm": (0.475, 0.319), "cisi": (0.370, 0.207)}
"""nDCG@10 and MAP of plain BM25 (Lucene's formula, Porter stems, title and body as one field)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs.jsonl").write_text(
        '{"id": "a", "title": "Oil and gas prices", "text": "Oil."}\n{"id": "b", "text": "Gas leak."}\n{"id": "c", "text": "Weather."}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"id": "1", "text": "gas prices"}\n{"id": "2", "text": "snow"}\n')
    (tmp_path / "qrels.txt").write_text("1 0 b 1\n2 0 c 1\n")
    return tmp_path


@pytest.mark.parametrize("engine", engines.EMBEDDED)
def test_measures_are_those_that_can_be_worked_out_by_hand(folder: Path, engine: str) -> None:
    quality = evaluate(load(folder), engines.named(engine))
    # The only relevant article of query 1 is second of two; query 2 finds nothing.
    assert quality.ndcg10 == pytest.approx(1 / log2(3) / 2)
    assert quality.map == pytest.approx(0.25)
    assert quality.recall100 == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("qrels.txt", "1 0 b\n", r"qrels\.txt:1: four columns"),
        ("queries.jsonl", '{"id": 1}\n', r"queries\.jsonl:1: an object with id, text"),
        ("queries.jsonl", "x\n", r"queries\.jsonl:1: not JSON"),
        ("docs.jsonl", '{"title": "no id"}\n', r"docs\.jsonl.*needs an id"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(folder: Path, name: str, content: str, message: str) -> None:
    (folder / name).write_text(content)
    with pytest.raises(BadInput, match=message):
        load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "qrels.txt").unlink()
    with pytest.raises(BadInput, match="qrels"):
        load(folder)


@pytest.mark.parametrize("engine", engines.EMBEDDED)
@pytest.mark.parametrize("name", PLAIN_BM25)
def test_ranking_is_never_below_plain_bm25(name: str, engine: str) -> None:
    if not (RELEVANCE / name).exists():
        pytest.skip("the judged collections are not here: they are not part of the project")
    quality = evaluate(load(RELEVANCE / name), engines.named(engine))
    ndcg10, mean_precision = PLAIN_BM25[name]
    assert quality.ndcg10 >= ndcg10
    assert quality.map >= mean_precision
