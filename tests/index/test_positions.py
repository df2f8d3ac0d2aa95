"""Phrases with gaps and words in any order, against every choice of positions."""

import time
from itertools import pairwise, permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from index.positions import ordered, unordered

WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)
TEXT = st.lists(st.sampled_from("abcx"), max_size=12)


def positions(text: list[str], words: list[str]) -> list[list[int]]:
    return [[at for at, word in enumerate(text) if word == asked] for asked in words]


def test_a_phrase_counts_each_time_it_is_there() -> None:
    assert ordered([[1, 5, 9], [2, 7, 10]], 0) == 2


def test_slop_is_counted_over_the_whole_run_not_per_gap() -> None:
    assert ordered([[0], [2], [4]], 1) == 0
    assert ordered([[0], [2], [4]], 2) == 1


def test_a_word_asked_for_twice_has_to_be_there_twice() -> None:
    assert ordered([[3], [3]], 5) == 0
    assert unordered([[3], [3]], 5) == 0
    assert ordered([[3, 4], [3, 4]], 0) == 1
    assert unordered([[3, 5], [3, 5]], 1) == 1


def test_words_in_any_order_may_stand_the_other_way_round() -> None:
    assert unordered([[9], [5]], 3) == 1
    assert unordered([[9], [5]], 2) == 0


def test_a_word_that_is_not_there_is_in_no_cluster() -> None:
    assert unordered([[1], []], 20) == 0
    assert ordered([[1], []], 20) == 0


@settings(max_examples=300)
@given(TEXT, WORDS, st.integers(0, 6))
def test_runs_are_those_of_the_definition(text: list[str], words: list[str], slop: int) -> None:
    lists = positions(text, words)
    starts = {
        chosen[0]
        for chosen in product(*lists)
        if all(a < b for a, b in pairwise(chosen)) and chosen[-1] - chosen[0] + 1 - len(chosen) <= slop
    }
    assert ordered(lists, slop) == len(starts)


@settings(max_examples=300)
@given(TEXT, WORDS, st.integers(0, 6))
def test_clusters_are_those_of_the_definition(text: list[str], words: list[str], distance: int) -> None:
    lists = positions(text, words)
    starts = {
        min(chosen)
        for chosen in product(*lists)
        if len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) + 1 - len(chosen) <= distance
    }
    assert unordered(lists, distance) == len(starts)
    assert all((unordered(list(other), distance) > 0) == bool(starts) for other in permutations(lists))


def test_ten_thousand_positions_of_six_words_do_not_explode() -> None:
    lists = [list(range(word, 60_000, 6)) for word in (5, 4, 3, 2, 1, 0)]
    began = time.process_time()
    assert ordered(lists, 19) == 0
    assert ordered(lists, 20) == 9_995
    assert unordered(lists, 0) == 59_995
    assert time.process_time() - began < 2
