"""Engines are chosen by name, and imported only then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index import engines
from index.errors import BadSetting, EngineUnavailable


@pytest.fixture
def without_tantivy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine with the core install only."""
    for name in [name for name in sys.modules if name.startswith(("tantivy", "index.engines.tantivy"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)


def test_auto_takes_the_fastest_that_is_installed() -> None:
    pytest.importorskip("tantivy")
    assert engines.choose().name == "tantivy"
    assert engines.choose("whoosh").name == "whoosh"


@pytest.mark.usefixtures("without_tantivy")
def test_auto_takes_the_core_engine_where_nothing_else_is_installed() -> None:
    assert engines.choose("auto").name == "whoosh"


@pytest.mark.usefixtures("without_tantivy")
def test_an_engine_that_is_not_installed_says_how_to_install_it() -> None:
    with pytest.raises(EngineUnavailable, match=r"pip install 'broadsheet\[fast\]'"):
        engines.choose("tantivy")


def test_an_unknown_engine_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(BadSetting, match="auto, tantivy, whoosh, opensearch"):
        engines.choose("lucene")


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = "import sys, index.engines, index.generations; print({'tantivy', 'whoosh', 'opensearchpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"
