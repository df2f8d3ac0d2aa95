"""Which pages are no article, and what was looked for in vain."""

from __future__ import annotations

import pytest

from index.errors import BadRecord
from index.readers.page_kind import FEWEST_CHARACTERS
from index.readers.pages import LARGEST_MARKUP, MOST_ELEMENTS
from tests.index.readers.pages import BODY, CHINESE, FIRST, MENU, NEWS, SECOND, ld, page, read


def refused(text: str | bytes, url: str | None = None) -> str:
    with pytest.raises(BadRecord) as bad:
        read(text, url)
    assert bad.value.path == "a.html"
    return bad.value.reason


TEASERS = "".join(f'<article><h2><a href="/{n}">Harbour news, part {n}</a></h2><p>{FIRST}</p></article>' for n in range(9))
FRONT = f"<html><title>The Harbour Post</title>{MENU}<main>{TEASERS}</main></html>"
HOME = page(
    body="".join(f'<article><h2><a href="/{n}">Harbour news, part {n}</a></h2><p>What was said that day.</p></article>' for n in range(30))
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the page is empty"),
        (BODY, "not HTML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not HTML"),
        (
            "<html><title>404</title><h1>Not found</h1><p>There is nothing under this address.</p></html>",
            "its text has 0 characters in sentences",
        ),
        (page(body=f"<p>{FIRST}</p><p>{SECOND}</p>"), "its text has 236 characters in sentences"),
        (HOME, "its text has 0 characters in sentences"),
        (FRONT, "its headings are links to others"),
        (page(ld({"@type": "CollectionPage"}) + '<meta property="og:type" content="article">'), "it calls itself a list"),
        ("<!-- " + BODY, "it has no text"),
        ("<p>" + "<b>x</b>" * MOST_ELEMENTS, "elements"),
        ("<p>" + "x" * LARGEST_MARKUP, "characters"),
        ("<html><body>" + "<div>" * 100_000 + BODY, "no article"),
    ],
)
def test_what_is_no_article_is_reported_with_what_was_looked_for(text: str | bytes, why: str) -> None:
    assert why in refused(text)


@pytest.mark.parametrize("path", ["", "/", "/index.html"])
def test_what_was_fetched_as_the_front_page_of_a_site_is_no_article_whatever_it_says(path: str) -> None:
    assert "a whole site" in refused(page(ld(NEWS)), url=f"https://post.example{path}")
    assert read(page(ld(NEWS)), url=f"https://post.example{path}?p=7").title == "Dockers stop work"


def test_a_chinese_letter_is_as_good_as_two() -> None:
    text = CHINESE * 3
    assert len(text) < FEWEST_CHARACTERS
    assert read(page(body=f"<p>{text}</p>")).body == text
