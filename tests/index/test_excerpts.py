"""A feed tells the beginning of an article again and again; what its page told in full stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.article import RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.excerpts import broken_off
from index.intake import Intake
from index.store import Store
from index.stored import PutCounts
from tests.index.making import ENRICHMENT, NOW, pair

WHOLE = RawArticle(
    origin="page.html",
    title="Dockers stop work",
    body="Seven terminals stood still on Monday.\n\nThe minister met the dockers in Kiev, and the talks went on into the night.",
    url="https://harbour.example/1",
)
TEASER = replace(WHOLE, origin="feed.xml#1", body="Seven terminals stood still …", excerpt=True)


def body(store: Store) -> str:
    [article] = store.articles(change.id for change in store.changes(0)).values()
    return article.body


def test_a_teaser_does_not_take_the_place_of_the_text(intake: Intake, store: Store) -> None:
    intake.add([WHOLE])
    before = store.change()
    assert intake.add([TEASER]) == PutCounts(unchanged=1)
    assert (body(store), store.change()) == (WHOLE.body, before)


def test_the_text_takes_the_place_of_the_teaser_and_stays(intake: Intake, store: Store) -> None:
    intake.add([TEASER])
    assert intake.add([WHOLE]) == PutCounts(updated=1)
    assert intake.add([TEASER]) == PutCounts(unchanged=1)
    assert body(store) == WHOLE.body


@pytest.mark.parametrize("order", [[WHOLE, TEASER], [TEASER, WHOLE]], ids=["text first", "teaser first"])
def test_it_does_not_matter_that_they_come_together(intake: Intake, store: Store, order: list[RawArticle]) -> None:
    assert intake.add(order) == PutCounts(added=1, unchanged=1)
    assert body(store) == WHOLE.body
    assert intake.add(order) == PutCounts(unchanged=2)


def test_a_teaser_that_changes_is_updated_while_there_is_nothing_else(intake: Intake, store: Store) -> None:
    intake.add([TEASER])
    assert intake.add([replace(TEASER, body="Six.")]) == PutCounts(updated=1)
    assert body(store) == "Six."


def test_a_summary_that_is_longer_than_what_a_page_shows_takes_its_place_and_stays(intake: Intake, store: Store) -> None:
    page, summary = replace(WHOLE, body="Subscribe to read on."), replace(WHOLE, origin="feed.xml#1", excerpt=True)
    intake.add([page])
    assert intake.add([summary]) == PutCounts(updated=1)
    assert body(store) == WHOLE.body
    before = store.change()
    for records in ([page], [summary], [page, summary], [summary, page]):
        assert intake.add(records).updated == 0
    assert store.change() == before


def test_a_teaser_of_another_feed_does_not_take_the_place_of_a_longer_one(intake: Intake, store: Store) -> None:
    """Many feeds have the whole text for a summary, perhaps with a line more than the page."""
    longer = replace(TEASER, origin="full.xml#4", body=f"{WHOLE.body} Read on in the paper.")
    assert intake.add([WHOLE, longer, TEASER]) == PutCounts(added=1, updated=1, unchanged=1)
    assert intake.add([TEASER]) == PutCounts(unchanged=1)
    assert body(store) == longer.body


def test_at_the_same_length_the_record_that_is_no_excerpt_counts(intake: Intake, store: Store) -> None:
    intake.add([replace(WHOLE, excerpt=True)])
    assert intake.add([replace(WHOLE, section="Port")]) == PutCounts(updated=1)
    assert intake.add([replace(WHOLE, excerpt=True, origin="feed.xml#1")]) == PutCounts(unchanged=1)


def test_a_record_without_a_text_takes_no_text_away(intake: Intake, store: Store) -> None:
    intake.add([WHOLE])
    assert intake.add([replace(WHOLE, body="", excerpt=True)]) == PutCounts(unchanged=1)


def test_a_correction_is_not_lost_because_its_summary_comes_with_it(intake: Intake, store: Store) -> None:
    intake.add([WHOLE])
    correction = replace(WHOLE, body="Correction: the dockers work.")
    summary = replace(TEASER, body="Correction: all of the dockers work.")
    intake.add([correction, summary])
    assert body(store) == summary.body


def test_a_text_that_was_corrected_to_a_shorter_one_is_updated(intake: Intake, store: Store) -> None:
    intake.add([WHOLE])
    assert intake.add([replace(WHOLE, body="The dockers went home.")]) == PutCounts(updated=1)
    assert body(store) == "The dockers went home."


def test_an_article_that_was_deleted_comes_again_with_its_teaser(intake: Intake, store: Store) -> None:
    intake.add([WHOLE])
    store.delete([change.id for change in store.changes(0)])
    assert intake.add([TEASER]) == PutCounts(added=1)


def test_another_version_of_enrichment_renews_the_text_and_not_the_teaser(intake: Intake, store: Store) -> None:
    intake.add([WHOLE])
    later = Intake(store, Enricher(AliasTable.load(), "rules"), lambda: NOW)
    later._enricher.version = "another"  # type: ignore[misc]
    assert later.add([TEASER]) == PutCounts(unchanged=1)
    assert later.renew() == 1
    assert body(store) == WHOLE.body


def test_the_store_itself_keeps_the_text_of_two_that_are_put_at_once(store: Store) -> None:
    raw, article = pair(1)
    teaser = replace(raw, body="Short.", excerpt=True), replace(article, body="Short.")
    assert store.put([(raw, article), teaser], ENRICHMENT) == PutCounts(added=1, unchanged=1)
    assert body(store) == article.body


@pytest.mark.parametrize(
    "text",
    [
        "Seven terminals… [+1234 chars]",
        "Seven terminals […]",
        "Seven terminals [...]\n",
        "Seven [ … ] The post Strike appeared first on Post.",
        "a [1,234 chars]",
    ],
)
def test_a_text_may_say_that_there_is_more_of_it(text: str) -> None:
    assert broken_off(text)


@pytest.mark.parametrize("text", ["", "He said: […] and went.", "Seven terminals …", "[+12 chars] of it"])
def test_dots_alone_do_not_say_so(text: str) -> None:
    assert not broken_off(text)
