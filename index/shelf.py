"""Shelf: where the generations of an index are kept, with the pointer that says which of them is current.

There are two: folders on one machine (`index.folders`), for the engines that are embedded, and the indices of a cluster
(`index.engines.opensearch_shelf`). `index.generations` and `index.live` know this Protocol only.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from index.engine import Where
from index.manifest import Manifest, Pointer
from index.stored import Span


class Lease(Protocol):
    """Keeps a generation from being removed while someone reads it."""

    def release(self) -> None:
        """Let go; call it once."""
        ...


class Turn(Protocol):
    """Sees to it that one process, and thread, writes at a time."""

    def taken(self, doing: str) -> AbstractContextManager[object]:
        """Be the one that writes. Does not wait: raises `Locked`, which says who writes, and what they are `doing`."""
        ...

    def check(self) -> None:
        """Raise `Locked` if the turn was lost on the way, as it is with a broken connection. Asked before each batch and the pointer."""
        ...

    def holder(self) -> str | None:
        """Who is writing, in words; None if nobody is."""
        ...


class Shelf(Protocol):
    """Generations by id. Only whoever has the `turn` makes, changes or removes any, or moves the pointer."""

    def close(self) -> None:
        """Close connections, if there are any."""
        ...

    @property
    def turn(self) -> Turn:
        """Whose turn it is to write."""
        ...

    def new(self) -> str:
        """Make room for a generation; returns its id. Until `finish` it counts as a leftover of whoever was killed."""
        ...

    def where(self, id_: str) -> Where:
        """Where the engine keeps the index of a generation."""
        ...

    def spans(self, id_: str) -> Mapping[Span, int]:
        """The periods of first sight (`Document.seen`) whose articles a generation keeps apart, with the number of articles in each.

        Empty where a generation is one index.
        """
        ...

    def share(self, id_: str, of: str, spans: Iterable[Span]) -> None:
        """Let generation `id_` have the articles of some of those periods from generation `of`, instead of building them anew."""
        ...

    def settle(self, id_: str) -> None:
        """Make an index that was just built ready to be searched by everybody (a cluster copies it to other nodes)."""
        ...

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest of a generation; from then on it counts as complete."""
        ...

    def manifest(self, id_: str) -> Manifest:
        """The manifest of one generation. Raises `NotFound`."""
        ...

    def complete(self) -> tuple[Manifest, ...]:
        """The manifests of all complete generations, newest first."""
        ...

    def pointer(self) -> Pointer:
        """Which generation is current, and how far it has come. Raises `NoGeneration` where none is."""
        ...

    def point(self, pointer: Pointer) -> None:
        """Make another state current, at one stroke."""
        ...

    def signature(self) -> Hashable:
        """Something that differs whenever the pointer has moved; asked at every request, and so it must cost next to nothing."""
        ...

    def held(self, id_: str) -> Lease:
        """Keep a generation while it is read. Raises `FileNotFoundError` or `NotFound` if it has been removed."""
        ...

    def remove(self, id_: str) -> None:
        """Remove one generation."""
        ...

    def remove_leftovers(self) -> None:
        """Remove what killed processes left: generations that were never finished."""
        ...

    def prune(self, ids: Sequence[str]) -> None:
        """Remove generations that are no longer wanted; what is still read is left to the next rebuild."""
        ...
