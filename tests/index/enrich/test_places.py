"""Places: what is none although it looks so, and countries under the names that an article's language has for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.article import Article, EntityType

Enrich = Callable[..., Article]


def names(article: Article, type_: EntityType = "place") -> list[str]:
    return [entity.canonical for entity in article.of_type(type_)]


@pytest.mark.parametrize(
    ("body", "places", "orgs"),
    [
        ("Shares of Amazon rose, the Amazon founder said.", [], ["Amazon"]),
        ("Fires in the Amazon rainforest went on.", ["Amazon"], []),
        ("They sailed the Amazon River and lived in the Brazilian Amazon.", ["Amazon River", "Amazon"], []),
        ("Amazon Web Services grew.", [], ["Amazon Web Services"]),
        ("She told The Atlantic so.", [], ["The Atlantic"]),
        ("Ships crossed the Atlantic in a storm.", ["Atlantic"], []),
        ("The Atlantic reported it.", [], ["The Atlantic"]),
    ],
)
def test_a_name_of_two_things_is_told_by_the_words_beside_it(body: str, places: list[str], orgs: list[str], enrich: Enrich) -> None:
    article = enrich(title="t", body=body, language="en")
    assert (names(article), names(article, "org")) == (places, orgs)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Geneva Lund-Holm spoke. Later Lund-Holm left.", []),
        ("The Boston Herald-Ledger said so.", ["Boston"]),
        ("U.S. District Judge Erik Holm ruled.", ["United States"]),
        ("The vote in the 3rd Congressional District was close.", []),
        ("They believe in God, in Obamacare and in “Waiting for Rain”.", []),
        ("The rule was set in Halden v. Berglund.", []),
        ("There is trust in Berglund's word.", []),
        ("Officials in Gorodnik said so.", ["Gorodnik"]),
        ("The series “Profiles” is in Jeopardy, and who is in jeopardy is not safe.", []),
    ],
)
def test_what_stands_behind_in_is_not_always_a_place(body: str, expected: list[str], enrich: Enrich) -> None:
    assert names(enrich(title="t", body=body, language="en")) == expected


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("de", "Die Kanzlerin reiste nach Österreich, in die Türkei und in die Schweiz.", ["Austria", "Türkiye", "Switzerland"]),
        ("de", "Frankreichs Präsident und Polens Regierung lobten Wiens Haltung.", ["France", "Poland", "Vienna"]),
        ("de", "Es regnete in der Steiermark, in Bayern und in den Vereinigten Staaten.", ["Styria", "Bavaria", "United States"]),
        ("fr", "Les Pays-Bas et le Royaume-Uni ont signé, dit Maurice Lund.", ["Netherlands", "United Kingdom"]),
        ("es", "El ministro viajó a Alemania y Japón.", ["Germany", "Japan"]),
        ("en", "A man named Island met Mr Polen in Oslo.", ["Oslo"]),
        ("xx", "Die Reise nach Oslo.", ["Oslo"]),
    ],
)
def test_countries_are_found_in_the_language_of_the_article(language: str, body: str, expected: list[str], enrich: Enrich) -> None:
    assert names(enrich(title="t", body=body, language=language)) == expected


def test_a_country_is_found_in_a_german_headline_though_all_nouns_have_capitals(enrich: Enrich) -> None:
    assert names(enrich(title="Türkei und Spanien planen Treffen", body="Mehr dazu folgt.", language="de")) == ["Türkiye", "Spain"]


def test_a_genitive_s_is_no_part_of_the_mention(enrich: Enrich) -> None:
    article = enrich(title="t", body="Deutschlands Wirtschaft wächst.", language="de")
    assert [(entity.name, entity.mentions[0].end) for entity in article.entities] == [("Deutschland", 11)]


@pytest.mark.parametrize(
    ("body", "orgs", "persons"),
    [
        ("Die SPÖ und die ÖVP stritten im ORF.", ["Social Democratic Party of Austria", "Austrian People's Party", "ORF"], []),
        ("Der Aufsichtsratschef der Deutschen Bank kam.", ["Deutsche Bank"], []),
        ("Nur der FC verlor, sagten Kollegen von der University.", [], []),
        ("Ursula von der Leyen traf Franz von Halden.", [], ["Ursula von der Leyen", "Franz von Halden"]),
    ],
)
def test_german_articles_part_nouns_from_names(body: str, orgs: list[str], persons: list[str], enrich: Enrich) -> None:
    article = enrich(title="t", body=body, language="de")
    assert (names(article, "org"), names(article, "person")) == (orgs, persons)
