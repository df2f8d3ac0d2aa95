"""Whole numbers as bytes, in the narrowest width that holds them, and back.

Little-endian on disk, so that an index can be moved between machines.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence

_WIDTHS = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32))
_HEAD = struct.Struct("<cQ")


def code_for(most: int, least: int = 0) -> str:
    """The narrowest array type for numbers from `least` to `most`."""
    if least < 0:
        return "q"
    return next((code for code, limit in _WIDTHS if most < limit), "q")


def narrow(numbers: Sequence[int]) -> array[int]:
    """The numbers in an array of the narrowest type that holds them."""
    return array(code_for(max(numbers), min(numbers)) if numbers else "B", numbers)


def raw(numbers: array[int]) -> bytes:
    """The bytes of an array, little-endian."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def unraw(code: str, data: bytes) -> array[int]:
    """The inverse of `raw`."""
    numbers = array(code)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def packed(numbers: Sequence[int]) -> bytes:
    """Numbers with a head that says how many and how wide they are."""
    narrowed = narrow(numbers)
    return _HEAD.pack(narrowed.typecode.encode(), len(narrowed)) + raw(narrowed)


def unpacked(data: bytes, at: int = 0) -> tuple[array[int], int]:
    """The numbers that were `packed` at offset `at`, and the offset after them."""
    code, count = _HEAD.unpack_from(data, at)
    start = at + _HEAD.size
    end = start + count * array(code.decode()).itemsize
    return unraw(code.decode(), data[start:end]), end
