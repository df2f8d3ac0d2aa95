"""The parts of a score: on both engines they add up to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import engines
from index import query as q
from index.article import Article
from index.document import document
from index.engine import Ask
from index.plan import plan
from search.scores import score_parts

ARTICLES = [
    Article(id="a", title="Peace talks", body="Talks about gas-fired plants. Talks go on.", language="en"),
    Article(id="B", title="Gas", body="The peace of gas, and talks.", language="en"),
    Article(id="c", title="Weather", body="Rain.", language="en", keywords=("peace",)),
]
QUERIES = (
    q.Any((q.Word("talks"), q.Word("the"), q.Phrase("peace talks"))),
    q.All((q.Word("gas-fired"), q.Any((q.Word("peace"), q.Prefix("tal"))))),
    q.All((q.Word("talks"), q.Word("talks"), q.Not(q.Word("rain")))),
    q.Any((q.Word("gas"), q.All((q.Word("talks"), q.Word("nobody", "person"))), q.All((q.Word("peace"), q.Word("talks"))))),
)


@pytest.mark.parametrize("engine", engines.EMBEDDED)
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_the_parts_add_up_to_the_score(tmp_path: Path, engine: str, query: q.Query) -> None:
    with engines.named(engine).create(tmp_path) as writer:
        writer.add(map(document, ARTICLES))
        writer.commit()
    reader = engines.named(engine).read(tmp_path)
    clause = plan(query)
    hits = reader.find(Ask(clause)).hits
    assert hits
    parts = score_parts(clause, hits, reader.find)
    for hit in hits:
        assert sum(part.score for part in parts[hit.id]) == pytest.approx(hit.place.score, rel=1e-5)
    reader.close()


def test_what_does_not_score_has_no_parts(tmp_path: Path) -> None:
    with engines.named("whoosh").create(tmp_path) as writer:
        writer.add(map(document, ARTICLES))
        writer.commit()
    reader = engines.named("whoosh").read(tmp_path)
    clause = plan(q.Word("peace", "keyword"))
    hits = reader.find(Ask(clause)).hits
    assert [hit.id for hit in hits] == ["c"]
    assert score_parts(clause, hits, reader.find) == {}
    reader.close()
