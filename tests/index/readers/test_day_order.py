"""Dates in figures, read in the order that their file shows."""

from __future__ import annotations

import pytest

from index.article import RawArticle
from index.enrich.dates import read_date
from index.enrich.identity import content_hash
from tests.index.readers.conftest import ReadFile


def table(*dates: str) -> str:
    return "title,date\n" + "".join(f"A,{date}\n" for date in dates)


def days(articles: list[RawArticle]) -> list[str]:
    found = [read_date(article.published or "", article.language or "und", article.day_first) for article in articles]
    return [f"{each[0]:%m-%d}" if each else "" for each in found]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["04/12/2022", "25/12/2022"], ["12-04", "12-25"]),
        (["25/12/2022", "04/12/2022 10:30"], ["12-25", "12-04"]),
        (["04/12/2022", "12/25/2022"], ["04-12", "12-25"]),
        (["4-12-22", "25-12-22"], ["12-04", "12-25"]),
        (["04/12/2022", "25/12/2022", "12/25/2022"], ["04-12", "12-25", "12-25"]),
        (["04/12/2022", "2022-12-25"], ["04-12", "12-25"]),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_the_other_dates_of_a_file_tell_which_figure_is_the_day(
    name: str, dates: list[str], expected: list[str], read_file: ReadFile
) -> None:
    content = table(*dates) if name == "a.csv" else "".join(f'{{"title": "A", "date": "{date}"}}\n' for date in dates)
    articles, bad = read_file(name, content)
    assert (days(articles), bad) == (expected, [])


def test_the_order_of_a_file_counts_more_than_its_language(read_file: ReadFile) -> None:
    articles, _ = read_file("a.csv", "title,date,language\nA,04/12/2022,en-US\nB,25/12/2022,en-US\n")
    assert days(articles) == ["12-04", "12-25"]


def test_an_order_that_shows_nowhere_is_told_once(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    read_file("a.csv", table("04/12/2022", "05/12/2022", "05/05/2022"))
    [told] = caplog.records
    assert told.message == "intake.day_order_unknown"
    assert vars(told)["origin"].endswith("a.csv:2")
    assert vars(told)["written"] == "04/12/2022"


def test_a_look_ahead_reports_nothing_twice(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    articles, bad = read_file("a.csv", "title,date,colour\nA,04/12/2022,red\nB\nC,25/12/2022,blue\n")
    assert [article.day_first for article in articles] == [True, None]
    assert len(bad) == 1
    assert [record.message for record in caplog.records] == ["intake.columns_not_used"]


def test_a_record_is_another_one_where_its_file_says_another_order() -> None:
    as_it_was, day_first, month_first = (
        RawArticle("o", title="A", published="04/12/2022", day_first=order) for order in (None, True, False)
    )
    assert len({content_hash(as_it_was), content_hash(day_first), content_hash(month_first)}) == 3
