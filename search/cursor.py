"""Cursors: where the next page begins, as a short opaque text.

A cursor holds the place of the last hit (sort value and id), never a page number, so it stays good
when the index changes or is swapped between two pages: exactly in the orders by date, nearly by relevance, whose
scores move with the collection.
"""

from __future__ import annotations

import base64
import binascii
import json
import math

from index.engine import Place, Sort
from index.errors import BadRequest

_SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")


def encode(place: Place, sort: Sort) -> str:
    """The cursor of what follows `place` in the order `sort`."""
    packed = json.dumps([_SORTS.index(sort), place.id, place.published, place.score], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode(cursor: str, sort: Sort) -> Place:
    """The place that a cursor of the same order holds. Raises `BadRequest` for anything else."""
    try:
        order, id_, published, score = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(id_, str) or not isinstance(published, int | None) or not math.isfinite(score):
            raise ValueError
        place = Place(id_, published, float(score))
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError) as error:
        raise BadRequest("cursor", "not a cursor of this service; take `next` of an answer as it is") from error
    if _SORTS.index(sort) != order:
        raise BadRequest("cursor", f"belongs to another order than sort={sort}; keep `sort` while paging")
    return place
