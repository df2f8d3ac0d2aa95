"""Judged queries → nDCG@10, MAP, recall@100: how well an engine ranks, by the usual measures.

A collection is a folder with three files: `docs.jsonl` (`id`, `title`, `text`, and whatever else articles may have),
`queries.jsonl` (`id`, `text`) and `qrels.txt` (TREC: query, 0, document, grade). The measures are computed
by ir-measures (https://ir-measur.es), so that the figures are those that papers report.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index import query as q
from index.article import Article
from index.document import document
from index.engine import Ask, Engine, IndexReader
from index.errors import BadInput, BadRecord
from index.plan import plan
from index.readers import read

DEPTH = 1000
"""Articles ranked per query, as TREC does; mean average precision looks at all of them."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """One line of qrels: how relevant a document is to a query (0: not)."""

    query: str
    document: str
    grade: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged collection. Queries are by id."""

    name: str
    articles: tuple[Article, ...]
    queries: dict[str, str]
    judgments: tuple[Judgment, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over all judged queries, from 0 to 1."""

    ndcg10: float
    map: float
    recall100: float


def load(folder: Path) -> Judged:
    """The collection in `folder`. Raises `BadInput` naming the file (and line) that cannot be used."""
    articles = tuple(_articles(folder / "docs.jsonl"))
    queries = {str(row["id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl", ("id", "text"))}
    return Judged(folder.name, articles, queries, tuple(_judgments(folder / "qrels.txt")))


def evaluate(judged: Judged, engine: Engine) -> Quality:
    """How well `engine` ranks. Raises `BadInput` if ir-measures is not installed."""
    try:
        import ir_measures
    except ImportError as error:
        raise BadInput(f"measuring needs ir-measures ({error}); install it with: pip install 'broadsheet[evaluate]'") from error
    found = [ir_measures.ScoredDoc(query, id_, -float(rank)) for query, rank, id_ in rankings(judged, engine)]
    given = [ir_measures.Qrel(each.query, each.document, each.grade) for each in judged.judgments]
    ndcg10, mean_precision, recall100 = ir_measures.nDCG @ 10, ir_measures.AP, ir_measures.R @ 100
    means = ir_measures.calc_aggregate([ndcg10, mean_precision, recall100], given, found)
    return Quality(means[ndcg10], means[mean_precision], means[recall100])


def rankings(judged: Judged, engine: Engine) -> Iterator[tuple[str, int, str]]:
    """(query id, rank from 0, article id) for every judged query, from an index that is made for it and thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        with engine.create(Path(folder)) as writer:
            writer.add(map(document, judged.articles))
            writer.commit()
        with closing(engine.read(Path(folder))) as reader:
            for id_ in dict.fromkeys(each.query for each in judged.judgments):
                for rank, article in enumerate(_ranked(judged.queries.get(id_, ""), reader)):
                    yield id_, rank, article


def any_word(text: str) -> q.Query:
    """Articles with any of the words, best first: judged queries are questions in prose, of which no article has every word."""
    return q.Any(tuple(map(q.Word, text.split())))


def _ranked(text: str, reader: IndexReader) -> Iterable[str]:
    return (hit.id for hit in reader.find(Ask(plan(any_word(text), reader.stem_codes(), reader.frequencies), limit=DEPTH)).hits)


def _articles(path: Path) -> Iterator[Article]:
    def stop(bad: BadRecord) -> None:
        raise bad

    for raw in read([path], stop):
        if raw.record_id is None:
            raise BadRecord(raw.origin, None, "a judged document needs an id")
        yield Article(id=raw.record_id, title=raw.title, body=raw.body, language=raw.language or "en")


def _rows(path: Path, names: tuple[str, ...]) -> Iterator[dict[str, object]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadRecord(str(path), number, f"not JSON: {error}") from error
        if not isinstance(row, dict) or not set(names) <= set(row):
            raise BadRecord(str(path), number, f"an object with {', '.join(names)} is expected")
        yield row


def _judgments(path: Path) -> Iterator[Judgment]:
    for number, line in _lines(path):
        parts = line.split()
        try:
            query, _, article, grade = parts
            yield Judgment(query, article, int(grade))
        except ValueError as error:
            raise BadRecord(str(path), number, "four columns are expected: query, 0, document, grade (a whole number)") from error


def _lines(path: Path) -> list[tuple[int, str]]:
    """Line number and line, without the empty ones."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BadRecord(str(path), None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadRecord(str(path), None, f"not UTF-8: byte {error.start + 1}") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
