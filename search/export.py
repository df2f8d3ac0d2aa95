"""Export: the articles that a search finds, all of them and whole, one after the other.

The index says which, the store what they hold. The store is the truth: an article that was changed since it was indexed comes as it
is now, one that was deleted since does not come, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from index.article import Article
from index.batches import batches
from index.errors import StoreError
from index.store import Store
from search.request import SearchRequest
from search.service import Search

READ_AT_ONCE = 100
"""Articles that are in memory together. Long ones with many names take a hundred kilobytes."""


class Export:
    """One export, to be gone through once. It takes from index and store what is wanted next, so that its size needs no memory.

    `total` is how many articles the index finds at the beginning, an estimate if not `exact` (stories, in a cluster). So far, `done` of
    them have come, and `gone` had been deleted. `most`: the first so many in the order; None for all.

    The constructor asks for the first page. It, and going on, raise what `Search.walk` does and `StoreError`: an export that
    comes to its end has everything.
    """

    def __init__(self, search: Search, store: Store, request: SearchRequest, most: int | None = None) -> None:
        pages = search.walk(request, most)
        first = next(pages)
        self.total = first.total if first.stories is None else first.stories
        self.exact = first.stories is None or first.stories_exact
        self.done = self.gone = 0
        self._store = store
        self._ids = ([hit.id for hit in page.hits] for page in chain([first], pages))

    def articles(self) -> Iterator[Article]:
        """The articles, in the order of the request."""
        for ids in self._ids:
            for batch in batches(ids, READ_AT_ONCE):
                found = self._store.articles(batch)
                self._tell_gone([id_ for id_ in batch if id_ not in found])
                for article in found.values():
                    self.done += 1
                    yield article

    def _tell_gone(self, ids: Sequence[str]) -> None:
        """Count what was deleted. What the store never had is no article that went: it is not the store that was indexed."""
        deleted = self._store.deleted(ids) if ids else set()
        if strangers := [id_ for id_ in ids if id_ not in deleted]:
            raise StoreError(f"the index has {len(strangers)} articles that the store does not know, {strangers[0]} for one; rebuild")
        self.gone += len(deleted)
