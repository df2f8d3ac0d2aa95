"""The measure for texts of web pages: that of the article extraction benchmark."""

from __future__ import annotations

import pytest

pytest.importorskip("trafilatura", reason="the extra `pages` is not installed", exc_type=ImportError)

from bench.pages import means, score

MARKED = "one two three four five six"


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        (MARKED, 1, 1),
        (f"{MARKED} seven eight nine", 0.5, 1),
        ("One: two, three four five six", 2 / 3, 2 / 3),
        ("", 0, 0),
        ("one two", 0, 0),
    ],
)
def test_runs_of_four_words_are_counted(found: str, precision: float, recall: float) -> None:
    assert score(found, MARKED) == pytest.approx((precision, recall))


def test_pages_count_alike_whatever_their_length() -> None:
    assert means([(1, 1), (0.5, 0)]) == "0.750  0.500  0.600"
