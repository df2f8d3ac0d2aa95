"""How long a search takes: the whole request through Broadsheet beside SQLite FTS5, and beside Whoosh used alone.

A *whole request* is what the page asks for, through `search.service`: parse, ten hits, exact total, all eight facets, timeline,
stories, ten titles and snippets marked. FTS5 does hits, count, titles and snippets only (`bench.peers` has its statements); Whoosh
alone does hits, count, `groupedby` for the same facets and months, and its own highlights. All sides answer the same
queries, drawn from titles, in turn, in one process. Whoosh takes a tenth of a second and more for each, so both sides with
Whoosh answer the first few queries only.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.collection import arguments, enriched, in_turn, raw_articles, report, title_queries
from bench.peers import Fts5, WhooshAlone
from index.article import Article, RawArticle
from index.engines import named
from index.enrich.aliases import AliasTable
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.store import Store
from search.request import SearchRequest
from search.service import Search

Side = Callable[[str], object]


def whole_request(folder: Path, store: Store, engine: str) -> Side:
    """Builds an index with `engine` and returns the whole request."""
    shelf = Folders(folder / engine)
    Generations(shelf, store).rebuild(named(engine))
    search = Search(LiveReader(shelf), AliasTable.load())
    return lambda query: search.run(SearchRequest(query))


def filled_store(url: str, raws: list[RawArticle], articles: list[Article]) -> Store:
    """A store that holds the articles."""
    store = Store.open(url)
    store.put(zip(raws, articles, strict=True), "bench")
    return store


def given_arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--queries", type=int, default=100, help="queries for FTS5 and Tantivy")
    parser.add_argument("--rounds", type=int, default=7, help="times that each of them is asked; the best counts")
    parser.add_argument("--whoosh", type=int, default=20, help="queries for the sides with Whoosh, each asked once; 0 leaves them out")
    return parser.parse_args()


def main() -> None:
    """Build everything, ask everything, print medians and ratios."""
    given = given_arguments()
    raws = raw_articles(given.articles)
    articles = enriched(raws)
    queries = title_queries(articles, given.queries)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with filled_store(f"sqlite:///{folder / 'articles.sqlite3'}", raws, articles) as store:
            fast = {
                "FTS5": Fts5(folder / "fts5.sqlite3", articles).search,
                "Broadsheet, tantivy": whole_request(folder, store, "tantivy"),
            }
            print(f"{len(articles):,} articles, {len(queries)} queries from titles, best of {given.rounds} rounds")
            report(in_turn(queries, fast, given.rounds), "FTS5", queries)
            if few := queries[: given.whoosh]:
                (folder / "alone").mkdir()
                slow = {
                    "Whoosh alone": WhooshAlone(folder / "alone", articles).search,
                    "Broadsheet, whoosh": whole_request(folder, store, "whoosh"),
                }
                print(f"\nthe first {len(few)} of these queries, each asked once")
                report(in_turn(few, slow, rounds=1), "Whoosh alone", few)


if __name__ == "__main__":
    main()
