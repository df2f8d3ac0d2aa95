"""Stories stay what they are while articles keep coming in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from index.article import Article
from index.grouping import grouped

BODY = (
    "A passenger ferry sank off the island of Camotes on Sunday with 140 people aboard, the coast guard in Cebu said. "
    "Rescuers pulled ninety survivors from the water near Poro harbour before nightfall, and divers searched the wreck."
)


def report(number: int, story: str | None = None) -> Article:
    published = datetime(2026, 5, 3, tzinfo=UTC) + timedelta(hours=number)
    title = f"Ferry sinks off Camotes, coast guard searches wreck {'again ' * number}"
    return Article(id=f"a{number}", title=title, body=BODY, language="en", published=published, story=story)


def test_reports_of_one_event_share_a_story_and_others_are_not_named() -> None:
    other = Article(
        id="b",
        title="Central bank holds rates",
        body="Prices rose less than expected in April.",
        language="en",
        published=report(1).published,
    )
    stories = grouped([report(1), report(2), other])
    assert set(stories) == {"a1", "a2"}
    assert stories["a1"] == stories["a2"]


def test_a_story_keeps_its_id_when_an_earlier_report_comes_in() -> None:
    stories = grouped([report(2), report(3)])
    kept = [replace(report(number), story=stories[f"a{number}"]) for number in (2, 3)]
    assert grouped([report(1), *kept]) == {"a1": stories["a2"], "a2": stories["a2"], "a3": stories["a2"]}


def test_a_new_report_joins_the_story_that_the_others_are_in() -> None:
    kept = [report(2, "x"), report(3, "x")]
    assert grouped([report(1), *kept], {"a1"}) == {"a1": "x", "a2": "x", "a3": "x"}


def test_reports_that_were_grouped_before_are_not_compared_again() -> None:
    assert grouped([report(1), report(2), report(3, "x")], {"other"}) == {}


def test_a_new_report_joins_stories_that_it_is_alike_to() -> None:
    joined = grouped([report(1, "x"), report(2, "y"), report(3, "y"), report(4)], {"a4"})
    assert joined == dict.fromkeys(("a1", "a2", "a3", "a4"), "y")


def test_stories_that_turn_out_to_be_one_are_joined_under_the_id_most_have() -> None:
    joined = grouped([report(1, "x"), report(2, "y"), report(3, "y")])
    assert set(joined.values()) == {"y"}
