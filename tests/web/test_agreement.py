"""The page and the JSON interface show the same numbers, for every search."""

from __future__ import annotations

from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from tests.web.html_tree import having, one, text, tree
from web.words import FACET_TITLES, label

QUERIES = [
    "", "*", "peace talks", '"Black Sea"', "earthquake", "Kiev", "Kyiv", "Odessa", "strike OR flood", "oil -gas", "sanction*",
    "volkonin~", 'near5:"ships grain"', '"grain ships"~3', "title:quake", 'person:"Maria Ivanova-Lund"', "place:Rotterdam",
    'source:"northern wire"', "section:world", "lang:de", "published:2026-03", "after:2026-06-01", "before:2026-02-01",
    "(earthquake OR ferry) AND (dead OR killed)", "NOT port", "U.N.", "1,750", "Türkiye", "zebra", "org:WHO OR org:EU",
    "keyword:earthquake", "<script>alert(1)</script>",
]  # fmt: skip

NARROWINGS = ["", "&source=Northern+Wire", "&from=2026-03-01&to=2026-03-31", "&sort=oldest&size=20&exact=1&group=1"]


def number(written: str) -> int:
    return int(written.split()[0].replace(",", ""))


def shown(page: Element) -> dict[str, object]:
    """The numbers and titles on a page, in the shape of `told`."""
    tally = having(page, "p", "tally")
    totals = [number(text(each)) for each in tally[0].iter("strong")] if tally else [0, 0]
    facets = {text(one(box, "h3")): values(box) for box in having(page, "section", "facet")}
    rows = [[text(cell) for cell in row] for table in page.iter("tbody") for row in table]
    return {
        "total": totals,
        "titles": [text(each) for found in having(page, "ol", "results") for each in found.iter("h3")],
        "facets": facets,
        "bars": [(number(count), number(of)) for _, count, of in rows],
        "next": bool(having(page, "a", rel="next")),
    }


def values(box: Element) -> list[tuple[str, int]]:
    return [(text(one(link, "span", "value")), number(text(one(link, "span", "count")))) for link in one(box, "ul", "values").iter("a")]


def told(answer: dict) -> dict[str, object]:  # type: ignore[type-arg]
    """The same of a JSON answer."""
    return {
        "total": [answer["total"]["articles"], answer["total"]["stories"]],
        "titles": [" ".join(hit["title"]["text"].split()) or "Without a title" for hit in answer["hits"]],
        "facets": {
            FACET_TITLES[name]: [(" ".join(label(name, each["value"]).split()), each["count"]) for each in facet["values"]]
            for name, facet in answer["facets"].items()
            if facet["values"]
        },
        "bars": [(bar["count"], bar["of"]) for bar in (answer["timeline"] or {"bars": []})["bars"] if bar["count"]],
        "next": answer["next"] is not None,
    }


@pytest.mark.parametrize("narrowing", NARROWINGS)
@pytest.mark.parametrize("query", QUERIES)
def test_the_page_and_its_json_say_the_same(client: FlaskClient, query: str, narrowing: str) -> None:
    response = client.get(f"/search?q={quote(query)}{narrowing}")
    assert response.status_code == 200
    page = tree(response.text)
    if having(page, "section", "fault"):
        pytest.fail(f"{query!r} is not understood: {text(one(page, 'section', 'fault'))}")
    answer = client.get(one(page, "link", rel="alternate", type="application/json").get("href", ""))
    assert answer.status_code == 200
    assert shown(page) == told(answer.get_json())


def test_the_agreement_is_about_something(client: FlaskClient) -> None:
    """Most of the queries find articles, or the test above would agree on nothing."""
    found = [client.get(f"/api/v1/search?size=0&q={quote(query)}").get_json()["total"]["articles"] for query in QUERIES]
    assert sum(count > 0 for count in found) >= 25
