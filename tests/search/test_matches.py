"""Finding matches: the fast way against the slow, obvious one, and the odd cases by name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import query as q
from index.analysis import STEMMERS, UNSTEMMED, stem, terms
from index.clauses import Both, Clause, Close, Cluster, Either, Run, StartsWith, Term, Without
from index.plan import plan
from search.chunks import SEPARATORS, stands_alone
from search.matches import Finder
from tests.search.naive import naive_matches

ODD_WORDS = (
    "U.S.", "U.S", "u.s.s.r.", "Ph.D.", "p.m.", "1,750", "1,750s", "3.5%", "12,345.6", "1980s", "don't", "won’t", "Putin’s", "Putin's",
    "‘peace’", "o'neill", "O’Neill", "state-run", "talks.Talks", "ﬁrst", "Ⅻ", "½", "ﬀ", "İstanbul", "straße", "STRASSE", "naïve",
    "nai\u0308ve", "Łódź", "Київ", "київ", "ΑΘΗΝΑ", "北京", "北京U.S.", "U.S北", "U.S.北", "北U.S.大",
    "東京タワー", "カ\u3099", "葛\U000e0100",
    "ไทย", "ｆｕｌｌ", "ＵＳ", "K", "co\u00adop", "a\u200db", "skies", "sky", "dying", "die", "country", "countries", "possibility", "talk",
    "talks", "talking", "peace", "peaceful", "the", "a", "us", "use", "b", "🇺🇦",
    "👨‍👩‍👧", "٣٤", "كتاب", "x'y’z", "a.talk", "talk,peace", "3,talks",
    "\ud800", "e\u0301", "\u0301", "1️⃣", "gut", "Gespräch", "Gespräche", "gegangen", "\u0600٣",
)  # fmt: skip
GAPS = (" ", " ", " ", "\n", "\n\n", ", ", ". ", "-", "—", " “", "” ", "", "\xa0", "。", "/", "_", "?", " … ")
CODES = ("en", "de", UNSTEMMED, "ru")

words_and_gaps = st.lists(st.tuples(st.sampled_from(ODD_WORDS), st.sampled_from(GAPS)), max_size=14).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
# Digits and apostrophes never together: the ASCII and the Unicode way of `analysis` differ on the like of "9.9b9'a".
any_text = (
    st.text("abtk.US'’-, \n北Жé\u0301", max_size=40)
    | st.text("ab19.,- \n北é", max_size=40)
    | st.text(max_size=30).filter(lambda text: not (set(text) & set("'’‘ʼ＇")))
)
texts = words_and_gaps | words_and_gaps | any_text | st.tuples(words_and_gaps, any_text).map("".join)


@st.composite
def leaf_and_text(draw: st.DrawFn) -> tuple[Clause, str, str]:
    """A leaf made, mostly, of terms of the text, so that it often matches."""
    text, code = draw(texts), draw(st.sampled_from(CODES))
    there = list(dict.fromkeys(terms(text)))[:8]
    term = st.sampled_from([*there, *there, "us", "talk", "1750", "北"])
    several = st.lists(term, min_size=2, max_size=3).map(tuple)
    stemmed = term.map(lambda found: stem(found, code))
    found = draw(
        term.map(lambda found: Term("body_exact", found))
        | stemmed.map(lambda found: Term("body_stem", found))
        | several.map(lambda found: Run("body_exact", found))
        | several.map(lambda found: Run("body_stem", tuple(stem(term, code) for term in found)))
        | st.tuples(several, st.integers(0, 3)).map(lambda pair: Run("body_exact", *pair))
        | st.tuples(several, st.integers(0, 3)).map(lambda pair: Cluster("body_exact", *pair))
        | st.tuples(term, st.integers(1, 4)).map(lambda pair: StartsWith("body_exact", pair[0][: pair[1]]))
        | st.tuples(term, st.integers(1, 2)).map(lambda pair: Close("body_exact", *pair))
    )
    return found, text, code


@settings(max_examples=300, deadline=None)
@given(st.lists(leaf_and_text(), min_size=1, max_size=3))
def test_the_fast_way_finds_exactly_what_the_slow_way_finds(cases: list[tuple[Clause, str, str]]) -> None:
    clause, text, code = Both(tuple(leaf for leaf, _, _ in cases)), cases[0][1], cases[0][2]
    finder = Finder(clause)
    found = [(match.start, match.end, finder.leaves[match.what]) for match in finder.matches("body", text, code)]
    assert set(found) == naive_matches(clause, "body", text, code)
    assert found == sorted(found, key=lambda match: match[:2])


@settings(max_examples=200, deadline=None)
@given(leaf_and_text(), st.integers(1, 9))
def test_reading_in_steps_finds_what_reading_at_once_finds(case: tuple[Clause, str, str], first: int) -> None:
    clause, text, code = case
    finder = Finder(clause)
    steps = list(finder.growing("body", text, code, first=first))
    assert sorted(set(steps[-1][1])) == sorted(set(finder.matches("body", text, code)))
    assert steps[-1][0] == len(text)


@pytest.mark.parametrize("code", sorted(STEMMERS))
def test_words_are_found_by_their_stems_in_every_language(code: str) -> None:
    for word in ("talking", "dying", "country", "gegangen", "maisons", "städte", "говорили", "d'honneur", "kitapları"):
        wanted = Term("body_stem", stem(terms(word)[0], code))
        assert [match[:2] for match in Finder(wanted).matches("body", f"x {word} x", code)] == [(2, 2 + len(word))]


def marked(query: q.Query, text: str, code: str = "en") -> list[str]:
    return [text[match.start : match.end] for match in Finder(plan(query, (code,))).matches("body", text, code)]


def test_a_phrase_is_one_match_and_its_words_alone_are_none() -> None:
    assert marked(q.Phrase("peace talks"), "Peace. The peace-talks; talks of peace, peace talk") == ["peace-talks"]


def test_a_phrase_never_crosses_a_paragraph() -> None:
    assert marked(q.Phrase("peace talks"), "peace\n\ntalks\n\npeace\ntalks") == ["peace\ntalks"]


def test_a_phrase_with_gaps_marks_its_words_and_not_what_is_between() -> None:
    assert marked(q.Phrase("peace talks", slop=1), "peace, peace and talks, peace one two talks") == ["peace", "talks"]


def test_words_near_each_other_are_marked_in_any_order() -> None:
    assert marked(q.Near("oil gas", 1), "gas or oil; gas a b c oil") == ["gas", "oil", "gas"]


def test_what_is_excluded_is_not_marked() -> None:
    clause = Both((Term("body_stem", "oil"), Without(Either((Term("body_stem", "gas"), Without(Term("body_stem", "coal")))))))
    finder = Finder(clause)
    assert [finder.leaves[match.what] for match in finder.matches("body", "oil gas coal", "en")] == [Term("body_stem", "oil")]


def test_a_field_is_marked_in_that_field_only() -> None:
    finder = Finder(plan(q.Word("oil", "title")))
    assert finder.matches("body", "oil", "en") == []
    assert [match[:2] for match in finder.matches("title", "oil", "en")] == [(0, 3)]


def test_names_and_keys_mark_nothing() -> None:
    asked = q.All((q.Word("oil", "keyword"), q.Word("oil", "source"), q.Word("oil", "person"), q.Prefix("oi", "author")))
    assert marked(asked, "oil") == []


def test_a_stem_of_another_language_is_not_marked() -> None:
    assert marked(q.Word("gift"), "gift", "en") == ["gift"]
    assert Finder(plan(q.Word("gift"), ("de",))).matches("body", "gift", "en") == []


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("us", "U.S. us U.S", ["U.S.", "us", "U.S"]),
        ("1750", "1,750 or 1750", ["1,750", "1750"]),
        ("Putin", "Putin’s PUTIN's", ["Putin’s", "PUTIN's"]),
        ("first", "the ﬁrst", ["ﬁrst"]),
        ("sky", "skies", ["skies"]),
        ("die", "dying", ["dying"]),
        ("北京", "在北京,京北", ["北京"]),
        ("o'neill", "O’Neill and neill", ["O’Neill"]),
    ],
)
def test_writing_that_differs_from_the_term_is_found(typed: str, text: str, found: list[str]) -> None:
    assert marked(q.Word(typed), text) == found


def test_no_separator_is_part_of_a_word() -> None:
    for char in SEPARATORS:
        assert terms(f"a{char}b") == ["a", "b"], ascii(char)
        assert terms(f"é{char}U.S.{char}1{char}2") == ["e", "us", "1", "2"], ascii(char)


def test_what_stands_alone_is_a_word_and_folds_to_itself() -> None:
    alone = [chr(code) for code in range(0x10000) if stands_alone(chr(code))]
    assert len(alone) > 27_000
    for char in alone:
        assert terms(f"{char}a{char}") == [char, "a", char], ascii(char)
