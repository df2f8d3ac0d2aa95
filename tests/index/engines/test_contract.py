"""The Protocol of `index.engine` in executable form: one suite, every engine, compared with the reference.

What words are and what writers do is in `test_contract_words.py` and `test_contract_writing.py`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import engines
from index import query as q
from index.article import Article
from index.engine import Ask, Engine, FacetAsk, IndexReader, Where
from index.errors import Refused
from index.periods import INTERVALS
from index.plan import plan
from tests.index.engines import worlds
from tests.index.engines.conftest import SEEN, Kind, everything_about, reading
from tests.index.engines.reference import Reference

QUERIES = 400


@pytest.fixture(scope="module")
def world() -> Reference:
    return Reference(worlds.articles(400, seed=7))


@pytest.fixture(scope="module")
def reader(kind: Kind, world: Reference) -> Iterator[IndexReader]:
    with reading(kind.engine, kind.new_place(), articles_of(world)) as opened:
        yield opened


def articles_of(world: Reference) -> list[Article]:
    return [known.article for known in world.known.values()]


def test_generated_queries_match_the_articles_that_the_reference_matches(reader: IndexReader, world: Reference) -> None:
    rng = random.Random(1)
    for _ in range(QUERIES):
        query = worlds.query(rng)
        assert reader.ids(plan(query, reader.stem_codes())) == world.ids(query), f"{query}  {query!r}"


def test_totals_facets_timelines_stories_and_newest_are_the_references(reader: IndexReader, world: Reference) -> None:
    rng = random.Random(2)
    for _ in range(QUERIES):
        query, filters = worlds.query(rng), worlds.filters(rng)
        sort = rng.choice(["newest", "oldest"])
        ask = everything_about(query, reader, filters=filters, sort=sort, limit=7)
        hits = reader.find(ask)
        ids = world.ids(query)
        matched = world.filtered(ids, filters)
        assert hits.total == len(matched), str(query)
        assert [hit.id for hit in hits.hits] == world.order(matched, oldest=sort == "oldest")[:7], str(query)
        assert dict(hits.facets) == world.facets(ids, ask), str(query)
        assert hits.timeline == world.timeline(matched, "auto"), str(query)
        assert hits.stories == world.stories(matched), str(query)


@pytest.mark.parametrize("interval", INTERVALS)
def test_every_interval_counts_as_the_reference_does(reader: IndexReader, world: Reference, interval: str) -> None:
    for query in (q.Everything(), q.Word("oil"), q.Not(q.Word("oil"))):
        hits = reader.find(Ask(plan(query, reader.stem_codes()), timeline=interval, limit=0))  # type: ignore[arg-type]
        assert hits.timeline == world.timeline(world.ids(query), interval)
        assert hits.hits == ()


def test_a_facet_can_be_searched_within(reader: IndexReader, world: Reference) -> None:
    for containing in ("york", "SÃO", "smith", "nothing like it", "'"):
        ask = Ask(facets=(FacetAsk("place", 3, containing), FacetAsk("person", 3, containing)), filters={"source": ("Reuters",)})
        assert dict(reader.find(ask).facets) == world.facets(set(world.known), ask)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_together_hold_every_match_once_in_the_order_of_one_long_page(reader: IndexReader, sort: str) -> None:
    for query in (q.Everything(), q.Word("oil"), q.Any((q.Word("oil"), q.Word("peace"), q.Word("北京")))):
        clause = plan(query, reader.stem_codes())
        whole = reader.find(Ask(clause, sort=sort, limit=1000))  # type: ignore[arg-type]
        walked, after = [], None
        while page := reader.find(Ask(clause, sort=sort, limit=7, after=after)).hits:  # type: ignore[arg-type]
            walked += [hit.id for hit in page]
            after = page[-1].place
        assert walked == [hit.id for hit in whole.hits]
        assert set(walked) == reader.ids(clause)


def test_relevance_orders_by_score_then_newest_then_id(reader: IndexReader) -> None:
    hits = reader.find(Ask(plan(q.Any((q.Word("oil"), q.Word("a"))), reader.stem_codes()), limit=1000)).hits
    keys = [(-hit.place.score, hit.place.published is None, -(hit.place.published or 0), hit.id) for hit in hits]
    assert keys == sorted(keys)
    assert len({hit.place.score for hit in hits}) > 1


def test_relevance_without_scoring_words_is_newest(reader: IndexReader) -> None:
    clause = plan(q.Word("world", "section"), reader.stem_codes())
    by_relevance, by_date = (reader.find(Ask(clause, sort=sort, limit=50)).hits for sort in ("relevance", "newest"))  # type: ignore[arg-type]
    assert [hit.id for hit in by_relevance] == [hit.id for hit in by_date]


def test_every_engine_ranks_and_scores_as_tantivy_does(reader: IndexReader, world: Reference, tmp_path: Path) -> None:
    words = ("oil", "peace talks", "prices", "run gas", "Putin")
    clauses = [plan(q.All(tuple(map(q.Word, text.split()))), reader.stem_codes()) for text in words]
    with reading(engines.named("tantivy"), tmp_path, articles_of(world)) as other:
        tops = [({hit.id: hit.place.score for hit in one.find(Ask(clause)).hits} for one in (reader, other)) for clause in clauses]
        for mine, theirs in tops:
            shared = mine.keys() & theirs.keys()
            assert len(shared) >= 0.9 * len(theirs)
            assert [mine[id_] for id_ in shared] == pytest.approx([theirs[id_] for id_ in shared], rel=0.05)


def test_frequencies_count_articles(reader: IndexReader, world: Reference) -> None:
    lookups = [("title_exact", "oil"), ("body_exact", "北"), ("text_stem", "de:oil"), ("text_stem", "never"), ("title_exact", "\ud800")]
    found = reader.frequencies(lookups)
    having = [sum(term in known.terms[field.partition("_")[0]] for known in world.known.values()) for field, term in lookups[:2]]
    assert found.articles == len(world.known)
    assert list(found.having[:2]) == having
    assert min(found.having[:3]) > 0
    assert found.having[3:] == (0, 0)


def test_hits_show_what_was_indexed(reader: IndexReader, world: Reference) -> None:
    for hit in reader.find(Ask(limit=1000)).hits:
        article = world.known[hit.id].article
        assert (hit.shown.title, hit.shown.body, hit.shown.source, hit.shown.authors) == (
            article.title,
            article.body,
            article.source,
            article.authors,
        )


@pytest.mark.parametrize(
    "ask",
    [
        Ask(sort="sideways"),  # type: ignore[arg-type]
        Ask(timeline="decade"),  # type: ignore[arg-type]
        Ask(facets=(FacetAsk("colour"),)),
        Ask(facets=(FacetAsk("person"), FacetAsk("person", 5, "anna"))),
        Ask(facets=(FacetAsk("person", -1),)),
        Ask(limit=-1),
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_refused(reader: IndexReader, ask: Ask) -> None:
    with pytest.raises(Refused):
        reader.find(ask)


def test_an_empty_index_answers(engine: Engine, where: Where) -> None:
    with reading(engine, where, []) as reader:
        answer = reader.find(everything_about(q.Word("oil"), reader))
        assert (answer.total, answer.hits, answer.stories) == (0, (), 0)


def test_facet_counts_are_exact_beyond_every_default_size(engine: Engine, where: Where) -> None:
    articles = [
        Article(id=f"{n:05}", title="oil", body="", keywords=(f"k{n % 1500:04}", "all"), language="en", first_seen=SEEN)
        for n in range(4000)
    ]
    world = Reference(articles)
    with reading(engine, where, articles) as reader:
        ask = Ask(plan(q.Word("oil")), facets=(FacetAsk("keyword", 50),))
        assert dict(reader.find(ask).facets) == world.facets(set(world.known), ask)
