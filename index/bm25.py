"""BM25 as Lucene and Tantivy compute it, so that engines rank alike.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which is
never negative, and the lengths that Lucene's `SmallFloat.intToByte4` keeps: exact to 40 terms, then to four binary digits.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import log

K1 = 1.2
"""How soon more of the same word stops counting; Lucene's default, as is B."""
B = 0.75
"""How much a long article has to say a word more often."""

_EXACT = 24
"""`SmallFloat`: the values below this are kept as they are, the others are this plus a float of four bits."""


def _kept_length(byte: int) -> int:
    exponent, digits = divmod(byte - _EXACT, 8)
    if byte < _EXACT:
        return byte
    return _EXACT + (digits if exponent == 0 else (digits | 8) << exponent - 1)


_LENGTHS = [_kept_length(byte) for byte in range(256)]


def idf(documents: int, having: int) -> float:
    """The weight of a term that `having` of `documents` have."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))


class Norms(dict[int, float]):
    """Length of a field → what it adds below the line, for an average length; each computed once."""

    def __init__(self, average: float) -> None:
        super().__init__()
        self._average = average

    def __missing__(self, length: int) -> float:
        kept = _LENGTHS[bisect_right(_LENGTHS, length) - 1]
        self[length] = norm = K1 * (1 - B + B * kept / self._average)
        return norm


def scores(weight: float, counts: Iterable[int], lengths: Iterable[int], norms: Norms) -> Sequence[float]:
    """The score of each document that has a term (or run) of this `weight` (idf times boost) `counts` times."""
    top = weight * (K1 + 1)
    return array("d", [top * count / (count + norms[length]) for count, length in zip(counts, lengths, strict=True)])
