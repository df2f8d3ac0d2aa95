"""Every search as a feed: it stays the same while nothing changes, and says so; what changes shows at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index import engines
from index.engine import Missing
from index.enrich.identity import story_id
from index.folders import Folders
from index.generations import Generations
from index.store import Store
from tests.web.feeds import DATED, PATHS, article, at, items, told
from tests.web.standin import StandIn, app_with
from tests.web.worlds import app_of, sample_articles, stored
from web import create_app
from web.services import KEY


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with_world = World(tmp_path)
    yield with_world
    with_world.store.close()


class World:
    """A collection whose index can be built again, by another engine, after changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = sample_articles()[:30]
        self.app = app_of([*self.articles, *DATED], folder, "whoosh")
        self.store = self.app.extensions[KEY].store

    def rebuilt(self, engine: str) -> None:
        Generations(Folders(self.folder / "index"), self.store).rebuild(engines.named(engine))

    def feeds(self) -> list[str]:
        client = self.app.test_client()
        asked = ("", "?q=the&size=10", "?q=earthquake&group=1", "?q=words+OR+talks&size=5")
        return [told(client, f"{path}{query}") for path in PATHS for query in asked]


def test_a_feed_is_the_same_to_the_byte_across_rebuilds_and_engines(world: World) -> None:
    before = world.feeds()
    tag = world.app.test_client().get("/search.atom").headers["ETag"]
    first = world.app.test_client().get("/api/v1/search").get_json()["index"]
    for engine in ("whoosh", "tantivy"):
        world.rebuilt(engine)
        assert world.feeds() == before
    after = world.app.test_client().get("/api/v1/search").get_json()["index"]
    assert (first["engine"], after["engine"]) == ("whoosh", "tantivy")
    assert world.app.test_client().get("/search.atom", headers={"If-None-Match": tag}).status_code == 304


def test_an_article_that_changes_keeps_its_id_and_says_when(world: World) -> None:
    changed = datetime(2026, 6, 30, 8, tzinfo=UTC)
    before = {at(entry): entry for entry in items(told(world.app.test_client(), "/search.atom?q=words"))}
    stored(world.store, [replace(DATED[1], body="Other words about day.", first_seen=changed)])
    world.rebuilt("whoosh")
    after = {at(entry): entry for entry in items(told(world.app.test_client(), "/search.atom?q=words"))}
    assert {id_ for id_, entry in after.items() if entry != before[id_]} == {"day"}
    assert after["day"]["id"] == before["day"]["id"]
    assert after["day"]["published"] == before["day"]["published"] == before["day"]["updated"]
    assert after["day"]["updated"] == "2026-06-30T08:00:00Z"


def test_a_deleted_article_leaves_the_feed_before_it_leaves_the_index(world: World) -> None:
    world.store.delete(["day"])
    client = world.app.test_client()
    assert "day" in [hit["id"] for hit in client.get("/api/v1/search?q=words").get_json()["hits"]]
    assert {at(entry) for entry in items(told(client, "/search.rss?q=words"))} == {each.id for each in DATED} - {"day"}


def test_each_story_once_stays_one_entry_as_reports_come_in(world: World) -> None:
    """A reader that has shown a story does not show it again because it is now told by a later report."""
    client = world.app.test_client()
    (alone,) = items(told(client, "/search.atom?q=words+about+minute&group=1"))
    story = story_id("minute")
    later = article("later", body="Words about minute.", published=datetime(2026, 3, 4, 12, tzinfo=UTC), published_precision="minute")
    stored(world.store, [replace(later, story=story), replace(DATED[0], story=story)])
    world.rebuilt("whoosh")
    (together,) = items(told(client, "/search.atom?q=words+about+minute&group=1"))
    assert (at(alone), at(together)) == ("minute", "later")
    assert together["id"] == alone["id"]
    assert len({entry["id"] for entry in items(told(client, "/search.atom?q=words+about+minute"))}) == 2


@pytest.mark.parametrize("path", PATHS)
def test_whoever_has_the_same_feed_already_is_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(f"{path}?q=talks")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(f"{path}?q=talks", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{path}?q=peace", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_in_part_says_so_and_is_not_kept(sample_app: Flask, path: str) -> None:
    standin = StandIn(sample_app)
    client = app_with(standin, sample_app).test_client()
    standin.spoil = lambda _, hits: replace(hits, missing=Missing(2, 6, "shard 3 is on no node"), stories_exact=False)
    response = client.get(f"{path}?q=talks")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "2 of 6 parts of the index did not answer" in response.text
    standin.spoil = lambda _, hits: replace(hits, stories_exact=False)
    assert "ETag" in client.get(f"{path}?q=talks").headers


def test_no_facet_and_no_timeline_is_counted_for_a_feed(sample_app: Flask) -> None:
    standin = StandIn(sample_app)
    told(app_with(standin, sample_app).test_client(), "/search.atom?q=talks")
    (ask,) = standin.asked
    assert (tuple(ask.facets), ask.timeline, ask.limit, ask.sort) == ((), None, 20, "newest")


@pytest.mark.parametrize("path", PATHS)
def test_without_the_store_a_feed_asks_to_come_again(sample_app: Flask, tmp_path: Path, path: str) -> None:
    known = sample_app.extensions[KEY]
    gone = Store(f"sqlite:///{tmp_path}/gone.sqlite3", create=False)
    client = create_app(replace(known, store=gone)).test_client()
    response = client.get(path)
    assert (response.status_code, response.get_json()["type"]) == (503, "/problems/store-unavailable")
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/search").status_code == 200
