"""Rows that an export wrote: by what they are known, so that reading them back gives the same articles.

An export names an article by its id, behind a mark, as the record's own identifier (`record_id`). Such a record is one that went
through enrichment already: its text is plain and holds no markup, and in a table its cells are guarded against spreadsheets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MARK = "broadsheet:"
RECORD_ID = "record_id"
"""The name under which an export writes it."""

_OURS = re.compile(rf"{MARK}([0-9a-f]{{20}})")

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What a spreadsheet may take for a formula at the beginning of a cell (OWASP, "CSV Injection"), or for one that was guarded."""

ENTITY_COLUMNS = ("people", "orgs", "places")
"""What an export says of them is all that there are: an empty cell means "none"."""


def record_id(id_: str) -> str:
    """The identifier under which an export names the article of this id."""
    return MARK + id_


def own_id(record_id: str | None) -> str | None:
    """The id of the article that an export named so; None for the identifiers of others."""
    match = _OURS.fullmatch(record_id or "")
    return match[1] if match else None


def guarded(cell: str) -> str:
    """A cell of a table as no spreadsheet runs it: with an apostrophe before what could be a formula.

    Texts are by strangers, and a headline ``=HYPERLINK(…)`` would be live in Excel. `read_back` takes the apostrophe away again.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def read_back(row: Mapping[str, str]) -> Mapping[str, str]:
    """A row of a table, as it was before it was exported; another's row as it is."""
    if own_id(row.get(RECORD_ID)) is None:
        return row
    unguarded = {name: cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell for name, cell in row.items()}
    return {name: "[]" if name in ENTITY_COLUMNS and not cell else cell for name, cell in unguarded.items()}
