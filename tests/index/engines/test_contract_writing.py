"""The contract of writers: when a change is visible, what replaces what, on every engine."""

from __future__ import annotations

import random
from dataclasses import replace

from index import query as q
from index.document import document
from index.engine import Ask, Engine, Where
from index.plan import plan
from tests.index.engines import worlds
from tests.index.engines.conftest import Kind, everything_about, reading
from tests.index.engines.reference import Reference


def test_changes_show_after_commit_and_refresh_and_are_exact(kind: Kind, engine: Engine, where: Where) -> None:
    first = worlds.articles(120, seed=11)
    changed = [replace(a, title="oil changed", source="Changed") for a in first[20:40]]
    new = worlds.articles(30, seed=12)
    with reading(engine, where, first) as reader:
        with engine.write(where) as writer:
            writer.delete([a.id for a in first[:20]] + ["never there"])
            writer.add(map(document, changed + new))
            assert reader.ids(plan(q.Everything())) == {a.id for a in first}
            writer.commit()
        if kind.frozen:
            assert reader.ids(plan(q.Everything())) == {a.id for a in first}, "a reader shows one state until it is refreshed"
        reader.refresh()
        world = Reference([*changed, *first[40:], *new])
        rng = random.Random(3)
        for _ in range(60):
            query = worlds.query(rng)
            ask = everything_about(query, reader, sort="newest", limit=200)
            hits = reader.find(ask)
            assert [hit.id for hit in hits.hits] == world.order(world.ids(query)), str(query)
            assert dict(hits.facets) == world.facets(world.ids(query), ask), str(query)


def test_what_was_not_committed_is_forgotten(engine: Engine, where: Where) -> None:
    articles = worlds.articles(10, seed=5)
    with reading(engine, where, articles) as reader:
        with engine.write(where) as writer:
            writer.delete([articles[0].id])
            writer.add(map(document, worlds.articles(3, seed=6)))
        reader.refresh()
        assert reader.ids(plan(q.Everything())) == {a.id for a in articles}


def test_an_article_added_twice_is_there_once_with_its_last_content(engine: Engine, where: Where) -> None:
    article = replace(worlds.articles(1, seed=5)[0], title="first words")
    with engine.create(where) as writer:
        writer.add([document(article)])
        writer.add(map(document, [replace(article, title="second words"), replace(article, title="third words")]))
        writer.commit()
    reader = engine.read(where)
    assert [hit.shown.title for hit in reader.find(Ask(sort="newest")).hits] == ["third words"]
    assert reader.find(Ask(plan(q.Word("second")))).total == 0
    reader.close()
