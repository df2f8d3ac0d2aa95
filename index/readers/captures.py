"""What a server answered, as a web archive keeps it → a page of HTML.

Chunks are put together (RFC 9112, 7.1), packing is undone (RFC 9110, 8.4), in bounded memory, which warcio does not promise.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli
import zstandard
from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from index.readers.archive_records import Record
from index.readers.feeds import HTML_TYPES
from index.readers.pages import LARGEST_PAGE

SNIFFED = 2**10
"""Bytes in which a page shows that it is one, where its server does not say."""

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^"';\s]+)""", re.IGNORECASE)


class Unreadable(ValueError):
    """A page that cannot be unpacked; the text says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent, unpacked. `charset` as its server calls it; `cut_off`: a part of it is missing."""

    content: bytes
    charset: str | None
    cut_off: bool


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
    page, cut_off = _unpacked(head, content) if head and not record.too_large else (content, False)
    if not content_type and not _is_page(page):
        return None
    if record.too_large or len(page) > LARGEST_PAGE:
        raise Unreadable(f"larger than {LARGEST_PAGE >> 20} MiB, the most that is read of a page")
    charset = _CHARSET.search(content_type or "")
    return Page(page, charset[1] if charset else None, cut_off or record.shortened)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_page(content: bytes) -> bool:
    return _PAGE.match(content[:SNIFFED]) is not None


def _unpacked(head: StatusAndHeaders, content: bytes) -> tuple[bytes, bool]:
    """The content as it was before it was sent, and whether its end is missing."""
    if "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        content = ChunkedDataReader(io.BytesIO(content)).read()
    packings = (head.get_header("Content-Encoding") or "").lower().split(",")
    cut_off = False
    for packing in reversed(packings):
        if not content or _is_page(content):  # some crawlers unpack, and keep the head as it was
            break
        if unpack := UNPACK.get(packing.strip()):
            content, complete = unpack(content)
            cut_off = cut_off or not complete
    return content, cut_off


def _gzip(content: bytes) -> tuple[bytes, bool]:
    return _inflated(content, zlib.MAX_WBITS | 16) if content.startswith(b"\x1f\x8b") else (content, True)


def _deflate(content: bytes) -> tuple[bytes, bool]:
    try:
        return _inflated(content, zlib.MAX_WBITS)
    except Unreadable:
        return _inflated(content, -zlib.MAX_WBITS)  # without the frame that RFC 9110 asks for, as many servers send it


def _inflated(content: bytes, bits: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(bits)
    try:
        return unpacker.decompress(content, LARGEST_PAGE + 1), unpacker.eof
    except zlib.error as error:
        raise Unreadable(f"its content cannot be unpacked: {error}") from None


def _brotli(content: bytes) -> tuple[bytes, bool]:
    unpacker, pieces, size = brotli.Decompressor(), [], 0
    try:
        for at in range(0, len(content), BROTLI_PIECE):
            pieces.append(unpacker.process(content[at : at + BROTLI_PIECE]))
            size += len(pieces[-1])
            if size > LARGEST_PAGE:
                break
    except brotli.error as error:
        raise Unreadable(f"its content cannot be unpacked: {error}") from None
    return b"".join(pieces), unpacker.is_finished()


def _zstd(content: bytes) -> tuple[bytes, bool]:
    try:
        with zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(content) as stream:
            return stream.read(LARGEST_PAGE + 1), True
    except zstandard.ZstdError as error:
        raise Unreadable(f"its content cannot be unpacked: {error}") from None


BROTLI_PIECE = 2**8
"""Bytes that are unpacked at a time: a few can hold 16 MiB (RFC 7932, 9.2), and not every version can be told where to stop."""

ZSTD_WINDOW = 8 * 2**20
"""Bytes, the most that may be asked of whoever unpacks (RFC 9659)."""

UNPACK: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
"""Content-Encoding → what undoes it. Other words there are no packing ("utf-8" is a frequent one)."""
