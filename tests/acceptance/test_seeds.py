"""The two reports of one press conference that the project started from: plain text without title, date or byline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import broadsheet, shared


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    assert broadsheet(folder, "add", shared("seeds"))["added"] == 2
    return folder


def found(data: Path, query: str) -> list[Any]:
    hits: list[Any] = broadsheet(data, "search", query)["hits"]
    return hits


def values(data: Path, facet: str) -> dict[str, int]:
    return {each["value"]: each["count"] for each in broadsheet(data, "search", "-p", "facet_size=50", "")["facets"][facet]["values"]}


def test_both_are_of_12_april_2022_and_of_their_outlets(data: Path) -> None:
    hits = found(data, "")
    assert [hit["published"][:10] for hit in hits] == ["2022-04-12", "2022-04-12"]
    assert {hit["source"] for hit in hits} == {"Washington Examiner", "worldstockmarket"}


def test_people_are_counted_under_one_name_each(data: Path) -> None:
    people = values(data, "person")
    assert {name: people.get(name) for name in ("Vladimir Putin", "Aleksandr Lukashenko", "Yuri Gagarin")} == dict.fromkeys(
        ("Vladimir Putin", "Aleksandr Lukashenko", "Yuri Gagarin"), 2
    )


def test_places_are_counted_under_one_name_each(data: Path) -> None:
    places = values(data, "place")
    assert {name: places.get(name) for name in ("Bucha", "Kyiv", "Istanbul", "Donbas", "Crimea")} == {
        "Bucha": 2, "Kyiv": 2, "Istanbul": 2, "Donbas": 1, "Crimea": 1,
    }  # fmt: skip


def test_each_is_found_by_its_own_words_and_both_by_a_place_under_any_spelling(data: Path) -> None:
    assert [hit["source"] for hit in found(data, '"dead end" putin')] == ["Washington Examiner"]
    assert [hit["source"] for hit in found(data, "sanctions space")] == ["worldstockmarket"]
    assert len(found(data, "kiev")) == 2
    assert len(found(data, "kyiv")) == 2
    assert len(found(data, '"kiev"')) == 1


def test_the_two_are_one_story(data: Path) -> None:
    assert broadsheet(data, "search", "")["total"] == {"articles": 2, "stories": 1, "stories_exact": True}


def test_snippets_mark_what_was_asked(data: Path) -> None:
    (hit,) = found(data, '"dead end" putin')
    assert re.search(r"<mark>dead[ -]end</mark>", hit["snippet"]["html"])
