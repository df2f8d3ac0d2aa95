"""Documents: what an index holds of an article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.article import Article, Entity
from index.document import KEY_FIELDS, TERM_FIELDS, Document, Shown, document
from index.fields import FACETS

ARTICLE = Article(
    id="a1",
    title="Peace talks",
    body="Kiev spoke.\n\nMoscow’s answer: no.",
    source="The Post",
    url="https://www.world.post.example/a",
    site="post.example",
    authors=("Jane Smith", "Jane Smith"),
    section="World",
    language="en-GB",
    keywords=("Natural Gas",),
    published=datetime(2022, 4, 12, tzinfo=UTC),
    published_precision="day",
    first_seen=datetime(2022, 5, 1, tzinfo=UTC),
    entities=(Entity("place", "Kiev", "Kyiv"), Entity("place", "Moscow", "Moscow"), Entity("place", "Kyiv", "Kyiv")),
)


def test_every_field_of_the_tables_is_there() -> None:
    made = document(ARTICLE)
    assert (set(made.terms), set(made.keys), set(made.facets)) == (set(TERM_FIELDS), set(KEY_FIELDS), set(FACETS))


def test_text_is_analysed_by_paragraph_and_stemmed_in_the_articles_language() -> None:
    made = document(ARTICLE)
    assert made.terms["body_exact"] == "kiev spoke\nmoscow answer no"
    assert made.terms["title_stem"] == "peac talk"


def test_an_entity_is_counted_once_under_its_canonical_name_and_found_under_all_its_names() -> None:
    made = document(ARTICLE, {("place", "kyiv"): ("Kiew",)})
    assert made.facets["place"] == ("Kyiv", "Moscow")
    assert set(made.terms["place_names"].split("\n")) == {"kyiv", "kiev", "kiew", "moscow"}


def test_values_are_folded_for_looking_up_and_kept_as_written_for_counting() -> None:
    made = document(ARTICLE)
    assert (made.keys["keyword"], made.facets["keyword"]) == (("natural gas",), ("Natural Gas",))
    assert made.keys["lang"] == ("en-gb", "en")
    assert made.keys["site"] == ("post.example", "www.world.post.example", "world.post.example")
    assert made.facets["author"] == ("Jane Smith",)


def test_a_date_that_is_not_believed_takes_no_part() -> None:
    doubtful = Article(id="b", title="t", body="", published=datetime(2999, 1, 1, tzinfo=UTC), published_doubtful=True)
    made = document(doubtful)
    assert (made.published, Shown.from_text(made.shown).published) == (None, None)


def test_a_kept_document_and_what_it_shows_come_back_as_they_were() -> None:
    made = document(ARTICLE)
    back = Document.from_text(made.to_text())
    assert back.to_text() == made.to_text()
    assert Shown.from_text(back.shown).published == "2022-04-12T00:00:00Z"
    assert Shown.from_text(made.shown).authors == ("Jane Smith", "Jane Smith")


@pytest.mark.parametrize("odd", ["", "plain", "[1]", "two\n\nparagraphs", "a\x1fb", "a\x1eb", "a\x1db", "a\x00b", "a\ud800b"])
def test_what_is_shown_comes_back_from_its_text_whatever_is_in_it(odd: str) -> None:
    for shown in (
        Shown(odd, odd, odd, odd, (odd, "b"), odd, odd, odd, odd),
        Shown(odd, "", odd, None, (), None, None, odd, None),
        Shown(odd, "", odd, None, (odd,), None, None, odd, None),
    ):
        text = shown.to_text()
        assert (Shown.from_text(text), Shown.story_in(text)) == (shown, shown.story)
        assert not {"\x1e", "\x00"} & set(text)
        assert text.encode()


def test_an_entity_is_found_under_its_other_names_whichever_the_record_gave() -> None:
    others = {("place", "kyiv"): ("Kiev",), ("place", "kiev"): ("Kyiv",)}
    article = Article("1", "Talks", "", "Wire", entities=(Entity("place", "KIEV", "KIEV", given=True),))
    assert document(article, others).terms["place_names"] == "kiev\nkyiv"
    assert document(article, others).facets["place"] == ("KIEV",)
