"""Layouts of raw text, characters, titles made from text."""

from __future__ import annotations

import time

import pytest

from index.enrich.clean import one_line, paragraphs
from index.enrich.titles import split_title

WRAPPED = (
    "Rescue crews reached the last of the flooded villages on\n"
    "Tuesday, bringing food and blankets to people who had spent\n"
    "three nights on roofs.\n"
    "    The water fell by a hand's breadth overnight, the mayor\n"
    "said, and the road should open by Friday."
)


def test_indented_lines_begin_paragraphs_of_wire_copy() -> None:
    first, second = paragraphs(WRAPPED)
    assert first.endswith("spent three nights on roofs.")
    assert second.startswith("The water fell")
    assert second.endswith("open by Friday.")


def test_what_says_that_a_text_was_cut_off_is_no_part_of_it() -> None:
    assert paragraphs("Talks began.\n\nThey went on… [+1200 chars]") == ["Talks began.", "They went on…"]
    assert paragraphs("He typed [+12 chars] and left.") == ["He typed [+12 chars] and left."]


def test_one_paragraph_a_line_stays_so() -> None:
    long = "A sentence that is long enough to be a whole paragraph of a newspaper, and therefore no line of wrapped text. " * 2
    assert paragraphs(f"{long}\nShort one.\n{long}") == [long.strip(), "Short one.", long.strip()]


def test_lines_broken_at_a_fixed_width_without_indents_are_joined() -> None:
    text = (
        "The council voted on Monday evening to close the\nold bridge for two years, a decision that had been\nput off because of the cost."
    )
    assert len(paragraphs(text)) == 1


def test_blank_lines_separate_paragraphs_even_when_they_hold_spaces() -> None:
    assert paragraphs("One.\n \u00a0\nTwo.\r\n\r\nThree.") == ["One.", "Two.", "Three."]


def test_control_characters_go_and_letters_are_composed() -> None:
    assert paragraphs("Ca\u0000fe\u0301\u00a0au\u2009lait\ufeff") == ["Café au lait"]


def test_lone_surrogates_cannot_reach_the_index() -> None:
    assert paragraphs("a\ud800b") == ["a\ufffdb"]


@pytest.mark.parametrize("empty", ["", "\n\n", " \u00a0 \n\t"])
def test_no_text_gives_no_paragraphs(empty: str) -> None:
    assert paragraphs(empty) == []


def test_a_title_is_one_line() -> None:
    assert one_line("  Two\n lines\t here ") == "Two lines here"


def test_a_title_line_leaves_the_body() -> None:
    body = "The ferry sank in calm water an hour after it had left the harbour, and all on board were saved by fishermen."
    assert split_title(["Ferry sinks off the coast", body]) == ("Ferry sinks off the coast", [body])


def test_a_title_made_of_the_first_sentence_stays_in_the_body_and_ends_at_a_word() -> None:
    body = "The ferry sank in calm water an hour after it had left the harbour at Bergen, and all on board were saved."
    title, rest = split_title([body])
    assert rest == [body]
    assert title.endswith("…")
    assert body.startswith(title[:-1])
    assert body[len(title) - 1] in " ,"


def test_an_abbreviation_does_not_end_the_first_sentence() -> None:
    assert split_title(["Russia agreed with the U.S. on Feb. 3. Talks go on."])[0] == "Russia agreed with the U.S. on Feb. 3."


@pytest.mark.parametrize("unit", ["U.S. ", "A. ", " ", "\u00a0", "J. Smith ", "\n \n"])
def test_a_text_of_one_thing_over_and_over_takes_no_time(unit: str) -> None:
    began = time.process_time()
    split_title(paragraphs(f"word{unit * (60_000 // len(unit))}word"))
    assert time.process_time() - began < 3, "it took a minute where the end of each sentence was looked at with all before it"
