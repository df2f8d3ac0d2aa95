"""Plain text: one article a file, nothing but its text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from index.article import RawArticle
from index.errors import BadRecord
from index.readers.source import UTF16_MARKS, Source, read_whole

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
"""Characters that no text has: the file is something else (a picture, an archive) under this name."""


def read_text(source: Source) -> Iterator[RawArticle]:
    """The article that the file is. Raises `BadRecord` if it is empty or no text."""
    text = _decoded(source, read_whole(source))
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise BadRecord(str(source.path), line, f"not a text file: it has the control character U+{ord(control[0]):04X}")
    body = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not body:
        raise BadRecord(str(source.path), None, "the file is empty")
    yield RawArticle(origin=str(source.path), body=body, file_time=source.file_time)


def _decoded(source: Source, data: bytes) -> str:
    """By byte order mark, else UTF-8, else Windows-1252, in which most text was written that is not UTF-8."""
    marked = data.startswith(UTF16_MARKS)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return codecs.decode(data, encoding)
        except UnicodeDecodeError:
            continue
    expected = "UTF-16, which its byte order mark announces" if marked else "UTF-8, UTF-16 with a byte order mark or Windows-1252"
    raise BadRecord(str(source.path), None, f"not a text file: it is not {expected}")
