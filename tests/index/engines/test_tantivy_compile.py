"""Odd things asked of Tantivy: signs of patterns, values and ids of any length and character, fields that are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.clauses import Between, Both, Close, HasFacet, Run, StartsWith, Term
from index.document import Document
from index.engine import Ask, FacetAsk
from index.engines.tantivy_schema import LONGEST_VALUE
from index.errors import Refused
from tests.index.engines.segments import DAY, ENGINE, article, ids, index_of


def with_keyword(id_: str, keyword: str) -> Document:
    """A document with a keyword of any length: those made of articles have it cut."""
    made = article(id_)
    return replace(made, keys={**made.keys, "keyword": (keyword,)}, facets={**made.facets, "keyword": (keyword,)})


def test_signs_of_patterns_are_plain_characters_in_a_prefix(tmp_path: Path) -> None:
    values = [
        "a.b",
        "axb",
        "c++",
        "ccc",
        "(d",
        "[e]",
        "f|g",
        "f",
        "h^$",
        "i\\d",
        "i5",
        "j*",
        "k?",
        "l{2}",
        "ll",
        "m#n",
        "o&&p",
        "q-r",
        "s~t",
        "é.u",
        "<v>",
        "北.京",
    ]
    reader = index_of(tmp_path, [article(value, keywords=(value,)) for value in values])
    for prefix in [value[:length] for value in values for length in range(1, len(value) + 1)]:
        folded = "e" + prefix[1:] if prefix[0] == "é" else prefix
        wanted = {value for value in values if value.replace("é", "e").startswith(folded)}
        assert reader.ids(StartsWith("keyword", folded)) == wanted, prefix


def test_a_prefix_too_long_for_a_pattern_is_looked_up(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", url="https://x.example/" + "é(" * 2000 + "end"), article("b", url="https://x.example/")])
    address = "https://x.example/" + "e(" * 2000
    assert reader.ids(StartsWith("url", address)) == reader.ids(Term("url", address + "end")) == {"a"}
    assert reader.ids(StartsWith("url", address + "x")) == set()


def test_letters_are_compared_not_bytes_and_a_swap_is_two_changes(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", title="Київський")])
    assert reader.ids(Close("title_exact", "київськік", 2)) == {"a"}
    assert reader.ids(Close("title_exact", "икївський", 1)) == set()
    assert reader.ids(Close("title_exact", "икївський", 2)) == {"a"}
    with pytest.raises(Refused, match="2 changes"):
        reader.ids(Close("title_exact", "київ", 3))


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article()])
    for clause in (
        Term("colour", "red"),
        StartsWith("_id", "a"),
        Between("updated", 1, 2),
        HasFacet("colour", "red"),
        Run("keyword", ("a", "b")),
    ):
        with pytest.raises(Refused):
            reader.find(Ask(clause))


def test_a_value_longer_than_tantivy_holds_is_refused_by_name_and_the_longest_is_found(tmp_path: Path) -> None:
    with ENGINE.create(tmp_path) as writer:
        with pytest.raises(Refused, match=r"'long'.*keyword"):
            writer.add([with_keyword("long", "k" * (LONGEST_VALUE + 1))])
        writer.add([with_keyword("fits", "k" * LONGEST_VALUE)])
        writer.commit()
    reader = ENGINE.read(tmp_path)
    assert reader.ids(Term("keyword", "k" * LONGEST_VALUE)) == {"fits"}
    assert reader.ids(HasFacet("keyword", "k" * LONGEST_VALUE)) == {"fits"}
    assert reader.ids(Term("keyword", "k" * (LONGEST_VALUE + 1))) == set()
    assert len(reader.find(Ask(facets=(FacetAsk("keyword"),))).facets["keyword"].values[0].value) == LONGEST_VALUE


def test_half_a_character_in_a_body_is_kept_and_matches_nothing_in_a_question(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", title="oil")])
    for clause in (Term("keyword", "\ud800"), StartsWith("keyword", "\ud800"), Close("keyword", "\ud800", 1), HasFacet("source", "\ud800")):
        assert reader.ids(clause) == set()
    with ENGINE.write(tmp_path) as writer:
        writer.add([article("b", title="oil", body="rises \ud800 again")])
        writer.commit()
    reader.refresh()
    assert {hit.id: hit.shown.body for hit in reader.find(Ask(Term("body_exact", "again"))).hits} == {"b": "rises \ud800 again"}


def test_half_a_character_in_a_facet_matches_nothing(tmp_path: Path) -> None:
    hits = index_of(tmp_path, [article("a", keywords=("k",))]).find(Ask(Term("keyword", "\ud800"), stories=True))
    assert (hits.total, hits.stories) == (0, 0)


def test_half_a_character_in_an_id_is_refused(tmp_path: Path) -> None:
    with ENGINE.create(tmp_path) as writer, pytest.raises(Refused, match="half a character"):
        writer.add([article("b\ud800")])


def test_odd_ids_are_kept_and_deleted_exactly(tmp_path: Path) -> None:
    odd = ["", " ", "a\nb", "A", "a", "é", "e", "\x00"]
    reader = index_of(tmp_path, [article(id_, published=DAY) for id_ in odd])
    assert ids(reader.find(Ask(limit=100)).hits) == sorted(odd)
    with ENGINE.write(tmp_path) as writer:
        writer.delete(["A", "", "é"])
        writer.commit()
    reader.refresh()
    assert reader.ids(Both(())) == set(odd) - {"A", "", "é"}
