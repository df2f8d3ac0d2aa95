"""Lengths as Lucene and Tantivy keep them."""

import pytest

from index.bm25 import K1, B, Norms


@pytest.mark.parametrize(("length", "kept"), [(0, 0), (40, 40), (41, 40), (42, 42), (57, 56), (1000, 984), (2**31, 2_013_265_944)])
def test_long_fields_keep_their_length_to_four_binary_digits(length: int, kept: int) -> None:
    """The values are those of Lucene's SmallFloat table, which Tantivy has as well."""
    assert Norms(1.0)[length] == pytest.approx(K1 * (1 - B + B * kept))
