"""Generations: build beside, verify, swap, keep, roll back.

A generation is an index with a manifest, on a shelf (`index.shelf`) whose pointer says which of them is current.

Whoever is killed at whatever moment leaves the current generation whole. One without a manifest is unfinished, and
removed by the next rebuild. Changes are applied in the order commit, then pointer: after a crash
between the two they are applied once more, which comes to the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce

from index import engines, fitness
from index.batches import batches
from index.engine import Ask, Engine
from index.errors import EngineUnavailable, IndexingError, NoGeneration, NotFound
from index.manifest import Manifest, Pointer, State
from index.progress import Progress, silent
from index.shelf import Shelf
from index.store import Store
from index.stored import Span
from index.verify import Tally, verify, whole

log = logging.getLogger(__name__)

KEEP = 2
"""Generations kept: the current one, and the one before to go back to."""

COMMIT_EVERY = 5000
"""Changes between two commits: what a crash repeats, and what a long import waits to become searchable."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Status:
    """How the index stands: what is current, how many changes it is behind the store, what is kept, who writes.

    `needs_rebuild` says why applying changes will not do, None where it will.
    """

    current: State | None
    behind: int
    kept: tuple[Manifest, ...]
    writing: str | None
    needs_rebuild: str | None


class Generations:
    """The generations on one shelf, made from one store. One process at a time writes; see `index.live` for reading."""

    def __init__(self, shelf: Shelf, store: Store, *, keep: int = KEEP, engine_named: Callable[[str], Engine] = engines.named) -> None:
        self.shelf = shelf
        self._store = store
        self._keep = keep
        self._engine_named = engine_named

    # Writing

    def rebuild(self, engine: Engine, progress: Progress = silent, still_due: Callable[[], object] = lambda: True) -> Manifest:
        """Build a generation from the store beside the current one, verify it, and make it current.

        `still_due` is asked once no other process can write: where one has rebuilt just before, what it made stays. Raises `Locked` if
        another is writing, `VerificationFailed` if it does not hold what the store holds; whatever is raised, the old generation goes on.
        """
        with self.shelf.turn.taken("rebuild"):
            if not still_due():
                return self.current().manifest
            self.shelf.remove_leftovers()
            id_ = self.shelf.new()
            try:
                manifest = self._build(id_, engine, progress)
            except BaseException as error:
                with suppress(IndexingError):  # a cluster that does not answer; the next rebuild removes it
                    self.shelf.remove(id_)
                if isinstance(error, OSError):
                    raise IndexingError(f"a new generation could not be written: {error}; the old one stays") from error
                raise
            before = self._current_id()
            self._make_current(id_, _Reached(manifest.change, manifest.articles))
            try:
                self._catch_up(engine, self.shelf.pointer())  # whoever added meanwhile may have left it to us
                self.shelf.prune(self._unwanted(id_, before))
            except IndexingError as error:  # the new generation is current all the same; the next rebuild tries again
                log.warning("index.not_pruned", extra={"reason": str(error)})
        log.info("index.rebuilt", extra={"generation": manifest.id, "articles": manifest.articles, "seconds": round(manifest.seconds, 1)})
        return manifest

    def apply_changes(self) -> int:
        """Bring the current generation up to date with the store. Returns how many articles had changed.

        Raises `Locked`, `NoGeneration`, and `IndexingError` where only a rebuild will do.
        """
        with self.shelf.turn.taken("apply changes"):
            pointer = self.shelf.pointer()
            engine = self._fitting(self.shelf.manifest(pointer.generation), pointer.change)
            return self._catch_up(engine, pointer)

    def rollback(self, to: str | None = None) -> Manifest:
        """Make an older generation current: the newest that will do, or the one with id `to`; first it is brought up to date.

        Raises `NotFound`, `Locked`, and `IndexingError` if it cannot be opened, or was made by other versions than this code's.
        """
        with self.shelf.turn.taken("roll back"):
            candidates = [self.shelf.manifest(to)] if to else self._older(self.shelf.pointer().generation)
            target = fitness.first_usable(candidates, self._store, self.shelf.where, self._engine_named)
            engine = self._engine_named(target.engine)
            now = _last(self._replay(engine, target.id, target.change), _Reached(target.change, target.articles))
            self._make_current(target.id, now)
        log.info("index.rolled_back", extra={"generation": target.id, "articles": now.articles})
        return target

    # Looking

    def list(self) -> tuple[Manifest, ...]:
        """All complete generations, newest first."""
        return self.shelf.complete()

    def current(self) -> State:
        """The current state. Raises `NoGeneration`."""
        pointer = self.shelf.pointer()
        return State(self.shelf.manifest(pointer.generation), pointer.change, pointer.articles)

    def since(self) -> datetime:
        """When the current generation became current. Raises `NoGeneration`."""
        return self.shelf.pointer().since

    def needs_rebuild(self) -> str | None:
        """Why applying changes will not do; None where it will. Raises `EngineUnavailable` where a cluster does not answer."""
        try:
            pointer = self.shelf.pointer()
            manifest = self.shelf.manifest(pointer.generation)
        except NoGeneration:
            return "nothing has been built yet"
        except EngineUnavailable:
            raise
        except (NotFound, IndexingError, OSError) as error:
            return f"the current generation cannot be read: {error}"
        reason = self._unfit(manifest, pointer.change)
        if reason is None and manifest.engine in engines.EMBEDDED:  # files that are cut or gone are noticed before anybody searches
            reason = fitness.unreadable(manifest, self.shelf.where(manifest.id), self._engine_named)
        return reason

    def not_unasked(self) -> str | None:
        """Why only a person may have the current generation replaced by what this store holds; None where that may be done unasked."""
        try:
            state = self.current()
        except (NotFound, IndexingError):
            return None
        return fitness.not_unasked(state, self._store)

    def status(self) -> Status:
        """How the index stands."""
        state: State | None = None
        with suppress(IndexingError, NotFound):
            state = self.current()
        behind = fitness.behind(state.change if state else 0, self._store)
        return Status(state, behind, self.list(), self.shelf.turn.holder(), self.needs_rebuild())

    # Inside

    def _build(self, id_: str, engine: Engine, progress: Progress) -> Manifest:
        began = time.monotonic()
        index = self.shelf.where(id_)
        tally = Tally()
        before, held = self._held()
        # What was shared may have taken in later changes; unchanged since it was *built* is what building anew would come to.
        with self._store.snapshot(held, before.change if before else 0) as state, engine.create(index) as writer:
            if before and state.left_out:
                self.shelf.share(id_, before.id, state.left_out)
                tally = Tally(first=_seconds(before.first), last=_seconds(before.last))
            writer.add(tally.watch(state.documents, state.streamed, progress))
            writer.commit()
        self.shelf.settle(id_)
        progress("verify", tally.count, state.streamed)
        with closing(engine.read(index)) as reader:
            verify(reader, tally, state)
        now = _last(self._replay(engine, id_, state.change), _Reached(state.change, state.count))
        manifest = Manifest(
            id=id_,
            engine=engine.name,
            schema=fitness.SCHEMA_VERSION,
            documents=self._store.document_version,
            store=self._store.identity,
            articles=now.articles,
            change=now.change,
            first=_moment(tally.first),
            last=_moment(tally.last),
            built_at=datetime.now(UTC),
            seconds=time.monotonic() - began,
        )
        self.shelf.finish(manifest)
        return manifest

    def _unwanted(self, current: str, before: str | None) -> Sequence[str]:
        """All but the `keep` that stay: the current one first, then the one that was current before it, then the newest."""
        others = [manifest.id for manifest in self.list() if manifest.id != current]
        others.sort(key=lambda id_: id_ != before)
        return others[max(self._keep, 1) - 1 :]

    def _current_id(self) -> str | None:
        try:
            return self.shelf.pointer().generation
        except IndexingError:
            return None

    def _held(self) -> tuple[Manifest | None, Mapping[Span, int]]:
        """The current generation, and how many articles it has of past periods that building anew would leave as they are."""
        with suppress(IndexingError, NotFound):
            state = self.current()
            manifest = state.manifest
            if manifest.documents == self._store.document_version and self._unfit(manifest, state.change) is None:
                now = time.time()
                return manifest, {span: count for span, count in self.shelf.spans(manifest.id).items() if span[1] <= now}
        return None, {}

    def _catch_up(self, engine: Engine, pointer: Pointer) -> int:
        """Bring the current generation up to date, with what came while it was as well. Returns how many articles had changed."""
        changed, before = 0, -1
        while self._store.change() > pointer.change > before:
            before = pointer.change
            for reached in self._replay(engine, pointer.generation, pointer.change):
                pointer = replace(pointer, change=reached.change, articles=reached.articles)
                self._point(pointer)
                changed += reached.changes
        return changed

    def _replay(self, engine: Engine, id_: str, after: int) -> Iterator[_Reached]:
        """Apply what changed in the store after a change number; yields after each commit."""
        if self._store.change() <= after:
            return
        index = self.shelf.where(id_)
        with engine.write(index) as writer:
            for batch in batches(self._store.changes(after), COMMIT_EVERY):
                self.shelf.turn.check()
                last = {change.id: change for change in batch}  # what changes while the store is read comes a second time
                writer.delete([change.id for change in last.values() if change.document is None])
                writer.add(change.document for change in last.values() if change.document is not None)
                writer.commit()
                with closing(engine.read(index)) as reader:
                    articles = whole(reader.find(Ask(limit=0))).total
                yield _Reached(batch[-1].change, articles, len(batch))

    def _make_current(self, generation: str, now: _Reached) -> None:
        self._point(Pointer(generation, now.change, now.articles, datetime.now(UTC)))

    def _point(self, pointer: Pointer) -> None:
        self.shelf.turn.check()
        self.shelf.point(pointer)

    def _fitting(self, manifest: Manifest, change: int) -> Engine:
        """The engine of a generation that changes can be applied to."""
        if reason := self._unfit(manifest, change):
            raise IndexingError(f"generation {manifest.id} cannot be changed: {reason}; rebuild")
        return self._engine_named(manifest.engine)

    def _unfit(self, manifest: Manifest, change: int) -> str | None:
        return fitness.unfit(manifest, change, self._store, self._engine_named)

    def _older(self, current: str) -> Sequence[Manifest]:
        """Those that were built before the current one, newest first."""
        kept = self.list()
        place = next((place for place, manifest in enumerate(kept) if manifest.id == current), len(kept))
        if place + 1 >= len(kept):
            raise NotFound("no older generation is kept")
        return kept[place + 1 :]


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far a generation has come: up to which change, how many articles it holds, how many changes the last step applied."""

    change: int
    articles: int
    changes: int = 0


def _last(steps: Iterator[_Reached], before: _Reached) -> _Reached:
    """Where the steps end; `before` if there are none."""
    return reduce(lambda _, step: step, steps, before)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // timedelta(seconds=1)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else _EPOCH + timedelta(seconds=seconds)
