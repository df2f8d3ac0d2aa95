"""Raw articles in, articles in the store: once, whatever is added again, and however odd the others are."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.enrich.extract_rules import RuleExtractor
from index.errors import StoreError
from index.intake import Intake
from index.store import Store
from index.stored import PutCounts
from tests.index.making import NOW, every, raw


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


def test_a_database_that_fails_is_no_fault_of_the_record(store: Store, aliases: AliasTable) -> None:
    class Failing(Enricher):
        def article(self, raw: RawArticle, now: datetime) -> Article:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="the disk is full"):
        Intake(store, Failing(aliases, "rules"), lambda: NOW).add([raw(1)])


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
        assert [entity.canonical for entity in next(iter(store.between(NOW, NOW + timedelta(days=1)))).of_type("place")] == ["Kyjiw"]


def test_an_article_whose_record_a_new_version_cannot_cope_with_stays(intake: Intake, store: Store, aliases: AliasTable) -> None:
    intake.add([raw(1), raw(2)])

    class Brittle(Enricher):
        version = "brittle"

        def article(self, raw: RawArticle, now: datetime) -> Article:
            if raw.origin == "test:2":
                raise ValueError("odd record")
            return super().article(raw, now)

    brittle = Intake(store, Brittle(aliases, "rules"), lambda: NOW)
    assert [brittle.renew(), brittle.renew()] == [1, 0]
    assert len(every(store)) == 2


def test_an_id_that_a_new_version_changes_leaves_no_second_article(intake: Intake, store: Store, aliases: AliasTable) -> None:
    intake.add([raw(1)])

    class Renaming(Enricher):
        version = "2/rules"

        def article(self, raw: RawArticle, now: datetime) -> Article:
            return replace(super().article(raw, now), id="another")

    Intake(store, Renaming(aliases, "rules"), lambda: NOW).renew()
    assert [document.id for document in store.documents()] == ["another"]


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
