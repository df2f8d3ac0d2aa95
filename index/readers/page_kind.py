"""Whether a page is an article: front pages, lists of articles, errors and forms are none.

A page that says that it is an article is believed, unless it was fetched as the front page of a site; of others the text and the headings
decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from index.readers.page_address import is_front_page
from index.readers.page_metadata import Kind, shown_text
from index.readers.record import bare

LOOKED_FOR = "schema.org's NewsArticle, og:type article, article:published_time, and running text"

FEWEST_CHARACTERS = 250
"""Of sentences on a page that does not call itself an article; error pages and sign-up forms have fewer."""

SHORTEST_PARAGRAPH = 60
"""Characters of a paragraph that counts as sentences, if it has the end of one: headlines and teasers are shorter, or have none."""

FEWEST_HEADLINES = 5
"""Headings that are links, on a page that has no headline of its own: a list. Articles lead to others too, but have one."""

LONGEST_TEASER = 200
"""Characters of sentences for each such heading; with more of them it is an article on a page full of links.

Chosen on few pages: the ten of trafilatura's own tests that five headings alone would refuse. Short articles among such links are lost.
"""

WIDE = 2
"""Characters that one of Chinese, Japanese or Korean counts for: each is half a word or a whole one."""

_SENTENCE_END = re.compile(r"[.!?…](?:\s|[\"'”’»)]|$)|[。！？।؟]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEADINGS = ("h1", "h2", "h3", "h4")


def why_no_article(
    tree: Any, body: str, outlet: str | None, url: str | None, own_addresses: Iterable[str | None], called: Kind | None
) -> str | None:
    """Why a page is no article, None if it is one.

    `body` is the text that was found, `outlet` whose page it is, `url` where it was fetched from, `own_addresses` what it calls its
    own, `called` what it calls itself.
    """
    if not body:
        return "it has no text"
    if is_front_page(url):
        return "its address is that of a whole site"
    if called == "article":
        return None
    if called == "list":
        return "it calls itself a list"
    if (running := _running(body)) < FEWEST_CHARACTERS:
        return f"its text has {running} characters in sentences"
    leading = _headlines(tree)
    headed = _has_headline(tree, outlet) and not any(map(is_front_page, own_addresses))
    if leading >= FEWEST_HEADLINES and running < leading * LONGEST_TEASER and not headed:
        return "its headings are links to others"
    return None


def _running(body: str) -> int:
    """Characters in paragraphs of sentences."""
    counted = [(paragraph, len(paragraph) + (WIDE - 1) * len(_WIDE.findall(paragraph))) for paragraph in body.split("\n\n")]
    return sum(length for paragraph, length in counted if length >= SHORTEST_PARAGRAPH and _SENTENCE_END.search(paragraph))


def _headlines(tree: Any) -> int:
    return sum(_is_link(heading) for tag in _HEADINGS for heading in tree.iter(tag))


def _has_headline(tree: Any, outlet: str | None) -> bool:
    """Whether there is a first heading that is no link, and not the name above all pages of the outlet."""
    return any(
        (title := bare(shown_text(heading))) and title != bare(outlet or "") and not _is_link(heading) for heading in tree.iter("h1")
    )


def _is_link(heading: Any) -> bool:
    text = shown_text(heading)
    return bool(text) and (
        any(shown_text(link) == text for link in heading.iter("a")) or next(heading.iterancestors("a"), None) is not None
    )
