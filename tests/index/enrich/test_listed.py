"""Names that somebody listed: found in every language, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = """person	Wrzesna Feldmoor
person	Oleksandr Test	Олександр Тест | 泽连斯基 | Test
org	Harbour Watch	!HW | Mercury
place	Pauliny
"""

Enrich = Callable[[str], Article]


@pytest.fixture
def enrich(tmp_path: Path) -> Enrich:
    file = tmp_path / "own.tsv"
    file.write_text(ROWS, encoding="utf-8")
    enricher = Enricher(AliasTable.load(file), "rules")
    return lambda body: enricher.article(RawArticle(origin="a.jsonl:1", title="x", body=body), NOW)


def found(article: Article) -> set[tuple[str, str, str]]:
    """Type, canonical name and text of each mention in the body."""
    return {(e.type, e.canonical, article.body[m.start : m.end]) for e in article.entities for m in e.mentions if m.field == "body"}


@pytest.mark.parametrize(
    ("body", "mention"),
    [
        ("Gestern sprach Wrzesna Feldmoor vor dem Ausschuss über die Lage gesprochen.", ("person", "Wrzesna Feldmoor", "Wrzesna Feldmoor")),
        ("Учора виступив Олександр Тест перед комітетом.", ("person", "Oleksandr Test", "Олександр Тест")),
        ("昨天泽连斯基在纽约发表了讲话。", ("person", "Oleksandr Test", "泽连斯基")),
        ("They met at Wrzesna Feldmoor's office.", ("person", "Wrzesna Feldmoor", "Wrzesna Feldmoor")),
        ("A statement by HW said so.", ("org", "Harbour Watch", "HW")),
        ("A report by Mercury said so.", ("org", "Harbour Watch", "Mercury")),
    ],
)
def test_a_listed_name_is_found_in_every_language(enrich: Enrich, body: str, mention: tuple[str, str, str]) -> None:
    assert mention in found(enrich(body))


@pytest.mark.parametrize(
    "body",
    [
        "There was mercury in the water.",
        "A hw problem.",
        "The minister is called Wrzesna\n\nFeldmoor came later.",
        "It was a test of patience.",
    ],
)
def test_an_ordinary_word_is_no_listed_name(enrich: Enrich, body: str) -> None:
    assert {name for _, name, _ in found(enrich(body))}.isdisjoint({"Harbour Watch", "Oleksandr Test", "Wrzesna Feldmoor"})


def test_a_listed_name_gives_way_to_a_longer_one_and_takes_the_place_of_others(enrich: Enrich) -> None:
    assert found(enrich("She works for the Ministry of Pauliny, she said.")) == {("org", "Ministry of Pauliny", "Ministry of Pauliny")}
    assert ("place", "Pauliny", "Pauliny") in found(enrich("Mr Smith went to Pauliny by train."))


def test_without_a_file_of_ones_own_nothing_is_looked_for(aliases: AliasTable) -> None:
    article = Enricher(aliases, "rules").article(RawArticle(origin="a", body="昨天泽连斯基在纽约发表了讲话。"), NOW)
    assert article.entities == ()
