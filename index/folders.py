"""Folders: the shelf of the embedded engines, on one machine.

::

    index/
        current                        the pointer: generation, change number of the store, articles, since when
        20261122T040000Z-3f2a/         one generation, named for the second in which building began
            manifest.json              written last: a folder without it is unfinished
            readers.lock               locked, shared, by every process that reads this generation
            index/                     the engine's own files
        writer.lock, writer.json       who writes
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexingError, NotFound
from index.locks import READERS, FileTurn, ReaderLock, unread
from index.manifest import (
    MANIFEST,
    POINTER,
    Manifest,
    Pointer,
    read_manifest,
    read_pointer,
    sync,
    write_manifest,
    write_pointer,
)
from index.stored import Span

log = logging.getLogger(__name__)

INDEX = "index"
"""The engine's own folder within a generation's."""

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
"""Nothing else in the folder is taken for a generation, and so nothing else is ever removed."""


class Folders:
    """The generations in the folders under one root; see `index.shelf.Shelf` for what each method is for."""

    def __init__(self, root: Path) -> None:
        """Raises `IndexingError` if the root cannot be made."""
        self.root = root
        self.turn = FileTurn(root)
        self._pointer = os.fspath(root / POINTER)
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexingError(f"the folder {root} cannot be made: {error.strerror}") from error

    def close(self) -> None:
        """Nothing to close."""

    def where(self, id_: str) -> Path:
        """The engine's own folder."""
        return self.root / id_ / INDEX

    def new(self) -> str:
        """Make a folder for a generation; returns its id. The random end tells apart what is built within one second."""
        id_ = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        try:
            self.where(id_).mkdir(parents=True)
            (self.root / id_ / READERS).touch()
            sync(self.root)
        except OSError as error:
            raise IndexingError(f"a folder cannot be made in {self.root}: {error.strerror}") from error
        return id_

    def spans(self, id_: str) -> Mapping[Span, int]:
        """Empty: a generation on one machine is one index, and is built whole."""
        return {}

    def share(self, id_: str, of: str, spans: Iterable[Span]) -> None:
        """Nothing to share; see `spans`."""

    def settle(self, id_: str) -> None:
        """Nothing to do: what an embedded engine has committed can be searched."""

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest. Raises `IndexingError`."""
        write_manifest(self.root / manifest.id, manifest)

    def manifest(self, id_: str) -> Manifest:
        """The manifest of one generation. Raises `NotFound`."""
        if not _ID.fullmatch(id_):
            raise NotFound(f"there is no generation {id_!r}")
        return read_manifest(self.root / id_)

    def complete(self) -> tuple[Manifest, ...]:
        """The manifests of all complete generations, newest first."""
        found = []
        for folder in self._all():
            try:
                found.append(read_manifest(folder))
            except NotFound:
                continue
            except IndexingError as error:
                log.warning("index.manifest_damaged", extra={"generation": folder.name, "reason": str(error)})
        return tuple(sorted(found, key=lambda manifest: (manifest.built_at, manifest.id), reverse=True))

    def pointer(self) -> Pointer:
        """What is current. Raises `NoGeneration`, and `IndexingError` where it cannot be read."""
        return read_pointer(self.root)

    def point(self, pointer: Pointer) -> None:
        """Make another state current. Raises `IndexingError`."""
        write_pointer(self.root, pointer)

    def signature(self) -> Hashable:
        """What changes whenever the pointer's file is replaced; costs a few microseconds."""
        try:
            found = os.stat(self._pointer)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def held(self, id_: str) -> ReaderLock:
        """A lock that keeps the generation. Raises `FileNotFoundError` if it has been removed."""
        return ReaderLock.take(self.root / id_)

    def remove_leftovers(self) -> None:
        """Remove what killed processes left: folders without a manifest, files that were to take another's place."""
        for folder in self._all():
            if not (folder / MANIFEST).exists():
                log.info("index.leftover_removed", extra={"generation": folder.name})
                shutil.rmtree(folder, ignore_errors=True)
        for file in self.root.glob(f".{POINTER}.*"):
            file.unlink(missing_ok=True)

    def prune(self, ids: Sequence[str]) -> None:
        """Remove generations; one that someone still reads is left to the next rebuild."""
        for id_ in ids:
            with unread(self.root / id_) as free:
                if free:
                    self.remove(id_)
            log.info("index.generation_removed" if free else "index.generation_in_use", extra={"generation": id_})

    def remove(self, id_: str) -> None:
        """Remove one generation. The manifest goes first, so that what is left should this be killed counts as a leftover."""
        (self.root / id_ / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.root / id_, ignore_errors=True)

    def _all(self) -> Iterator[Path]:
        return (path for path in self.root.iterdir() if _ID.fullmatch(path.name))
