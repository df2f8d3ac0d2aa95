"""Who may write the folders of an index, and who is still reading which generation, or using another folder of its own.

Both are advisory locks of the operating system (flock), which it lets go of when a process ends, however it ends.
They need a local file system: over NFS they may not hold.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock

from index.errors import IndexingError, Locked

WRITER = "writer.lock"
HOLDER = "writer.json"
READERS = "readers.lock"

GRACE_SECONDS = 0.5
"""`holder` takes the lock for a moment to find out; that must not look like a writer."""


@dataclass(frozen=True, slots=True)
class FileTurn:
    """The turn (`index.shelf.Turn`) of processes on one machine, by a lock in `folder`."""

    folder: Path

    @contextmanager
    def taken(self, doing: str) -> Iterator[None]:
        """Be the one that writes. Raises `Locked`, which says who does."""
        lock = filelock.FileLock(self.folder / WRITER, timeout=GRACE_SECONDS)
        try:
            lock.acquire(poll_interval=0.02)
        except filelock.Timeout as error:
            raise Locked(f"the index is being written by {self._said()}; try again when it is done") from error
        except OSError as error:
            raise IndexingError(f"{self.folder / WRITER} cannot be locked: {error.strerror}") from error
        try:
            holder = {"pid": os.getpid(), "doing": doing, "since": datetime.now(UTC).isoformat(timespec="seconds")}
            with suppress(OSError):  # it is only told: on a full disk another process is "another process"
                (self.folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")
            yield
        finally:
            with suppress(OSError):
                (self.folder / HOLDER).unlink(missing_ok=True)
            lock.release()

    def check(self) -> None:
        """Nothing to do: the operating system keeps the lock as long as the process lives."""

    def holder(self) -> str | None:
        """Who is writing, in words; None if nobody is."""
        try:
            with filelock.FileLock(self.folder / WRITER, blocking=False):
                return None
        except filelock.Timeout:
            return self._said()
        except OSError:  # another user's lock, which we may not even try
            return self._said() if (self.folder / HOLDER).exists() else None

    def _said(self) -> str:
        try:
            holder = json.loads((self.folder / HOLDER).read_text(encoding="utf-8"))
            return f"process {holder['pid']} ({holder['doing']}, since {holder['since']})"
        except (OSError, ValueError, KeyError):
            return "another process"


@dataclass(frozen=True, slots=True)
class ReaderLock:
    """Keeps a folder, a generation for instance, from being removed, until it is released. In it is a file `READERS`."""

    _descriptor: int

    @classmethod
    def take(cls, folder: Path) -> ReaderLock:
        """Raises `FileNotFoundError` if the folder has been removed."""
        descriptor = os.open(folder / READERS, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.fstat(descriptor).st_nlink == 0:
                raise FileNotFoundError(folder / READERS)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let go; call it once."""
        os.close(self._descriptor)


@contextmanager
def unread(folder: Path) -> Iterator[bool]:
    """Whether nobody reads a folder; while this lasts nobody can begin to."""
    try:
        descriptor = os.open(folder / READERS, os.O_RDWR | os.O_CREAT, 0o644)
    except FileNotFoundError:
        yield True
        return
    try:
        yield _taken_alone(descriptor)
    finally:
        os.close(descriptor)


def _taken_alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
