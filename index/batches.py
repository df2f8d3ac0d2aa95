"""Long streams in pieces that fit into one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")

BATCH = 250
"""Articles in one transaction, some megabytes: their documents take 0.1 to 0.3 s to make, which is how long another writer waits."""


def batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Lists of `size` items in their order, the last one shorter. (`itertools.batched` comes with Python 3.12.)"""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
