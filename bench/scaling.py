"""How an engine grows: size on disk, memory and time of whole requests at 10,000, 100,000 and a million generated articles.

    python -m bench.scaling --articles 10000 --articles 100000 [--engine tantivy] [--shape reuters|web] [--folder DIRECTORY]
    python -m bench.scaling --articles 100000 --engine opensearch --host http://127.0.0.1:9200
    python -m bench.scaling --store 50000 [--url postgresql+psycopg://…]
    python -m bench.scaling --own articles.jsonl

Documents go straight into the engine, as a rebuild puts them there; making them is not timed. The searching side is a
process of its own: 200 whole requests (hits, facets, timeline, stories, ten marked snippets), then its memory as Linux counts it.
With ``--store``, articles and their documents are put into a real store instead; with ``--own``, the articles of a file are enriched,
stored and indexed, and their bytes counted. One JSON object a line, to keep.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.cluster import Node
from bench.collection import milliseconds, raw_articles
from bench.generated import SHAPES, Generator
from index.batches import batches
from index.document import Shown
from index.engine import Engine, IndexReader, Where
from index.engines import named
from index.engines.opensearch_settings import ClusterSettings
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.manifest import Manifest, State
from index.store import Store
from search.request import SearchRequest
from search.service import Search

HELD = 20_000
"""Documents made before the clock starts and added while it runs: some 400 MB of long articles."""

OF_EACH_KIND = 50
"""Queries of each kind."""

ROUNDS = 3
"""Each query is asked so often, and the fastest counts: other processes can only make it slower."""


@dataclass(frozen=True, slots=True)
class Built:
    """What building showed."""

    seconds: float
    text: int
    """Characters of titles and bodies."""


class OneState:
    """What `Search` needs of a live reader, over an index that stays as it is."""

    def __init__(self, reader: IndexReader, engine: str, articles: int) -> None:
        now = datetime.now(UTC)
        built = Manifest("generated", engine, 0, "", "", articles, 0, None, None, now, 0.0)
        self._now = reader, State(built, 0, articles)

    @contextmanager
    def lease(self) -> Iterator[tuple[IndexReader, State]]:
        """The reader and its state."""
        yield self._now


def build(engine: Engine, where: Where, articles: int, shape: str) -> Built:
    """Put generated documents into a new index."""
    seconds, text = 0.0, 0
    with engine.create(where) as writer:
        for held in batches(Generator(SHAPES[shape]).documents(articles), HELD):
            text += sum(len(shown.title) + len(shown.body) for shown in (Shown.from_text(document.shown) for document in held))
            seconds += milliseconds(lambda held=held: writer.add(held)) / 1000  # type: ignore[misc]
        seconds += milliseconds(writer.commit) / 1000
        seconds -= time.perf_counter()
    return Built(seconds + time.perf_counter(), text)


def questions(articles: int, shape: str, seed: int = 7) -> dict[str, list[str]]:
    """Kind → queries, drawn from headlines: one word, two neighbours, the two as a phrase; and everything, as the front page asks."""
    rng = random.Random(seed)
    titles = list(Generator(SHAPES[shape]).titles(min(articles, 5000)))
    kinds: dict[str, list[str]] = {"one word": [], "two words": [], "phrase": [], "everything": []}
    for title in rng.sample(titles, OF_EACH_KIND):
        at = rng.randrange(len(title) - 1)
        one, two = title[at : at + 2]
        kinds["one word"].append(rng.choice([one, two]))
        kinds["two words"].append(f"{one} {two}")
        kinds["phrase"].append(f'"{one} {two}"')
        kinds["everything"].append("*")
    return kinds


def searched(engine: Engine, where: Where, articles: int, shape: str) -> dict[str, Any]:
    """Times of whole requests by kind, matches, and the memory of this process; it does nothing else, so that it can be told."""
    kinds = questions(articles, shape)
    before = memory()
    search = Search(OneState(engine.read(where), engine.name, articles), AliasTable.load())  # type: ignore[arg-type]
    answer: dict[str, Any] = {"everything, first": {"cpu": round(_timed(search, "*").cpu, 1)}}
    for kind, queries in kinds.items():
        runs = [min((_timed(search, text) for _ in range(ROUNDS)), key=lambda run: run.cpu) for text in queries]
        totals = [run.total for run in runs]
        answer[kind] = {
            "cpu": _spread([run.cpu for run in runs]), "wall": _spread([run.wall for run in runs]),
            "matches": {"median": round(statistics.median(totals)), "most": max(totals)},
        }  # fmt: skip
    return answer | {"memory before": before, "memory": memory()}


@dataclass(frozen=True, slots=True)
class _Run:
    """One request: milliseconds of the processor and by the clock, and matches."""

    cpu: float
    wall: float
    total: int


def _timed(search: Search, text: str) -> _Run:
    began = time.process_time()
    answer = search.run(SearchRequest(text))
    return _Run((time.process_time() - began) * 1000, answer.took_ms, answer.total)


def _spread(taken: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(taken), 2), "p95": round(statistics.quantiles(taken, n=20)[-1], 2)}


def memory() -> dict[str, int]:
    """Megabytes of this process: what is its own, and what is the system's copy of files that it has mapped (page cache)."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    own = kilobytes["Anonymous"]
    return {"own": own // 1024, "mapped": (kilobytes["Rss"] - own) // 1024}


def stored(url: str, articles: int, shape: str) -> dict[str, Any]:
    """Put generated articles into a store; bytes of a SQLite file are counted here, those of PostgreSQL by its own function."""
    seconds, text = 0.0, 0
    with Store.open(url) as store:
        # PostgreSQL's catalogue, 7 MB, is there without any article.
        empty = _postgres_bytes(store) if url.startswith("postgres") else 0
        for held in batches(Generator(SHAPES[shape]).articles(articles), 1000):
            text += sum(len(article.title) + len(article.body) for _, article in held)
            seconds += milliseconds(lambda held=held: store.put(held, "bench")) / 1000  # type: ignore[misc]
        read = milliseconds(lambda: [None for _ in store.documents()]) / 1000
        size = _postgres_bytes(store) - empty if url.startswith("postgres") else None
    if size is None:
        size = _on_disk(Path(url.removeprefix("sqlite:///")))
    return {
        "store": url.partition(":")[0], "articles": articles, "shape": shape, "text bytes per article": round(text / articles),
        "store bytes per article": round(size / articles), "put per second": round(articles / seconds),
        "documents read per second": round(articles / read),
    }  # fmt: skip


def own(file: Path, engine: Engine, folder: Path) -> dict[str, Any]:
    """The articles of a file as they would be kept: bytes of their text, of the store with what enrichment found, and of the index."""
    raws = raw_articles(file)
    path, where = folder / "own.sqlite3", folder / "own"
    where.mkdir(parents=True)
    with Store.open(f"sqlite:///{path}") as store:
        enricher = Enricher(AliasTable.load(), "rules", store.cache)
        now = datetime.now(UTC)
        made = [(raw, enricher.article(raw, now)) for raw in raws]
        store.put(made, "bench")
        articles = store.count()
        with engine.create(where) as writer:
            writer.add(store.documents())
            writer.commit()
    text = sum(len(article.title) + len(article.body) for article in {article.id: article for _, article in made}.values())
    sizes = {"text": text, "store": _on_disk(path), "index": _on_disk(where)}
    return {"file": file.name, "engine": engine.name, "articles": articles} | {
        f"{name} bytes per article": round(size / articles) for name, size in sizes.items()
    }


def _on_disk(path: Path) -> int:
    """Bytes of a folder, or of a SQLite file with its journal."""
    files = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return sum(file.stat().st_size for file in files if file.is_file())


def _postgres_bytes(store: Store) -> int:
    from sqlalchemy import create_engine, text

    with create_engine(store.url).connect() as connection:
        connection.execute(text("CHECKPOINT"))
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def grown(engine: Engine, folder: Path, articles: int, shape: str, host: str) -> dict[str, Any]:
    """Build with `articles`, then ask a process of its own to search."""
    name = f"{engine.name}-{shape}-{articles}"
    node = Node(host) if engine.name == "opensearch" else None
    where = str(folder / name) if node is None else name
    if node is None:
        Path(where).mkdir(parents=True)
    built = build(engine, where, articles, shape)
    sizes = node.sizes(name, articles) if node else {"index bytes per article": round(_on_disk(Path(where)) / articles)}
    asked = [sys.executable, "-m", "bench.scaling", "--searching", where, "--engine", engine.name, "--shape", shape, "--host", host]
    answer = subprocess.run([*asked, "--articles", str(articles)], check=True, stdout=subprocess.PIPE).stdout
    return {
        "engine": engine.name, "articles": articles, "shape": shape, "text bytes per article": round(built.text / articles), **sizes,
        "built per second": round(articles / built.seconds), **json.loads(answer), **(node.heap(name) if node else {}),
    }  # fmt: skip


def main() -> None:
    """One line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, action="append", default=[], help="how many; may be given several times")
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument("--shape", choices=SHAPES, default="reuters", help="how long articles are: 135 or 960 words in the mean")
    parser.add_argument("--folder", type=Path, help="where indexes are made and left (a temporary folder)")
    parser.add_argument("--store", type=int, help="put as many articles into a store instead")
    parser.add_argument("--url", help="the store (a SQLite file in the folder)")
    parser.add_argument("--own", type=Path, help="a file of your own articles, in any format that `broadsheet add` reads")
    parser.add_argument("--host", default="http://127.0.0.1:9200", help="the node, with --engine opensearch; its index is left there")
    parser.add_argument("--searching", help=argparse.SUPPRESS)
    given = parser.parse_args()
    engine = named(given.engine, ClusterSettings(hosts=(given.host,), replicas=0, timeout=120))
    if given.searching:
        print(json.dumps(searched(engine, given.searching, given.articles[0], given.shape)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder: Path = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if given.store:
            print(json.dumps(stored(given.url or f"sqlite:///{folder / 'store.sqlite3'}", given.store, given.shape)))
        if given.own:
            print(json.dumps(own(given.own, engine, folder)))
        for articles in given.articles:
            print(json.dumps(grown(engine, folder, articles, given.shape, given.host)), flush=True)


if __name__ == "__main__":
    main()
