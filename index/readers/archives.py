"""Web archives, as crawlers write them (Heritrix, Browsertrix, wget, Common Crawl): the articles of their pages. Read record by record.

WARC 0.17 to 1.1 (ISO 28500) and ARC, plain or gzip, whatever their suffix says. Most of a crawl is no article: images, redirects,
home pages, lists of topics. These are counted, and told in one line for the file; at the level `debug` so is each page without an article.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from index.article import RawArticle
from index.enrich.identity import canonical_url
from index.errors import BadRecord, NoArticle
from index.readers.extras import not_installed
from index.readers.pages import article_of_page
from index.readers.source import Source, stored

if TYPE_CHECKING:
    from index.readers.archive_captures import Page
    from index.readers.archive_records import Record

log = logging.getLogger(__name__)

REMEMBERED = 500_000
"""Addresses of which is known when they were captured: as many pages as 10 GB have, in some 60 MB."""

ALWAYS_TOLD = ("articles", "without_article", "other_records")
"""Which counts are told also where they are 0: together they are all records that could be read, but for older captures."""

DOUBTFUL = ("truncated", "wrong_lengths")
"""Counts of what was taken and may not be whole: only these make a warning of the line."""


def read_archive(source: Source) -> Iterator[RawArticle]:
    """The articles of an archive. Raises `BadRecord` if what reads them is not installed."""
    return read_archives(source, [source])


def read_archives(source: Source, archives: Iterable[Source]) -> Iterator[RawArticle]:
    """The articles of the archives that a file consists of, which are told and compared as one.

    A record that cannot be read is reported, and the next one that can be found is read; so is what is no archive. A capture that is older
    than one of the same address before it is left out: whoever takes articles in takes the last for the newest.
    Raises `BadRecord` if what reads them is not installed.
    """
    try:
        from index.readers import archive_bytes, archive_captures, archive_records, page_body  # noqa: F401 - asked for later, too late for a no
    except ImportError as error:
        raise BadRecord(str(source.path), None, not_installed("web archives", error)) from None
    found = _Found()
    try:
        for archive in archives:
            try:
                yield from found.articles(archive)
            except BadRecord as bad:
                source.on_bad(bad)
    finally:  # also of a file that cannot be read any further
        found.tell(source)


class _Found:
    """What the records of one file turn out to be."""

    def __init__(self) -> None:
        self._begun = False
        self._counts: Counter[str] = Counter(dict.fromkeys(ALWAYS_TOLD, 0))
        self._latest = _LatestCaptures()

    def articles(self, archive: Source) -> Iterator[RawArticle]:
        """The articles of an archive. Raises `BadRecord` if it is none."""
        from index.readers.archive_bytes import ArchiveBytes  # here, as all that needs an extra
        from index.readers.archive_records import records

        with stored(archive) as file:
            content = ArchiveBytes(file)
            if content.begin() is None:
                raise BadRecord(str(archive.path), None, "the file is empty")
            if not content.at_record():
                reason = "not a web archive: it does not begin with a record of WARC 0.17 to 1.1, or of ARC"
                raise BadRecord(str(archive.path), None, reason)
            self._begun = True
            for record in records(content, partial(_broken, archive)):
                if article := self._article(archive, record):
                    yield article

    def _article(self, archive: Source, record: Record) -> RawArticle | None:
        """The article of a record; None where it has none, or a later capture of it has gone before."""
        from index.readers.archive_captures import Unreadable, page_of

        self._counts["wrong_lengths"] += record.wrong_length
        try:
            page = page_of(record)
        except Unreadable as error:
            _broken(archive, record.place, str(error))
            return None
        if page is None:
            self._counts["other_records"] += 1
            return None
        self._counts["truncated"] += page.truncated
        article = self._made(archive, record, page)
        if article is None:
            return None
        if self._latest.later_than(article.url, record.seen):
            self._counts["older_captures"] += 1
            return None
        self._latest.remember(article.url, record.seen)
        self._counts["articles"] += 1
        return article

    def _made(self, archive: Source, record: Record, page: Page) -> RawArticle | None:
        # A date is looked for behind the last slash of an origin. The one in the name of the file says when the crawl was, not when its
        # pages were published; and the commas of the place keep its digits from being taken for one.
        origin = f"{archive.path}/{record.place}"
        about = {"origin": origin, "url": record.url}
        seen = record.seen or archive.file_time
        try:
            return article_of_page(page.content, origin=origin, url=record.url, charset=page.charset, seen=seen)
        except NoArticle as none:
            self._counts["without_article"] += 1
            log.debug("intake.page_without_article", extra={**about, "reason": none.reason})
        except BadRecord as bad:
            _broken(archive, record.place, bad.reason)
        except Exception as error:  # whatever a parser makes of a page, the others go on
            log.exception("intake.page_failed", extra=about)
            _broken(archive, record.place, f"the page cannot be read: {error}")
        return None

    def tell(self, source: Source) -> None:
        """Say how many there were of what, if anything could be read."""
        if self._begun:
            told = {name: str(count) for name, count in self._counts.items() if count or name in ALWAYS_TOLD}
            level = logging.WARNING if any(self._counts[name] for name in DOUBTFUL) else logging.INFO
            log.log(level, "intake.archive_read", extra={"origin": str(source.path), **told})


def _broken(archive: Source, place: str, reason: str) -> None:
    """Report a record that cannot be read."""
    archive.bad(None, f"record at {place}: {reason}")


class _LatestCaptures:
    """When each page was captured last, of the `REMEMBERED` addresses that were met last.

    Pages are told apart as the store does it, by their canonical address. Of that a hash is kept, since the addresses would take twice the
    memory: among so many, two have the same one in one archive of a hundred million.
    """

    def __init__(self) -> None:
        self._captured: dict[int, datetime] = {}

    def later_than(self, url: str | None, seen: datetime | None) -> bool:
        """Whether a page was captured later than `seen` as well; False where nobody knows."""
        latest = self._captured.get(hash(canonical_url(url)))
        return latest is not None and seen is not None and latest > seen

    def remember(self, url: str | None, seen: datetime | None) -> None:
        """Take note of a capture later than all before it. Without address or time it can be compared with none."""
        if seen is None or (address := canonical_url(url)) is None:
            return
        self._captured.pop(hash(address), None)
        self._captured[hash(address)] = seen
        if len(self._captured) > REMEMBERED:
            del self._captured[next(iter(self._captured))]
