"""Documents as they are kept beside their articles: made once, and anew where analysis, form or alias table are other ones by now."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, Engine, Select

from index import rows
from index import tables as t
from index.analysis import ANALYSIS_VERSION
from index.article import Article
from index.batches import BATCH
from index.databases import translated, writing
from index.document import DOCUMENT_VERSION, AlsoNamed, Document, document


class KeptDocuments:
    """Makes the documents of one store, with the names of one alias table, and reads them."""

    def __init__(self, url: str, also_named: AlsoNamed) -> None:
        self._url = url
        self._also_named = also_named
        self.version = _version(also_named)

    def row(self, article: Article, number: int) -> dict[str, Any]:
        """A row of the documents table, for an article that changes under a change number."""
        text = document(article, self._also_named).to_text()
        return {"id": article.id, "change": number, "version": self.version, "document": text}

    def stream(self, connection: Connection, wanted: Iterable[Select[Any]], other: Engine) -> Generator[Document, None, None]:
        """The documents that statements like `rows.DOCUMENT_ROWS` give, read a batch at a time; see `read`."""
        with translated(self._url):
            for each in wanted:
                with connection.execute(each, execution_options={"yield_per": BATCH}) as result:
                    for page in result.partitions():
                        yield from self.read(connection, page, other)

    def read(self, connection: Connection, kept: Sequence[rows.KeptDocument], other: Engine) -> list[Document]:
        """The documents of rows; stale ones are made anew, and kept so over a connection of `other`."""
        stale = {id_: change for id_, change, version, _ in kept if version != self.version}
        remade = self._remade(connection, stale, other) if stale else {}
        return [Document.from_text(remade[id_]["document"] if id_ in stale else text) for id_, _, _, text in kept]

    def _remade(self, connection: Connection, stale: Mapping[str, int], other: Engine) -> dict[str, dict[str, Any]]:
        articles = rows.articles(connection, t.articles.c.id.in_(list(stale)))
        remade = {id_: self.row(article, stale[id_]) for id_, article in articles.items()}
        with writing(other) as connection_of_its_own:
            rows.keep_remade(connection_of_its_own, remade.values())
        return remade


def _version(also_named: AlsoNamed) -> str:
    """What a document is made with: analysis, document version and alias table. Another one is stale."""
    return f"{ANALYSIS_VERSION}.{DOCUMENT_VERSION}.{crc32(repr(sorted(also_named.items())).encode()):08x}"
