"""The house rules that a machine can check."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {"index": {"index"}, "search": {"index", "search"}, "web": {"index", "search", "web"}}
"""Imports run web → search → index and never back."""

FILES = [file for package in MAY_IMPORT for file in sorted((ROOT / package).rglob("*.py"))]
LONGEST_FILE = 400
"""Lines. Files are meant to be 50 to 300; a table of data may pass that."""


def imported(file: Path) -> set[str]:
    """The top-level packages of this project that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} imports relatively"
            found.add((node.module or "").partition(".")[0])
    return found & set(MAY_IMPORT)


def public(node: ast.AST) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Public functions and classes, and the public methods of public classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_run_from_web_to_search_to_index(file: Path) -> None:
    assert imported(file) <= MAY_IMPORT[file.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_can_be_read_in_one_sitting(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_module_and_public_definition_says_what_it_is_for(file: Path) -> None:
    tree = ast.parse(file.read_text())
    bare = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert ast.get_docstring(tree) or not tree.body, "the module has no docstring"
    assert not bare


def test_every_package_is_listed_for_installation() -> None:
    listed = (ROOT / "pyproject.toml").read_text()
    for file in FILES:
        if file.name == "__init__.py":
            assert f'"{".".join(file.parent.relative_to(ROOT).parts)}"' in listed
