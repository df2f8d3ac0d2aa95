"""Web archives, as crawlers write them (Heritrix, Browsertrix, wget, Common Crawl): the articles of their pages. Read record by record.

WARC 1.0 and 1.1 (ISO 28500) and ARC, plain or gzip, whatever their suffix says. Most of a crawl is no article: images, redirects,
home pages, lists of topics. These are counted, and told in one line for the file; at the level `debug` so is each page without an article.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.article import RawArticle
from index.errors import BadRecord, NoArticle
from index.readers.pages import article_of_page
from index.readers.source import Source, stored

if TYPE_CHECKING:
    from index.readers.archive_records import Record
    from index.readers.captures import Page

log = logging.getLogger(__name__)

REMEMBERED = 500_000
"""Addresses of which is known when they were captured: as many pages as 10 GB have, in some 60 MB."""

ALWAYS_TOLD = ("articles", "without_article", "other_records")


def read_archive(source: Source) -> Iterator[RawArticle]:
    """The articles of an archive. A record that cannot be read is reported, and the next one that can be found is read.

    A capture that is older than one of the same address before it is left out: whoever takes articles in takes the last for the newest.
    Raises `BadRecord` if the file is no web archive, or what reads them is not installed.
    """
    try:
        from index.readers import archive_records, captures, page_body  # noqa: F401 - asked for by each page, which is late to say no
        from index.readers.archive_bytes import ArchiveBytes
    except ImportError as error:
        reason = f"web archives need the extra `pages`: pip install 'broadsheet[pages]' ({error})"
        raise BadRecord(str(source.path), None, reason) from None
    found = _Found(source)
    with stored(source) as file:
        archive = ArchiveBytes(file)
        if archive.begin() is None:
            raise BadRecord(str(source.path), None, "the file is empty")
        if not archive.at_record():
            raise BadRecord(str(source.path), None, "not a web archive: it does not begin with a record of WARC 1.0 or 1.1, or of ARC")
        for record in archive_records.records(archive, found.broken):
            try:
                page = captures.page_of(record)
            except captures.Unreadable as error:
                found.broken(record.place, str(error))
            else:
                if article := found.article(record, page):
                    yield article
    found.tell()


class _Found:
    """What the records of one file turn out to be."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._counts: Counter[str] = Counter(dict.fromkeys(ALWAYS_TOLD, 0))
        self._captured: dict[int, float] = {}

    def article(self, record: Record, page: Page | None) -> RawArticle | None:
        """The article of a page; None where it has none, or a later capture of it has gone before."""
        self._counts["wrong_lengths"] += record.wrong_length
        if page is None:
            self._counts["other_records"] += 1
            return None
        self._counts["cut_off"] += page.cut_off
        article = self._made(record, page)
        if article is None:
            return None
        is_latest = self._is_latest(article, record)
        self._counts["articles" if is_latest else "older_captures"] += 1
        return article if is_latest else None

    def _made(self, record: Record, page: Page) -> RawArticle | None:
        # The slash: a date in the name of the file says when the crawl was, not when its pages were published.
        origin = f"{self._source.path}/{record.place}"
        about = {"origin": origin, "url": record.url}
        seen = record.seen or self._source.file_time
        try:
            return article_of_page(page.content, origin=origin, url=record.url, charset=page.charset, seen=seen)
        except NoArticle as none:
            self._counts["without_article"] += 1
            log.debug("intake.page_without_article", extra={**about, "reason": none.reason})
        except BadRecord as bad:
            self.broken(record.place, bad.reason)
        except Exception as error:  # whatever a parser makes of a page, the others go on
            log.exception("intake.page_failed", extra=about)
            self.broken(record.place, f"the page cannot be read: {error}")
        return None

    def broken(self, place: str, reason: str) -> None:
        """Report a record that cannot be read."""
        self._source.bad(None, f"record at {place}: {reason}")

    def tell(self) -> None:
        """Say how many there were of what."""
        told = {name: str(count) for name, count in self._counts.items() if count or name in ALWAYS_TOLD}
        self._source.warn("intake.archive_read", **told)

    def _is_latest(self, article: RawArticle, record: Record) -> bool:
        if not (article.url and record.seen):
            return True
        key, seen = hash(article.url), record.seen.timestamp()
        if self._captured.get(key, seen) > seen:
            return False
        self._captured[key] = seen
        if len(self._captured) > REMEMBERED:
            del self._captured[next(iter(self._captured))]
        return True
