"""What is left out of a file and must not go unseen: the text itself, or the date, may be under a name that is not known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.readers.nested import own_fields
from index.readers.source import Source
from index.readers.synonyms import KNOWN_NAMES, NAME, NAMED_BESIDE, normal

LONGEST_LIST = 200
"""Characters of names in one warning."""

_DATE_NAME = re.compile(r"date|publish|posted|issued|created|(?<!n)time")
"""Not the time in "sentiment"."""

_DATE = re.compile(r"\d{4}|\d[./-]\d")


def tell_columns(header: Sequence[str], source: Source) -> None:
    """Warn of the columns of a table that are not used."""
    names = {normal(name) for name in header}
    known = KNOWN_NAMES if names.isdisjoint(NAMED_BESIDE) else KNOWN_NAMES | {NAME}
    if unused := [name for name in header if name and normal(name) not in known]:
        columns = ", ".join(unused)[:LONGEST_LIST]
        source.warn("intake.columns_not_used", f"columns of no known name are left out: {columns}", columns=columns)


class UnusedDates:
    """Warns of fields of records without a date that look as if they had it, of each name once a file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._told: set[str] = set()

    def tell(self, record: object) -> None:
        """`record` is one in which no date was found."""
        if not isinstance(record, dict):
            return
        names = {name for name, value in own_fields(record) if _is_date(name, value)} - self._told
        if names:
            self._told |= names
            fields = ", ".join(sorted(names))[:LONGEST_LIST]
            reason = f"no date under a name that is known; {fields} may be one: call it published"
            self._source.warn("intake.dates_not_used", reason, fields=fields)


def _is_date(name: str, value: object) -> bool:
    written = isinstance(value, (str, int, float)) and _DATE.search(str(value)) is not None
    return written and normal(name) not in KNOWN_NAMES and _DATE_NAME.search(normal(name)) is not None
