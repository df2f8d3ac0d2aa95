"""The indexer: the one process that keeps the index up to date with the store.

It looks at the store's change number every few seconds and applies what is new, rebuilds by a crontab line, and
whenever only a rebuild will do. A rebuild that fails is tried again, and keeps no changes back. It keeps nothing in memory
that matters: what is due follows from the store and from what is on disk, so that after any crash, and beside a second
indexer, the next step is the right one.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from index.cron import Cron
from index.engine import Engine
from index.errors import BroadsheetError, IndexingError, Locked
from index.generations import Generations
from index.manifest import Manifest
from index.progress import Progress, silent
from index.store import Store

log = logging.getLogger(__name__)

POLL_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 60.0
"""After errors the indexer waits twice as long each time, up to this."""

CLOCKS_DIFFER = timedelta(hours=1)
"""Between machines that share an index, without any of them being wrong enough to matter."""

MOST_DOUBLINGS = 10
"""A thousand times any pause is above the longest; without a limit a weekend's doublings no longer fit a number."""

Renew = Callable[[Progress], int]
"""Enriches anew what an older version of enrichment made, and says how many that were (`Intake.renew`)."""


def _nothing_to_renew(_progress: Progress) -> int:
    return 0


class Indexer:
    """Applies changes and rebuilds, until it is told to stop.

    `engine` is asked at each rebuild which engine to build with. `rebuild_at` is None where rebuilds are made by hand.
    """

    def __init__(
        self,
        store: Store,
        generations: Generations,
        engine: Callable[[], Engine],
        *,
        rebuild_at: Cron | None = None,
        poll_seconds: float = POLL_SECONDS,
        renew: Renew = _nothing_to_renew,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._generations = generations
        self._engine = engine
        self._rebuild_at = rebuild_at
        self._poll_seconds = poll_seconds
        self._renew = renew
        self._clock = clock
        self._waits_for = ""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; the step under way is finished first. Errors are logged and tried again."""
        log.info("indexer.started", extra={"poll_seconds": self._poll_seconds})
        failures = 0
        while not stop.is_set():
            failures = 0 if self._tried() else failures + 1
            stop.wait(min(self._poll_seconds * 2 ** min(failures, MOST_DOUBLINGS), max(self._poll_seconds, LONGEST_WAIT_SECONDS)))
        log.info("indexer.stopped")

    def step(self) -> None:
        """Do what is due, if anything. Raises what went wrong."""
        if reason := self._generations.not_unasked():
            raise IndexingError(reason)
        needed = self._generations.needs_rebuild()
        # Before any rebuild: one that has no room on the disk must not keep back what came in.
        if needed is None and self._store.change() > self._generations.current().change:
            log.info("indexer.applied", extra={"changes": self._generations.apply_changes()})
        if reason := needed or self._scheduled():
            log.info("indexer.rebuilds", extra={"reason": reason})
            self._rebuild(silent, self._due)

    def rebuild(self, progress: Progress = silent) -> Manifest:
        """Enrich anew what needs it, then build a generation. Raises as `Generations.rebuild` does."""
        return self._rebuild(progress, lambda: True)

    def _rebuild(self, progress: Progress, still_due: Callable[[], object]) -> Manifest:
        renewed = self._renew(progress)
        if renewed:
            log.info("indexer.enriched_anew", extra={"articles": renewed})
        return self._generations.rebuild(self._engine(), progress, still_due)

    def next_rebuild(self) -> datetime | None:
        """When the next scheduled rebuild is, or was, due. Raises `NoGeneration`."""
        return self._rebuild_at.next(self._generations.since()) if self._rebuild_at else None

    def _due(self) -> str | None:
        """Why a rebuild is due; None where none is."""
        return self._generations.needs_rebuild() or self._scheduled()

    def _scheduled(self) -> str | None:
        """Why a rebuild is due by the clock.

        Counted from when the current generation became so: a time that was missed is made up for, and one
        that another process kept is not repeated. Where that lies in the future, a clock was wrong.
        """
        due, now = self.next_rebuild(), self._clock()
        if due is not None and self._generations.since() > now + CLOCKS_DIFFER:
            return "the current generation is of a time that has not come yet"
        return f"due since {due.isoformat()}" if due is not None and due <= now else None

    def _tried(self) -> bool:
        try:
            self.step()
        except Locked as error:
            self._wait(str(error))
        except BroadsheetError as error:
            log.error("indexer.failed", extra={"reason": str(error)})
            return False
        except Exception:  # whatever an engine or a disk comes up with, the next step may succeed
            log.exception("indexer.failed")
            return False
        else:
            self._waits_for = ""
        return True

    def _wait(self, reason: str) -> None:
        """Say for whom, once: another indexer may be at work for an hour."""
        if reason != self._waits_for:
            log.info("indexer.waits", extra={"reason": reason})
        self._waits_for = reason


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set. Call it in the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
