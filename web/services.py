"""What the views need, put together once: a search, a store and the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from index.settings import Settings
from index.store import Store
from search.service import Search
from web import assembly

KEY = "broadsheet"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that `create_app` hands to the views."""

    search: Search
    store: Store
    settings: Settings
    parts: assembly.Assembly


def assemble(settings: Settings | None = None) -> Services:
    """The services that `settings` describe (those in force, if none are given). An index need not be there yet.

    Raises as `web.assembly.assemble`.
    """
    parts = assembly.assemble(settings or Settings.load())
    return Services(parts.search(), parts.store, parts.settings, parts)


def services() -> Services:
    """The services of the application that answers the current request."""
    return cast(Services, current_app.extensions[KEY])
