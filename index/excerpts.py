"""Of two records of one article, which counts: the later one, unless it has only the beginning of a text that is kept in full.

A feed tells again each quarter of an hour what a page told once in full.
"""

from __future__ import annotations

import re

from index.article import RawArticle

_BROKEN_OFF = re.compile(r"(?:\[\+\d+ chars\]|\[(?:…|\.\.\.)\])\s*\Z")
"""How NewsAPI, and WordPress, end a text of which there is more."""


def broken_off(body: str) -> bool:
    """Whether a text says at its end that there is more of it."""
    return _BROKEN_OFF.search(body) is not None


def gives_way(record: RawArticle, kept: RawArticle) -> bool:
    """Whether `record` is not to take the place of `kept`, an earlier record of the same article.

    A feed's summary that is longer than what is kept does: some feeds put the whole text there, and some pages show only its beginning.
    """
    return record.excerpt and not kept.excerpt and len(record.body) < len(kept.body)
