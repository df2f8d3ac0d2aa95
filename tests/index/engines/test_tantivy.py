"""Writers and readers of Tantivy: locks, threads, segments, states. The contract suite tests what all engines have."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import pytest

from index.clauses import Both, Term
from index.engine import Ask, FacetAsk
from index.engines import tantivy
from index.engines.tantivy_state import State
from index.errors import EngineUnavailable, IndexingError, Locked
from tests.index.engines.segments import ENGINE, article, index_of


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
