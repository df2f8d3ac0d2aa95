"""How fast an index is built: a rebuild from the store beside Whoosh used alone.

The rebuild streams kept documents from SQLite, writes, commits and verifies; Whoosh alone analyses and writes the same
articles from memory. Adding (enrichment, analysis, store) is timed as well, because it happens once for each article.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.collection import arguments, enriched, milliseconds, raw_articles
from bench.peers import WhooshAlone
from bench.searching import filled_store
from index.engines import named
from index.folders import Folders
from index.generations import Generations


def main() -> None:
    """Build with every engine and print articles a second, and the ratio to Whoosh alone."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--most", type=int, default=None, help="articles to build with (all)")
    given = parser.parse_args()
    raws = raw_articles(given.articles)[: given.most]
    began = time.perf_counter()
    articles = enriched(raws)
    rates = {"enrichment": len(raws) / (time.perf_counter() - began)}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "alone").mkdir()
        rates["Whoosh alone"] = len(articles) / WhooshAlone(folder / "alone", articles).build_seconds
        began = time.perf_counter()
        with filled_store(f"sqlite:///{folder / 'articles.sqlite3'}", raws, articles) as store:
            rates["documents and store"] = len(articles) / (time.perf_counter() - began)
            for engine in ("tantivy", "whoosh"):
                (folder / engine).mkdir()
                generations = Generations(Folders(folder / engine), store)
                taken = milliseconds(lambda generations=generations, engine=engine: generations.rebuild(named(engine)))  # type: ignore[misc]
                rates[f"rebuild, {engine}"] = len(articles) / taken * 1000
    print(f"{len(articles):,} articles")
    for name, rate in rates.items():
        print(f"{name:24} {rate:10,.0f} articles/s {rate / rates['Whoosh alone']:8.2f} of Whoosh alone")


if __name__ == "__main__":
    main()
