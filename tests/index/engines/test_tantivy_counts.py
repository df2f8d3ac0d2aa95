"""Counts of Tantivy are exact over segments: values, stories, days."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.clauses import Both, Term
from index.engine import Ask, FacetAsk
from index.engines import tantivy_facets
from index.errors import Refused
from tests.index.engines.segments import ENGINE, article, index_of


def test_facets_are_exact_over_segments_and_deletions_with_a_tie_at_the_end(tmp_path: Path) -> None:
    rng = random.Random(5)
    made = {f"{n:04}": article(f"{n:04}", keywords=tuple({f"k{int(rng.expovariate(0.02))}" for _ in range(4)})) for n in range(900)}
    documents = list(made.values())
    reader = index_of(tmp_path, documents[:400], documents[400:650], documents[650:])
    with ENGINE.write(tmp_path) as writer:
        writer.delete(f"{n:04}" for n in range(0, 900, 7))
        writer.commit()
    reader.refresh()
    left = [made[f"{n:04}"] for n in range(900) if n % 7]
    counts = sorted(Counter(value for one in left for value in one.facets["keyword"]).items(), key=lambda pair: (-pair[1], pair[0]))
    for size in range(len(counts) + 3):
        facet = reader.find(Ask(facets=(FacetAsk("keyword", size),))).facets["keyword"]
        assert [(count.value, count.count) for count in facet.values] == counts[:size]
        assert facet.more == (len(counts) > size)


def test_more_values_than_tantivy_answers_are_counted_all_the_same(tmp_path: Path) -> None:
    values = tuple(f"k{n:05}" for n in range(70_000))
    reader = index_of(tmp_path, [article("a", keywords=values), article("b", keywords=("k69999",))])
    facet = reader.find(Ask(facets=(FacetAsk("keyword", 3),))).facets["keyword"]
    assert [(count.value, count.count) for count in facet.values] == [("k69999", 2), ("k00000", 1), ("k00001", 1)]
    within = reader.find(Ask(facets=(FacetAsk("keyword", 2, "K"),))).facets["keyword"]
    assert ([count.value for count in within.values], within.more) == (["k69999", "k00000"], True)


def test_a_facet_of_no_size_tells_only_whether_there_are_values(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article(keywords=("oil",))])
    facets = reader.find(Ask(facets=(FacetAsk("keyword", 0), FacetAsk("author", 0)))).facets
    assert [(facets[name].values, facets[name].more) for name in ("keyword", "author")] == [((), True), ((), False)]


def test_a_facet_that_is_too_large_or_unknown_is_refused(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article()])
    for ask in (FacetAsk("keyword", tantivy_facets.LARGEST_FACET + 1), FacetAsk("colour")):
        with pytest.raises(Refused):
            reader.find(Ask(facets=(ask,)))
    with pytest.raises(Refused):
        reader.find(Ask(filters={"colour": ("red",)}))


def test_stories_are_counted_not_estimated_over_segments(tmp_path: Path) -> None:
    made = [article(f"{n:05}", story=f"story {n % 1301}" if n % 3 else None, title="oil" if n % 2 else "gas") for n in range(6000)]
    reader = index_of(tmp_path, made[:2500], made[2500:])
    for clause, numbers in ((Both(()), range(6000)), (Term("title_stem", "oil"), range(1, 6000, 2))):
        events = [n % 1301 for n in numbers if n % 3]
        hits = reader.find(Ask(clause, stories=True, limit=20))
        assert hits.stories == len(set(events)) + sum(n % 3 == 0 for n in numbers)
        assert hits.story_counts == {f"story {e}": events.count(e) for e in {int(h.id) % 1301 for h in hits.hits if int(h.id) % 3}}


def test_stories_that_differ_in_case_alone_are_two(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", story='Story,"1"'), article("b", story='story,"1"')])
    hits = reader.find(Ask(stories=True))
    assert (hits.stories, hits.story_counts) == (2, {'Story,"1"': 1, 'story,"1"': 1})


def test_days_of_centuries_are_counted(tmp_path: Path) -> None:
    moments = [datetime(1601, 1, 1, tzinfo=UTC) + timedelta(days=3 * n) for n in range(500)] + [datetime(2026, 1, 1, tzinfo=UTC)] * 2
    reader = index_of(tmp_path, [article(f"{n:04}", published=moment) for n, moment in enumerate(moments)])
    for interval in ("day", "week"):
        timeline = reader.find(Ask(timeline=interval)).timeline
        assert timeline is not None
        days = [moment.toordinal() - datetime(1970, 1, 1).toordinal() for moment in moments]
        assert dict(timeline.counts) == Counter(days if interval == "day" else [(day + 3) // 7 for day in days])
