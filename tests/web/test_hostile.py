"""Articles and queries by strangers: whatever they hold, it is shown and never run."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Entity, Mention
from tests.web.html_tree import having, links, one, text, tree

SCRIPT = "<script>alert('x')</script>"
QUOTES = "\"'><img src=x onerror=alert(1)>"
BODY = f"Talks {SCRIPT} went on.\n\n{QUOTES} said {{{{ 7 * 7 }}}} &lt;b&gt; {{% raw %}}"
TAGS = frozenset(
    {
        *("html", "head", "meta", "title", "link", "body", "header", "main", "footer", "aside", "section", "article", "nav", "div", "span"),
        *("h1", "h2", "h3", "p", "a", "q", "strong", "code", "mark", "time", "ul", "ol", "li", "dl", "dt", "dd"),
        *("form", "label", "input", "button", "fieldset", "legend", "details", "summary", "figure", "figcaption"),
        *("svg", "defs", "pattern", "rect", "line", "text", "table", "thead", "tbody", "tr", "th", "td"),
    }
)
"""All elements that the templates have. None of them comes from an article."""


def hostile_articles() -> list[Article]:
    """Articles whose every field holds markup."""
    when = datetime(2026, 3, 4, tzinfo=UTC)
    at = BODY.index(SCRIPT)
    entity = Entity("person", SCRIPT, SCRIPT, (Mention("body", at, at + len(SCRIPT)),))
    common = {"language": '"><b>', "published": when, "published_precision": "day", "first_seen": when, "updated": when, "story": QUOTES}
    return [
        Article(
            id=f"hostile-{number}",
            title=f"{QUOTES} talks {SCRIPT} {number}",
            body=BODY,
            source=SCRIPT,
            url=url,
            authors=(QUOTES,),
            section=QUOTES,
            keywords=(SCRIPT, "a&b=c#d+e%20f"),
            entities=(entity,),
            wire=SCRIPT,
            boilerplate=(SCRIPT,),
            **common,  # type: ignore[arg-type]
        )
        for number, url in enumerate(("javascript:alert(1)", "https://x.example/\"onmouseover='alert(1)", " JavaScript:alert(1)"))
    ]


URLS = [
    "/",
    f"/search?q={quote(SCRIPT)}",
    f"/search?q={quote(QUOTES)}",
    f"/search?q=talks+%22{quote(SCRIPT)}",
    f"/search?q=talks&source={quote(SCRIPT)}&section={quote(QUOTES)}",
    f"/search?q=talks&sort={quote(QUOTES)}",
    f"/search?from={quote(SCRIPT)}",
    f"/search?cursor={quote(SCRIPT)}",
    f"/facets/person?contains={quote('<script>')}&q={quote(QUOTES)}",
    "/facets/keyword",
    f"/facets/{quote('<script>')}",
    "/articles/hostile-0",
    "/articles/hostile-1",
    f"/stories/{quote(QUOTES)}",
    f"/articles/{quote('<b>x</b>')}",
    f"/{quote('<script>')}",
]


@pytest.mark.parametrize("url", URLS)
def test_no_element_and_no_attribute_comes_from_an_article_or_a_query(hostile: FlaskClient, url: str) -> None:
    root = tree(hostile.get(url).text)
    for each in root.iter():
        assert each.tag in TAGS, each.tag
        assert not [name for name in each.attrib if name.startswith("on") or name in ("style", "srcdoc")], each.tag
    assert all(link.startswith(("/", "#", "https://x.example/")) for link in links(root))


def test_what_was_written_is_read_as_it_was_written(hostile: FlaskClient) -> None:
    root = tree(hostile.get("/articles/hostile-0").text)
    assert text(one(root, "h1")) == f"{QUOTES} talks {SCRIPT} 0"
    assert [text(each) for each in one(root, "div", "body").findall("p")] == BODY.split("\n\n")
    assert text(one(root, "a", "entity")) == SCRIPT
    assert not having(root, "a", "original")


def test_a_web_address_is_linked_and_a_script_is_not(hostile: FlaskClient) -> None:
    originals = [having(tree(hostile.get(f"/articles/hostile-{number}").text), "a", "original") for number in range(3)]
    assert [len(found) for found in originals] == [0, 1, 0]
    assert originals[1][0].get("href") == "https://x.example/\"onmouseover='alert(1)"


def test_facet_values_with_special_characters_can_be_clicked(hostile: FlaskClient) -> None:
    root = tree(hostile.get("/").text)
    clicked = [link.get("href", "") for box in having(root, "section", "facet") for link in box.iter("a")]
    assert len(clicked) == 7
    for url in clicked:
        assert text(one(tree(hostile.get(url).text), "p", "tally")) == "3 articles in 1 story"


def test_the_html_in_json_is_escaped_too(hostile: FlaskClient) -> None:
    hits = hostile.get("/api/v1/search?q=talks").get_json()["hits"]
    for part in (hits[0]["title"], hits[0]["snippet"]):
        assert {each.tag for each in tree(f"<p>{part['html']}</p>").iter()} <= {"p", "mark"}
        assert text(tree(f"<p>{part['html']}</p>")).strip("… ") == " ".join(part["text"].split()).strip("… ")
        assert [part["text"][start:end] for start, end in part["marks"]]


NAMES = ("q", "from", "to", "sort", "size", "cursor", "facets", "facet_size", "interval", "exact", "explain", "source", "contains", "\0")
typed = st.text(max_size=30) | st.text(alphabet='ab"()*~:-#&%\\\0 ', max_size=20)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(NAMES), typed), max_size=4), st.sampled_from(["/search", "/facets/source", "/api/v1/search"]))
def test_whatever_is_sent_is_answered_or_refused_with_a_reason(hostile_app: Flask, sent: list[tuple[str, str]], path: str) -> None:
    assert hostile_app.test_client().get(path, query_string=sent).status_code in (200, 400)


@pytest.mark.parametrize("path", ["/articles/%00", "/stories/%ff", "/articles/" + "a" * 3000, "/facets/%2e%2e", "/api/v1/articles/%00%F0"])
def test_an_odd_address_is_not_found(hostile: FlaskClient, path: str) -> None:
    assert hostile.get(path).status_code == 404
