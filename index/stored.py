"""What goes into the store and comes out of it, beside articles and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.document import Document

Span = tuple[int, int]
"""From a start to before an end, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class PutCounts:
    """What became of articles that were put. The log names those that `failed` to become articles at all."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    def __add__(self, other: PutCounts) -> PutCounts:
        return PutCounts(
            self.added + other.added, self.updated + other.updated, self.unchanged + other.unchanged, self.failed + other.failed
        )

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.updated + self.unchanged + self.failed


@dataclass(frozen=True, slots=True)
class Change:
    """The last thing that happened to an article: it was put (then `document` is there), or deleted (None)."""

    change: int
    id: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the store: all changes up to `change`, `count` articles, and documents to iterate over once.

    There are `streamed` documents: of all articles but those first seen in the spans that were `left_out`.
    """

    change: int
    count: int
    streamed: int
    documents: Iterator[Document]
    left_out: Sequence[Span] = ()


def outside(spans: Iterable[Span]) -> list[tuple[int | None, int | None]]:
    """The spans between those given, before and after them; None: without end."""
    found: list[tuple[int | None, int | None]] = []
    start: int | None = None
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if start is None or begin > start:
            found.append((start, begin))
        start = end if start is None else max(start, end)
    return [*found, (start, None)]
