"""Values of a record → the strings of `RawArticle`; a value of the wrong type is refused with what is expected.

Each function takes what JSON or CSV brought and raises `WrongType` with a reason for people.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

from index.readers.html import plain


class WrongType(ValueError):
    """Internal to the readers, which add file and line and make a `BadRecord` of it."""


NAMING_KEYS = ("name", "main", "label", "term", "value")
"""Where an object stands for one string, the key that has it: schema.org and ninjs `name`, a headline's `main`, feeds' `term`."""

RARER_KEYS = ("rendered", "original", "webTitle", "by")
"""Those that one service alone uses: WordPress, a byline of the New York Times, a tag of the Guardian, a byline of the AP."""

ADDRESS_KEYS = ("@id", "url", "href")
"""The same for an object that stands for an address."""

KIND_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}

_NAME_BREAK = re.compile(r"\s*[;|\n]\s*")
_KEYWORD_BREAK = re.compile(r"\s*[;|\n,]\s*")
_BYLINE = re.compile(r"by\s+(?=.*\sand\s)", re.IGNORECASE)
_WRITER_BREAK = re.compile(r"\s*,\s*and\s+|\s+and\s+|\s*,(?!\s*(?:Jr|Sr|I{2,3}|IV)\b)\s*")

LARGEST_LIST_CELL = 2**20
"""Characters of a table cell that is tried as a list written out; far above any list of names, far below what exhausts the parser."""

MILLISECONDS_FROM = 10**11
"""Unix times above this are in milliseconds: as seconds it would be the year 5138."""

_UNIX_TIME = re.compile(r"1[0-8][0-9]{8}(?:[0-9]{3})?")
"""Of 2001 to 2030, which cannot be taken for a date written without signs (1986042812)."""

WRITTEN_DAYS = range(1600_01_01, 2200_00_00)
"""Numbers that are a date written as YYYYMMDD; as Unix times they would be days of 1970."""


def title(value: object) -> str | None:
    """The headline on one line; markup in it is taken out."""
    text = body(value)
    return None if text is None else " ".join(text.split())


def body(value: object) -> str | None:
    """A text that may be HTML, as plain paragraphs; of an object its `text`."""
    value = _named(value, "text") if isinstance(value, dict) else value
    if value is None:
        return None
    if not isinstance(value, str):
        raise WrongType(f"{kind(value)} where text is expected")
    return plain(clean(value)).strip()


def line(value: object) -> str | None:
    """Text on one line, a number as text, an object's name, or the first of a list of these."""
    if isinstance(value, list):
        return next((found for item in value if (found := line(item))), None)
    if isinstance(value, dict):
        value = _named(value, "text")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise WrongType(f"{kind(value)} where text is expected")
    return " ".join(clean(str(value)).split()) or None


def address(value: object) -> str | None:
    """As `line`, but an object stands for its address."""
    return line(_named(value, "an address", ADDRESS_KEYS) if isinstance(value, dict) else value)


def dateline(value: object) -> str | None:
    """As `line`; an object with a `place` stands for that, its `agency` in brackets behind it."""
    if isinstance(value, dict) and isinstance(place := value.get("place"), str):
        value = f"{place} ({agency})" if isinstance(agency := value.get("agency"), str) else place
    return line(value)


def moment(value: object) -> str | None:
    """A date as written; a number is a Unix time in seconds or milliseconds (→ ISO 8601, UTC), or YYYYMMDD. Tables bring it as text."""
    if isinstance(value, str) and _UNIX_TIME.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return line(value)
    if WRITTEN_DAYS.start <= value < WRITTEN_DAYS.stop and value == int(value):
        return str(int(value))
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= MILLISECONDS_FROM else value, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        raise WrongType(f"{value} is no time: a date in words or a Unix time is expected") from None


def names(value: object) -> tuple[str, ...]:
    """Names from a list, from text with ; or | between them, or from objects with a name. Commas belong to names (Jones, Jr.)."""
    return _listed(value, _NAME_BREAK)


def writers(value: object) -> tuple[str, ...]:
    """As `names`; a line that begins with "By" and joins names of two words or more by "and" is parted there and at its commas."""
    return tuple(dict.fromkeys(writer for name in names(value) for writer in _parted(name)))


def keywords(value: object) -> tuple[str, ...]:
    """As `names`; in text, commas part keywords too, and numbers are keywords."""
    return _listed(value, _KEYWORD_BREAK)


def kind(value: object) -> str:
    """What a value is, in words."""
    return KIND_NAMES.get(type(value), "nothing")


def clean(text: str) -> str:
    """Without what no database takes: NUL and halves of surrogate pairs, both of which JSON can write."""
    if text.isascii():
        return text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "")


def _listed(value: object, parts: re.Pattern[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        written = _written_out(value)
        value = parts.split(clean(value)) if written is None else written
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_items(items, parts is _KEYWORD_BREAK)))


def _parted(byline: str) -> list[str]:
    parts = _WRITER_BREAK.split(byline)
    whole = not _BYLINE.match(byline) or any(" " not in part for part in [parts[0].partition(" ")[2], *parts[1:]])
    return [byline] if whole else parts


def _items(items: list[object], numbers_too: bool) -> Iterator[str]:
    for position, item in enumerate(items, 1):
        text = _named(item, "a name") if isinstance(item, dict) else item
        if numbers_too and isinstance(text, (int, float)) and not isinstance(text, bool):
            text = str(text)
        if text is not None and not isinstance(text, str):
            raise WrongType(f"item {position} is {kind(item)} where text, or an object with a name, is expected")
        if text and (name := " ".join(clean(text).split())):
            yield name


def _named(value: dict[str, object], expected: str, keys: tuple[str, ...] = NAMING_KEYS) -> object:
    """The one string that an object stands for; None if it says that it has none, or is a JSON-LD node that happens not to say."""
    present = [key for key in (*keys, *RARER_KEYS) if key in value]
    if not present and not ("@type" in value or "@id" in value):
        raise WrongType(f"an object without {', '.join(keys[:-1])} or {keys[-1]} where {expected} is expected")
    found = next((value[key] for key in present if value[key]), None)
    if isinstance(found, (dict, list)):
        raise WrongType(f"{kind(found)} inside an object where {expected} is expected")
    return found


def _written_out(text: str) -> list[object] | None:
    """A table's cell that holds a list as JSON or as Python prints it (as pandas saves it)."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]") and len(text) <= LARGEST_LIST_CELL):
        return None
    for parse in (json.loads, _python_literal):
        try:
            value = parse(text)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        return value if isinstance(value, list) else None
    return None


def _python_literal(text: str) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # a backslash in a name is no reason to speak to the user of escapes
        return ast.literal_eval(text)
