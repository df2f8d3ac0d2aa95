"""One enricher for the tests of enrichment, with the packaged alias table and the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DATA = Path(__file__).parents[3] / "../shared/data"


@pytest.fixture(scope="session")
def enrich(aliases: AliasTable) -> Callable[..., Article]:
    """`enrich(body="...", title="...")` → the article that such a record gives, by the rules."""
    enricher = Enricher(aliases, "rules")

    def made(**fields: object) -> Article:
        return enricher.article(RawArticle(**{"origin": "test.jsonl:1", **fields}), NOW)  # type: ignore[arg-type]

    return made


@pytest.fixture(scope="session")
def seeds() -> list[str]:
    """The two reports that the project started from, as plain text."""
    folder = DATA / "seeds"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here: the seed articles belong to their publishers and are not part of the project")
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
