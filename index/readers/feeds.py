"""Feeds: RSS and Atom of every version that feedparser knows. A file is read, nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import charset_normalizer
import feedparser

from index.article import RawArticle
from index.errors import BadRecord
from index.excerpts import broken_off
from index.readers.html import HTML_TYPES, plain, to_text
from index.readers.record import bad_record, origin, without_outlet
from index.readers.source import Source, read_whole
from index.readers.values import clean

_DECLARED = re.compile(rb"""^[^<]{0,8}<\?xml[^>]*\bencoding\s*=""")


def read_feed(source: Source) -> Iterator[RawArticle]:
    """The entries of a feed, even where its XML is broken further on. Raises `BadRecord` if the file is no feed."""
    data = _in_known_encoding(source, read_whole(source))
    # A stream, because feedparser takes bytes for a file name and text for an address. Only text is taken from the
    # markup, so that its sanitiser has nothing to do; relative addresses in it are not kept.
    parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    _report(parsed, source)
    for number, entry in enumerate(parsed.entries, 1):
        try:
            article = _article(entry, parsed.feed, source, number)
        except BadRecord as bad:
            source.on_bad(bad)
            continue
        yield article


def _report(parsed: Any, source: Source) -> None:
    error = parsed.get("bozo_exception")
    if not parsed.get("version") and not parsed.entries:
        raise BadRecord(str(source.path), _line(error), f"not an RSS or Atom feed{f' ({_message(error)})' if error else ''}")
    if isinstance(error, feedparser.CharacterEncodingOverride):
        source.bad(None, f"{error}: letters may be wrong (entries read: {len(parsed.entries)})")
    elif parsed.bozo and error is not None:
        source.bad(_line(error), f"the XML is broken here ({_message(error)}); entries found all the same: {len(parsed.entries)}")


def _article(entry: Any, feed: Any, source: Source, number: int) -> RawArticle:
    title, (body, excerpt) = " ".join(_text(entry.get("title_detail")).split()), _body(entry)
    if not (title or body):
        raise bad_record(source, None, number, "neither a title nor a text")
    outlet = _string(entry.get("source", {}).get("title")) or _publisher(entry) or _string(feed.get("title"))
    return RawArticle(
        origin=origin(source, None, number),
        title=without_outlet(title, outlet),
        body=body,
        excerpt=excerpt,
        url=_string(entry.get("link")),
        record_id=_string(entry.get("id")),
        source=outlet,
        authors=_authors(entry),
        language=_language(entry) or _string(feed.get("language")),
        published=next((found for key in ("published", "created", "updated") if (found := _string(entry.get(key)))), None),
        keywords=tuple(dict.fromkeys(name for tag in entry.get("tags", ()) if (name := _string(tag.get("label") or tag.get("term"))))),
        file_time=source.file_time,
    )


def _body(entry: Any) -> tuple[str, bool]:
    """The full text where a feed brings it (several forms of it: the longest), else its summary; and whether it is an excerpt.

    What is shorter than the summary is not the text: feedparser takes captions of pictures (`media:description`) for content.
    """
    whole = max((_text(content) for content in entry.get("content", ())), key=len, default="")
    summary = _text(entry.get("summary_detail"))
    return (summary, True) if len(whole) < len(summary) or not whole else (whole, broken_off(whole))


def _text(detail: Any) -> str:
    """HTML where the feed says so, or where it plainly is: many feeds call it plain text."""
    value = clean((detail or {}).get("value") or "")
    return to_text(value) if detail and detail.get("type") in HTML_TYPES else plain(value).strip()


def _string(value: Any) -> str | None:
    return " ".join(clean(value).split()) or None if isinstance(value, str) else None


def _publisher(entry: Any) -> str | None:
    """Dublin Core's publisher, which is the outlet; with an address it is a person."""
    name = _string(entry.get("publisher"))
    return None if name and "@" in name else name


def _authors(entry: Any) -> tuple[str, ...]:
    """Names; where a feed has an address in the name's place, that is left out."""
    details = entry.get("authors") or [entry.get("author_detail") or {}]
    return tuple(dict.fromkeys(name for detail in details if (name := _string(detail.get("name"))) and "@" not in name))


def _language(entry: Any) -> str | None:
    details = [*entry.get("content", ()), entry.get("title_detail") or {}]
    return next((language for detail in details if (language := _string(detail.get("language")))), None)


def _in_known_encoding(source: Source, data: bytes) -> bytes:
    """UTF-8 where no encoding is declared and it is not UTF-8: feedparser would read Chinese or Thai as Windows-1252."""
    if _DECLARED.match(data) or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        guess = charset_normalizer.from_bytes(data).best()
        if guess is None:
            return data
        source.warn("intake.encoding_guessed", f"it says no encoding, and is read as {guess.encoding}", encoding=guess.encoding)
        return str(guess).encode("utf-8")
    return data


def _line(error: Any) -> int | None:
    find = getattr(error, "getLineNumber", None)
    line = find() if find else None
    return line if isinstance(line, int) else None


def _message(error: Any) -> str:
    find = getattr(error, "getMessage", None)
    return str(find() if find else error)
