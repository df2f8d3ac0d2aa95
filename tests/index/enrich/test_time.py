"""Odd texts take no longer than ordinary ones: one article must not keep an import waiting."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from index.article import Article

UNITS = [
    "U.S. ",
    "A. ",
    "Mr. ",
    "J. Smith ",
    "Monday ",
    "Aa & ",
    "President Aaa Bbb ",
    "Bank of ",
    "AAA ",
    "Aaa, ",
    "\u00a0",
    "KYIV, March 3 (AP) - ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_one_thing_over_and_over_is_enriched_at_once(enrich: Callable[..., Article], unit: str) -> None:
    enrich(body="Talks open in Kyiv on Monday.")  # the tables are read at first use
    began = time.process_time()  # what other programs take from the machine does not count
    enrich(title="", body=unit * (20_000 // len(unit)))
    assert time.process_time() - began < 4, "some of these took five to thirty seconds, and four times that twice as long"
