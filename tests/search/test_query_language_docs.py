"""docs/query-language.md tells the truth: every example in its tables is tried, every field and code is there."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import QueryError
from index.fields import FIELDS
from index.plan import plan
from search.mistakes import DEEPEST, LONGEST_QUERY, MOST_LOOKUPS, SENTENCES
from search.parser import parse

PAGE = (Path(__file__).parents[2] / "docs/query-language.md").read_text("utf-8")
NOW = datetime(2022, 4, 15, 12, tzinfo=UTC)


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in table[2:]]


def code(cell: str) -> str:
    return cell.strip("`")


EXAMPLES = [
    (code(cells[0]), code(cells[-1])) for title in ("Words and phrases", "Together, either, without", "Dates") for cells in rows(title)
]
ERRORS = {code(cells[0]): cells[1] for cells in rows("Errors")}


@pytest.mark.parametrize(("typed", "understood"), EXAMPLES)
def test_every_example_is_understood_as_the_page_says(typed, understood):
    assert str(parse(typed, now=NOW)) == understood


def test_the_page_lists_every_field_with_its_other_names_and_meaning():
    listed = {code(name).strip(":"): (tuple(re.findall(r"`(\w+):`", also)), meaning) for name, also, meaning in rows("Fields")}
    del listed["entity"]
    assert listed == {field.name: (field.aliases, field.meaning) for field in FIELDS}


def test_the_page_lists_every_error_in_the_order_of_the_code():
    assert list(ERRORS) == list(SENTENCES)


@pytest.mark.parametrize(("expected", "example"), [(name, code(cell)) for name, cell in ERRORS.items() if cell.startswith("`")])
def test_every_wrong_example_is_wrong_in_the_way_the_page_says(expected, example):
    with pytest.raises(QueryError) as caught:
        parse(example, now=NOW)
    assert caught.value.code == expected


def test_the_page_names_the_limits():
    assert f"{LONGEST_QUERY:,} characters" in ERRORS["too_long"]
    assert f"{MOST_LOOKUPS} words and phrases, or brackets deeper than {DEEPEST}" in ERRORS["too_complex"]


def test_the_signs_of_other_query_languages_have_no_meaning():
    for typed in ("oil && gas", "oil || gas", "oil | gas", "oil ! gas", "oil !gas", "oil &&gas"):
        assert plan(parse(typed, now=NOW)) == plan(parse("oil gas", now=NOW)), typed
    with pytest.raises(QueryError) as caught:
        parse("!title:gas", now=NOW)
    assert caught.value.code == "unknown_field"
