"""Stories of one store, kept up to date with its articles: which spans of time are looked at again, and how far that has come.

Whoever adds many articles at once does it at the end (`index.intake`). Whoever adds one at a time leaves it to the indexer, which
does it for all that came meanwhile: in a large collection a report is compared with its neighbours in seconds, and a hundred in no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from index.article import Article
from index.progress import Progress, silent
from index.store import Store

Group = Callable[[Sequence[Article], Collection[str]], Mapping[str, str | None]]
"""Tells stories apart: articles of a span of time, with the stories that they are in so far, and the ids of the new among them, to the
stories they are in now.

Articles that are not in the answer stay where they are.
"""

STORY_REACH = timedelta(days=3)
"""How far apart in time two reports of one event may be: `index.enrich.stories.STORY_WINDOW` as a time."""

LONGEST_SPAN = timedelta(days=14)
"""Articles that are grouped at once: two weeks of a large collection, 20,000 articles or so, fit into memory."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`."""

    start: datetime
    end: datetime


class Stories:
    """The stories of the articles in `store`, as `group` tells them apart.

    Several processes may look for the same at once, which comes to the same; the store sorts them out.
    """

    def __init__(self, store: Store, group: Group, reach: timedelta = STORY_REACH) -> None:
        self._store = store
        self._group = group
        self._reach = reach

    def catch_up(self, progress: Progress = silent) -> int:
        """Look for the stories of whatever came since somebody last did. Returns how many articles moved to another."""
        grouped = self._store.grouped()
        return 0 if grouped is None else self.assign(grouped, progress)

    def assign(self, after: int, progress: Progress = silent) -> int:
        """Group what was put after a change number with what was published at about the same time."""
        before = self._store.change()
        if before <= after:
            return 0
        moved = 0
        new = self._store.put_after(after)
        for span in spans(new.values(), self._reach):
            moved += self._store.set_stories(self._regrouped(span, new.keys()))
            progress("stories", moved, None)
        now = self._store.change()
        # What others put meanwhile has not been looked at; where there is more than our own moves, all that came meanwhile comes again.
        self._store.set_grouped(now if now == before + moved else before)
        return moved

    def _regrouped(self, span: Span, new: Collection[str]) -> dict[str, str | None]:
        """The stories of the articles in the middle of a span, and of those that share one with them.

        Those within reach of its ends are there for comparison: their own neighbours are not all in view, so
        nothing that depends on them alone is decided here. Stories are in view with all their reports.
        """
        near = {article.id: article for article in self._store.between(span.start, span.end)}
        view = near | self._store.reports({article.story for article in near.values() if article.story})
        answer = self._group(tuple(view.values()), new)
        middle = {id_ for id_, article in near.items() if span.start + self._reach <= _moment(article) <= span.end - self._reach}
        theirs = {answer[id_] for id_ in middle & answer.keys()} - {None}
        return {id_: story for id_, story in answer.items() if id_ in middle or story in theirs}


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
