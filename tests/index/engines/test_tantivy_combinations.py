"""Facets that are counted from combinations of values are those that Tantivy counts."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clauses import HasFacet, Term
from index.document import Document
from index.engine import Ask, FacetAsk, FacetCount
from index.engines import tantivy_combinations, tantivy_counts, tantivy_schema, tantivy_state
from index.engines.tantivy_combinations import most_frequent
from index.engines.tantivy_order import AT_ONCE
from tests.index.engines.segments import ENGINE, article, index_of


def with_values(rng: random.Random, id_: str) -> Document:
    """A document with some of few values in several facets."""
    return article(id_, source=f"s{rng.randrange(3)}", keywords=tuple({f"k{rng.randrange(20)}" for _ in range(3)}), authors=("A", "s1"))


def test_facets_from_combinations_are_those_that_tantivy_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    reader = index_of(tmp_path, *([with_values(rng, f"{n:03}") for n in range(low, low + 150)] for low in (0, 150)))
    asks = [
        Ask(facets=tuple(FacetAsk(name, size) for name in ("source", "keyword", "author", "person")), stories=True) for size in (0, 2, 50)
    ]
    for change in range(3):
        found = [reader.find(replace(ask, clause=HasFacet("author", "A"))).facets for ask in asks]
        with monkeypatch.context() as patched:
            patched.setattr(tantivy_state.State, "facets", lambda *_: None)
            assert found == [reader.find(replace(ask, clause=HasFacet("author", "A"))).facets for ask in asks]
        with ENGINE.write(tmp_path) as writer:
            writer.add(with_values(rng, f"{n:03}") for n in range(change, 300, 7))
            writer.delete(f"{n:03}" for n in range(change, 300, 5))
            writer.commit()
        reader.refresh()


def test_a_reader_learns_the_combinations_that_come_with_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_counts, "facets_of", lambda *_, **__: ({}, {}))  # what Tantivy would count
    ask = Ask(facets=(FacetAsk("keyword"),), stories=True, clause=Term("lang", "en"))
    reader = index_of(tmp_path, [article("a", keywords=("old",))])
    assert [count.value for count in reader.find(ask).facets["keyword"].values] == ["old"]
    with ENGINE.write(tmp_path) as writer:
        writer.add([article("b", keywords=("new", "old"))])
        writer.commit()
    reader.refresh()
    assert [(count.value, count.count) for count in reader.find(ask).facets["keyword"].values] == [("old", 2), ("new", 1)]


def test_an_index_from_before_there_were_combinations_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(tantivy_schema, "COMBINATION", "another")
        before.setattr(tantivy_schema, "VALUES", "others")
        index_of(tmp_path, [article("a", keywords=("k",))])
    facet = ENGINE.read(tmp_path).find(Ask(Term("lang", "en"), facets=(FacetAsk("keyword"),), stories=True)).facets["keyword"]
    assert facet.values == (FacetCount("k", 1),)


def test_more_combinations_than_are_remembered_and_long_ones_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_combinations, "MOST", 3)
    long = article("long", keywords=("k", *(f"{n:05}{'x' * 4000}" for n in range(20))))
    reader = index_of(tmp_path, [*(article(f"{n}", keywords=(f"k{n}", "k")) for n in range(5)), long])
    for _ in range(2):
        facet = reader.find(Ask(facets=(FacetAsk("keyword", 3),), stories=True, clause=Term("lang", "en"))).facets["keyword"]
        assert [(count.value[:7], count.count) for count in facet.values] == [("k", 6), ("00000xx", 1), ("00001xx", 1)]
        assert facet.more


@given(st.dictionaries(st.text("abc", max_size=3), st.integers(1, 4)), st.integers(0, 40))
def test_the_first_values_are_those_with_the_highest_counts_equal_ones_in_their_order(counts: dict[str, int], size: int) -> None:
    found = most_frequent(counts, size)
    assert found.more == (len(counts) > size)
    assert [(one.value, one.count) for one in found.values] == sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]


def test_ties_at_the_end_of_a_facet_are_settled_in_one_segment(tmp_path: Path) -> None:
    """More matches than are counted from combinations, and more values of one count than are fetched."""
    documents = [article(f"{n:04}", keywords=(f"k{n % 100:02}", f"z{n}")) for n in range(AT_ONCE * 2)]
    reader = index_of(tmp_path, documents)
    facet = reader.find(Ask(Term("lang", "en"), facets=(FacetAsk("keyword", 120),), stories=True)).facets["keyword"]
    often, once = [f"k{n:02}" for n in range(100)], sorted(f"z{n}" for n in range(AT_ONCE * 2))[:20]
    assert [(count.value, count.count) for count in facet.values] == [(value, 4) for value in often] + [(value, 1) for value in once]
    assert facet.more
