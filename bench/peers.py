"""What a user would pick instead: SQLite FTS5, and Whoosh used alone as its documentation shows."""

from __future__ import annotations

import sqlite3
import time
import warnings
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from index.article import Article

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import whoosh.index
    from whoosh import fields
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.qparser import MultifieldParser
    from whoosh.sorting import Count, DateRangeFacet, StoredFieldFacet


class Fts5:
    """SQLite FTS5 with Porter stems: hits, count and snippets, no facets."""

    def __init__(self, file: Path, articles: Sequence[Article]) -> None:
        self.db = sqlite3.connect(file)
        self.db.execute("create virtual table a using fts5(id unindexed, title, body, tokenize='porter unicode61')")
        self.db.executemany("insert into a values (?, ?, ?)", ((a.id, a.title, a.body) for a in articles))
        self.db.execute("insert into a(a) values ('optimize')")
        self.db.commit()

    def search(self, query: str) -> tuple[int, list[Any]]:
        """Total, and ten hits with their snippets."""
        hits = self.db.execute(
            "select id, title, snippet(a, 2, '<mark>', '</mark>', '…', 40) from a where a match ? order by bm25(a, 0, 2, 1) limit 10",
            (query,),
        ).fetchall()
        (total,) = self.db.execute("select count(*) from a where a match ?", (query,)).fetchone()
        return total, hits


class WhooshAlone:
    """Whoosh with stemmed title and body, `groupedby` for the same facets, months for the timeline, its own highlighter."""

    FACETS = ("source", "person", "org", "place", "keyword", "section", "author", "language")

    def __init__(self, folder: Path, articles: Sequence[Article]) -> None:
        text = fields.TEXT(analyzer=StemmingAnalyzer(), stored=True)
        keyword = fields.KEYWORD(commas=True, scorable=False, stored=True)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=text,
            body=text,
            published=fields.DATETIME(sortable=True),
            **dict.fromkeys(self.FACETS, keyword),
        )
        self.index = whoosh.index.create_in(folder, schema)
        began = time.perf_counter()
        writer = self.index.writer(limitmb=256)
        for article in articles:
            writer.add_document(**_whoosh_fields(article))
        writer.commit(optimize=True)
        self.build_seconds = time.perf_counter() - began
        self.parser = MultifieldParser(["title", "body"], schema)
        self.searcher = self.index.searcher()
        self.first = min(a.published for a in articles if a.published).replace(tzinfo=None)
        self.last = max(a.published for a in articles if a.published).replace(tzinfo=None)

    def search(self, query: str) -> tuple[int, list[Any], dict[str, dict[Any, int]]]:
        """Total, ten hits with highlights, and counts of all facets and months."""
        # Values from the stored fields: for several values an article, `FieldFacet` reads the whole index at each search.
        facets = {name: StoredFieldFacet(name, allow_overlap=True, split_fn=_split) for name in self.FACETS}
        facets["timeline"] = DateRangeFacet("published", self.first, self.last, timedelta(days=30))
        results = self.searcher.search(self.parser.parse(query), limit=10, groupedby=facets, maptype=Count)
        hits = [(hit["id"], hit.highlights("title"), hit.highlights("body")) for hit in results]
        return len(results), hits, {name: results.groups(name) for name in facets}


def _split(values: str) -> list[str]:
    return values.split(",") if values else []


def _whoosh_fields(article: Article) -> dict[str, Any]:
    types = {type_: ",".join(e.canonical for e in article.of_type(type_)) for type_ in ("person", "org", "place")}
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "published": article.published.replace(tzinfo=None) if article.published else None,
        "source": article.source,
        "keyword": ",".join(article.keywords),
        "section": article.section or "",
        "author": ",".join(article.authors),
        "language": article.language,
        **types,
    }
