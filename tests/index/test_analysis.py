"""What words are: the cases of the table, and what must hold for any text."""

from __future__ import annotations

import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import (
    LONGEST_TERM,
    PARAGRAPH_GAP,
    _stems_of,
    fold_key,
    joined,
    joined_names,
    joined_stems,
    spans,
    stem,
    stem_code,
    terms,
)

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases/analysis.jsonl").read_text().splitlines()]
TEXTS = st.text() | st.text(alphabet="abcKZ.,'’-’ \n1½ﬁłéÉ\u0301\u00ad北ーคİßς1،م\u064e_$%@", max_size=60)


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_the_cases(case: dict[str, object]) -> None:
    assert terms(str(case["text"])) == case["exact"]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("re\u0301sume\u0301", ["resume"]),
        ("ΑΘΉΝΑ Αθηνα", ["αθηνα", "αθηνα"]),
        ("½ cup", ["1", "2", "cup"]),
        ("日本語テスト", ["日", "本", "語", "テ", "ス", "ト"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("السَّلام", ["السلام"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("U.S.-led J.K. Rowling", ["us", "led", "jk", "rowling"]),
        ("presidents’ O’Brien’s", ["presidents", "o'brien"]),
        ("co\u00adop\u200b", ["coop"]),
        ("Київ’s", ["київ"]),
        ("COVID-19's F-16’s 1990's 3M's No. 10's", ["covid", "19", "f", "16", "1990", "3m", "no", "10"]),
        ("the U.S.'s role, U.N.’s, p.m.'s, A.P's", ["the", "us", "role", "un", "pm", "ap"]),
        ("1,750's 3.5’s 24.02.2022's, ’90s", ["1750", "3.5", "24.02.2022", "90s"]),
        ("the U.S.'sound", ["the", "us", "sound"]),
        ("a Ph.D in physics, Ph.D. für", ["a", "phd", "in", "physics", "phd", "fur"]),
        ("Ph.D", ["phd"]),
        ("Москва́ Росси́я ѐ", ["москва", "россия", "е"]),
        ("Ѓорѓи ќе Київ їжа йога", ["ѓорѓи", "ќе", "київ", "їжа", "йога"]),
        ("oil\u200bgas", ["oil", "gas"]),
        ("snake_case", ["snake", "case"]),
        ("1,750,000.5bn 24.02.2022 1,75", ["1750000.5bn", "24.02.2022", "1", "75"]),
        ("\u202eabc\u202c", ["abc"]),
        ("\ud800 lone", ["lone"]),
        ("ﷺ", ["صلى", "الله", "عليه", "وسلم"]),
    ],
)
def test_words_beyond_the_table(text: str, exact: list[str]) -> None:
    assert terms(text) == exact


@given(TEXTS)
def test_spans_give_the_same_terms_and_point_into_the_text(text: str) -> None:
    found = list(spans(text))
    assert [term for term, _, _ in found] == terms(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert [start for _, start, _ in found] == sorted(start for _, start, _ in found)


@given(TEXTS)
def test_terms_can_be_joined_by_white_space(text: str) -> None:
    for term in terms(text):
        assert term
        assert term.split() == [term]
        assert len(term) <= LONGEST_TERM
        assert not {"¶", ":", "\n"} & set(term)


@given(TEXTS)
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert terms(unicodedata.normalize("NFC", text)) == terms(unicodedata.normalize("NFD", unicodedata.normalize("NFC", text)))


def test_joined_text_keeps_paragraphs_and_drops_empty_ones() -> None:
    assert joined("Oil rose.\n\n…\n\nGas\nfell") == "oil rose\ngas fell"
    assert joined_names(["Jane Smith", "jane smith", "—", "AP"]) == "jane smith\nap"


def test_stems_of_different_languages_never_meet() -> None:
    assert stem("talks", stem_code("en-GB")) == "talk"
    assert stem("häuser", "de") == "de:" + stem("häuser", "de").removeprefix("de:")
    assert stem("talks", stem_code("zh")) == "x:talks"
    assert stem("rozmowy", stem_code("pl")) == "pl:rozmow"


@pytest.mark.parametrize("language", ["und", ""])
def test_a_text_of_unknown_language_is_stemmed_as_english(language: str) -> None:
    assert stem("talks", stem_code(language)) == "talk"
    assert joined_stems("peace talks\nprices", "en") == "peac talk\nprice"
    assert len({stem("organ", code) for code in ("en", "de", "x")}) == 3


def test_threads_that_stem_at_once_do_not_disturb_each_other() -> None:
    words = [f"walk{first}{second}ing" for first in "abcdefghij" for second in "klmnopqrst"]
    alone = [stem(word, "it") for word in words]
    _stems_of.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda word: stem(word, "it"), words)) == alone


def test_whole_values_are_folded() -> None:
    assert fold_key("  Natural\u00a0 GAS ") == fold_key("natural gas") == "natural gas"
    assert fold_key("São Paulo") == "sao paulo"


def test_the_gap_is_wider_than_any_proximity() -> None:
    assert PARAGRAPH_GAP > 20
