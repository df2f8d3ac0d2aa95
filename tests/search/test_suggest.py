"""Completions: names by how their words begin, most frequent first, as queries that find what they say; the same from each engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from index import engines
from index.article import Article, Entity, EntityType
from index.engine import FacetCount, FacetCounts, Missing
from index.errors import QueryError
from search.known_names import LONGEST_NAME, NAME_FACETS, KnownNames, Names
from search.parser import parse
from search.request import SearchRequest
from search.service import Search
from search.suggest import MOST, Completion
from tests.web.standin import StandIn, app_with
from tests.web.worlds import app_of
from web.services import KEY

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def named(id_: str, *names: tuple[EntityType, str], **more: Any) -> Article:
    """An article that names all of `names` in its text."""
    entities = tuple(Entity(type_, name, name) for type_, name in names)
    known = {
        "title": "A report",
        "body": f"Of {'; '.join(name for _, name in names)}.",
        "language": "en",
        "published": DAY,
        "first_seen": DAY,
    }
    return Article(id=id_, entities=entities, **{**known, **more})


ARTICLES = (
    named("1", ("place", "Kyiv"), ("person", "Maria Silva"), source="Northern Wire", keywords=("natural gas", 'the "gas" war')),
    named("2", ("place", "Kyiv"), ("org", "Bank of England"), source="Northern Wire", authors=("Ann O'Neill",)),
    named("3", ("place", "Kyiv"), ("place", "Kyrenia"), ("org", "AT&T"), ("org", "Procter & Gamble"), source="Kyrenia Post"),
    named("4", ("place", "Málaga"), ("person", "Malaga"), ("org", "Malaga"), ("place", "Malawi"), section="Mailbag"),
    named("5", ("place", "Malaga"), ("org", "OR"), ("org", "England OR -Wales"), ("org", "x" * (LONGEST_NAME + 1))),
    named("6", ("place", "Malaga"), ("place", "New York"), ("place", "北京市"), ("person", "<b>Mallory</b>"), title="Malawi"),
)


@pytest.fixture(scope="module", params=engines.EMBEDDED)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return app_of(ARTICLES, tmp_path_factory.mktemp("names"), request.param)


@pytest.fixture(scope="module")
def search(app: Flask) -> Search:
    found: Search = app.extensions[KEY].search
    return found


def texts(completions: tuple[Completion, ...]) -> list[str]:
    return [each.text for each in completions]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ky", ["Kyiv", "Kyrenia", 'source:"Kyrenia Post"']),
        ("KYÍ", ["Kyiv"]),
        ("kyiv", ["Kyiv"]),
        ("kiev", ["Kyiv"]),
        ("silv", ["Maria Silva"]),
        ("bank of e", ["Bank of England"]),
        ("of", []),
        ("oil new y", ["oil New York"]),
        ("oil OR new y", ['oil OR place:"New York"']),
        ("oil -ky", ["oil -Kyiv", "oil -Kyrenia", 'oil -source:"Kyrenia Post"']),
        ("oil -new", ['oil -place:"New York"']),
        ("(ky", ["(Kyiv", "(Kyrenia", '(source:"Kyrenia Post"']),
        ("place:ky", ["place:Kyiv", "place:Kyrenia"]),
        ('PLACE:"new y', ['PLACE:"New York"']),
        ("entity:eng", ['entity:"Bank of England"', 'entity:"England OR -Wales"']),
        ("by:o'n", ['by:"Ann O\'Neill"']),
        ("topic:nat", ['topic:"natural gas"']),
        ("keyword:the", []),  # a value with a quote cannot be said
        ('"maria s', ['"Maria Silva"']),
        ('"oil" "new y', ['"oil" "New York"']),
        ('"oil and new y', []),
        ("mala", ["Malaga", "Malawi", "Málaga"]),
        ("mail", ["section:Mailbag"]),
        ("procter", ["Procter & Gamble"]),
        ("at&", ["AT&T"]),
        ("or", ['org:"OR"']),
        ("wales", ['org:"England OR -Wales"']),
        ("北", ["北京市"]),
        ("mallo", ["<b>Mallory</b>"]),
        ("title:ky", []),
        ("lang:e", []),
        ("nosuch:ky", []),
        ("xxx", []),
        ("zz", []),
        ("", []),
        ("  ", []),
        ('"', []),
        ("-", []),
        ("a" * 3000, []),
    ],
)  # fmt: skip
def test_the_last_words_are_completed(search: Search, typed: str, completed: list[str]) -> None:
    assert texts(search.complete(typed)) == completed


def test_a_completion_tells_how_many_articles_have_the_name_and_how_else_it_is_spelt(search: Search) -> None:
    (kyiv,) = search.complete("kiev")
    assert (kyiv.name.facet, kyiv.name.value, kyiv.name.count, kyiv.name.spelling) == ("place", "Kyiv", 3, "Kiev")
    assert search.complete("kyiv")[0].name.spelling == ""


def test_the_search_of_a_completion_is_narrowed_to_the_name(search: Search) -> None:
    assert search.complete("oil new y")[0].search == SearchRequest("oil", {"place": ("New York",)})
    assert search.complete("oil -new y")[0].search == SearchRequest('oil -place:"New York"')


@pytest.mark.parametrize("typed", ["ky", "mal", "bank", "n", "o", "e", "at", "p", "or", "m", "g", "source:n", "by:a", "-ky", "place:mal"])
def test_every_completion_finds_something(search: Search, typed: str) -> None:
    completions = search.complete(typed)
    assert completions
    for each in completions:
        assert search.run(SearchRequest(each.text)).total > 0, each.text
        assert search.run(each.search).total == each.name.count or typed.startswith("-"), each.text


@given(st.text("ky malNT\"'-:()OR*~北é", max_size=16))
@settings(deadline=None)
def test_what_can_be_understood_is_completed_to_what_can_be_understood(search: Search, typed: str) -> None:
    found = search.complete(typed)
    assert len(found) <= MOST
    if is_understood(typed):
        assert [each.text for each in found if not is_understood(each.text)] == []


def is_understood(text: str) -> bool:
    try:
        return bool(parse(text, now=DAY))
    except QueryError:
        return False


def test_a_keystroke_asks_nothing_of_the_index(app: Flask) -> None:
    standin = StandIn(app)
    search = app_with(standin, app).extensions[KEY].search
    for typed in ("k", "ky", "kyi"):
        assert search.complete(typed)
    assert len(standin.asked) == 1


def test_names_are_fetched_again_when_they_may_be_others_and_were_kept_for_a_while(app: Flask) -> None:
    standin = StandIn(app)
    asleep, awake = KnownNames(dict), KnownNames(dict, kept_seconds=-1)
    with standin.lease() as (reader, state):
        changed = replace(state, change=state.change + 1)
        rebuilt = replace(state, manifest=replace(state.manifest, id="another"))
        for known, next_, asked in (
            (asleep, state, 1),
            (asleep, changed, 1),
            (asleep, rebuilt, 2),
            (awake, state, 3),
            (awake, state, 3),
            (awake, changed, 4),
        ):
            known.of(next_, reader.find)
            assert len(standin.asked) == asked


def test_nobody_waits_while_names_are_fetched(app: Flask) -> None:
    standin = StandIn(app)
    search = app_with(standin, app).extensions[KEY].search
    meanwhile: list[tuple[Completion, ...]] = []
    standin.before = lambda: meanwhile.append(search.complete("ky"))
    assert search.complete("ky")
    assert (meanwhile, len(standin.asked)) == ([()], 1)


def test_names_of_a_part_of_the_index_are_not_kept_for_long(app: Flask) -> None:
    standin = StandIn(app)
    standin.spoil = lambda ask, hits: replace(hits, missing=Missing(1, 3, "gone"))
    known = KnownNames(dict, kept_seconds=-1)
    with standin.lease() as (reader, state):
        assert known.of(state, reader.find).beginning("ky", NAME_FACETS, 1)
        known.of(state, reader.find)
    assert len(standin.asked) == 2


def test_the_most_frequent_come_first_then_by_name() -> None:
    counts = FacetCounts(tuple(FacetCount(f"Ma{letter}", 1 + (letter in "xz")) for letter in "dzaxc"), more=False)
    found = Names({"person": counts}, {}).beginning("ma", NAME_FACETS, 4)
    assert [name.value for name in found] == ["Max", "Maz", "Maa", "Mac"]
