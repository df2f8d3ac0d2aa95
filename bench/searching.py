"""How long a search takes: the whole request through Broadsheet beside the engines' own and SQLite FTS5.

A *whole request* is what the page asks for: parse, hits, exact total, all eight facets, timeline, stories and ten marked
snippets. FTS5 does hits, count and snippets only; Whoosh alone does hits, count, `groupedby` for the same facets and
months, and its own highlights. All sides answer the same queries, drawn from titles, in turn, in one process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.collection import arguments, enriched, in_turn, raw_articles, report, title_queries
from bench.peers import Fts5, WhooshAlone
from index.article import Article, RawArticle
from index.engines import named
from index.enrich.aliases import AliasTable
from index.generations import Generations, LiveReader
from index.store import Store
from search.request import SearchRequest
from search.service import Search


def whole_request(folder: Path, store: Store, engine: str) -> Callable[[str], object]:
    """Builds an index with `engine` and returns the whole request."""
    folder.mkdir()
    Generations(folder, store).rebuild(named(engine))
    search = Search(LiveReader(folder), AliasTable.load())
    return lambda query: search.run(SearchRequest(query))


def filled_store(url: str, raws: list[RawArticle], articles: list[Article]) -> Store:
    """A store that holds the articles."""
    store = Store.open(url)
    store.put(zip(raws, articles, strict=True), "bench")
    return store


def main() -> None:
    """Build everything, ask everything, print medians and ratios."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    raws = raw_articles(given.articles)
    articles = enriched(raws)
    queries = title_queries(articles, given.queries)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "alone").mkdir()
        sides: dict[str, Callable[[str], object]] = {
            "FTS5": Fts5(folder / "fts5.sqlite3", articles).search,
            "Whoosh alone": WhooshAlone(folder / "alone", articles).search,
        }
        with filled_store(f"sqlite:///{folder / 'articles.sqlite3'}", raws, articles) as store:
            for engine in ("tantivy", "whoosh"):
                sides[f"Broadsheet, {engine}"] = whole_request(folder / engine, store, engine)
            taken = in_turn(queries, sides)
    print(f"{len(articles):,} articles, {len(queries)} queries from titles of one to three words, a fifth of them phrases")
    report(taken, against="FTS5")
    print()
    report({name: taken[name] for name in ("Whoosh alone", "Broadsheet, whoosh")}, against="Whoosh alone")


if __name__ == "__main__":
    main()
