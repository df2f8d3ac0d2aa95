"""Words so many letters away, against the definition of Levenshtein's distance."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from index.closeness import close_terms, edits, within

WORD = st.text("abc", max_size=6)


@cache
def distance(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    return min(distance(one[1:], other) + 1, distance(one, other[1:]) + 1, distance(one[1:], other[1:]) + (one[0] != other[0]))


@given(st.lists(WORD), WORD, st.integers(0, 2))
def test_close_words_are_those_of_the_definition(vocabulary: list[str], word: str, most: int) -> None:
    assert list(close_terms(vocabulary, word, most)) == [other for other in vocabulary if distance(other, word) <= most]


@given(WORD, WORD, st.integers(0, 2))
def test_within_is_the_distance_of_the_definition(one: str, other: str, most: int) -> None:
    assert within(one, other, most) == (distance(one, other) <= most)


def test_a_swap_of_two_letters_is_two_changes() -> None:
    assert list(close_terms(["kiev"], "keiv", 1)) == []
    assert list(close_terms(["kiev"], "keiv", 2)) == ["kiev"]


@cache
def slips(one: str, other: str) -> int:
    """`distance`, where two neighbours that changed places are one edit."""
    if not one or not other:
        return len(one) + len(other)
    ways = [slips(one[1:], other) + 1, slips(one, other[1:]) + 1, slips(one[1:], other[1:]) + (one[0] != other[0])]
    if one[:2] == other[1::-1] and len(one) > 1 and len(other) > 1:
        ways.append(slips(one[2:], other[2:]) + 1)
    return min(ways)


@given(WORD, WORD)
def test_edits_are_those_of_the_definition(one: str, other: str) -> None:
    assert edits(one, other) == slips(one, other)
