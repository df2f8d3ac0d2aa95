"""What the commands share: exit codes, the option for JSON, the way to an index that is up to date."""

from __future__ import annotations

import time

import click

from index.errors import EngineUnavailable, Locked
from index.progress import Progress
from index.settings import Settings
from web.assembly import Assembly

DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3
EXIT_CODES = {
    DONE: "done",
    FAILED: "failed: the message says why and what to do; nothing, or nothing more, was changed",
    USAGE: "the command, a setting or a query cannot be used as given",
    PARTLY: "done, but for what the messages name: records left out, ids that are not there, parts of the index that did not answer",
}

EPILOG = "Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + "."

LOCKED_SECONDS = 2.0
"""Whoever writes the index for longer than this looks for new changes when it is done; whoever is about to end may have looked already."""

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON for programs.")


def need_extractor(settings: Settings) -> None:
    """Say that spaCy is missing before anything is begun, not when the first article is enriched."""
    if settings.extractor == "spacy":
        from index.enrich.extract_spacy import need  # half a second that other settings need not wait for

        need()


def why_rebuild(parts: Assembly) -> str | None:
    """Why the index needs a rebuild as things are; None also where a cluster does not answer."""
    try:
        return parts.generations.needs_rebuild()
    except EngineUnavailable:
        return None


def bring_up_to_date(parts: Assembly, progress: Progress, needed: str | None = None) -> str | None:
    """Apply what is new to the index, building the first one; returns what has to be said if that is left to others.

    `needed`: why a rebuild was needed before anything was written to the store, which may hide it. What was written stays there whatever
    becomes of the index.
    """
    if reason := parts.generations.not_unasked():
        return f"in the store, not in the index: {reason}"
    until = time.monotonic() + LOCKED_SECONDS
    try:
        while True:
            try:
                _brought_up_to_date(parts, progress, needed)
            except Locked:
                if time.monotonic() > until:
                    return "another process is writing the index; it, the indexer, or the next command takes this in"
                time.sleep(0.1)
            else:
                return None
    except EngineUnavailable as error:
        return f"in the store, not yet in the index: {error}; the indexer, or the next command, takes this in"


def _brought_up_to_date(parts: Assembly, progress: Progress, needed: str | None) -> None:
    if needed or parts.generations.needs_rebuild():
        parts.indexer().rebuild(progress)
    else:
        parts.generations.apply_changes()
