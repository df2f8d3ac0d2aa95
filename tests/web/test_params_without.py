"""Parameters of a search that feeds and exports do not take: one rule for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from werkzeug.datastructures import MultiDict

from index.errors import BadRequest
from search.request import LARGEST_PAGE, SearchRequest
from web.export_request import EXPORTED, NOT_EXPORTED, export_request
from web.feed_request import FEED, NOT_IN_A_FEED, feed_request
from web.params import SINGLE, Arguments


def exported(arguments: Arguments) -> SearchRequest:
    return export_request(arguments)[0]


Read = Callable[[Arguments], SearchRequest]
BOTH = pytest.mark.parametrize(("read", "without", "defaults"), [(feed_request, NOT_IN_A_FEED, FEED), (exported, NOT_EXPORTED, EXPORTED)])

SOMETHING_ELSE = {
    "sort": ("oldest", "best"),
    "size": (*map(str, range(LARGEST_PAGE + 1)), "1000"),
    "cursor": ("abc", "none"),
    "facets": ("source", "all"),
    "facet_size": ("5", "1000"),
    "interval": ("month", "hour"),
    "explain": ("1", "maybe"),
}
"""Of each parameter values that are not what is done anyway, with some that a search would not understand either."""


@BOTH
def test_each_is_refused_with_why_whatever_it_says(read: Read, without: Mapping[str, str], defaults: SearchRequest) -> None:
    for name, reason in without.items():
        assert "leave it out" in reason
        for value in SOMETHING_ELSE[name]:
            with pytest.raises(BadRequest) as caught:
                read(MultiDict([(name, value)]))
            assert (caught.value.parameter, caught.value.reason) == (name, reason)


@BOTH
def test_what_is_done_anyway_may_be_asked_for(read: Read, without: Mapping[str, str], defaults: SearchRequest) -> None:
    anyway = MultiDict([("sort", "newest"), ("facets", "none"), ("interval", "none"), ("explain", "no"), ("cursor", " ")])
    assert read(anyway) == defaults


@BOTH
def test_none_is_offered_in_the_place_of_an_unknown_one(read: Read, without: Mapping[str, str], defaults: SearchRequest) -> None:
    for name in without:
        with pytest.raises(BadRequest, match="no such parameter") as caught:
            read(MultiDict([(f"{name}s", "1")]))
        assert f"did you mean {name}?" not in caught.value.reason
    for name in SINGLE.keys() - without.keys() - {"q", "to"}:
        with pytest.raises(BadRequest, match=f"did you mean {name}?"):
            read(MultiDict([(f"{name}x", "1")]))


def test_who_asks_an_export_for_so_many_is_told_of_limit() -> None:
    with pytest.raises(BadRequest, match="limit"):
        exported(MultiDict([("size", "1000")]))
