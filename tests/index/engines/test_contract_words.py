"""The contract of words: what one is, what stands beside it, and what it weighs, on every engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import query as q
from index.article import Article
from index.clauses import Run, Term
from index.engine import Ask, Engine, Hits, Where
from index.plan import plan
from tests.index.engines.conftest import SEEN, reading

WORDS = [json.loads(line) for line in (Path(__file__).parents[2] / "cases/analysis.jsonl").read_text().splitlines()]


def test_words_are_the_same_on_every_engine(engine: Engine, where: Where) -> None:
    articles = [Article(id=f"{n:02}", title="", body=case["text"], language="en", first_seen=SEEN) for n, case in enumerate(WORDS)]
    with reading(engine, where, articles) as reader:
        for article, case in zip(articles, WORDS, strict=True):
            for term in case["exact"]:
                assert article.id in reader.ids(Term("body_exact", term)), case
            if len(case["exact"]) > 1:
                assert article.id in reader.ids(Run("body_exact", tuple(case["exact"]))), case
                assert article.id in reader.ids(plan(q.Phrase(case["text"]))), case


def test_a_phrase_never_crosses_a_paragraph_nor_runs_from_title_to_body(engine: Engine, where: Where) -> None:
    article = Article(id="a", title="peace", body="talks about gas\n\nprices of oil", language="en", first_seen=SEEN)
    with reading(engine, where, [article]) as reader:

        def found(query: q.Query) -> Hits:
            return reader.find(Ask(plan(query)))

        assert found(q.Phrase("talks about gas")).total == 1
        for crossing in (
            q.Phrase("peace talks"),
            q.Phrase("gas prices"),
            q.Phrase("gas prices", slop=20),
            q.Near("prices gas", 20),
            q.Word("gas-prices"),
        ):
            assert found(crossing).total == 0, str(crossing)


def test_a_word_weighs_the_same_in_whatever_language_it_stands(engine: Engine, where: Where) -> None:
    def said(number: int, language: str, title: str) -> Article:
        return Article(f"{number:04}", f"{title} {number}", "Gazprom Moskau Berlin Kyjiw", language=language)

    here = [said(number, "en", "Gazprom" if number % 2 else "Moskau") for number in range(60)]
    away = [said(1000, "de", "Gazprom"), said(1001, "uk", "Gazprom"), said(1002, "de", "Moskau")]
    with reading(engine, where, here + away) as reader:
        for word in (q.Word("Gazprom"), q.Word("gazprom", "title")):
            clause = plan(word, reader.stem_codes(), reader.frequencies)
            hits = reader.find(Ask(clause, limit=100)).hits
            scores = [hit.place.score for hit in hits if "Gazprom" in hit.shown.title]
            assert len(scores) == 32
            assert scores == pytest.approx([scores[0]] * 32, rel=1e-3)
        apart = reader.find(Ask(plan(q.Word("gazprom", "title"), reader.stem_codes()))).hits
        assert {hit.id for hit in apart[:2]} == {"1000", "1001"}, "without blending, the rare languages come first"


def test_another_spelling_weighs_no_more_than_the_typed_one_however_rare(engine: Engine, where: Where) -> None:
    def said(number: int, name: str) -> Article:
        return Article(f"{number:04}", f"{name} mayor opens bridge {number}", f"The mayor of {name} opened bridge {number}.", language="en")

    often = [said(number, "Kyiv") for number in range(20)]
    others = [said(100 + number, "Paris") for number in range(40)]
    rare = [said(1000, "Kiev"), said(1001, "City of Kings and Queens")]
    with reading(engine, where, often + others + rare) as reader:
        for typed, also in (("Kyiv", ("Kiev", "City of Kings and Queens")), ("Kiev", ("Kyiv",))):
            query = q.Also(q.Word(typed), tuple(map(q.Phrase, also)))
            hits = reader.find(Ask(plan(query, reader.stem_codes(), reader.frequencies), limit=100)).hits
            scores = {True: [], False: []}  # type: dict[bool, list[float]]
            for hit in hits:
                scores[typed in hit.shown.title].append(hit.place.score)
            assert min(scores[True]) >= 0.9 * max(scores[False])
            assert min(scores[False]) > 0
