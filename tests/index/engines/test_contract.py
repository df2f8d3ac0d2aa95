"""The Protocol of `index.engine` in executable form: one suite, every engine, compared with the reference."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from index import engines
from index import query as q
from index.article import Article
from index.clauses import Run, Term
from index.document import document
from index.engine import Ask, Engine, FacetAsk, Hits, IndexReader, Where
from index.engines.opensearch_settings import ClusterSettings
from index.errors import Refused
from index.fields import FACETS
from index.periods import INTERVALS
from index.plan import plan
from tests.index.engines import worlds
from tests.index.engines.reference import Reference

ENGINES = ["tantivy", "whoosh", pytest.param("opensearch", marks=pytest.mark.cluster)]
QUERIES = 400
WORDS = [json.loads(line) for line in (Path(__file__).parents[2] / "cases/analysis.jsonl").read_text().splitlines()]
SEEN = datetime(2022, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """An engine, where its next index can be, and whether a reader shows one state until it is refreshed."""

    engine: Engine
    new_place: Callable[[], Where]
    frozen: bool = True


@pytest.fixture(scope="module", params=ENGINES)
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kind]:
    """Every engine; the one that needs a cluster has three nodes of a real one, and every index in several pieces."""
    if request.param != "opensearch":
        yield Kind(engines.named(request.param), lambda: tmp_path_factory.mktemp("index"))
        return
    hosts = request.getfixturevalue("cluster").hosts
    from index.engines.opensearch_client import Cluster
    from index.engines.opensearch_parts import remove

    settings, places = ClusterSettings(hosts=tuple(hosts), shards=3, timeout=60), []

    def new_place() -> Where:
        places.append(f"contract-{uuid4().hex}")
        return places[-1]

    yield Kind(engines.named("opensearch", settings), new_place, frozen=False)
    with Cluster(settings) as cluster:
        for place in places:
            remove(cluster, place)


@pytest.fixture
def engine(kind: Kind) -> Engine:
    return kind.engine


@pytest.fixture
def place(kind: Kind) -> Where:
    return kind.new_place()


@contextmanager
def reading(engine: Engine, place: Where, articles: list[Article]) -> Iterator[IndexReader]:
    with engine.create(place) as writer:
        writer.add(map(document, articles))
        writer.commit()
    reader = engine.read(place)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def world() -> Reference:
    return Reference(worlds.articles(400, seed=7))


@pytest.fixture(scope="module")
def reader(kind: Kind, world: Reference) -> Iterator[IndexReader]:
    with reading(kind.engine, kind.new_place(), articles_of(world)) as opened:
        yield opened


def articles_of(world: Reference) -> list[Article]:
    return [known.article for known in world.known.values()]


def everything_about(query: q.Query, reader: IndexReader, **asked: object) -> Ask:
    facets = tuple(FacetAsk(name, 5) for name in FACETS)
    return Ask(plan(query, reader.stem_codes()), facets=facets, timeline="auto", stories=True, **asked)  # type: ignore[arg-type]


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


def test_a_word_weighs_the_same_in_whatever_language_it_stands(engine: Engine, place: Where) -> None:
    def said(number: int, language: str, title: str) -> Article:
        return Article(f"{number:04}", f"{title} {number}", "Gazprom Moskau Berlin Kyjiw", language=language)

    here = [said(number, "en", "Gazprom" if number % 2 else "Moskau") for number in range(60)]
    away = [said(1000, "de", "Gazprom"), said(1001, "uk", "Gazprom"), said(1002, "de", "Moskau")]
    with reading(engine, place, here + away) as reader:
        for word in (q.Word("Gazprom"), q.Word("gazprom", "title")):
            clause = plan(word, reader.stem_codes(), reader.frequencies)
            hits = reader.find(Ask(clause, limit=100)).hits
            scores = [hit.place.score for hit in hits if "Gazprom" in hit.shown.title]
            assert len(scores) == 32
            assert scores == pytest.approx([scores[0]] * 32, rel=1e-3)
        apart = reader.find(Ask(plan(q.Word("gazprom", "title"), reader.stem_codes()))).hits
        assert {hit.id for hit in apart[:2]} == {"1000", "1001"}, "without blending, the rare languages come first"


def test_another_spelling_weighs_no_more_than_the_typed_one_however_rare(engine: Engine, place: Where) -> None:
    def said(number: int, name: str) -> Article:
        return Article(f"{number:04}", f"{name} mayor opens bridge {number}", f"The mayor of {name} opened bridge {number}.", language="en")

    often = [said(number, "Kyiv") for number in range(20)]
    others = [said(100 + number, "Paris") for number in range(40)]
    rare = [said(1000, "Kiev"), said(1001, "City of Kings and Queens")]
    with reading(engine, place, often + others + rare) as reader:
        for typed, also in (("Kyiv", ("Kiev", "City of Kings and Queens")), ("Kiev", ("Kyiv",))):
            query = q.Also(q.Word(typed), tuple(map(q.Phrase, also)))
            hits = reader.find(Ask(plan(query, reader.stem_codes(), reader.frequencies), limit=100)).hits
            scores = {True: [], False: []}  # type: dict[bool, list[float]]
            for hit in hits:
                scores[typed in hit.shown.title].append(hit.place.score)
            assert min(scores[True]) >= 0.9 * max(scores[False])
            assert min(scores[False]) > 0


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


def test_changes_show_after_commit_and_refresh_and_are_exact(kind: Kind, engine: Engine, place: Where) -> None:
    first = worlds.articles(120, seed=11)
    changed = [replace(a, title="oil changed", source="Changed") for a in first[20:40]]
    new = worlds.articles(30, seed=12)
    with reading(engine, place, first) as reader:
        with engine.write(place) as writer:
            writer.delete([a.id for a in first[:20]] + ["never there"])
            writer.add(map(document, changed + new))
            assert reader.ids(plan(q.Everything())) == {a.id for a in first}
            writer.commit()
        if kind.frozen:
            assert reader.ids(plan(q.Everything())) == {a.id for a in first}, "a reader shows one state until it is refreshed"
        reader.refresh()
        world = Reference([*changed, *first[40:], *new])
        rng = random.Random(3)
        for _ in range(60):
            query = worlds.query(rng)
            ask = everything_about(query, reader, sort="newest", limit=200)
            hits = reader.find(ask)
            assert [hit.id for hit in hits.hits] == world.order(world.ids(query)), str(query)
            assert dict(hits.facets) == world.facets(world.ids(query), ask), str(query)


def test_what_was_not_committed_is_forgotten(engine: Engine, place: Where) -> None:
    articles = worlds.articles(10, seed=5)
    with reading(engine, place, articles) as reader:
        with engine.write(place) as writer:
            writer.delete([articles[0].id])
            writer.add(map(document, worlds.articles(3, seed=6)))
        reader.refresh()
        assert reader.ids(plan(q.Everything())) == {a.id for a in articles}


def test_an_article_added_twice_is_there_once_with_its_last_content(engine: Engine, place: Where) -> None:
    article = replace(worlds.articles(1, seed=5)[0], title="first words")
    with engine.create(place) as writer:
        writer.add([document(article)])
        writer.add(map(document, [replace(article, title="second words"), replace(article, title="third words")]))
        writer.commit()
    reader = engine.read(place)
    assert [hit.shown.title for hit in reader.find(Ask(sort="newest")).hits] == ["third words"]
    assert reader.find(Ask(plan(q.Word("second")))).total == 0
    reader.close()


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


def test_an_empty_index_answers(engine: Engine, place: Where) -> None:
    with reading(engine, place, []) as reader:
        answer = reader.find(everything_about(q.Word("oil"), reader))
        assert (answer.total, answer.hits, answer.stories) == (0, (), 0)


def test_a_phrase_never_crosses_a_paragraph_nor_runs_from_title_to_body(engine: Engine, place: Where) -> None:
    article = Article(id="a", title="peace", body="talks about gas\n\nprices of oil", language="en", first_seen=SEEN)
    with reading(engine, place, [article]) as reader:

        def found(query: q.Query) -> Hits:
            return reader.find(Ask(plan(query)))

        assert found(q.Phrase("talks about gas")).total == 1
        for crossing in (
            q.Phrase("peace talks"),
            q.Phrase("gas prices"),
            q.Phrase("gas prices", slop=20),
            q.Near("prices gas", 20),
            q.Word("gas-prices"),
        ):
            assert found(crossing).total == 0, str(crossing)


def test_words_are_the_same_on_every_engine(engine: Engine, place: Where) -> None:
    articles = [Article(id=f"{n:02}", title="", body=case["text"], language="en", first_seen=SEEN) for n, case in enumerate(WORDS)]
    with reading(engine, place, articles) as reader:
        for article, case in zip(articles, WORDS, strict=True):
            for term in case["exact"]:
                assert article.id in reader.ids(Term("body_exact", term)), case
            if len(case["exact"]) > 1:
                assert article.id in reader.ids(Run("body_exact", tuple(case["exact"]))), case
                assert article.id in reader.ids(plan(q.Phrase(case["text"]))), case


def test_facet_counts_are_exact_beyond_every_default_size(engine: Engine, place: Where) -> None:
    articles = [
        Article(id=f"{n:05}", title="oil", body="", keywords=(f"k{n % 1500:04}", "all"), language="en", first_seen=SEEN)
        for n in range(4000)
    ]
    world = Reference(articles)
    with reading(engine, place, articles) as reader:
        ask = Ask(plan(q.Word("oil")), facets=(FacetAsk("keyword", 50),))
        assert dict(reader.find(ask).facets) == world.facets(set(world.known), ask)
