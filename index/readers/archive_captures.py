"""What a server answered, as a web archive keeps it → a page of HTML.

Chunks are put together (RFC 9112, 7.1), content codings undone (RFC 9110, 8.4): in bounded memory, and so that it shows where the end is
missing. warcio promises neither.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import brotli
import zstandard
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from index.readers.archive_records import Record
from index.readers.html import HTML_TYPES
from index.readers.pages import LARGEST_PAGE

SNIFFED = 2**10
"""Bytes in which a page shows that it is one, where its server does not say."""

PIECE = 2**8
"""Bytes that are unpacked at a time: they hold 8 MiB at most, in zstd."""

BROTLI_PIECE = 2**4
"""The same of brotli: a dozen can hold 16 MiB (RFC 7932, 9.2), and not every version of it can be told where to stop."""

ZSTD_WINDOW = 8 * 2**20
"""Bytes, the most that may be asked of whoever unpacks (RFC 9659)."""

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+|<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
"""Nothing in it is tried twice: forty comments in a row would take for ever."""
_CHUNK_SIZE = re.compile(rb"(?:\r?\n)?([0-9a-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n", re.IGNORECASE)
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^"';\s]+)""", re.IGNORECASE)


class Unreadable(ValueError):
    """A page that cannot be unpacked; the text says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent, unpacked. `charset` as its server calls it; `truncated`: a part of it is missing."""

    content: bytes
    charset: str | None
    truncated: bool


def page_of(record: Record) -> Page | None:
    """The page that a record holds; None where it holds something else: an image, a redirect, a question, a repetition.

    Raises `Unreadable`.
    """
    if record.kind == "resource":
        head, content, content_type = None, record.content, record.content_type
    elif record.kind == "response" and record.content.startswith(b"HTTP/"):
        stream = io.BytesIO(record.content)
        head = StatusAndHeadersParser([], verify=False).parse(stream)
        content, content_type = stream.read(), head.get_header("Content-Type")
        if head.get_statuscode() != "200":
            return None
    else:
        return None
    if content_type and _media_type(content_type) not in HTML_TYPES:
        return None
    page, truncated = _decoded(head, content) if head and not record.too_large else (content, False)
    if not content_type and not _is_page(page):
        return None
    if record.too_large or len(page) > LARGEST_PAGE:
        raise Unreadable(f"larger than {LARGEST_PAGE >> 20} MiB, the most that is read of a page")
    charset = _CHARSET.search(content_type or "")
    return Page(page, charset[1] if charset else None, truncated or record.truncated)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_page(content: bytes) -> bool:
    return _PAGE.match(content[:SNIFFED]) is not None


def _decoded(head: StatusAndHeaders, content: bytes) -> tuple[bytes, bool]:
    """The content as it was before it was sent, and whether its end is missing."""
    complete = True
    if "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        content, complete = _dechunked(content)
    codings = (head.get_header("Content-Encoding") or "").lower().replace(",", " ").split()
    for coding in reversed(codings):
        if not content or _is_page(content):  # some crawlers decode, and keep the head as it was
            break
        if decode := DECODERS.get(coding):
            content, whole = decode(content)
            complete = complete and whole
    return content, not complete


def _dechunked(content: bytes) -> tuple[bytes, bool]:
    """The chunks put together, and whether the last one, which is empty, has come. What has no chunks stays as it is."""
    whole, at = bytearray(), 0
    while size := _CHUNK_SIZE.match(content, at):
        at = size.end() + int(size[1], 16)
        if at == size.end():
            return bytes(whole), True
        whole += content[size.end() : at]
    return (bytes(whole), False) if at else (content, True)


def _gzip(content: bytes) -> tuple[bytes, bool]:
    if not content.startswith(_GZIP):
        return content, True
    return _unpacked(content, lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), _GZIP)


def _deflate(content: bytes) -> tuple[bytes, bool]:
    try:
        return _unpacked(content, zlib.decompressobj)
    except Unreadable:  # without the frame that RFC 9110 asks for, as many servers send it
        return _unpacked(content, lambda: zlib.decompressobj(-zlib.MAX_WBITS))


def _brotli(content: bytes) -> tuple[bytes, bool]:
    return _unpacked(content, _Brotli, size=BROTLI_PIECE)


def _zstd(content: bytes) -> tuple[bytes, bool]:
    return _unpacked(content, zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj, zstandard.FRAME_HEADER)


class _Unpacker(Protocol):
    """What zlib and zstandard agree on."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, piece: bytes, /) -> bytes: ...


class _Brotli:
    """brotli as an `_Unpacker`: it has one stream only, and takes nothing behind it."""

    unused_data = b""

    def __init__(self) -> None:
        self._unpacker = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._unpacker.is_finished())

    def decompress(self, piece: bytes, /) -> bytes:
        return bytes(self._unpacker.process(piece))


def _unpacked(content: bytes, begin: Callable[[], _Unpacker], mark: bytes | None = None, size: int = PIECE) -> tuple[bytes, bool]:
    """What one stream holds, with those that follow it and begin with `mark`; and whether the last of them has its end.

    It is fed `size` bytes at a time, and stops soon after `LARGEST_PAGE`. What stands behind the streams is nothing, as to browsers.
    """
    whole, at, unpacker = bytearray(), 0, begin()
    try:
        while at < len(content) and len(whole) <= LARGEST_PAGE:
            if unpacker.eof:
                if not (mark and content.startswith(mark, at)):
                    break
                unpacker = begin()
            piece = content[at : at + size]
            whole += unpacker.decompress(piece)
            at += len(piece) - len(unpacker.unused_data)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Unreadable(f"its content cannot be unpacked: {error}") from None
    return bytes(whole), unpacker.eof


DECODERS: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
"""Content coding → what undoes it. Other words in Content-Encoding are none ("utf-8" is a frequent one)."""
