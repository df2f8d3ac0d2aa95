"""Pages that a browser saved as one file with all that is in them (MHTML, RFC 2557): the page itself."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from index.readers.html import HTML_TYPES

HEAD = 2048
"""Bytes in which a message says that it is one; browsers put five lines there."""

_MULTIPART = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page in such a message: its bytes, where and when (UTC) it was fetched, what its characters are said to be."""

    content: bytes
    url: str | None
    charset: str | None
    seen: datetime | None


def is_mhtml(content: bytes) -> bool:
    """Whether bytes are such a message, whatever the name of their file says."""
    return not content.lstrip().startswith(b"<") and _MULTIPART.search(content, 0, HEAD) is not None


def saved_page(content: bytes) -> SavedPage | None:
    """The page in a message, which is its first part of HTML; None where there is none."""
    message = email.message_from_bytes(content)
    part = next((part for part in message.walk() if part.get_content_type() in HTML_TYPES), None)
    html = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(html, bytes):
        return None
    url = _address(part, "Content-Location") or _address(message, "Snapshot-Content-Location")
    return SavedPage(html, url, part.get_content_charset(), _moment(message))


def _address(part: Message, name: str) -> str | None:
    value = str(part.get(name, "")).strip()
    return value if value.startswith(("http://", "https://")) else None


def _moment(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
