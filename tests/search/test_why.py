"""Why an article matched: the words as they stand in it, and how each was found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index import query as q
from index.blending import Frequencies, Lookup
from index.clauses import Both, Clause, HasFacet
from index.document import Shown
from index.plan import plan
from search.matches import Finder
from search.results import Why
from search.why import why


def reasons(query: q.Query, body: str = "", title: str = "", clause: Clause | None = None) -> tuple[Why, ...]:
    shown = Shown(title, body, "The Gazette", None, (), None, None, "en", None)
    return why(Finder(clause or plan(query)), shown, query)


@pytest.mark.parametrize(
    ("query", "body", "reason"),
    [
        (q.Word("talk"), "talks Talks talk talks", Why("body", "talks", "stem", 4)),
        (q.Phrase("talks"), "talks talk TALKS talks", Why("body", "talks", "exact", 3)),
        (q.Phrase("peace talks"), "Peace\n talks. Peace.", Why("body", "Peace talks", "phrase", 1)),
        (q.Phrase("peace talks", slop=2), "peace and talks", Why("body", "peace … talks", "near", 2)),
        (q.Near("talks peace", 2), "peace and talks", Why("body", "peace … talks", "near", 2)),
        (q.Prefix("sanct"), "sanctions", Why("body", "sanctions", "prefix", 1)),
        (q.Fuzzy("lukashenko", 1), "Lukashenka", Why("body", "Lukashenka", "fuzzy", 1)),
        (q.Word("state-run"), "a State-run mill", Why("body", "State-run", "stem", 1)),
    ],
)
def test_each_kind_of_match_says_how_it_was_found(query: q.Query, body: str, reason: Why) -> None:
    assert reasons(query, body) == (reason,)


def test_a_name_that_was_added_is_an_alias_and_one_that_was_typed_is_not() -> None:
    query = q.Also(q.Word("Kiev"), (q.Phrase("Kyiv"),))
    assert reasons(query, "Kyiv, Kiev") == (Why("body", "Kiev", "stem", 1), Why("body", "Kyiv", "alias", 1))
    both = q.All((query, q.Phrase("Kyiv")))
    assert {reason.how for reason in reasons(both, "Kyiv") if reason.term == "Kyiv"} == {"exact"}


def test_title_and_body_are_told_apart() -> None:
    assert reasons(q.Word("oil"), "oil oil", "Oil") == (Why("title", "Oil", "stem", 1), Why("body", "oil", "stem", 2))


def test_a_word_of_several_languages_is_one_reason() -> None:
    def count(lookups: Sequence[Lookup]) -> Frequencies:
        return Frequencies(100, tuple(range(1, len(lookups) + 1)))

    clause = plan(q.Word("oil"), ["en", "de"], count)
    assert reasons(q.Word("oil"), "oil", "Oil", clause) == (Why("title", "Oil", "stem", 1), Why("body", "oil", "stem", 1))


def test_what_is_not_there_or_is_excluded_is_no_reason() -> None:
    assert reasons(q.All((q.Any((q.Word("oil"), q.Word("gas"))), q.Not(q.Word("coal")))), "gas coal") == (Why("body", "gas", "stem", 1),)


def test_values_are_reasons_only_where_the_article_could_not_have_matched_without_them() -> None:
    query = q.All((q.Word("Gazette", "source"), q.Prefix("ener", "keyword"), q.Fuzzy("smyth", 1, "author"), q.Word("oil")))
    values = (Why("source", "gazette", "value", 1), Why("keyword", "ener*", "prefix", 1), Why("author", "smyth~", "fuzzy", 1))
    assert reasons(query, "oil")[1:] == values
    assert reasons(q.Any((q.Word("Gazette", "source"), q.Word("oil"))), "oil") == (Why("body", "oil", "stem", 1),)
    assert reasons(q.Everything(), clause=Both((HasFacet("org", "OPEC"),))) == (Why("org", "OPEC", "value", 1),)
