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
    """SQLite FTS5 as its documentation shows it: one table that holds what is shown, Porter stems, ordered by `rank`.

    A search is two statements: the ten best by BM25 with a word in the title counting twice, title highlighted and a snippet of
    the body of about the length of ours; and the exact count. No facets, no timeline, no stories.
    """

    HITS = (
        "select id, url, source, published, highlight(a, 4, '<mark>', '</mark>'), snippet(a, 5, '<mark>', '</mark>', '…', 40)"
        " from a where a match ? order by rank limit 10"
    )

    def __init__(self, file: Path, articles: Sequence[Article]) -> None:
        self.db = sqlite3.connect(file)
        columns = "id unindexed, url unindexed, source unindexed, published unindexed, title, body"
        self.db.execute(f"create virtual table a using fts5({columns}, tokenize='porter unicode61')")
        self.db.execute("insert into a(a, rank) values ('rank', 'bm25(0, 0, 0, 0, 2, 1)')")
        self.db.executemany("insert into a values (?, ?, ?, ?, ?, ?)", map(_fts5_row, articles))
        self.db.execute("insert into a(a) values ('optimize')")
        self.db.commit()

    def search(self, query: str) -> tuple[int, list[Any]]:
        """Total, and ten hits with their snippets. Bare words are ANDed, words in quotes are a phrase, as in our language."""
        hits = self.db.execute(self.HITS, (query,)).fetchall()
        (total,) = self.db.execute("select count(*) from a where a match ?", (query,)).fetchone()
        return total, hits


def _fts5_row(article: Article) -> tuple[str | None, ...]:
    published = article.published.isoformat() if article.published else None
    return article.id, article.url, article.source, published, article.title, article.body


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
