"""What is taken out of a body, and what must stay."""

from __future__ import annotations

import pytest

from index.enrich.boilerplate import strip

PROSE = ["The ferry sank in calm water.", "All on board were saved.", "An inquiry begins on Monday.", "The owner had no comment."]


@pytest.mark.parametrize(
    "line",
    [
        "CLICK HERE FOR MORE FROM THE HARBOUR POST",
        "READ MORE: What to pack in an emergency bag",
        "Sign up for our newsletter, The Morning, for five stories before breakfast.",
        "GET THE HARBOUR POST APP",
        "WATCH: HARBOUR MASTER SPEAKS OF THE NIGHT",
        "TO SEE HOW THE FERRY SANK, CLICK HERE",
        "Jane Doe and John Roe contributed to this report.",
        "Doe reported from Bergen. Harbour Post writers Ann Poe and J. Roe in Oslo contributed to this story from Oslo.",
        "Story Continued Below",
        "Enlarge this image toggle caption Jane Doe/Harbour Wire Jane Doe/Harbour Wire",
        "JUST WATCHED Ferry leaves port Replay More Videos ... MUST WATCH Ferry leaves port 02:31",
        "Slideshow (4 Images)",
        "Hide Caption 3 of 12",
        "Photos: Ferries The lifeboat on the beach. Hide Caption 4 of 6 Photos: Ferries",
        "ADVERTISEMENT",
        "Advertisement:",
        "The post Ferry sinks off the coast appeared first on Harbour Post.",
        "Get the tides you care about delivered to your inbox. By signing up, you agree to our Privacy Policy",
        "Sign up for Daily Newsletters",
        "Sign up here for HARBOUR NOTES Tides and ferries in your inbox.",
        "© 2024 Harbour Post. All rights reserved.",
        "Source: Capital",
    ],
)
def test_a_line_of_the_page_is_taken_out_and_kept_beside(line: str) -> None:
    stripped = strip([*PROSE[:2], line, *PROSE[2:]])
    assert stripped.removed == (line,)
    assert list(stripped.kept) == PROSE


@pytest.mark.parametrize(
    "sentence",
    [
        "Ice and a late warning contributed to this report of an accident being wrong.",
        "The slideshow with forty images bored the harbour master.",
        "She told sailors to sign up with the union before winter.",
        "The post of harbour master appeared to be vacant.",
        "Sailors watched as more videos were shown in court.",
        "Story continues to puzzle the harbour, below and above deck.",
    ],
)
def test_a_sentence_with_like_words_stays(sentence: str) -> None:
    assert strip([*PROSE[:2], sentence, *PROSE[2:]]).removed == ()


@pytest.mark.parametrize(
    "heading", ["FERRY COMPANY FINED TWICE FOR OVERLOADING", "HOW SAILORS CHOOSE WHOM TO SAVE", "WHO MAY READ THE LOG BOOK"]
)
def test_a_heading_in_capitals_is_the_articles_own(heading: str) -> None:
    assert strip([*PROSE[:2], heading, *PROSE[2:]]).removed == ()


def test_headlines_in_capitals_are_links_on_a_page_that_says_click_here_in_capitals() -> None:
    link, click = "FERRY COMPANY FINED TWICE FOR OVERLOADING", "CLICK HERE FOR THE HARBOUR POST"
    assert strip([*PROSE[:2], link, *PROSE[2:], click]).removed == (link, click)


@pytest.mark.parametrize(
    "biography",
    [
        "Beatrix Holloway is the Istanbul correspondent of the Continental Observer.",
        "Gethin Prosser writes about science and cities for the Continental Observer.",
        "Ida, a distinguished contributor at marketpage, is celebrated for her articles.",
    ],
)
def test_the_writers_biography_at_the_end_is_taken_out(biography: str) -> None:
    assert strip([*PROSE, biography]).removed == (biography,)


def test_a_biography_in_the_middle_of_a_text_is_part_of_the_story() -> None:
    line = "Beatrix Holloway is the Istanbul correspondent of the Continental Observer."
    assert strip([PROSE[0], line, *PROSE[1:]]).removed == ()


def test_a_last_paragraph_about_a_country_is_no_biography() -> None:
    assert strip([*PROSE, "Zambia is Africa's second-largest producer of copper."]).removed == ()


def test_a_text_all_in_capitals_keeps_its_lines() -> None:
    lines = ["WHEAT PRICES FELL AGAIN THIS WEEK", "CORN PRICES ROSE A LITTLE TODAY", "BARLEY WAS NOT TRADED AT ALL"]
    assert strip(lines).removed == ()


def test_tables_of_figures_stay() -> None:
    assert strip([PROSE[0], "WHEAT 2.55 2.40 IV 4.65 V 4.65", *PROSE[1:]]).removed == ()


def test_an_article_is_never_emptied() -> None:
    lines = ["READ MORE: One thing", "CLICK HERE FOR MORE FROM THE HARBOUR POST"]
    assert list(strip(lines).kept) == lines
