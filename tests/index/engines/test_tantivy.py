"""What is special to Tantivy: segments, ties, estimates, patterns, limits, locks, threads. The contract suite tests the rest."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import pytest

from index.article import Article, Entity
from index.clauses import NOTHING, Between, Both, Clause, Close, Cluster, Either, HasFacet, Run, StartsWith, Term, Without
from index.document import Document, document
from index.engine import Ask, FacetAsk, Hit, Place
from index.engines import tantivy, tantivy_compile, tantivy_facets
from index.engines.tantivy import TantivyEngine, TantivyReader
from index.engines.tantivy_forms import cluster_forms, count_cluster_forms, count_run_forms, run_forms
from index.engines.tantivy_schema import LONGEST_VALUE, exact_order, order_keys
from index.engines.tantivy_state import State
from index.errors import EngineUnavailable, IndexingError, Locked, Refused

ENGINE = TantivyEngine()
DAY = datetime(2022, 4, 12, tzinfo=UTC)


def article(id_: str = "a", **fields: object) -> Document:
    values: dict[str, object] = {"title": "", "body": "", "language": "en", "first_seen": DAY, **fields}
    return document(Article(id=id_, **values))  # type: ignore[arg-type]


def with_keyword(id_: str, keyword: str) -> Document:
    """A document with a keyword of any length: those made of articles have it cut."""
    made = article(id_)
    return replace(made, keys={**made.keys, "keyword": (keyword,)}, facets={**made.facets, "keyword": (keyword,)})


def index_of(folder: Path, *segments: Iterable[Document]) -> TantivyReader:
    """A reader of an index with at least one segment per argument."""
    with ENGINE.create(folder) as writer:
        for segment in segments:
            writer.add(segment)
            writer.commit()
    return ENGINE.read(folder)


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def walked(reader: TantivyReader, ask: Ask) -> list[str]:
    found: list[str] = []
    after = None
    while hits := reader.find(replace(ask, after=after)).hits:
        found += ids(hits)
        after = hits[-1].place
    return found


# counts


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


# orders


def test_keys_never_disagree_with_the_order_that_they_stand_for() -> None:
    rng = random.Random(3)
    letters = "0123456789abcdefABg-_ é\n北😀"
    known = [
        ("".join(rng.choices(letters, k=rng.randrange(8))), rng.choice([None, 0, -(10**11), 10**18, rng.randrange(99)])) for _ in range(700)
    ]
    for which, sort in enumerate(("newest", "oldest")):
        ordered = sorted(known, key=lambda pair: exact_order(Place(*pair), sort))
        keys = [order_keys(*pair)[which] for pair in ordered]
        assert keys == sorted(keys)
        assert all(0 <= key < 1 << 64 for key in keys)


def test_a_key_tells_ids_apart_by_their_first_five_digits() -> None:
    keys = [order_keys(f"{n:05x}", None)[0] for n in range(0x8FE00, 0xA0200)]
    assert all(low < high for low, high in pairwise(keys))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_through_a_great_tie_over_segments_repeat_and_skip_nothing(tmp_path: Path, sort: str) -> None:
    rng = random.Random(1)
    made = [article(f"report-{rng.random()}", title="oil", published=rng.choice([None, DAY, DAY])) for _ in range(150)]
    reader = index_of(tmp_path, made[:70], made[70:])
    expected = [one.id for one in sorted(made, key=lambda one: (one.published is None, one.id))]
    assert walked(reader, Ask(Term("title_stem", "oil"), sort=sort, limit=7)) == expected  # type: ignore[arg-type]


def test_a_page_goes_on_from_a_place_that_is_gone(tmp_path: Path) -> None:
    made = [article(f"{n:02}", title="oil " * (n % 4 + 1), published=DAY + timedelta(days=n % 3)) for n in range(60)]
    reader = index_of(tmp_path, made)
    ask = Ask(Term("title_stem", "oil"), limit=60)
    before = reader.find(ask).hits
    place = before[24].place
    with ENGINE.write(tmp_path) as writer:
        writer.delete([place.id])
        writer.commit()
    reader.refresh()
    after = reader.find(replace(ask, after=place))
    assert ids(after.hits) == ids(before)[25:]
    assert after.total == 59


def test_what_does_not_score_adds_nothing_to_a_score(tmp_path: Path) -> None:
    entity = Entity("person", "Jane Smith", "Jane Smith")
    one = article(title="oil", body="oil prices", keywords=("energy",), published=DAY, entities=(entity,), source="Reuters")
    reader = index_of(tmp_path, [one, article("b", title="gas")])
    word = Term("body_stem", "oil")
    silent: list[Clause] = [
        Term("keyword", "energy"),
        Term("person_names", "smith"),
        Run("person_names", ("jane", "smith")),
        StartsWith("title_exact", "oi"),
        Close("title_exact", "oik", 1),
        Between("published", 0, None),
        HasFacet("person", "Jane Smith"),
        Without(Term("body_stem", "gas")),
        Either((Term("title_exact", "oil", 0.0), NOTHING)),
        Both(()),
    ]
    alone, beside = (reader.find(Ask(clause)).hits[0].place.score for clause in (word, Both((word, *silent))))
    assert alone == beside > 0
    twice = reader.find(Ask(Both((word, Term("body_stem", "oil", 2.0))))).hits[0].place.score
    assert twice == pytest.approx(3 * alone)


def test_paragraphs_do_not_make_an_article_longer_in_its_score(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", body="oil gas coal"), article("b", body="oil\n\ngas\n\ncoal")])
    scores = {hit.place.score for hit in reader.find(Ask(Term("body_stem", "oil"))).hits}
    assert len(scores) == 1


# runs and clusters


def test_forms_are_as_many_as_counted() -> None:
    for terms in (("a", "b"), ("a", "b", "c"), ("a", "a", "b"), ("a", "a", "a", "b")):
        for room in (0, 1, 4):
            assert len(list(run_forms(terms, room))) == count_run_forms(terms, room)
            assert len(list(cluster_forms(terms, room))) == count_cluster_forms(terms, room)


@pytest.mark.parametrize("most", [0, tantivy_compile.MOST_FORMS, 10**9])
def test_runs_written_out_and_looked_through_match_the_same_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    rng = random.Random(9)
    names = [tuple(" ".join(rng.choices("abcd", k=3)) for _ in range(2)) for _ in range(80)]
    texts = ["\n\n".join(" ".join(rng.choices(["oil", "talks", "c", "d"], k=7)) for _ in range(2)) for _ in range(80)]
    made = [
        article(f"{n:02}", title=text.split("\n")[0][:20], body=text, authors=own)
        for n, (text, own) in enumerate(zip(texts, names, strict=True))
    ]
    reader = index_of(tmp_path, made)
    monkeypatch.setattr(tantivy_compile, "MOST_FORMS", most)
    for _ in range(60):
        field = rng.choice(["title_exact", "body_exact", "body_stem", "author_names"])
        terms = tuple(
            rng.choices(
                "abcd" if field == "author_names" else ["oil", "talk" if field.endswith("_stem") else "talks", "c"], k=rng.randrange(2, 4)
            )
        )
        room = rng.randrange(4)
        for clause in (Run(field, terms, room), Cluster(field, terms, room)):
            written = list((run_forms if isinstance(clause, Run) else cluster_forms)(terms, room))
            assert reader.ids(clause) == {one.id for one in made if any(_has(one.terms[field], form) for form in written)}, clause


def test_a_run_for_which_too_many_articles_would_be_looked_through_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = index_of(tmp_path, [article(f"{n}", title="x", body="oil c talks") for n in range(4)])
    monkeypatch.setattr(tantivy_compile, "MOST_FORMS", 0)
    monkeypatch.setattr(tantivy_compile, "MOST_LOOKED_THROUGH", 4)
    assert len(reader.ids(Run("body_exact", ("oil", "talks"), 1))) == 4
    monkeypatch.setattr(tantivy_compile, "MOST_LOOKED_THROUGH", 3)
    with pytest.raises(Refused, match="look through 4 articles for “oil talks” so far apart"):
        reader.ids(Run("body_exact", ("oil", "talks"), 2))


def _has(lines: str, form: list[tuple[int, str]]) -> bool:
    for line in lines.split("\n"):
        found = dict(enumerate(line.split()))
        if any(all(found.get(start + at) == term for at, term in form) for start in found):
            return True
    return False


def test_a_run_wider_than_the_gap_between_paragraphs_stays_in_its_paragraph(tmp_path: Path) -> None:
    far = "oil " + "x " * 25 + "gas"
    reader = index_of(tmp_path, [article("a", body=far), article("b", body="oil\n\ngas")])
    assert reader.ids(Run("body_exact", ("oil", "gas"), 25)) == {"a"}
    assert reader.ids(Run("body_exact", ("oil", "gas"), 24)) == set()
    assert reader.ids(Cluster("body_exact", ("gas", "oil"), 1000)) == {"a"}


def test_a_long_quotation_with_gaps_is_found(tmp_path: Path) -> None:
    words = ["the", "price", "of", "oil", "rose", "in", "london", "on", "monday", "after", "talks"]
    reader = index_of(tmp_path, [article("a", body=" x ".join(words)), article("b", body=" ".join(reversed(words)))])
    assert reader.ids(Run("body_exact", tuple(words), 20)) == {"a"}
    assert reader.ids(Run("body_exact", tuple(words), 8)) == set()
    hits = reader.find(Ask(Cluster("body_exact", tuple(words), 20)))
    assert (hits.total, {hit.place.score > 0 for hit in hits.hits}) == (2, {True})


# patterns, limits, odd text


def test_signs_of_patterns_are_plain_characters_in_a_prefix(tmp_path: Path) -> None:
    values = [
        "a.b",
        "axb",
        "c++",
        "ccc",
        "(d",
        "[e]",
        "f|g",
        "f",
        "h^$",
        "i\\d",
        "i5",
        "j*",
        "k?",
        "l{2}",
        "ll",
        "m#n",
        "o&&p",
        "q-r",
        "s~t",
        "é.u",
        "<v>",
        "北.京",
    ]
    reader = index_of(tmp_path, [article(value, keywords=(value,)) for value in values])
    for prefix in [value[:length] for value in values for length in range(1, len(value) + 1)]:
        folded = "e" + prefix[1:] if prefix[0] == "é" else prefix
        wanted = {value for value in values if value.replace("é", "e").startswith(folded)}
        assert reader.ids(StartsWith("keyword", folded)) == wanted, prefix


def test_a_prefix_too_long_for_a_pattern_is_looked_up(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", url="https://x.example/" + "é(" * 2000 + "end"), article("b", url="https://x.example/")])
    address = "https://x.example/" + "e(" * 2000
    assert reader.ids(StartsWith("url", address)) == reader.ids(Term("url", address + "end")) == {"a"}
    assert reader.ids(StartsWith("url", address + "x")) == set()


def test_letters_are_compared_not_bytes_and_a_swap_is_two_changes(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", title="Київський")])
    assert reader.ids(Close("title_exact", "київськік", 2)) == {"a"}
    assert reader.ids(Close("title_exact", "икївський", 1)) == set()
    assert reader.ids(Close("title_exact", "икївський", 2)) == {"a"}
    with pytest.raises(Refused, match="2 changes"):
        reader.ids(Close("title_exact", "київ", 3))


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article()])
    for clause in (
        Term("colour", "red"),
        StartsWith("_id", "a"),
        Between("updated", 1, 2),
        HasFacet("colour", "red"),
        Run("keyword", ("a", "b")),
    ):
        with pytest.raises(Refused):
            reader.find(Ask(clause))


def test_a_value_longer_than_tantivy_holds_is_refused_by_name_and_the_longest_is_found(tmp_path: Path) -> None:
    with ENGINE.create(tmp_path) as writer:
        with pytest.raises(Refused, match=r"'long'.*keyword"):
            writer.add([with_keyword("long", "k" * (LONGEST_VALUE + 1))])
        writer.add([with_keyword("fits", "k" * LONGEST_VALUE)])
        writer.commit()
    reader = ENGINE.read(tmp_path)
    assert reader.ids(Term("keyword", "k" * LONGEST_VALUE)) == {"fits"}
    assert reader.ids(HasFacet("keyword", "k" * LONGEST_VALUE)) == {"fits"}
    assert reader.ids(Term("keyword", "k" * (LONGEST_VALUE + 1))) == set()
    assert len(reader.find(Ask(facets=(FacetAsk("keyword"),))).facets["keyword"].values[0].value) == LONGEST_VALUE


def test_half_a_character_in_a_body_is_kept_and_matches_nothing_in_a_question(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", title="oil")])
    for clause in (Term("keyword", "\ud800"), StartsWith("keyword", "\ud800"), Close("keyword", "\ud800", 1), HasFacet("source", "\ud800")):
        assert reader.ids(clause) == set()
    with ENGINE.write(tmp_path) as writer:
        writer.add([article("b", title="oil", body="rises \ud800 again")])
        writer.commit()
    reader.refresh()
    assert {hit.id: hit.shown.body for hit in reader.find(Ask(Term("body_exact", "again"))).hits} == {"b": "rises \ud800 again"}


def test_half_a_character_in_a_facet_matches_nothing(tmp_path: Path) -> None:
    hits = index_of(tmp_path, [article("a", keywords=("k",))]).find(Ask(Term("keyword", "\ud800"), stories=True))
    assert (hits.total, hits.stories) == (0, 0)


def test_half_a_character_in_an_id_is_refused(tmp_path: Path) -> None:
    with ENGINE.create(tmp_path) as writer, pytest.raises(Refused, match="half a character"):
        writer.add([article("b\ud800")])


def test_odd_ids_are_kept_and_deleted_exactly(tmp_path: Path) -> None:
    odd = ["", " ", "a\nb", "A", "a", "é", "e", "\x00"]
    reader = index_of(tmp_path, [article(id_, published=DAY) for id_ in odd])
    assert ids(reader.find(Ask(limit=100)).hits) == sorted(odd)
    with ENGINE.write(tmp_path) as writer:
        writer.delete(["A", "", "é"])
        writer.commit()
    reader.refresh()
    assert reader.ids(Both(())) == set(odd) - {"A", "", "é"}


# writers and readers


def test_a_second_writer_is_locked_out_until_the_first_closes(tmp_path: Path) -> None:
    first = ENGINE.create(tmp_path)
    with pytest.raises(Locked):
        ENGINE.write(tmp_path)
    first.close()
    first.close()
    ENGINE.write(tmp_path).close()
    with pytest.raises(IndexingError, match="closed"):
        first.add([article()])


def test_an_error_in_a_with_block_forgets_what_was_added(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a")])

    def fail() -> None:
        with ENGINE.write(tmp_path) as writer:
            writer.add([article("b")])
            writer.delete(["a"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    ENGINE.write(tmp_path).close()
    reader.refresh()
    assert reader.ids(Both(())) == {"a"}


def test_an_id_twice_in_one_build_is_one_article_in_every_segment(tmp_path: Path) -> None:
    first = [article(f"{n}", title="first") for n in range(50)]
    again = [article(f"{n}", title="second") for n in range(0, 50, 2)]
    reader = index_of(tmp_path, first, again, [*first[:1], *again[:1]])
    assert len(reader.find(Ask(limit=100)).hits) == 50
    assert reader.ids(Term("title_stem", "second")) == {str(n) for n in range(0, 50, 2)}


def test_many_small_changes_are_merged(tmp_path: Path) -> None:
    index_of(tmp_path, [article("a")]).close()
    for n in range(20):
        with ENGINE.write(tmp_path) as writer:
            writer.add([article(f"{n}")])
            writer.commit()
    assert len(list(tmp_path.glob("*.store"))) < 12


def test_a_folder_without_an_index_says_so(tmp_path: Path) -> None:
    for use in (ENGINE.read, ENGINE.write):
        with pytest.raises(IndexingError, match="opening the index"):
            use(tmp_path)


def test_searches_go_on_while_other_threads_refresh_and_write(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article(f"{n:03}", title="oil", keywords=("k",)) for n in range(100)])
    done, wrong = Event(), []

    def search() -> None:
        while not done.is_set():
            hits = reader.find(Ask(Term("title_stem", "oil"), facets=(FacetAsk("keyword"),), timeline="auto", stories=True, limit=1000))
            counted = hits.facets["keyword"].values[0].count, hits.stories, len(hits.hits)
            if counted != (hits.total,) * 3 or hits.total % 100:
                wrong.append(counted)

    def refresh() -> None:
        while not done.is_set():
            reader.refresh()

    threads = [Thread(target=work) for work in (search, search, refresh, refresh)]
    for thread in threads:
        thread.start()
    with ENGINE.write(tmp_path) as writer:
        for batch in range(1, 6):
            writer.add(article(f"{batch}{n:03}", title="oil", keywords=("k",)) for n in range(100))
            writer.commit()
    done.set()
    for thread in threads:
        thread.join()
    reader.refresh()
    assert not wrong
    assert reader.find(Ask(Term("title_stem", "oil"))).total == 600


def test_a_slow_refresh_does_not_bring_an_old_state_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = index_of(tmp_path, [article("a")])
    reads, goes_on = Event(), Event()

    def slowly(*given: Any) -> State:
        state = State(*given)
        if current_thread() is slow:
            reads.set()
            goes_on.wait(60)
        return state

    monkeypatch.setattr(tantivy, "State", slowly)
    slow = Thread(target=reader.refresh)
    slow.start()
    assert reads.wait(60)
    with ENGINE.write(tmp_path) as writer:
        writer.add([article("b")])
        writer.commit()
    quick = Thread(target=reader.refresh)
    quick.start()
    quick.join(0.2)
    goes_on.set()
    for each in (slow, quick):
        each.join()
    assert reader.find(Ask()).total == 2


def test_stem_codes_are_those_of_the_articles_that_are_left(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", language="zh"), article("b", language="de"), article("c", language="")])
    assert reader.stem_codes() == {"x", "de", "en"}
    with ENGINE.write(tmp_path) as writer:
        writer.delete(["b", "c"])
        writer.commit()
    assert reader.stem_codes() == {"x", "de", "en"}
    reader.refresh()
    assert reader.stem_codes() == {"x"}


def test_without_tantivy_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "index.engines.tantivy")
    with pytest.raises(EngineUnavailable, match=r"broadsheet\[fast\]"):
        import_module("index.engines.tantivy")
