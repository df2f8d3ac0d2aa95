"""Articles that come in are told apart into stories, with those that were published about the same time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from index.article import Article
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.intake import Intake
from index.store import PutCounts, Store
from index.story_keeping import LONGEST_SPAN, Span, spans
from tests.index.making import NOW, every, raw

REACH = timedelta(days=3)


def _by_first_word(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
    """A rule simple enough to see through: the first word of the body names the event."""
    return {article.id: article.body.split()[0].lower() for article in articles}


def test_new_articles_are_grouped_with_what_was_published_about_then(store: Store, aliases: AliasTable) -> None:
    intake = Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=_by_first_word, reach=REACH)
    intake.add([raw(1, published="2022-04-12"), raw(2, "Storm over the bay.", published="2022-04-12")])
    intake.add([raw(3, published="2022-04-13")])
    assert [article.url for article in store.story("dockers")] == ["https://harbour.example/1", "https://harbour.example/3"]


def test_what_a_killed_process_left_ungrouped_is_grouped_by_the_next(store: Store, aliases: AliasTable) -> None:
    class Killed(Exception):
        pass

    def killed(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
        raise Killed

    dying = Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=killed, reach=REACH)
    with pytest.raises(Killed):
        dying.add([raw(1, published="2022-04-12"), raw(2, published="2022-04-13")])
    intake = Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=_by_first_word, reach=REACH)
    assert intake.add([raw(1, published="2022-04-12"), raw(2, published="2022-04-13")]) == PutCounts(unchanged=2)
    assert len(store.story("dockers")) == 2
    before = store.change()
    intake.add([raw(1, published="2022-04-12")])
    assert store.change() == before


def test_enriching_anew_does_not_look_for_all_stories_again(store: Store, aliases: AliasTable) -> None:
    seen: list[int] = []

    def counting(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
        seen.append(len(articles))
        return {}

    intake = Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=counting, reach=REACH)
    intake.add([raw(1, published="2022-04-12")])
    [article] = every(store)
    store.put([(raw(1, published="2022-04-12"), replace(article, section="Port"))], "old")
    store.set_grouped(store.change())
    assert intake.renew() == 1
    intake.add([raw(2, published="2022-06-12")])
    assert seen == [1, 1]


def test_enriching_anew_does_not_pass_over_what_others_left_to_be_looked_at(store: Store, aliases: AliasTable) -> None:
    """An indexer that enriches anew finds stories by itself; a command that only puts does not."""
    Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=_by_first_word, reach=REACH).add([])
    Intake(store, Enricher(aliases, "rules"), lambda: NOW).add([raw(1, published="2022-04-12"), raw(2, published="2022-04-12")])
    left = store.grouped()
    other = Enricher(aliases, "rules")
    other.version = "another"  # type: ignore[misc]
    assert Intake(store, other, lambda: NOW).renew() == 2
    assert store.grouped() == left
    Intake(store, other, lambda: NOW, group=_by_first_word, reach=REACH).renew()
    assert len(store.story("dockers")) == 2


def test_a_story_keeps_its_older_reports_when_a_late_one_comes(store: Store, aliases: AliasTable) -> None:
    """The first report is out of reach of the third; it must neither leave the story nor stay behind in another one."""

    def by_first_word(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
        named = _by_first_word(articles, _new)
        together = {name for name in named.values() if list(named.values()).count(name) > 1}
        earliest = {name: min(id_ for id_, its in named.items() if its == name) for name in together}
        return {id_: f"{name}-{earliest[name]}" if name in together else None for id_, name in named.items()}

    intake = Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=by_first_word, reach=REACH)
    intake.add([raw(1, published="2022-04-12"), raw(2, published="2022-04-14")])
    intake.add([raw(3, published="2022-04-17"), raw(4, "Storm over the bay.", published="2022-04-17")])
    stories = {article.url: article.story for article in every(store)}
    assert stories["https://harbour.example/4"] is None
    assert len({stories[f"https://harbour.example/{number}"] for number in (1, 2, 3)} - {None}) == 1


def test_a_new_article_takes_no_neighbour_out_of_its_story(store: Store, aliases: AliasTable) -> None:
    intake = Intake(
        store, Enricher(aliases, "rules"), lambda: NOW, group=lambda articles, _: {article.id: None for article in articles}, reach=REACH
    )
    intake.add([raw(1, published="2022-04-12"), raw(2, published="2022-04-12")])
    store.set_stories({article.id: "s1" for article in every(store)})
    store.set_grouped(store.change())
    intake.add([raw(3, published="2022-04-15")])
    assert len(store.story("s1")) == 2


def test_articles_out_of_reach_are_not_looked_at(store: Store, aliases: AliasTable) -> None:
    seen: list[int] = []

    def counting(articles: Sequence[Article], _new: Collection[str]) -> Mapping[str, str | None]:
        seen.append(len(articles))
        return {}

    intake = Intake(store, Enricher(aliases, "rules"), lambda: NOW, group=counting, reach=REACH)
    intake.add([raw(1, published="2022-04-12"), raw(2, published="2022-06-12")])
    intake.add([raw(3, published="2022-04-13")])
    assert seen == [1, 1, 2]


def test_spans_join_neighbours_and_stay_short() -> None:
    day = datetime(2022, 4, 12, tzinfo=UTC)
    near = [day, day + timedelta(days=2), day + timedelta(days=30)]
    assert spans(near, REACH) == [
        Span(day - REACH, day + timedelta(days=5)),
        Span(day + timedelta(days=27), day + timedelta(days=33)),
    ]
    every_hour = [day + timedelta(hours=hour) for hour in range(24 * 60)]
    found = spans(every_hour, REACH)
    assert all(span.end - span.start <= LONGEST_SPAN + 2 * REACH for span in found)
    for moment in every_hour:
        assert any(span.start <= moment - REACH and moment + REACH <= span.end for span in found), "each with all its neighbours"
    assert spans([], REACH) == []
