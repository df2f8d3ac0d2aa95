"""JSON: one object a line (.jsonl, .ndjson), or one document (.json): an article, a list of them, or an object around a list.

Lines are read one by one, a document at once. JSON as in RFC 8259, lines as in https://jsonlines.org.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from index.article import EntityType, RawArticle
from index.errors import BadRecord
from index.readers.json_feed import as_item, json_feed
from index.readers.record import NOTHING_ANNOTATED, raw_article
from index.readers.source import Source, lines, read_whole
from index.readers.synonyms import TYPE_OF_FIELD, annotated_types
from index.readers.unused import UnusedDates
from index.readers.wrapping import unwrapped

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class _Broken(ValueError):
    """Not JSON: the line within the text (1-based) and what is wrong there."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(reason)


def read_lines(source: Source) -> Iterator[RawArticle]:
    """The articles of a file of JSON lines. A bad line is reported, and the next one is read."""
    annotated = _annotated(value for _, value in _tagged_lines(source.silent()))
    dates = UnusedDates(source)
    for number, text in lines(source):
        try:
            values = [value for _, value in _values(text.rstrip())]
        except _Broken as broken:
            source.bad(number, broken.reason)
            continue
        for value in values:
            yield from _articles(value, source, number, annotated, dates)


def read_document(source: Source) -> Iterator[RawArticle]:
    """The articles of a JSON document. Where it is broken, what stands before is kept; JSON lines under this name are read too."""
    data = read_whole(source)
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadRecord(str(source.path), line, f"byte {error.start + 1} of the file is not {error.encoding}") from None
    read, broken = _as_far_as_it_goes(text)
    annotated = _annotated(value for _, value in read)
    dates = UnusedDates(source)
    for line, value in read:
        yield from _articles(value, source, line, annotated, dates)
    if broken:
        source.bad(broken.line, f"{broken.reason}; what stands from here on was not read")
    elif not read and not text.lstrip().startswith("["):
        source.bad(None, "the file is empty")


def _articles(value: object, source: Source, line: int, annotated: frozenset[EntityType], dates: UnusedDates) -> Iterator[RawArticle]:
    records = unwrapped(value)
    alone = len(records) == 1 and records[0] is value
    feed = None if alone else json_feed(value)
    for entry, record in enumerate(records, 1):
        try:
            article = raw_article(record, source, line, None if alone else entry, annotated)
        except BadRecord as bad:
            source.on_bad(bad)
            continue
        if article.published is None:
            dates.tell(record)
        yield as_item(article, record, feed) if feed else article


def _as_far_as_it_goes(text: str) -> tuple[list[tuple[int, object]], _Broken | None]:
    read: list[tuple[int, object]] = []
    try:
        for item in _values(text):
            read.append(item)
    except _Broken as broken:
        return read, broken
    return read, None


def _values(text: str) -> Iterator[tuple[int, object]]:
    """Each value of a list, or of values that follow one another, with the line on which it starts. Raises `_Broken`."""
    at, line, counted = _past_space(text, 0), 1, 0
    in_list = text.startswith("[", at)
    at = _past_space(text, at + in_list)
    closed = not in_list
    if in_list and text.startswith("]", at):
        at, closed = _past_space(text, at + 1), True
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        if in_list and closed:
            raise _Broken(line, _at(text, at, "something follows the end of the list"))
        value, at = _value(text, at, line)
        yield line, value
        at = _past_space(text, at)
        if in_list:
            at, closed = _after_item(text, at)
    if not closed:
        raise _Broken(text.count("\n") + 1, "the list is not closed by ]")


def _value(text: str, at: int, line: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _Broken(error.lineno, f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}") from None
    except RecursionError:
        raise _Broken(line, "nested too deeply") from None
    except ValueError as error:  # a number of more digits than Python converts
        raise _Broken(line, f"not usable JSON: {error}") from None


def _after_item(text: str, at: int) -> tuple[int, bool]:
    """Past the comma or the bracket after a list's item, and whether it was the bracket."""
    if text.startswith("]", at):
        return _past_space(text, at + 1), True
    if text.startswith(",", at):
        return _past_space(text, at + 1), False
    if at < len(text):
        raise _Broken(text.count("\n", 0, at) + 1, _at(text, at, "a comma or ] is expected"))
    return at, False


def _at(text: str, at: int, reason: str) -> str:
    return f"not JSON: {reason} at column {at - text.rfind(chr(10), 0, at)}"


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _tagged_lines(source: Source) -> Iterator[tuple[int, object]]:
    """The lines that may have an object `tags`, decoded: a look ahead that costs reading, but hardly any decoding."""
    try:
        for _, text in lines(source):
            if '"tags"' in text:
                yield from _as_far_as_it_goes(text)[0]
    except BadRecord:
        return


def _annotated(values: Iterable[object]) -> frozenset[EntityType]:
    """The entity types that any record lists under an object `tags`; stops as soon as all are found."""
    found = NOTHING_ANNOTATED
    for value in values:
        for record in unwrapped(value):
            tags = record.get("tags") if isinstance(record, dict) else None
            if isinstance(tags, dict):
                found |= annotated_types(tags)
        if len(found) == len(TYPE_OF_FIELD):
            break
    return found
