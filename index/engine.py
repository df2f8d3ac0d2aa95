"""The Protocol that every engine keeps, and the types that cross it.

An engine turns documents into an index on disk and answers questions from it. Three
rules hold for all of them, and `tests/index/engines/test_contract*.py` are their executable form:

* **Same answers.** For one plan and the same documents, every engine matches the same
  articles, and total, facet counts, timeline, story counts and the `newest` and `oldest` orders are the
  same to the number. Scores may differ in their last digits.
* **Nothing ignored.** What an engine cannot do, it refuses with `errors.Refused`.
* **No text parsed.** Documents and plans come analysed (`index.analysis`); an engine splits `terms` at
  white space and compiles clauses to its own query objects. User text never meets an engine's parser.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Protocol, Self

from index.blending import Frequencies, Lookup
from index.clauses import EVERYTHING, Clause
from index.document import Document, Shown
from index.periods import Interval

Sort = Literal["relevance", "newest", "oldest"]

Where = str | os.PathLike[str]
"""Where one index is kept: the path of a folder, or the name by which a cluster knows it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit stands in its order; a page continues after the last hit's place.

    The orders are total, so that paging neither skips nor repeats:
    `newest` is (published descending, id ascending), `oldest` (published ascending, id ascending), both with
    articles without a date last; `relevance` is (score descending, then as `newest`).
    """

    id: str
    published: int | None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetAsk:
    """One facet to count: at most `size` values; with `containing`, only values that contain it (case and accents folded)."""

    name: str
    size: int = 10
    containing: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to an index.

    `filters` are facet values that were clicked: facet → values, OR within a facet, AND between facets,
    AND with `clause`. The counts of a facet ignore that facet's own filter (and only that one), so that they show what
    choosing another value as well would bring. `limit` hits after the place `after` (None: from the
    top). With sort `relevance` and nothing in `clause` that scores (`clauses.scores`), the order is `newest`.
    `timeline` asks for counts by period of the matches ("auto": `periods.fitting` chooses by the span of the matches). `stories`
    asks for `Hits.stories` and `Hits.story_counts`.
    """

    clause: Clause = EVERYTHING
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    limit: int = 10
    after: Place | None = None
    facets: Sequence[FacetAsk] = ()
    timeline: Interval | Literal["auto"] | None = None
    stories: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that matched, with what is shown of it, as it was when indexed."""

    place: Place
    shown: Shown

    @property
    def id(self) -> str:
        """The article's id."""
        return self.place.id


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value of a facet, and how many of the matching articles have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The values of one facet, by count descending, then value ascending (code points); `more` if there are others.

    Where not `exact`, an engine could not count all values everywhere: counts may be too low, and a value may be missing.
    """

    values: tuple[FacetCount, ...]
    more: bool
    exact: bool = True


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Matches by period: `counts` maps the number of a period (see `index.periods`) to a count above 0; `undated` have no date."""

    interval: Interval
    counts: Mapping[int, int]
    undated: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What did not answer: `parts` of the `of` parts of an index (shards), and why, in words."""

    parts: int
    of: int
    reason: str


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to an `Ask`.

    `total` counts all matching articles. `facets` has an entry per `FacetAsk`. `stories` counts the different
    events among the matches (each article outside a story counts as one); `story_counts` has, for each story
    of a returned hit, how many of the matches belong to it. Where not `stories_exact`, `stories` is an estimate.
    With `missing`, all of this is true only of the parts of the index that answered.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    timeline: PeriodCounts | None = None
    stories: int | None = None
    story_counts: Mapping[str, int] = field(default_factory=dict)
    stories_exact: bool = True
    missing: Missing | None = None


class IndexReader(Protocol):
    """Answers from one generation, in the state at which it was opened or last refreshed; a cluster shows later commits at once.

    Safe to use from several threads at once.
    """

    def find(self, ask: Ask) -> Hits:
        """The answer to `ask`. Raises `Refused` for what this engine cannot do."""
        ...

    def ids(self, clause: Clause) -> set[str]:
        """The ids of all articles that match; for verification and tests, not for serving."""
        ...

    def stem_codes(self) -> frozenset[str]:
        """The stem codes (`analysis.stem_code`) of the languages of the articles in this state."""
        ...

    def frequencies(self, lookups: Sequence[Lookup]) -> Frequencies:
        """How many articles have each term of a text field, as the scores of this state count them."""
        ...

    def refresh(self) -> None:
        """Show what was committed since this reader was opened or refreshed. Searches under way finish on the old state."""
        ...

    def close(self) -> None:
        """Release files. A closed reader is not used again."""
        ...


class IndexWriter(Protocol):
    """Writes one generation. There is one writer at a time (`index.generations` sees to that)."""

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents; one with an id that is already there, or was added before, takes its place."""
        ...

    def delete(self, ids: Iterable[str]) -> None:
        """Delete by id; ids that are not there are no error."""
        ...

    def commit(self) -> None:
        """Make what was added and deleted durable, and visible to readers that open or refresh afterwards."""
        ...

    def close(self) -> None:
        """Release the index; what was not committed is not shown (where it was sent to a cluster already, not before the next commit)."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


class Engine(Protocol):
    """A way to keep an index, in a folder or in a cluster."""

    name: str

    def create(self, where: Where) -> IndexWriter:
        """A writer for a new, empty index; a folder exists already and is empty.

        Meant for a bulk build: documents with new ids only, which spares it the search for older ones.
        """
        ...

    def write(self, where: Where) -> IndexWriter:
        """A writer for an index that is there, for changes."""
        ...

    def read(self, where: Where) -> IndexReader:
        """A reader of an index, in its last committed state."""
        ...
