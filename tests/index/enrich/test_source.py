"""Outlet, writers, dateline, agency, language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

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
        ("Hamburg (dpa) - Die Gespräche begannen.", "Hamburg", "dpa"),
        ("Santiago de Chile (EFE).- Comenzó.", "Santiago de Chile", "EFE"),
        ("PORT-AU-PRINCE, Haiti (Reuters) - Talks began.", "Port-au-Prince, Haiti", "Reuters"),
        ("DENVER -- Talks began.", "Denver", None),
        ("MADISON, Wis. — Talks began.", "Madison, Wis.", None),
        ("Geneva (CNN) Talks began.", "Geneva", "CNN"),
    ],
)
def test_a_dateline_gives_place_and_agency(head: str, place: str, agency: str | None) -> None:
    found = dateline.find(head)
    assert found is not None
    assert found.dateline() == Dateline(place, agency)
    assert head[found.start : found.end] == found.place


@pytest.mark.parametrize(
    "head",
    [
        "Talks began — at last.",
        "BREAKING — Talks began.",
        "The U.N. (AP) said so.",
        "WHEAT. Prices fell.",
        "",
        "(NW) — Talks.",
        "FILE - In this Jan. 1 photo, a ferry.",
        "Jane Doe (AP) The boat.",
    ],
)
def test_an_ordinary_beginning_is_no_place(head: str) -> None:
    found = dateline.find(head)
    assert found is None or found.dateline() is None


@pytest.mark.parametrize(
    "above",
    [
        ["Owain Prosser", "HARBOURPAPER"],
        ["FILE - In this May 3, 2021 photo, a ferry leaves the port. (Photo: Jane Doe)"],
        ["Dock strike spreads", "Dockers on a pier, in rain, beside the cranes that stand still.", "Cranes in the port.", "Advertisement"],
    ],
)
def test_a_dateline_is_found_below_captions_and_names(above: list[str], enrich: Callable[..., Article]) -> None:
    article = enrich(title="Dock strike", body="\n\n".join([*above, "ROTTERDAM, 1 June 2026 — Dockers stopped work."]))
    assert article.dateline == Dateline("Rotterdam")
    assert article.published == datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("later", ["ECONOMY — Work is scarce.", "SMITH — No, I never saw the boat.", "FERRIES, Boats — Twelve were sold."])
def test_a_heading_further_down_is_no_dateline(later: str, enrich: Callable[..., Article]) -> None:
    assert enrich(title="T", body=f"Talks began.\n\n{later}").dateline is None


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
        ("Source: St. Brunhild Post", "St. Brunhild Post"),
        ("Jane Doe is a freelance writer with a passion for ferries.", ""),
        ("Jane Doe is the editor of several books on fishing.", ""),
        ("Jane Doe is a reporter at nettle.example in Oslo.", "nettle.example"),
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


@pytest.mark.parametrize("byline", ["By Jane Doe", "BY JANE DOE", "By Jane Doe, Staff Writer", "By the Harbour Press"])
def test_a_byline_below_the_title_leaves_the_body_and_is_kept_beside(byline: str, enrich: Callable[..., Article]) -> None:
    article = enrich(body=f"Ferry sinks off the coast\n\n{byline}\n\nA ferry sank on Monday in calm water, and all on board were saved.")
    assert article.title == "Ferry sinks off the coast"
    assert article.body == "A ferry sank on Monday in calm water, and all on board were saved."
    assert article.boilerplate == (byline,)
    assert article.authors


@pytest.mark.parametrize("sentence", ["By late Friday the fire was out.", "By the time help came it was over", "By Jane Doe all was told."])
def test_a_sentence_that_begins_as_a_byline_does_stays(sentence: str, enrich: Callable[..., Article]) -> None:
    article = enrich(title="T", body=f"{sentence}\n\nThe ferry sank.\n\nAll were saved.")
    assert article.body.startswith(sentence)
    assert article.authors == ()


def test_a_title_line_leaves_the_body_once(enrich: Callable[..., Article]) -> None:
    text = "The ferry sank on Monday in calm water, and all on board were saved."
    article = enrich(body=f"Ferry sinks off the coast\n\n{text}\n\nFerry sinks off the coast\n\nThe end.")
    assert article.body == f"{text}\n\nFerry sinks off the coast\n\nThe end."


@pytest.mark.parametrize(
    ("credit", "authors"),
    [
        ("(Reporting by Jane A. Doe and John Roe; Editing by Ann Poe)", ("Jane A. Doe", "John Roe")),
        ("Reporting by Jane Doe in Kyiv and John Roe in Moscow", ("Jane Doe", "John Roe")),
        ("Additional reporting by Jane Doe.", ("Jane Doe",)),
        ("The inquiry followed reporting by the Harbour Post.", ()),
    ],
)
def test_a_credit_names_the_writers(credit: str, authors: tuple[str, ...], enrich: Callable[..., Article]) -> None:
    assert enrich(title="T", body=f"Talks began.\n\nThey ended.\n\n{credit}").authors == authors


def test_a_photographers_credit_makes_no_wire_copy(enrich: Callable[..., Article]) -> None:
    assert enrich(title="T", body="Talks began.\n\nA lifeboat on the beach. (AP Photo/Jane Doe)").wire is None


def test_an_organisation_in_capitals_is_no_dateline(enrich: Callable[..., Article]) -> None:
    assert enrich(title="T", body="NATO — The alliance met on Monday.").dateline is None


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


def test_a_line_above_a_dateline_is_a_title_however_short(enrich: Callable[..., Article]) -> None:
    article = enrich(body="Dock strike\n\nROTTERDAM, 1 June 2026 - Dockers stopped work at seven terminals.")
    assert article.title == "Dock strike"
    assert article.dateline == Dateline("Rotterdam")
    assert article.published == datetime(2026, 6, 1, tzinfo=UTC)


def test_a_title_made_from_the_text_leaves_the_dateline_out(enrich: Callable[..., Article]) -> None:
    article = enrich(body="GENEVA (AP) — Talks began.")
    assert article.title == "Talks began."
    assert article.body == "GENEVA (AP) — Talks began."
