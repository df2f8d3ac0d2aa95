"""The query language under any text at all: an answer or a `QueryError`, soon, and a canonical form that holds."""

from datetime import UTC, datetime

NOW = datetime(2022, 4, 15, 12, tzinfo=UTC)
SOON = 0.2
"""Seconds: ten times the 20 ms that are promised, so that a busy machine fails nothing and a hang does."""
