"""The lines between a title and its text: bylines, outlets, date lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from index.article import Article
from index.enrich import date_line
from index.enrich.clean import paragraphs

TITLE = "Ferry sinks off the coast"
TEXT = "A ferry sank on Monday in calm water an hour after it had left the port, and all on board were saved."


@pytest.mark.parametrize(
    ("line", "when", "precision"),
    [
        ("June 1, 2026", datetime(2026, 6, 1), "day"),
        ("JUNE 1, 2026", datetime(2026, 6, 1), "day"),
        ("1 Jun 2026", datetime(2026, 6, 1), "day"),
        ("2026-06-01", datetime(2026, 6, 1), "day"),
        ("2026-06-01T10:15:00Z", datetime(2026, 6, 1, 10, 15), "second"),
        ("Published Monday, 1 June 2026 10:15 GMT", datetime(2026, 6, 1, 10, 15), "minute"),
        ("Mon 1 Jun 2026 11.38 BST", datetime(2026, 6, 1, 10, 38), "minute"),
        ("Posted on June 1st, 2026 at 10:15 p.m. EDT", datetime(2026, 6, 2, 2, 15), "minute"),
        ("Updated 8:44 AM ET, Mon June 1, 2026", datetime(2026, 6, 1, 13, 44), "minute"),
        ("Updated at 8:44 a.m. ET on June 1, 2026.", datetime(2026, 6, 1, 13, 44), "minute"),
        ("Published: 1 June 2026 | Updated: 3 June 2026", datetime(2026, 6, 1), "day"),
        ("Published 1 June 2026 Last updated 3 June 2026", datetime(2026, 6, 1), "day"),
        ("June 1, 2026 · 5 min read", datetime(2026, 6, 1), "day"),
    ],
)
def test_a_line_above_the_text_that_is_a_date_gives_it_and_leaves_the_body(
    line: str, when: datetime, precision: str, enrich: Callable[..., Article]
) -> None:
    article = enrich(body=f"{TITLE}\n\nBy Jane Doe\n\n{line}\n\n{TEXT}")
    assert (article.published, article.published_precision, article.published_origin) == (when.replace(tzinfo=UTC), precision, "text")
    assert (article.title, article.body, article.boilerplate) == (TITLE, TEXT, ("By Jane Doe", line))


@pytest.mark.parametrize(
    "line",
    [
        "On June 1, 2026 he left",
        "June 2026",
        "June 1",
        "May 33, 2026",
        "06/07/2026",
        "Tuesday, June 1, 2026",
        "June 1, 2026.",
        "The storm of June 1, 2026",
    ],
)
def test_what_is_more_or_less_than_a_date_is_no_date_line(line: str) -> None:
    assert date_line.read(line) is None


def test_a_line_names_its_day_and_what_it_is_the_day_of() -> None:
    assert date_line.read("Updated 1 June 2026 11.38 BST") == date_line.DateLine(date(2026, 6, 1), "11:38 BST", updated=True, labelled=True)


def test_the_record_has_the_first_word_on_the_date(enrich: Callable[..., Article]) -> None:
    article = enrich(title=TITLE, body=f"June 3, 2026\n\n{TEXT}", published="2026-06-01")
    assert (article.published_origin, article.body) == ("metadata", TEXT)


def test_dates_as_headings_of_what_happened_when_are_no_date_of_publication(enrich: Callable[..., Article]) -> None:
    body = f"June 1, 2024\n\n{TEXT}\n\nJune 3, 2024\n\nDivers found the ship."
    article = enrich(title="How the ferry was found", body=body)
    assert (article.published, article.body) == (None, body)


def test_a_date_below_the_first_long_paragraph_is_a_heading(enrich: Callable[..., Article]) -> None:
    body = f"{TEXT} {TEXT}\n\nJune 1, 2024\n\nDivers found the ship."
    assert enrich(title=TITLE, body=body).body == body


def test_a_day_to_come_is_no_date_of_publication(enrich: Callable[..., Article]) -> None:
    assert enrich(body=f"{TITLE}\n\nJune 1, 2031\n\n{TEXT}").published is None


def test_a_dateline_says_more_than_when_a_page_was_updated(enrich: Callable[..., Article]) -> None:
    article = enrich(body=f"{TITLE}\n\nUpdated May 3, 1986\n\nBERGEN, April 28 (AP) — {TEXT}")
    assert (article.published, article.published_origin) == (datetime(1986, 4, 28, tzinfo=UTC), "dateline")


@pytest.mark.parametrize(
    ("byline", "authors", "source"),
    [
        ("By Jane Doe, Harbour News", ("Jane Doe",), "Harbour News"),
        ("By Jane Doe and John Roe, Harbour News", ("Jane Doe", "John Roe"), "Harbour News"),
        ("By Jane Doe, John Roe and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe"), ""),
        ("By Jane Doe, John Roe, and Ann Poe, Harbour News", ("Jane Doe", "John Roe", "Ann Poe"), "Harbour News"),
        ("By Jane Doe, Staff Writer", ("Jane Doe",), ""),
        ("By Jane Doe, Arts and Ferries Editor", ("Jane Doe",), ""),
        ("By Jane Doe | Reuters", ("Jane Doe",), "Reuters"),
        ("By Jane Doe, Bergen", ("Jane Doe",), ""),
        ("By JANE DOE\nHarbour Online News", ("JANE DOE",), "Harbour Online News"),
    ],
)
def test_what_stands_behind_the_comma_of_a_byline_is_no_writer(
    byline: str, authors: tuple[str, ...], source: str, enrich: Callable[..., Article]
) -> None:
    article = enrich(body=f"{TITLE}\n{byline}\n\n{TEXT}")
    assert (article.authors, article.source, article.body) == (authors, source, TEXT)


def test_the_line_above_a_header_is_the_title_though_it_is_a_sentence(enrich: Callable[..., Article]) -> None:
    article = enrich(body=f"The ferry sank. All were saved.\n\nJune 1, 2026\n\n{TEXT}")
    assert (article.title, article.body) == ("The ferry sank. All were saved.", TEXT)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_header_lines_run_into_neither_title_nor_text(between: str) -> None:
    text = "A ferry sank on Monday in calm water an hour\nafter it had left the port, and all on board\nwere saved."
    lines = ["Ferry Company That Lost Three Boats Comes\nUnder Scrutiny", "By JANE DOE", "Harbour Online News", "June 1, 2026"]
    expected = ["Ferry Company That Lost Three Boats Comes Under Scrutiny", *lines[1:], text.replace("\n", " ")]
    assert paragraphs("\n".join(lines) + between + text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ferry company said that its boat would be back in\nservice at the end of the winter, on\nJune 1, 2026, and not before.",
        "Four of the ships that lay in the harbour were bought\nBY FIRST BERGEN",
    ],
)
def test_a_broken_line_of_a_sentence_is_no_header(text: str) -> None:
    assert paragraphs(text) == [text.replace("\n", " ")]
