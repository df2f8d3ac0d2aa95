"""Exporting over HTTP: streams that are whole or visibly broken, rows that come back as the articles that they were."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import socket
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.article import Article, Entity
from index.engine import Ask, Hits, Missing
from index.settings import Settings
from index.store import Store
from search import walk
from tests.web.html_tree import links, one, text, tree
from tests.web.serving import served
from tests.web.standin import StandIn, app_with
from tests.web.worlds import app_of
from web import create_app, exports
from web.export_request import NOT_EXPORTED
from web.export_rows import COLUMNS
from web.params import SINGLE
from web.services import KEY

DOCUMENT = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
URL = "/api/v1/export"


def got(client: FlaskClient, query: str = "", method: str = "GET") -> TestResponse:
    """An export that is taken whole: the test client closes it only then."""
    return client.open(f"{URL}?{query}", method=method, buffered=True)


def lines(client: FlaskClient, query: str = "") -> list[dict[str, object]]:
    response = got(client, f"{query}")
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    response = got(client, f"format=csv&{query}")
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def with_settings(app: Flask, store: Store | None = None, **changed: object) -> FlaskClient:
    """A client of an application like `app` with other settings."""
    known = app.extensions[KEY]
    made = create_app(replace(known, store=store or known.store, settings=Settings(**changed)))  # type: ignore[arg-type]
    made.testing = True
    return made.test_client()


def test_all_articles_come_newest_first_as_the_interface_has_them(client: FlaskClient) -> None:
    found = lines(client)
    shown = client.get("/api/v1/search?sort=newest&size=100").get_json()["hits"]
    assert [each["id"] for each in found] == [hit["id"] for hit in shown]
    one_alone = client.get(f"/api/v1/articles/{found[0]['id']}").get_json()
    assert one_alone.items() <= {**found[0], "published": one_alone["published"]}.items()


@pytest.mark.parametrize(
    "query", ["q=talks", "q=talks&sort=oldest", "source=Northern+Wire&source=Eastgate+Daily", "q=Kiev&exact=1", "group=1"]
)
def test_both_formats_hold_what_the_search_finds(client: FlaskClient, query: str) -> None:
    sort = "" if "sort" in query else "&sort=newest"
    hits = client.get(f"/api/v1/search?{query}{sort}&size=100").get_json()["hits"]
    assert [each["id"] for each in lines(client, query)] == [hit["id"] for hit in hits]
    assert [each["id"] for each in table(client, query)] == [hit["id"] for hit in hits]
    assert got(client, f"{query}").headers["X-Total-Count"] == str(len(hits))


def test_headers_say_what_the_file_is(client: FlaskClient) -> None:
    response = got(client, "q=%22Black+Sea%22+Türkiye;../&format=csv&limit=2")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert re.fullmatch(
        r'attachment; filename="broadsheet-black-sea-t-rkiye-\d{4}-\d\d-\d\d\.csv"', response.headers["Content-Disposition"]
    )
    assert response.headers["Cache-Control"] == "no-store"
    assert got(client).headers["Content-Type"] == "application/x-ndjson"
    assert got(client, method="HEAD").headers["X-Total-Count"] == "86"


def test_a_number_may_be_asked_for(client: FlaskClient) -> None:
    assert lines(client, "limit=3") == lines(client)[:3]
    assert got(client, "limit=3").headers["X-Total-Count"] == "3"
    assert got(client, "limit=99&q=nothingatall").headers["X-Total-Count"] == "0"
    assert len(table(client, "q=nothingatall")) == 0


BAD = [
    ("size=5", "size"),
    ("cursor=x", "cursor"),
    ("facets=source", "facets"),
    ("facet_size=5", "facet_size"),
    ("interval=month", "interval"),
    ("explain=1", "explain"),
    ("format=xls", "format"),
    ("format=csv&format=csv", "format"),
    ("limit=0", "limit"),
    ("limit=x", "limit"),
    ("limit=100001", "limit"),
    ("sort=relevance", "sort"),
    ("from=2026-03-04&to=2026-03-03", "to"),
]


@pytest.mark.parametrize(("query", "parameter"), BAD)
def test_a_bad_request_is_a_problem_document(client: FlaskClient, query: str, parameter: str) -> None:
    response = got(client, f"{query}")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.get_json()["parameter"] == parameter
    assert got(client, "q=colour:red").get_json()["code"] == "unknown_field"
    assert lines(client, "limit=1"), "a refused export keeps no turn"


def test_more_than_the_operator_allows_is_refused_and_not_cut_off(sample_app: Flask) -> None:
    small = with_settings(sample_app, export_limit=20)
    refused = got(small)
    assert refused.status_code == 400
    assert "86 articles match, more than the 20" in refused.get_json()["detail"]
    assert len(lines(small, "limit=20")) == 20
    assert got(small, "limit=21").status_code == 400


@pytest.mark.parametrize("changed", [{"export_limit": 0}, {"threads": 1}])
def test_where_no_exports_are_made_it_is_said_and_no_link_shown(sample_app: Flask, changed: dict[str, object]) -> None:
    none = with_settings(sample_app, **changed)
    response = got(none)
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")
    assert "export" not in none.get("/search?q=talks").text.lower()


def test_http_1_0_which_has_no_end_of_a_stream_is_refused(client: FlaskClient) -> None:
    response = client.get(URL, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert response.status_code == 505
    assert "HTTP/1.1" in response.get_json()["detail"]


def test_an_export_more_than_there_may_be_waits_for_its_turn(client: FlaskClient) -> None:
    with client.get(URL, buffered=False) as _:
        refused = got(client)
        assert (refused.status_code, refused.get_json()["type"]) == (503, "/problems/overloaded")
        assert int(refused.headers["Retry-After"]) > 0
        assert client.get("/api/v1/search?q=talks").status_code == 200
    assert got(client).status_code == 200
    got(client, method="HEAD")
    assert got(client).status_code == 200


def test_a_client_of_gunicorn_that_does_not_read_is_given_a_time(client: FlaskClient) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        client.get(URL, environ_overrides={"gunicorn.socket": ours})
        assert ours.gettimeout() == exports.SECONDS_A_PIECE


GONE = Missing(1, 6, "shard 3 is on no node")


@pytest.fixture
def standin(sample_app: Flask, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A reader whose answers may lack parts, asked for ten articles at a time."""
    monkeypatch.setattr(walk, "AT_ONCE", 10)
    monkeypatch.setattr("web.export_rows.PIECE", 1000)
    return StandIn(sample_app)


def from_the_third_page(standin: StandIn) -> None:
    def spoil(ask: Ask, hits: Hits) -> Hits:
        return replace(hits, missing=GONE) if len(standin.asked) > 2 else hits

    standin.spoil = spoil


def test_what_is_missing_at_the_start_is_a_problem_document(sample_app: Flask, standin: StandIn) -> None:
    standin.spoil = lambda ask, hits: replace(hits, missing=GONE)
    response = got(app_with(standin, sample_app).test_client())
    assert (response.status_code, response.get_json()["type"]) == (503, "/problems/engine-unavailable")


@pytest.mark.skipif(which("curl") is None, reason="no curl on this machine")
def test_what_goes_missing_in_the_middle_breaks_the_stream_off(
    sample_app: Flask, standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    from_the_third_page(standin)
    app = app_with(standin, sample_app)
    app.testing = False
    with served(app) as address, caplog.at_level(logging.ERROR):
        done = subprocess.run(["curl", "-sS", f"{address}{URL}"], capture_output=True, timeout=30)
    assert 0 < done.stdout.count(b"\n") < 86
    assert [vars(each)["reason"] for each in caplog.records if each.message == "export.broken_off"] == [
        "1 of 6 parts of the index did not answer (shard 3 is on no node), and matches would be lacking"
    ]


def test_a_store_that_fails_before_the_first_line_is_a_problem_document(sample_app: Flask, tmp_path: Path) -> None:
    away = with_settings(sample_app, store=Store(f"sqlite:///{tmp_path / 'none' / 'articles.sqlite3'}", create=False))
    for _ in range(2):
        assert got(away).get_json()["type"] == "/problems/store-unavailable"


def test_whoever_takes_too_long_is_let_go(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LONGEST_SECONDS", -1.0)
    with pytest.raises(Exception, match="not taken it all"):
        got(client)
    monkeypatch.undo()
    assert got(client).status_code == 200


FORMULAS = ('=HYPERLINK("https://x.example","a")', "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "'=1", "''+x", "＝1")
HOSTILE = [
    *FORMULAS,
    'quote " and ""two"", comma; semicolon | bar',
    "first line\n\nsecond\r\nthird",
    "nul \x00 bell \x07",
    "\u202eright to left\u2066",
    "<p>no markup</p> &amp; &lt;b&gt;",
    " - dash",
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Articles in whose every field something stands that a format could trip over."""
    day = datetime(2026, 3, 4, tzinfo=UTC)
    made = [
        Article(
            id=f"{number:020x}",
            title=text,
            body=text,
            source=text,
            authors=(text, "Jones, Jr."),
            keywords=(text, "a, b"),
            section=text,
            entities=(Entity("person", text, text), Entity("org", "A; B", "A; B")),
            published=day,
            published_precision="day",
        )
        for number, text in enumerate(HOSTILE)
    ]
    return app_of(made, tmp_path_factory.mktemp("odd")).test_client()


def test_no_cell_begins_like_a_formula_and_no_row_is_torn(odd: FlaskClient) -> None:
    rows = table(odd, "sort=oldest")
    assert [row["id"] for row in rows] == [f"{number:020x}" for number in range(len(HOSTILE))]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r＝＋－＠")]
    assert [row["title"] for row in rows][: len(FORMULAS)] == [f"'{formula}" for formula in FORMULAS]


def test_lines_of_json_are_exact(odd: FlaskClient) -> None:
    assert [row["title"] for row in lines(odd, "sort=oldest")] == HOSTILE


def test_the_page_links_to_the_export_of_its_search(client: FlaskClient) -> None:
    page = client.get("/search?q=talks&source=Northern+Wire&size=20&sort=oldest")
    urls = [link for link in links(tree(page.text)) if URL in link]
    assert urls == [f"{URL}?format={name}&q=talks&sort=oldest&source=Northern+Wire" for name in ("csv", "ndjson")]
    shown = text(one(tree(page.text), "p", "tally")).partition(" article")[0]
    for url in urls:
        assert got(client, url.partition("?")[2]).headers["X-Total-Count"] == shown
    assert not [link for link in links(tree(client.get("/search?q=nothingatall").text)) if URL in link]
    assert not [link for link in links(tree(client.get("/search?q=colour:red").text)) if URL in link]


def test_the_page_says_how_far_to_narrow(sample_app: Flask) -> None:
    footer = one(tree(with_settings(sample_app, export_limit=20).get("/").text), "footer", "colophon")
    assert "Narrow this search to 20 articles to export them" in text(footer)
    assert not [link for link in links(footer) if URL in link]


def test_the_docs_name_every_parameter_and_column() -> None:
    section = DOCUMENT.partition("## Export\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert {*COLUMNS, *NOT_EXPORTED, *(name for name in SINGLE if name not in NOT_EXPORTED), "limit", "format"} <= named
