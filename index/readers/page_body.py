"""The text of the article on a page, by trafilatura (https://trafilatura.readthedocs.io), which is asked for nowhere else.

It is an optional package, and takes a third of a second to import: this file is imported when the first page is read.
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

SEPARATORS = dict.fromkeys(("p", "head", "list", "item", "quote", "code", "table", "row", "div"), "\n\n") | {"lb": "\n", "cell": " "}
"""What is put into the text where an element of trafilatura's body begins or ends."""

BEGINNING = 50
"""Characters in which trafilatura wants to see that it is HTML; a page may begin with its first paragraph all the same."""

_TAG = re.compile(r"<[a-z!?]", re.IGNORECASE)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot do, the reader says with the file's name
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def parsed(text: str) -> Any:
    """The page as a tree of lxml; None where it is no HTML."""
    if not _TAG.search(text):
        return None
    return load_html(text if "html" in text[:BEGINNING].lower() else f"<html>{text}")


def body_of(tree: Any) -> str:
    """The article's paragraphs, a blank line between them; "" where there is nothing like one. `tree` stays as it is."""
    found = trafilatura.bare_extraction(tree, include_comments=False, favor_precision=True)
    body = getattr(found, "body", None)
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
