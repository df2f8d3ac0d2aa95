"""Stories: near copies, reports of one event, and what must stay apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from index.article import Article
from index.enrich.copies import near_copies
from index.enrich.identity import story_id
from index.enrich.meetings import MOST_HOLDERS
from index.enrich.stories import StoryFinder, StoryInput, story_input

FERRY = [
    "ferry",
    "barge",
    "collide",
    "fog",
    "harbour",
    "captain",
    "passenger",
    "drown",
    "coast",
    "guard",
    "vessel",
    "survivor",
    "bohol",
    "cebu",
    "deck",
    "lifeboat",
    "tanker",
    "coal",
    "towed",
    "light",
]
MINE = [
    "miner",
    "copper",
    "shaft",
    "trap",
    "capsule",
    "rescue",
    "foreman",
    "pump",
    "lamp",
    "hymn",
    "kitwe",
    "zambia",
    "operator",
    "inquiry",
    "knock",
    "ladder",
    "tunnel",
    "water",
    "flood",
    "winch",
]


def report(id_: str, words: list[str], day: int | None = 100, *, seed: int = 0, names: tuple[str, ...] = ()) -> StoryInput:
    """A report about `words`, in an order and with filling words of its own."""
    dice = random.Random(f"{id_}{seed}")
    filling = [f"word{dice.randrange(5000)}" for _ in range(40)]
    body = [*dice.sample(words, len(words) - 4), *filling]
    return StoryInput(id_, tuple(words[:4]), tuple(body), names, day)


def copy(id_: str, words: list[str], day: int = 100, change: int = 0) -> StoryInput:
    """The same long text, with `change` of its words replaced."""
    text = [f"{word}{number}" for number in range(6) for word in words]
    text[:change] = [f"{id_}{number}" for number in range(change)]
    return StoryInput(id_, (f"title{id_}",), tuple(text), (), day)


def test_reports_of_one_event_share_a_story_and_others_stay_alone() -> None:
    found = StoryFinder().group([report("a", FERRY), report("b", FERRY, 101), report("c", MINE), report("d", FERRY, 102)])
    assert set(found) == {"a", "b", "d"}
    assert set(found.values()) == {story_id("a")}


def test_the_result_does_not_depend_on_the_order_of_import() -> None:
    articles = [report(f"f{day}", FERRY, day) for day in range(100, 106)] + [report(f"m{day}", MINE, day) for day in range(100, 104)]
    expected = StoryFinder().group(articles)
    for seed in range(5):
        shuffled = random.Random(seed).sample(articles, len(articles))
        assert StoryFinder().group(shuffled) == expected


def test_the_same_kind_of_event_a_month_later_is_another_story() -> None:
    assert StoryFinder().group([report("a", FERRY, 100), report("b", FERRY, 130)]) == {}


def test_near_copies_are_one_story_though_the_headline_differs() -> None:
    assert len(set(StoryFinder().group([copy("a", FERRY), copy("b", FERRY, 101, change=12)]).values())) == 1


def test_a_copy_without_a_date_does_not_join_reports_of_two_years() -> None:
    found = StoryFinder().group([copy("a", FERRY, 100), copy("b", FERRY, 400), copy("c", FERRY, None)])
    assert len(found) == 2
    assert found.keys() != {"a", "b"}


def test_more_is_asked_of_a_report_without_a_date_beside_dated_ones() -> None:
    """It may be of any year, where dated reports are compared within days only."""
    one, other = report("a", FERRY, 100), report("b", FERRY, 100)
    dates = {"both": (100, 100), "none": (None, None), "one": (100, None)}
    words = [(*one.body[:known], *(f"else{n}" for n in range(known, len(one.body)))) for known in range(len(one.body))]

    def needed(days: tuple[int | None, int | None]) -> int:
        """How many words must be the same."""
        pairs = ([replace(one, day=days[0]), replace(other, body=body, day=days[1])] for body in words)
        return next(known for known, pair in enumerate(pairs) if StoryFinder().group(pair))

    assert needed(dates["both"]) < needed(dates["none"]) < needed(dates["one"])


def test_short_forms_filled_in_alike_are_no_copies() -> None:
    form = ("quarter", "net", "shares", "revenue", "average")
    assert near_copies([form, form]) == set()


def test_texts_that_share_less_than_half_are_no_copies() -> None:
    one, other = (list(copy(name, FERRY, change=70).body) for name in "ab")
    assert near_copies([one, one, other]) == {(0, 1)}


def test_the_story_is_named_after_its_earliest_report() -> None:
    found = StoryFinder().group([report("z", FERRY, 100), report("a", FERRY, 101)])
    assert set(found.values()) == {story_id("z")}
    assert story_id("z") != story_id("a")
    assert len(story_id("z")) == 16


def test_what_comes_later_ends_in_the_stories_in_which_it_would_have_been_from_the_start() -> None:
    of_two_events = [report(f"f{n}", FERRY, 100 + n % 2) for n in range(6)] + [report(f"m{n}", MINE, 101) for n in range(4)]
    everything = [*of_two_events, report("alone", [f"own{n}" for n in range(20)], 101)]
    at_once = StoryFinder().group(everything)
    assert len(set(at_once.values())) == 2
    for late in ("f0", "f3", "m3", "alone"):
        others = [each for each in everything if each.id != late]
        stories = StoryFinder().group(others)
        found = StoryFinder().group(everything, {each.id: stories.get(each.id) for each in others})
        assert set(found) == {id_ for id_, story in at_once.items() if story == at_once.get(late)}
        assert len(set(found.values())) <= 1


def test_a_late_copy_is_found_though_its_words_are_on_everybodys_lips() -> None:
    """More holders than a word may have that reports are looked up by."""
    copies = [copy(f"c{number}", FERRY) for number in range(MOST_HOLDERS + 2)]
    settled = {each.id: "one" for each in copies[1:]}
    assert "c0" in StoryFinder().group(copies, settled)


def test_a_late_copy_with_a_date_is_found_among_those_without() -> None:
    undated = replace(copy("old", FERRY), day=None)
    assert set(StoryFinder().group([copy("new", FERRY), undated], {"old": None})) == {"new", "old"}


def test_copies_that_were_grouped_before_stay_apart_though_a_new_report_has_their_words() -> None:
    of_both = StoryInput("new", (), (*copy("c", FERRY).body[:10], *(f"own{n}" for n in range(80))), (), 100)
    settled = {"a": None, "b": None}
    assert StoryFinder().group([copy("a", FERRY), copy("b", FERRY), of_both], settled) == {}


def test_a_report_whose_date_was_corrected_to_another_year_does_not_close_its_story() -> None:
    reports = [copy(f"c{number}", FERRY) for number in range(4)]
    moved = replace(copy("moved", FERRY), day=100 - 6 * 365)
    settled = {each.id: "one" for each in (*reports[1:], moved)}
    assert set(StoryFinder().group([*reports, moved], settled)) == {each.id for each in reports}


def test_reports_that_were_grouped_before_are_not_compared_again() -> None:
    reports = [report("a", FERRY), report("b", FERRY, 101), report("c", MINE)]
    assert StoryFinder().group(reports, {"a": None, "b": None}) == {}


@pytest.mark.parametrize("articles", [[], [StoryInput("a", (), ())], [StoryInput("a", (), ()), StoryInput("b", (), ())]])
def test_articles_without_words_make_no_story(articles: list[StoryInput]) -> None:
    assert StoryFinder().group(articles) == {}


def test_what_is_compared_are_telling_words_and_canonical_names(enrich: Callable[..., Article]) -> None:
    made = story_input(
        enrich(title="Talks in Kiev", body="The ministers said on Monday that 12 talks went well.", language="en", published="1970-01-03")
    )
    assert made.day == 2
    assert "kyiv" in made.names
    assert not {"the", "said", "on", "12"} & set(made.body)


def test_the_seeds_report_one_event(seeds: list[str], enrich: Callable[..., Article]) -> None:
    assert len(StoryFinder().group(story_input(enrich(body=text)) for text in seeds)) == 2
