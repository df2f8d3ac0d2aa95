"""What a browser needs to search the collection from its own search box: the description of the service, and completions."""

from __future__ import annotations

from flask import Blueprint, Response, json, make_response, render_template, request

from search.suggest import Completion
from web.freshness import tagged
from web.links import need_host, to_search
from web.params import one_text, refuse_unknown
from web.services import services
from web.words import FACET_NAMES, counted

searchbox = Blueprint("searchbox", __name__)


@searchbox.get("/opensearch.xml")
def description() -> Response:
    """The description document of OpenSearch 1.1 (https://github.com/dewitt/opensearch), by which a browser adds this search to its own."""
    need_host()
    response = make_response(render_template("opensearch.xml"))
    response.mimetype = "application/opensearchdescription+xml"
    return tagged(response, response.get_data(as_text=True))  # asked for again each time: its addresses are of the host that was asked


@searchbox.get("/suggest")
def suggest() -> Response:
    """Completions of the text `q`, as the OpenSearch Suggestions extension 1.1 has them: [text, completions, descriptions, addresses]."""
    need_host()
    refuse_unknown(request.args, ("q",))
    one_text(request.args, "q")
    text = request.args.get("q", "")  # a browser compares it with what it sent, white space and all
    found = services().search.complete(text)
    urls = [to_search(each.search, _external=True) for each in found]
    answer = [text, [each.text for each in found], [_described(each) for each in found], urls]
    content = json.dumps(answer, ensure_ascii=True)  # the type has no charset, and browsers guess
    return tagged(Response(content, mimetype="application/x-suggestions+json"), content)


def _described(completion: Completion) -> str:
    name = completion.name
    also = f", also {name.spelling}" if name.spelling else ""
    return f"{FACET_NAMES[name.facet]}{also}, {counted(name.count, 'article')}"
