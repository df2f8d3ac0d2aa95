"""Raw articles in, articles in the store: once, whatever is added again, and however odd the others are."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.enrich.extract_rules import RuleExtractor
from index.errors import StoreError
from index.intake import Intake
from index.store import PutCounts, Store
from index.story_keeping import LONGEST_SPAN, Span, spans
from tests.index.making import NOW

REACH = timedelta(days=3)


@pytest.fixture(scope="module")
def aliases() -> AliasTable:
    return AliasTable.load()


@pytest.fixture
def intake(store: Store, aliases: AliasTable) -> Intake:
    return Intake(store, Enricher(aliases, "rules", store.cache), lambda: NOW)


def raw(number: int, body: str = "Dockers met the minister in Kiev on Monday.", **fields: object) -> RawArticle:
    made = RawArticle(
        origin=f"test:{number}", title=f"Strike at the port, day {number}", body=body, url=f"https://harbour.example/{number}"
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def every(store: Store) -> list[Article]:
    return list(store.articles(change.id for change in store.changes(0) if change.document).values())


def test_raw_articles_become_articles(intake: Intake, store: Store) -> None:
    assert intake.add([raw(1), raw(2)]) == PutCounts(added=2)
    articles = {article.url: article for article in store.articles(change.id for change in store.changes(0)).values()}
    article = articles["https://harbour.example/1"]
    assert (article.title, article.first_seen, article.updated) == ("Strike at the port, day 1", NOW, None)
    assert next(store.documents()).terms["title_exact"].startswith("strike at the port")


def test_of_several_records_of_one_article_the_last_counts_however_often_they_come(intake: Intake, store: Store) -> None:
    versions = [raw(1), raw(1, "Dockers went home."), raw(2)]
    assert intake.add(versions) == PutCounts(added=2, unchanged=1)
    before = store.change()
    assert intake.add(versions) == PutCounts(unchanged=3)
    assert store.change() == before
    assert {article.body for article in every(store)} == {"Dockers went home.", raw(2).body}
    assert intake.add([raw(1, "Dockers went home."), raw(1)]) == PutCounts(updated=1, unchanged=1)


def test_the_same_again_is_not_even_enriched(intake: Intake, store: Store, aliases: AliasTable) -> None:
    intake.add([raw(1), raw(2)])
    before = store.change()

    class Refusing(Enricher):
        def article(self, raw: RawArticle, now: datetime) -> Article:
            raise AssertionError(raw.origin)

    again = Intake(store, Refusing(aliases, "rules"), lambda: NOW)
    assert again.add([raw(1, origin="elsewhere:7"), raw(2)]) == PutCounts(unchanged=2)
    assert store.change() == before


def test_one_article_that_changed_is_updated(store: Store, intake: Intake, aliases: AliasTable) -> None:
    intake.add([raw(1), raw(2)])
    later = Intake(store, Enricher(aliases, "rules"), lambda: NOW + timedelta(hours=1))
    assert later.add([raw(1), raw(2, "Dockers went back to work.")]) == PutCounts(updated=1, unchanged=1)
    changed = [article for article in store.between(NOW, NOW + timedelta(days=1)) if article.updated]
    assert [(article.url, article.first_seen, article.updated) for article in changed] == [
        ("https://harbour.example/2", NOW, NOW + timedelta(hours=1))
    ]


def test_a_record_that_breaks_enrichment_is_named_and_the_others_go_on(
    store: Store, aliases: AliasTable, caplog: pytest.LogCaptureFixture
) -> None:
    class Brittle(Enricher):
        def article(self, raw: RawArticle, now: datetime) -> Article:
            if raw.origin == "test:2":
                raise ValueError("odd record")
            return super().article(raw, now)

    with caplog.at_level(logging.ERROR):
        counts = Intake(store, Brittle(aliases, "rules"), lambda: NOW).add(raw(number) for number in range(5))
    assert counts == PutCounts(added=4, failed=1)
    assert [record.origin for record in caplog.records] == ["test:2"]  # type: ignore[attr-defined]


def test_half_surrogates_and_control_characters_become_searchable_articles(intake: Intake, store: Store) -> None:
    assert intake.add([raw(1, "Dock\x00ers met\ud83d in Kiev.")]).added == 1
    next(store.documents()).to_text().encode()


def test_progress_is_told_batch_by_batch(intake: Intake) -> None:
    told: list[tuple[str, int, int | None]] = []
    intake.add((raw(number) for number in range(260)), lambda *step: told.append(step))
    assert told == [("add", 250, None), ("add", 260, None)]


def test_what_was_slow_is_kept_for_the_next_time(intake: Intake, store: Store, url: str, aliases: AliasTable) -> None:
    intake.add([raw(1)])
    store.close()

    class Unused:
        version = RuleExtractor.version

        def find(self, title: str, body: str, language: str) -> list[object]:
            raise AssertionError("found in the cache")

    with Store.open(url) as again:
        enricher = Enricher(aliases, "rules", again.cache)
        enricher._extractor = Unused()  # type: ignore[assignment]
        assert enricher.article(raw(1), NOW).entities


# Enriching anew


def test_another_version_of_enrichment_renews_what_it_changes(intake: Intake, store: Store, aliases: AliasTable) -> None:
    intake.add([raw(1), raw(2)])
    before = store.change()

    class Newer(Enricher):
        version = "2/rules"

        def article(self, raw: RawArticle, now: datetime) -> Article:
            article = super().article(raw, now)
            return replace(article, section="Port") if raw.origin == "test:1" else article

    newer = Intake(store, Newer(aliases, "rules"), lambda: NOW + timedelta(days=9))
    assert newer.renew() == 2
    assert newer.renew() == 0
    changed = list(store.changes(before))
    assert len(changed) == 1, "only one of the two became another article"
    article = store.get(changed[0].id)
    assert (article.section, article.first_seen, article.updated) == ("Port", NOW, None)


def test_another_alias_table_gives_entities_their_new_names(intake: Intake, url: str, tmp_path: Path) -> None:
    intake.add([raw(1)])
    (tmp_path / "mine.tsv").write_text("place\tKyjiw\tKyiv | Kiev\n", encoding="utf-8")
    mine = AliasTable.load(tmp_path / "mine.tsv")
    with Store.open(url, mine.also_named) as store:
        assert Intake(store, Enricher(mine, "rules", store.cache), lambda: NOW).renew() == 1
        assert [entity.canonical for entity in next(iter(store.between(NOW, NOW + REACH))).of_type("place")] == ["Kyjiw"]


def test_an_id_that_a_new_version_changes_leaves_no_second_article(intake: Intake, store: Store, aliases: AliasTable) -> None:
    intake.add([raw(1)])

    class Renaming(Enricher):
        version = "2/rules"

        def article(self, raw: RawArticle, now: datetime) -> Article:
            return replace(super().article(raw, now), id="another")

    Intake(store, Renaming(aliases, "rules"), lambda: NOW).renew()
    assert [document.id for document in store.documents()] == ["another"]


# Stories


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


def test_what_was_deleted_or_changed_while_it_was_enriched_anew_stays_so(store: Store, aliases: AliasTable) -> None:
    Intake(store, Enricher(aliases, "rules"), lambda: NOW).add([raw(1), raw(2), raw(3)])
    ids = {article.url: article.id for article in every(store)}

    class Slow(Enricher):
        version = "slow"

        def article(self, raw: RawArticle, now: datetime) -> Article:
            if raw.origin == "test:1":
                store.delete([ids["https://harbour.example/1"]])
            if raw.origin == "test:2":
                newer = replace(raw, body="Dockers went home.")
                store.put([(newer, super().article(newer, now))], self.version)
            return super().article(raw, now)

    Intake(store, Slow(aliases, "rules"), lambda: NOW).renew()
    bodies = {article.url: article.body for article in store.articles(ids.values()).values()}
    assert "https://harbour.example/1" not in bodies
    assert bodies["https://harbour.example/2"] == "Dockers went home."
    assert len(bodies) == 2


def test_a_database_that_fails_is_no_fault_of_the_record(store: Store, aliases: AliasTable) -> None:
    class Failing(Enricher):
        def article(self, raw: RawArticle, now: datetime) -> Article:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="the disk is full"):
        Intake(store, Failing(aliases, "rules"), lambda: NOW).add([raw(1)])


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
