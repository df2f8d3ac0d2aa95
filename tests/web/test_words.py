"""Names and numbers in words."""

from __future__ import annotations

import pytest

from index.fields import FACETS
from web.words import FACET_NAMES, FACET_TITLES, counted, label, language, sentence


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 stories"), (1, "1 story"), (2, "2 stories"), (1204, "1,204 stories")], ids=lambda value: str(value)
)
def test_a_number_agrees_with_its_noun(number: int, words: str) -> None:
    assert counted(number, "story", "stories") == words
    assert counted(1204, "article") == "1,204 articles"


@pytest.mark.parametrize(
    ("tag", "name"), [("de", "German"), ("pt-BR", "Portuguese (pt-BR)"), ("EN", "English"), ("xx", "xx"), ("und", "not known")]
)
def test_languages_are_shown_by_name_and_unknown_ones_by_code(tag: str, name: str) -> None:
    assert language(tag) == name
    assert (label("language", tag), label("keyword", tag)) == (name, tag)


def test_every_facet_has_a_title_and_a_name() -> None:
    assert set(FACET_TITLES) == set(FACET_NAMES) == set(FACETS)


def test_an_error_is_shown_as_a_sentence() -> None:
    assert [sentence(text) for text in ("no such field; did you mean title?", "size: too large", "Is so.")] == [
        "No such field; did you mean title?",
        "Size: too large.",
        "Is so.",
    ]
