"""Near copies: texts that are nearly the same words, found by MinHash and locality-sensitive hashing (rensa)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise
from zlib import crc32

from rensa import RMinHash

RUN = 3
"""Telling words (common ones are left out before) that make one shingle: about six words of running text."""
FEWEST_SHINGLES = 25
"""Shorter texts are forms filled in ("Shr 34 cts vs 1.19 dlrs"): likeness proves nothing."""
PERMUTATIONS = 64
BAND = 4
"""Values of a sketch that are looked up together, in sixteen bands: two texts with half of their shingles in common meet in at
least one of them in 64 of 100 cases, with seven in ten in 99."""
LEAST_COPIED = 0.55
"""Share of equal shingles (Jaccard) from which a text is a copy: an editor cut it or set another headline."""
MOST_IN_BUCKET = 50
"""Of a larger bucket only neighbours are compared, so that a thousand copies of one text are not half a million pairs."""


def near_copies(texts: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """Pairs of text numbers, smaller first, that are near copies of each other."""
    shingles = [_shingles(words) for words in texts]
    long = [number for number, found in enumerate(shingles) if len(found) >= FEWEST_SHINGLES]
    buckets: defaultdict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for number, sketch in zip(long, _sketches([shingles[number] for number in long]), strict=True):
        for at in range(0, PERMUTATIONS, BAND):
            buckets[at, tuple(sketch[at : at + BAND])].append(number)
    pairs = {pair for members in buckets.values() if len(members) > 1 for pair in _pairs(members)}
    return {(one, other) for one, other in pairs if _jaccard(shingles[one], shingles[other]) >= LEAST_COPIED}


def _shingles(words: Sequence[str]) -> frozenset[int]:
    return frozenset(crc32(" ".join(words[at : at + RUN]).encode("utf-8", "surrogatepass")) for at in range(len(words) - RUN + 1))


def _sketches(shingles: Sequence[frozenset[int]]) -> list[list[int]]:
    """One MinHash for each set. The seed is fixed: the same texts give the same pairs everywhere."""
    found: list[list[int]] = RMinHash.digest_matrix_from_token_hash_sets(shingles, PERMUTATIONS, 1).to_rows()
    return found


def _pairs(members: list[int]) -> list[tuple[int, int]]:
    return list(combinations(members, 2)) if len(members) <= MOST_IN_BUCKET else list(pairwise(members))


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)
