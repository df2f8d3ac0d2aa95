"""What a generation is fit for: how far behind a store it is, whether it can be opened, brought up to date, or replaced unasked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from index.engine import Engine, Where
from index.errors import EngineUnavailable, IndexingError, Locked, NotFound
from index.manifest import Manifest, State
from index.store import Store

log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
"""Raised when a generation's folder, or what an engine keeps in it, changes its layout."""


def behind(change: int, store: Store) -> int:
    """How many changes of `store` a generation lacks that is at `change`; none of a store that is older (see `unfit`)."""
    return max(0, store.change() - change)


def unfit(manifest: Manifest, change: int, store: Store, engine_named: Callable[[str], Engine]) -> str | None:
    """Why the changes of `store` cannot be applied to a generation that is at `change`; None where they can."""
    here = SCHEMA_VERSION, _made_by(store.document_version)
    there = manifest.schema, _made_by(manifest.documents)
    if there != here:
        return f"it was made by other versions of indexing (layout, analysis.documents: {there}) than this code's {here}"
    if manifest.store != store.identity:
        return "it was made from another article store"
    if store.change() < change:
        return f"it is at change {change}, the store only at {store.change()}: an older copy of the store was put in place"
    try:
        engine_named(manifest.engine)
    except EngineUnavailable as error:
        return str(error)
    return None


def unreadable(manifest: Manifest, where: Where, engine_named: Callable[[str], Engine]) -> str | None:
    """Why the index of a generation, which is at `where`, cannot be opened; None where it can.

    Raises `EngineUnavailable` where a cluster does not answer: that says nothing about the generation.
    """
    try:
        engine_named(manifest.engine).read(where).close()
    except EngineUnavailable:
        raise
    except Locked:  # someone is writing to it: it is there
        return None
    except (NotFound, IndexingError, OSError) as error:
        return f"its index cannot be read: {error}"
    return None


def first_usable(
    candidates: Iterable[Manifest], store: Store, where: Callable[[str], Where], engine_named: Callable[[str], Engine]
) -> Manifest:
    """The first of these generations that can be made current; the log says which were passed over.

    Raises `IndexingError` where none can, with what is wrong with each, and `EngineUnavailable` as `unreadable` does.
    """
    wrong: list[str] = []
    for manifest in candidates:
        reason = unfit(manifest, manifest.change, store, engine_named) or unreadable(manifest, where(manifest.id), engine_named)
        if reason is None:
            if wrong:
                log.warning("index.passed_over", extra={"reason": "; ".join(wrong)})
            return manifest
        wrong.append(f"generation {manifest.id} cannot be gone back to: {reason}")
    raise IndexingError(f"{'; '.join(wrong)}; nothing has changed: choose another that is kept (broadsheet status), or rebuild")


def not_unasked(state: State, store: Store) -> str | None:
    """Why only a person may have a generation replaced by what `store` holds; None where that may be done unasked.

    A store that was not mounted looks like a new one, and two versions at work on one index would rebuild it in turn for ever.
    """
    manifest = state.manifest
    if state.articles and manifest.store != store.identity:
        return (
            f"the index holds {state.articles:,} articles of another store than this one, which has {store.count():,}:"
            " put the other back, or rebuild by hand"
        )
    if _versions(manifest.schema, manifest.documents) > _versions(SCHEMA_VERSION, store.document_version):
        return "the index was made by a newer version of Broadsheet: use that one, or rebuild by hand"
    return None


def _versions(schema: int, documents: str) -> tuple[int, ...]:
    """What stands for newer and older: the layout, then the versions of analysis and documents."""
    return (schema, *map(int, _made_by(documents).split(".")))


def _made_by(documents: str) -> str:
    """The versions in a document version without the alias table: that may change between two rebuilds."""
    return documents.rpartition(".")[0]
