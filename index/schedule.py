"""The indexer: the one process that keeps the index up to date with the store.

It looks at the store's change number every few seconds and applies what is new, rebuilds by a crontab line, when somebody asked for
it (`index.wishes`), and whenever only a rebuild will do. A rebuild that fails is tried again, and keeps no changes back. It
looks for the stories of what others put and did not group. It keeps nothing in memory that matters: what is due follows from
the store and from what is on disk, so that after any crash, and beside a second indexer, the next step is the right one.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from index import fitness, wishes
from index.cron import Cron
from index.engine import Engine
from index.errors import BroadsheetError, IndexingError, Locked
from index.generations import Generations
from index.manifest import Manifest
from index.progress import Progress, silent
from index.store import Store
from index.wishes import Wish

log = logging.getLogger(__name__)

POLL_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 60.0
"""After errors the indexer waits twice as long each time, up to this."""

CLOCKS_DIFFER = timedelta(hours=1)
"""Between machines that share an index, without any of them being wrong enough to matter."""

MOST_DOUBLINGS = 10
"""A thousand times any pause is above the longest; without a limit a weekend's doublings no longer fit a number."""

RESTS = 4
"""After looking for stories the indexer leaves that alone for so many times as long as it took. Among 20,000 articles it takes more than
a second however few of them are new, and those who send one after the other are to find them meanwhile."""

Work = Callable[[Progress], int]
"""Something done to the store, and how many articles it changed."""


def _no_work(_progress: Progress) -> int:
    return 0


class Indexer:
    """Applies changes and rebuilds, until it is told to stop.

    `engine` is asked at each rebuild which engine to build with. `rebuild_at` is None where rebuilds are made by hand. `renew` enriches
    anew what an older version of enrichment made (`Intake.renew`), `stories` looks for the stories of what is new (`Stories.catch_up`).
    """

    def __init__(
        self,
        store: Store,
        generations: Generations,
        engine: Callable[[], Engine],
        *,
        rebuild_at: Cron | None = None,
        poll_seconds: float = POLL_SECONDS,
        renew: Work = _no_work,
        stories: Work = _no_work,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._generations = generations
        self._engine = engine
        self._rebuild_at = rebuild_at
        self._poll_seconds = poll_seconds
        self._renew = renew
        self._stories = stories
        self._clock = clock
        self._waits_for = ""
        self._rests_until = 0.0

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
        if (reason := self._generations.not_unasked()) and not self._is_meant():
            raise IndexingError(reason)
        needed = self._generations.needs_rebuild()
        # Before any rebuild: one that has no room on the disk must not keep back what came in.
        if needed is None and fitness.behind(self._generations.current().change, self._store):
            log.info("indexer.applied", extra={"changes": self._generations.apply_changes()})
        self._look_for_stories()  # what moves is applied by the next step
        wish = wishes.asked(self._store)
        if reason := needed or self._scheduled() or _asked(wish):
            log.info("indexer.rebuilds", extra={"reason": reason})
            self._rebuild(silent, wish, self._due)

    def rebuild(self, progress: Progress = silent) -> Manifest:
        """Enrich anew what needs it, then build a generation. Raises as `Generations.rebuild` does."""
        return self._rebuild(progress, wishes.asked(self._store), lambda: True)

    def _rebuild(self, progress: Progress, wish: Wish | None, still_due: Callable[[], object]) -> Manifest:
        """Meets the wish that waits as it begins, and none that is asked later."""
        renewed = self._renew(progress)
        if renewed:
            log.info("indexer.enriched_anew", extra={"articles": renewed})
        manifest = self._generations.rebuild(self._engine(), progress, still_due)
        if wish is not None:
            wishes.met(self._store, wish)
        return manifest

    def _look_for_stories(self) -> None:
        began = time.monotonic()
        if began < self._rests_until:
            return
        try:
            if moved := self._stories(silent):
                log.info("indexer.stories", extra={"articles": moved})
        except BroadsheetError:
            raise
        except Exception:  # reports that stand alone are no reason to leave the index as it is
            log.exception("indexer.stories_failed")
        now = time.monotonic()
        self._rests_until = now + RESTS * (now - began)

    def next_rebuild(self) -> datetime | None:
        """When the next scheduled rebuild is, or was, due. Raises `NoGeneration`."""
        return self._rebuild_at.next(self._generations.since()) if self._rebuild_at else None

    def _due(self) -> str | None:
        """Why a rebuild is due, now that no other process can make one; None where none is."""
        return self._generations.needs_rebuild() or self._scheduled() or _asked(wishes.asked(self._store))

    def _is_meant(self) -> bool:
        """Whether somebody asked for a rebuild over an index that is not replaced unasked."""
        wish = wishes.asked(self._store)
        return wish is not None and wish.anyway

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


def _asked(wish: Wish | None) -> str | None:
    """Why a rebuild is due that somebody asked for."""
    return f"asked for at {wish.at.isoformat(timespec='seconds')}" if wish else None


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set. Call it in the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
