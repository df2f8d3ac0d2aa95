"""Stories of what others put: found by whoever looks next, nothing passed over, and not at the cost of everything else."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from index import engines
from index.article import Article
from index.folders import Folders
from index.generations import Generations
from index.progress import Progress
from index.schedule import RESTS, Indexer
from index.store import Store
from index.story_keeping import Stories
from tests.index.making import ENRICHMENT, pairs

REACH = timedelta(days=3)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as store:
        store.set_grouped(0)
        yield store


def together(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
    """One story of all."""
    return {article.id: "one" for article in articles}


def told_apart(store: Store) -> list[str]:
    return [article.id for article in store.story("one")]


def test_what_others_put_is_grouped_once(store: Store) -> None:
    store.put(pairs(0, 3), ENRICHMENT)
    stories = Stories(store, together, REACH)
    assert stories.catch_up() == 3
    assert told_apart(store) == ["made0", "made1", "made2"]
    before = store.change()
    assert stories.catch_up() == 0
    assert store.change() == store.grouped() == before


def test_what_comes_while_stories_are_looked_for_is_looked_at_the_next_time(store: Store) -> None:
    """Those who put it, one article at a time over HTTP, do not look for its story themselves."""
    late = iter((3,))

    def as_another_comes(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
        for number in late:
            store.put(pairs(number, number + 1), ENRICHMENT)
        return together(articles, _new)

    store.put(pairs(0, 3), ENRICHMENT)
    stories = Stories(store, as_another_comes, REACH)
    assert stories.catch_up() == 3
    assert stories.catch_up() == 1
    assert "made3" in told_apart(store)


def test_a_report_at_the_rim_of_what_is_looked_at_follows_the_new_one_that_it_is_with(store: Store) -> None:
    store.put(pairs(71, 72), ENRICHMENT)
    store.set_grouped(store.change())
    store.put(pairs(0, 1), ENRICHMENT)
    assert Stories(store, together, REACH).catch_up() == 2
    assert told_apart(store) == ["made0", "made71"]


def test_the_indexer_rests_from_looking_for_stories_for_some_times_as_long_as_it_took(store: Store, tmp_path: Path) -> None:
    took = 0.2
    begun: list[float] = []

    def slow(_progress: Progress) -> int:
        begun.append(time.monotonic())
        time.sleep(took)
        return 0

    indexer = Indexer(store, Generations(Folders(tmp_path / "index"), store), engines.choose, stories=slow)
    while len(begun) < 2:
        indexer.step()
    assert begun[1] - begun[0] >= (1 + RESTS) * took


def test_a_store_in_which_nobody_has_looked_for_stories_is_left_alone(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        store.put(pairs(0, 3), ENRICHMENT)
        assert Stories(store, together, REACH).catch_up() == 0


def test_the_indexer_looks_for_stories_and_the_index_shows_them_with_its_next_step(store: Store, tmp_path: Path) -> None:
    generations = Generations(Folders(tmp_path / "index"), store)
    indexer = Indexer(store, generations, engines.choose, stories=Stories(store, together, REACH).catch_up)
    indexer.step()
    store.put(pairs(0, 3), ENRICHMENT)
    indexer.step()
    assert len(told_apart(store)) == 3
    indexer.step()
    assert generations.status().behind == 0


def test_stories_that_cannot_be_found_stop_no_rebuild(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_progress: Progress) -> int:
        raise ValueError("odd")

    generations = Generations(Folders(tmp_path / "index"), store)
    with caplog.at_level(logging.ERROR):
        Indexer(store, generations, engines.choose, stories=broken).step()
    assert generations.current().articles == 0
    assert [record.message for record in caplog.records] == ["indexer.stories_failed"]
