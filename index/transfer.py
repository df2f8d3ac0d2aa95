"""A whole article store from one database to another: from SQLite to PostgreSQL, or back.

Rows go over as they are, with their change numbers and the store's identity, so that an index made from the one is up to date with
the other. They go in the order of change numbers: what the copy has reached says where to go on after a break, and what was
written meanwhile comes by itself, with higher numbers. At the end both are compared row by row, as of one moment of the source. That
also brings over the cache, and what changes without a number: a document made anew, an article that a newer enrichment confirmed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from index import rows
from index import tables as t
from index.databases import reading, shown, translated, writing
from index.errors import StoreError
from index.progress import Progress, silent
from index.tables import COPYING, GROUPED, about, change_lock, connect, counter, last_change, meta, note
from index.transfer_rows import ARTICLES, PARTS, Digest, Part

COPIED = "copied"
"""A row of `meta` in every copy: the change number it was copied up to. Its own writers move its change counter past that."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A complete copy, as of change number `change` of its source: live `articles`, `deleted` ones, `cached` entries of enrichment.

    `written` rows were copied this time. `sha256` is over all rows, computed on both sides and found the same. `later` changes
    have come to the source since.
    """

    articles: int
    deleted: int
    cached: int
    change: int
    written: int
    sha256: str
    later: int


def copy_store(source: str, target: str, progress: Progress = silent) -> Copied:
    """Copy the store at URL `source` to URL `target`, or go on where that was broken off, or bring an earlier copy up to date.

    Others may write to the source meanwhile. Until the copy is complete nothing else opens the target.
    Raises `StoreError` if either cannot be read or written, or if the target holds anything but a copy of this source.
    """
    with _opened(source) as here, _opened(target, unfinished=True) as there:
        return _Copy(here, there, progress).run()


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two databases; errors name it."""

    url: str
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with translated(self.url), reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with translated(self.url), writing(self.engine) as connection:
            yield connection


@contextmanager
def _opened(url: str, *, unfinished: bool = False) -> Iterator[_Side]:
    engine = connect(url, unfinished=unfinished)
    try:
        yield _Side(url, engine)
    finally:
        engine.dispose()


class _Copy:
    """One run: `reached` is the change number up to which the target has everything."""

    def __init__(self, here: _Side, there: _Side, progress: Progress) -> None:
        self._here, self._there, self._progress = here, there, progress
        self._token = uuid.uuid4().hex
        self._reached = 0
        self._written = 0

    def run(self) -> Copied:
        """All of it."""
        self._begin()
        self._take_changes(self._here.reading)
        with self._here.reading() as moment:
            change = last_change(moment)
            self._take_changes(lambda: nullcontext(moment))
            sha256 = self._compared(moment)
            counts = self._counted(moment)
            grouped = about(moment).get(GROUPED)
        self._finish(change, grouped)
        with self._here.reading() as now:
            return Copied(*counts, change, self._written, sha256, last_change(now) - change)

    def _begin(self) -> None:
        """Make sure that the target is ours to write, and let nobody else open it."""
        with self._here.reading() as connection:
            identity, change = about(connection)["store"], last_change(connection)
        with self._there.writing() as connection:
            number = change_lock(connection)
            kept = about(connection)
            if COPIED not in kept and number == 0 and ARTICLES.count(connection) == 0:
                connection.execute(update(meta).where(meta.c.name == "store").values(value=identity))
                connection.execute(insert(meta).values(name=COPIED, value="0"))
            elif wrong := _unfit(kept, number, identity, change):
                raise StoreError(f"{shown(self._there.url)} {wrong}; nothing was changed in it")
            note(connection, COPYING, self._token)
        self._reached = number
        self._refuse_itself()

    def _refuse_itself(self) -> None:
        """What was written to the target must not be there in the source."""
        with self._here.reading() as connection:
            same = about(connection).get(COPYING) == self._token
        if same:
            with self._there.writing() as connection:
                connection.execute(delete(meta).where(meta.c.name == COPYING))
            raise StoreError(f"{shown(self._there.url)} is the store itself; name another database to copy it to")

    def _take_changes(self, source: Callable[[], AbstractContextManager[Connection]]) -> None:
        """Copy what changed after `reached`, a batch at a time, up to where the source is now: who writes to it is not run after."""
        with source() as connection:
            of, last = ARTICLES.count(connection), last_change(connection)
        with self._there.reading() as connection:
            done = ARTICLES.count(connection)
        while self._reached < last:
            with source() as connection:
                page = ARTICLES.page(connection, self._reached)
            if not page:
                return
            self._keep(ARTICLES, page, page[-1][0])
            done += len(page)
            self._progress("copy", min(done, of), of)

    def _keep(self, part: Part, page: list[tuple[object, ...]], number: int) -> None:
        with self._there.writing() as connection:
            if change_lock(connection) != self._reached or about(connection).get(COPYING) != self._token:
                raise StoreError(
                    f"{shown(self._there.url)} was written to by another process; nothing but one copy may, until it is complete"
                )
            part.keep(connection, page, number)
            connection.execute(update(meta).where(meta.c.name == COPIED).values(value=str(number)))
        self._reached = number
        self._written += len(page)

    def _compared(self, moment: Connection) -> str:
        """Go through both, and write what is missing or different in the target. Returns the hash, the same of both."""
        ours, theirs = Digest(), Digest()
        for part in PARTS:
            after, done, of = part.start, 0, part.count(moment)
            while page := part.page(moment, after):
                last = page[-1][0]
                ours.add(page)
                theirs.add(self._copy_of(part, page, after, last))
                after = last
                done += len(page)
                self._progress(f"compare {part.name}", done, of)
        if str(ours) != str(theirs):
            raise StoreError(f"{self._differs()}: SHA-256 {theirs}, of the source {ours}")
        return str(ours)

    def _copy_of(self, part: Part, page: list[tuple[object, ...]], after: object, last: object) -> list[tuple[object, ...]]:
        with self._there.reading() as connection:
            found = part.between(connection, after, last)
        if found == page:
            return found
        there = set(found)
        if missing := [row for row in page if row not in there]:
            self._keep(part, missing, self._reached)
        with self._there.reading() as connection:
            return part.between(connection, after, last)

    def _counted(self, moment: Connection) -> tuple[int, int, int]:
        """How many articles, deleted ones and entries of the cache there are, on both sides alike."""
        with self._there.reading() as connection:
            ours, theirs = _counts(moment), _counts(connection)
        if ours != theirs:
            raise StoreError(f"{self._differs()}: {theirs} articles, deleted ones and cached entries, of the source {ours}")
        return ours

    def _differs(self) -> str:
        return f"the copy in {shown(self._there.url)} is not what the source is; empty that database and copy again"

    def _finish(self, change: int, grouped: str | None) -> None:
        """From here on it is a store like any other, in which the same stories are still to be looked for."""
        with self._there.writing() as connection:
            if grouped is not None:
                note(connection, GROUPED, grouped)
            connection.execute(update(counter).values(value=change))
            connection.execute(update(meta).where(meta.c.name == COPIED).values(value=str(change)))
            connection.execute(delete(meta).where(meta.c.name == COPYING))


def _unfit(kept: dict[str, str], number: int, identity: str, change: int) -> str | None:
    """Why a target that is not empty cannot be copied to, if so."""
    if kept["store"] != identity:
        return "holds another collection of articles; name an empty database"
    if COPIED not in kept:
        return "is this store itself, or a copy of it that was made otherwise; name an empty database"
    if int(kept[COPIED]) != number:
        return "is a copy of this store that has been written to since; name an empty database"
    if number > change:
        return f"is a copy of a later state of this store (change {number}, the store is at {change}); name an empty database"
    return None


def _counts(connection: Connection) -> tuple[int, int, int]:
    live = rows.count(connection)
    cached = int(connection.execute(select(func.count()).select_from(t.cache)).scalar_one())
    return live, ARTICLES.count(connection) - live, cached
