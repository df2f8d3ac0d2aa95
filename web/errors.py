"""Errors as people and programs meet them: one table from error class to status.

In the API an error is a problem document (RFC 9457, ``application/problem+json``), elsewhere a
readable page with the same status. Flask's own errors (404, 405, 500 …) take the same two shapes.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, json, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, InternalServerError

from index import errors
from search.request import SearchRequest
from web.choices import forms
from web.links import to_search
from web.params import search_request
from web.present import bad_answer

log = logging.getLogger(__name__)

PROGRAM_PATHS = ("/api/", "/search.", "/suggest", "/healthz", "/readyz", "/metrics", "/opensearch.xml")
"""Paths whose callers are programs, browsers and feed readers by themselves among them: they get problem documents."""

RETRY_SECONDS = 10
"""A first generation of a small collection is there, and a lock is released, within about this time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error: its name in the problem type, HTTP status, title, what to do about it, whether waiting may help.

    What is not the caller's doing (500, 503) is told in these words alone: its reason names folders and hosts, and stays in the log.
    """

    name: str
    status: int
    title: str
    advice: str
    retry: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the reason is nothing for the caller."""
        return self.status in (500, 503)


PROBLEMS: Mapping[type[errors.BroadsheetError], Problem] = {
    errors.QueryError: Problem(
        "bad-query",
        400,
        "The query cannot be understood",
        "“How to search”, below the search box of results, shows what can be asked.",
    ),
    errors.BadRequest: Problem(
        "bad-parameter", 400, "A parameter cannot be used", "Correct it in the address, or begin with a new search."
    ),
    errors.BadBody: Problem("no-article", 400, "No article can be used", "“bad” in the answer says of each record why."),
    errors.TooLarge: Problem("too-large", 413, "Too much at once", "Send it in several requests, each no larger than the detail says."),
    errors.WrongMediaType: Problem(
        "wrong-media-type", 415, "Not a kind of content that is read here", "Send JSON, with the Content-Type that says so."
    ),
    errors.NoKey: Problem("no-key", 401, "The key is missing or wrong", "Whoever runs this service has it."),
    errors.WritingOff: Problem("writing-off", 403, "Writing over HTTP is switched off", "Whoever runs this service may give it a key."),
    errors.ExportsOff: Problem("exports-off", 403, "No exports are made here", "Whoever runs this service may allow them."),
    errors.OldProtocol: Problem("old-protocol", 505, "Not in this version of HTTP", "Ask by HTTP/1.1 or newer."),
    errors.Unsafe: Problem("unsafe", 409, "Not without saying that it is meant", "The detail says what would be lost, and how to ask."),
    errors.BadInput: Problem("bad-input", 400, "The request cannot be used", "The detail says what is wrong with it."),
    errors.NotFound: Problem(
        "not-found",
        404,
        "Not in this collection",
        "It may have been deleted, or the address may be mistyped. A search finds what there is.",
    ),
    errors.NoGeneration: Problem(
        "no-index",
        503,
        "Nothing has been indexed yet",
        "Whoever runs this service adds articles with “broadsheet add FILE…”, and builds the index with “broadsheet rebuild”.",
        retry=True,
    ),
    errors.Overloaded: Problem(
        "overloaded", 503, "Too much at once", "As much of this as may be at a time is under way. Try again in a while.", retry=True
    ),
    errors.Locked: Problem("busy", 503, "The index is being written", "Another process is writing. Try again shortly.", retry=True),
    errors.EngineUnavailable: Problem(
        "engine-unavailable", 503, "The search engine does not answer", "Whoever runs this service finds the reason in its log.", retry=True
    ),
    errors.IndexingError: Problem(
        "index-unreadable", 503, "The index cannot be read", "Whoever runs this service finds the reason in its log.", retry=True
    ),
    errors.StoreError: Problem(
        "store-unavailable", 503, "The articles cannot be read", "Whoever runs this service finds the reason in its log.", retry=True
    ),
    errors.Refused: Problem("refused", 501, "The search engine cannot do this", "Another engine may; the detail says what was asked."),
    errors.BroadsheetError: Problem("internal", 500, "Something went wrong here", "It is our fault and has been logged."),
}
"""Error class → problem; an error takes the row of its nearest ancestor."""


def problem_of(error: errors.BroadsheetError) -> Problem:
    """The row of `PROBLEMS` for an error."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def register(app: Flask) -> None:
    """Let `app` answer every error in the right shape."""
    app.register_error_handler(errors.BroadsheetError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: errors.BroadsheetError) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        # What visitors can bring about at will is no fault of ours.
        level = logging.WARNING if isinstance(error, errors.Overloaded | errors.OldProtocol) else logging.ERROR
        log.log(level, "request.failed", extra={"path": request.path, "problem": problem.name, "reason": str(error)})
    response = _answer(problem, problem.advice if problem.is_ours else str(error), _members(error))
    response.headers.extend(_headers(problem, error))
    return response


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:  # a redirect travels as an exception, too
        return error
    problem = Problem("", error.code, error.name, "")
    response = _answer(problem, error.description or error.name, {})
    if allowed := error.get_response().headers.get("Allow"):  # 405 must name the methods (RFC 9110, 15.5.6)
        response.headers["Allow"] = allowed
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("request.broke", extra={"path": request.path})
    failure = InternalServerError()
    return _answer(Problem("", 500, failure.name, ""), "An unexpected error has been logged.", {})


def _members(error: errors.BroadsheetError) -> dict[str, Any]:
    """The extension members of a problem document (RFC 9457, 3.2)."""
    match error:
        case errors.QueryError():
            return {"code": error.code, "at": error.at}
        case errors.BadRequest():
            return {"parameter": error.parameter}
        case errors.BadBody():
            return {"bad": bad_answer(error.records)}
        case _:
            return {}


def _headers(problem: Problem, error: errors.BroadsheetError) -> Mapping[str, str]:
    """What the status asks for beside the document."""
    match error:
        case errors.NoKey():
            said = ', error="invalid_token", error_description="another key"' if error.wrong else ""
            return {"WWW-Authenticate": f'Bearer realm="broadsheet"{said}'}  # RFC 6750, 3
        case errors.WrongMediaType():
            return error.accepted  # RFC 9110, 15.5.16
        case _:
            return {"Retry-After": str(RETRY_SECONDS)} if problem.retry else {}


def _answer(problem: Problem, detail: str, members: Mapping[str, Any]) -> Response:
    if request.path.startswith(PROGRAM_PATHS):
        return _document(problem, detail, members)
    wrong = members.get("parameter")
    asked = _asked(but=wrong) if problem.retry or wrong else None
    page = render_template(
        "error.html",
        problem=problem,
        detail=detail,
        text=request.args.get("q", ""),
        hidden_pairs=forms(asked)["text"] if asked else (),
        without_url=to_search(asked) if asked and wrong else None,
    )
    return make_response(page, problem.status)


def _asked(but: str | None) -> SearchRequest | None:
    """What was asked, without one parameter, to be asked again; None where that cannot be used."""
    given = MultiDict((name, value) for name, value in request.args.items(multi=True) if name != but)
    try:
        return search_request(given, strict=False)
    except errors.BadRequest:
        return None


def _document(problem: Problem, detail: str, members: Mapping[str, Any]) -> Response:
    type_ = url_for("pages.problem", name=problem.name) if problem.name else "about:blank"
    body = {"type": type_, "title": problem.title, "status": problem.status, "detail": detail, **members}
    return Response(json.dumps(body), problem.status, mimetype="application/problem+json")
