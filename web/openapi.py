"""The JSON interface described for programs: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), at ``/api/v1/openapi.json``.

For people there is docs/api.md. Parameters are those of `web.params`, answers those of `web.schemas`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from index.fields import FACETS
from index.periods import INTERVALS
from search.request import LARGEST_PAGE, MOST_FACET_VALUES
from web.export_request import EXPORTED, NOT_EXPORTED
from web.export_request import SORTS as EXPORT_SORTS
from web.export_rows import FORMATS
from web.feed_request import FEED, NOT_IN_A_FEED
from web.params import SORTS
from web.schemas import DAY, FACET, SCHEMAS, TEXT, Schema, array, reference, said

Json = dict[str, Any]


@cache
def document() -> Json:
    """The whole description, but for the server's address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Broadsheet",
            "version": version("broadsheet"),
            "summary": "Search for news articles",
            "description": "Times are UTC; places in a text are counted in Unicode code points from 0, ends exclusive.",
        },
        "paths": PATHS,
        "components": {"schemas": SCHEMAS, "parameters": PARAMETERS, "responses": {"Problem": _PROBLEM}, "securitySchemes": _KEYS},
    }


def _asked(name: str, description: str, schema: Schema, **more: object) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


def _number(least: int, most: int, default: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def _choice(values: Sequence[str], default: str) -> Schema:
    return {"type": "string", "enum": list(values), "default": default}


def _in_path(name: str, description: str, schema: Schema) -> Json:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


_SWITCH = _choice(("0", "1"), "0")
_FACET_OR_NONE: Schema = {"type": "string", "enum": [*FACETS, "none"]}
_LIST = {"style": "form", "explode": False}

PARAMETERS: dict[str, Json] = {
    "q": _asked("q", "The query, in the query language; empty: everything.", TEXT),
    "from": _asked("from", "First day of publication in UTC, included.", DAY),
    "to": _asked("to", "Last day of publication in UTC, included.", DAY),
    "sort": _asked("sort", "The order of the hits; without words to rank by, newest first.", _choice(SORTS, "relevance")),
    "size": _asked("size", "Hits in the answer.", _number(0, LARGEST_PAGE, 10)),
    "cursor": _asked("cursor", "`next` of the answer before, for the following page.", TEXT),
    "facets": _asked("facets", "Which facets to count, with commas between; `none`.", array(_FACET_OR_NONE), **_LIST),
    "facet_size": _asked("facet_size", "Values of each facet.", _number(1, MOST_FACET_VALUES, 10)),
    "interval": _asked("interval", "Bars of the timeline.", _choice(("auto", "none", *INTERVALS), "auto")),
    "exact": _asked("exact", "`1`: no other word forms, no other names.", _SWITCH),
    "group": _asked("group", "`1`: of the reports of one event only the first in the order is a hit.", _SWITCH),
    "explain": _asked("explain", "`1`: each hit says why it matched.", _SWITCH),
    **{name: _asked(name, "Only articles with this value, exactly as shown; repeat it for “or”.", array(TEXT)) for name in FACETS},
}
"""The parameters of a search."""


def _of_a_search(names: Iterable[str] = PARAMETERS, but: Iterable[str] = ()) -> list[Json]:
    """Parameters that mean what they mean in a search."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names if name not in but]


_SEARCH = _of_a_search()
_FACET = [
    *_of_a_search(("q", "from", "to", "exact", *FACETS)),
    _asked("facet_size", "Values in the answer.", _number(1, MOST_FACET_VALUES, MOST_FACET_VALUES)),
]
_FEED = [
    *_of_a_search(but=(*NOT_IN_A_FEED, "size")),
    _asked("size", "Articles in the feed.", _number(0, LARGEST_PAGE, FEED.size)),
]
_EXPORT = [
    *_of_a_search(but=(*NOT_EXPORTED, "sort")),
    _asked("sort", "The order of the articles.", _choice(EXPORT_SORTS, EXPORTED.sort)),
    _asked("format", "Lines of JSON, or a table.", _choice(list(FORMATS), "ndjson")),
    _asked("limit", "Only the first so many.", {"type": "integer", "minimum": 1}),
]
_ID = _in_path("id", "The article's id.", TEXT)
_FIELD = _in_path("field", "The facet.", FACET)
_ANYWAY = _asked("anyway", "`1`: also over the index of another store, or of a newer version.", _SWITCH)
_CONTAINS = _asked("contains", "Only values that contain this; case and accents do not matter.", TEXT)

_PROBLEM = {"description": "A problem document (RFC 9457)", "content": {"application/problem+json": {"schema": reference("Problem")}}}
_TAG = {"ETag": {"description": "Sent as If-None-Match, it makes the same answer a 304 without a body.", "schema": TEXT}}


def _read(name: str, summary: str, answer: Json, parameters: Sequence[Json] = (), **more: object) -> Json:
    """A GET operation; one whose answer has a tag may answer that it is still the same."""
    again = {"304": {"description": "Still the same"}} if "ETag" in answer.get("headers", ()) else {}
    responses = {"200": answer, **again, "default": {"$ref": "#/components/responses/Problem"}}
    return {"get": {"operationId": name, "summary": summary, "parameters": list(parameters), **more, "responses": responses}}


def _json(schema: Schema, *, tagged: bool = False) -> Json:
    headers = {"headers": _TAG} if tagged else {}
    return {"description": "The answer", **headers, "content": {"application/json": {"schema": schema}}}


_KEYS: Json = {"key": {"type": "http", "scheme": "bearer", "description": "The setting `api_key` of the service."}}

_ARTICLES: Json = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": ["object", "array"], "description": "An article, or a list of them."}},
        "application/x-ndjson": {"schema": said(TEXT, "One article a line.")},
    },
}
_TAKEN = _json(reference("TakenIn"))


def _write(method: str, name: str, summary: str, answers: Json, **more: object) -> Json:
    """An operation that needs the key."""
    responses = {**answers, "default": {"$ref": "#/components/responses/Problem"}}
    return {method: {"operationId": name, "summary": summary, "security": [{"key": []}], **more, "responses": responses}}


_FIGURES = {
    "description": "The figures, in the format that Accept asks for",
    "content": {media_type: {"schema": TEXT} for media_type in ("text/plain", "application/openmetrics-text")},
}

_TYPED = _asked("q", "What is typed so far.", TEXT)
_COMPLETIONS = {
    "description": "The text, its completions, what they are, and addresses of searches (OpenSearch Suggestions 1.1)",
    "headers": _TAG,
    "content": {"application/x-suggestions+json": {"schema": reference("Completions")}},
}
_DESCRIPTION = {
    "description": "An OpenSearch 1.1 description document",
    "headers": _TAG,
    "content": {"application/opensearchdescription+xml": {"schema": TEXT}},
}

_EXPORTED = {
    "description": "An article a row: whole if its last chunk came",
    "headers": {
        "X-Total-Count": {
            "description": "How many match when it begins; left out where that is an estimate.",
            "schema": {"type": "integer"},
        }
    },
    "content": {format_.media_type.partition(";")[0]: {"schema": TEXT} for format_ in FORMATS.values()},
}


def _feed(media_type: str, schema: Schema) -> Json:
    return {"description": "The feed", "headers": _TAG, "content": {media_type: {"schema": schema}}}


PATHS: dict[str, Json] = {
    "/api/v1/search": _read("search", "Articles, facets, timeline", _json(reference("Search"), tagged=True), _SEARCH),
    "/api/v1/facets/{field}": _read("facet", "Values of one facet", _json(reference("Facet")), (_FIELD, _CONTAINS, *_FACET)),
    "/api/v1/articles": _write("post", "add", "Send articles", {"200": _TAKEN, "201": _TAKEN}, requestBody=_ARTICLES),
    "/api/v1/articles/{id}": {
        **_read("article", "All that is known of an article", _json(reference("Article"), tagged=True), (_ID,)),
        **_write("delete", "delete", "Delete an article", {"204": {"description": "It is gone"}}, parameters=[_ID]),
    },
    "/api/v1/index": _read("index", "How the index stands; more of it with the key", _json(reference("Index")), security=[{}, {"key": []}]),
    "/api/v1/index/rebuild": _write(
        "post", "rebuild", "Ask for a rebuild", {"202": _json(reference("RebuildAsked"))}, parameters=[_ANYWAY]
    ),
    "/api/v1/export": _read("export", "All articles that a search finds", _EXPORTED, _EXPORT),
    "/suggest": _read("suggest", "Completions of a query", _COMPLETIONS, (_TYPED,)),
    "/opensearch.xml": _read("opensearch", "How a browser adds this search to its own", _DESCRIPTION),
    "/api/v1/openapi.json": _read("openapi", "This description", _json({"type": "object"})),
    "/search.atom": _read("atom", "A search as a feed: Atom 1.0", _feed("application/atom+xml", TEXT), _FEED),
    "/search.rss": _read("rss", "A search as a feed: RSS 2.0", _feed("application/rss+xml", TEXT), _FEED),
    "/search.feed.json": _read("json_feed", "A search as a feed: JSON Feed 1.1", _feed("application/feed+json", {"type": "object"}), _FEED),
    "/healthz": _read("healthz", "The process lives", _json(reference("Alive"))),
    "/readyz": _read("readyz", "An index can answer", _json(reference("Ready"))),
    "/metrics": _read("metrics", "Figures for Prometheus", _FIGURES),
}
