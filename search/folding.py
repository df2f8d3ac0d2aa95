"""Each story once: of the reports of one event that match, the first in the order stands for all.

Made of ordinary asks, so that it is the same on every engine; cursors stay places in the order of all reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from index.analysis import fold_key
from index.clauses import Both, Term
from index.engine import Ask, Hit, Hits

Find = Callable[[Ask], Hits]

MORE = 3
"""Times as many reports as before that are fetched next when those fetched were of too few stories."""

MOST = 1_000
"""Reports fetched at once."""


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
        return [hit for hit in page.hits if self._is_first(hit, page.story_counts)]

    def _is_first(self, hit: Hit, reports: Mapping[str, int]) -> bool:
        story = hit.shown.story
        if story is None:
            return True
        if story in self._seen:
            return False
        self._seen.add(story)
        return self._ask.after is None or reports.get(story) == 1 or self._first_of(story) in (None, hit.id)

    def _first_of(self, story: str) -> str | None:
        """The id of a story's first report, which may stand before the page."""
        of_story = Both((self._ask.clause, Term("story", fold_key(story), 0.0)))
        hits = self._find(replace(self._ask, clause=of_story, after=None, limit=1, facets=(), timeline=None, stories=False)).hits
        return hits[0].id if hits else None
