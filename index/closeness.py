"""Which words of a vocabulary are within so many changed letters of one (Levenshtein; a swap is two changes)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def close_terms(vocabulary: Iterable[str], term: str, distance: int) -> Iterator[str]:
    """The words at most `distance` inserted, removed or replaced letters from `term`.

    Of `distance` + 1 pieces of `term` at least one is left whole by `distance` changes, and is moved by no more
    places than that. Looking for the pieces first leaves a few hundred of a hundred thousand words to be compared letter by letter.
    """
    shortest, longest = len(term) - distance, len(term) + distance
    has_piece = re.compile("|".join(_pieces(term, distance)), re.DOTALL).match
    for word in vocabulary:
        if shortest <= len(word) <= longest and has_piece(word) and within(word, term, distance):
            yield word


def _pieces(term: str, distance: int) -> Iterator[str]:
    """For each of `distance` + 1 pieces of `term`, an expression for words that have it near its place."""
    size, longer = divmod(len(term), distance + 1)
    start = 0
    for which in range(distance + 1):
        end = start + size + (which < longer)
        yield f".{{{max(0, start - distance)},{start + distance}}}{re.escape(term[start:end])}"
        start = end


def within(one: str, other: str, distance: int) -> bool:
    """Whether two words are at most `distance` changed letters apart."""
    if abs(len(one) - len(other)) > distance:
        return False
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, opposite in enumerate(other, 1):
            kept = before[column - 1]
            current.append(kept if letter == opposite else 1 + min(kept, before[column], current[-1]))
        if min(current) > distance:
            return False
        before = current
    return before[-1] <= distance


def edits(one: str, other: str) -> int:
    """How many letters were inserted, removed, replaced, or swapped with their neighbour, to make one word of the other.

    As people slip: a swap is one edit (optimal string alignment; Damerau, "A technique for computer detection and correction of
    spelling errors", 1964, found four of five slips to be one of these).
    """
    earlier: list[int] = []
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, opposite in enumerate(other, 1):
            kept = before[column - 1]
            fewest = kept if letter == opposite else 1 + min(kept, before[column], current[-1])
            if earlier and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                fewest = min(fewest, earlier[column - 2] + 1)
            current.append(fewest)
        earlier, before = before, current
    return before[-1]
