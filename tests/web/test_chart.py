"""The timeline as a drawing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from search.results import Bar, Timeline
from web.chart import BASE, FEWEST_COLUMNS, MOST_TICKS, TOP, chart, share_in_words


def drawn(*counts: int, of: int = 10, unfinished: bool = False):  # type: ignore[no-untyped-def]
    first = date(2026, 3, 2)
    bars = [Bar(first + timedelta(days=number), count, of) for number, count in enumerate(counts)]
    if unfinished:
        bars[-1] = Bar(bars[-1].start, bars[-1].count, of, True)
    return chart(Timeline("day", tuple(bars), 3), lambda start: f"/search?from={start}")


def percent(written: str) -> float:
    return float(written.removesuffix("%"))


def test_bars_are_as_high_as_their_share_of_the_highest_and_stand_on_one_line() -> None:
    low, none, high = drawn(1, 0, 4, of=4).bars
    assert percent(high.height) == pytest.approx(BASE - TOP)
    assert percent(low.height) == pytest.approx((BASE - TOP) / 4)
    assert percent(none.height) == 0
    assert all(percent(bar.top) + percent(bar.height) == pytest.approx(BASE, abs=0.01) for bar in (low, none, high))


@pytest.mark.parametrize("number", [1, 3, FEWEST_COLUMNS, 62, 2000])
def test_bars_stay_beside_each_other_within_the_drawing(number: int) -> None:
    bars = drawn(*[1] * number).bars
    ends = [(percent(bar.x), percent(bar.x) + percent(bar.width)) for bar in bars]
    assert all(end <= following for (_, end), (following, _) in pairwise(ends))
    assert ends[0][0] >= 0
    assert ends[-1][1] <= 100
    assert len(drawn(*[1] * number).ticks) <= MOST_TICKS


def test_a_bar_says_its_share_so_that_a_rise_in_coverage_is_told_from_a_rise_in_crawling() -> None:
    assert drawn(4, 1, of=8).bars[0].words == "2 March 2026: 4 of 8 articles (50%)"
    assert drawn(1, unfinished=True).bars[0].words.endswith("not over yet")
    assert share_in_words(1, 1000) == "under 1%"
    assert share_in_words(0, 1000) == "0%"


def test_all_articles_are_drawn_on_the_same_scale_until_they_would_flatten_what_was_found() -> None:
    same, own = drawn(2, of=4), drawn(2, of=400)
    assert (same.own_scale, own.own_scale) == (False, True)
    assert percent(same.bars[0].all_height) == pytest.approx(2 * percent(same.bars[0].height), abs=0.01)
    assert percent(own.bars[0].height) == pytest.approx(BASE - TOP)


def test_the_pale_bars_are_drawn_only_where_not_everything_was_found() -> None:
    assert drawn(1, of=2).partial
    assert not drawn(2, of=2).partial


def test_the_drawing_knows_what_is_unfinished_and_what_has_no_date() -> None:
    assert drawn(1, unfinished=True).unfinished
    assert not drawn(1).unfinished
    assert drawn(1).undated == 3
    assert drawn(1, 1).caption == "2 March 2026 to 3 March 2026, by day"


def test_matches_without_any_date_are_counted_where_the_timeline_would_be(sample_app: Flask) -> None:
    drawing = sample_app.jinja_env.get_template("timeline.html").module.timeline(  # type: ignore[attr-defined]
        chart(Timeline("month", (), undated=2), str)
    )
    assert "2 articles without a date" in drawing
    assert not any(part in drawing for part in ("<svg", "legend", "<table"))
