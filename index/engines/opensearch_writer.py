"""Writing to a cluster: bulks side by side, each item's fate looked at.

Articles go by their id into one of a few lanes. A lane sends one bulk at a time, in order, and what was refused for the
moment (429, 503) is sent again before anything newer: so the last content of an article wins, however often it is added. What a node has
acknowledged is on its disk; `commit` shows it. What can never be taken is told at the commit, after all else went in.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar
from zlib import crc32

from index.document import Document
from index.engine import Where
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_failures import PASSING
from index.engines.opensearch_parts import create_part, parts, path, period_in, period_name
from index.engines.opensearch_schema import own_id, to_source
from index.engines.opensearch_settings import ClusterSettings, Partition
from index.errors import EngineUnavailable, IndexingError, NotFound, Refused

LANES = 4
"""Bulks under way at a time: with two, a cluster of two cores waits for us now and then; more than four gain nothing."""

BULK_BYTES = 2_000_000
"""Of one bulk: some 500 news articles. Smaller ones cost requests, larger ones memory in the cluster."""

PATIENCE = 120.0
"""Seconds for which what a cluster cannot take now is sent again. Electing a manager, or a primary, takes some ten."""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds before sending again, doubled each time."""

BULK_SECONDS = 60.0
"""For one attempt of one bulk."""

MOST_TOLD = 20
"""Refused documents that an error names; it counts all."""

_SEPARATORS = (",", ":")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Item:
    """One action of a bulk: the article, and its lines."""

    id: str
    lines: bytes


@dataclass(slots=True)
class _Lane:
    """What waits to be sent, and the bulks handed over; one thread sends them."""

    items: list[_Item] = field(default_factory=list)
    size: int = 0
    bulks: Queue[list[_Item] | None] = field(default_factory=lambda: Queue(maxsize=1))
    thread: Thread | None = None


class OpenSearchWriter:
    """See `index.engine.IndexWriter`. What was added and not committed may be shown all the same, from the next commit of anyone on."""

    def __init__(self, settings: ClusterSettings, where: Where, *, new: bool) -> None:
        self._where, self._new = where, new
        self._cluster = Cluster(settings)
        self._lanes = [_Lane() for _ in range(LANES)]
        self._refused: list[tuple[str, str]] = []
        self._failed: BaseException | None = None
        self._closing = self._closed = False
        try:
            self._parts = self._known_parts()
        except BaseException:
            self._cluster.close()
            raise

    def _known_parts(self) -> dict[str, str]:
        """Period → index; the only period is "" where there are no partitions."""
        settings = self._cluster.settings
        self._partition: Partition = settings.partition
        there = self._found_parts()
        if not there:
            period = "" if self._partition == "none" else period_name(int(time.time()), self._partition)
            return {period: create_part(self._cluster, self._where, period)}
        self._partition = "none" if "" in there else period_in(next(iter(there.values())))[0]
        return there

    def _found_parts(self) -> dict[str, str]:
        """The parts that are there; none of a new generation."""
        try:
            names = parts(self._cluster, self._where)
        except NotFound:
            if not self._new:
                raise
            return {}
        return {"" if name == str(self._where) else period_in(name)[1]: name for name in names}

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents; one with the id of another takes its place."""
        self._check()
        for document in documents:
            item = self._item(document)
            if item is not None:
                self._put(item)

    def _item(self, document: Document) -> _Item | None:
        try:
            source = json.dumps(to_source(document), ensure_ascii=False, separators=_SEPARATORS).encode()
        except UnicodeEncodeError as error:
            self._refused.append((document.id, f"holds half a character (a lone surrogate) that UTF-8 cannot write: {error}"))
        except Refused as error:
            self._refused.append((document.id, str(error)))
        else:
            action = {"index": {"_index": self._part(document.seen), "_id": own_id(document.id)}}
            return _Item(document.id, b"%b\n%b\n" % (json.dumps(action).encode(), source))
        return None

    def _part(self, seen: int) -> str:
        """The index for an article first seen then; it is made where it is the first of its period."""
        period = "" if self._partition == "none" else period_name(seen, self._partition)
        if period not in self._parts:
            replicas = 0 if self._new else self._cluster.settings.replicas
            self._parts[period] = create_part(self._cluster, self._where, period, replicas)
        return self._parts[period]

    def delete(self, ids: Iterable[str]) -> None:
        """Delete by id, in every part: which one has it only the article would tell. Ids that are not there are no error."""
        self._check()
        for id_ in filter(None, ids):
            for index in self._parts.values():
                # ASCII: an id with a lone surrogate is in no index, and asking for it is no error.
                action = json.dumps({"delete": {"_index": index, "_id": own_id(id_)}})
                self._put(_Item(id_, action.encode() + b"\n"))

    def _put(self, item: _Item) -> None:
        lane = self._lanes[crc32(item.id.encode("utf-8", "surrogatepass")) % LANES]
        lane.items.append(item)
        lane.size += len(item.lines)
        if lane.size >= BULK_BYTES:
            self._hand_over(lane)

    def _hand_over(self, lane: _Lane) -> None:
        """Let a lane's thread send what it holds, once it is done with what went before."""
        self._check()
        if lane.thread is None:
            lane.thread = Thread(target=self._send_all, args=(lane,), name="opensearch-bulk", daemon=True)
            lane.thread.start()
        items, lane.items, lane.size = lane.items, [], 0
        lane.bulks.put(items)

    def commit(self) -> None:
        """Send what is left, wait for all of it, and show it.

        Raises `Refused`, with id and reason, for documents that the cluster will never take; all others are in, and shown.
        """
        for lane in self._lanes:
            if lane.items:
                self._hand_over(lane)
        for lane in self._lanes:
            lane.bulks.join()
        self._check()
        _patiently(self._refresh)
        refused, self._refused = self._refused, []
        if refused:
            told = "; ".join(f"{id_[:80]!r}: {reason}" for id_, reason in refused[:MOST_TOLD])
            more = f"; and {len(refused) - MOST_TOLD} others" if len(refused) > MOST_TOLD else ""
            raise Refused(f"{len(refused)} documents were refused, all others are in the index {self._where}: {told}{more}")

    def _refresh(self) -> None:
        doing = f"refreshing the index {self._where}"
        shards = self._cluster.ask("POST", f"/{path(self._where)}/_refresh", doing=doing, seconds=BULK_SECONDS)["_shards"]
        if shards["failed"]:
            raise EngineUnavailable(f"opensearch: {doing}: {shards['failed']} of {shards['total']} shards failed")

    def close(self) -> None:
        """Release the connections; what was not sent is forgotten."""
        if self._closed:
            return
        self._closing = self._closed = True
        for lane in self._lanes:
            if lane.thread is not None:
                lane.bulks.put(None)
                lane.thread.join()
        self._cluster.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _check(self) -> None:
        if self._closed:
            raise IndexingError(f"this writer of the index {self._where} is closed; open another with write()")
        if self._failed is not None:
            raise self._failed

    def _send_all(self, lane: _Lane) -> None:
        """A lane's thread. After a failure of any lane, or once closing, nothing more is sent; the next call raises."""
        while (items := lane.bulks.get()) is not None:
            try:
                if self._failed is None and not self._closing:
                    self._send(items)
            except BaseException as error:
                self._failed = error
            finally:
                lane.bulks.task_done()

    def _send(self, items: list[_Item]) -> None:
        """Send a bulk, and again what of it could not be taken for the moment."""
        waiting = items
        until, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
        while True:
            waiting, why = self._bulk(waiting)
            if not waiting:
                return
            if time.monotonic() > until:
                raise EngineUnavailable(f"{len(waiting)} articles could not be written for {PATIENCE:.0f} s: {why}")
            if self._closing:
                return
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _bulk(self, items: list[_Item]) -> tuple[list[_Item], str]:
        """Send items once. Returns those to send again, and why."""
        try:
            answer = self._cluster.ask(
                "POST",
                "/_bulk",
                b"".join([item.lines for item in items]),
                {"filter_path": "items.*.status,items.*.error", "timeout": "10s"},
                doing=f"writing {len(items)} articles",
                seconds=BULK_SECONDS,
                headers={"content-type": "application/x-ndjson"},
            )
        except EngineUnavailable as error:
            return items, str(error)
        again, why = [], ""
        for item, outcome in zip(items, answer["items"], strict=True):
            (found,) = outcome.values()
            if found["status"] < 300 or "error" not in found:
                continue
            if found["status"] in PASSING:
                again.append(item)
                why = _reason(found["error"])
            else:
                self._refused.append((item.id, _reason(found["error"])))
        return again, why


def _reason(error: Any) -> str:
    """Why an item failed: the deepest cause that says something."""
    while isinstance(error, dict) and isinstance(error.get("caused_by"), dict):
        error = error["caused_by"]
    return str(error.get("reason", error)) if isinstance(error, dict) else str(error)


def _patiently(attempt: Callable[[], T]) -> T:
    """The result of an attempt that is made again while the cluster is unavailable, for `PATIENCE` at most."""
    until, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
    while True:
        try:
            return attempt()
        except EngineUnavailable:
            if time.monotonic() > until:
                raise
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
