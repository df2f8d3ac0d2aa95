"""``/api/v1/export``: all articles that a search finds, streamed.

Whether it is whole, a client sees from its end: chunks of HTTP/1.1 have one, and where something went wrong the connection is broken
off before it. So is an export for a client that hardly reads, because it holds one of few threads.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain

from flask import Blueprint, Response, current_app, request

from index.errors import BadRequest, BroadsheetError, ExportsOff, OldProtocol, Overloaded
from index.settings import Settings
from search.export import Export
from search.service import utc_now
from web.export_request import export_request
from web.export_rows import FORMATS, Format, pieces
from web.freshness import not_kept
from web.params import one_of
from web.services import services

log = logging.getLogger(__name__)

exports = Blueprint("exports", __name__)
KEY = "broadsheet.exports"

AT_ONCE = 1
"""Exports that one process makes at a time. They take a thread of its few each, and a share of its processor's time from searches."""

FEWEST_THREADS = 2
"""Of a process that makes exports: with one alone no search would be answered meanwhile."""

SECONDS_A_PIECE = 30.0
"""A client that does not take one piece (`web.export_rows.PIECE`) in this time, which is two kilobytes a second, is let go."""

LONGEST_SECONDS = 3600.0
"""A million articles take six minutes; whoever reads a few lines a second shall not hold a thread for days."""

LONGEST_NAME = 60
"""Characters of a query in a file's name."""


class Turns:
    """Sees to it that a process makes no more than `AT_ONCE` exports at a time."""

    def __init__(self) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)

    @contextmanager
    def one(self) -> Iterator[None]:
        """One export's turn. Raises `Overloaded`."""
        if not self._free.acquire(blocking=False):
            raise Overloaded("as many exports are being made as there may be at a time")
        try:
            yield
        finally:
            self._free.release()


def most_exported(settings: Settings) -> int:
    """How many articles one export may have; 0 where none are made."""
    return settings.export_limit if settings.threads >= FEWEST_THREADS else 0


@exports.get("/api/v1/export")
def export() -> Response:
    """All articles that a search finds, newest first, one a line."""
    allowed = most_exported(services().settings)
    _refuse_what_cannot_be_done(allowed)
    format_ = FORMATS[one_of(request.args, "format", FORMATS) or "ndjson"]
    asked, limit = export_request(request.args, also=("format",))
    with ExitStack() as held:
        held.enter_context(current_app.extensions[KEY].one())
        found = Export(services().search, services().store, asked, limit)
        _refuse_more_than(allowed, found, limit)
        stream = pieces(format_, found.articles())
        first = next(stream)  # what goes wrong up to here is answered as ever
        body = held.enter_context(closing(_watched(chain([first], stream), found)))
        response = not_kept(Response(body, content_type=format_.media_type))
        if found.exact:
            response.headers["X-Total-Count"] = str(min(found.total, limit or found.total))
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(asked.text, format_)}"'
        response.call_on_close(held.pop_all().close)
    _give_time_to_read()
    return response


def file_name(text: str, format_: Format) -> str:
    """What a browser may call the file of a search for `text`: letters and digits of ASCII alone, so that every one takes it as it is."""
    words = "-".join(re.findall("[a-z0-9]+", text.lower()))[:LONGEST_NAME].strip("-")
    return f"{'-'.join(filter(None, ('broadsheet', words, utc_now().date().isoformat())))}{format_.suffix}"


def _refuse_what_cannot_be_done(allowed: int) -> None:
    if not allowed:
        raise ExportsOff(f"whoever runs this service can allow them: export_limit above 0, {FEWEST_THREADS} threads")
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        raise OldProtocol("an export needs HTTP/1.1, which tells its end from a connection that broke; for nginx: proxy_http_version 1.1;")


def _refuse_more_than(allowed: int, found: Export, limit: int | None) -> None:
    if limit is not None and limit > allowed:
        raise BadRequest("limit", f"{limit} is more than {allowed}, the most that one export here may have")
    if limit is None and found.total > allowed:
        narrower = f"narrow the search (by from and to, for instance), or ask for the first with limit={allowed}"
        raise BadRequest("limit", f"{found.total} articles match, more than the {allowed} that one export here may have; {narrower}")


def _give_time_to_read() -> None:
    """Let sending fail when the client does not read. Gunicorn makes sockets wait for ever, and again so for the next request."""
    socket = request.environ.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(SECONDS_A_PIECE)


def _watched(stream: Iterator[bytes], found: Export) -> Generator[bytes]:
    """`stream`, with a word in the log on how it ended. What it raises breaks the connection off."""
    began = time.monotonic()
    try:
        for piece in stream:
            yield piece
            if time.monotonic() - began > LONGEST_SECONDS:
                raise BroadsheetError(f"the client has not taken it all within {LONGEST_SECONDS:.0f} seconds")
    except GeneratorExit:
        log.info("export.client_left", extra={"articles": found.done})
        raise
    except Exception as error:
        log.error("export.broken_off", extra={"articles": found.done, "reason": str(error)})
        raise
    log.info("export.done", extra={"articles": found.done, "gone": found.gone, "seconds": round(time.monotonic() - began, 1)})
