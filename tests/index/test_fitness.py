"""An index that is wrong, damaged, or of another store or version is not used, or asks for a rebuild."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.document import Document
from index.engine import Engine, IndexReader, IndexWriter
from index.errors import IndexingError, Locked, VerificationFailed
from index.generations import Generations
from index.live import LiveReader
from index.manifest import POINTER
from index.store import Store
from tests.index.conftest import ARTICLES, built


class _Faulty:
    """A real engine that is handed other documents than it should be."""

    def __init__(self, engine: Engine, fault: Callable[[Document], Document | None]) -> None:
        self.name = engine.name
        self._engine = engine
        self._fault = fault

    def create(self, folder: Path) -> IndexWriter:
        writer = self._engine.create(folder)
        add = writer.add
        writer.add = lambda documents: add(filter(None, map(self._fault, documents)))  # type: ignore[method-assign]
        return writer

    def write(self, folder: Path) -> IndexWriter:
        return self._engine.write(folder)

    def read(self, folder: Path) -> IndexReader:
        return self._engine.read(folder)


def test_an_index_that_lost_an_article_is_never_used(generations: Generations, live: LiveReader, engine: Engine) -> None:
    first = generations.rebuild(engine)
    with pytest.raises(VerificationFailed, match=f"holds {ARTICLES - 1} articles, the store {ARTICLES}"):
        generations.rebuild(_Faulty(engine, lambda document: document if document.id != "made7" else None))
    assert live.state().generation == first.id
    assert built(generations.shelf.root) == [first.id]


def test_an_index_in_which_articles_are_not_found_is_never_used(generations: Generations, engine: Engine) -> None:
    """The count is right, but the articles were indexed under other words."""
    with pytest.raises(VerificationFailed, match="does not find article"):
        generations.rebuild(_Faulty(engine, lambda document: replace(document, terms={**document.terms, "title_exact": "other"})))
    assert built(generations.shelf.root) == []


def test_an_index_that_is_being_written_to_is_not_taken_for_damaged(generations: Generations, engine: Engine) -> None:
    class Busy(_Faulty):
        def read(self, folder: Path) -> IndexReader:
            raise Locked("LockBusy")

    generations.rebuild(engine)
    busy = Busy(engine, lambda document: document)
    assert Generations(generations.shelf, generations._store, engine_named=lambda _: busy).needs_rebuild() is None


def test_files_of_an_engine_that_are_cut_or_gone_are_noticed(generations: Generations, engine: Engine) -> None:
    index = generations.shelf.where(generations.rebuild(engine).id)
    [words] = [*index.glob("*.term"), *index.glob("*.trm")]
    whole = words.read_bytes()
    words.write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in (generations.needs_rebuild() or "")
    words.unlink()
    assert "cannot be read" in (generations.needs_rebuild() or "")
    words.write_bytes(whole)
    assert generations.needs_rebuild() is None


def test_a_current_generation_that_someone_removed_is_named(generations: Generations, engine: Engine) -> None:
    id_ = generations.rebuild(engine).id
    shutil.rmtree(generations.shelf.root / id_)
    with pytest.raises(IndexingError, match=id_):
        LiveReader(generations.shelf).state()
    assert id_ in (generations.needs_rebuild() or "")


def test_an_older_copy_of_the_store_asks_for_a_rebuild(generations: Generations, engine: Engine, filled: Store, tmp_path: Path) -> None:
    generations.rebuild(engine)
    pointer = generations.shelf.root / POINTER
    ahead = json.loads(pointer.read_text()) | {"change": filled.change() + 1}
    pointer.write_text(json.dumps(ahead))
    assert "older copy of the store" in (generations.needs_rebuild() or "")
    with pytest.raises(IndexingError, match="older copy"):
        generations.apply_changes()


def test_another_store_asks_for_a_rebuild(generations: Generations, engine: Engine, tmp_path: Path) -> None:
    generations.rebuild(engine)
    with Store.open(f"sqlite:///{tmp_path}/other.sqlite3") as other:
        theirs = Generations(generations.shelf, other)
        assert "another article store" in (theirs.needs_rebuild() or "")
        assert f"{ARTICLES} articles of another store than this one, which has 0" in (theirs.not_unasked() or "")
    assert generations.not_unasked() is None


def test_another_version_of_indexing_asks_for_a_rebuild(
    generations: Generations, engine: Engine, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations.rebuild(engine)
    monkeypatch.setattr(filled, "document_version", "99.1.00000000")
    assert "other versions of indexing" in (generations.needs_rebuild() or "")
    with pytest.raises(IndexingError, match="rebuild"):
        generations.apply_changes()


def test_what_a_newer_version_made_is_not_replaced_unasked(
    generations: Generations, engine: Engine, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations.rebuild(engine)
    monkeypatch.setattr(filled, "document_version", "1.1.00000000")
    assert "made by a newer version" in (generations.not_unasked() or "")
    monkeypatch.setattr(filled, "document_version", "99.1.00000000")
    assert generations.not_unasked() is None
