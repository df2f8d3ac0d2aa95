"""The body of a request that brings articles: of a kind that the readers know, no larger than a worker can take, and whole."""

from __future__ import annotations

import gzip
import io
import zlib

from flask import Request

from index.errors import BadInput, TooLarge, WrongMediaType

LARGEST_BODY = 8 * 2**20
"""Bytes, as sent and unpacked: a thousand long articles. Decoded they take some forty times as much memory, in the worst case."""

MEDIA_TYPES = {
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
}
"""Media type → the suffix that a file with the same in it has. There is no registered type for JSON lines; these are in use."""

GZIP = frozenset({"gzip", "x-gzip"})
"""RFC 9110, 8.4.1.3."""

PIECE = 2**16


def received_body(request: Request) -> tuple[bytes, str]:
    """What was sent, unpacked, and the suffix that says what it is.

    Raises `WrongMediaType`, `TooLarge`, and `BadInput` where it is cut short or its packing is damaged.
    """
    suffix, packed = _suffix(request), _packed(request)
    content = _whole(request)
    return (_unpacked(content) if packed else content), suffix


def _suffix(request: Request) -> str:
    known = ", ".join(MEDIA_TYPES)
    suffix = MEDIA_TYPES.get(request.mimetype)
    if suffix is None:
        reason = f"{request.mimetype or 'a body without a Content-Type'} cannot be read; Content-Type must be one of {known}"
        raise WrongMediaType(reason, {"Accept": known})
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise WrongMediaType(f"JSON is written in UTF-8 (RFC 8259), not in {charset}", {"Accept": known})
    return suffix


def _packed(request: Request) -> bool:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in GZIP | {"identity"}:
        raise WrongMediaType(
            f"the Content-Encoding {coding} cannot be unpacked; send it as it is, or with gzip", {"Accept-Encoding": "gzip"}
        )
    return coding in GZIP


def _whole(request: Request) -> bytes:
    announced = request.content_length
    if announced is not None and announced > LARGEST_BODY:
        raise _too_large()
    content = bytearray()
    try:
        while len(content) <= LARGEST_BODY and (piece := request.stream.read(PIECE)):
            content += piece
    except Exception as error:  # servers have errors of their own for what is not framed as HTTP says
        raise _cut() from error
    if len(content) > LARGEST_BODY:
        raise _too_large()
    if announced is not None and len(content) < announced:
        raise _cut()
    return bytes(content)


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            unpacked = stream.read(LARGEST_BODY + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(f"what was sent is no whole gzip file: {error}") from None
    if len(unpacked) > LARGEST_BODY:
        raise _too_large()
    return unpacked


def _too_large() -> TooLarge:
    return TooLarge(f"more than {LARGEST_BODY >> 20} MiB, unpacked, are not taken at once; send the articles in several requests")


def _cut() -> BadInput:
    return BadInput("the body ended before it was whole, or is not framed as HTTP says; nothing of it was taken in, send it again")
