"""The plan: what each question looks up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from index import query as q
from index.blending import Frequencies, Lookup
from index.bm25 import idf
from index.clauses import EVERYTHING, NOTHING, Between, Both, Close, Cluster, Either, Run, StartsWith, Term, Without, scores
from index.plan import TITLE_BONUS, TITLE_WEIGHT, plan


def test_a_word_is_looked_up_by_its_stem_in_the_whole_text_and_counts_more_in_the_title() -> None:
    assert plan(q.Word("Talks")) == Either((Term("text_stem", "talk"), Term("title_stem", "talk", TITLE_BONUS)))


def test_function_words_must_match_but_count_only_where_there_is_nothing_else() -> None:
    talks = Either((Term("text_stem", "talk"), Term("title_stem", "talk", TITLE_BONUS)))
    assert plan(q.All((q.Word("the"), q.Word("talks")))) == Both((Term("text_stem", "the", 0.0), talks))
    assert plan(q.All((q.Word("the"), q.Phrase("talks", "body")))) == Both((Term("text_stem", "the", 0.0), Term("body_exact", "talks")))
    assert plan(q.Word("the")) == Either((Term("text_stem", "the"), Term("title_stem", "the", TITLE_BONUS)))
    assert scores(plan(q.All((q.Word("to"), q.Word("be"), q.Not(q.Word("talks"))))))


def test_a_word_is_looked_up_in_every_language_of_the_collection() -> None:
    assert plan(q.Word("talks", "body"), ["en", "x", "en"]) == Either((Term("body_stem", "talk"), Term("body_stem", "x:talks")))


def test_the_forms_of_a_word_weigh_as_one_term_that_all_their_articles_have() -> None:
    asked = []

    def count(lookups: Sequence[Lookup]) -> Frequencies:
        asked.append(list(lookups))
        return Frequencies(100, tuple({"talk": 30, "de:talk": 3, "x:talks": 0}[term] for _, term in lookups))

    clause = plan(q.Word("talks", "body"), ["en", "de", "x"], count)
    one = idf(100, 33)
    assert clause == Either(
        (
            Term("body_stem", "de:talk", one / idf(100, 3)),
            Term("body_stem", "talk", one / idf(100, 30)),
            Term("body_stem", "x:talks"),
        )
    )
    assert len(asked) == 1


def test_frequencies_are_asked_for_only_where_they_change_something() -> None:
    def count(lookups: Sequence[Lookup]) -> Frequencies:
        raise AssertionError(lookups)

    several = ["en", "de"]
    for query, languages in ((q.Word("talks"), ["en"]), (q.Phrase("talks"), several), (q.Word("gas-price"), several)):
        assert plan(query, languages, count) == plan(query, languages)
    the_talks = q.All((q.Word("the"), q.Phrase("talks")))
    assert plan(the_talks, several, count) == plan(the_talks, several)


def test_another_name_is_looked_up_exactly_and_weighs_no_more_than_what_was_typed() -> None:
    exact = Either((Term("title_exact", "kiev", 2 * TITLE_BONUS), Term("body_exact", "kiev")))
    query = q.Also(q.Word("Kyiv"), (q.Phrase("Kiev"),))
    assert plan(query) == Either((plan(q.Word("Kyiv")), exact))

    def count(lookups: Sequence[Lookup]) -> Frequencies:
        return Frequencies(100, tuple({"kyiv": 30, "kiev": 3}[term] for _, term in lookups))

    most = idf(100, 30) / idf(100, 3)
    less = Either((Term("title_exact", "kiev", 2 * TITLE_BONUS * most), Term("body_exact", "kiev", most)))
    assert plan(query, ["en"], count) == Either((plan(q.Word("Kyiv")), less))
    in_titles = q.Also(q.Word("Kyiv", "title"), (q.Phrase("Kiev", "title"),))
    assert plan(in_titles) == Either((Term("title_stem", "kyiv"), Term("title_exact", "kiev")))


def test_a_word_of_several_terms_is_a_run_in_any_form() -> None:
    assert plan(q.Word("gas-prices", "body")) == Run("body_stem", ("gas", "price"))


def test_a_word_of_several_terms_is_looked_up_where_places_are_kept() -> None:
    gas_price = ("gas", "price")
    assert plan(q.Word("gas-prices")) == Either((Run("body_stem", gas_price), Run("title_stem", gas_price, 0, 1 + TITLE_BONUS)))


def test_quoted_words_are_exact() -> None:
    assert plan(q.Phrase("Peace Talks", "title", 3)) == Run("title_exact", ("peace", "talks"), 3, TITLE_WEIGHT)
    assert plan(q.Phrase("Talks", "body")) == Term("body_exact", "talks")
    assert plan(q.Near("peace talks", 5, "body")) == Cluster("body_exact", ("peace", "talks"), 5)


def test_names_are_runs_and_keys_whole_values() -> None:
    assert plan(q.Phrase("Jane Smith", "author")) == Run("author_names", ("jane", "smith"))
    assert plan(q.Phrase("Natural  GAS", "keyword")) == Term("keyword", "natural gas")
    assert plan(q.Word("opec", "entity")) == Either(tuple(Term(f"{type_}_names", "opec") for type_ in ("person", "org", "place")))


def test_prefixes_and_fuzzy_words() -> None:
    assert plan(q.Prefix("Sanction", "title")) == StartsWith("title_exact", "sanction")
    assert plan(q.Prefix("state-ru", "body")) == Both((Term("body_exact", "state", 0.0), StartsWith("body_exact", "ru")))
    assert plan(q.Fuzzy("Lukashenko", 2, "body")) == Close("body_exact", "lukashenko", 2)


def test_dates_are_whole_seconds() -> None:
    day = datetime(2022, 4, 12, tzinfo=UTC)
    assert plan(q.Dates("published", day)) == Between("published", 1649721600, None)
    assert plan(q.Dates("seen", datetime(1970, 1, 1, tzinfo=UTC), day)) == Between("seen", 0, 1649721600)


def test_what_analysis_leaves_empty_is_left_out_beside_others_and_matches_nothing_alone() -> None:
    oil = plan(q.Word("oil"))
    assert plan(q.All((q.Word("—"), q.Word("oil")))) == oil
    assert plan(q.Any((q.Word("oil"), q.Phrase("…")))) == oil
    assert plan(q.Not(q.Word("…"))) == plan(q.Word("…")) == NOTHING
    assert plan(q.All((q.Everything(), q.Not(q.Word("oil"))))) == Both((EVERYTHING, Without(oil)))


def test_only_words_and_runs_of_text_score() -> None:
    assert scores(plan(q.Word("oil")))
    assert scores(plan(q.All((q.Word("world", "section"), q.Phrase("peace talks")))))
    for silent in (q.Everything(), q.Word("world", "section"), q.Not(q.Word("oil")), q.Prefix("oil"), q.Word("smith", "author")):
        assert not scores(plan(silent)), str(silent)
