"""What no engine may pass over: an order, interval or facet that does not exist is refused, never read as another."""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import Ask
from index.errors import Refused
from index.fields import FACETS
from index.periods import INTERVALS


def check_ask(ask: Ask) -> None:
    """Raises `Refused` for an ask that asks for something that is not there (its clause excepted)."""
    require(ask.sort, ("relevance", "newest", "oldest"), "an order")
    if ask.timeline is not None:
        require(ask.timeline, (*INTERVALS, "auto"), "an interval")
    for name in (*ask.filters, *(facet.name for facet in ask.facets)):
        require(name, FACETS, "a facet")
    if len({facet.name for facet in ask.facets}) < len(ask.facets):
        raise Refused("a facet can be asked for once")
    if ask.limit < 0 or any(facet.size < 0 for facet in ask.facets):
        raise Refused("fewer than no hits or values cannot be had")


def require(name: str, known: Sequence[str], what: str) -> None:
    """Raises `Refused` where `name` is not one of the `known`."""
    if name not in known:
        raise Refused(f"{name!r} is not {what}; there are {', '.join(known)}")
