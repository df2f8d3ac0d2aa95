"""What commands and the web application are made of, put together from the settings in one place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url

from index import engines
from index.article import Article
from index.cron import Cron
from index.engine import Engine
from index.enrich.aliases import AliasTable
from index.errors import BadSetting, NotFound
from index.folders import Folders
from index.generations import Generations
from index.intake import Intake
from index.leader import AdvisoryLock
from index.live import LiveReader
from index.locks import FileTurn
from index.schedule import Indexer
from index.settings import Settings
from index.shelf import Shelf, Turn
from index.store import Store
from index.story_keeping import Stories
from search.service import Search


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts of one installation. What takes long to make is made when it is asked for."""

    settings: Settings
    aliases: AliasTable
    store: Store
    shelf: Shelf
    generations: Generations

    def engine(self) -> Engine:
        """The engine that the settings choose for new generations."""
        return engines.choose(self.settings.engine, self.settings.cluster)

    def intake(self, *, with_stories: bool = True) -> Intake:
        """The way in for articles. Without stories it leaves finding them to the indexer."""
        # Half a second of imports (scientific libraries) that only adding needs.
        from index.enrich.enricher import Enricher

        enricher = Enricher(self.aliases, self.settings.extractor, self.store.cache)
        return Intake(self.store, enricher, group=_grouped if with_stories else None)

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
            stories=Stories(self.store, _grouped).catch_up,
        )

    def search(self) -> Search:
        """What answers searches."""
        live = LiveReader(self.shelf, _engine_named(self.settings))
        return Search(live, self.aliases, timezone=ZoneInfo(self.settings.timezone))

    def close(self) -> None:
        """Let go of the store and of whatever else is connected."""
        self.shelf.close()
        self.store.close()


@contextmanager
def assembled(settings: Settings, *, new: bool = False) -> Iterator[Assembly]:
    """The parts that `settings` describe, closed afterwards. With `new`, a store that is not there is made.

    Raises `BadSetting`, `BadInput` (the user's alias file), `StoreError`, and `NotFound` where there is no store.
    """
    if not new and not settings.store and not settings.default_store.exists():
        raise NotFound(
            f"there are no articles in {settings.data} yet; put some in with: broadsheet add PATH (or name another folder: --data)"
        )
    assembly = assemble(settings, new=new)
    try:
        yield assembly
    finally:
        assembly.close()


def assemble(settings: Settings, *, new: bool = False) -> Assembly:
    """As `assembled`, for a process that keeps them until it ends."""
    try:
        settings.index_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("data", str(settings.data), f"a folder that can be written is expected ({error})") from None
    aliases = AliasTable.load(settings.aliases)
    store = Store(settings.store_url, aliases.also_named, create=new)
    shelf = _shelf(settings)
    generations = Generations(shelf, store, keep=settings.keep_generations, engine_named=_engine_named(settings))
    return Assembly(settings, aliases, store, shelf, generations)


def _grouped(articles: Sequence[Article], new: Collection[str]) -> Mapping[str, str]:
    # As slow to import as the enricher, and needed only where there is something to group.
    from index.grouping import grouped

    return grouped(articles, new)


def _engine_named(settings: Settings) -> Callable[[str], Engine]:
    return partial(engines.named, cluster=settings.cluster)


def _shelf(settings: Settings) -> Shelf:
    """Where the engine of the settings keeps its generations: an index on this machine is searched as long as they do not say otherwise."""
    if settings.engine in engines.NAMES and settings.engine not in engines.EMBEDDED:
        # Libraries that an installation on one machine does not have.
        from index.engines.opensearch_client import Cluster
        from index.engines.opensearch_shelf import ClusterShelf

        return ClusterShelf(Cluster(settings.cluster), _turn(settings))
    return Folders(settings.index_folder)


def _turn(settings: Settings) -> Turn:
    """Whose turn it is to write to a cluster: told by what all who may write have in common, the store."""
    if make_url(settings.store_url).get_backend_name() == "postgresql":
        return AdvisoryLock(settings.store_url, settings.opensearch_prefix)
    return FileTurn(settings.index_folder)
