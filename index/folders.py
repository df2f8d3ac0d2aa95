"""The folders that generations live in: made, listed, removed.

A generation's folder is named for the second in which building began. It is complete once it has a manifest.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexingError, NotFound
from index.live import INDEX
from index.locks import READERS, unread
from index.manifest import MANIFEST, POINTER, Manifest, read_manifest, sync

log = logging.getLogger(__name__)

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
"""Nothing else in the folder is taken for a generation, and so nothing else is ever removed."""


class Folders:
    """The generations' folders under one root. Only whoever holds the writer's lock makes or removes any."""

    def __init__(self, root: Path) -> None:
        """Raises `IndexingError` if the root cannot be made."""
        self.root = root
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexingError(f"the folder {root} cannot be made: {error.strerror}") from error

    def of(self, id_: str) -> Path:
        """The folder of a generation."""
        return self.root / id_

    def index_of(self, id_: str) -> Path:
        """The engine's own folder in it."""
        return self.root / id_ / INDEX

    def new(self) -> str:
        """Make a folder for a generation; returns its id. The random end tells apart what is built within one second."""
        id_ = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        try:
            self.index_of(id_).mkdir(parents=True)
            (self.of(id_) / READERS).touch()
            sync(self.root)
        except OSError as error:
            raise IndexingError(f"a folder cannot be made in {self.root}: {error.strerror}") from error
        return id_

    def manifest(self, id_: str) -> Manifest:
        """The manifest of one generation. Raises `NotFound`."""
        if not _ID.fullmatch(id_):
            raise NotFound(f"there is no generation {id_!r}")
        return read_manifest(self.of(id_))

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

    def remove_leftovers(self) -> None:
        """Remove what killed processes left: folders without a manifest, files that were to take another's place."""
        for folder in self._all():
            if not (folder / MANIFEST).exists():
                log.info("index.leftover_removed", extra={"generation": folder.name})
                shutil.rmtree(folder, ignore_errors=True)
        for file in self.root.glob(f".{POINTER}.*"):
            file.unlink(missing_ok=True)

    def prune(self, current: str, keep: int) -> None:
        """Remove the oldest until `keep` are left, the current one with them; one that someone still reads is left to the next rebuild."""
        others = [manifest.id for manifest in self.complete() if manifest.id != current]
        for id_ in others[max(keep, 1) - 1 :]:
            with unread(self.of(id_)) as free:
                if free:
                    self.remove(id_)
            log.info("index.generation_removed" if free else "index.generation_in_use", extra={"generation": id_})

    def remove(self, id_: str) -> None:
        """Remove one generation. The manifest goes first, so that what is left should this be killed counts as a leftover."""
        (self.of(id_) / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.of(id_), ignore_errors=True)

    def _all(self) -> Iterator[Path]:
        return (path for path in self.root.iterdir() if _ID.fullmatch(path.name))
