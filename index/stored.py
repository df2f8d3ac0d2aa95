"""What goes into the store and comes out of it, beside articles and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from index.analysis import ANALYSIS_VERSION
from index.document import DOCUMENT_VERSION, Document

AlsoNamed = Mapping[str, tuple[str, ...]]
"""Canonical name → its other spellings, as `index.document.document` wants them."""


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
    """One state of the store: all changes up to `change`, `count` articles, and their documents to iterate over once."""

    change: int
    count: int
    documents: Iterator[Document]


def document_version(also_named: AlsoNamed) -> str:
    """What a kept document was made with: analysis, document version and alias table. Another one is stale."""
    return f"{ANALYSIS_VERSION}.{DOCUMENT_VERSION}.{alias_version(also_named)}"


def alias_version(also_named: AlsoNamed) -> str:
    """Eight characters that change with the alias table."""
    return f"{crc32(repr(sorted(also_named.items())).encode()):08x}"
