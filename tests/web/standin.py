"""A stand-in for the reader of a cluster: real answers of a real index, which a test may spoil, delay or keep away.

Engines on one machine never answer in part; tests/cluster has the real thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask

from index.blending import Frequencies, Lookup
from index.engine import Ask, Hits
from search.service import Search
from tests.web.worlds import NOW
from web import create_app
from web.services import KEY


class StandIn:
    """A live reader whose answers `spoil` makes of the real ones; `before` comes before each."""

    def __init__(self, app: Flask) -> None:
        self._live = app.extensions[KEY].search._live
        self.before: Callable[[], object] = lambda: None
        self.spoil: Callable[[Ask, Hits], Hits] = lambda ask, hits: hits
        self.asked: list[Ask] = []

    @contextmanager
    def lease(self) -> Iterator[tuple[Any, Any]]:
        with self._live.lease() as (reader, state):
            self._reader = reader
            yield self, state

    def find(self, ask: Ask) -> Hits:
        self.asked.append(ask)
        self.before()
        return self.spoil(ask, self._reader.find(ask))

    def stem_codes(self) -> frozenset[str]:
        codes: frozenset[str] = self._reader.stem_codes()
        return codes

    def frequencies(self, lookups: Sequence[Lookup]) -> Frequencies:
        found: Frequencies = self._reader.frequencies(lookups)
        return found


def app_with(standin: StandIn, app: Flask) -> Flask:
    """An application like `app` that searches through `standin`."""
    known = app.extensions[KEY]
    search = Search(standin, known.search._aliases, clock=lambda: NOW)  # type: ignore[arg-type]
    made = create_app(replace(known, search=search))
    made.testing = True
    return made
