"""What is said where a real server cannot be had or did not come up."""

from __future__ import annotations


class Missing(Exception):
    """This machine lacks what the server needs (Java, Maven, PostgreSQL, the registry); the message says what and how to get it."""


class DidNotStart(Exception):
    """The server was started and died or did not answer in time; the message ends with the tail of its log."""


def tail(log: bytes | str, lines: int = 30) -> str:
    """The last lines of a log."""
    text = log.decode(errors="replace") if isinstance(log, bytes) else log
    return "\n".join(text.splitlines()[-lines:])
