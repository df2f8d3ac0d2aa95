"""Parameters → SearchRequest and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from index.errors import BadRequest
from index.fields import FACETS
from index.periods import INTERVALS
from search.request import LARGEST_PAGE, MOST_FACET_VALUES, SearchRequest
from web.params import SORTS, arguments, one_text, search_request

words = st.text(min_size=1).map(str.strip)
values = st.lists(st.text(min_size=1), min_size=1, max_size=3, unique=True).map(tuple)
days = st.lists(st.dates(min_value=date(1000, 1, 1)), min_size=2, max_size=2).map(sorted)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    first, last = draw(days)
    return SearchRequest(
        text=draw(words),
        filters=draw(st.dictionaries(st.sampled_from(FACETS), values)),
        first_day=draw(st.sampled_from((None, first))),
        last_day=draw(st.sampled_from((None, last))),
        sort=draw(st.sampled_from(SORTS)),  # type: ignore[arg-type]
        size=draw(st.integers(0, LARGEST_PAGE)),
        cursor=draw(st.sampled_from((None, "abc"))),
        facets=draw(st.lists(st.sampled_from(FACETS), unique=True).map(tuple)),
        facet_size=draw(st.integers(1, MOST_FACET_VALUES)),
        timeline=draw(st.sampled_from((None, "auto", *INTERVALS))),
        exact=draw(st.booleans()),
        explain=draw(st.booleans()),
    )


@given(requests())
def test_every_request_has_a_permalink_that_asks_for_just_it(request: SearchRequest) -> None:
    assert search_request(MultiDict(arguments(request)), strict=True) == request


def test_more_chosen_values_than_a_page_can_link_are_refused() -> None:
    asked = MultiDict([*(("org", str(number)) for number in range(60)), *(("place", str(number)) for number in range(40))])
    assert len(search_request(asked, strict=False).filters["org"]) == 60
    with pytest.raises(BadRequest, match="more than 100 chosen values"):
        search_request(MultiDict([*asked.items(multi=True), ("source", "x"), ("place", "one more")]), strict=False)


def test_what_is_default_stays_out_of_the_address() -> None:
    assert arguments(SearchRequest()) == []
    assert arguments(SearchRequest(text="peace")) == [("q", "peace")]


def test_empty_values_count_as_not_given_because_forms_send_them() -> None:
    sent = MultiDict([("q", " "), ("from", ""), ("to", ""), ("source", ""), ("sort", "")])
    assert search_request(sent, strict=True) == SearchRequest()


def test_repeated_facet_values_are_all_chosen_and_each_once() -> None:
    sent = MultiDict([("source", "A"), ("source", "B"), ("source", "A"), ("person", "Ann")])
    assert search_request(sent, strict=True).filters == {"source": ("A", "B"), "person": ("Ann",)}


BAD = [
    ("from", "yesterday", "write it as 2026-03-04"),
    ("from", "20260304", "write it as 2026-03-04"),
    ("to", "2026-02-30", "write it as 2026-03-04"),
    ("to", "٢٠٢٦-٠٣-٠٤", "write it as 2026-03-04"),
    ("size", "101", "from 0 to 100"),
    ("size", "-1", "from 0 to 100"),
    ("size", "²", "from 0 to 100"),
    ("size", "9" * 5000, "from 0 to 100"),
    ("facet_size", "0", "from 1 to 50"),
    ("facet_size", "51", "from 1 to 50"),
    ("sort", "best", "relevance, newest, oldest"),
    ("interval", "hour", "auto, none, day, week, month, year"),
    ("facets", "source,colour", "'colour' is none of source"),
    ("exact", "maybe", "neither 1 nor 0"),
]


@pytest.mark.parametrize(("name", "value", "right"), BAD)
def test_a_bad_value_names_its_parameter_and_what_is_right(name: str, value: str, right: str) -> None:
    with pytest.raises(BadRequest, match=right) as caught:
        search_request(MultiDict([(name, value)]), strict=False)
    assert caught.value.parameter == name


@pytest.mark.parametrize(("wrong", "right"), [("siez", "size"), ("sources", "source"), ("query", "q, from"), ("cursr", "cursor")])
def test_the_api_refuses_an_unknown_parameter_and_names_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(BadRequest, match=right) as caught:
        search_request(MultiDict([(wrong, "1")]), strict=True)
    assert caught.value.parameter == wrong


def test_a_page_ignores_what_it_does_not_know() -> None:
    assert search_request(MultiDict([("utm_source", "x"), ("q", "a"), ("q", "b")]), strict=False) == SearchRequest(text="a")


def test_the_api_refuses_a_parameter_given_twice() -> None:
    with pytest.raises(BadRequest, match="2 times"):
        search_request(MultiDict([("q", "a"), ("q", "b")]), strict=True)
    with pytest.raises(BadRequest, match="2 times"):
        one_text(MultiDict([("contains", "a"), ("contains", "b")]), "contains")
