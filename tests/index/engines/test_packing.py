"""Numbers to bytes and back."""

from hypothesis import given
from hypothesis import strategies as st

from index.engines.packing import packed, unpacked


@given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.integers(0, 70_000)))
def test_packed_numbers_come_back_one_list_after_the_other(first: list[int], second: list[int]) -> None:
    data = packed(first) + packed(second)
    numbers, at = unpacked(data)
    assert list(numbers) == first
    assert list(unpacked(data, at)[0]) == second
