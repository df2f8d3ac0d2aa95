"""Aliases applied to a query: what is widened, and what means what it says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.enrich.aliases import AliasTable
from index.query import All, Also, Any, Not, Phrase, Query, Word
from search.expansion import exactly, expand
from search.parser import parse

NOW = datetime(2022, 4, 15, tzinfo=UTC)
PACKAGED = AliasTable.load()


@pytest.fixture
def aliases(tmp_path: Path) -> AliasTable:
    """Names that no packaged row has."""
    path = tmp_path / "own.tsv"
    path.write_text("place\tHavenport\tHaven Port | Havenbourg\norg\tBright Lamp Works\t!BLOW | Lampworks\nperson\tAda Quill\tAda Quil\n")
    return AliasTable.load(path)


def read(text: str) -> Query:
    return parse(text, now=NOW)


def widened(text: str, aliases: AliasTable) -> Query:
    return expand(read(text), aliases)[0]


HAVENPORT = Also(Word("havenport"), (Phrase("Haven Port"), Phrase("Havenbourg")))


def test_a_word_that_is_a_name_also_finds_the_other_names(aliases):
    assert expand(read("havenport"), aliases) == (HAVENPORT, ("Haven Port", "Havenbourg"))


def test_neighbouring_words_that_spell_a_name_are_taken_together(aliases):
    assert widened("strike haven port dockers", aliases) == All(
        (Word("strike"), Also(All((Word("haven"), Word("port"))), (Phrase("Havenport"), Phrase("Havenbourg"))), Word("dockers"))
    )


def test_a_query_that_is_one_name_is_not_wrapped_in_a_group_of_one(aliases):
    assert widened("Ada Quil", aliases) == Also(All((Word("Ada"), Word("Quil"))), (Phrase("Ada Quill"),))


def test_the_longest_name_wins():
    means = widened("kim jong un", PACKAGED)
    assert isinstance(means, Also)
    assert Phrase("Kim Chong-un") in means.others
    assert Phrase("United Nations") not in means.others


def test_a_name_typed_with_a_hyphen_or_accents_is_the_same_name():
    assert Phrase("Kim Chong-un") in widened("Kim Jong-Un", PACKAGED).others
    assert Phrase("Ivory Coast") in widened("cote d'ivoire", PACKAGED).others


def test_words_in_other_order_or_with_another_between_are_no_name(aliases):
    for text in ("quil ada", "ada x quil", "ada -quil", 'ada "quil"', "ada OR quil", "ada title:quil"):
        assert expand(read(text), aliases) == (read(text), ())


def test_what_is_excluded_is_excluded_under_all_names(aliases):
    assert widened("-havenport", aliases) == Not(HAVENPORT)


def test_either_side_of_an_or_is_widened(aliases):
    assert widened("havenport OR oil", aliases) == Any((HAVENPORT, Word("oil")))


def test_other_names_are_looked_for_in_the_field_of_the_word(aliases):
    assert widened("title:havenport", aliases) == Also(
        Word("havenport", "title"), (Phrase("Haven Port", "title"), Phrase("Havenbourg", "title"))
    )
    assert isinstance(widened("title:(haven port)", aliases), Also)


@pytest.mark.parametrize(
    "text",
    ['"havenport"', "havenport*", "havenport~", "place:havenport", "source:havenport", "keyword:havenport", 'near2:"haven port"', "*"],
)
def test_what_means_what_it_says_is_left_alone(aliases, text):
    assert expand(read(text), aliases) == (read(text), ())


@pytest.mark.parametrize("text", ["who", "us", "who is us", "tell us who won"])
def test_ordinary_words_are_not_taken_for_names(text):
    assert expand(read(text), PACKAGED) == (read(text), ())


def test_an_ordinary_word_typed_as_the_name_is_written_is_the_name(aliases):
    assert expand(read("blow"), aliases)[1] == ()
    assert expand(read("BLOW"), aliases)[1] == ("Bright Lamp Works", "Lampworks")


def test_an_ordinary_word_is_never_searched_for_as_a_name(aliases):
    assert expand(read("lampworks"), aliases)[1] == ("Bright Lamp Works",)


def test_what_was_typed_is_not_listed_as_also_searched(aliases):
    assert expand(read("havenport OR havenbourg"), aliases)[1] == ("Haven Port",)


def test_the_canonical_form_of_a_widened_word_is_what_was_typed(aliases):
    assert str(widened("havenport -oil", aliases)) == "(havenport AND NOT oil)"


def test_exactly_quotes_every_word_of_text(aliases):
    typed = read('oil OR title:gas -havenport person:putin sanction* "a b"~2')
    meant = '(("oil" OR title:"gas") AND NOT "havenport" AND person:putin AND sanction* AND "a b"~2)'
    assert str(exactly(typed)) == meant


def test_exactly_leaves_nothing_to_widen(aliases):
    quoted = exactly(read("havenport haven port"))
    assert expand(quoted, aliases) == (quoted, ())
