"""Each story once: of the reports of one event that match, the first in the order stands for all.

Made of ordinary asks, so that it is the same on every engine; cursors stay places in the order of all reports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.analysis import fold_key
from index.batches import batches
from index.clauses import Both, Either, Term
from index.engine import Ask, Hit, Hits

Find = Callable[[Ask], Hits]

MORE = 3
"""Times as many reports as before that are fetched next when those fetched were of too few stories."""

MOST = 1_000
"""Reports fetched at once."""

STORIES = 200
"""Stories that are asked for at once."""


def folded(ask: Ask, find: Find) -> Hits:
    """The answer to `ask`, its hits being first reports only: as many as it asks for, if there are so many.

    `find` is `IndexReader.find`, and is asked again where later reports take the places of other stories.
    """
    answer = page = find(ask)
    firsts = _Firsts(ask, find)
    kept, counts = firsts.among(page), dict(page.story_counts)
    limit = ask.limit
    while len(kept) < ask.limit and len(page.hits) == limit:
        limit = min(MORE * limit, MOST)
        page = find(replace(ask, after=page.hits[-1].place, limit=limit, facets=(), timeline=None))
        kept += firsts.among(page)
        counts |= page.story_counts
    return replace(answer, hits=tuple(kept[: ask.limit]), story_counts=counts)


class _Firsts:
    """Tells the first report of each story from later ones."""

    def __init__(self, ask: Ask, find: Find) -> None:
        self._ask, self._find = ask, find
        self._seen: set[str] = set()

    def among(self, page: Hits) -> list[Hit]:
        """The hits that are no later reports. Pages come in their order."""
        here: dict[str, str] = {}
        for hit in page.hits:
            if hit.shown.story and hit.shown.story not in self._seen:
                here.setdefault(hit.shown.story, hit.id)
        self._seen.update(here)
        if self._ask.after is not None:
            several = [story for story in here if page.story_counts.get(story) != 1]
            for batch in batches(several, STORIES):
                here |= self._firsts_of(batch)
        return [hit for hit in page.hits if hit.shown.story is None or here.get(hit.shown.story) == hit.id]

    def _firsts_of(self, stories: Sequence[str]) -> dict[str, str]:
        """The ids of the first reports of stories, which may stand before the page. All are asked for together: one by one, a search
        whose later pages hold no first report would ask as often as there are stories.
        """
        of_stories = Both((self._ask.clause, Either(tuple([Term("story", fold_key(story), 0.0) for story in stories]))))
        ask = replace(self._ask, clause=of_stories, after=None, limit=MORE * len(stories), facets=(), timeline=None, stories=False)
        found: dict[str, str] = {}
        while True:
            hits = self._find(ask).hits
            for hit in hits:
                found.setdefault(hit.shown.story or "", hit.id)
            if len(found) == len(stories) or len(hits) < ask.limit:
                return found
            ask = replace(ask, after=hits[-1].place, limit=min(MORE * ask.limit, MOST))
