"""Did you mean: what is offered where nothing is found, the same from each engine."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from index import engines
from index.article import Article, Entity
from index.errors import QueryError
from search.found_words import Vocabulary
from search.request import SearchRequest
from search.service import Search
from search.spelling import MOST_CHECKED
from tests.search.test_parser_properties import any_text
from tests.web.standin import StandIn, app_with
from tests.web.worlds import app_of
from web.services import KEY

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def article(id_: int, title: str, body: str = "", **more: Any) -> Article:
    known = {"source": "Northern Wire", "language": "en", "published": DAY + timedelta(days=id_)} | more
    return Article(id=f"{id_:03}", title=title, body=body, first_seen=DAY, **known)


def place(name: str) -> Entity:
    return Entity("place", name, name)


ARTICLES = (
    article(1, "Peace talks open", "The talks about gas prices open in Kyiv.", entities=(place("Kyiv"),)),
    article(2, "Peace talks end", "Oil prices fell. Nothing was said of it.", entities=(place("Kyiv"),)),
    article(3, "Pieces of a vase", "It broke. The tanks are full.", source="Eastgate Daily"),
    article(4, "Gespräche in Berlin", "Das Gespräch dauerte an, und Müller war da.", language="de"),
    article(5, "A develpment", "The word is misspelt here, in Odesa.", entities=(place("Odesa"),)),
    *(article(10 + n, f"Report {n} on development", "It goes on.", source="Eastgate Daily") for n in range(25)),
)


@pytest.fixture(scope="module", params=engines.EMBEDDED)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return app_of(ARTICLES, tmp_path_factory.mktemp("spelling"), request.param)


@pytest.fixture(scope="module")
def search(app: Flask) -> Search:
    found: Search = app.extensions[KEY].search
    return found


def offered(search: Search, text: str, **more: Any) -> tuple[str, int] | None:
    results = search.run(SearchRequest(text, size=0, facets=(), timeline=None, **more))
    assert results.total == 0 or results.instead is None
    return results.instead and (results.instead.text, results.instead.articles)


@pytest.mark.parametrize(
    ("typed", "text", "articles"),
    [
        ("taks", "talks", 2),
        ("tlaks", "talks", 2),  # a swap is one slip, though two changes: "tanks" is no nearer
        ("talkss", "talks", 2),
        ("peace tlaks", "peace talks", 2),
        ("gas pirces", "gas prices", 1),
        ("vase pirces", "vase pieces", 1),  # the rest of the query decides which near word is meant
        ('"peace tlaks" gas', '"peace talks" gas', 1),
        ("Tlaks -gas", "Talks -gas", 1),
        ("pece AND (tlaks OR zeppelin)", "peace AND (talks OR zeppelin)", 2),
        ("headline:tlaks", "headline:talks", 2),
        ("gas-pirces", "gas-prices", 1),
        ("pricsse", "prices", 2),  # two slips, in a word long enough
        ("gesprech", "gespräch", 1),  # as articles write it
        ("Mullar", "Müller", 1),
        ("Kieev", "Kiev", 1),  # another name of Kyiv, which alone the articles have
        ("place:kiyv", "place:kyiv", 2),
        ('source:"northern wier"', 'source:"northern wire"', 4),
        ("entity:odesaa talks", None, 0),  # both are there, never together
    ],
)
def test_the_nearest_words_with_which_something_is_found_are_offered(search: Search, typed: str, text: str | None, articles: int) -> None:
    assert offered(search, typed) == ((text, articles) if articles else None)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "talks",  # finds something
        "zzzzqqq",
        "gsa",  # too short: as near to "has" and "was" as to "gas"
        "tkas",  # short, and two slips away
        "talks -tlaks -prices -open -end",  # what is excluded is no slip
        "peace pieces",  # both are there, and neither is rare beside the other
        "tlaks*",
        "keyword:tlaks",
        "id:tlaks",
        "published:2020 talks",
        "1999",
        "http://tlaks.example/pirces",
        "— …",
        f"tlaks {' '.join(f'{letter}words' for letter in 'abcdefgh')}",  # a pasted text
    ],
)
def test_nothing_is_offered_where_nothing_is_near(search: Search, typed: str) -> None:
    assert offered(search, typed) is None


def test_a_word_is_offered_as_it_is_written() -> None:
    found = Vocabulary(["Das Gespräch", "ein Haus, GESPRÄCHE"])
    as_written = {"gesprach": "gespräch", "gesprache": "gespräche", "das": "das", "nosuch": "nosuch"}
    assert {term: found.written(term) for term in as_written} == as_written


PIECES = [
    *("tlaks", "talks", "Pirces", "gas", "2026", "–", " ", "\t", '"', "(", ")", "-", "~2", "*"),
    *("NOT ", " OR ", " AND ", "title:", "place:", "near3:", "after:"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | any_text)
@settings(deadline=None, max_examples=300)
def test_what_is_offered_finds_what_it_says_whatever_was_typed(search: Search, typed: str) -> None:
    with suppress(QueryError):
        if offer := offered(search, typed):
            assert search.run(SearchRequest(offer[0], size=0)).total == offer[1] > 0


def test_filters_are_kept_and_a_word_that_they_alone_exclude_is_no_slip(search: Search) -> None:
    eastgate = {"source": ("Eastgate Daily",)}
    assert offered(search, "tanks", filters=eastgate) is None
    assert offered(search, "pirces") == ("prices", 2)
    assert offered(search, "pirces", filters=eastgate) == ("pieces", 1)
    assert offered(search, "talks", filters=eastgate) is None
    assert offered(search, "tlaks", last_day=DAY.date() + timedelta(days=1)) == ("talks", 1)
    assert offered(search, "tlaks", last_day=DAY.date()) is None


def test_a_slip_that_an_article_has_too_is_found_out_by_a_far_more_frequent_word(search: Search) -> None:
    assert offered(search, "develpment") is None  # it finds that article
    assert offered(search, "report develpment") == ("report development", 25)
    assert offered(search, "develpment", filters={"source": ("Eastgate Daily",)}) is None


def test_words_taken_exactly_are_put_right_exactly(search: Search) -> None:
    assert offered(search, "pricess", exact=True) == ("prices", 2)
    assert offered(search, "Kieev", exact=True) is None


def test_a_query_that_cannot_be_understood_is_not_guessed_at(search: Search) -> None:
    assert search.run(SearchRequest('tlaks "'), plain=True).instead is None


def test_it_costs_few_questions_and_none_where_something_was_found(app: Flask) -> None:
    standin = StandIn(app)
    search = app_with(standin, app).extensions[KEY].search
    words = [f"{letter}words" for letter in "abcdefghi"]

    def questions(text: str, instead: bool = True) -> int:
        standin.asked.clear()
        search.run(SearchRequest(text, size=0, facets=(), timeline=None, instead=instead))
        return len(standin.asked)

    assert questions("talks") == 1
    assert questions("tlaks", instead=False) == 1
    assert questions("id:tlaks") == 1
    assert questions(" ".join(words)) == 1
    assert questions(" ".join(words[:MOST_CHECKED])) == 1 + MOST_CHECKED
    assert questions("zzzzqqq") == 4
    assert questions("tlaks") == 4
    assert questions("pece tlaks pirces") <= 12
