"""SearchRequest: everything that one search asks for, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from index.engine import Sort
from index.fields import FACETS
from index.periods import Interval

LARGEST_PAGE = 100
MOST_FACET_VALUES = 50
"""Values of a facet in one answer; a facet can be searched within for the others."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search.

    `text` is in the query language. `filters` are chosen facet values (facet → values). `first_day` and `last_day` (both
    included, UTC as the bars of the timeline) narrow by date of publication, as the page's date range does. `cursor` is
    `Results.next` of the page before. `facet_size` values are returned of each facet in `facets`. `exact` switches aliases and word
    forms off: every word is taken as if it were quoted. `grouped` shows each story once, by its first report in the order.
    `explain` adds to each result why it matched. `instead`: where nothing is found, look for what may have been meant, which takes more
    questions to the index than the search itself.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    sort: Sort = "relevance"
    size: int = 10
    cursor: str | None = None
    facets: tuple[str, ...] = FACETS
    facet_size: int = 10
    timeline: Interval | Literal["auto"] | None = "auto"
    exact: bool = False
    grouped: bool = False
    explain: bool = False
    instead: bool = True
