"""The pages: search, facet, article, story. Each view reads the request, asks, and presents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import Blueprint, Response, abort, make_response, render_template, request

from index.errors import NotFound, QueryError
from index.fields import FACETS
from search.request import MOST_FACET_VALUES
from web.article_view import article_page, in_order_of_time
from web.choices import facet_box, forms
from web.errors import PROBLEMS
from web.exports import most_exported
from web.freshness import not_kept
from web.links import changed, to_search
from web.params import search_request
from web.services import services
from web.view import search_page
from web.words import FACET_TITLES

T = TypeVar("T")

pages = Blueprint("pages", __name__)


@pages.get("/", endpoint="home")
@pages.get("/search")
def search() -> Response:
    """The search page; without a query it shows everything, newest first."""
    asked = search_request(request.args, strict=False)
    results, error = _understood(partial(services().search.run, asked))
    response = make_response(render_template("search.html", page=search_page(results, asked, error, most_exported(services().settings))))
    return response if results.certain else not_kept(response)


def _understood(ask: Callable[..., T]) -> tuple[T, QueryError | None]:
    """What `ask` finds; where its text cannot be understood, what it finds for the `plain` words, and the error."""
    try:
        return ask(), None
    except QueryError as error:
        return ask(plain=True), error


@pages.get("/facets/<field>")
def facet(field: str) -> Response:
    """All values of one facet, to search within and to choose from."""
    if field not in FACETS:
        raise NotFound(f"there is no facet {field}; there are {', '.join(FACETS)}")
    asked = search_request(request.args, strict=False)
    containing = request.args.get("contains", "").strip()
    found, error = _understood(partial(services().search.facet, asked, field, containing, MOST_FACET_VALUES))
    page = render_template(
        "facet.html",
        asked=asked,
        error=error,
        box=facet_box(field, found.counts, found.missing, asked),
        missing=found.missing,
        containing=containing,
        hidden_pairs=forms(asked)["contains"],
        back_url=to_search(changed(asked)),
        all_url=to_search(changed(asked), "pages.facet", field=field),
        title=FACET_TITLES[field],
    )
    response = make_response(page)
    return response if found.certain else not_kept(response)


@pages.get("/articles/<id_>")
def article(id_: str) -> str:
    """One article with its entities marked."""
    store = services().store
    found = store.get(id_)
    reports = store.reports([found.story]).values() if found.story else ()
    return render_template("article.html", page=article_page(found, reports))


@pages.get("/stories/<id_>")
def story(id_: str) -> str:
    """One story, its reports in order of time."""
    return render_template("story.html", reports=in_order_of_time(services().store.story(id_)))


@pages.get("/problems/<name>")
def problem(name: str) -> str:
    """What a kind of error means: the page that the `type` of a problem document leads to."""
    known = {each.name: each for each in PROBLEMS.values()}
    if name not in known:
        abort(404)
    return render_template("problem.html", problem=known[name])


@pages.after_request
def tag(response: Response) -> Response:
    """Answer 304 to whoever has the same page already."""
    if response.status_code == 200 and not response.cache_control.no_store:
        response.cache_control.no_cache = True  # may be kept, and is asked for again each time
        response.add_etag(weak=True)
        return make_response(response.make_conditional(request))
    return response
