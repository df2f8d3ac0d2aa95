"""Real applications for tests: a store, an index of it, a search, `create_app`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from index import engines
from index.article import Article, RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.errors import BadRecord
from index.folders import Folders
from index.generations import Generations
from index.grouping import grouped
from index.live import LiveReader
from index.readers import read
from index.settings import Settings
from index.store import Store
from search.service import Search
from web import create_app
from web.assembly import Assembly
from web.services import Services

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
"""Just after the last article of the sample: its last week and month are not over."""


def app_of(articles: Iterable[Article], folder: Path, engine: str = "auto") -> Flask:
    """An application that serves `articles`, indexed in `folder`."""
    aliases = AliasTable.load()
    store = Store.open(f"sqlite:///{folder / 'articles.sqlite3'}", aliases.also_named)
    stored(store, tuple(articles))
    generations = Generations(Folders(folder / "index"), store)
    generations.rebuild(engines.choose(engine))
    return app_at(folder, store, aliases)


def stored(store: Store, articles: Sequence[Article]) -> None:
    """Put articles into a store, with the stories that they say."""
    store.put(((RawArticle(origin=each.id, title=each.title, body=each.body), each) for each in articles), enrichment="test")
    store.set_stories({each.id: each.story for each in articles})


def app_at(folder: Path, store: Store, aliases: AliasTable, **given: Any) -> Flask:
    """An application on a store and whatever index is in `folder`, with the clock at `NOW`; `given` are settings."""
    shelf = Folders(folder / "index")
    settings = Settings(data=folder, extractor="rules", **given)
    parts = Assembly(settings, aliases, store, shelf, Generations(shelf, store))
    app = create_app(Services(Search(LiveReader(shelf), aliases, clock=lambda: NOW), store, settings, parts))
    app.testing = True
    return app


def sample_articles() -> list[Article]:
    """The sample collection: read, enriched, grouped into stories."""
    enricher = Enricher(AliasTable.load(), "rules")
    found = [enricher.article(raw, NOW) for raw in read([SAMPLE], _fail)]
    story_of = grouped(found)
    return [replace(each, story=story_of.get(each.id)) for each in found]


def _fail(bad: BadRecord) -> None:
    raise bad
