"""Organisations: whole where "and" or a comma is in the name, one where they are written in several ways, none where they only look so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.article import Article, EntityType

Enrich = Callable[..., Article]


def names(article: Article, type_: EntityType = "org") -> list[str]:
    return [entity.canonical for entity in article.of_type(type_)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("He works for Immigration and Customs Enforcement in Reno.", ["Immigration and Customs Enforcement"]),
        ("The Ways and Means Committee met.", ["House Ways and Means Committee"]),
        ("The Halden Energy and Commerce Committee met.", ["Halden Energy and Commerce Committee"]),
        ("The Senate Health, Education, Labor and Pensions Committee met.", ["Senate Health, Education, Labor and Pensions Committee"]),
        (
            "The Bureau of Farming said so. The Bureau of Food, Forestry and Fishing agreed.",
            ["Bureau of Farming", "Bureau of Food, Forestry and Fishing"],
        ),
        ("The Secretary of Health and Human Services left.", ["Department of Health and Human Services"]),
        ("The Consumer Financial Protection Bureau sued.", ["Consumer Financial Protection Bureau"]),
        ("Agents of al Qaeda fled.", ["Al-Qaeda"]),
        ("The Department of Justice and the Security Council agreed.", ["Department of Justice", "Security Council"]),
        ("The Department of Energy, Google and Facebook agreed.", ["Department of Energy", "Google", "Facebook"]),
        ("Members of the Committee on Trade and Industry Chairman Erik Holm met.", ["Committee on Trade and Industry"]),
    ],
)
def test_and_or_a_comma_is_in_a_name_only_between_fields_of_government(body: str, expected: list[str], enrich: Enrich) -> None:
    assert names(enrich(title="t", body=body, language="en")) == expected


def test_a_title_behind_an_organisation_takes_the_word_that_belongs_to_it(enrich: Enrich) -> None:
    article = enrich(title="t", body="White House Press Secretary Anna Lund spoke.", language="en")
    assert (names(article), names(article, "person")) == (["White House"], ["Anna Lund"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The Justice Department, also DOJ, is the Department of Justice.", ["Department of Justice"]),
        ("The Department of Homeland Security, or DHS: Homeland Security has a head.", ["Department of Homeland Security"]),
        ("The Senate is the U.S. Senate, the US Senate and the United States Senate.", ["Senate"]),
        ("The U.S. House is the House of Representatives.", ["House of Representatives"]),
        ("The U.S. Supreme Court is the Supreme Court.", ["Supreme Court"]),
        ("The U.S. Census Bureau is the Census Bureau.", ["Census Bureau"]),
        ("The U.S. Treasury is the Treasury Department.", ["Department of the Treasury"]),
        ("US Halden Bank is no Halden Bank.", ["US Halden Bank", "Halden Bank"]),
        (
            "The Ohio Department of Education is not the Department of Education.",
            ["Ohio Department of Education", "Department of Education"],
        ),
    ],
)
def test_an_organisation_of_the_united_states_is_one_in_all_spellings(body: str, expected: list[str], enrich: Enrich) -> None:
    assert names(enrich(title="t", body=body, language="en")) == expected


@pytest.mark.parametrize(
    "body",
    [
        "The show begins at 9 p.m. ET on Friday.",
        "He drove an SUV from Reno, NV, to the PAC and met the VP.",
        "JUST WATCHED: the talks. UPDATE at noon.",
        "They WAITED, and waited, and were HEARD: nobody else was heard.",
    ],
)
def test_words_and_codes_in_capitals_are_no_organisations(body: str, enrich: Enrich) -> None:
    assert names(enrich(title="t", body=body, language="en")) == []


@pytest.mark.parametrize(
    "credit",
    [
        "(AP Photo/Jan Berglund, File)",
        "Jan Berglund/Getty Images",
        "Jan Berglund/AFP/Getty Images",
        "Image copyright Getty Images",
        "REUTERS/Jan Berglund",
        "(Reuters photo: Jan Berglund)",
        "Jan Berglund / Getty Images",
    ],
)
def test_a_photo_credit_names_nobody_the_article_is_about(credit: str, enrich: Enrich) -> None:
    article = enrich(
        title="t", body=f"Ministers met in Oslo on Monday, and the talks went on until late. {credit} It rained all day.", language="en"
    )
    assert [entity.canonical for entity in article.entities] == ["Oslo"]


def test_an_agency_outside_a_credit_is_an_organisation(enrich: Enrich) -> None:
    article = enrich(title="t", body="Getty Images sued a firm in Oslo, Reuters said, and a photo/video agency too.", language="en")
    assert names(article) == ["Getty Images", "Reuters"]
