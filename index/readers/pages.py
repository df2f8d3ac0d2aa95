"""Web pages as they were saved (.html, .htm, .xhtml, .mhtml, .mht): one article a page.

The text is found by trafilatura, the rest is what the page says of itself (`page_metadata.py`). A page of which no article can be made
(a front page, a list, an error) is a bad record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from index.article import RawArticle
from index.errors import BadRecord, NoArticle
from index.readers.extras import not_installed
from index.readers.mhtml import is_mhtml, saved_page
from index.readers.page_address import address_of, saved_from
from index.readers.page_charset import page_text
from index.readers.page_kind import LOOKED_FOR, why_no_article
from index.readers.page_metadata import Metadata
from index.readers.record import bare
from index.readers.source import Source, read_whole

LARGEST_PAGE = 32 * 2**20
"""Bytes, pictures included that were saved inside the page."""

LARGEST_MARKUP = 8_000_000
"""Characters without those pictures. The longest articles have one or two million with all their scripts; of a text of ten million
libxml2 drops what is more, and says nothing."""

MOST_ELEMENTS = 20_000
"""Of which a text is made in some five seconds at most, but the time grows with their square. Pages of news have one to ten thousand."""

MORE = 1.1
"""Times as long as the text that was found, that of the JSON-LD has more than other spaces and a heading."""

AGREEING = 0.8
"""Share of the runs of four words that two forms of one text have in common; captions and links inside it are the rest."""

_PICTURE = re.compile(r"data:[\w.+/-]*+;base64,[A-Za-z0-9+/=\s]{1000,}+")
"""A file inside an address (RFC 2397): programs that save a page as one file put its pictures there."""

_WORD = re.compile(r"\w+")


def read_page(source: Source) -> Iterator[RawArticle]:
    """The article of a saved page. Raises `BadRecord` if there is none."""
    content, origin = read_whole(source), str(source.path)
    if not is_mhtml(content):
        yield article_of_page(content, origin=origin, seen=source.file_time)
    elif page := saved_page(content):
        yield article_of_page(page.content, origin=origin, url=page.url, charset=page.charset, seen=page.seen or source.file_time)
    else:
        raise BadRecord(origin, None, "no page is in this MHTML file: its first part of HTML was looked for")


def article_of_page(
    content: bytes, *, origin: str, url: str | None = None, charset: str | None = None, seen: datetime | None = None
) -> RawArticle:
    """The article of a page's bytes.

    `origin` says which file and record it is, `url` where it was fetched from, `charset` what the server said of its characters, `seen`
    when it was fetched, or its file last changed. Raises `NoArticle`, and `BadRecord` where the page is too large or the extra `pages` is
    not installed.
    """
    if len(content) > LARGEST_PAGE:
        raise BadRecord(origin, None, f"larger than {LARGEST_PAGE >> 20} MiB, the most that is read of a page")
    try:
        from index.readers import page_body
    except ImportError as error:
        raise BadRecord(origin, None, not_installed("web pages", error)) from None
    text = _PICTURE.sub("data:,", page_text(content, charset))
    if len(text) > LARGEST_MARKUP:
        raise BadRecord(origin, None, f"a page of {len(text):,} characters; at most {LARGEST_MARKUP:,} are read")
    tree = page_body.parsed(text)
    if tree is None:
        raise NoArticle(origin, None, "the page is empty" if not text.strip() else "not HTML: no elements were found")
    if (count := sum(1 for _ in tree.iter())) > MOST_ELEMENTS:
        raise BadRecord(origin, None, f"a page of {count:,} elements; at most {MOST_ELEMENTS:,} are read")
    metadata, saved = Metadata(tree), saved_from(text)
    own_addresses = [*metadata.addresses, saved]
    address = address_of(url, own_addresses, metadata.base or saved)
    in_ld = metadata.articles(address)
    fields = metadata.fields(in_ld, address)
    fields["url"] = address or address_of(None, [fields.get("url")])
    body = _fuller(page_body.body_of(tree), fields.get("body", ""))
    fields["body"] = _untitled(body, metadata.titles | {bare(fields.get("title", ""))})
    if reason := why_no_article(tree, fields["body"], fields.get("source"), url, own_addresses, metadata.calls_itself(in_ld)):
        raise NoArticle(origin, None, f"no article on this page: {reason}; looked for {LOOKED_FOR}")
    return RawArticle(origin=origin, file_time=seen, **fields)


def _fuller(found: str, in_ld: str) -> str:
    """The text that was found, or what the page tells in its JSON-LD where that is the same text and goes on, or has its paragraphs."""
    longer = len(in_ld) >= MORE * len(found)
    parted = len(in_ld) >= len(found) and in_ld.count("\n\n") > found.count("\n\n")
    if not (longer or parted):
        return found
    runs = _runs(found)
    return in_ld if len(runs & _runs(in_ld)) >= AGREEING * len(runs) else found


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _untitled(body: str, titles: frozenset[str]) -> str:
    """The body without the title above it."""
    while body and bare(body.partition("\n\n")[0]) in titles:
        body = body.partition("\n\n")[2]
    return body
