"""Generations: built from the store, brought up to date, kept and rolled back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.clauses import Term
from index.engine import Engine
from index.errors import EngineUnavailable, IndexingError, NoGeneration, NotFound
from index.folders import Folders
from index.generations import Generations
from index.live import LiveReader
from index.manifest import POINTER
from index.store import Store
from index.stored import Change
from tests.index.conftest import ARTICLES, built, ids, total
from tests.index.making import ENRICHMENT, pair, pairs

# Building


def test_a_rebuild_holds_what_the_store_holds(generations: Generations, live: LiveReader, engine: Engine, filled: Store) -> None:
    manifest = generations.rebuild(engine)
    assert total(live) == ARTICLES == manifest.articles
    assert (manifest.engine, manifest.change) == (engine.name, filled.change())
    assert manifest.first == pair(0)[1].published
    assert manifest.last == pair(ARTICLES - 1)[1].published
    state = live.state()
    assert (state.generation, state.articles, state.change) == (manifest.id, ARTICLES, filled.change())


def test_an_empty_store_makes_an_index_that_finds_nothing(tmp_path: Path, engine: Engine) -> None:
    with Store.open(f"sqlite:///{tmp_path}/empty.sqlite3") as store:
        generations = Generations(Folders(tmp_path / "index"), store)
        assert generations.rebuild(engine).articles == 0
        assert total(LiveReader(generations.shelf)) == 0


def test_before_anything_is_built_reading_says_so(live: LiveReader, generations: Generations) -> None:
    with pytest.raises(NoGeneration, match="broadsheet rebuild"):
        live.state()
    with pytest.raises(NoGeneration):
        generations.apply_changes()
    assert generations.needs_rebuild() == "nothing has been built yet"


def test_what_changes_during_a_rebuild_is_in_it(generations: Generations, live: LiveReader, engine: Engine, filled: Store) -> None:
    def meanwhile(stage: str, _done: int, _of: int | None) -> None:
        if stage == "verify":
            filled.put([pair(1, text="Zeppelin sighted."), *pairs(ARTICLES, ARTICLES + 5)], ENRICHMENT)
            filled.delete(["made2"])

    manifest = generations.rebuild(engine, meanwhile)
    assert total(live) == ARTICLES + 4 == manifest.articles
    assert ids(live, "zeppelin") == {"made1"}
    assert generations.status().behind == 0


# Changes


def test_changes_are_applied_and_seen_at_the_next_request(
    generations: Generations, live: LiveReader, engine: Engine, filled: Store
) -> None:
    generations.rebuild(engine)
    assert total(live) == ARTICLES
    filled.put([pair(1, text="Zeppelin sighted."), *pairs(ARTICLES, ARTICLES + 5)], ENRICHMENT)
    filled.delete(["made2", "made3"])
    assert generations.status().behind == 8
    assert generations.apply_changes() == 8
    assert total(live) == ARTICLES + 3 == live.state().articles
    assert ids(live, "zeppelin") == {"made1"}
    assert generations.apply_changes() == 0


def test_what_is_deleted_while_changes_are_read_stays_deleted(
    generations: Generations, live: LiveReader, engine: Engine, filled: Store
) -> None:
    generations.rebuild(engine)
    filled.put([*pairs(ARTICLES, ARTICLES + 3)], ENRICHMENT)
    changes = filled.changes

    def changes_meanwhile(after: int) -> Iterator[Change]:
        yield from changes(after)
        filled.delete([f"made{ARTICLES}"])
        yield from changes(after + 3)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(filled, "changes", changes_meanwhile)
        generations.apply_changes()
    assert total(live) == ARTICLES + 2


def test_a_crash_between_commit_and_pointer_is_made_good(generations: Generations, live: LiveReader, engine: Engine, filled: Store) -> None:
    generations.rebuild(engine)
    pointer = generations.shelf.root / POINTER
    before = pointer.read_bytes()
    filled.put([pair(1, text="Zeppelin sighted."), *pairs(ARTICLES, ARTICLES + 5)], ENRICHMENT)
    filled.delete(["made2"])
    generations.apply_changes()
    pointer.write_bytes(before)
    assert generations.apply_changes() == 7
    assert total(live) == ARTICLES + 4
    assert ids(live, "zeppelin") == {"made1"}


def test_a_story_that_grows_changes_the_index(generations: Generations, live: LiveReader, engine: Engine, filled: Store) -> None:
    generations.rebuild(engine)
    filled.set_stories({"made1": "s1", "made2": "s1"})
    generations.apply_changes()
    with live.lease() as (reader, _):
        assert reader.ids(Term("story", "s1")) == {"made1", "made2"}


# Keeping and rolling back


def test_the_last_generations_are_kept_and_older_ones_removed(filled: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), filled, keep=2)
    made = [generations.rebuild(engine).id for _ in range(4)]
    assert [manifest.id for manifest in generations.list()] == made[:1:-1]
    assert set(built(folder)) == set(made[2:])


def test_rolling_back_goes_to_the_one_before_and_brings_it_up_to_date(
    generations: Generations, live: LiveReader, engine: Engine, filled: Store
) -> None:
    first = generations.rebuild(engine)
    filled.put(pairs(ARTICLES, ARTICLES + 5), ENRICHMENT)
    second = generations.rebuild(engine)
    filled.delete(["made0"])
    assert generations.rollback().id == first.id
    assert live.state().generation == first.id
    assert total(live) == ARTICLES + 4
    assert generations.rollback(second.id).id == second.id
    assert total(live) == ARTICLES + 4


def test_there_is_nothing_to_roll_back_to_at_first(generations: Generations, engine: Engine) -> None:
    generations.rebuild(engine)
    with pytest.raises(NotFound, match="no older generation"):
        generations.rollback()
    for name in ("20200101T000000Z-0000", "../elsewhere"):
        with pytest.raises(NotFound, match="there is no generation"):
            generations.rollback(name)


def test_nobody_rolls_back_to_another_version_of_indexing(
    generations: Generations, engine: Engine, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations.rebuild(engine)
    monkeypatch.setattr(filled, "document_version", "99.1.00000000")
    second = generations.rebuild(engine)
    with pytest.raises(IndexingError, match="other versions"):
        generations.rollback()
    assert generations.current().generation == second.id


def damaged(generations: Generations, engine: Engine, how: str = "gone") -> str:
    """The id of a new generation whose files somebody has damaged since."""
    id_ = generations.rebuild(engine).id
    index = generations.shelf.where(id_)
    if how == "gone":
        shutil.rmtree(index)
    else:
        [words] = [*index.glob("*.term"), *index.glob("*.trm")]
        words.write_bytes(words.read_bytes()[:20])
    return id_


@pytest.mark.parametrize("how", ["gone", "cut"])
def test_nobody_rolls_back_to_a_damaged_generation(generations: Generations, live: LiveReader, engine: Engine, how: str) -> None:
    bad = damaged(generations, engine, how)
    good = generations.rebuild(engine)
    pointer = (generations.shelf.root / POINTER).read_bytes()
    for to in (bad, None):
        with pytest.raises(
            IndexingError, match=f"{bad} cannot be gone back to: its index cannot be read: .*; nothing has changed: .*rebuild"
        ):
            generations.rollback(to)
    assert (generations.shelf.root / POINTER).read_bytes() == pointer
    assert (live.state().generation, total(live)) == (good.id, ARTICLES)


def test_rolling_back_passes_over_what_is_damaged(filled: Store, folder: Path, engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    generations = Generations(Folders(folder), filled, keep=3)
    good = generations.rebuild(engine)
    bad = damaged(generations, engine)
    generations.rebuild(engine)
    assert generations.rollback().id == good.id
    assert generations.needs_rebuild() is None
    [passed_over] = [record for record in caplog.records if record.message == "index.passed_over"]
    assert bad in passed_over.__dict__["reason"]


def test_where_none_that_is_older_can_be_opened_each_is_named(filled: Store, folder: Path, engine: Engine) -> None:
    generations = Generations(Folders(folder), filled, keep=3)
    bad = [damaged(generations, engine) for _ in range(2)]
    good = generations.rebuild(engine)
    with pytest.raises(IndexingError, match=f"{bad[1]} cannot be .*{bad[0]} cannot be"):
        generations.rollback()
    assert generations.current().generation == good.id


def test_a_cluster_that_does_not_answer_is_not_passed_over(
    generations: Generations, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silence(_engine: Engine, _where: Path) -> None:
        raise EngineUnavailable("no answer")

    for _ in range(2):
        generations.rebuild(engine)
    monkeypatch.setattr(type(engine), "read", silence)
    with pytest.raises(EngineUnavailable, match="no answer"):
        generations.rollback()
