"""Log lines: an event and its fields, as `key=value` on standard error."""

from __future__ import annotations

import json
import logging
import sys

from web.words import printable

_ALWAYS_THERE = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

TELL_TOO_MUCH = ("opensearch", "urllib3", "warcio")
"""Libraries that log every request, each attempt at a node that is down, or each odd record: what is left of that becomes our error."""

SUMMARIES = ("index.readers.archives",)
"""Who says at the level `info` what a file held: the only line that does, and the one that whoever adds the file waits for."""


class EventFormatter(logging.Formatter):
    """Writes what was passed as ``extra`` behind the event: ``index.rebuilt generation=20260301T… articles=86``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is the standard library's
        """One line; values with spaces in quotes."""
        fields = {name: value for name, value in vars(record).items() if name not in _ALWAYS_THERE}
        return " ".join([super().formatMessage(record), *(f"{name}={_written(value)}" for name, value in fields.items())])


def log_to_stderr(level: str, summaries: bool = False) -> None:
    """Log events of this level and above; with `summaries` also what a reader says of a whole file."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in SUMMARIES:
        logging.getLogger(name).setLevel(logging.INFO if summaries else logging.NOTSET)
    if level != "debug":
        for name in TELL_TOO_MUCH:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _written(value: object) -> str:
    text = str(value)
    if text.isprintable() and not any(char in ' "' for char in text) and text:
        return text
    return printable(json.dumps(text, ensure_ascii=False))
