"""All matches of a search in an order by date, a page at a time.

Each page is a question of its own to whatever generation is current then, so that none is held for as long as somebody
reads. A page goes on after the place of the last hit: places in an order by date survive changes and swaps, so that an
article that stays as it is comes exactly once. One whose date is changed meanwhile may come twice or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from index.engine import Hits, Place
from index.errors import EngineUnavailable

AT_ONCE = 500
"""Hits of one page. Each brings its text, two or three megabytes of news together."""

NextPage = Callable[[Place | None, int], Hits]
"""The hits behind a place, so many at most."""


def walk(next_page: NextPage, most: int | None = None) -> Iterator[Hits]:
    """Pages of hits, the first `most` (None: all); the first page comes even if it is empty.

    Raises `EngineUnavailable` at a page that was answered in part: a list of all matches that lacks some is none.
    """
    after, left = None, most
    while True:
        limit = AT_ONCE if left is None else min(AT_ONCE, left)
        page = next_page(after, limit)
        if page.missing:
            parts = f"{page.missing.parts} of {page.missing.of} parts of the index did not answer"
            raise EngineUnavailable(f"{parts} ({page.missing.reason}), and matches would be lacking")
        after = page.hits[-1].place if page.hits else None
        left = None if left is None else left - len(page.hits)
        is_last = len(page.hits) < limit or left == 0
        yield page
        if is_last:
            return
