"""`make docs`: writes the tables that code defines into the pages that show them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from index import settings_shown
from index.readers import synonyms
from index.settings import Settings

PAGES: dict[str, Callable[[], str]] = {
    "settings.md": partial(settings_shown.table_markdown, Settings.model_fields),
    "formats.md": synonyms.table_markdown,
}


def with_table(page: str, table: str) -> str:
    """The page with the table that has the same head replaced."""
    head, *_ = table.splitlines()
    before, found, behind = page.partition(f"{head}\n")
    if not found:
        raise SystemExit(f"no table begins with: {head}")
    rest = behind.splitlines(keepends=True)
    while rest and rest[0].startswith("|"):
        rest.pop(0)
    return f"{before}{table}\n{''.join(rest)}"


def main() -> None:
    """Bring every page up to date."""
    for name, table in PAGES.items():
        path = Path(__file__).with_name(name)
        path.write_text(with_table(path.read_text(encoding="utf-8"), table()), encoding="utf-8")


if __name__ == "__main__":
    main()
