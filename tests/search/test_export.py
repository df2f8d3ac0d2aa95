"""Exporting: each match once, whatever its date, and whatever happens to index and store meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index import engines
from index.article import Article
from index.engine import Ask, Hits, Missing
from index.enrich.aliases import AliasTable
from index.errors import BadRequest, EngineUnavailable, QueryError, StoreError
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.plan import plan
from index.query import Everything
from index.store import Store
from search import walk
from search.export import Export
from search.request import SearchRequest
from search.service import Search
from tests.web.worlds import stored

DAY = datetime(2026, 3, 4, 12, tzinfo=UTC)
PAGE = 3
COUNT = 25


def article(number: int, **fields: Any) -> Article:
    """Of three days only, so that ties run across the borders of pages; every fifth has no date."""
    published = None if number % 5 == 0 else DAY + timedelta(days=number % 3)
    made = Article(id=f"a{number:02}", title=f"Talks {number}", body="They went on.", source=f"S{number % 2}", published=published)
    return replace(made, **fields)


@dataclass
class World:
    """A store, an index of it, a search that is built anew with `rebuild`."""

    store: Store
    generations: Generations
    live: LiveReader
    engine: str

    @property
    def search(self) -> Search:
        return Search(self.live, AliasTable.load())

    def rebuild(self) -> None:
        self.generations.rebuild(engines.named(self.engine))

    def export(self, text: str = "", most: int | None = None, **asked: Any) -> Export:
        return Export(self.search, self.store, SearchRequest(text, **{"sort": "newest", **asked}), most)

    def indexed(self) -> set[str]:
        with self.live.lease() as (reader, _):
            return reader.ids(plan(Everything()))


@pytest.fixture(params=engines.EMBEDDED)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(walk, "AT_ONCE", PAGE)
    monkeypatch.setattr("search.export.READ_AT_ONCE", 2)
    with Store.open(f"sqlite:///{tmp_path / 'articles.sqlite3'}") as store:
        stored(store, [article(number) for number in range(COUNT)])
        shelf = Folders(tmp_path / "index")
        live = LiveReader(shelf)
        made = World(store, Generations(shelf, store), live, request.param)
        made.rebuild()
        yield made
        live.close()


def ids(export: Export) -> list[str]:
    return [each.id for each in export.articles()]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_every_article_comes_once_in_the_order_of_the_engine(world: World, sort: Any) -> None:
    export = world.export(sort=sort)
    found = ids(export)
    with world.live.lease() as (reader, _):
        order = [hit.id for hit in reader.find(Ask(sort=sort, limit=COUNT)).hits]
    assert found == order
    assert set(found) == world.indexed()
    assert (export.total, export.exact, export.done, export.gone) == (COUNT, True, COUNT, 0)


def test_a_query_filters_and_a_number_narrow(world: World) -> None:
    assert set(ids(world.export("talks", filters={"source": ("S1",)}))) == {f"a{number:02}" for number in range(1, COUNT, 2)}
    assert set(ids(world.export(last_day=DAY.date()))) == {f"a{number:02}" for number in range(0, COUNT, 3) if number % 5}
    assert ids(world.export(most=7)) == ids(world.export())[:7]
    assert world.export(most=7).total == COUNT
    assert ids(world.export("nothing")) == []


def test_the_most_may_end_at_the_end_of_a_page(world: World) -> None:
    assert len(ids(world.export(most=2 * PAGE))) == 2 * PAGE
    assert len(ids(world.export(most=10 * COUNT))) == COUNT


def test_each_story_comes_once_if_asked_for(world: World) -> None:
    world.store.set_stories({f"a{number:02}": f"s{number % 4}" for number in range(12)})
    world.rebuild()
    export = world.export(grouped=True)
    found = list(export.articles())
    events = [each.story or each.id for each in found]
    assert len(events) == len(set(events)) == export.total == 4 + COUNT - 12


def test_a_rebuild_in_the_middle_neither_skips_nor_repeats(world: World) -> None:
    articles = world.export().articles()
    found = [next(articles).id for _ in range(4)]
    stored(world.store, [article(number, published=DAY + timedelta(days=9)) for number in range(COUNT, COUNT + 5)])
    world.engine = next(name for name in engines.EMBEDDED if name != world.engine)
    world.rebuild()
    found += [each.id for each in articles]
    assert sorted(found) == [f"a{number:02}" for number in range(COUNT)]


def test_no_generation_is_held_between_two_pages(world: World) -> None:
    articles = world.export().articles()
    next(articles)
    for _ in range(2):
        world.rebuild()
        world.live.state()  # as any search: it lets go of the one before
    assert len(world.generations.status().kept) == 2
    assert len(list(articles)) == COUNT - 1


def test_what_is_deleted_in_the_middle_is_left_out_and_counted(world: World) -> None:
    export = world.export()
    articles = export.articles()
    found = [next(articles).id]
    lost = [hit for hit in ids(world.export()) if hit not in found][-3:]
    world.store.delete(lost)
    found += [each.id for each in articles]
    assert sorted([*found, *lost]) == [f"a{number:02}" for number in range(COUNT)]
    assert (export.gone, export.done) == (3, COUNT - 3)


def test_what_is_changed_in_the_middle_comes_as_it_is_now(world: World) -> None:
    articles = world.export().articles()
    next(articles)
    stored(world.store, [article(number, body="They ended.") for number in range(COUNT)])
    assert [each.body for each in articles][-1] == "They ended."


def test_an_index_of_another_store_is_an_error_and_not_an_empty_export(world: World, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'other.sqlite3'}") as other, pytest.raises(StoreError, match="does not know"):
        list(Export(world.search, other, SearchRequest(sort="newest")).articles())


class Partly:
    """A live reader of which a part is missing from the page `after` on; engines on one machine never answer in part."""

    def __init__(self, live: LiveReader, after: int) -> None:
        self._live, self._left = live, after

    @contextmanager
    def lease(self) -> Iterator[tuple[Any, Any]]:
        with self._live.lease() as (self._reader, state):
            yield self, state

    def find(self, ask: Ask) -> Hits:
        self._left -= 1
        hits = self._reader.find(ask)
        return hits if self._left >= 0 else replace(hits, missing=Missing(1, 6, "shard 3 is on no node"))

    def stem_codes(self) -> Any:
        return self._reader.stem_codes()


@pytest.mark.parametrize("after", [0, 2])
def test_a_page_that_lacks_a_part_is_an_error(world: World, after: int) -> None:
    search = Search(Partly(world.live, after), AliasTable.load())  # type: ignore[arg-type]
    with pytest.raises(EngineUnavailable, match="1 of 6 parts"):
        list(Export(search, world.store, SearchRequest(sort="newest")).articles())


def test_what_cannot_be_exported_is_said_before_anything_is_read(world: World) -> None:
    with pytest.raises(BadRequest, match="newest or oldest"):
        world.export(sort="relevance")
    with pytest.raises(QueryError):
        world.export("colour:red")
    with pytest.raises(BadRequest, match="before"):
        world.export(first_day=DAY.date(), last_day=(DAY - timedelta(days=1)).date())


def test_today_stays_the_same_day_throughout(world: World) -> None:
    hours = iter(range(1000))
    search = Search(world.live, AliasTable.load(), clock=lambda: DAY + timedelta(days=next(hours)))
    found = ids(Export(search, world.store, SearchRequest("published:today", sort="newest")))
    assert found == [f"a{number:02}" for number in range(0, COUNT, 3) if number % 5]
