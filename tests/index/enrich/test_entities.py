"""Entities: given and extracted, their spans, their one name."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from index.article import Article, EntityType, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.enrich.extract_rules import RuleExtractor
from index.errors import BadSetting, EngineUnavailable

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def names(article: Article, type_: EntityType) -> list[str]:
    return [entity.canonical for entity in article.of_type(type_)]


def named(article: Article) -> Iterator[tuple[str, str]]:
    """Each mention's characters beside the entity's canonical name."""
    for entity in article.entities:
        for mention in entity.mentions:
            text = article.title if mention.field == "title" else article.body
            yield text[mention.start : mention.end], entity.canonical


@pytest.fixture(params=["rules", "spacy"])
def enricher(request: pytest.FixtureRequest, aliases: AliasTable) -> Enricher:
    try:
        return Enricher(aliases, request.param)
    except EngineUnavailable as missing:
        pytest.skip(str(missing))


def test_both_extractors_find_who_and_where_the_seeds_are_about(seeds: list[str], enricher: Enricher) -> None:
    first, second = (enricher.article(RawArticle(origin="seed", body=text), NOW) for text in seeds)
    for article in (first, second):
        assert {"Vladimir Putin", "Aleksandr Lukashenko", "Yuri Gagarin"} <= set(names(article, "person"))
        assert {"Bucha", "Kyiv", "Istanbul", "Ukraine", "Russia", "Belarus", "United States"} <= set(names(article, "place"))
    assert {"Donbas", "Crimea"} <= set(names(first, "place"))
    assert ("Boutsa", "Bucha") in named(second)
    assert ("Kiev", "Kyiv") in named(second)
    assert ("Gagarin", "Yuri Gagarin") in named(second)
    assert ("Lukashenko", "Aleksandr Lukashenko") in named(second)


def test_both_extractors_point_at_exactly_the_first_name_written(seeds: list[str], enricher: Enricher) -> None:
    for text in seeds:
        article = enricher.article(RawArticle(origin="seed", body=text), NOW)
        for entity in article.entities:
            first = entity.mentions[0]
            assert (article.title if first.field == "title" else article.body)[first.start : first.end] == entity.name


def test_a_surname_belongs_to_the_person_named_in_full(enrich: Callable[..., Article]) -> None:
    article = enrich(
        title="Volkonin resigns",
        body="Sergei Volkonin resigned on Monday. Mr Volkonin's party was surprised. Volkonin left.",
        language="en",
    )
    assert names(article, "person") == ["Sergei Volkonin"]
    assert [text for text, _ in named(article)] == ["Volkonin", "Sergei Volkonin", "Volkonin", "Volkonin"]


def test_a_famous_surname_alone_is_counted_under_the_full_name_unless_a_relative_is_named(enrich: Callable[..., Article]) -> None:
    assert names(enrich(title="t", body="Aides of President Obama came.", language="en"), "person") == ["Barack Obama"]
    article = enrich(title="t", body="Michelle Obama spoke in Paris. Later Obama left.", language="en")
    assert names(article, "person") == ["Michelle Obama"]


def test_two_persons_of_one_surname_stay_two(enrich: Callable[..., Article]) -> None:
    article = enrich(body="Bill Harrow met Linda Harrow in Paris. Harrow laughed.", language="en")
    assert names(article, "person") == ["Bill Harrow", "Linda Harrow"]


def test_relatives_with_like_first_names_stay_two(enrich: Callable[..., Article]) -> None:
    assert names(enrich(body="Mark Harrow met Mary Harrow in Paris.", language="en"), "person") == ["Mark Harrow", "Mary Harrow"]


def test_a_first_name_in_two_transliterations_is_one(enrich: Callable[..., Article]) -> None:
    body = "Mohamed Harrow met Sergei Lund. Later Mohammed Harrow and Sergey Lund left."
    assert names(enrich(body=body, language="en"), "person") == ["Mohamed Harrow", "Sergei Lund"]


def test_a_surname_in_the_title_is_that_of_whom_the_text_names_first(enrich: Callable[..., Article]) -> None:
    article = enrich(
        title="Aides say that Harrow resigns after talks with police", body="Bill Harrow resigned on Monday. His wife Linda Harrow wept."
    )
    assert ("Harrow", "Bill Harrow") in named(article)


def test_ones_own_alias_file_has_the_first_word_on_a_famous_surname(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text("person\tEric Obama\tObama\n", encoding="utf-8")
    enricher = Enricher(AliasTable.load(tmp_path / "own.tsv"), "rules")
    article = enricher.article(RawArticle("x", title="t", body="Aides of Obama came to Paris.", language="en"), NOW)
    assert names(article, "person") == ["Eric Obama"]


def test_initials_with_full_stops_are_the_organisation_named_in_full(enrich: Callable[..., Article]) -> None:
    article = enrich(title="t", body="The Halden Paper Workers Union struck. H.P.W.U. members and HPWU leaders marched.", language="en")
    assert names(article, "org") == ["Halden Paper Workers Union"]


def test_a_datelines_place_is_one_beside_a_person_of_that_name(enrich: Callable[..., Article]) -> None:
    article = enrich(title="t", body="Whitney Houston sang there.", dateline="HOUSTON", language="en")
    assert names(article, "place") == ["Houston"]


def test_spellings_of_one_person_in_an_article_are_one(enrich: Callable[..., Article]) -> None:
    article = enrich(body="Oleksiy Hryshkovenko spoke first. Later Oleksii Hryshkovenko left.", language="en")
    assert len(names(article, "person")) == 1


def test_titles_peoples_and_possessives_are_no_part_of_a_name(enrich: Callable[..., Article]) -> None:
    article = enrich(title="t", body="Russian Foreign Minister Anton Belkovich's plane landed, and Mrs Anna Lund waited.", language="en")
    assert [text for text, _ in named(article)] == ["Anton Belkovich", "Anna Lund"]


@pytest.mark.parametrize(
    ("body", "type_", "expected"),
    [
        ("The U.S. and the US signed.", "place", ["United States"]),
        ("A London-based firm moved on the Paris-Berlin line.", "place", ["London", "Paris", "Berlin"]),
        ("Officials in Gorodnik said so.", "place", ["Gorodnik"]),
        ("The Ministry of Foreign Affairs said so.", "org", ["Ministry of Foreign Affairs"]),
        ("Shares of Halden Paper Co Ltd fell. Halden said so.", "org", ["Halden Paper Co Ltd"]),
        ("He plays in the Kenya Open this week.", "place", []),
        ("Mount Semeru erupted near Lake Toba.", "place", ["Mount Semeru", "Lake Toba"]),
        ("On Monday the talks began. However, they failed.", "person", []),
        ("Hurricane Brunhild hit the Northern Pipeline, and the Privacy Policy says so.", "person", []),
        ("The Weekly Lantern asked the National Archivists.", "person", []),
        ("Advisers of Defense Anna Lund said so.", "person", ["Anna Lund"]),
        ("Anna Lund Tuesday met Erik King and Martin Holm Prince Jr. of Oslo.", "person", ["Anna Lund", "Erik King", "Martin Holm Prince"]),
        ("Anna Lund spoke. They believed in Lund and in Paris.", "person", ["Anna Lund"]),
        ("Aides came to Obama and flew in Romney.", "person", ["Barack Obama", "Mitt Romney"]),
        ("President Yun Jae-wok met Tan Ing-sun of a Hong Kong-listed firm. Yun left.", "person", ["Yun Jae-wok", "Tan Ing-sun"]),
        ("The White House on Monday and the Budget Committee on Mr. Holm said so.", "org", ["White House", "Budget Committee"]),
        (
            "Angela Merkel y Emmanuel Macron met José Ortega y Gasset.",
            "person",
            ["Angela Merkel", "Emmanuel Macron", "José Ortega y Gasset"],
        ),
        ("Storm Freya hit Kiew and Brüssel.", "place", ["Kyiv", "Brussels"]),
        ("Die Halden Bank said so.", "org", ["Halden Bank"]),
        ("The Halden Council on Foreign Trade said so.", "org", ["Halden Council on Foreign Trade"]),
        ("Paid RM120 on FRIDAY for GOLF, said the WXQ.", "org", ["WXQ"]),
        ("Officials in Gorodnik of the Gorodnik Steel Company said so. Gorodnik slept.", "place", ["Gorodnik"]),
    ],
)
def test_rules_judge_names_by_their_form(body: str, type_: EntityType, expected: list[str], enrich: Callable[..., Article]) -> None:
    assert names(enrich(title="t", body=body, language="en"), type_) == expected


def test_headlines_name_only_what_is_known_or_in_the_text(enrich: Callable[..., Article]) -> None:
    article = enrich(title="Big Storm Hits Quiet Village Near Oslo", body="A storm hit Norway.", language="en")
    assert [text for text, _ in named(article)] == ["Oslo", "Norway"]


def test_given_names_stay_as_given_and_nothing_is_extracted_beside_them(enrich: Callable[..., Article]) -> None:
    article = enrich(body="Kiev and Paris talked with Anna Lund of the UN.", places=("Kiev", "usa"), orgs=(), language="en")
    assert [(entity.canonical, entity.given) for entity in article.of_type("place")] == [("Kiev", True), ("usa", True)]
    assert article.of_type("org") == ()
    assert [(entity.canonical, entity.given) for entity in article.of_type("person")] == [("Anna Lund", False)]
    assert article.of_type("place")[0].mentions[0].start == 0


def test_a_file_that_brings_a_type_is_believed_where_a_record_has_none(enrich: Callable[..., Article]) -> None:
    assert enrich(body="Kyiv and Paris talked.", annotated=frozenset({"place"})).of_type("place") == ()


def test_a_datelines_place_is_an_entity(enrich: Callable[..., Article]) -> None:
    article = enrich(body="KIEV, March 3 (AP) - Talks began.", language="en")
    assert ("KIEV", "Kyiv") in named(article)


def test_extraction_is_kept_by_content_and_version(aliases: AliasTable) -> None:
    kept: dict[str, str] = {}

    class Cache:
        def get(self, key: str) -> str | None:
            return kept.get(key)

        def put(self, key: str, value: str) -> None:
            kept[key] = value

    class Forbidden(RuleExtractor):
        def find(self, title: str, body: str, language: str) -> list:  # type: ignore[type-arg]
            raise AssertionError("the kept result was not used")

    raw = RawArticle(origin="x", title="T", body="Anna Lund went to Kyiv.", language="en")
    first = Enricher(aliases, "rules", Cache()).article(raw, NOW)
    again = Enricher(aliases, "rules", Cache())
    again._extractor = Forbidden()
    assert again.article(raw, NOW) == first
    assert len(kept) == 1


def test_another_extractor_is_refused(aliases: AliasTable) -> None:
    with pytest.raises(BadSetting):
        Enricher(aliases, "magic")  # type: ignore[arg-type]


def test_a_name_ends_at_the_dash_of_a_dateline(enricher: Enricher) -> None:
    article = enricher.article(RawArticle(origin="a", body="ROTTERDAM - Dockers stopped work at seven terminals on Monday."), NOW)
    assert [(entity.canonical, entity.type) for entity in article.entities] == [("Rotterdam", "place")]


def test_a_model_with_other_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spacy = pytest.importorskip("index.enrich.extract_spacy")
    if not spacy.installed():
        pytest.skip("spaCy's model is not installed")
    monkeypatch.setattr(spacy, "MODEL_SHA256", "0" * 64)
    spacy._model.cache_clear()
    with pytest.raises(EngineUnavailable, match="not the one that is expected"):
        spacy.SpacyExtractor()


@pytest.mark.parametrize(
    "odd", ["", "A", "\x00\ud800", "—" * 500, "A." * 2000, "Mr", "the The THE " * 200, "((((" * 300, "a\n" * 3000, "'s ’s"]
)
def test_odd_text_never_raises(odd: str, enrich: Callable[..., Article]) -> None:
    url = f"https://x.example/{odd[:50]}?{odd[:50]}"
    article = enrich(title=odd[:80], body=odd, url=url, published=f"12 April 2022 10:30 {odd[:40]}", dateline=odd[:40], language=odd[:10])
    assert len(article.id) == 20


def test_mentions_are_in_order_apart_and_exactly_what_they_point_at(enricher: Enricher) -> None:
    names = "Bosnia and Herzegovina Council of Ministers Vladimir Moody's Putin's the Kim Jong-un U.S. President Obama"
    words = f"{names} said in Paris on Monday . , of".split(" ")
    rng = random.Random(3)
    for _ in range(300 if isinstance(enricher._extractor, RuleExtractor) else 20):
        text = " ".join(rng.choices(words, k=12))
        found = enricher._extractor.find("", text, "en")
        assert all(each.text == text[each.start : each.end] for each in found), text
        assert all(one.end <= other.start for one, other in pairwise(found)), text
