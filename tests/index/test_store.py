"""The store keeps everything and numbers every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import NullPool

from index.databases import database, reading
from index.document import Shown, document
from index.enrich.identity import content_hash
from index.errors import NotFound, StoreError
from index.store import Store
from index.stored import PutCounts
from tests.index.making import DAY, ENRICHMENT, NOW, pair, pairs, put


def kept(url: str, statement: str) -> list[tuple[object, ...]]:
    """What is in the database itself."""
    with reading(database(url, poolclass=NullPool)) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def test_what_was_put_is_there(store: Store) -> None:
    raw, article = pair(1)
    assert put(store, (raw, article)) == PutCounts(added=1)
    assert store.get("made1") == article
    assert store.count() == 1
    assert [made.id for made in store.documents()] == ["made1"]


def test_putting_the_same_again_changes_nothing(store: Store) -> None:
    put(store, *pairs(0, 3))
    before = store.change()
    later = NOW + timedelta(days=1)
    again = [(raw, replace(article, first_seen=later)) for raw, article in pairs(0, 3)]
    assert put(store, *again) == PutCounts(unchanged=3)
    assert store.change() == before
    assert store.get("made1").first_seen == NOW


def test_changed_text_keeps_when_it_was_first_seen_and_says_when_it_changed(store: Store) -> None:
    put(store, pair(1))
    later = NOW + timedelta(days=1)
    assert put(store, pair(1, text="Rewritten.", first_seen=later)) == PutCounts(updated=1)
    article = store.get("made1")
    assert (article.body, article.first_seen, article.updated) == ("Rewritten.", NOW, later)


def test_a_record_that_says_the_same_in_other_words_is_no_news_to_readers(store: Store) -> None:
    """As an export of it does, which names it in another way."""
    put(store, pair(1))
    raw, article = pair(1, first_seen=NOW + timedelta(days=1))
    assert put(store, (replace(raw, record_id="another"), replace(article, wire="AP"))) == PutCounts(updated=1)
    assert (store.get("made1").wire, store.get("made1").updated) == ("AP", None)


def test_changed_text_keeps_its_story(store: Store) -> None:
    put(store, pair(1))
    store.set_stories({"made1": "s1"})
    put(store, pair(1, text="Rewritten."))
    assert store.get("made1").story == "s1"


def test_another_enrichment_of_the_same_text_is_no_update_of_the_article(store: Store) -> None:
    put(store, pair(1))
    raw, article = pair(1, first_seen=NOW + timedelta(days=1))
    assert put(store, (raw, replace(article, section="World")), enrichment="2") == PutCounts(updated=1)
    there = store.get("made1")
    assert (there.section, there.first_seen, there.updated) == ("World", NOW, None)


def test_one_id_twice_in_one_batch_is_one_article_in_its_last_form(store: Store) -> None:
    assert put(store, pair(1), pair(1), pair(1, text="Last.")) == PutCounts(added=1, updated=1, unchanged=1)
    assert store.get("made1").body == "Last."
    assert store.count() == 1


def test_a_batch_that_fails_is_not_kept_in_part(store: Store) -> None:
    raw, article = pair(7)
    with pytest.raises(StoreError):
        put(store, *pairs(0, 7), (raw, replace(article, id=None)))  # type: ignore[arg-type]
    assert (store.count(), store.change()) == (0, 0)
    assert list(store.documents()) == []


def test_deleting_returns_what_was_there_and_leaves_a_tombstone(store: Store, url: str) -> None:
    put(store, *pairs(0, 3))
    before = store.change()
    assert store.delete(["made1", "nobody", "made1"]) == ["made1"]
    with pytest.raises(NotFound, match="made1"):
        store.get("made1")
    assert [(change.id, change.document) for change in store.changes(before)] == [("made1", None)]
    assert store.count() == 2
    assert kept(url, "SELECT article, raw, story FROM articles WHERE id = 'made1'") == [(None, None, None)]


def test_deleting_what_is_not_there_is_no_change(store: Store) -> None:
    before = store.change()
    assert store.delete(["nobody"]) == []
    assert store.change() == before


def test_a_deleted_article_can_come_back(store: Store) -> None:
    put(store, pair(1))
    store.delete(["made1"])
    assert put(store, pair(1)) == PutCounts(added=1)
    assert store.get("made1").title == pair(1)[1].title


def test_an_article_that_was_deleted_and_comes_again_was_first_seen_when_it_was(store: Store) -> None:
    put(store, pair(1))
    store.delete(["made1"])
    assert put(store, pair(1, first_seen=NOW + timedelta(days=400))) == PutCounts(added=1)
    assert store.get("made1").first_seen == NOW


def test_changes_come_in_order_and_each_article_once(store: Store) -> None:
    put(store, *pairs(0, 7))
    put(store, pair(2, text="New."))
    store.delete(["made4"])
    changes = list(store.changes(0, batch=3))
    assert [change.id for change in changes] == ["made0", "made1", "made3", "made5", "made6", "made2", "made4"]
    numbers = [change.change for change in changes]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == store.change()
    assert changes[5].document is not None
    assert changes[5].document.terms["body_exact"] == "new"
    assert changes[6].document is None


def test_nothing_changed_after_the_last_change(store: Store) -> None:
    put(store, *pairs(0, 5))
    assert list(store.changes(store.change())) == []


def test_a_kept_document_is_the_document_of_the_article(store: Store) -> None:
    raw, article = pair(1)
    put(store, (raw, article))
    there = next(store.documents())
    assert there.to_text() == document(article).to_text()


def test_documents_of_another_version_are_made_anew_and_kept(store: Store, url: str) -> None:
    put(store, *pairs(0, 3))
    before = store.change()
    with Store.open(url, also_named={("place", "kyiv"): ("Kyjiw",)}) as other:
        made = list(other.documents())
        assert all("kyjiw" in one.terms["place_names"] for one in made)
        assert other.change() == before
    assert kept(url, "SELECT DISTINCT version FROM documents") == [(other.document_version,)]
    assert sum("kyjiw" in str(text) for (text,) in kept(url, "SELECT document FROM documents")) == 3


def test_a_document_made_anew_does_not_overwrite_a_newer_one(store: Store, url: str) -> None:
    put(store, *pairs(0, 3))
    with Store.open(url, also_named={("place", "kyiv"): ("Kyjiw",)}) as other, other.snapshot() as state:
        put(store, pair(1, text="Written meanwhile."))
        store.delete(["made2"])
        assert len(list(state.documents)) == 3
    made = {one.id: one for one in store.documents()}
    assert set(made) == {"made0", "made1"}
    assert made["made1"].terms["body_exact"] == "written meanwhile"


def test_a_story_is_kept_with_article_and_document(store: Store) -> None:
    put(store, *pairs(0, 4))
    before = store.change()
    assert store.set_stories({"made2": "s1", "made1": "s1", "made3": None, "nobody": "s1"}) == 2
    assert [article.id for article in store.story("s1")] == ["made1", "made2"]
    changed = list(store.changes(before))
    assert {change.id for change in changed} == {"made1", "made2"}
    for change in changed:
        again = document(store.get(change.id))
        assert change.document is not None
        assert change.document.to_text() == again.to_text()
        assert Shown.from_text(change.document.shown).story == "s1"


def test_the_same_stories_again_are_no_change(store: Store) -> None:
    put(store, *pairs(0, 4))
    store.set_stories({"made1": "s1"})
    before = store.change()
    assert store.set_stories({"made1": "s1"}) == 0
    assert store.change() == before
    assert store.set_stories({"made1": None}) == 1
    with pytest.raises(NotFound, match="s1"):
        store.story("s1")


def test_articles_come_in_the_order_asked_for(store: Store) -> None:
    put(store, *pairs(0, 5))
    assert list(store.articles(["made3", "nobody", "made0"])) == ["made3", "made0"]


def test_articles_of_a_span_of_time(store: Store) -> None:
    raw, undated = pair(9)
    put(store, *pairs(0, 5), (raw, replace(undated, published=None)))
    found = store.between(DAY + timedelta(hours=1), DAY + timedelta(hours=3))
    assert [article.id for article in found] == ["made1", "made2"]
    assert [article.id for article in store.between(NOW, NOW + timedelta(seconds=1))] == ["made9"]


def test_what_another_enrichment_made_is_stale(store: Store) -> None:
    put(store, *pairs(0, 300))
    put(store, pair(5), enrichment="2")
    stale = dict(store.stale("2"))
    assert len(stale) == 299
    assert stale["made7"] == pair(7)[0]
    assert dict(store.stale("1")).keys() == {"made5"}


def test_known_content_is_told_before_anything_is_enriched(store: Store) -> None:
    put(store, *pairs(0, 3))
    asked = [content_hash(pair(number)[0]) for number in (1, 2, 8)]
    assert set(store.known(asked, ENRICHMENT)) == set(asked[:2])
    assert store.known(asked, "2") == {}


def test_the_cache_remembers_at_once_and_after_reopening(store: Store, url: str) -> None:
    store.cache.put("key", "value")
    assert store.cache.get("key") == "value"
    assert store.cache.get("other") is None
    store.close()
    with Store.open(url) as again:
        assert again.cache.get("key") == "value"


def test_half_a_surrogate_pair_is_kept_and_stops_nothing(store: Store) -> None:
    raw, article = pair(1)
    put(store, (replace(raw, body="a\ud83d"), replace(article, body="a\ud83d")), pair(2))
    assert store.get("made1").body == "a\ud83d"
    assert len(list(store.documents())) == 2


def test_what_no_database_could_hold_is_not_there(store: Store) -> None:
    """An address of a page may have anything in it: /articles/a%00b."""
    put(store, pair(1))
    for odd in ("a\x00b", "a\ud83d"):
        with pytest.raises(NotFound):
            store.get(odd)
        with pytest.raises(NotFound):
            store.story(odd)
        assert store.delete([odd, "made1"]) == ["made1"]
        assert store.set_stories({odd: "s1"}) == 0
        put(store, pair(1))


def test_ids_are_in_the_order_of_their_code_points(store: Store) -> None:
    """And not in that of a language, where a comes before B, and Z before ä."""
    raw, article = pair(1)
    ids = ["ä", "b", "a", "Z", "B", "é", "\U0001f600", "\uffee", "1"]
    store.put([(replace(raw, body=id_), replace(article, id=id_)) for id_ in ids], ENRICHMENT)
    assert [article.id for article in store.between(DAY, DAY + timedelta(days=1))] == sorted(ids)
    assert [id_ for id_, _ in store.stale("2")] == sorted(ids)
