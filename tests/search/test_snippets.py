"""Snippets: the right passage, cut where a reader would, whatever the text is made of."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from index import query as q
from index.analysis import spans, stem, stem_code, terms
from index.clauses import Both, Clause, Term
from index.document import Shown
from index.plan import plan
from search.results import Marked
from search.snippets import FAR, Finder, _even, _uneven, marked, marked_title, snippet
from tests.search.naive import naive_matches
from tests.search.test_matches import any_text, leaf_and_text, texts, words_and_gaps

LENGTH = 240
FILLER = "Officials said on Monday that the work would go on as planned. "


def shown(body: str, title: str = "", language: str = "en") -> Shown:
    return Shown(title, body, "", None, (), None, None, language, None)


def cut_out(query: q.Query, body: str, language: str = "en", length: int = LENGTH) -> Marked:
    return snippet(Finder(plan(query, (stem_code(language),))), shown(body, language=language), length)


def marked_words(marked: Marked) -> list[str]:
    return [marked.text[start:end] for start, end in marked.marks]


words = q.All((q.Word("oil"), q.Word("gas")))


def test_the_passage_with_most_different_words_wins() -> None:
    body = "Oil, oil, oil and oil. " + FILLER * 12 + "Gas and oil. " + FILLER * 12
    assert marked_words(cut_out(words, body)) == ["Gas", "oil"]


def test_of_equal_passages_the_one_with_more_matches_wins_and_then_the_first() -> None:
    body = "Oil one. " + FILLER * 12 + "Oil and oil two. " + FILLER * 12 + "Oil and oil three. "
    assert cut_out(words, body).text.startswith("Oil and oil two.")


def test_a_passage_starts_and_ends_with_a_sentence_where_it_can() -> None:
    found = cut_out(words, FILLER * 12 + "Gas was found. " + FILLER * 12)
    assert found.text == ("Gas was found. " + FILLER * 3).strip()
    assert not found.cut_before
    assert not found.cut_after


def test_an_abbreviation_ends_no_sentence() -> None:
    body = FILLER * 12 + "The U.S. President and Mr. Smith met on Feb. 24 about gas. " + FILLER * 12
    assert cut_out(words, body).text.startswith("The U.S. President")


def test_a_long_sentence_is_cut_at_words_and_says_so() -> None:
    found = cut_out(words, "and so it went " * 60 + "gas " + "and so it went " * 60)
    assert found.cut_before
    assert found.cut_after
    assert set(found.text.split()) == {"and", "so", "it", "went", "gas"}
    assert marked_words(found) == ["gas"]


def test_white_space_becomes_one_space_and_marks_follow() -> None:
    found = cut_out(q.Phrase("oil price"), "\n\n The \t\tprice\n\nof  oil\u00a0\n  price. \n")
    assert found == Marked("The price of oil price.", ((13, 22),))


def test_without_a_match_the_beginning_is_shown() -> None:
    found = cut_out(words, FILLER * 12)
    assert found == Marked((FILLER * 3).strip())


def test_an_empty_body_gives_an_empty_snippet() -> None:
    assert cut_out(words, "") == Marked("")
    assert cut_out(words, " \n\n ") == Marked("")


def test_a_match_at_the_end_is_shown_with_what_is_before_it() -> None:
    found = cut_out(words, FILLER * 12 + "Gas.")
    assert found.text.endswith("planned. Gas.")
    assert len(found.text) >= 120
    assert not found.cut_after


def test_the_title_is_marked_whole() -> None:
    finder = Finder(plan(q.All((q.Word("oil", "title"), q.Word("gas", "body")))))
    assert marked_title(finder, shown("", "Oil \n and gas: oil")) == Marked("Oil and gas: oil", ((0, 3), (13, 16)))


@pytest.mark.parametrize(
    "unit", ["天气很好", "あいう", "👨‍👩‍👧", "🇺🇦", "e\u0301\u0327", "ไทยแลนด์", "x", "🏽👍🏽", "क्षि", "Жё", "1,", "a.b.", "𝐱"]
)
@pytest.mark.parametrize("times", [10, 400, 5000])
def test_text_without_spaces_is_cut_between_clusters(unit: str, times: int) -> None:
    body = unit * times + " gas " + unit * times
    for text in (body, unit * times, "见" + unit * times):
        found = cut_out(q.Any((q.Word("gas"), q.Word("见"))), text)
        assert len(found.text) <= 320
        assert found.text in text
        at = text.index(found.text)
        clusters = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
        assert {at, at + len(found.text)} <= clusters
    assert "gas" in cut_out(words, body).text


@settings(max_examples=200, deadline=None)
@given(st.lists(leaf_and_text(), min_size=1, max_size=3), texts, texts, st.sampled_from((60, 240)))
def test_every_article_that_matches_has_a_mark_and_marks_are_what_matches(
    cases: Sequence[tuple[Clause, str, str]], title: str, more: str, length: int
) -> None:
    clause, body = Both(tuple(leaf for leaf, _, _ in cases)), more + "\n\n" + "".join(text for _, text, _ in cases) * 4 + more
    article = shown(body, title)
    found = snippet(Finder(clause), article, length)
    wanted = naive_matches(clause, "body", body, "en")
    assert bool(found.marks) == bool(wanted)
    squeezed = {" ".join(body[start:end].split()) for start, end, _ in wanted}
    assert all(any(word in text or text in word for text in squeezed) for word in marked_words(found))
    assert _in_order(found)
    assert len(found.text) <= length * 4 // 3
    assert " ".join(found.text.split()) == found.text
    assert found.text in " ".join(body.split())


TIDY = ("oil", "gas", "Talks.", "“The", "peace.”", "Mr.", "U.S.", "1,750", "a  b", "a\tb", "Putin’s")


@st.composite
def tidy_body(draw: st.DrawFn) -> str:
    """White space as enrichment leaves it, mostly: the case that has a short cut."""
    paragraphs = st.lists(st.lists(st.sampled_from(TIDY[:8] * 9 + TIDY), min_size=1, max_size=60).map(" ".join), max_size=6)
    return draw(st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n"])).join(draw(paragraphs))


@settings(max_examples=100, deadline=None)
@given(leaf_and_text(), texts | tidy_body(), texts | tidy_body())
def test_articles_in_one_pass_are_marked_as_one_after_the_other(case: tuple[Clause, str, str], title: str, body: str) -> None:
    anywhere = tuple(Term("text_stem", stem(term, "en")) for term in ("oil", "us", *terms(case[1])[:4]))
    for clause in (case[0], Both(anywhere)):
        finder = Finder(clause)
        articles = [shown(body, title), shown(title + body, case[1]), shown("oil", ""), shown(body, title, "de"), shown("", "oil")]
        assert marked(finder, articles) == [(marked_title(finder, article), snippet(finder, article)) for article in articles]


@settings(max_examples=200, deadline=None)
@given(tidy_body(), st.integers(0, 400), st.integers(0, 400))
def test_the_short_cut_for_tidy_text_squeezes_as_the_long_way_does(body: str, start: int, length: int) -> None:
    start = 1 + body.rfind(" ", 0, start)
    end = min(len(body), start + length)
    short, long = _even(body, start, end), _uneven(body, start, end)
    if short:
        assert short.text == long.text
        assert [short.place(at) for at in range(start, end + 1)] == [long.place(at) for at in range(start, end + 1)]


@settings(max_examples=150, deadline=None)
@given(leaf_and_text(), st.lists(words_and_gaps | any_text, min_size=8, max_size=30).map(" ".join), st.sampled_from((60, 240)))
def test_a_passage_is_never_cut_inside_a_word_or_a_cluster(case: tuple[Clause, str, str], body: str, length: int) -> None:
    found = snippet(Finder(case[0]), shown(body), length)
    whole = " ".join(body.split())
    places = [at for at in range(len(whole) + 1) if whole.startswith(found.text, at)]
    assert any(_clean_cut(whole, at) and _clean_cut(whole, at + len(found.text)) for at in places)
    if len(whole) > length and not any(len(word) > length // 2 for word in whole.split()):
        assert len(found.text) >= length // 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["oil", "gas", "coal", "and", "The", "went.", "\n\n"]), min_size=60, max_size=300).map(" ".join))
def test_no_other_passage_has_more_different_words(body: str) -> None:
    asked = q.All((q.Word("oil"), q.Word("gas"), q.Word("coal")))
    found = cut_out(asked, body, length=60)
    matches = sorted(naive_matches(plan(asked), "body", body, "en"), key=lambda match: match[:2])
    best = max((len({leaf for s, e, leaf in matches if s >= start and e <= start + 60}) for start, _, _ in matches), default=0)
    assert len(set(marked_words(found))) >= best


def _clean_cut(text: str, at: int) -> bool:
    return (
        at in (0, len(text))
        or text[at] == " "
        or text[at - 1] == " "
        or (not any(start < at < end for _, start, end in spans(text)) and at in {match.start() for match in regex.finditer(r"\X", text)})
    )


def _in_order(marked: Marked) -> bool:
    flat = [at for mark in marked.marks for at in mark]
    return flat == sorted(flat) and all(0 <= start < end <= len(marked.text) for start, end in marked.marks)


def _seconds(query: q.Query, article: Shown) -> float:
    began = time.process_time()  # what other programs take from the machine does not count
    snippet(Finder(plan(query)), article)
    return time.process_time() - began


# The limits are ten times what a slow machine needs: they catch a step that grows with the square of the text.
@pytest.mark.parametrize("unit", ["word ", "oil ", "oil\n\n", "天气很好", "x", "a.", "é", "oil gas, ", "\u0301", "   ", "あ", "🇺🇦"])
def test_a_very_long_body_takes_bounded_time(unit: str) -> None:
    body = unit * (2_000_000 // len(unit))
    assert _seconds(q.Phrase("oil gas", slop=5), shown(body, "oil gas")) < 10
    assert _seconds(q.Word("oil"), shown(body, "oil")) < 10


def test_a_mark_far_down_a_very_long_body_is_found_when_nothing_else_is_marked() -> None:
    body = FILLER * (2 * FAR // len(FILLER)) + "Gas was found." + FILLER * 10
    assert marked_words(cut_out(words, body)) == ["Gas"]
