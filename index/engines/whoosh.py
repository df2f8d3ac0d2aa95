"""The engine that runs wherever Python does: Whoosh 2.7.4, with postings, columns and scoring made for this Protocol.

Whoosh keeps the index (table of contents, segments, term dictionaries, deletions, lock); see `index.engines.whoosh_segments`
for what is written, `whoosh_views` for what is opened, `whoosh_matches` and `whoosh_answers` for how questions are answered.
"""

from __future__ import annotations

import os
import pickle
import struct
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from index.blending import Frequencies, Lookup
from index.clauses import Clause
from index.document import Document
from index.engine import Ask, Hits, Where
from index.engines.recent import Recent
from index.engines.whoosh_answers import answer
from index.engines.whoosh_matches import Matcher, check
from index.engines.whoosh_quiet import whoosh_quietly
from index.engines.whoosh_segments import ArticleWriter, MappedStorage, fold_small, schema
from index.engines.whoosh_views import CACHED_NUMBERS, Segment, Snapshot, View
from index.errors import IndexingError, Locked

with whoosh_quietly():
    from whoosh.index import TOC, FileIndex, LockError
    from whoosh.index import IndexError as WhooshError

_NAME = "MAIN"
"""Whoosh can keep several indexes in a folder; this is its own name for the only one."""

_ATTEMPTS = 10
"""A writer may remove the files of an older state while it is being opened; the newer one is there then."""
_BETWEEN_ATTEMPTS = 0.05

_DAMAGE = (pickle.UnpicklingError, struct.error, zlib.error, EOFError, ValueError, LookupError)
"""What reading a cut or overwritten file raises."""


class WhooshEngine:
    """Keeps `index.engine.Engine`."""

    name = "whoosh"

    def create(self, where: Where) -> WhooshWriter:
        """A writer for a new, empty index in a folder."""
        with _translated(where):
            FileIndex.create(MappedStorage(os.fspath(where)), schema(), _NAME)
        return self.write(where)

    def write(self, where: Where) -> WhooshWriter:
        """A writer for the index in a folder. Raises `Locked` while another has it."""
        return WhooshWriter(where)

    def read(self, where: Where) -> WhooshReader:
        """A reader of the index in a folder."""
        return WhooshReader(where)


@contextmanager
def _translated(folder: Where) -> Iterator[None]:
    """Whoosh's and the system's errors as ours."""
    try:
        yield
    except LockError as error:
        raise Locked(f"another process is writing the index in {folder}") from error
    except (WhooshError, OSError, *_DAMAGE) as error:
        raise IndexingError(f"the index in {folder} could not be read or written: {error}") from error


class WhooshWriter:
    """Keeps `index.engine.IndexWriter`. Holds Whoosh's lock until it is closed, over any number of commits."""

    def __init__(self, folder: Where) -> None:
        self._folder = folder
        self._session: ArticleWriter | None = None
        with _translated(folder):
            self._index = FileIndex(MappedStorage(os.fspath(folder)), indexname=_NAME)
            self._lock: Any = self._index.lock("WRITELOCK")
            if not self._lock.acquire():
                raise LockError

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents; each takes the place of an older one with its id."""
        session = self._opened()
        for document in documents:
            with _translated(self._folder):
                session.put(document)

    def delete(self, ids: Iterable[str]) -> None:
        """Delete by id."""
        session = self._opened()
        with _translated(self._folder):
            for id_ in ids:
                session.remove(id_)

    def commit(self) -> None:
        """Write what was added and deleted to the disk, and show it."""
        session, self._session = self._session, None
        if session is not None:
            with _translated(self._folder):
                session.commit(mergetype=fold_small)

    def close(self) -> None:
        """Forget what was not committed, and let others write."""
        session, self._session = self._session, None
        try:
            if session is not None:
                with _translated(self._folder):
                    session.cancel()
        finally:
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _opened(self) -> ArticleWriter:
        if self._lock is None:
            raise IndexingError(f"this writer of the index in {self._folder} is closed")
        if self._session is None:
            with _translated(self._folder):
                self._session = ArticleWriter(self._index)
        return self._session


class WhooshReader:
    """Keeps `index.engine.IndexReader`. Each search works on one snapshot, whatever is refreshed meanwhile."""

    def __init__(self, folder: Where) -> None:
        self._folder = folder
        self._storage = MappedStorage(os.fspath(folder))
        self._recent = Recent(CACHED_NUMBERS)
        with _translated(folder):
            self._index = FileIndex(self._storage, indexname=_NAME)
        self._snapshot = Snapshot(-1, (), self._recent)
        self.refresh()

    def find(self, ask: Ask) -> Hits:
        """The answer to `ask`."""
        with _translated(self._folder):
            return answer(self._snapshot, ask)

    def ids(self, clause: Clause) -> set[str]:
        """The ids of all that match."""
        check(clause)
        snapshot = self._snapshot
        with _translated(self._folder):
            return {view.id_of(doc) for view in snapshot.views for doc in Matcher(snapshot, view).matched(clause, scoring=False)}

    def stem_codes(self) -> frozenset[str]:
        """The stem codes of the languages in this state."""
        return frozenset().union(*(view.stem_codes for view in self._snapshot.views))

    def frequencies(self, lookups: Sequence[Lookup]) -> Frequencies:
        """How many articles have each term."""
        snapshot = self._snapshot
        with _translated(self._folder):
            return Frequencies(snapshot.count, tuple([snapshot.having(field, term) for field, term in lookups]))

    def refresh(self) -> None:
        """Open what was committed meanwhile; segments that are still there stay open."""
        with _translated(self._folder):
            if self._index.latest_generation() != self._snapshot.generation:
                self._snapshot = self._reopened()

    def close(self) -> None:
        """Let go of the files: they are unmapped when the last search on them ends."""
        self._snapshot = Snapshot(-1, (), self._recent)

    def _reopened(self) -> Snapshot:
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._latest()
            except FileNotFoundError:
                time.sleep(_BETWEEN_ATTEMPTS)
        return self._latest()

    def _latest(self) -> Snapshot:
        contents = TOC.read(self._storage, _NAME)
        known = {view.segment.key: view for view in self._snapshot.views}
        views = [self._view(segment, known.get(segment.segment_id())) for segment in contents.segments]
        return Snapshot(contents.generation, [view for view in views if view.count], self._recent)

    def _view(self, segment: Any, known: View | None) -> View:
        deleted = frozenset(segment.deleted_docs())
        if known is None:
            return View(Segment(self._storage, segment, self._recent), deleted)
        return known if known.deleted == deleted else View(known.segment, deleted)
