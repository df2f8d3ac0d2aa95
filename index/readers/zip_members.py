"""The members of a ZIP file as files of their own: of any size, and one can seek in them.

Those that stand in the file as they are, are read there; `zipfile` would read them from their start again for whoever goes back in them,
and all through for whoever asks where they end. Deflated ones are unpacked into a temporary file.
"""

from __future__ import annotations

import io
import os
import struct
import zlib
from contextlib import ExitStack
from dataclasses import replace
from errno import EINVAL
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from index.errors import BadRecord
from index.readers.source import Raw, Source, stored

PIECE = 2**16
"""Bytes that are unpacked at a time."""

LARGEST_DIRECTORY = 4 * 2**20
"""Bytes of a ZIP file's list of members: some 40,000, for which `zipfile` takes 40 MB. A crawl of a terabyte has a thousand archives."""

MOST_UNPACKED = 100
"""Times its size that a deflated member may unpack to. Pages get ten times smaller; what gets a thousand times smaller is to harm."""

ENCRYPTED = 1
"""In a member's flags (PKWARE's APPNOTE.TXT, 4.4.4)."""

HEAD, HEAD_BEGINS = struct.Struct("<4s22xHH"), b"PK\x03\x04"
"""What stands before a member. It ends with the lengths of its name and its extra field, behind which the content begins (4.3.7)."""


def listed(zipped: Source) -> list[ZipInfo]:
    """The members of a ZIP file. Raises `BadRecord` if it is none, or not whole."""
    with _Directory(zipped.opened()) as file:
        size = file.seek(0, io.SEEK_END)
        try:
            if not is_zipfile(file):
                raise BadRecord(str(zipped.path), None, _not_zip(file))
            with ZipFile(file) as zip_file:
                members = zip_file.infolist()
        except (BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError) as error:
            reason = f"the ZIP file cannot be read: {error}; if it is damaged, copy or download it again"
            raise BadRecord(str(zipped.path), None, reason) from None
    if sum(info.compress_size for info in members) > size:
        raise BadRecord(str(zipped.path), None, "the ZIP file is damaged: its members have more bytes than it has")
    return members


def member(zipped: Source, info: ZipInfo) -> Source:
    """One of them. What is taken from the ZIP file to read it counts as read. Raises `BadRecord` if it cannot be read."""
    path = Path(f"{zipped.path}/{info.filename}")
    if (reason := _refused(info)) is not None:
        raise BadRecord(str(path), None, reason)
    if (start := _content_at(zipped, info)) is None:
        raise BadRecord(str(path), None, "the ZIP file is damaged: this member does not begin where its list of members says")
    packed = replace(zipped, path=path, opened=lambda: Window(zipped.opened(), start, info.compress_size))
    if info.compress_type == ZIP_STORED:
        return packed
    return replace(packed, opened=lambda: unpacked(packed, info.file_size), on_bytes=lambda _count: None)


class Window(io.RawIOBase):
    """So many bytes of a file, as a file."""

    def __init__(self, file: Raw, start: int, size: int) -> None:
        self._file, self._start, self._size, self._at = file, start, size, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As in any file; raises `OSError` for a place before its beginning."""
        at = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence] + offset
        if at < 0:
            raise OSError(EINVAL, os.strerror(EINVAL))
        self._at = at
        return at

    def readinto(self, buffer: Any) -> int:
        """As of any raw file."""
        self._file.seek(self._start + self._at)
        count = self._file.readinto(memoryview(buffer)[: max(0, self._size - self._at)]) or 0
        self._at += count
        return count

    def close(self) -> None:
        """Close the whole file."""
        self._file.close()
        super().close()


def unpacked(packed: Source, most: int) -> Raw:
    """What is deflated (RFC 1951), at most so many bytes of it, in a file that is gone once it is closed.

    Where it is damaged it ends, and that is reported. Raises `BadRecord` where there is no room for it.
    """
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    with ExitStack() as closing:
        file = closing.enter_context(TemporaryFile(buffering=0))
        below = stored(packed)
        try:
            while not unpacker.eof and file.tell() <= most:
                piece = unpacker.unconsumed_tail or below.read(PIECE)
                content = unpacker.decompress(piece, min(PIECE, most + 1 - file.tell()))
                file.write(content)
                if not (piece or content or unpacker.eof):
                    raise zlib.error("it is cut off")
            if file.tell() > most:
                file.truncate(most)
                file.seek(most)
                raise zlib.error("it is longer than the list of members says")
        except zlib.error as error:
            packed.bad(None, f"its compression is damaged, and all behind byte {file.tell():,} is lost: {error}")
        except OSError as error:
            reason = f"it cannot be unpacked into {gettempdir()}: {error.strerror}; name a folder with more room in TMPDIR"
            raise BadRecord(str(packed.path), None, reason) from None
        finally:
            below.close()
        file.seek(0)
        closing.pop_all()
    return file


class _Directory(io.BufferedReader):
    """A ZIP file whose list of members `zipfile` reads, at once, if that can be held."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_DIRECTORY:
            raise BadZipFile(f"its list of members has {size:,} bytes, and {LARGEST_DIRECTORY:,} are the most that is read")
        return super().read(size)


def _not_zip(file: _Directory) -> str:
    file.seek(0)
    if file.read(2) == b"PK":
        return "the ZIP file is cut off: the list of its members, which stands at its end, is missing; copy or download it again"
    return "not a ZIP file; if it is compressed as a whole, unpack it"


def _refused(info: ZipInfo) -> str | None:
    """Why a member is not read, if it is not."""
    if info.flag_bits & ENCRYPTED:
        return "it is encrypted; pack it without a password"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return f"it is compressed in a way that is not read (ZIP's method {info.compress_type}); store it as it is (zip -0)"
    if info.file_size > MOST_UNPACKED * info.compress_size:
        return f"it unpacks to more than {MOST_UNPACKED} times its size, as no pages do"
    return None


def _content_at(zipped: Source, info: ZipInfo) -> int | None:
    """The byte of the ZIP file at which a member's content begins; None if its head is not where it should be."""
    with stored(zipped.silent()) as file:
        if not 0 <= info.header_offset < file.seek(0, io.SEEK_END):
            return None
        file.seek(info.header_offset)
        head = file.read(HEAD.size)
    if len(head) < HEAD.size or not head.startswith(HEAD_BEGINS):
        return None
    _, name, extra = HEAD.unpack(head)
    return info.header_offset + HEAD.size + int(name) + int(extra)
