"""The records of a web archive, one after the other: WARC 0.17 to 1.1 (ISO 28500), and ARC, its predecessor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from index.readers.archive_bytes import ArchiveBytes, Broken
from index.readers.source import LARGEST_RECORD

KEPT = 2**16
"""Bytes of a record that is too large of which its kind can be told."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `place` is where it begins, for people; `kind` its WARC-Type; `seen` its WARC-Date, UTC.

    `content` is all that follows its head, HTTP head included; its first `KEPT` bytes where it is `too_large` to be held. `truncated`: the
    crawler says that it kept only a part (WARC-Truncated). `wrong_length`: the length in its head is wrong, and was made out from what
    follows.
    """

    place: str
    kind: str
    url: str | None
    seen: datetime | None
    content_type: str | None
    content: bytes
    too_large: bool
    truncated: bool
    wrong_length: bool


def records(archive: ArchiveBytes, broken: Callable[[str, str], None]) -> Iterator[Record]:
    """The records that can be read; of the others `broken` hears place and reason."""
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
    while (place := archive.begin()) is not None:
        try:
            record = _record(archive, loader, place)
        except Broken as error:
            broken(place, str(error))
            archive.recover()
        else:
            yield record


def _record(archive: ArchiveBytes, loader: ArcWarcRecordLoader, place: str) -> Record:
    if not archive.at_record():
        raise Broken("no record of a web archive begins here; what stands from here to the next one was not read")
    try:
        parsed = loader.parse_record_stream(archive, no_record_parse=True)
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise Broken(str(error) or "its head is cut off") from None
    head = parsed.rec_headers
    if not (head.get_header("Content-Length") or "").isdecimal():
        raise Broken("its head is cut off, or has no Content-Length")
    content, wrong_length = _content(archive, parsed.length)
    return Record(
        place=place,
        kind=parsed.rec_type or "",
        url=head.get_header("WARC-Target-URI"),
        seen=_moment(head.get_header("WARC-Date")),
        content_type=head.get_header("Content-Type"),
        content=content,
        too_large=parsed.length > LARGEST_RECORD,
        truncated=head.get_header("WARC-Truncated") is not None,
        wrong_length=wrong_length,
    )


def _content(archive: ArchiveBytes, length: int) -> tuple[bytes, bool]:
    """What a record holds, and whether it was not as long as it says. Then it ends where the next record begins."""
    if length > LARGEST_RECORD:
        return _beginning(archive, length), False
    content = archive.read(length)
    if len(content) == length and archive.at_separator():
        return content, False
    archive.unread(content)
    whole = archive.to_record(LARGEST_RECORD)
    if len(content) < length and len(whole) == len(content):
        raise _cut(length - len(content))
    return whole, True


def _beginning(archive: ArchiveBytes, length: int) -> bytes:
    """What is kept of a record that is too large."""
    content = archive.read(KEPT)
    missing = archive.skip(length - len(content))
    if missing or not archive.at_separator():
        archive.past_start()
        raise _cut(missing) if missing else Broken(f"what stands behind its {length} bytes is no record")
    return content


def _cut(missing: int) -> Broken:
    return Broken(f"the file ends {missing} bytes before the record does")


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written or "")
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the first and last day of the calendar may not be one in UTC
        return None
