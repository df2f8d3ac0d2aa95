"""Dates of publication: as records write them, and as texts imply them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from index.article import Article
from index.enrich.dates import read_date
from index.enrich.textdates import from_text, number_in_words, with_year

LIMIT = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "when", "precision"),
    [
        ("2022-04-12", datetime(2022, 4, 12), "day"),
        ("2022-04-12T10:00:00Z", datetime(2022, 4, 12, 10), "second"),
        ("2022-04-12T10:00+03:00", datetime(2022, 4, 12, 7), "minute"),
        ("2022-04", datetime(2022, 4, 1), "month"),
        ("April 2022", datetime(2022, 4, 1), "month"),
        ("12 April 2022", datetime(2022, 4, 12), "day"),
        ("April 12, 2022 10:30 EST", datetime(2022, 4, 12, 15, 30), "minute"),
        ("Tue, 12 Apr 2022 10:00:00 +0200", datetime(2022, 4, 12, 8), "second"),
        ("20220412", datetime(2022, 4, 12), "day"),
    ],
)
def test_a_written_date_is_read_with_its_precision(written: str, when: datetime, precision: str) -> None:
    assert read_date(written) == (when.replace(tzinfo=UTC), precision)


@pytest.mark.parametrize("written", ["Tuesday", "2022", "", "soon", "2022-13-45", "2022-04-12T25:00:00", "9" * 40])
def test_what_is_no_date_gives_none(written: str) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("language", "month", "day"),
    [("und", 3, 4), ("en", 3, 4), ("en-US", 3, 4), ("en_us", 3, 4), ("en-Latn-PH", 3, 4), ("en-GB", 4, 3), ("en-001", 4, 3), ("de", 4, 3)],
)
def test_the_order_of_day_and_month_follows_language_and_region(language: str, month: int, day: int) -> None:
    assert read_date("03/04/2022", language) == (datetime(2022, month, day, tzinfo=UTC), "day")


@pytest.mark.parametrize("written", ["2022-04-12T10:00+99:00", "12 April 2022 10:30 +9900"])
def test_a_time_zone_that_cannot_be_is_left_out(written: str) -> None:
    found = read_date(written)
    assert found is not None
    assert found[0].date() == date(2022, 4, 12)


def test_a_date_with_dots_begins_with_the_day_in_every_language() -> None:
    assert read_date("03.04.2022", "en-US") == read_date("3. 4. 2022") == (datetime(2022, 4, 3, tzinfo=UTC), "day")


def test_a_year_in_front_is_followed_by_the_month_in_every_language() -> None:
    assert read_date("2022/04/03", "de") == read_date("2022年4月3日", "ja") == (datetime(2022, 4, 3, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "Sonntag, 3. April 2022"),
        ("de-AT", "3. Apr. 2022"),
        ("fr", "dimanche 3 avril 2022"),
        ("es", "3 de abril de 2022"),
        ("pt-BR", "domingo, 3 de abril de 2022"),
        ("pl", "3 kwietnia 2022 r."),
        ("ru", "3 апреля 2022 г."),
        ("uk", "3 квітня 2022 року"),
        ("ar", "3 أبريل 2022"),
        ("vi", "3 tháng 4 2022"),
        ("de", "April 3, 2022"),
    ],
)
def test_months_are_read_in_the_language_of_the_article_and_in_english(language: str, written: str) -> None:
    assert read_date(written, language) == (datetime(2022, 4, 3, tzinfo=UTC), "day")


@pytest.mark.parametrize(("language", "written"), [("de", "3 avril 2022"), ("xx", "3 avril 2022"), ("de", "irgendwann im April")])
def test_months_of_other_languages_are_none(language: str, written: str) -> None:
    assert read_date(written, language) is None


def test_the_text_tells_the_language_of_its_date_but_not_the_order_of_day_and_month(enrich: Callable[..., Article]) -> None:
    body = "Die Hafenarbeiter haben am Dienstag ihre Arbeit niedergelegt, weil die Löhne seit Jahren nicht mehr gestiegen sind."
    assert enrich(body=body, published="3. März 2022").published == datetime(2022, 3, 3, tzinfo=UTC)
    assert enrich(body=body, published="03/04/2022").published == datetime(2022, 3, 4, tzinfo=UTC)
    assert enrich(body=body, published="03/04/2022", language="German").published == datetime(2022, 4, 3, tzinfo=UTC)
    assert enrich(body=body, published="03/04/2022", language="English").published == datetime(2022, 3, 4, tzinfo=UTC)


def test_a_dateline_takes_its_year_from_the_weekday_of_the_lead() -> None:
    assert with_year("Feb. 27", ["Hospitals reopened on Friday."], LIMIT) == date(2026, 2, 27)
    assert with_year("Feb. 27", ["Hospitals reopened on Saturday."], LIMIT) == date(2021, 2, 27)


def test_a_year_named_in_the_text_is_preferred_where_the_weekday_agrees() -> None:
    page = ["Hospitals reopened on Saturday.", "The budget of 2010 was the last."]
    assert with_year("Feb. 27", page, LIMIT) == date(2010, 2, 27)


def test_years_to_come_do_not_count_as_named() -> None:
    page = ["Hospitals reopened on Saturday.", "The budget of 2010 was the last before the plan for 2030."]
    assert with_year("Feb. 27", page, LIMIT) == date(2010, 2, 27)


@pytest.mark.parametrize("day", ["27 February", "27 Feb.", "27 Feb", "February 27"])
def test_a_dateline_may_have_the_day_before_or_behind_the_month(day: str, enrich: Callable[..., Article]) -> None:
    assert with_year(day, ["Hospitals reopened on Friday."], LIMIT) == date(2026, 2, 27)
    article = enrich(body="Hospitals reopened on Friday.", dateline=f"LONDON, {day} (Reuters) -")
    assert article.published == datetime(2026, 2, 27, tzinfo=UTC)
    assert article.wire == "Reuters"


def test_years_ago_today_beside_a_known_event_gives_the_day() -> None:
    page = ["The mayor spoke on Monday.", "Twenty years ago today, the Berlin Wall fell, and the town had no bridge."]
    assert from_text(page, LIMIT) == date(2009, 11, 9)


def test_anchors_that_contradict_each_other_give_no_date() -> None:
    page = ["The mayor spoke on Thursday.", "Twenty years ago today, the Berlin Wall fell, and the town had no bridge."]
    assert from_text(page, LIMIT) is None


def test_a_feast_that_is_being_marked_gives_the_day_with_the_weekday_of_the_lead() -> None:
    page = ["The president said on Wednesday that talks had ended.", "Crowds were celebrating Bastille Day in the streets."]
    assert from_text(page, LIMIT) == date(2021, 7, 14)


def test_a_feast_that_is_only_mentioned_gives_no_date() -> None:
    assert from_text(["The shop said on Wednesday that it closes before Bastille Day."], LIMIT) is None


def test_a_man_called_sunday_is_no_weekday() -> None:
    assert with_year("May 22", ["Sunday Okafor, an engineer, left the port."], LIMIT) == date(2026, 5, 22)


@pytest.mark.parametrize(
    ("written", "number"), [("sixty-one", 61), ("Twenty", 20), ("7", 7), ("twelve", 12), ("many", None), ("forty-ten", None)]
)
def test_numbers_in_words(written: str, number: int | None) -> None:
    assert number_in_words(written) == number


def test_the_seeds_are_of_12_april_2022(seeds: list[str], enrich: Callable[..., Article]) -> None:
    for text in seeds:
        article = enrich(body=text)
        assert article.published == datetime(2022, 4, 12, tzinfo=UTC)
        assert (article.published_precision, article.published_origin) == ("day", "text")


@pytest.mark.parametrize("written", ["1970-01-01T00:00:00Z", "1970-01-01"])
def test_the_beginning_of_unix_time_is_no_date(written: str, enrich: Callable[..., Article]) -> None:
    assert enrich(body="Talks began.", published=written).published is None


def test_the_time_of_the_file_is_no_date_of_publication(enrich: Callable[..., Article]) -> None:
    assert enrich(body="Nothing here says when.", file_time=datetime(2020, 1, 1, tzinfo=UTC)).published is None


@pytest.mark.parametrize("written", ["2031-01-01", "0201-05-05"])
def test_a_date_in_the_future_or_before_newspapers_is_kept_and_marked(written: str, enrich: Callable[..., Article]) -> None:
    article = enrich(body="x", published=written)
    assert article.published is not None
    assert article.published_doubtful


def test_the_address_or_the_name_of_the_file_may_hold_the_day(enrich: Callable[..., Article]) -> None:
    assert enrich(body="x", url="https://x.example/2026/01/12/a").published_origin == "page"
    assert enrich(body="x", origin="news/2026-01-12-a.txt").published_origin == "file"


@pytest.mark.parametrize("name", ["1986-04-28 chernobyl.txt", "19860429.txt"])
def test_a_dateline_without_a_year_is_not_later_than_the_day_in_the_name_of_the_file(name: str, enrich: Callable[..., Article]) -> None:
    article = enrich(body="MOSCOW, April 28 (AP) - An accident has damaged a reactor, the government said.", origin=name)
    assert (article.published, article.published_origin) == (datetime(1986, 4, 28, tzinfo=UTC), "dateline")
