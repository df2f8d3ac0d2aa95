"""How articles lie in a Whoosh index: schema, codec, and the writer of one segment.

Whoosh keeps the table of contents, segments, term dictionary, deletions and lock. Ours are the posting records
(`index.engines.whoosh_postings`) and the columns (`index.engines.whoosh_columns`), plugged in as a codec. Files
are mapped into memory, which makes reading them safe from several threads.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from index.document import BAG_FIELDS, KEY_FIELDS, TERM_FIELDS, TEXT_TERM_FIELDS, Document, Shown
from index.engines.whoosh_columns import BytesColumn, NumbersColumn, ValuesColumn
from index.engines.whoosh_postings import Inversion, documents
from index.engines.whoosh_quiet import whoosh_quietly
from index.engines.whoosh_terms import TermsReader, TermsWriter, encoded
from index.fields import FACETS
from index.manifest import sync

with whoosh_quietly():
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.fields import FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.formats import Existence
    from whoosh.writing import SegmentWriter

WRITTEN_ID = "written_id"
"""The field of ids as written; the key field "id" has them folded."""

UNDATED = (1 << 63) - 1
"""In the column of dates: sorts after every date and lies in no range."""

COLUMNS: dict[str, Any] = {
    WRITTEN_ID: BytesColumn(),
    "shown": BytesColumn(compressed=True),
    "published": NumbersColumn(UNDATED),
    "seen": NumbersColumn(),
    "told": ValuesColumn(),
    **{f"facet_{name}": ValuesColumn() for name in FACETS},
    **{f"length_{name}": NumbersColumn() for name in TEXT_TERM_FIELDS},
}
"""Column → its type. "told" is the story as shown; a length counts the terms of a text field."""

MEMORY_FOR_POSTINGS = 256 * 1024 * 1024
"""Bytes after which postings go to a file: some 60,000 news-wire articles; on 20,000 nothing is gained by more."""


def schema() -> Any:
    """Whoosh's schema: the indexed fields. Columns are added to the segment directly."""
    return Schema(**{name: FieldType(Existence(), None) for name in (*TERM_FIELDS, *KEY_FIELDS, WRITTEN_ID)})


class MappedFile(StructFile):  # type: ignore[misc]
    """A file mapped into memory. `get` keeps no place in the file, so that threads do not disturb each other."""

    def get(self, position: int, length: int) -> bytes:
        """`length` bytes from `position`."""
        data: bytes = self.file[position : position + length]
        return data


class MappedStorage(FileStorage):  # type: ignore[misc]
    """A folder whose files are read through the memory map, and are on the disk before they get their name."""

    def open_file(self, name: str, **options: Any) -> Any:
        """A file, mapped (an empty one cannot be)."""
        with open(self._fpath(name), "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return super().open_file(name, **options)
            return MappedFile(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), name=name, **options)

    def rename_file(self, frm: str, to: str, safe: bool = False) -> None:
        """Whoosh puts its table of contents in place with this: the moment of a commit."""
        self.sync(frm)
        super().rename_file(frm, to, safe=safe)
        sync(Path(self.folder))

    def sync(self, name: str) -> None:
        """Wait until a file is on the disk."""
        sync(Path(self._fpath(name)))


class ArticleCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with our terms. Kept by name in every table of contents: renaming it makes indexes unreadable."""

    def field_writer(self, storage: Any, segment: Any) -> TermsWriter:
        """Writes the terms of a new segment."""
        return TermsWriter(segment.create_file(storage, self.TERMS_EXT), segment.create_file(storage, self.POSTS_EXT))

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        """Reads the terms of a segment."""
        name = segment.make_filename(self.TERMS_EXT)
        postings = segment.open_file(storage, self.POSTS_EXT)
        return TermsReader(storage.open_file(name), storage.file_length(name), postings)


class ArticleWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer for one commit, taking `Document`s."""

    def __init__(self, opened: Any) -> None:
        super().__init__(opened, _lk=False, codec=ArticleCodec(), compound=False)
        self.pool = Inversion(MEMORY_FOR_POSTINGS, self.storage.folder)
        self._deleted_before: dict[bytes, int] = {}
        self._older = [(segment, self.codec.terms_reader(self.storage, segment)) for segment in self.segments]

    def put(self, document: Document) -> None:
        """Add a document in the place of any other with its id."""
        row, doc, pool = _row(document), self.docnum, self.pool
        self._delete_older(document.id)
        for name, text in document.terms.items():
            length = (pool.add_bag if name in BAG_FIELDS else pool.add_text)(name, doc, text)
            if length and name in TEXT_TERM_FIELDS:
                row[f"length_{name}"] = length
        for name, values in document.keys.items():
            pool.add_values(name, doc, values)
        pool.add_values(WRITTEN_ID, doc, (document.id,))
        self._put_columns(doc, row)
        pool.make_room()
        self._added = True

    def remove(self, id_: str) -> None:
        """Delete the document with this id, if there is one."""
        self._delete_older(id_)
        self._deleted_before[encoded(id_)] = self.docnum

    def _delete_older(self, id_: str) -> None:
        for segment, terms in self._older:
            found = terms.find(WRITTEN_ID, id_)
            for doc in found.docs if found else ():
                segment.delete_document(doc)

    def _put_columns(self, doc: int, row: dict[str, Any]) -> None:
        writer = self.perdocwriter
        writer.start_doc(doc)
        for name, value in row.items():
            writer.add_column_value(name, COLUMNS[name], value)
        writer.finish_doc()
        self.docnum += 1

    def take_in(self, segment: Any) -> None:
        """Add what is left of an older segment, which is then no longer needed."""
        kept = self.codec.per_document_reader(self.storage, segment)
        columns = {name: kept.column_reader(name, kind) for name, kind in COLUMNS.items() if kept.has_column(name)}
        numbers: dict[int, int] = {}
        for old in kept.all_doc_ids():
            numbers[old] = self.docnum
            self._put_columns(self.docnum, {name: column[old] for name, column in columns.items()})
        for field, term, postings in self.codec.terms_reader(self.storage, segment).entries():
            self.pool.add_postings(field, term, postings, numbers)
            self.pool.make_room()
        self._added = self._added or bool(numbers)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.add_postings(self._without_replaced(self.pool.iter_postings()))
        self.fieldwriter.close()

    def _without_replaced(self, items: Iterable[tuple[str, bytes, bytes]]) -> Iterator[tuple[str, bytes, bytes]]:
        """Passes the postings on, and deletes what this very segment replaces or deletes again."""
        for field, term, places in items:
            if field == WRITTEN_ID:
                limit, docs = self._deleted_before.get(term, 0), documents(places)
                for doc in docs:
                    if doc < limit or doc != docs[-1]:
                        self.newsegment.delete_document(doc)
            yield field, term, places

    def cancel(self) -> None:
        """Forget what was put and removed; nothing stays in the folder."""
        super().cancel()
        for name in self.newsegment.list_files(self.storage):
            self.storage.delete_file(name)

    def _commit_toc(self, segments: Any) -> None:
        for name in self.newsegment.list_files(self.storage):
            self.storage.sync(name)
        super()._commit_toc(segments)


def _row(document: Document) -> dict[str, Any]:
    """What the columns hold of a document, but for its lengths; what is not there costs nothing."""
    story = Shown.story_in(document.shown)
    return {
        WRITTEN_ID: encoded(document.id),
        "shown": encoded(document.shown),
        "published": UNDATED if document.published is None else document.published,
        "seen": document.seen,
        **({} if story is None else {"told": (story,)}),
        **{f"facet_{name}": tuple(values) for name, values in document.facets.items() if values},
    }


def fold_small(writer: ArticleWriter, segments: list[Any]) -> list[Any]:
    """The merge policy: takes in every segment no larger than what is being written, so that sizes double and few remain.

    A segment of which more than a third is deleted is written anew as well. Returns the segments that stay.
    """
    size, staying = writer.docnum, []
    for segment in sorted(segments, key=lambda one: one.doc_count()):
        if segment.doc_count() <= size or segment.deleted_count() * 3 > segment.doc_count_all():
            size += segment.doc_count()
            writer.take_in(segment)
        else:
            staying.append(segment)
    return staying
