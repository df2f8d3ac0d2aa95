"""Whether an index can answer, found out by asking it, in the time that a probe has."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from index.errors import EngineUnavailable
from search.request import SearchRequest
from search.results import Results
from search.service import Search

KEY = "broadsheet.readiness"

PROBE_SECONDS = 2.0
"""Any index answers `CHEAPEST` within milliseconds, and one that is merely busy within this; most load balancers wait longer."""

CHEAPEST = SearchRequest(text="id:none", size=0, facets=(), timeline=None)
"""A search that goes all the way to the index and has nothing to count there."""


class Readiness:
    """Asks `search`, and waits for an answer no longer than `seconds`.

    One question is under way at a time, and all probes that come meanwhile wait for the same: an index that
    hangs is not asked again and again until no thread is left.
    """

    def __init__(self, search: Search, seconds: float = PROBE_SECONDS) -> None:
        self._search = search
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked: Future[Results] | None = None

    def ask(self) -> Results:
        """The answer to `CHEAPEST`. Raises what `Search.run` raises, and `EngineUnavailable` when time is up."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = _started(lambda: self._search.run(CHEAPEST))
            asked = self._asked
        try:
            return asked.result(self._seconds)
        except TimeoutError:
            raise EngineUnavailable(f"the index has not answered within {self._seconds:g} seconds") from None


def _started(work: Callable[[], Results]) -> Future[Results]:
    """The result of `work` to come, in a thread that does not keep the process from ending (as those of an executor would)."""
    future: Future[Results] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # whoever waits raises it
            future.set_exception(error)

    threading.Thread(target=run, name="readiness", daemon=True).start()
    return future
