"""The JSON interface, and the two addresses that watch over the service. docs/api.md describes it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from flask import Blueprint, Response, json, jsonify, request

from index.errors import NotFound
from index.fields import FACETS
from search.request import LARGEST_FACET, SearchRequest
from web.params import one_text, search_request
from web.present import article_answer, facet_answer, search_answer
from web.services import services

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> Response:
    """A search: articles, facets, timeline."""
    asked = search_request(request.args, strict=True)
    results = services().search.run(asked)
    response = jsonify(search_answer(results, asked))
    return _tagged(response, json.dumps(search_answer(replace(results, took_ms=0.0), asked)))


@api.get("/api/v1/facets/<field>")
def facet(field: str) -> Response:
    """The values of one facet that contain a text, counted within a search."""
    if field not in FACETS:
        raise NotFound(f"there is no facet {field}; there are {', '.join(FACETS)}")
    asked = search_request(request.args, strict=True, also=("contains",))
    size = asked.facet_size if "facet_size" in request.args else LARGEST_FACET
    counts = services().search.facet(asked, field, one_text(request.args, "contains"), size)
    return jsonify({"facet": field, **facet_answer(counts, asked.filters.get(field, ()))})


@api.get("/api/v1/articles/<id_>")
def article(id_: str) -> Response:
    """Everything that is known of one article."""
    found = article_answer(services().store.get(id_))
    return _tagged(jsonify(found), json.dumps(found))


@api.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return jsonify({"status": "ok"})


@api.get("/readyz")
def readyz() -> Response:
    """An index can answer; otherwise the error that stands in the way, as a problem document."""
    state = services().search.run(CHEAPEST).index
    return jsonify({"status": "ready", "index": state.generation, "engine": state.engine, "articles": state.articles})


CHEAPEST = SearchRequest(text="id:none", size=0, facets=(), timeline=None)
"""A search that goes all the way to the index and has nothing to count there."""


def _tagged(response: Response, content: str) -> Response:
    """`response` under a tag of `content`: what matters of it, without the time that it took."""
    response.cache_control.no_cache = True  # may be kept, and is asked for again each time
    response.set_etag(blake2b(content.encode(), digest_size=16).hexdigest(), weak=True)
    response.make_conditional(request)
    return response
