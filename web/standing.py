"""How index and store stand, as `broadsheet status` and the JSON interface tell it, under the same names."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from index import fitness, wishes
from index.errors import BroadsheetError, EngineUnavailable, IndexingError, NotFound
from index.manifest import State
from web.assembly import Assembly


def brief(parts: Assembly) -> dict[str, Any]:
    """What anybody may know, at next to no cost. Raises `EngineUnavailable` where a cluster does not answer, and `StoreError`."""
    try:
        state = parts.generations.current()
    except EngineUnavailable:
        raise
    except (IndexingError, NotFound):
        state = None
    return _brief(parts, state)


def whole(parts: Assembly) -> dict[str, Any]:
    """All of it. Reasons name folders, hosts and processes, and so are for whoever runs the service. Raises as `brief`."""
    found = parts.generations.status()
    return {
        "articles": parts.store.count(),
        **_brief(parts, found.current),
        "needs_rebuild": found.needs_rebuild,
        "writing": found.writing,
        "generations": [asdict(manifest) for manifest in found.kept],
    }


def _brief(parts: Assembly, state: State | None) -> dict[str, Any]:
    wish = wishes.asked(parts.store)
    change = state.change if state else 0
    return {
        "indexed": state.articles if state else 0,
        "change": change,
        "behind": fitness.behind(change, parts.store),
        "generation": state.manifest.id if state else None,
        "engine": state.manifest.engine if state else None,
        "built_at": state.manifest.built_at if state else None,
        "next_rebuild": _next_rebuild(parts),
        "rebuild_asked": wish.at if wish else None,
    }


def _next_rebuild(parts: Assembly) -> datetime | None:
    try:
        return parts.indexer().next_rebuild()
    except BroadsheetError:
        return None
