"""The bytes of a web archive, with the places they come from: plain, or gzip in one member or one for each record (WARC 1.1, annex D).

warcio's own iterator reads neither several records of one member nor past a damaged one, and writes to standard error what it makes of
them; here a reader gets as far as it can, hears what is wrong, and goes on where the next record begins.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import deque

PIECE = 2**16
"""Bytes that are read, or unpacked, at a time."""

LARGEST_HEAD = 2**20
"""Bytes of the lines before a record's content. Real ones have less than ten thousand; bounds memory where no such line ends."""

LONGEST_START = 2**13
"""Bytes in which the beginning of a record shows: addresses have a few thousand at most."""

_WARC = rb"WARC/(?:1\.[01]|0\.1[78])\r?\n(?=[A-Za-z][A-Za-z-]*:)"
_ARC = rb"(?:https?://|dns:|filedesc://)\S+ \S+ \d{14} \S+ \d+\r?\n"

START = re.compile(rb"%b|(?<=\n)%b" % (_WARC, _ARC))
"""How a record begins. In WARC this may follow anything: what was being written when a crawler was killed ends anywhere."""

_NEXT = re.compile(rb"[\r\n]*(?:%b|%b)" % (_WARC, _ARC))
_SEPARATOR = re.compile(rb"\r?\n\r?\n")
_EMPTY_LINES = re.compile(rb"[\r\n]*")

_GZIP = b"\x1f\x8b\x08"
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
"""How a gzip member begins (RFC 1952, 2.3.1): flags, time, extra flags, system."""
MEMBER_HEAD = 10
"""Bytes of that."""


class Broken(ValueError):
    """What stands here cannot be read; the text says why."""


class ArchiveBytes:
    """Reads on from the start of a file. `read` and `readline` raise `Broken` where the file is damaged, and `OSError`."""

    def __init__(self, stored: io.BufferedReader) -> None:
        self._stored = stored
        self._size = stored.seek(0, io.SEEK_END)
        stored.seek(0)
        self._gzipped = stored.peek(len(_GZIP))[: len(_GZIP)] == _GZIP
        self._member: zlib._Decompress | None = None
        self._members: deque[tuple[int, int]] = deque()  # where each begins: unpacked, in the file
        self._packed = b""
        self._buffer, self._at, self._end = b"", 0, 0
        self._head_left = LARGEST_HEAD
        self._begun = 0
        self._broken: str | None = None

    def begin(self) -> str | None:
        """Past empty lines, to where a record should be; returns the place for people, None at the end of the file."""
        self._head_left = LARGEST_HEAD
        while self._holds(1) and self._after_empty_lines() == len(self._buffer):
            self._at = len(self._buffer)
        self._at = self._after_empty_lines()
        if not self._holds(1) and not self._broken:
            return None
        self._begun = self._here()
        self._forget_members()
        return self._place()

    def at_record(self) -> bool:
        """Whether a record begins here, or after empty lines, or nothing more can be read."""
        self._holds(LONGEST_START)
        return self._after_empty_lines() == len(self._buffer) or _NEXT.match(self._buffer, self._at) is not None

    def at_separator(self) -> bool:
        """Whether here is what stands between records: two line ends (WARC 1.1, 4), or one in ARC and before a record.

        Raises `Broken` if the record that ends here turns out to be damaged: packed on its own, it can be checked.
        """
        at_record = self.at_record()
        if self._broken and self._members[-1][0] == self._begun:
            only_cut = not self._packed and self._after_empty_lines() == len(self._buffer)
            if not only_cut:  # behind all that the record has: its checksum is missing
                raise Broken(self._broken)
        return at_record or _SEPARATOR.match(self._buffer, self._at) is not None

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end of the file."""
        pieces = []
        while size and self._holds(1):
            pieces.append(self._buffer[self._at : self._at + size])
            self._at += len(pieces[-1])
            size -= len(pieces[-1])
        if size and self._broken:
            raise Broken(self._broken)
        return b"".join(pieces)

    def readline(self) -> bytes:
        """A line of a record's head. Raises `Broken` too where the head has no end."""
        line = b""
        while not line.endswith(b"\n") and self._holds(1):
            end = self._buffer.find(b"\n", self._at) + 1 or len(self._buffer)
            line += self._buffer[self._at : end]
            self._head_left -= end - self._at
            self._at = end
            if self._head_left < 0:
                raise Broken(f"its head is longer than {LARGEST_HEAD >> 20} MiB")
        if self._broken and not line.endswith(b"\n"):
            raise Broken(self._broken)
        return line

    def skip(self, size: int) -> int:
        """Pass over so many bytes; returns how many of them the file lacks."""
        if not self._gzipped and (missing := self._here() + size - self._size) > 0:
            return missing
        while size and (piece := self.read(min(size, PIECE))):
            size -= len(piece)
        return size

    def unread(self, content: bytes) -> None:
        """Give back what was read last."""
        self._buffer, self._at = content + self._buffer[self._at :], 0

    def to_record(self, most: int) -> bytes:
        """On to where the next record begins, or as far as can be read; returns the first `most` bytes of what is passed over."""
        passed = bytearray()
        while True:
            found = START.search(self._buffer, self._at)
            # what may be the beginning of a record is looked at again with what follows it
            until = found.start() if found else max(self._at, len(self._buffer) - LONGEST_START)
            passed += self._buffer[self._at : min(until, self._at + most - len(passed))]
            self._at = until
            if found:
                return bytes(passed)
            if not self._fill():
                passed += self._buffer[self._at : self._at + most - len(passed)]
                self._at = len(self._buffer)
                return bytes(passed)

    def past_start(self) -> None:
        """Back to just behind the start of the record, from where others are found and it is not, if the file can be entered there.

        For a record whose length was believed and is wrong: too much was passed over, perhaps all records to the end.
        """
        if not self._gzipped:
            self._stored.seek(self._begun + 1)
            self._buffer, self._at, self._end = b"", 0, self._begun + 1
        elif self._members[0][0] == self._begun:
            self._to_member(self._members[0][1] + 1)

    def recover(self) -> None:
        """On to the next record that can be found, behind what is damaged, or to the end of the file."""
        self.to_record(0)
        if self._broken:
            self._to_member(self._members[-1][1] + 1)

    def _after_empty_lines(self) -> int:
        found = _EMPTY_LINES.match(self._buffer, self._at)
        return found.end() if found else self._at

    def _forget_members(self) -> None:
        """Those that end before the record: the first one left is that in which it begins."""
        while len(self._members) > 1 and self._members[1][0] <= self._begun:
            self._members.popleft()

    def _place(self) -> str:
        """Where the record begins: in the file, if it can be found there, which is so where each record is packed on its own."""
        unpacked, in_file = self._members[0] if self._members else (self._begun, self._begun)
        return f"byte {in_file:,}" if unpacked == self._begun else f"byte {self._begun:,} of what is unpacked"

    def _here(self) -> int:
        return self._end - len(self._buffer) + self._at

    def _holds(self, size: int) -> bool:
        """Whether there are so many bytes to come, as far as can be read."""
        while len(self._buffer) - self._at < size:
            if not self._fill():
                return False
        return True

    def _fill(self) -> bool:
        """More into the buffer; false at the end and where the file is damaged."""
        if self._broken:
            return False
        try:
            piece = self._unpacked() if self._gzipped else self._stored.read(PIECE)
        except Broken as broken:
            self._broken, piece = str(broken), b""
        self._buffer, self._at = self._buffer[self._at :] + piece, 0
        self._end += len(piece)
        return piece != b""

    def _unpacked(self) -> bytes:
        """The next piece, b"" at the end of the file."""
        while self._packed or (piece := self._stored.read(PIECE)):
            self._packed = self._packed or piece
            if self._member is None:
                self._packed = self._packed.lstrip(b"\0")  # gzip takes zeros behind a member for padding
                if not self._packed:
                    continue
                self._members.append((self._end, self._stored.tell() - len(self._packed)))
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                piece = self._member.decompress(self._packed, PIECE)
            except zlib.error as error:
                raise Broken(f"the compressed file is damaged: {error}") from None
            self._packed = self._member.unused_data or self._member.unconsumed_tail
            if self._member.eof:
                self._member = None
            if piece:
                return piece
        if self._member is not None:
            raise Broken("the compressed file is cut off")
        return b""

    def _to_member(self, at: int) -> None:
        """To the next member, from a byte of the file on, that begins with a record, or to the end of the file."""
        while (found := self._find_member(at)) is not None and not self._begins_record(found):
            at = found + 1
        if found is not None:
            self._stored.seek(found)
        self._packed, self._member, self._broken = b"", None, None
        self._end = self._here()
        self._buffer, self._at = b"", 0
        self._members.clear()

    def _begins_record(self, member: int) -> bool:
        self._stored.seek(member)
        try:
            unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(self._stored.read(LONGEST_START), LONGEST_START)
        except zlib.error:
            return False
        return _NEXT.match(unpacked) is not None

    def _find_member(self, at: int) -> int | None:
        self._stored.seek(at)
        before = b""
        while piece := self._stored.read(PIECE):
            if found := _MEMBER.search(before + piece):
                return at - len(before) + found.start()
            at += len(piece)
            before = (before + piece)[1 - MEMBER_HEAD :]
        return None
