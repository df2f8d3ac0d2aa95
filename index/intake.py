"""The way in: raw articles are enriched, kept in the store, and told apart into stories."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from index.article import Article, RawArticle
from index.batches import batches
from index.enrich.identity import content_hash
from index.errors import StoreError
from index.progress import Progress, silent
from index.store import BATCH, PutCounts, Store

log = logging.getLogger(__name__)

Group = Callable[[Sequence[Article]], Mapping[str, str | None]]
"""Tells stories apart: articles of a span of time, with the stories that they are in so far, to the stories they are in now.

Articles that are not in the answer stay where they are.
"""

STORY_REACH = timedelta(days=3)
"""How far apart in time two reports of one event may be, unless `Intake` is told otherwise."""

LONGEST_SPAN = timedelta(days=14)
"""Articles that are grouped at once: two weeks of a large collection, 20,000 articles or so, fit into memory."""


class Enriching(Protocol):
    """What the intake needs of `index.enrich.enricher.Enricher`."""

    @property
    def version(self) -> str:
        """What makes the articles; it changes whenever the same record could give another one."""
        ...

    def article(self, raw: RawArticle, now: datetime) -> Article:
        """The article that a record holds."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`."""

    start: datetime
    end: datetime


class Intake:
    """Adds articles to one store. One process may run several; the store sorts them out."""

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
        self._group = group
        self._reach = reach

    @property
    def version(self) -> str:
        """What makes an article of a record."""
        return self._enricher.version

    def add(self, raws: Iterable[RawArticle], progress: Progress = silent) -> PutCounts:
        """Take articles in, a batch at a time; what is known already is not enriched again.

        A record that enrichment cannot cope with is logged and counted as failed; the others go on. Raises `StoreError`; the batches
        before are kept then, and adding the same again goes on from there.
        """
        grouped = self._grouped()
        counts = PutCounts()
        for batch in batches(raws, BATCH):
            counts += self._add(batch)
            progress("add", counts.total, None)
        self._assign_stories(grouped, progress)
        return counts

    def renew(self, progress: Progress = silent) -> int:
        """Enrich anew what another version of enrichment, or another alias table, made. Returns how many articles that were."""
        settled = self._grouped() == self._store.change()
        renewed = 0
        for batch in batches(self._store.stale(self.version), BATCH):
            made = list(self._articles(raw for _, raw in batch))
            self._store.put(made, self.version, if_kept=True)
            renewed += len(batch)
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

    def _assign_stories(self, after: int, progress: Progress) -> None:
        """Group what was put after a change number with what was published at about the same time."""
        if self._group is None or self._store.change() <= after:
            return
        moved = 0
        for span in spans(self._store.moments(after), self._reach):
            moved += self._store.set_stories(self._regrouped(self._group, span))
            progress("stories", moved, None)
        self._store.set_grouped(self._store.change())

    def _regrouped(self, group: Group, span: Span) -> dict[str, str | None]:
        """The stories of the articles in the middle of a span, and of those that share one with them.

        Those within reach of its ends are there for comparison: their own neighbours are not all in view, so
        nothing that depends on them alone is decided here. Stories are in view with all their reports.
        """
        near = {article.id: article for article in self._store.between(span.start, span.end)}
        view = near | self._store.reports({article.story for article in near.values() if article.story})
        answer = group(tuple(view.values()))
        middle = {id_ for id_, article in near.items() if span.start + self._reach <= _moment(article) <= span.end - self._reach}
        theirs = {answer[id_] for id_ in middle & answer.keys()} - {None}
        return {id_: story for id_, story in answer.items() if id_ in middle or story in theirs}

    def _add(self, batch: Sequence[RawArticle]) -> PutCounts:
        hashes = [content_hash(raw) for raw in batch]
        known, now = self._store.known(hashes, self.version), self._clock()
        made = [None if hash_ in known else self._article(raw, now) for raw, hash_ in zip(batch, hashes, strict=True)]
        ids = [article.id if article else known.get(hash_) for article, hash_ in zip(made, hashes, strict=True)]
        # Of several records of one article the last counts, be it new or known: adding the same again would turn them about else.
        last = {id_: place for place, id_ in enumerate(ids)}
        new = [(batch[place], article) for place, article in enumerate(made) if article and last[article.id] == place]
        failed = ids.count(None)
        return self._store.put(new, self.version) + PutCounts(unchanged=len(batch) - len(new) - failed, failed=failed)

    def _articles(self, raws: Iterable[RawArticle]) -> Iterator[tuple[RawArticle, Article]]:
        now = self._clock()
        for raw in raws:
            if article := self._article(raw, now):
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


def spans(moments: Iterable[datetime], reach: timedelta) -> list[Span]:
    """The spans of time that reports of the same events as those at `moments` may come from.

    Neighbours are joined, and none is longer than `LONGEST_SPAN` and twice the reach.
    """
    found: list[Span] = []
    for moment in sorted(moments):
        near = bool(found) and moment - reach <= found[-1].end
        if near and moment - found[-1].start <= LONGEST_SPAN + reach:
            found[-1] = Span(found[-1].start, moment + reach)
        elif not near or moment + reach > found[-1].end:
            found.append(Span(moment - reach, moment + reach))
    return found


def _moment(article: Article) -> datetime:
    """As the store's `between` sees it."""
    return article.believed or article.first_seen or datetime.now(UTC)
