"""One record, a mapping of names to values → `RawArticle`, by the table of synonyms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from index.article import EntityType, RawArticle
from index.errors import BadRecord
from index.excerpts import broken_off
from index.exported import own_id
from index.readers.exported_entities import exported_entities
from index.readers.nested import found, own_names, says_nothing
from index.readers.source import Source
from index.readers.synonyms import LEAD_NAMES, NAME, NAMED_BESIDE, PATHS, TEXT_NAMES, Names, Path, normal
from index.readers.values import WrongType, clean, kind, title
from index.readers.wrapping import is_article

NOTHING_ANNOTATED: frozenset[EntityType] = frozenset()

WITHDRAWN = "[Removed]"
"""What NewsAPI puts in the place of title and text where the publisher has taken an article back."""

OUTLET_BREAKS = frozenset((" - ", " | ", " – ", " — ", " · ", " • ", " « ", " » ", " : "))
"""What stands between a headline and the outlet's name behind it."""

OUTLET_BREAK = 3
"""Characters of each."""

_SIGNS = re.compile(r"\W+")

SHOWN_NAMES = 8
"""How many of a record's own names an error lists: enough to see what kind of record it is."""


def raw_article(
    record: object, source: Source, line: int | None, entry: int | None = None, annotated: frozenset[EntityType] = NOTHING_ANNOTATED
) -> RawArticle:
    """The article that `record` holds; `entry` counts records (1-based) where several share a line or lines are not known.

    Raises `BadRecord` naming the field and what is expected if a value has the wrong type, or if there is neither a title nor a body.
    A record without both is taken all the same if it has an id or address and a date: a report of which only that was kept can
    still be counted, and found by date and source.
    """
    try:
        fields = _fields(record)
    except WrongType as wrong:
        raise bad_record(source, line, entry, str(wrong)) from None
    return RawArticle(origin=origin(source, line, entry), annotated=annotated, file_time=source.file_time, **fields)


def origin(source: Source, line: int | None, entry: int | None) -> str:
    """Where a record is: "news.jsonl:17", "feed.xml#3", "news.json:1#3"."""
    return f"{source.path}{'' if line is None else f':{line}'}{'' if entry is None else f'#{entry}'}"


def bad_record(source: Source, line: int | None, entry: int | None, reason: str) -> BadRecord:
    """The error for one record; names the entry where the line does not."""
    return BadRecord(str(source.path), line, reason if entry is None else f"entry {entry}: {reason}")


def article_names(names: Mapping[str, object]) -> bool:
    """Whether any of these (a table's header, say) is a name of a title or a body."""
    return any(normal(name) in TEXT_NAMES for name in names)


def told_fields(record: dict[str, object]) -> dict[str, Any]:
    """The fields of `RawArticle` that a record tells of an article which others tell of too: what cannot be used is passed over."""
    known = own_names(record)
    fields: dict[str, Any] = {}
    for row, paths in PATHS:
        with suppress(WrongType):
            if value := _value(known, row, paths)[0]:
                fields[row.field] = value
    return fields


def without_outlet(headline: str, source: str | None) -> str:
    """A headline without " - Harbour Post" at its end, which NewsAPI, Google News and pages put there, where that is its outlet."""
    wanted, at = bare(source or ""), len(headline)
    while wanted and (at := outlet_break(headline, at)) > 0:
        if bare(headline[at + OUTLET_BREAK :]) == wanted:
            return headline[:at].rstrip() or headline
    return headline


def outlet_break(text: str, end: int | None = None) -> int:
    """Where the last of `OUTLET_BREAKS` before `end` is; -1 if there is none."""
    return max(text.rfind(sign, 0, end) for sign in OUTLET_BREAKS)


def bare(title: str) -> str:
    """A title, or an outlet's name, without all that editors write in two ways: signs, spaces, capitals."""
    return _SIGNS.sub("", title).casefold()


def _fields(record: object) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise WrongType(f"{kind(record)} where an object with a title or a body is expected")
    if "@type" in record and not is_article(record):
        raise WrongType(f"@type {record['@type']} is not an article")
    known = own_names(record)
    fields: dict[str, Any] = {}
    for row, paths in PATHS:
        value, name = _value(known, row, paths)
        if value is not None:
            fields[row.field] = value
        if row.field == "body":
            fields["excerpt"] = not isinstance(value, str) or name in LEAD_NAMES or broken_off(value)
    if own_id(fields.get("record_id")):
        fields |= _plain_texts(known)
        if (rows := known.get("entities")) is not None:
            fields["entities"] = exported_entities(rows)
    elif "title" in fields or _is_named(known):
        fields["title"] = without_outlet(fields.get("title") or title(known[NAME]) or "", fields.get("source"))
    identified = "published" in fields and ("record_id" in fields or "url" in fields)
    if not (fields.get("title") or fields.get("body") or identified):
        names = ", ".join(str(name)[:40] for name in list(record)[:SHOWN_NAMES]) or "nothing"
        raise WrongType(f"neither a title nor a body; the record has {names}")
    if fields.get("title") == WITHDRAWN and fields.get("body") in (None, WITHDRAWN):
        raise WrongType(f"an article of which only {WITHDRAWN!r} is left")
    if "url" not in fields and str(fields.get("record_id")).startswith(("http://", "https://")):
        fields["url"] = fields["record_id"]
    return fields


def _plain_texts(known: dict[str, object]) -> dict[str, str]:
    """Title and body of a row that an export wrote: what looks like markup in them is text."""
    return {name: clean(text).strip() for name in ("title", "body") if isinstance(text := known.get(name), str)}


def _is_named(known: dict[str, object]) -> bool:
    return isinstance(known.get(NAME), str) and not all(says_nothing(known.get(name)) for name in NAMED_BESIDE)


def _value(known: dict[str, object], row: Names, paths: tuple[Path, ...]) -> tuple[object, str]:
    """The first value that says something, and its name; an empty list says "none" if no other name says more."""
    none_said = None
    for path in paths:
        if path.outer not in known and path.whole not in known:
            continue
        value = found(known, path)
        if says_nothing(value):
            continue
        try:
            converted = row.convert(value)
        except WrongType as wrong:
            raise WrongType(f"{path.name}: {wrong}") from None
        if converted:
            return converted, path.whole
        none_said = converted if converted == () else none_said
    return none_said, ""
