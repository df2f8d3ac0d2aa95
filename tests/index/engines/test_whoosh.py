"""What is special to the Whoosh engine; what every engine keeps is in the contract suite."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from math import log
from pathlib import Path

import pytest

from index.analysis import joined
from index.clauses import EVERYTHING, Cluster, Either, HasFacet, Run, StartsWith, Term
from index.document import KEY_FIELDS, TERM_FIELDS, Document, Shown
from index.engine import Ask, FacetAsk, FacetCount
from index.engines import whoosh_segments
from index.engines.whoosh import WhooshEngine, WhooshReader, WhooshWriter
from index.errors import IndexingError, Locked, Refused
from index.fields import FACETS

ODD = ("", "\x00", "a,b", "tab\tbed", "two\nlines", "\ud800", "Ω" * 70_000)


def document(id_: str, body: str = "", *, published: int | None = None, story: str | None = None, **facets: tuple[str, ...]) -> Document:
    """A document of which only what matters is given; its body is text as people write it."""
    shown = Shown(id_, body, "", None, (), None, None, "en", story)
    return Document(
        id=id_,
        terms={name: joined(body) if name.startswith("body") else "" for name in TERM_FIELDS},
        keys={name: (id_,) if name == "id" else () for name in KEY_FIELDS},
        facets={name: facets.get(name, ()) for name in FACETS},
        published=published,
        seen=0,
        shown=shown.to_text(),
    )


def build(folder: Path, *documents: Document) -> None:
    with WhooshEngine().create(folder) as writer:
        writer.add(documents)
        writer.commit()


def reader_of(folder: Path, *documents: Document) -> WhooshReader:
    build(folder, *documents)
    return WhooshEngine().read(folder)


def counted(reader: WhooshReader, facet: str) -> Mapping[str, int]:
    return {one.value: one.count for one in reader.find(Ask(facets=(FacetAsk(facet, 50),))).facets[facet].values}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[WhooshWriter]:
    with WhooshEngine().create(tmp_path) as opened:
        yield opened


def test_no_run_and_no_cluster_crosses_a_paragraph_at_the_widest_gap(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, document("apart", "peace\n\ntalks"), document("together", "peace " + "x " * 20 + "talks"))
    assert reader.ids(Run("body_exact", ("peace", "talks"), 20)) == {"together"}
    assert reader.ids(Cluster("body_exact", ("talks", "peace"), 20)) == {"together"}
    assert reader.ids(Run("body_exact", ("peace", "talks"), 19)) == set()


def test_a_score_is_lucenes_bm25(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, document("a", "oil oil gas"), document("b", "oil"), document("c", "rain and more rain"))
    hits = reader.find(Ask(Term("body_exact", "oil", 2.0))).hits
    average = 8 / 3
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = {
        "a": 2 * idf * 2.2 * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / average)),
        "b": 2 * idf * 2.2 * 1 / (1 + 1.2 * (0.25 + 0.75 * 1 / average)),
    }
    assert {hit.id: hit.place.score for hit in hits} == pytest.approx(expected)


def test_a_run_scores_as_one_unit_with_the_weights_of_its_words(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, document("a", "oil price oil price"), document("b", "price of oil"))
    (hit,) = reader.find(Ask(Run("body_exact", ("oil", "price")))).hits
    idf = 2 * log(1 + 0.5 / 2.5)
    assert hit.place.score == pytest.approx(idf * 2.2 * 2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3.5)))


def test_deleted_articles_weigh_in_no_score(tmp_path: Path) -> None:
    kept = [document("a", "oil gas"), document("b", "coal"), document("c", "rain")]
    (tmp_path / "clean").mkdir()
    (tmp_path / "changed").mkdir()
    clean = reader_of(tmp_path / "clean", *kept)
    build(tmp_path / "changed", *kept, document("gone", "oil oil oil " * 30))
    with WhooshEngine().write(tmp_path / "changed") as writer:
        writer.delete(["gone"])
        writer.commit()
    changed = WhooshEngine().read(tmp_path / "changed")
    assert changed.find(Ask(Term("body_exact", "oil"))) == clean.find(Ask(Term("body_exact", "oil")))


def test_pages_go_on_through_segments_where_no_word_of_the_query_is(tmp_path: Path) -> None:
    """A segment without the scoring word answers with a set, the others with scores: the place has to mean the same in both."""
    build(tmp_path, *(document(f"old{number}", "gas", published=number) for number in range(4)))
    with WhooshEngine().write(tmp_path) as writer:
        writer.add([document("new", "oil", published=0), document("newer", "gas", published=99)])
        writer.commit()
    reader = WhooshEngine().read(tmp_path)
    either = Either((Term("body_exact", "oil"), StartsWith("body_exact", "gas")))
    found, after = [], None
    while hits := reader.find(Ask(either, limit=1, after=after)).hits:
        found += [hit.id for hit in hits]
        after = hits[-1].place
    assert found == ["new", "newer", "old3", "old2", "old1", "old0"]


def test_columns_are_right_after_changes_and_merges(tmp_path: Path) -> None:
    build(tmp_path, *(document(f"a{number}", source=("Old",), story="s") for number in range(5)))
    reader = WhooshEngine().read(tmp_path)
    for number in range(4):
        with WhooshEngine().write(tmp_path) as writer:
            writer.add([document(f"a{number}", source=("New",), person=("Ann", "Bob")), document(f"b{number}", source=("New",))])
            writer.delete([f"b{number - 1}"])
            writer.commit()
    assert counted(reader, "source") == {"Old": 5}
    reader.refresh()
    assert counted(reader, "source") == {"New": 5, "Old": 1}
    assert counted(reader, "person") == {"Ann": 4, "Bob": 4}
    hits = reader.find(Ask(stories=True))
    assert (hits.total, hits.stories, hits.story_counts) == (6, 6, {"s": 1})


def test_many_small_commits_leave_few_segments(tmp_path: Path) -> None:
    build(tmp_path)
    with WhooshEngine().write(tmp_path) as writer:
        for number in range(40):
            writer.add([document(str(number), f"word{number} oil")])
            writer.commit()
    assert len(list(tmp_path.glob("*.trm"))) <= 6
    assert WhooshEngine().read(tmp_path).find(Ask(Term("body_exact", "oil"))).total == 40


def test_postings_that_outgrow_memory_answer_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_segments, "MEMORY_FOR_POSTINGS", 1)
    reader = reader_of(tmp_path, *(document(str(number), f"oil word{number} oil") for number in range(30)))
    assert reader.find(Ask(Term("body_exact", "oil"))).total == 30
    assert reader.ids(Run("body_exact", ("word7", "oil"))) == {"7"}


def test_any_string_is_a_value_and_an_id(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, *(document(value, keyword=(value,)) for value in ODD))
    assert counted(reader, "keyword") == dict.fromkeys(ODD, 1)
    assert reader.ids(EVERYTHING) == set(ODD)
    assert all(reader.ids(HasFacet("keyword", value)) == {value} == reader.ids(Term("id", value)) for value in ODD)


def test_the_last_of_an_id_stays_and_a_later_delete_takes_it(writer: WhooshWriter, tmp_path: Path) -> None:
    writer.add([document("twice", "first"), document("twice", "second"), document("gone", "x")])
    writer.delete(["gone", "back"])
    writer.add([document("back", "again")])
    writer.commit()
    writer.add([document("twice", "third")])
    reader = WhooshEngine().read(tmp_path)
    assert {hit.id: hit.shown.body for hit in reader.find(Ask()).hits} == {"twice": "second", "back": "again"}
    writer.commit()
    reader.refresh()
    assert {hit.id: hit.shown.body for hit in reader.find(Ask()).hits} == {"twice": "third", "back": "again"}


def test_what_was_not_committed_is_forgotten_and_leaves_no_file(tmp_path: Path) -> None:
    build(tmp_path, document("a", "kept"))
    before = sorted(tmp_path.iterdir())
    with WhooshEngine().write(tmp_path) as writer:
        writer.add([document("b")])
        writer.delete(["a"])
    assert sorted(tmp_path.iterdir()) == before
    assert WhooshEngine().read(tmp_path).ids(EVERYTHING) == {"a"}


def test_there_is_one_writer_at_a_time_also_between_its_commits(writer: WhooshWriter, tmp_path: Path) -> None:
    writer.commit()
    with pytest.raises(Locked, match="another process"):
        WhooshEngine().write(tmp_path)
    writer.close()
    WhooshEngine().write(tmp_path).close()


def test_a_closed_writer_says_so(writer: WhooshWriter) -> None:
    writer.close()
    with pytest.raises(IndexingError, match="closed"):
        writer.add([document("a")])


def test_searches_in_several_threads_each_see_one_state(tmp_path: Path) -> None:
    build(tmp_path, *(document(f"{number}", "oil", source=("S",)) for number in range(50)))
    reader = WhooshEngine().read(tmp_path)
    wrong: list[object] = []
    done = threading.Event()

    def search() -> None:
        ask = Ask(Run("body_exact", ("oil", "oil")), facets=(FacetAsk("source"),), limit=1000, timeline="auto", stories=True)
        while not done.is_set():
            hits = reader.find(ask)
            states = {hits.total, len(hits.hits), *(one.count for one in hits.facets["source"].values), hits.stories}
            if len(states) > 1 and hits.total:
                wrong.append(states)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    with WhooshEngine().write(tmp_path) as writer:
        for number in range(10):
            writer.add([document(f"{number}", "oil oil", source=("S",)), document(f"new{number}", "oil oil", source=("S",))])
            writer.commit()
            reader.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert reader.find(Ask(Run("body_exact", ("oil", "oil")))).total == 20


def test_a_reader_goes_on_when_a_writer_has_removed_its_files(tmp_path: Path) -> None:
    build(tmp_path, document("a", "oil", source=("S",)))
    reader = WhooshEngine().read(tmp_path)
    with WhooshEngine().write(tmp_path) as writer:
        writer.add([document("a", "gas", source=("T",))])
        writer.commit()
    (hit,) = reader.find(Ask(Term("body_exact", "oil"), facets=(FacetAsk("source"),))).hits
    assert hit.shown.body == "oil"
    assert counted(reader, "source") == {"S": 1}


@pytest.mark.parametrize(
    "ask",
    [
        Ask(Term("nowhere", "x")),
        Ask(HasFacet("colour", "red")),
        Ask(facets=(FacetAsk("colour"),)),
        Ask(filters={"colour": ("red",)}),
        Ask(Run("keyword", ("a", "b"))),
    ],
)
def test_what_is_not_in_the_index_is_refused_not_ignored(tmp_path: Path, ask: Ask) -> None:
    with pytest.raises(Refused):
        reader_of(tmp_path).find(ask)


def test_a_folder_without_an_index_and_a_damaged_one_are_errors_of_ours(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="could not be read"):
        WhooshEngine().read(tmp_path)
    build(tmp_path, document("a", "oil"))
    for file in tmp_path.glob("*.toc"):
        file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(IndexingError, match="could not be read"):
        WhooshEngine().read(tmp_path)


def test_equal_counts_are_in_order_of_code_points_over_all_segments(tmp_path: Path) -> None:
    build(tmp_path, *(document(str(number), keyword=("b", "é")) for number in range(3)))
    with WhooshEngine().write(tmp_path) as writer:
        writer.add([document("x", keyword=("a", "Z"))])
        writer.commit()
    found = WhooshEngine().read(tmp_path).find(Ask(facets=(FacetAsk("keyword", 3),))).facets["keyword"]
    assert found.values == (FacetCount("b", 3), FacetCount("é", 3), FacetCount("Z", 1))
    assert found.more


def test_a_filter_without_values_lets_nothing_pass_but_its_own_facet_ignores_it(tmp_path: Path) -> None:
    hits = reader_of(tmp_path, document("a", source=("S",))).find(Ask(filters={"source": ()}, facets=(FacetAsk("source"),)))
    assert hits.total == 0
    assert hits.facets["source"].values == (FacetCount("S", 1),)


def test_importing_it_warns_about_nothing(tmp_path: Path) -> None:
    """Also when Python compiles Whoosh for the first time, which is when it warns."""
    command = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-W", "error", "-c", "import index.engines.whoosh"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == 0, done.stderr
