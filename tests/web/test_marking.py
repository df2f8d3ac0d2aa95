"""Entities marked in an article's text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Entity, EntityType, Mention
from tests.web.test_present import Reader
from web.marking import marked_paragraphs, marked_title


def article(body: str, *entities: tuple[EntityType, int, int], title: str = "") -> Article:
    return Article(
        "a",
        title,
        body,
        entities=tuple(Entity(type_, body[start:end], "N", (Mention("body", start, end),)) for type_, start, end in entities),
    )


def link(entity: Entity) -> str:
    return f"/search?{entity.type}=N"


def test_an_entity_is_marked_with_its_type_and_leads_to_its_search() -> None:
    (paragraph,) = marked_paragraphs(article("In Kyiv today", ("place", 3, 7)), link)
    assert paragraph == 'In <a class="entity place" href="/search?place=N" title="place: N">Kyiv</a> today'


def test_of_two_that_overlap_the_longer_at_the_same_place_stays() -> None:
    (paragraph,) = marked_paragraphs(article("Bank of Spain", ("place", 8, 13), ("org", 0, 13), ("org", 0, 4)), link)
    assert Reader(str(paragraph)).marked[1:] == ["Bank of Spain"]


def test_mentions_are_found_in_later_paragraphs_and_none_crosses_two() -> None:
    body = "One Ann.\n\nTwo Bob."
    paragraphs = marked_paragraphs(article(body, ("person", 4, 7), ("person", 14, 17), ("org", 5, 12)), link)
    assert [Reader(str(each)).marked[1:] for each in paragraphs] == [["Ann"], ["Bob"]]


def test_the_title_is_marked_by_its_own_mentions_only() -> None:
    entity = Entity("person", "Ann", "Ann", (Mention("title", 0, 3), Mention("body", 0, 3)))
    assert Reader(str(marked_title(Article("a", "Ann & Co", "xyz", entities=(entity,)), link))).text == "Ann & Co"


spans = st.tuples(st.sampled_from(("person", "org", "place")), st.integers(0, 30), st.integers(0, 30))


@given(st.text(alphabet="ab<>&\"'\n", max_size=30), st.lists(spans, max_size=8))
def test_whatever_the_spans_the_text_stays_and_marks_never_nest(body: str, found: list[tuple[EntityType, int, int]]) -> None:
    paragraphs = marked_paragraphs(article(body, *found), link)
    assert [Reader(str(each)).text for each in paragraphs] == [each for each in body.split("\n\n") if each.strip()]
    assert all(str(each).count("<a ") == str(each).count("</a>") for each in paragraphs)
    assert all("<a " not in part.partition("</a>")[0] for each in paragraphs for part in str(each).split("<a ")[1:])
