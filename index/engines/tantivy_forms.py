"""A run with gaps, and a cluster, written out: the phrases with fixed positions that together match the same articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from math import comb, factorial, prod

Form = list[tuple[int, str]]
"""A phrase with fixed positions, counted from its first word."""


def run_forms(terms: Sequence[str], slop: int) -> Iterator[Form]:
    """All ways in which `terms` can stand in this order with at most `slop` others among them."""
    for rest in combinations(range(1, slop + len(terms)), len(terms) - 1):
        yield list(zip((0, *rest), terms, strict=True))


def cluster_forms(terms: Sequence[str], distance: int) -> Iterator[Form]:
    """All ways in which `terms` can stand in any order with at most `distance` others among them."""
    for ordered in sorted(set(permutations(terms))):
        yield from run_forms(ordered, distance)


def count_run_forms(terms: Sequence[str], slop: int) -> int:
    """How many `run_forms` there are."""
    return comb(slop + len(terms) - 1, len(terms) - 1)


def count_cluster_forms(terms: Sequence[str], distance: int) -> int:
    """How many `cluster_forms` there are."""
    orders = factorial(len(terms)) // prod(factorial(times) for times in Counter(terms).values())
    return orders * count_run_forms(terms, distance)
