"""The text of the article on a page, by trafilatura (https://trafilatura.readthedocs.io), which is asked for nowhere else.

It is an optional package, and takes half a second to import: this file is imported when the first page is read. Its way of "precision"
leaves out more of what stands around an article, and now and then the article: `bench/pages.py` measures what comes of both ways together.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml.etree import iterwalk
from trafilatura.utils import load_html

from index.readers.html import joined
from index.readers.record import bare

SEPARATORS = dict.fromkeys(("p", "head", "list", "item", "quote", "code", "table", "row", "div"), "\n\n") | {"lb": "\n", "cell": " "}
"""What is put into the text where an element of trafilatura's body begins; where those of paragraphs end, too."""

BEGINNING = 50
"""Characters in which trafilatura wants to see that it is HTML; a page may begin with its first paragraph all the same."""

SHORT = 1000
"""Characters below which the text is looked for in the usual way too: that of precision may take an article for what stands around one."""

MUCH_LONGER = 2
"""Times as long as the text of precision, that of the usual way is the article, and not the same with more around it."""

_BODY = re.compile(r"(?:article|entry|post|story)(?:__|-)?(?:body|content|text)", re.IGNORECASE)
"""In the class of an element that holds the text of an article, or a part of it."""

_TAG = re.compile(r"<[a-z!?]", re.IGNORECASE)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot do, the reader says with the file's name


def parsed(text: str) -> Any:
    """The page as a tree of lxml; None where it is no HTML."""
    if not _TAG.search(text):
        return None
    return load_html(text if "html" in text[:BEGINNING].lower() else f"<html>{text}")


def body_of(tree: Any) -> str:
    """The article's paragraphs, a blank line between them; "" where there is nothing like one. Parts of it in `tree` are put together."""
    _put_together(tree)
    body = _extracted(tree, precisely=True)
    if len(body) < SHORT and len(more := _extracted(tree, precisely=False)) > MUCH_LONGER * len(body):
        body = more
    links = {title for link in tree.iter("a") if (title := bare("".join(link.itertext())))}
    return "\n\n".join(_without_lists(body.split("\n\n"), links))


def _put_together(tree: Any) -> None:
    """An article whose body is in several parts, with advertisements between them: trafilatura takes the first for the whole."""
    parts: dict[tuple[Any, str], list[Any]] = {}
    for element in tree.iter("div", "section"):
        if _BODY.search(name := element.get("class") or "") and (article := next(element.iterancestors("article"), None)) is not None:
            alike = parts.setdefault((article, name), [])
            if not alike or alike[-1] not in element.iterancestors():
                alike.append(element)
    for first, *others in parts.values():
        for other in others:
            first.extend(list(other))


def _extracted(tree: Any, *, precisely: bool) -> str:
    body = getattr(trafilatura.bare_extraction(tree, include_comments=False, favor_precision=precisely), "body", None)
    return "" if body is None else joined(_pieces(body))


def _pieces(body: Any) -> Iterator[str]:
    for event, element in iterwalk(body, events=("start", "end")):
        separator = SEPARATORS.get(element.tag, "")
        if event == "start":
            yield separator
            yield (element.text or "").replace("\n", " ")
        else:
            yield separator if separator == "\n\n" else ""
            yield (element.tail or "").replace("\n", " ")


def _without_lists(paragraphs: list[str], links: set[str]) -> list[str]:
    """Without two or more paragraphs in a row that are a link and nothing else: they lead to other articles. One alone may be a heading."""
    linked = [False, *(bare(paragraph) in links for paragraph in paragraphs), False]
    return [each for at, each in enumerate(paragraphs, 1) if not (linked[at] and (linked[at - 1] or linked[at + 1]))]
