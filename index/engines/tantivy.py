"""The Tantivy engine: one machine, up to tens of millions of articles; compiled, installed by the extra `fast`.

`tantivy_schema` says how a document lies in the index, `tantivy_compile` makes queries of clauses (`tantivy_forms` those of phrases
with gaps), `tantivy_order` pages through hits, `tantivy_counts` counts periods, stories and facets (`tantivy_combinations`
those of few matches, `tantivy_facets` of many); all of them read a `tantivy_state.State`. Here are the Protocol's three classes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from threading import Lock
from types import TracebackType
from typing import Self

from index.blending import Frequencies, Lookup
from index.clauses import Clause
from index.document import Document
from index.engine import Ask, Hits, Where
from index.errors import EngineUnavailable, IndexingError

try:
    import tantivy
except ImportError as error:
    raise EngineUnavailable("the tantivy engine is not installed: pip install 'broadsheet[fast]'") from error

from index.engines.checks import check_ask
from index.engines.tantivy_combinations import Combinations
from index.engines.tantivy_compile import compiled, filtered
from index.engines.tantivy_counts import counts, stories
from index.engines.tantivy_order import page
from index.engines.tantivy_schema import ARTICLE, schema, set_up, stored_value, to_tantivy
from index.engines.tantivy_state import State, translated

BUILD_MEMORY = 300_000_000
"""Bytes for a bulk build: some 100,000 articles a segment."""
BUILD_THREADS = 1
"""Python hardly makes documents as fast as one thread indexes them; each thread writes segments of its own, for which searches pay."""

CHANGE_MEMORY = 50_000_000
"""Bytes for a writer of changes: they come by the hundred."""


class TantivyEngine:
    """Keeps an index in a folder with Tantivy."""

    name = "tantivy"

    def create(self, where: Where) -> TantivyWriter:
        """A writer for a new, empty index in a folder."""
        with translated(f"creating an index in {where}"):
            index = set_up(tantivy.Index(schema(), path=os.fspath(where), reuse=False))
        return TantivyWriter(index, BUILD_MEMORY, BUILD_THREADS, _Added())

    def write(self, where: Where) -> TantivyWriter:
        """A writer for the index that is in a folder. Raises `Locked` while there is another."""
        return TantivyWriter(_opened(where), CHANGE_MEMORY, 1, None)

    def read(self, where: Where) -> TantivyReader:
        """A reader of the index in a folder, in its last committed state."""
        return TantivyReader(_opened(where))


class TantivyWriter:
    """See `index.engine.IndexWriter`."""

    def __init__(self, index: tantivy.Index, memory: int, threads: int, added: _Added | None) -> None:
        with translated("opening the index for writing"):
            self._writer: tantivy.IndexWriter | None = index.writer(memory, threads)
        self._added = added
        self._uncommitted = False

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents; one with the id of another takes its place."""
        writer = self._open()
        for document in documents:
            ready = to_tantivy(document)
            with translated(f"adding article {document.id!r}"):
                self._uncommitted = True
                if self._added is None or self._added.maybe(document.id):
                    writer.delete_documents_by_term(ARTICLE, document.id)
                writer.add_document(ready)

    def delete(self, ids: Iterable[str]) -> None:
        """Delete by id; ids that are not there are no error."""
        writer = self._open()
        for id_ in filter(stored_value, ids):
            with translated(f"deleting article {id_!r}"):
                self._uncommitted = True
                writer.delete_documents_by_term(ARTICLE, id_)

    def commit(self) -> None:
        """Make the changes durable and visible to readers that open or refresh afterwards."""
        writer = self._open()
        with translated("committing"):
            writer.commit()
            self._uncommitted = False
            writer.garbage_collect_files()

    def close(self) -> None:
        """Release the index; what was not committed is forgotten."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        with translated("closing the index"):
            if self._uncommitted:
                writer.rollback()
            writer.garbage_collect_files()
            writer.wait_merging_threads()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise IndexingError("tantivy: this writer is closed; open another with write()")
        return self._writer


class TantivyReader:
    """See `index.engine.IndexReader`. Each search works on one `State`, whatever `refresh` does meanwhile."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._refreshing = Lock()
        with translated("opening the index"):
            # Tantivy would otherwise show new commits by itself, in the middle of a search.
            index.config_reader(reload_policy="manual")
        self._combinations = Combinations() if index.schema == schema() else None  # an older layout has none
        self._follow()

    def find(self, ask: Ask) -> Hits:
        """The answer to `ask`."""
        check_ask(ask)
        state = self._state
        clause = compiled(ask.clause, state)
        query = filtered(clause, ask.filters, state)
        found = page(query, ask, state)
        facets, timeline = counts(clause, ask, found, state)
        events, of_story = stories(query, ask, found, state) if ask.stories else (None, {})
        return Hits(found.total, found.hits, facets, timeline, events, of_story)

    def ids(self, clause: Clause) -> set[str]:
        """The ids of all articles that match."""
        state = self._state
        return {state.kept(address).id for address in state.all(compiled(clause, state))}

    def stem_codes(self) -> frozenset[str]:
        """The stem codes of the languages of the articles in this state."""
        return self._state.stem_codes

    def frequencies(self, lookups: Sequence[Lookup]) -> Frequencies:
        """How many articles have each term (deleted ones may be among them)."""
        state = self._state
        return Frequencies(state.articles, tuple([state.frequency(field, term) for field, term in lookups]))

    def refresh(self) -> None:
        """Show what was committed since."""
        self._follow()

    def close(self) -> None:
        """Release files."""
        vars(self).clear()

    def _follow(self) -> None:
        with self._refreshing, translated("reading the index"):
            self._index.reload()
            self._state = State(self._index.schema, self._index.searcher(), self._combinations)


class _Added:
    """Which ids a build has added, as one bit each: sure about new ones, and a false alarm only costs a needless deletion."""

    _BITS = 1 << 27  # 16 MB; a false alarm for 1 in 130 ids of a million, 1 in 13 of ten million

    def __init__(self) -> None:
        self._bits = bytearray(self._BITS >> 3)

    def maybe(self, id_: str) -> bool:
        """Whether `id_` may have been added before; it now has been."""
        bit = hash(id_) % self._BITS
        known = self._bits[bit >> 3] >> (bit & 7) & 1
        self._bits[bit >> 3] |= 1 << (bit & 7)
        return bool(known)


def _opened(where: Where) -> tantivy.Index:
    with translated(f"opening the index in {where}"):
        return set_up(tantivy.Index.open(os.fspath(where)))
