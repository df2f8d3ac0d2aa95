"""What is written down about generations: a manifest for each, and one pointer that says which is current.

In files both are JSON and replaced in one piece, so that a reader finds the old text or the new, whenever a process
is killed or the power fails.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.errors import IndexingError, NoGeneration, NotFound

MANIFEST = "manifest.json"
POINTER = "current"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation, as it was built; it never changes afterwards.

    `schema` counts changes to the layout of a generation's folder, `documents` is the `Store.document_version` of what
    was indexed, `store` the identity of the store and `change` its change number then. `first` and `last` are the earliest
    and latest known date of publication; `seconds` is how long building took.
    """

    id: str
    engine: str
    schema: int
    documents: str
    store: str
    articles: int
    change: int
    first: datetime | None
    last: datetime | None
    built_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation is current, since when, up to which change of the store, and how many articles it holds by now."""

    generation: str
    change: int
    articles: int
    since: datetime


@dataclass(frozen=True, slots=True)
class State:
    """One state of the index, as a search answers from it."""

    manifest: Manifest
    change: int
    articles: int

    @property
    def generation(self) -> str:
        """The id of the generation."""
        return self.manifest.id

    @property
    def engine(self) -> str:
        """The name of the engine that built it, and reads it."""
        return self.manifest.engine

    @property
    def built_at(self) -> datetime:
        """When it was built."""
        return self.manifest.built_at


def read_manifest(generation: Path) -> Manifest:
    """The manifest in a generation's folder. Raises `NotFound` where there is none, `IndexingError` where it cannot be read."""
    kept = _read(generation / MANIFEST)
    if kept is None:
        raise NotFound(f"there is no generation {generation.name!r}")
    return manifest_of(kept, str(generation / MANIFEST))


def write_manifest(generation: Path, manifest: Manifest) -> None:
    """Write the manifest into a generation's folder; from then on it counts as complete."""
    write_whole(generation / MANIFEST, as_record(manifest))


def read_pointer(folder: Path) -> Pointer:
    """The pointer. Raises `NoGeneration` where there is none, `IndexingError` where it cannot be read."""
    kept = _read(folder / POINTER)
    if kept is None:
        raise NoGeneration("nothing has been indexed yet; add articles and run: broadsheet rebuild")
    return pointer_of(kept, str(folder / POINTER))


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Make another state current, at one stroke."""
    write_whole(folder / POINTER, as_record(pointer))


def as_record(written: Manifest | Pointer) -> dict[str, Any]:
    """As JSON keeps it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(written).items()}


def manifest_of(kept: Mapping[str, Any], where: str) -> Manifest:
    """The inverse of `as_record`. Raises `IndexingError`, which names `where` the record was kept."""
    with _understood(where):
        return Manifest(**{**kept, **{name: _moment(kept[name]) for name in ("first", "last", "built_at")}})


def pointer_of(kept: Mapping[str, Any], where: str) -> Pointer:
    """The inverse of `as_record`. Raises `IndexingError`, which names `where` the record was kept."""
    with _understood(where):
        return Pointer(**{**kept, "since": datetime.fromisoformat(kept["since"])})


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write JSON so that `path` has the old text or the new one, never a part, even after a power cut."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps(content, indent=2) + "\n"
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        sync(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise IndexingError(f"{path} could not be written: {error.strerror}") from error


def sync(path: Path) -> None:
    """Make a file's content, or the names that were created or replaced in a folder, last through a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IndexingError(f"{path} could not be read: {error.strerror}") from error
    with _understood(str(path)):
        kept: dict[str, Any] = json.loads(text)
    return kept


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@contextmanager
def _understood(where: str) -> Iterator[None]:
    """Turns what goes wrong while a file is taken apart into an error that names the file."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise IndexingError(f"{where} is damaged ({error}); rebuild, or roll back to an older generation") from error
