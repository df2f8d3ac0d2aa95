"""The JSON interface, and the two addresses that watch over the service. docs/api.md describes it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, current_app, json, jsonify, request

from index.errors import NotFound
from index.fields import FACETS
from search.request import MOST_FACET_VALUES
from web.freshness import not_kept, tagged
from web.openapi import document
from web.params import one_text, search_request
from web.present import article_answer, facet_answer, missing_answer, search_answer
from web.readiness import KEY
from web.services import services

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> Response:
    """A search: articles, facets, timeline."""
    asked = search_request(request.args, strict=True)
    results = services().search.run(asked)
    response = jsonify(search_answer(results, asked))
    if not results.certain:
        return not_kept(response)
    return tagged(response, json.dumps(search_answer(replace(results, took_ms=0.0), asked)))


@api.get("/api/v1/facets/<field>")
def facet(field: str) -> Response:
    """The values of one facet that contain a text, counted within a search."""
    if field not in FACETS:
        raise NotFound(f"there is no facet {field}; there are {', '.join(FACETS)}")
    asked = search_request(request.args, strict=True, also=("contains",))
    size = asked.facet_size if one_text(request.args, "facet_size") else MOST_FACET_VALUES
    found = services().search.facet(asked, field, one_text(request.args, "contains"), size)
    values = facet_answer(found.counts, found.missing, asked.filters.get(field, ()))
    response = jsonify({"facet": field, **values, "missing": missing_answer(found.missing)})
    return response if found.certain else not_kept(response)


@api.get("/api/v1/articles/<id_>")
def article(id_: str) -> Response:
    """Everything that is known of one article."""
    found = article_answer(services().store.get(id_))
    return tagged(jsonify(found), json.dumps(found))


@api.get("/api/v1/openapi.json")
def openapi() -> Response:
    """This interface, described for programs."""
    return jsonify({**document(), "servers": [{"url": request.script_root or "/"}]})


@api.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return jsonify({"status": "ok"})


@api.get("/readyz")
def readyz() -> Response:
    """An index can answer; otherwise the error that stands in the way, as a problem document."""
    results = current_app.extensions[KEY].ask()
    state = results.index
    found = {"status": "ready", "index": state.generation, "engine": state.engine, "articles": state.articles}
    return jsonify({**found, "missing": missing_answer(results.missing)})
