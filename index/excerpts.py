"""Of two records of one article, which counts: the later one, but the beginning of a text does not take the place of more of it.

A feed tells again each quarter of an hour what a page told once in full.
"""

from __future__ import annotations

import re

from index.article import RawArticle

_BROKEN_OFF = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]\s*(?:The post .+ appeared first on .+)?\Z|\[\+?[\d,]+ chars\]\s*\Z")
"""How WordPress, and NewsAPI, end a text of which there is more."""


def broken_off(body: str) -> bool:
    """Whether a text says at its end that there is more of it."""
    return _BROKEN_OFF.search(body) is not None


def gives_way(record: RawArticle, kept: RawArticle) -> bool:
    """Whether `record` is not to take the place of `kept`, an earlier record of the same article.

    Of an excerpt and what is none the longer one counts, whichever comes first: some feeds have the whole text for a summary, and some
    pages show only its beginning. Of two excerpts too, but for a file that says again what it said.
    """
    if record.excerpt == kept.excerpt:
        return record.excerpt and _file(record) != _file(kept) and len(record.body) <= len(kept.body)
    return len(record.body) < len(kept.body) + record.excerpt


def _file(record: RawArticle) -> str:
    """What a record's `origin` begins with: "feed.xml" of "feed.xml#3", "news.jsonl" of "news.jsonl:17"."""
    return re.split(r"[:#]\d", record.origin, maxsplit=1)[0]
