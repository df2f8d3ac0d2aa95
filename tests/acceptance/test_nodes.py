"""Several web nodes over one collection: a proxy may send each request to any of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, broadsheet, environment, serving

NODES = ("1", "2", "3")
"""Each has its own seed for the order of sets, which in one process can pass for an order of ours."""

Answer = tuple[int, dict[str, str], str]


@contextmanager
def node(data: Path, seed: str, folder: Path) -> Iterator[int]:
    """`broadsheet serve` in a folder of its own; gives its port."""
    variables = {**environment(data), "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "BROADSHEET_WORKERS": "1"}
    with serving(variables, folder=folder) as (_, port):
        yield port


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[int]]:
    """The ports of nodes over the sample collection."""
    data = tmp_path_factory.mktemp("shared")
    broadsheet(data, "add", ROOT / "sample")
    with ExitStack() as stack:
        yield [stack.enter_context(node(data, seed, tmp_path_factory.mktemp(f"node{seed}"))) for seed in NODES]


def fetched(port: int, path: str, **headers: str) -> Answer:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read().decode()


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_a_cursor_of_one_node_goes_on_at_the_next(nodes: list[int], sort: str) -> None:
    url = f"/api/v1/search?q=the&sort={sort}&size=7&facets=none&interval=none"
    ids: list[str] = []
    cursor = ""
    for port in cycle(nodes):
        status, _, body = fetched(port, f"{url}&cursor={cursor}")
        assert status == 200, body
        found = json.loads(body)
        ids += [hit["id"] for hit in found["hits"]]
        if found["next"] is None:
            break
        cursor = found["next"]
    assert len(ids) == len(set(ids)) == found["total"]["articles"]
    assert len(ids) > 7 * len(nodes)
    alone = json.loads(fetched(nodes[0], url.replace("size=7", "size=100"))[2])
    assert ids == [hit["id"] for hit in alone["hits"]]


def test_pages_and_tags_are_the_same_at_every_node(nodes: list[int]) -> None:
    hits = json.loads(fetched(nodes[0], "/api/v1/search?q=%22Black+Sea%22&size=50")[2])["hits"]
    hit = next(hit for hit in hits if hit["story"])
    article, story = f"/articles/{hit['id']}", f"/stories/{hit['story']}"
    for url in ("/", "/search?q=Kiev&explain=1", "/search?q=talks+OR+gas&place=Kyiv", "/facets/person?q=talks", article, story):
        first, *others = [fetched(port, url) for port in nodes]
        assert first[0] == 200
        for port, other in zip(nodes[1:], others, strict=True):
            assert other[2] == first[2], url
            assert fetched(port, url, If_None_Match=first[1]["ETag"])[0] == 304, url


def test_answers_are_the_same_at_every_node_but_for_how_long_they_took(nodes: list[int]) -> None:
    for url in ("/api/v1/search?q=Kiev&explain=1", "/api/v1/search?q=talks&person=Amara+Okafor", "/api/v1/search?size=100", "/readyz"):
        first, *others = [{**json.loads(fetched(port, url)[2]), "took_ms": 0} for port in nodes]
        assert all(other == first for other in others), url


def test_nothing_is_kept_about_who_asks(nodes: list[int]) -> None:
    for url in ("/", "/search?q=talks", "/api/v1/search", "/search?q=%22open", "/none"):
        assert "Set-Cookie" not in fetched(nodes[0], url)[1]
