"""The part of the JSON interface that changes something, all of it with the key, and how the index stands. docs/api.md describes it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from index import wishes
from index.errors import NotFound, Unsafe
from web import standing
from web.access import has_key, need_key
from web.bodies import received_body
from web.freshness import not_kept
from web.params import one_switch, refuse_unknown
from web.present import in_json, instant, outcome_answer
from web.services import services
from web.writer import KEY, Writer

writing = Blueprint("writing", __name__)


@writing.post("/api/v1/articles")
def add() -> Response:
    """Take articles in; the index shows them once it has come to their `change`."""
    need_key()
    refuse_unknown(request.args, ())
    content, suffix = received_body(request)
    done = cast(Writer, current_app.extensions[KEY]).take_in(content, suffix)
    response = jsonify({**outcome_answer(done), "change": services().store.change()})
    if done.counts.added:
        response.status_code = HTTPStatus.CREATED
    if done.counts.added and done.records == 1:
        response.location = url_for("api.article", id_=done.ids[1])
    return response


@writing.delete("/api/v1/articles/<id_>")
def delete(id_: str) -> Response:
    """Delete an article from the store; the indexer takes it out of the index."""
    need_key()
    refuse_unknown(request.args, ())
    if not services().store.delete([id_]):
        raise NotFound(f"there is no article {id_!r}")
    return Response(status=HTTPStatus.NO_CONTENT)


@writing.get("/api/v1/index")
def index() -> Response:
    """How the index stands; with the key, all that `broadsheet status` says."""
    refuse_unknown(request.args, ())
    parts = services().parts
    return not_kept(jsonify(in_json(standing.whole(parts) if has_key() else standing.brief(parts))))


@writing.post("/api/v1/index/rebuild")
def rebuild() -> Response:
    """Ask the indexer for a rebuild, by a note in the store, which it has read wherever it runs."""
    need_key()
    refuse_unknown(request.args, ("anyway",))
    parts = services().parts
    anyway = one_switch(request.args, "anyway")
    if not anyway and (reason := parts.generations.not_unasked()):
        raise Unsafe(f"{reason}; if the index is to be replaced all the same, ask with ?anyway=1")
    wish = wishes.ask(parts.store, datetime.now(UTC), anyway=anyway)
    response = jsonify({"rebuild_asked": instant(wish.at)})
    response.status_code = HTTPStatus.ACCEPTED
    response.location = url_for("writing.index")
    return response
