"""Persons: whose a short name is, what is no part of a name, and what is nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def persons(article: Article) -> list[str]:
    return [entity.canonical for entity in article.of_type("person")]


def called(article: Article) -> list[tuple[str, str]]:
    """Each person's mention as written, in order, beside whose it is."""
    texts = {"title": article.title, "body": article.body}
    found = [(m, e.canonical) for e in article.of_type("person") for m in e.mentions]
    found.sort(key=lambda each: (each[0].field != "title", each[0].start))
    return [(texts[m.field][m.start : m.end], name) for m, name in found]


@pytest.mark.parametrize(
    ("body", "short", "whose"),
    [
        # Whom everybody knows by an office is not the relative that the article names.
        ("Ivanka Trump sat in Oslo. Later President Trump left.", "Trump", "Donald Trump"),
        ("Michelle Obama sang in Oslo. Later President Obama left.", "Obama", "Barack Obama"),
        ("Hillary Clinton sang in Oslo. Former President Clinton wept.", "Clinton", "Bill Clinton"),
        ("Bill Clinton sang in Oslo. Secretary of State Clinton wept.", "Clinton", "Hillary Clinton"),
        # Given names tell men from women.
        ("Bill Clinton sang. His wife wept. Mrs. Clinton left.", "Clinton", "Hillary Clinton"),
        ("Hillary Clinton sang for Bill Clinton. Then Hillary Clinton left. Mr. Clinton wept.", "Clinton", "Bill Clinton"),
        ("Michelle Obama and Malia Obama sang. Mr. Obama wept.", "Obama", "Barack Obama"),
        ("Anna Harrow met Peter Harrow in Oslo. Ms. Harrow laughed.", "Harrow", "Anna Harrow"),
        ("Anna Harrow met Xylo Harrow in Oslo. Mr. Harrow laughed.", "Harrow", "Xylo Harrow"),
        # The title of the full name is that of the short one.
        ("Sen. Peter Harrow met Judge Paul Harrow in Oslo. Judge Harrow met Xenia Lund.", "Harrow", "Paul Harrow"),
        ("Judge Paul Harrow met Sen. Peter Harrow in Oslo. Senator Harrow wept.", "Harrow", "Peter Harrow"),
        # Of several that fit, rather nobody than the one named last; but two forms of one given name are one person's.
        ("Peter Harrow met Paul Harrow in Oslo. Mr. Harrow laughed.", "Harrow", "Harrow"),
        ("Bernard Harrow wept. Bernie Harrow laughed. Mr. Harrow left.", "Harrow", "Bernie Harrow"),
        # Without a title: whom everybody knows, if he is named in full, else the one named last.
        ("Donald Trump and Melania Trump sang. Trump left.", "Trump", "Donald Trump"),
        ("Peter Harrow met Paul Harrow in Oslo. Harrow laughed.", "Harrow", "Paul Harrow"),
    ],
)
def test_a_short_name_is_that_of_whom_its_title_fits(body: str, short: str, whose: str, enrich: Callable[..., Article]) -> None:
    assert (short, whose) in called(enrich(title="t", body=body, language="en"))


def test_a_mrs_is_never_the_man_of_that_name(enrich: Callable[..., Article]) -> None:
    assert persons(enrich(title="t", body="Donald Trump sang in Oslo. Mrs. Trump wept.", language="en")) == ["Donald Trump", "Trump"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Aides of Vice President Pence came to Oslo.", ["Mike Pence"]),
        ("Aides of President Biden came to Oslo.", ["Joe Biden"]),
        ("Bells rang when Pope Francis came. Francis prayed.", ["Pope Francis"]),
        ("Bells rang when Queen Brunhild came. Brunhild sang.", ["Queen Brunhild"]),
        ("The people of King Salmo met Prince Erik Salmo.", ["King Salmo", "Erik Salmo"]),
        ("John Q. Harrow sang. Harrow left.", ["John Harrow"]),
        ("Anna M.T. Lund and Erik J Holm sang.", ["Anna Lund", "Erik Holm"]),
        ("George W. Bush, Harry S. Truman and J. Edgar Holm sang.", ["George W. Bush", "Harry S. Truman", "J. Edgar Holm"]),
    ],
)
def test_the_name_that_counts_is_the_usual_one(body: str, expected: list[str], enrich: Callable[..., Article]) -> None:
    assert persons(enrich(title="t", body=body, language="en")) == expected


def test_an_initial_stays_that_ones_own_alias_file_lists(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text("person\tJohn Q. Harrow\n", encoding="utf-8")
    article = Enricher(AliasTable.load(tmp_path / "own.tsv"), "rules").article(
        RawArticle("x", title="t", body="We saw John Q. Harrow in Oslo.", language="en"), NOW
    )
    assert persons(article) == ["John Q. Harrow"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Obama Looks Ahead To Spring", ["Obama"]),
        ("Trump Urges Unity", ["Trump"]),
        ("Impeach Obama, they sang.", ["Obama"]),
        ("Hopefully Kim Jong-un sleeps.", ["Kim Jong-un"]),
        ("WATCH Anna Lund sing. MUST WATCH Obama sing.", ["Anna Lund", "Obama"]),
        ("They say that Crooked Anna Lund sang.", ["Anna Lund"]),
        ("Surprised Anna Lund wept. Nobody else was surprised.", ["Anna Lund"]),
        ("Anna Lund Promises Free Bread", ["Anna Lund"]),
        ("African-American Anna Lund sang.", ["Anna Lund"]),
        ("Ban Ki-moon sang. A ban was lifted when Ban Ki-moon left.", ["Ban Ki-moon", "Ban Ki-moon"]),
        ("The director came. “Director Lund sang,” she said.", ["Lund"]),
    ],
)
def test_words_of_headlines_and_of_the_heads_of_sentences_are_no_part_of_a_name(
    body: str, expected: list[str], enrich: Callable[..., Article]
) -> None:
    assert [written for written, _ in called(enrich(title="t", body=body, language="en"))] == expected


def test_glued_link_texts_are_no_names_and_take_none_away(enrich: Callable[..., Article]) -> None:
    body = "Sen. Erik Lund Erik Magnus LundStorm hits Oslo said so. Mr. Lund met Anna Holm Anna HolmGOP and Paul McHarrow of WikiBread."
    article = enrich(title="Lund sings for old friends in the park", body=body, language="en")
    assert called(article) == [
        ("Lund", "Erik Lund"),
        ("Erik Lund", "Erik Lund"),
        ("Lund", "Erik Lund"),
        ("Anna Holm", "Anna Holm"),
        ("Paul McHarrow", "Paul McHarrow"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Justices Anna Lund and Erik Holm met Senators Paul Harrow and Peter Dale.",
            ["Anna Lund", "Erik Holm", "Paul Harrow", "Peter Dale"],
        ),
        ("We saw Pastor Lund, Assemblyman Erik Holm and Comedian Paul Harrow.", ["Lund", "Erik Holm", "Paul Harrow"]),
        ("They met Founder Anna Lund, Host Erik Holm and Agent Harrow.", ["Anna Lund", "Erik Holm", "Harrow"]),
        ("They went to the Mayor's Office on President's Day.", []),
    ],
)
def test_titles_are_no_part_of_a_name_and_no_thing_belongs_to_one(body: str, expected: list[str], enrich: Callable[..., Article]) -> None:
    assert persons(enrich(title="t", body=body, language="en")) == expected


@pytest.mark.parametrize(
    "thing",
    [
        "Childhood Arrivals",
        "Rose Garden",
        "Hide Caption",
        "Freedom Caucus",
        "Jim Crow",
        "Sandy Hook",
        "Keystone XL",
        "Christian Science Monitor",
        "Ku Klux Klan",
        "Fox Business",
        "Common Core",
    ],
)
def test_what_ends_as_a_thing_does_is_no_person(thing: str, enrich: Callable[..., Article]) -> None:
    assert persons(enrich(title="t", body=f"They spoke of the {thing} in Oslo.", language="en")) == []
