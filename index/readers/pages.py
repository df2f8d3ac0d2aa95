"""Web pages as they were saved (.html, .htm, .xhtml): one article a page.

The text is found by trafilatura, the rest is what the page says of itself (`page_metadata.py`). A page of which no article can be made
(a front page, a list, an error) is a bad record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from index.article import RawArticle
from index.errors import BadRecord
from index.readers.page_address import address_of, is_front_page, saved_from
from index.readers.page_charset import page_text
from index.readers.page_metadata import addresses, bare, base_of, page_fields, titles_of
from index.readers.source import Source, read_whole

LARGEST_PAGE = 32 * 2**20
"""Bytes. The longest articles have one or two million with all their scripts; more is read in minutes, and is no article."""

MOST_ELEMENTS = 50_000
"""Of which trafilatura makes a text in ten seconds; its time grows faster than their number. Pages of news have one to ten thousand."""

FEWEST_CHARACTERS = 250
"""Of sentences on a page that does not call itself an article; error pages and sign-up forms have fewer."""

SHORTEST_PARAGRAPH = 60
"""Characters of a paragraph that counts as sentences, if it has the end of one: headlines and teasers are shorter, or have none."""

_SENTENCE_END = re.compile(r"[.!?…](?:\s|[\"'”’»)]|$)|[。！？।؟]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WIDE = 2
"""Characters that one of Chinese, Japanese or Korean counts for: each is half a word or a whole one."""

LOOKED_FOR = "schema.org's NewsArticle, og:type article, and running text"


def read_page(source: Source) -> Iterator[RawArticle]:
    """The article of a saved page. Raises `BadRecord` if there is none."""
    yield article_of_page(read_whole(source), origin=str(source.path), seen=source.file_time)


def article_of_page(
    content: bytes, *, origin: str, url: str | None = None, charset: str | None = None, seen: datetime | None = None
) -> RawArticle:
    """The article of a page's bytes.

    `origin` says which file and record it is, `url` where it was fetched from, `charset` what the server said of its characters, `seen`
    when it was fetched. Raises `BadRecord` where there is no article, or trafilatura is not installed.
    """
    if len(content) > LARGEST_PAGE:
        raise BadRecord(origin, None, f"larger than {LARGEST_PAGE >> 20} MiB, the most that is read of a page")
    try:
        from index.readers import page_body
    except ImportError as error:
        raise BadRecord(origin, None, f"web pages need trafilatura: pip install 'broadsheet[pages]' ({error})") from None
    text = page_text(content, charset)
    tree = page_body.parsed(text)
    if tree is None:
        raise BadRecord(origin, None, "the page is empty" if not text.strip() else "not HTML: no elements were found")
    if (count := sum(1 for _ in tree.iter())) > MOST_ELEMENTS:
        raise BadRecord(origin, None, f"a page of {count} elements; at most {MOST_ELEMENTS} are read")
    address = address_of(url, [*addresses(tree), saved_from(text)], base_of(tree))
    fields, marked = page_fields(tree, address)
    fields["url"] = address or address_of(None, [fields.get("url")])
    fields["body"] = _untitled(page_body.body_of(tree), titles_of(tree) | {bare(fields.get("title", ""))}) or fields.get("body", "")
    if reason := _no_article(fields, marked):
        raise BadRecord(origin, None, f"no article on this page: {reason}; looked for {LOOKED_FOR}")
    return RawArticle(origin=origin, file_time=seen, **fields)


def _untitled(body: str, titles: frozenset[str]) -> str:
    """The body without the title above it."""
    while body and bare(body.partition("\n\n")[0]) in titles:
        body = body.partition("\n\n")[2]
    return body


def _no_article(fields: dict[str, Any], marked: bool) -> str | None:
    """Why what was found is no article, None if it is one."""
    body = fields["body"]
    if not body:
        return "it has no text"
    if marked:
        return None
    if is_front_page(fields["url"]):
        return "its address is that of a whole site"
    if (told := _running(body)) < FEWEST_CHARACTERS:
        return f"it does not say that it is one, and its text has {told} characters in sentences"
    return None


def _running(body: str) -> int:
    """Characters in paragraphs of sentences."""
    counted = [(paragraph, len(paragraph) + (WIDE - 1) * len(_WIDE.findall(paragraph))) for paragraph in body.split("\n\n")]
    return sum(length for paragraph, length in counted if length >= SHORTEST_PARAGRAPH and _SENTENCE_END.search(paragraph))
