"""Web archives to read in tests, of pages of outlets that do not exist. Written by warcio, as crawlers in Python do."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.index.readers.conftest import told

brotli = pytest.importorskip("brotli", reason="the extra `pages` is not installed")
zstandard = pytest.importorskip("zstandard", reason="the extra `pages` is not installed")

Written = Callable[[WARCWriter], None]

PARAGRAPHS = (
    "The ferry between the two islands will run again from Monday, the harbour board said after a meeting that lasted into the night.",
    "Its engine had failed in the storm of last week, and parts had to be brought from the mainland by a fishing boat.",
    "“Nobody here wants another week of rowing,” said the mayor, who had crossed the sound in a dinghy to vote on the budget.",
)
TEXT = "\n\n".join(PARAGRAPHS)
URL = "https://harbour-post.example/2026/ferry"


class _Writer(WARCWriter):  # type: ignore[misc]
    """Keeps in memory what warcio puts into temporary files, and does not close."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def page(title: str = "Ferry runs again", paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    """A page with an article."""
    text = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    meta = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-02T06:00:00Z">'
    return f"<!DOCTYPE html><html><head><title>{title}</title>{meta}</head><body><article><h1>{title}</h1>{text}</article></body></html>"


HOME = "<html><head><title>Harbour Post</title></head><body><ul><li><a href='/ferry'>Ferry runs again</a></li></ul></body></html>"


def response(
    content: bytes | str,
    url: str = URL,
    *,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    date: str = "2026-03-03T08:00:00Z",
    kind: str = "response",
    head: dict[str, str] | None = None,
    warc: dict[str, str] | None = None,
) -> Written:
    """What a server answered."""
    payload = content.encode() if isinstance(content, str) else content
    fields = ([("Content-Type", content_type)] if content_type else []) + list((head or {}).items())

    def write(writer: WARCWriter) -> None:
        http = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        about = {"WARC-Date": date, **(warc or {})}
        writer.write_record(writer.create_warc_record(url, kind, io.BytesIO(payload), http_headers=http, warc_headers_dict=about))

    return write


def other(kind: str, content: bytes = b"", content_type: str | None = None, url: str = URL) -> Written:
    """A record that is no answer of a server."""

    def write(writer: WARCWriter) -> None:
        writer.write_record(writer.create_warc_record(url, kind, io.BytesIO(content), warc_content_type=content_type or ""))

    return write


def info(writer: WARCWriter) -> None:
    """The record with which an archive begins."""
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "a crawler of these tests"}))


def archive(*records: Written, packed: bool = False) -> bytes:
    """A file of these records, each packed on its own if any is."""
    file = io.BytesIO()
    writer = _Writer(file, gzip=packed)
    for write in records:
        write(writer)
    return file.getvalue()


def chunked(content: bytes, size: int = 100) -> bytes:
    """As HTTP/1.1 sends what it does not know the length of (RFC 9112, 7.1)."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


THREE = [response(page(title), f"{URL}/{title}") for title in "ABC"]
AT_B, AT_C = (len(archive(*THREE[:before])) for before in (1, 2))
"""Where the second and the third begin in a file of these."""


def counts(caplog: pytest.LogCaptureFixture) -> tuple[str, ...]:
    """Articles, pages without one and other records, as the last archive was told."""
    last = told(caplog, "intake.archive_read")[-1]
    return str(last["articles"]), str(last["without_article"]), str(last["other_records"])
