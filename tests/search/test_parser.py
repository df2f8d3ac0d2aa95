"""The query language, case by case."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.errors import QueryError
from index.query import Everything, Phrase, Query, Word
from search.parser import parse, plain_words

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases/language.jsonl").read_text("utf-8").splitlines()]
NOW = datetime(2022, 4, 15, 12, tzinfo=UTC)  # a Friday


def read(text: str) -> Query:
    return parse(text, now=NOW)


def means(text: str) -> str:
    return str(read(text))


def error(text: str) -> tuple[str, int]:
    with pytest.raises(QueryError) as caught:
        read(text)
    return caught.value.code, caught.value.at


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"] or "empty")
def test_every_case_means_what_it_says(case):
    now = datetime.fromisoformat(case["now"])
    if "means" in case:
        assert str(parse(case["query"], now=now)) == case["means"]
        return
    with pytest.raises(QueryError) as caught:
        parse(case["query"], now=now)
    assert (caught.value.code, caught.value.at) == (case["error"], case["at"])


@pytest.mark.parametrize("case", [case for case in CASES if "means" in case], ids=lambda case: case["query"] or "empty")
def test_every_canonical_form_is_its_own_canonical_form(case):
    assert means(case["means"]) == case["means"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("oil & gas — coal", "(oil AND gas AND coal)"),  # punctuation between words is no word
        ("oil -& gas", "(oil AND gas)"),
        ("-", "*"),
        (" : ", "*"),
        ("???", '"???"'),  # only punctuation: kept, so that it does not mean everything
        ("Putin :talks", "(Putin AND talks)"),
        ("Putin:", "Putin"),
        ("score 3:2 10:30:15", "(score AND 3:2 AND 10:30:15)"),
        ("--gas", "NOT gas"),
        ("-+gas", "gas"),
        ("oil OR NOT gas", "(oil OR NOT gas)"),
        ("a b AND c OR d", "(a AND ((b AND c) OR d))"),
        ("((a b) c) AND d", "(a AND b AND c AND d)"),
        ("a OR (b OR c)", "(a OR b OR c)"),
        ("-(-a)", "a"),
        ("* -gas", "(* AND NOT gas)"),
        ("oil\x00gas\ud800coal\u00a0tin", "(oil AND gas AND coal AND tin)"),
        ('"peace\t talks "', '"peace talks"'),
        ("„peace talks“ ‹x›", '("peace talks" AND "x")'),
        ('"a"OR"b"', '("a" OR "b")'),
        ("a AND(b OR c)", "(a AND (b OR c))"),
        ("title:OR", "title:OR"),
        ("title:-gas", "NOT title:gas"),
        ('title:(oil -"gas price" source:ap)', '(title:oil AND NOT title:"gas price" AND source:ap)'),
        ('title:near5:"a b"', 'title:near5:"a b"'),
        ('person:"a b"~2', 'person:"a b"~2'),
        ("person:zelensk*", "person:zelensk*"),
        ("keyword:coco*", "keyword:coco*"),
        ("keyword:cocoa~", "keyword:cocoa~1"),
        ("NEAR5:(a)", None),
        ("id:-a:b:c", "id:-a:b:c"),
        ("entity:(putin OR nato)", "(entity:putin OR entity:nato)"),
        ("url:https://x.org/a_(b)", 'url:"https://x.org/a_(b)"'),
        ("(-https://x.org/a) b", '(NOT url:"https://x.org/a" AND b)'),
        ("url:https://x.org/a*", "url:https://x.org/a*"),
        ("https://X.org/a/?utm_source=rss&b=1#c", 'url:"https://x.org/a?b=1"'),
        ('url:"https://x.org/a/"', 'url:"https://x.org/a"'),
        ('site:"https://x.org/a/"', 'site:"https://x.org/a/"'),
        ('title:"a"/b', '(title:"a" AND /b)'),
        ("C++ #tag AT&T", "(C++ AND #tag AND AT&T)"),
        ("[update] Putin", "([update] AND Putin)"),
    ],
)
def test_what_people_type_means_what_they_expect(text, meaning):
    if meaning is None:
        assert error(text) == ("bad_proximity", 0)
    else:
        assert means(text) == meaning
        assert means(meaning) == meaning


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("oil (gas", "unbalanced_parenthesis", 4),
        (") oil", "unbalanced_parenthesis", 0),
        ("title: oil", "empty_field", 0),
        ("(by:)", "empty_field", 1),
        ('near5: "peace talks"', "empty_field", 0),
        ("oil near5:", "empty_field", 4),
        (f'near5:"{"a b " * 33}"', "too_complex", 6),
        (f'"{"a b " * 33}"~3', "too_complex", 0),
        ("title:()", "empty_group", 6),
        ('source:""', "empty_phrase", 7),
        ('near5:""', "empty_phrase", 6),
        ("oil AND OR gas", "dangling_operator", 8),
        ("(oil AND)", "dangling_operator", 5),
        ("(OR oil)", "dangling_operator", 1),
        ("oil NOT", "dangling_operator", 4),
        ("title:*", "prefix_too_short", 6),
        ("title:s*", "prefix_too_short", 6),
        ("e\u0301*", "prefix_too_short", 0),  # one letter, two code points
        ('"peace talk"*', "leading_wildcard", 12),
        ("site:*.com", "leading_wildcard", 5),
        ("oil*~", "inner_wildcard", 3),
        ("foo~bar", "bad_fuzziness", 0),
        ("lukashenko~0", "bad_fuzziness", 0),
        ("lukashenko~0.8", "bad_fuzziness", 0),
        ("-title:oil~", "fuzzy_too_short", 7),
        ('"a b"~', "bad_proximity", 5),
        ('"a b"~21', "bad_proximity", 5),
        ('near21:"a b"', "bad_proximity", 0),
        ('near:"a b"', "bad_proximity", 0),
        ("near5:talks", "bad_proximity", 0),
        ('near5:"a b"~3', "bad_proximity", 11),
        ("(a b)~3", "bad_proximity", 5),
        ('keyword:"a b"~2', "bad_proximity", 13),
        ('story:near3:"a b"', "bad_proximity", 6),
        ('published:"2022-04-12"~2', "bad_proximity", 22),
        ("published:2022*", "bad_date", 10),
        ("published:2022~", "bad_date", 10),
        ("published:9999", "bad_date", 10),
        ("published:0000", "bad_date", 10),
        ("published:12022", "bad_date", 10),
        ("published:2022-02-29", "bad_date", 10),
        ("published:12/04/2022", "bad_date", 10),
        ("published:2022/", "bad_date", 10),
        ("published:last week", "bad_date", 10),
        ("published:[2022-03-01 2022-04-01]", "bad_date", 10),
        ("published:[2022-03-01 TO 2022-13]", "bad_date", 10),
        ("after:-99999y", "bad_date", 6),
        ("after:[2022 TO 2023]", "bad_date", 6),
        ("after:99999999999999999999h", "bad_date", 6),
        ("published:2022-04-12T25:00", "bad_date", 10),
        ("title:[a TO b]", "bad_date", 6),
        ("[2022 TO 2023]", "bad_date", 0),
        ("seen:2023/2022", "empty_range", 5),
        ("title:body:x", "unknown_field", 6),
        ("Re:Putin", "unknown_field", 0),
        ("x" * 2049, "too_long", 2048),
        ("x " * 65, "too_complex", 128),
        ("(" * 17 + "x" + ")" * 17, "too_complex", 16),
    ],
)
def test_an_error_has_a_code_and_points_at_its_cause(text, code, at):
    assert error(text) == (code, at)


def test_limits_are_inclusive():
    assert means("x " * 64).count("x") == 64
    assert means("(" * 16 + "x" + ")" * 16) == "x"
    assert means("x" * 2048) == "x" * 2048
    assert means('"a b"~20') == '"a b"~20'


@pytest.mark.parametrize(
    ("typed", "offered"), [("titel", "title"), ("publisehd", "published"), ("Persn", "person"), ("keywords", "keyword")]
)
def test_an_unknown_field_offers_the_nearest_name(typed, offered):
    with pytest.raises(QueryError, match=f"unknown field '{typed}': did you mean '{offered}'"):
        read(f"{typed}:x")


@pytest.mark.parametrize("typed", ["Re", "foo", "colour", "city", "said", "name", "writer", "x" * 500])
def test_an_unknown_field_that_is_near_none_offers_none(typed):
    with pytest.raises(QueryError, match=r"fields are title, body, .* Text that contains a colon goes in quotes$") as caught:
        read(f"{typed}:x")
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("published:2022-04-12T10:30", "2022-04-12T10:30:00Z", "2022-04-12T10:31:00Z"),
        ("published:2022-04-12T10:30:05+02:00", "2022-04-12T08:30:05Z", "2022-04-12T08:30:06Z"),
        ('published:"April 12, 2022"', "2022-04-12T00:00:00Z", "2022-04-13T00:00:00Z"),
        ('published:"12th Apr. 2022"', "2022-04-12T00:00:00Z", "2022-04-13T00:00:00Z"),
        ('published:"Sept 2021"', "2021-09-01T00:00:00Z", "2021-10-01T00:00:00Z"),
        ("published:TODAY", "2022-04-15T00:00:00Z", "2022-04-16T00:00:00Z"),
        ('published:"this week"', "2022-04-11T00:00:00Z", "2022-04-18T00:00:00Z"),
        ('published:"last month"', "2022-03-01T00:00:00Z", "2022-04-01T00:00:00Z"),
        ('published:"last year"', "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z"),
        ('published:"this year"', "2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z"),
        ("published:monday", "2022-04-11T00:00:00Z", "2022-04-12T00:00:00Z"),
        ("published:friday", "2022-04-15T00:00:00Z", "2022-04-16T00:00:00Z"),
        ('published:"last friday"', "2022-04-08T00:00:00Z", "2022-04-09T00:00:00Z"),
        ('published:"3 days ago"', "2022-04-12T00:00:00Z", "2022-04-13T00:00:00Z"),
        ('published:"last 24 hours"', "2022-04-14T12:00:00Z", "*"),
        ("when:2w", "2022-04-01T12:00:00Z", "*"),
        ("when:1m", "2022-03-15T12:00:00Z", "*"),
        ("after:-2y", "2020-04-15T12:00:00Z", "*"),
        ("before:-7d", "*", "2022-04-08T12:00:00Z"),
        ('after:"last week"', "2022-04-04T00:00:00Z", "*"),
        ("before:2022-04", "*", "2022-04-01T00:00:00Z"),
        ("published:[* TO 2022]", "*", "2023-01-01T00:00:00Z"),
        ("published:[-7d TO yesterday]", "2022-04-08T12:00:00Z", "2022-04-15T00:00:00Z"),
        ('published:["12 April 2022" TO today]', "2022-04-12T00:00:00Z", "2022-04-16T00:00:00Z"),
        ('published:"last week"/today', "2022-04-04T00:00:00Z", "2022-04-16T00:00:00Z"),
        ('published:2022-04-12/"this week"', "2022-04-12T00:00:00Z", "2022-04-18T00:00:00Z"),
        ('published:"12 April 2022"/“13 April 2022”', "2022-04-12T00:00:00Z", "2022-04-14T00:00:00Z"),
        ("published:2022/*", "2022-01-01T00:00:00Z", "*"),
        ("published:*", "*", "*"),
        ("published:9998", "9998-01-01T00:00:00Z", "9999-01-01T00:00:00Z"),
        ("published:0001-01-01", "0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z"),
    ],
)
def test_a_date_means_a_half_open_range(text, start, end):
    assert means(text) == f"published:[{start} TO {end})"
    assert means(text.replace("published:", "seen:")).endswith(f":[{start} TO {end})")


def test_a_date_in_a_group_takes_the_field():
    assert means("seen:(2021 OR [2022-01 TO 2022-02])") == (
        "(seen:[2021-01-01T00:00:00Z TO 2022-01-01T00:00:00Z) OR seen:[2022-01-01T00:00:00Z TO 2022-03-01T00:00:00Z))"
    )


def test_days_begin_in_the_time_zone_given():
    tokyo, new_york = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
    late = datetime(2022, 4, 15, 20, tzinfo=UTC)
    assert str(parse("date:today", now=late, timezone=tokyo)) == "published:[2022-04-15T15:00:00Z TO 2022-04-16T15:00:00Z)"
    assert str(parse("date:today", now=late, timezone=new_york)) == "published:[2022-04-15T04:00:00Z TO 2022-04-16T04:00:00Z)"
    assert str(parse("when:1d", now=late, timezone=tokyo)) == "published:[2022-04-14T20:00:00Z TO *)"


def test_a_day_that_is_an_hour_short_still_ends_at_midnight():
    berlin = ZoneInfo("Europe/Berlin")  # clocks went forward on 27 March 2022
    assert str(parse("date:2022-03-27", now=NOW, timezone=berlin)) == "published:[2022-03-26T23:00:00Z TO 2022-03-27T22:00:00Z)"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("text", ["date:9998", "date:9998-12-31", "date:0001-01-02", "before:9998-12-31"])
def test_the_first_and_last_days_read_back_in_every_time_zone(zone, text):
    meaning = str(parse(text, now=NOW, timezone=ZoneInfo(zone)))
    assert str(parse(meaning, now=NOW, timezone=ZoneInfo(zone))) == meaning


def test_a_day_that_began_in_the_year_0_of_utc_is_a_bad_date():
    with pytest.raises(QueryError) as caught:
        parse("date:0001-01-01", now=NOW, timezone=ZoneInfo("Asia/Tokyo"))
    assert caught.value.code == "bad_date"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('titel:"peace talks', ["titel", "peace", "talks"]),
        ("oil OR OR -gas", ["oil", "gas"]),
        ("published:notadate U.S. state-run sanct*", ["notadate", "U.S.", "state-run", "sanct"]),
        ("near99:(Russia's \x00 oil oil)", ["Russia's", "oil"]),
    ],
)
def test_plain_words_are_the_words_without_the_syntax(text, words):
    assert str(plain_words(text)) == f"({' AND '.join(words)})"


def test_plain_words_of_nothing_are_everything():
    assert plain_words('" ( ) — OR') == Everything()


def test_plain_words_are_as_many_as_a_query_may_have():
    assert str(plain_words(" ".join(f"w{number}" for number in range(100)))).count("w") == 64
    assert plain_words("x" * 1_000_000) == Word("x" * 2048)


def test_an_address_is_looked_up_as_one_value():
    assert read("https://example.com/a?b=c") == Phrase("https://example.com/a?b=c", "url")
