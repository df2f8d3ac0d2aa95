"""The way in: raw articles are enriched, kept in the store, and told apart into stories."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from index.article import Article, RawArticle
from index.batches import BATCH, batches
from index.enrich.identity import content_hash
from index.errors import StoreError
from index.excerpts import gives_way
from index.intake_warnings import IntakeWarning, logged, of_article
from index.progress import Progress, silent
from index.store import Store
from index.stored import PutCounts
from index.story_keeping import STORY_REACH, Group, Stories

log = logging.getLogger(__name__)

Told = Callable[[RawArticle, str | None, Sequence[IntakeWarning]], None]
"""Hears, once it is kept, the id of the article that a record became, and what was logged of it; None where enrichment could not cope with
it."""


def _unheard(_raw: RawArticle, _id: str | None, _warnings: Sequence[IntakeWarning]) -> None:
    """Nobody wants to know."""


class Enriching(Protocol):
    """What the intake needs of `index.enrich.enricher.Enricher`."""

    @property
    def version(self) -> str:
        """What makes the articles; it changes whenever the same record could give another one."""
        ...

    def article(self, raw: RawArticle, now: datetime) -> Article:
        """The article that a record holds."""
        ...


class Intake:
    """Adds articles to one store. One process may run several; the store sorts them out.

    Without `group` it leaves finding stories to whoever looks for them next: another intake, or the indexer.
    """

    def __init__(
        self,
        store: Store,
        enricher: Enriching,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        group: Group | None = None,
        reach: timedelta = STORY_REACH,
    ) -> None:
        self._store = store
        self._enricher = enricher
        self._clock = clock
        self._stories = None if group is None else Stories(store, group, reach)

    @property
    def version(self) -> str:
        """What makes an article of a record."""
        return self._enricher.version

    def add(self, raws: Iterable[RawArticle], progress: Progress = silent, told: Told = _unheard) -> PutCounts:
        """Take articles in, a batch at a time; what is known already is not enriched again.

        `told` hears of each record, in their order. A record that enrichment cannot cope with is logged and counted as failed; the others
        go on. Raises `StoreError`; the batches before are kept then, and adding the same again goes on from there.
        """
        grouped = self._grouped()
        counts = PutCounts()
        for batch in batches(raws, BATCH):
            counts += self._add(batch, told)
            progress("add", counts.total, None)
        if self._stories is not None:
            self._stories.assign(grouped, progress)
        return counts

    def renew(self, progress: Progress = silent) -> int:
        """Enrich anew what another version of enrichment, or another alias table, made. Returns how many articles that were.

        An article stays as it is where enrichment cannot cope with its record any more.
        """
        if self._stories is not None:
            self._stories.catch_up(progress)
        settled = self._grouped() == self._store.change()
        renewed = 0
        for batch in batches(self._store.stale(self.version), BATCH):
            made = list(self._articles(raw for _, raw in batch))
            self._store.put(made, self.version, if_kept=True)
            renewed += len(made)
            # An id is meant to stay for ever; should a version make another one, the article must not be there twice.
            kept = {article.id for _, article in made}
            if len(made) == len(batch):
                self._store.delete(id_ for id_, _ in batch if id_ not in kept)
            progress("enrich", renewed, None)
        if renewed and settled:  # the same articles: to look for the stories of a whole collection again is not meant
            self._store.set_grouped(self._store.change())
        return renewed

    def _grouped(self) -> int:
        """The change number up to which stories have been looked for: a killed process left what is above to the next."""
        grouped = self._store.grouped()
        if grouped is None:
            grouped = self._store.change()
            self._store.set_grouped(grouped)
        return grouped

    def _add(self, batch: Sequence[RawArticle], told: Told) -> PutCounts:
        hashes = [content_hash(raw) for raw in batch]
        known, now = self._store.known(hashes, self.version), self._clock()
        made = [None if hash_ in known else self._article(raw, now) for raw, hash_ in zip(batch, hashes, strict=True)]
        ids = [article.id if article else known.get(hash_) for article, hash_ in zip(made, hashes, strict=True)]
        counting = _counting(batch, ids)
        new = [(batch[place], article) for place, article in enumerate(made) if article and place in counting]
        failed = ids.count(None)
        counts = self._store.put(new, self.version) + PutCounts(unchanged=len(batch) - len(new) - failed, failed=failed)
        for raw, article, id_ in zip(batch, made, ids, strict=True):
            told(raw, id_, _warned(raw, article) if article else ())
        return counts

    def _articles(self, raws: Iterable[RawArticle]) -> Iterator[tuple[RawArticle, Article]]:
        now = self._clock()
        for raw in raws:
            if article := self._article(raw, now):
                _warned(raw, article)
                yield raw, article

    def _article(self, raw: RawArticle, now: datetime) -> Article | None:
        """The article of a record; None where enrichment cannot cope with it: one record must not stop the others, whatever is in it."""
        try:
            article = self._enricher.article(raw, now)
        except StoreError:  # of the cache: not this record's fault
            raise
        except Exception:
            log.exception("intake.article_failed", extra={"origin": raw.origin})
            return None
        return replace(article, first_seen=article.first_seen or now)


def _warned(raw: RawArticle, article: Article) -> Sequence[IntakeWarning]:
    """What is to be said of a record that became an article; it is in the log as well."""
    warnings = of_article(raw, article)
    for warning in warnings:
        logged(warning)
    return warnings


def _counting(batch: Sequence[RawArticle], ids: Sequence[str | None]) -> set[int]:
    """The places of the records that count: of several of one article the last, be it new or known, as adding the same again would turn
    them about else. With an excerpt also the last that is none, for the excerpt may give way to what is kept, which that replaces."""
    counting: dict[str | None, int] = {}
    whole: dict[str | None, int] = {}
    for place, (record, id_) in enumerate(zip(batch, ids, strict=True)):
        if id_ not in counting or not gives_way(record, batch[counting[id_]]):
            counting[id_] = place
        if not record.excerpt:
            whole[id_] = place
    return {*counting.values(), *whole.values()}
