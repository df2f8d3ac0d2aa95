"""The timeline as a bar chart: where each bar stands, in percent, and what it is called.

Percentages need no scaling of the drawing, so that its letters keep their shape at every width, and
SVG attributes need no inline style, which the content security policy forbids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.periods import Interval
from search.results import Bar, Timeline
from web.dates import day_in_words, period_in_short, period_in_words
from web.links import last_day
from web.words import counted

MOST_TIMES = 6
"""All articles share the scale of those found while they are at most this many times as many: a sixth of the height can still be seen."""

TOP, BASE = 4.0, 80.0
"""Percent of the height: the tip of the highest bar, and the line on which bars stand; labels go below."""

FEWEST_COLUMNS = 14
"""Fewer bars than this keep the width of these, or three bars would look like a flag."""

MOST_TICKS = 5
"""Labels of 60 pixels that fit beside each other on a phone 360 pixels wide."""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One period: place and size in percent, `all_top` of the pale bar behind it (all articles)."""

    x: str
    width: str
    top: str
    height: str
    all_top: str
    all_height: str
    count: int
    of: int
    unfinished: bool
    label: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the bars; `anchor` keeps the outer ones inside the drawing."""

    x: str
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline, ready to be drawn: `partial` where the search did not find all articles of these periods, `own_scale` where
    those are too many to be drawn on one scale with what was found. Where not `whole`, parts of the index are missing in all bars.
    """

    bars: tuple[ChartBar, ...]
    ticks: tuple[Tick, ...]
    caption: str
    undated: int
    unfinished: bool
    partial: bool
    own_scale: bool
    whole: bool


def chart(timeline: Timeline, link: Callable[[date], str], *, whole: bool = True) -> Chart:
    """The drawing of `timeline`; `link` gives the address of the search within the period that begins on a day."""
    bars = timeline.bars
    step = 100 / max(len(bars), FEWEST_COLUMNS)
    highest = max((bar.count for bar in bars), default=0) or 1
    highest_of_all = max((bar.of for bar in bars), default=0) or 1
    own_scale = highest_of_all > MOST_TIMES * highest
    if not own_scale:
        highest = highest_of_all
    urls = [link(bar.start) if bar.count else "" for bar in bars]
    drawn = tuple(
        _bar(bar, (number * step, step), (bar.count / highest, bar.of / highest_of_all), timeline.interval, whole, url)
        for number, (bar, url) in enumerate(zip(bars, urls, strict=True))
    )
    return Chart(
        bars=drawn,
        ticks=_ticks(timeline, step),
        caption=_caption(timeline),
        undated=timeline.undated,
        unfinished=any(bar.unfinished for bar in bars),
        partial=any(bar.count < bar.of for bar in bars),
        own_scale=own_scale,
        whole=whole,
    )


def _bar(bar: Bar, place: tuple[float, float], shares: tuple[float, float], interval: Interval, whole: bool, url: str) -> ChartBar:
    x, step = place
    height, all_height = ((BASE - TOP) * share for share in shares)
    return ChartBar(
        x=_percent(x + step * 0.08),
        width=_percent(step * 0.84),
        top=_percent(BASE - height),
        height=_percent(height),
        all_top=_percent(BASE - all_height),
        all_height=_percent(all_height),
        count=bar.count,
        of=bar.of,
        unfinished=bar.unfinished,
        label=period_in_words(bar.start, interval),
        words=_words(bar, interval, whole),
        url=url,
    )


def _words(bar: Bar, interval: Interval, whole: bool) -> str:
    """What a bar says: "week of 3 March 2026: 5 of 12 articles (42%)"."""
    so_far = ", not over yet" if bar.unfinished else ""
    if not whole:  # a share of what happened to answer says nothing
        return f"{period_in_words(bar.start, interval)}: at least {counted(bar.count, 'article')}{so_far}"
    share = f" ({share_in_words(bar.count, bar.of)})" if bar.of else ""
    return f"{period_in_words(bar.start, interval)}: {bar.count:,} of {counted(bar.of, 'article')}{share}{so_far}"


def share_in_words(count: int, of: int) -> str:
    """A share in percent; small ones are not rounded to nothing."""
    percent = 100 * count / of
    return f"{percent:.0f}%" if percent >= 1 or not count else "under 1%"


def _ticks(timeline: Timeline, step: float) -> tuple[Tick, ...]:
    bars = timeline.bars
    if not bars:
        return ()
    wanted = min(MOST_TICKS, len(bars)) if len(bars) >= FEWEST_COLUMNS else min(2, len(bars))
    places = dict.fromkeys(round(number * (len(bars) - 1) / max(wanted - 1, 1)) for number in range(wanted))
    return tuple(_tick(place, bars, step, timeline.interval) for place in places)


def _tick(place: int, bars: tuple[Bar, ...], step: float, interval: Interval) -> Tick:
    label = period_in_short(bars[place].start, interval)
    if place == 0:
        return Tick(_percent(step * 0.08), "start", label)
    if place == len(bars) - 1:
        return Tick(_percent((place + 0.92) * step), "end", label)
    return Tick(_percent((place + 0.5) * step), "middle", label)


def _caption(timeline: Timeline) -> str:
    if not timeline.bars:
        return "No dated articles"
    first, last = timeline.bars[0].start, last_day(timeline.bars[-1].start, timeline.interval)
    if first == last:
        return day_in_words(first)
    return f"{day_in_words(first)} to {day_in_words(last)}, by {timeline.interval}"


def _percent(value: float) -> str:
    return f"{value:.3f}%"
