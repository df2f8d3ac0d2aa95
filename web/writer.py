"""Takes in the articles that a request brings: one request at a time in each process, for they all want the same processor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from index.article import RawArticle
from index.errors import BadBody, BadRecord, Overloaded, TooLarge
from index.intake import Intake
from index.intake_warnings import IntakeWarning, logged
from index.stored import PutCounts

KEY = "broadsheet.writer"

MOST_RECORDS = 1000
"""In one request. The rules read a thousand reports in ten to thirty seconds, spaCy in about two minutes, and a thread is taken as long."""

WAIT_SECONDS = 5.0
"""Many small requests at once are done one after the other within this; who waits for a large one longer keeps a thread from searches."""

NAME = "api"
"""Where articles came from that came over HTTP, as their `origin` says: "api.jsonl:17"."""


Warnings = Sequence[tuple[int, IntakeWarning]]
"""Numbers of records (1-based), and what was perhaps meant otherwise in each: two of a record at the most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the records of one request: counts, the id of each article by the number of its record (1-based), the `bad` ones.

    `warnings`, in the order of the records, are those of the log that are about this request.
    """

    counts: PutCounts
    ids: Mapping[int, str]
    bad: Mapping[int, BadRecord]
    warnings: Warnings

    @property
    def records(self) -> int:
        """How many there were."""
        return len(self.ids) + len(self.bad)


class Writer:
    """The way in of one process. `intake` is called for the first articles that come: it takes seconds, and most processes only answer."""

    def __init__(self, intake: Callable[[], Intake], wait_seconds: float = WAIT_SECONDS) -> None:
        self._made: Intake | None = None
        self._make = intake
        self._wait_seconds = wait_seconds
        self._turn = threading.Lock()

    def take_in(self, content: bytes, suffix: str) -> Outcome:
        """Put the articles in `content`, which is what a file with this suffix has in it. The indexer finds their stories.

        Raises `TooLarge` and `BadBody` before anything is put, `Overloaded`, and `StoreError` where the batches before may have been kept.
        """
        if not self._turn.acquire(timeout=self._wait_seconds):
            raise Overloaded(f"another request has been bringing articles for {self._wait_seconds:g} seconds")
        try:
            return self._taken_in(*_records(content, suffix))
        finally:
            self._turn.release()

    def _taken_in(self, records: list[RawArticle | BadRecord], warnings: Warnings) -> Outcome:
        numbered = [(number, record) for number, record in enumerate(records, 1) if isinstance(record, RawArticle)]
        bad = {number: record for number, record in enumerate(records, 1) if isinstance(record, BadRecord)}
        if not numbered:
            raise BadBody(_nothing(bad), bad)
        became: list[tuple[RawArticle, str | None, Sequence[IntakeWarning]]] = []
        counts = self._intake().add([record for _, record in numbered], told=lambda *each: became.append(each))
        ids, all_warnings = {}, [*warnings]
        for (number, _), (record, id_, more) in zip(numbered, became, strict=True):
            all_warnings += [(number, warning) for warning in more]
            if id_ is None:
                bad[number] = BadRecord(record.origin, None, "it could not be understood; the log of the service says why")
            else:
                ids[number] = id_
        if not ids:
            raise BadBody(_nothing(bad), bad)
        return Outcome(counts, ids, dict(sorted(bad.items())), sorted(all_warnings, key=itemgetter(0)))

    def _intake(self) -> Intake:
        if self._made is None:
            self._made = self._make()
        return self._made


def _records(content: bytes, suffix: str) -> tuple[list[RawArticle | BadRecord], Warnings]:
    """All records in their order, usable or not, and what readers warn of. Raises `TooLarge`."""
    # A tenth of a second (feeds, an HTTP client) that a process which only answers need not wait for.
    from index.readers import received

    found: list[RawArticle | BadRecord] = []
    warnings: list[tuple[int, IntakeWarning]] = []

    def keep(record: RawArticle | BadRecord) -> None:
        if len(found) == MOST_RECORDS:
            raise TooLarge(f"more than {MOST_RECORDS:,} records are not taken at once; send them in several requests")
        found.append(record)

    def warn(warning: IntakeWarning) -> None:
        logged(warning)
        warnings.append((len(found) + 1, warning))

    if content.strip():
        for raw in received(content, f"{NAME}{suffix}", keep, warn):
            keep(raw)
    return found, warnings


def _nothing(bad: Mapping[int, BadRecord]) -> str:
    match list(bad.values()):
        case []:
            return "there is no article in what was sent: an object, a list of objects, or with application/x-ndjson one a line is expected"
        case [only]:
            return only.reason
        case several:
            return f"none of {len(several):,} records can be used; the first: {several[0].reason}"
