"""What the views need, put together once: a search, a store and the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

from index.enrich.aliases import AliasTable
from index.errors import BadSetting
from index.live import LiveReader
from index.settings import Settings
from index.store import Store
from search.service import Search

KEY = "broadsheet"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that `create_app` hands to the views."""

    search: Search
    store: Store
    settings: Settings


def assemble(settings: Settings | None = None) -> Services:
    """The services that `settings` describe (those in force, if none are given). An index need not be there yet.

    Raises `BadSetting`, `BadRecord` (the user's alias file) and `StoreError`.
    """
    settings = settings or Settings.load()
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("data", str(settings.data), f"a folder that can be written is expected ({error})") from None
    aliases = AliasTable.load(settings.aliases)
    store = Store.open(settings.store_url, aliases.also_named)
    search = Search(LiveReader(settings.index_folder), aliases, timezone=ZoneInfo(settings.timezone))
    return Services(search, store, settings)


def services() -> Services:
    """The services of the application that answers the current request."""
    return cast(Services, current_app.extensions[KEY])
