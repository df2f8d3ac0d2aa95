"""Outlet, writers, dateline, agency, language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.article import Article, Dateline
from index.enrich import dateline
from index.enrich.language import language, normalised


@pytest.mark.parametrize(
    ("head", "place", "agency"),
    [
        ("KYIV, March 3 (Northern Wire) - Talks began.", "Kyiv", "Northern Wire"),
        ("GENEVA (AP) — Talks began.", "Geneva", "AP"),
        ("NAIROBI, Kenya (AP) _ Talks began.", "Nairobi, Kenya", "AP"),
        ("WASHINGTON — Talks began.", "Washington", None),
        ("Geneva (AP) — Talks began.", "Geneva", "AP"),
        ("ŁÓDŹ, Poland, April 19 (Northern Wire) - Talks began.", "Łódź, Poland", "Northern Wire"),
        ("HAMBURG. Die Gespräche begannen.", "Hamburg", None),
        ("PORT-AU-PRINCE, Haiti (Reuters) - Talks began.", "Port-au-Prince, Haiti", "Reuters"),
    ],
)
def test_a_dateline_gives_place_and_agency(head: str, place: str, agency: str | None) -> None:
    found = dateline.find(head)
    assert found is not None
    assert found.dateline() == Dateline(place, agency)
    assert head[found.start : found.end] == found.place


@pytest.mark.parametrize(
    "head", ["Talks began — at last.", "BREAKING — Talks began.", "The U.N. (AP) said so.", "WHEAT. Prices fell.", "", "(NW) — Talks."]
)
def test_an_ordinary_beginning_is_no_place(head: str) -> None:
    found = dateline.find(head)
    assert found is None or found.dateline() is None


def test_a_given_dateline_keeps_its_region(enrich: Callable[..., Article]) -> None:
    article = enrich(body="Talks began.", dateline="PORTLAND, Ore.")
    assert article.dateline == Dateline("Portland, Ore.")
    assert [entity.canonical for entity in article.of_type("place")] == ["Portland"]


@pytest.mark.parametrize(
    ("last", "source"),
    [
        ("CLICK HERE FOR MORE FROM THE HARBOUR POST", "Harbour Post"),
        ("Ida, a distinguished contributor at marketpage, is celebrated for her articles.", "marketpage"),
        ("Source: Northern Wire, 21 January 2026", "Northern Wire"),
    ],
)
def test_the_page_names_its_outlet(last: str, source: str, enrich: Callable[..., Article]) -> None:
    assert enrich(body=f"Talks began.\n\nThey ended.\n\nAll went home.\n\n{last}").source == source


def test_the_record_has_the_first_word_and_the_site_the_last(enrich: Callable[..., Article]) -> None:
    assert enrich(body="Talks.", source=" The Post ", url="https://www.x.example/a").source == "The Post"
    assert enrich(body="Talks.", url="https://www.x.example/a").source == "x.example"


def test_the_seeds_name_their_outlets(seeds: list[str], enrich: Callable[..., Article]) -> None:
    assert [enrich(body=text).source for text in seeds] == ["Washington Examiner", "worldstockmarket"]


def test_a_byline_names_the_writers_and_leaves_the_body(enrich: Callable[..., Article]) -> None:
    article = enrich(title="T", body="By Jane Doe and Piet van der Berg\n\nTalks began.\n\nThey ended.")
    assert article.authors == ("Jane Doe", "Piet van der Berg")
    assert article.body == "Talks began.\n\nThey ended."


def test_wire_copy_is_known_by_its_dateline_or_its_last_line(enrich: Callable[..., Article]) -> None:
    assert enrich(body="GENEVA (AP) — Talks began.", source="The Post").wire == "Associated Press"
    assert enrich(body="Talks.\n\n(Reporting by A. B.; Editing by C. D.; Thomson Reuters)", source="The Post").wire == "Reuters"
    assert enrich(body="JAKARTA (Meridian Courier) — Talks began.", source="Meridian Courier").wire is None


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("eng", "en"),
        ("English", "en"),
        ("en_US", "en-US"),
        ("en_US.UTF-8", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("UK", "uk"),
        ("klingon!", None),
    ],
)
def test_a_given_language_becomes_a_bcp_47_tag(given: str, tag: str | None) -> None:
    assert normalised(given) == tag


def test_a_language_is_told_from_the_text_unless_it_is_too_short() -> None:
    german = "Die Hafenarbeiter haben am Montag ihre Arbeit niedergelegt und fordern höhere Löhne sowie eine Garantie für ihre Stellen."
    assert language(None, german) == "de"
    assert language("nonsense!", german) == "de"
    assert language(None, "Talks began.") == "und"


def test_a_title_made_from_the_text_leaves_the_dateline_out(enrich: Callable[..., Article]) -> None:
    article = enrich(body="GENEVA (AP) — Talks began.")
    assert article.title == "Talks began."
    assert article.body == "GENEVA (AP) — Talks began."
