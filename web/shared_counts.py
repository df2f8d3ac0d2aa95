"""The folder in which the workers of one server count requests together: made, taken away, and taken away for servers that were killed.

A lock on it, which workers inherit, lasts as long as any of them lives, and no longer, however they end. So whoever starts a server
can tell which folders of others are left over.
"""

from __future__ import annotations

import logging
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

from index.locks import READERS, ReaderLock, unread

log = logging.getLogger(__name__)

PREFIX = "broadsheet-metrics-"


@dataclass(frozen=True, slots=True)
class CountsFolder:
    """One server's folder, locked."""

    path: Path
    _lock: ReaderLock

    @classmethod
    def make(cls) -> CountsFolder:
        """Make one, and remove what servers left that were killed."""
        for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
            with suppress(OSError):  # others clear up, too
                if _is_ours(folder):
                    _remove_if_left(folder)
        while True:
            path = Path(mkdtemp(prefix=PREFIX))
            with suppress(FileNotFoundError):  # taken for a left one, before it was locked
                (path / READERS).touch()
                return cls(path, ReaderLock.take(path))

    def remove(self) -> None:
        """Take it away; only the process that made it does so."""
        rmtree(self.path, ignore_errors=True)
        self._lock.release()


def _is_ours(folder: Path) -> bool:
    """Whether a server of this user made it: in one of somebody else there may be anything, links to our own files for instance."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and (folder / READERS).is_file()


def _remove_if_left(folder: Path) -> None:
    with unread(folder) as free:
        if free:
            rmtree(folder, ignore_errors=True)
            log.info("metrics.leftover_removed", extra={"folder": str(folder)})
