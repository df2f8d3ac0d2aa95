"""Facets of many matches over several segments are exact, whether few values are looked at or all."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from index.clauses import Term
from index.document import Document
from index.engine import Ask, FacetAsk
from index.engines import tantivy_facets, tantivy_order
from index.engines.tantivy_state import EVERY_VALUE
from tests.index.engines.segments import ENGINE, article, index_of

SEGMENTS, ARTICLES, SIZE = 4, 300, 5


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted by combination."""
    monkeypatch.setattr(tantivy_order, "AT_ONCE_OF_SEVERAL", 0)


def documents(rng: random.Random, *, skewed: bool) -> list[list[Document]]:
    """A list for each segment, of documents with three keywords: a few of them in most, or all of 200 equally often."""

    def keywords() -> tuple[str, ...]:
        numbers = (int(rng.paretovariate(0.7)) if skewed else rng.randrange(200) for _ in range(3))
        return tuple({f"k{number % 1000:03}" for number in numbers})

    return [[article(f"{segment}-{n}", keywords=keywords()) for n in range(ARTICLES)] for segment in range(SEGMENTS)]


def counted(made: list[list[Document]], without: str = "none") -> list[tuple[str, int]]:
    values = Counter(value for segment in made for one in segment if not one.id.endswith(without) for value in one.facets["keyword"])
    return sorted(values.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize("every", [EVERY_VALUE, 1], ids=["may look at all", "may not"])
def test_a_few_frequent_values_are_counted_without_a_look_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    monkeypatch.setattr(tantivy_facets, "EVERY_VALUE", every)
    made = documents(random.Random(1), skewed=True)
    ask = Ask(Term("lang", "en"), facets=(FacetAsk("keyword", SIZE),), stories=True)
    reader = index_of(tmp_path, *made)
    facet = reader.find(ask).facets["keyword"]
    assert [(value.value, value.count) for value in facet.values] == counted(made)[:SIZE]
    assert facet.more
    with ENGINE.write(tmp_path) as writer:
        writer.delete(one.id for segment in made for one in segment if one.id.endswith("7"))
        writer.commit()
    reader.refresh()
    facet = reader.find(ask).facets["keyword"]
    assert [(value.value, value.count) for value in facet.values] == counted(made, without="7")[:SIZE]


@pytest.mark.parametrize("size", [1, SIZE, 60, 300])
@pytest.mark.parametrize("skewed", [True, False])
def test_values_are_counted_whatever_their_number(tmp_path: Path, size: int, skewed: bool) -> None:
    made = documents(random.Random(2), skewed=skewed)
    facet = index_of(tmp_path, *made).find(Ask(Term("lang", "en"), facets=(FacetAsk("keyword", size),), stories=True)).facets["keyword"]
    assert [(value.value, value.count) for value in facet.values] == counted(made)[:size]
    assert facet.more == (len(counted(made)) > size)
