"""Who may write the index, and who is still reading which generation.

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
"""`being_written` holds the lock for a moment to find out; that must not look like a writer."""


@contextmanager
def writer_lock(folder: Path, doing: str) -> Iterator[None]:
    """Be the one process, and thread, that writes the generations in `folder`.

    Does not wait its turn: raises `Locked`, which says who holds the lock and what they are `doing`.
    """
    lock = filelock.FileLock(folder / WRITER, timeout=GRACE_SECONDS)
    try:
        lock.acquire(poll_interval=0.02)
    except filelock.Timeout as error:
        raise Locked(f"the index is being written by {_holder(folder)}; try again when it is done") from error
    except OSError as error:
        raise IndexingError(f"{folder / WRITER} cannot be locked: {error.strerror}") from error
    try:
        holder = {"pid": os.getpid(), "doing": doing, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        (folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def being_written(folder: Path) -> str | None:
    """Who is writing, in words; None if nobody is."""
    lock = filelock.FileLock(folder / WRITER, blocking=False)
    try:
        with lock:
            return None
    except filelock.Timeout:
        return _holder(folder)


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"process {holder['pid']} ({holder['doing']}, since {holder['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"


@dataclass(frozen=True, slots=True)
class ReaderLock:
    """Keeps a generation from being removed, until it is released."""

    _descriptor: int

    @classmethod
    def take(cls, generation: Path) -> ReaderLock:
        """Raises `FileNotFoundError` if the generation has been removed."""
        descriptor = os.open(generation / READERS, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.fstat(descriptor).st_nlink == 0:
                raise FileNotFoundError(generation / READERS)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let go; call it once."""
        os.close(self._descriptor)


@contextmanager
def unread(generation: Path) -> Iterator[bool]:
    """Whether nobody reads a generation; while this lasts nobody can begin to."""
    try:
        descriptor = os.open(generation / READERS, os.O_RDWR | os.O_CREAT, 0o644)
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
