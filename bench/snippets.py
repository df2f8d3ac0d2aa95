"""How long ten marked snippets take, beside Tantivy's own SnippetGenerator on the same articles and queries.

Run as ``python bench/snippets.py``. Both sides get articles that are already loaded, and mark title and body; the parts that a
request repeats (compiling what to look for) are timed, fetching articles is not. Sides take turns on every query; the
figure is the median over queries of the best of five. Tantivy's side knows no positions: it marks the words of a phrase singly.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tantivy

from index import query as q
from index.analysis import terms
from index.document import Shown
from index.plan import plan
from search.snippets import LENGTH, Finder, marked

DATA = Path(__file__).parents[1] / "../shared/data/articles"
ROUNDS = 5
Query = q.Word | q.Phrase | q.All


def articles(path: Path) -> Iterator[Shown]:
    """The articles of a file of JSON lines that have a body, with one blank line between paragraphs."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if body := record.get("body"):
                paragraphs = body.split("\n\n" if "\n\n" in body else "\n    ")
                text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
                yield Shown(record.get("title") or "", text, "", None, (), None, None, "en", None)


def questions(found: list[Shown], count: int) -> dict[str, list[tuple[str, Query]]]:
    """Kind → (words, query): words and pairs of neighbours from titles, as Tantivy reads them and as we do."""
    rng = random.Random(1)
    kinds: dict[str, list[tuple[str, Query]]] = {"one word": [], "two words": [], "phrase": []}
    while len(kinds["phrase"]) < count:
        words = [word for word in terms(rng.choice(found).title) if word.isalpha()]
        if len(words) > 1:
            at = rng.randrange(len(words) - 1)
            one, two = words[at : at + 2]
            kinds["one word"].append((one, q.Word(one)))
            kinds["two words"].append((f"+{one} +{two}", q.All((q.Word(one), q.Word(two)))))
            kinds["phrase"].append((f'"{one} {two}"', q.Phrase(f"{one} {two}")))
    return kinds


class Tantivy:
    """The articles in Tantivy's memory, with its own stemmer."""

    def __init__(self, found: list[Shown]) -> None:
        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        builder.add_unsigned_field("place", stored=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(50_000_000)
        for place, shown in enumerate(found):
            writer.add_document(tantivy.Document(title=shown.title, body=shown.body, place=place))
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def hits(self, text: str) -> tuple[tantivy.Query, list[tantivy.Document]]:
        """The query and its first ten articles."""
        query = self.index.parse_query(text, ["title", "body"])
        return query, [self.searcher.doc(address) for _, address in self.searcher.search(query, 10).hits]

    def snippets(self, query: tantivy.Query, documents: list[tantivy.Document]) -> None:
        """Title and body of each, marked."""
        makers = [tantivy.SnippetGenerator.create(self.searcher, query, self.schema, name) for name in ("title", "body")]
        for maker in makers:
            maker.set_max_num_chars(LENGTH)
        for document in documents:
            for maker in makers:
                made = maker.snippet_from_doc(document)
                made.fragment()
                [(part.start, part.end) for part in made.highlighted()]


def ours(query: Query, found: list[Shown]) -> None:
    """Title and body of each, marked."""
    marked(Finder(plan(query)), found)


def microseconds(run: Callable[[], object]) -> float:
    """One call."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1e6


def compare(name: str, found: list[Shown], count: int) -> None:
    """Print one line for each kind of query."""
    engine = Tantivy(found)
    lengths = round(statistics.mean(len(shown.body) for shown in found))
    print(f"{name}: {len(found):,} articles of {lengths:,} characters; microseconds for ten")
    for kind, asked in questions(found, count).items():
        sides: tuple[list[float], list[float]] = ([], [])
        for text, query in asked:
            compiled, documents = engine.hits(text)
            if len(documents) < 10:
                continue
            shown = [found[document["place"][0]] for document in documents]
            rounds = [
                (microseconds(lambda: ours(query, shown)), microseconds(lambda: engine.snippets(compiled, documents)))  # noqa: B023
                for _ in range(ROUNDS)
            ]
            for side, times in zip(sides, zip(*rounds, strict=True), strict=True):
                side.append(min(times))
        broadsheet, tantivys = map(statistics.median, sides)
        slowest = sorted(sides[0])[int(len(sides[0]) * 0.95)]
        print(f"  {kind:9}  Broadsheet {broadsheet:6.0f} (95%: {slowest:.0f})  Tantivy {tantivys:6.0f}  ratio {broadsheet / tantivys:.2f}")


def main() -> None:
    """Short articles, then long ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the two files of articles")
    parser.add_argument("--queries", type=int, default=60, help="queries of each kind")
    given = parser.parse_args()
    for name in ("reuters21578", "allsides-3000"):
        path = given.data / f"{name}.jsonl.gz"
        if path.exists():
            compare(name, list(articles(path))[:5000], given.queries)
        else:
            print(f"{path} is not there; --data says where it is")


if __name__ == "__main__":
    main()
