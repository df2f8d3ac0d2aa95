"""What commands and the web application are made of, put together from the settings in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from index import engines
from index.cron import Cron
from index.engine import Engine
from index.enrich.aliases import AliasTable
from index.errors import BadSetting, NotFound
from index.folders import Folders
from index.generations import Generations
from index.intake import Intake
from index.live import LiveReader
from index.schedule import Indexer
from index.settings import Settings
from index.store import Store
from search.service import Search


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts of one installation. What takes long to make is made when it is asked for."""

    settings: Settings
    aliases: AliasTable
    store: Store
    generations: Generations

    def engine(self) -> Engine:
        """The engine that the settings choose for new generations."""
        return engines.choose(self.settings.engine)

    def intake(self) -> Intake:
        """The way in for articles."""
        # Half a second of imports (scientific libraries) that only adding needs.
        from index.enrich.enricher import Enricher
        from index.grouping import grouped

        enricher = Enricher(self.aliases, self.settings.extractor, self.store.cache)
        return Intake(self.store, enricher, group=grouped)

    def indexer(self) -> Indexer:
        """What applies changes and rebuilds by schedule."""
        zone = ZoneInfo(self.settings.timezone)
        return Indexer(
            self.store,
            self.generations,
            self.engine,
            rebuild_at=Cron(self.settings.schedule, zone) if self.settings.schedule else None,
            poll_seconds=self.settings.poll_seconds,
            renew=lambda progress: self.intake().renew(progress),
        )

    def search(self) -> Search:
        """What answers searches."""
        return Search(LiveReader(Folders(self.settings.index_folder)), self.aliases, timezone=ZoneInfo(self.settings.timezone))


@contextmanager
def assembled(settings: Settings, *, new: bool = False) -> Iterator[Assembly]:
    """The parts that `settings` describe, closed afterwards. With `new`, a store that is not there is made.

    Raises `BadSetting`, `BadInput` (the user's alias file), `StoreError`, and `NotFound` where there is no store.
    """
    if not new and not settings.store and not settings.default_store.exists():
        raise NotFound(
            f"there are no articles in {settings.data} yet; put some in with: broadsheet add PATH (or name another folder: --data)"
        )
    assembly = assemble(settings)
    try:
        yield assembly
    finally:
        assembly.store.close()


def assemble(settings: Settings) -> Assembly:
    """As `assembled`, for a process that keeps them until it ends."""
    try:
        settings.index_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("data", str(settings.data), f"a folder that can be written is expected ({error})") from None
    aliases = AliasTable.load(settings.aliases)
    store = Store.open(settings.store_url, aliases.also_named)
    return Assembly(settings, aliases, store, Generations(Folders(settings.index_folder), store, keep=settings.keep_generations))
