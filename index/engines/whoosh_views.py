"""One state of an index, opened: its segments, what of them is deleted, and the statistics of all together.

A `Segment` never changes and is shared by every state that has it; a `View` is a segment less what
one state has deleted; a `Snapshot` is all views of one state. All is read when first needed and kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from index.analysis import stem_code
from index.bm25 import Norms, idf
from index.document import Shown
from index.engines.recent import Recent
from index.engines.whoosh_columns import Blobs, NumbersColumn, Values
from index.engines.whoosh_postings import Postings
from index.engines.whoosh_segments import COLUMNS, UNDATED, WRITTEN_ID, ArticleCodec
from index.engines.whoosh_terms import TermsReader, decoded
from index.periods import SECONDS_A_DAY

UNDATED_DAY = UNDATED // SECONDS_A_DAY
"""The day under which articles without a date are counted."""

CACHED_NUMBERS = 4_000_000
"""Document numbers and scores kept of recent terms and phrases, over all segments: 20 to 60 MB."""

_TERM_WEIGHT = 5
"""A term that is kept as a string weighs as much as so many numbers."""


class Segment:
    """The files of one segment, mapped; they stay readable when a writer removes them."""

    def __init__(self, storage: Any, segment: Any, recent: Recent) -> None:
        self.key: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.recent = recent
        self._columns: dict[str, Any] = {}
        self.terms: TermsReader = ArticleCodec().terms_reader(storage, segment)
        there = {name: ArticleCodec.column_filename(segment, name) for name in COLUMNS}
        written = set(storage.list())
        self._files = {name: (storage.open_file(file), storage.file_length(file)) for name, file in there.items() if file in written}

    def postings(self, field: str, term: str) -> Postings | None:
        """The postings of a term, deleted documents included."""
        return self.recent.get(
            (self.key, field, term), lambda: self.terms.find(field, term), lambda found: 1 + (2 * len(found.docs) if found else 0)
        )

    def column(self, name: str) -> Any:
        """One of `COLUMNS`, read at its first use."""
        if name not in self._columns:
            self._columns[name] = self._read(name)
        return self._columns[name]

    def _read(self, name: str) -> Any:
        kind = COLUMNS[name]
        if name in self._files:
            file, length = self._files[name]
            return kind.reader(file, 0, length, self.size)
        return array("q", [kind.default]) * self.size if isinstance(kind, NumbersColumn) else Values.none(self.size)

    def vocabulary(self, field: str) -> Sequence[str]:
        """All terms of a field, in order."""
        return self.recent.get((self.key, field), lambda: self.terms.vocabulary(field), lambda terms: 1 + len(terms) * _TERM_WEIGHT)

    @cached_property
    def recency(self) -> array[int]:
        """Smaller is newer; articles without a date come last."""
        return array("q", [UNDATED if seconds == UNDATED else -seconds for seconds in self.column("published")])

    @cached_property
    def days(self) -> array[int]:
        """The day of publication, since 1970."""
        return array("q", [seconds // SECONDS_A_DAY for seconds in self.column("published")])


class View:
    """A segment as one state shows it. Documents are numbers from 0 to the size of the segment."""

    def __init__(self, segment: Segment, deleted: frozenset[int]) -> None:
        self.segment, self.deleted = segment, deleted
        self.key = (segment.key, len(deleted))  # deletions are never taken back, so that their number tells the state
        self.count = segment.size - len(deleted)
        self.totals: dict[str, Mapping[Any, int]] = {}

    @cached_property
    def everything(self) -> frozenset[int]:
        """All documents."""
        return frozenset(range(self.segment.size)) - self.deleted

    def terms_of(self, field: str) -> int:
        """How many terms a text field has in all documents together."""
        lengths = self.segment.column(f"length_{field}")
        return int(sum(lengths) - sum(lengths[doc] for doc in self.deleted))

    def having(self, field: str, term: str) -> int:
        """How many documents have a term."""
        found = self.segment.postings(field, term)
        return len(found.docs) - len(self.deleted.intersection(found.docs) if self.deleted else ()) if found else 0

    def id_of(self, doc: int) -> str:
        """The article's id as written."""
        written: Blobs = self.segment.column(WRITTEN_ID)
        return decoded(written[doc])

    def shown(self, doc: int) -> Shown:
        """What a result shows of it."""
        kept: Blobs = self.segment.column("shown")
        return Shown.from_text(decoded(kept[doc]))

    def facet(self, name: str) -> Values:
        """The values of a facet."""
        values: Values = self.segment.column(f"facet_{name}")
        return values

    @cached_property
    def stem_codes(self) -> set[str]:
        """The stem codes of the languages of its articles."""
        languages = self.facet("language")
        there = set(map(languages.combinations.__getitem__, self.everything))
        known = [[languages.values[code] for code in languages.members[combination]] for combination in there]
        return {stem_code(language) for several in known for language in several or [""]}


class Snapshot:
    """All of one committed state."""

    def __init__(self, generation: int, views: Sequence[View], recent: Recent) -> None:
        self.generation, self.views, self.recent = generation, views, recent
        self.count = sum(view.count for view in views)
        self._norms: dict[str, Norms] = {}

    def norms(self, field: str) -> Norms:
        """What lengths mean in a text field (`bm25.Norms`)."""
        if field not in self._norms:
            total = sum(view.terms_of(field) for view in self.views)
            self._norms[field] = Norms(total / self.count if total else 1.0)
        return self._norms[field]

    def idf(self, field: str, terms: Collection[str]) -> float:
        """The sum of the terms' weights."""
        return sum(idf(self.count, self.having(field, term)) for term in terms)

    def having(self, field: str, term: str) -> int:
        """How many documents have a term."""
        return sum(view.having(field, term) for view in self.views)
