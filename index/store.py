"""The article store: the source of truth, from which any index can be built again.

It keeps each article twice, as it came (`RawArticle`) and as enrichment understood it (`Article`), and beside
them the `Document` that engines index. Every write has a change number, and a higher one never becomes visible before
a lower one: whoever has seen all changes up to n needs only those after n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from threading import Lock
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select

from index import rows
from index import tables as t
from index.article import Article, RawArticle
from index.batches import BATCH, batches
from index.cache import StoredCache
from index.databases import keepable, reading, translated, writing
from index.document import AlsoNamed, Document
from index.enrich.identity import content_hash
from index.errors import NotFound
from index.kept_documents import KeptDocuments
from index.putting import decided
from index.records import raw_from_json
from index.rows import Incoming
from index.stored import Change, PutCounts, Snapshot, Span, outside
from index.tables import about, change_lock, connect, last_change


class Store:
    """The articles in one database. Safe to use from several threads and processes at once.

    Every method raises `StoreError`, with what to do, where the database cannot be read or written. The constructor does not
    connect yet, so that what only searches can start without it; `open` does. With `create` False, a store that is not there is an error
    and stays so: a process that only reads must not put an empty one where a disk was not mounted.
    """

    def __init__(self, url: str, also_named: AlsoNamed | None = None, *, create: bool = True) -> None:
        self.url = url
        self._documents = KeptDocuments(url, also_named or {})
        self._create = create
        self._connecting = Lock()
        self._connected: Engine | None = None
        self.cache = StoredCache(lambda: self._engine, url)
        self.document_version = self._documents.version

    @classmethod
    def open(cls, url: str, also_named: AlsoNamed | None = None) -> Self:
        """The store at an SQLAlchemy URL (``sqlite:////var/lib/broadsheet/articles.sqlite3``), made if it is not there.

        `also_named` comes from the alias table; documents that were made with another one are made anew when next read.
        """
        store = cls(url, also_named)
        _ = store.identity
        return store

    def close(self) -> None:
        """Write what the cache still holds, and close the database."""
        self.cache.flush()
        if self._connected is not None:
            self._connected.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """A name that this database got when it was made, and that no other has."""
        with self._reading() as connection:
            return about(connection)["store"]

    # Writing

    def put(self, found: Iterable[tuple[RawArticle, Article]], enrichment: str, *, if_kept: bool = False) -> PutCounts:
        """Keep articles, in batches; each batch is kept as a whole or not at all.

        `enrichment` is the version that made the articles. Where it and what the raw article says are as kept, nothing is
        written, nor where an excerpt comes of what is kept in full (`index.excerpts`). An article that is there already keeps
        `first_seen` and its story; `updated` is set where its content differs.
        `if_kept`: only those whose records are still kept; what was deleted or changed meanwhile stays so.
        """
        counts = PutCounts()
        for batch in batches(found, BATCH):
            hashed = [Incoming(raw, article, content_hash(raw), enrichment) for raw, article in batch]
            with translated(self.url), writing(self._engine) as connection:
                counts += self._put(connection, hashed, if_kept)
        self.cache.flush()
        return counts

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Delete articles with all that is kept of them but the id and when they were first seen. Returns those that were there."""
        deleted: list[str] = []
        for batch in batches(filter(keepable, dict.fromkeys(ids)), BATCH):
            with translated(self.url), writing(self._engine) as connection:
                deleted += rows.bury(connection, batch)
        return deleted

    def grouped(self) -> int | None:
        """The change number up to which stories have been looked for; None in a store in which nobody has yet."""
        number = self.noted(t.GROUPED)
        return None if number is None else int(number)

    def set_grouped(self, change: int) -> None:
        """Say up to which change number stories have been looked for."""
        self.note(t.GROUPED, lambda _: str(change))

    def noted(self, name: str) -> str | None:
        """What the store says of itself under a name; None where it says nothing."""
        with self._reading() as connection:
            return about(connection).get(name)

    def note(self, name: str, value: Callable[[str | None], str]) -> str:
        """Let the store say something of itself: a `value` made of what it said under this name, which takes its place."""
        with translated(self.url), writing(self._engine) as connection:
            change_lock(connection)  # of two who note the same at once the second sees what the first said
            said = value(about(connection).get(name))
            t.note(connection, name, said)
        return said

    def forget(self, name: str, value: str) -> None:
        """Take back what the store says of itself under a name, if it is still this."""
        with translated(self.url), writing(self._engine) as connection:
            t.forget(connection, name, value)

    def set_stories(self, stories: Mapping[str, str | None]) -> int:
        """Say which story articles belong to (None: none). Returns how many changed; ids that are not there are left out."""
        changed = 0
        for batch in batches(((id_, story) for id_, story in stories.items() if keepable(id_)), BATCH):
            with translated(self.url), writing(self._engine) as connection:
                changed += rows.move(connection, dict(batch))
        return changed

    # Reading

    def get(self, id_: str) -> Article:
        """One article. Raises `NotFound`."""
        found = self.articles([id_])
        if id_ not in found:
            raise NotFound(f"there is no article {id_!r}")
        return found[id_]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Articles by id, in the order asked for; those that are not there are left out."""
        found: dict[str, Article] = {}
        for batch in batches(filter(keepable, dict.fromkeys(ids)), BATCH):
            with self._reading() as connection:
                kept = rows.articles(connection, t.articles.c.id.in_(batch))
            found.update({id_: kept[id_] for id_ in batch if id_ in kept})
        return found

    def deleted(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids whose articles were here and have been deleted."""
        found: set[str] = set()
        for batch in batches(filter(keepable, dict.fromkeys(ids)), BATCH):
            with self._reading() as connection:
                found |= rows.buried(connection, batch).keys()
        return found

    def story(self, id_: str) -> tuple[Article, ...]:
        """The reports of one story, oldest first. Raises `NotFound`."""
        reports = tuple(self.reports([id_]).values())
        if not reports:
            raise NotFound(f"there is no story {id_!r}")
        return reports

    def reports(self, stories: Iterable[str]) -> dict[str, Article]:
        """All reports of several stories, by id, those of one oldest first."""
        found: dict[str, Article] = {}
        for batch in batches(filter(keepable, stories), BATCH):
            with self._reading() as connection:
                found |= rows.articles(connection, t.articles.c.story.in_(batch))
        return found

    def between(self, start: datetime, end: datetime) -> Iterator[Article]:
        """Articles published (or, without a date, first seen) from `start` to before `end`, oldest first."""
        span = (t.articles.c.moment >= int(start.timestamp())) & (t.articles.c.moment < int(end.timestamp()))
        wanted = rows.ARTICLE_ROWS.where(span)
        with self._reading() as connection, connection.execute(wanted, execution_options={"yield_per": BATCH}) as result:
            yield from map(rows.article, result)

    def change(self) -> int:
        """The number of the last change; 0 in a new store."""
        with self._reading() as connection:
            return last_change(connection)

    def count(self) -> int:
        """How many articles there are."""
        with self._reading() as connection:
            return rows.count(connection)

    def changes(self, after: int, batch: int = 1000) -> Iterator[Change]:
        """What changed after a change number, in order; of an article that changed several times, the last.

        Reads `batch` at a time, so that nothing is held open between; what changes meanwhile comes too, a second time if it had come.
        """
        last = select(t.articles.c.id, t.articles.c.change, t.documents.c.version, t.documents.c.document).join_from(
            t.articles, t.documents, t.articles.c.id == t.documents.c.id, isouter=True
        )
        while True:
            with self._reading() as connection:
                page = connection.execute(last.where(t.articles.c.change > after).order_by(t.articles.c.change).limit(batch)).all()
                live = [(row.id, row.change, row.version, row.document) for row in page if row.document is not None]
                made = {document.id: document for document in self._documents.read(connection, live, self._engine)}
            for row in page:
                yield Change(row.change, row.id, made.get(row.id))
            if len(page) < batch:
                return
            after = page[-1].change

    @contextmanager
    def snapshot(self, held: Mapping[Span, int] | None = None, made_at: int = 0) -> Iterator[Snapshot]:
        """All articles as of one moment, however long it takes to go through them.

        An index that was made at the change number `made_at` may have some already: `held` says how many of those first seen in
        which spans. The documents of a span in which that is still true are left out.
        """
        with self._reading() as connection:
            change = last_change(connection)
            count = rows.count(connection)
            left_out = [span for span, number in (held or {}).items() if rows.is_unchanged(connection, span, number, made_at)]
            wanted = rows.documents_seen(outside(left_out)) if left_out else [rows.DOCUMENT_ROWS]
            streamed = sum(rows.counted(connection, each) for each in wanted) if left_out else count
            with closing(self._documents.stream(connection, wanted, self._engine)) as documents:
                yield Snapshot(change, count, streamed, documents, left_out)

    def documents(self) -> Iterator[Document]:
        """The documents of all articles, as of the moment of the first, in no particular order."""
        with self.snapshot() as state:
            yield from state.documents

    def put_after(self, change: int) -> dict[str, datetime]:
        """The articles that were put after a change number and are still there: id → when it was published (without a date: first seen)."""
        columns = select(t.articles.c.id, t.articles.c.moment)
        put = columns.join(t.documents, t.articles.c.id == t.documents.c.id).where(t.documents.c.change > change)
        with self._reading() as connection:
            return {row.id: datetime.fromtimestamp(row.moment, UTC) for row in connection.execute(put)}

    def stale(self, enrichment: str) -> Iterator[tuple[str, RawArticle]]:
        """Id and raw article of everything that another enrichment version made. They may be put again on the way."""
        last = ""
        while True:
            others = (
                select(t.articles.c.id, t.articles.c.raw)
                .where(t.articles.c.enrichment != enrichment, t.articles.c.id > last)
                .order_by(t.articles.c.id)
                .limit(BATCH)
            )
            with self._reading() as connection:
                page = connection.execute(others).all()
            for row in page:
                yield row.id, raw_from_json(row.raw)
            if len(page) < BATCH:
                return
            last = page[-1].id

    def known(self, contents: Iterable[str], enrichment: str) -> dict[str, str]:
        """Of those of the content hashes that are kept, made by this enrichment version, the ids of their articles."""
        found: dict[str, str] = {}
        for batch in batches(dict.fromkeys(contents), BATCH):
            with self._reading() as connection:
                same = t.articles.c.content.in_(batch) & (t.articles.c.enrichment == enrichment)
                found |= {row.content: row.id for row in connection.execute(select(t.articles.c.content, t.articles.c.id).where(same))}
        return found

    # Inside

    @property
    def _engine(self) -> Engine:
        with self._connecting:
            if self._connected is None:
                self._connected = connect(self.url, create=self._create)
            return self._connected

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self.url), reading(self._engine) as connection:
            yield connection

    def _put(self, connection: Connection, incoming: Sequence[Incoming], if_kept: bool) -> PutCounts:
        number = change_lock(connection)
        if if_kept and not (incoming := rows.still_kept(connection, incoming)):
            return PutCounts()
        todo = decided(incoming, rows.past(connection, [one.article.id for one in incoming]))
        numbered = list(enumerate(todo.changed.values(), number + 1))
        articles = [rows.article_row(one, article, at) for at, (one, article) in numbered]
        documents = [self._documents.row(article, at) for at, (_, article) in numbered]
        rows.confirm(connection, todo.confirmed, incoming[0].enrichment)
        rows.replace_rows(connection, articles, documents, number + len(numbered))
        return todo.counts
