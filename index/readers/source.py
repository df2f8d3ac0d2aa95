"""One file that is being read: opened, decompressed, decoded, and what is wrong with it reported.

The library errors of reading (`OSError`, `EOFError`, `zlib.error`) become `BadRecord` in `read_whole` and `lines`, so that a reader deals
with records only. Whoever reads on in `stored` unpacks by himself, and lets `OSError` through.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from index.article import RawArticle
from index.errors import BadRecord
from index.intake_warnings import IntakeWarning, OnWarning, logged

OnBad = Callable[[BadRecord], None]
OnBytes = Callable[[int], None]
"""Called with the number of bytes of the file (as stored, compressed) that were read since the last call."""

LARGEST_RECORD = 64 * 2**20
"""Bytes of one line, or of one record of an archive. Longer than any article by far (long novels have 10 MB); bounds memory where a file is
one endless line, or a record a film."""

LARGEST_WHOLE = 512 * 2**20
"""Bytes of a file that has to be read at once (.json, feeds, .txt, saved pages), decompressed: what a small machine can still hold."""

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Raw = io.RawIOBase | io.BytesIO
"""What is stored, unbuffered: one can seek in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file and who wants to hear about it. `file_time` is when it was last changed, UTC.

    `opened` opens it: what came over a network, and a member of a ZIP file, stand under no path. Then `path` is only what it is called.
    """

    path: Path
    file_time: datetime
    on_bad: OnBad
    on_bytes: OnBytes
    opened: Callable[[], Raw]
    on_warning: OnWarning = logged

    @classmethod
    def of(cls, path: Path, on_bad: OnBad, on_bytes: OnBytes) -> Source:
        """Raises `OSError` if the file cannot be looked at."""
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return cls(path, changed, on_bad, on_bytes, lambda: path.open("rb", buffering=0))

    def bad(self, line: int | None, reason: str) -> None:
        """Report what is wrong with a line (1-based; None: with the file)."""
        self.on_bad(BadRecord(str(self.path), line, reason))

    def warn(self, event: str, reason: str, **told: str | None) -> None:
        """Tell of what is not wrong, but may not be what was meant: before the record that it is about, or that shows it first."""
        self.on_warning(IntakeWarning(event, reason, {"origin": str(self.path), **told}))

    def silent(self) -> Source:
        """The same file for a first look, which reports nothing: the second one will."""
        return replace(self, on_bad=_ignore, on_bytes=_ignore, on_warning=_ignore)


Reader = Callable[[Source], Iterator[RawArticle]]
"""Yields the articles of one file, reports bad records to the source, raises `BadRecord` where the file cannot be read (any further)."""


def read_whole(source: Source) -> bytes:
    """All bytes, decompressed. Raises `BadRecord` if they cannot be read or are more than `LARGEST_WHOLE`."""
    try:
        with _opened(source) as stream:
            data = stream.read(LARGEST_WHOLE + 1)
    except (OSError, EOFError, zlib.error) as error:
        _unreadable(source, None, error)
    if len(data) > LARGEST_WHOLE:
        reason = f"larger than {LARGEST_WHOLE >> 20} MiB, the most that is read at once; of records, .jsonl and .csv are read line by line"
        raise BadRecord(str(source.path), None, reason)
    return data


def lines(source: Source, otherwise: str | None = None) -> Iterator[tuple[int, str]]:
    """Numbered lines (1-based), with their line end. UTF-8, or UTF-16 if the file starts with its byte order mark.

    A line that is not UTF-8 is read as `otherwise`, a one-byte encoding, or reported if there is none; so is a line of
    more than `LARGEST_RECORD` bytes. Raises `BadRecord` where the file cannot be read any further.
    """
    number = 0
    try:
        with _opened(source) as stream:
            reader = _maybe_utf16(stream)
            while line := reader.readline(LARGEST_RECORD):
                number += 1
                if len(line) >= LARGEST_RECORD and line[-1:] not in ("\n", b"\n"):
                    _skip_line(reader)
                    source.bad(number, f"longer than {LARGEST_RECORD >> 20} MiB, the most that one record may have")
                elif (text := _decoded(source, number, line, otherwise)) is not None:
                    yield number, text.removeprefix("\ufeff") if number == 1 else text
    except (OSError, EOFError, zlib.error) as error:
        _unreadable(source, number + 1, error)


def stored(source: Source) -> io.BufferedReader:
    """The file as it is stored, for a reader that seeks in it. Going back is no progress: each byte is told once."""
    return io.BufferedReader(_Counted(source))


def _opened(source: Source) -> io.BufferedReader | _Gunzipped:
    return _Gunzipped(stored(source)) if source.path.suffix.lower() == ".gz" else stored(source)


class _Gunzipped(gzip.GzipFile):
    """A `GzipFile` that closes the file below it, which its base leaves open where it was given one."""

    def __init__(self, below: io.BufferedReader) -> None:
        super().__init__(fileobj=below, mode="rb")
        self._below = below

    def close(self) -> None:
        super().close()
        self._below.close()


class _Counted(io.RawIOBase):
    """The raw file; tells `on_bytes` what is taken from it."""

    def __init__(self, source: Source) -> None:
        self._raw = source.opened()
        self._on_bytes = source.on_bytes
        self._told = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer) or 0
        reached = self._raw.tell()
        self._on_bytes(max(0, reached - self._told))
        self._told = max(reached, self._told)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


LineReader = io.BufferedReader | _Gunzipped | io.TextIOWrapper


def _maybe_utf16(stream: io.BufferedReader | _Gunzipped) -> LineReader:
    if stream.peek(2)[:2] in UTF16_MARKS:
        return io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="\n")
    return stream


def _skip_line(reader: LineReader) -> None:
    while (rest := reader.readline(2**20)) and rest[-1:] not in ("\n", b"\n"):
        pass


def _decoded(source: Source, number: int, line: str | bytes, otherwise: str | None) -> str | None:
    if isinstance(line, str):
        return line
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        if otherwise:
            return line.decode(otherwise, errors="replace")
        source.bad(number, f"byte {error.start + 1} of the line is not UTF-8, in which JSON is written")
        return None


def _unreadable(source: Source, line: int | None, error: Exception) -> NoReturn:
    what = "the compressed file is cut off or damaged" if isinstance(error, (EOFError, zlib.error)) else "cannot be read"
    detail = getattr(error, "strerror", None) or str(error)
    raise BadRecord(str(source.path), line, f"{what}: {detail}") from error


def _ignore(_: object) -> None:
    """Reports go nowhere."""
