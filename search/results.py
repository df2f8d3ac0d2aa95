"""Results and its parts: what a search answers, ready to be presented as a page, as JSON or in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from index.document import Shown
from index.engine import FacetCounts, Missing
from index.periods import Interval


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain text with the parts that match: `marks` are (start, end exclusive), in order, not overlapping.

    `cut_before` and `cut_after` tell that it begins or ends within a sentence of a longer text.
    Never HTML: whoever presents it escapes `text`.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why an article matched: `term` as found in `field`, and how (exact, stem, prefix, fuzzy, alias, phrase, near, value)."""

    field: str
    term: str
    how: str
    count: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one lookup added to a score: `terms` (as indexed) in `field` ("title", "body", or "text" for both together)."""

    field: str
    terms: str
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """One hit: `title` and `snippet` marked, `shown` as indexed. `story_reports` counts the matches of the same story.

    `why` and `score_parts` are there if the request asked to explain; the parts add up to `score`, but for rounding.
    """

    id: str
    shown: Shown
    title: Marked
    snippet: Marked
    score: float
    story_reports: int = 1
    why: tuple[Why, ...] = ()
    score_parts: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of the timeline: matches, and all articles of the collection, in it; `unfinished` if it has not ended yet."""

    start: date
    count: int
    of: int
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars from the first to the last period with matches, empty ones included; `undated` matches are in none."""

    interval: Interval
    bars: tuple[Bar, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What the query was taken to mean: canonical form, and other names that were searched as well ("Kyiv" → "Kiev")."""

    text: str
    means: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """What may have been meant: the query to ask instead, in the query language, and how many articles it finds."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which state of the index answered: generation, when it was built, how many articles it holds, store change it reflects."""

    generation: str
    engine: str
    built_at: datetime
    articles: int
    change: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a `SearchRequest`. `next` is the cursor of the following page, None on the last.

    With `missing`, results, counts and bars are those of the parts of the index that answered. Where not `stories_exact`,
    `stories` is an estimate. `instead` is offered where nothing was found, and something is with words spelt nearly so.
    """

    query: Understood
    index: IndexState
    total: int
    stories: int
    results: tuple[Result, ...]
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    timeline: Timeline | None = None
    next: str | None = None
    took_ms: float = 0.0
    stories_exact: bool = True
    missing: Missing | None = None
    instead: Instead | None = None

    @property
    def certain(self) -> bool:
        """Whether every number is exact. What is not may be better a moment later, and is not to be kept."""
        return self.missing is None and self.stories_exact and all(counts.exact for counts in self.facets.values())


@dataclass(frozen=True, slots=True)
class FacetResults:
    """The answer to a search within one facet; with `missing` as in `Results`."""

    counts: FacetCounts
    missing: Missing | None = None

    @property
    def certain(self) -> bool:
        """As `Results.certain`."""
        return self.missing is None and self.counts.exact
