"""What the pages show, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from tests.web.html_tree import having, links, one, text, tree

PAGES = ["/", "/search?q=talks", "/search?q=talks+%22peace", "/search?q=zebra&source=x", "/facets/person", "/articles/none", "/none"]


def page(client: FlaskClient, url: str, status: int = 200) -> Element:
    response = client.get(url)
    assert response.status_code == status, url
    return tree(response.text)


@pytest.fixture
def article_url(client: FlaskClient) -> str:
    """The page of a report of a story with several reports."""
    hits = client.get("/api/v1/search?q=%22Black+Sea%22&size=50&facets=none").get_json()["hits"]
    return "/articles/" + next(hit["id"] for hit in hits if hit["story_reports"] > 2)


@pytest.fixture
def all_pages(client: FlaskClient, article_url: str) -> Iterator[tuple[str, Element]]:
    story = client.get("/api/v1" + article_url).get_json()["story"]
    return ((url, tree(client.get(url).text)) for url in (*PAGES, article_url, f"/stories/{story}"))


def test_the_first_page_shows_everything_newest_first(client: FlaskClient) -> None:
    root = page(client, "/")
    assert text(one(root, "p", "tally")).startswith("86 articles in ")
    dates = [each.get("datetime", "") for each in one(root, "ol", "results").iter("time")]
    assert dates == sorted(dates, reverse=True)
    assert [text(one(box, "h3")) for box in having(root, "section", "facet")][:4] == ["Sources", "People", "Organisations", "Places"]
    assert having(root, "figure", "timeline")
    assert having(root, "a", "story")


def test_the_page_says_what_was_understood_and_what_else_was_searched(client: FlaskClient) -> None:
    root = page(client, "/search?q=Kiev")
    understood = one(root, "p", "understood")
    assert text(one(understood, "code")) == "Kiev"
    assert "Kyiv" in [text(each) for each in having(understood, "span", "also")]
    exact = page(client, one(understood, "a").get("href", ""))
    assert not having(exact, "span", "also")
    assert "no other forms or names" in text(one(exact, "p", "understood"))


def test_matches_are_marked_in_titles_and_passages(client: FlaskClient) -> None:
    results = one(page(client, "/search?q=earthquake"), "ol", "results")
    assert any("earthquake" in text(mark).lower() for title in results.iter("h3") for mark in title.iter("mark"))
    assert any(list(snippet.iter("mark")) for snippet in having(results, "p", "snippet"))


def test_counts_of_reports_are_said_to_be_of_matches(client: FlaskClient) -> None:
    def counted(url: str) -> set[str]:
        said = map(text, having(page(client, url), "a", "story"))
        return {each.partition(" ")[2] for each in said if each[0].isdigit()}

    assert counted("/search?size=100") == {"reports of this event"}
    for narrowed in ("/search?q=talks&size=100", "/search?source=Northern+Wire&source=Eastgate+Daily&size=100"):
        assert counted(narrowed) == {"matching reports of this event"}


def test_a_day_is_shown_as_a_day(client: FlaskClient) -> None:
    times = list(page(client, "/?size=100").iter("time"))
    days = [each for each in times if len(each.get("datetime", "")) == 10]
    assert days
    assert not any("UTC" in text(each) for each in days)
    assert all("UTC" in text(each) for each in times if len(each.get("datetime", "")) > 10)


def test_a_bad_query_is_pointed_at_and_its_plain_words_are_searched(client: FlaskClient) -> None:
    root = page(client, "/search?q=earthquake+%22dead")
    fault = one(root, "section", "fault")
    assert text(one(fault, "mark", "culprit")) == '"'
    assert "(character 12)" in text(fault)
    assert fault.get("role") == "alert"
    assert text(one(root, "ol", "results"))


def test_a_facet_of_a_bad_query_is_of_its_plain_words(client: FlaskClient) -> None:
    shown, meant = (client.get(f"/facets/place?q={query}").text for query in ("talks+(", "talks"))
    values = re.compile(r'class="count">([^<]*)<')
    assert values.findall(shown) == values.findall(meant) != []
    assert "counted over the results for the plain words" in shown
    assert "counted over" not in meant


def test_the_title_of_a_page_of_filters_alone_names_them(client: FlaskClient) -> None:
    root = page(client, "/search?source=Northern+Wire&place=%20")
    assert text(next(root.iter("title"))) == "Northern Wire – Broadsheet"
    chips, without_blank = (list(one(each, "ul", "chips").iter("li")) for each in (root, page(client, "/search?source=Northern+Wire")))
    assert len(chips) == len(without_blank)


def test_days_in_the_wrong_order_are_said_to_be_and_the_rest_of_the_search_is_kept(client: FlaskClient) -> None:
    root = page(client, "/search?q=talks&source=Northern+Wire&from=2026-06-01&to=2026-03-01", 400)
    assert "may not be before the first" in text(root)
    kept = {(field.get("name"), field.get("value")) for field in root.iter("input") if field.get("type") == "hidden"}
    assert kept == {("source", "Northern Wire"), ("from", "2026-06-01")}
    [without] = [link for link in root.iter("a") if text(link) == "Search without it"]
    assert text(one(page(client, without.get("href", "")), "p", "tally")) == "1 article in 1 story"


def test_nothing_found_offers_ways_on(client: FlaskClient) -> None:
    root = page(client, "/search?q=zebra&source=Northern+Wire")
    hints = [link.get("href") for link in one(root, "div", "nothing").iter("a")]
    assert hints[0] == "/search?q=zebra"
    assert "Show all 86 articles" in text(one(root, "div", "nothing"))


def test_the_footer_says_how_fresh_the_index_is(client: FlaskClient) -> None:
    footer = text(one(page(client, "/"), "footer"))
    assert "86 articles in the collection. Index built " in footer
    assert "with tantivy" in footer or "with whoosh" in footer


def test_the_last_bar_is_hatched_until_its_period_is_over(client: FlaskClient) -> None:
    bars = [each for each in page(client, "/").iter("rect") if each.get("class") == "found"]
    assert bars[-1].get("fill") == "url(#hatch)"
    assert {each.get("fill") for each in bars[:-1]} == {"currentcolor"} or {each.get("fill") for each in bars[:-1]} == {"currentColor"}


def test_an_article_shows_its_entities_marked_and_listed(client: FlaskClient, article_url: str) -> None:
    root = page(client, article_url)
    told = client.get("/api/v1" + article_url).get_json()
    body = one(root, "div", "body")
    assert [text(each) for each in body.findall("p")] == [" ".join(each.split()) for each in told["body"].split("\n\n") if each.strip()]
    marked = {text(each) for each in having(body, "a", "entity")}
    assert marked
    assert marked <= {told[m["field"]][m["start"] : m["end"]] for e in told["entities"] for m in e["mentions"]}
    listed = {text(link) for section in one(root, "aside").iter("ul") for link in section.iter("a")}
    assert {" ".join(each["canonical"].split()) for each in told["entities"]} <= listed


def test_an_article_leads_to_the_other_reports_of_its_event(client: FlaskClient, article_url: str) -> None:
    root = page(client, article_url)
    others = having(one(root, "section", "others"), "article", "report")
    story = page(client, one(one(root, "section", "others"), "p", "tally").find("a").get("href", ""))  # type: ignore[union-attr]
    reports = having(story, "article", "report")
    assert len(reports) == len(others) + 1
    dates = [each.get("datetime", "") for each in story.iter("time")]
    assert dates == sorted(dates)


def test_articles_in_other_languages_say_so(client: FlaskClient) -> None:
    results = one(page(client, "/search?q=lang:uk"), "ol", "results")
    assert {each.get("lang") for each in results.iter("article")} == {"uk"}


def test_every_page_is_sound(all_pages: Iterator[tuple[str, Element]]) -> None:
    """Landmarks, one h1, headings in order, names for fields, no id twice, nothing inline, nothing from elsewhere."""
    for url, root in all_pages:
        assert root.get("lang") == "en", url
        assert all(len(having(root, tag)) == 1 for tag in ("main", "h1", "head")), url
        levels = [int(each.tag[1]) for each in root.iter() if each.tag in ("h1", "h2", "h3", "h4")]
        main = levels[levels.index(1) :]
        assert all(after <= before + 1 for before, after in pairwise(main)), (url, levels)
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids)), url
        labelled = {each.get("for") for each in root.iter("label")}
        assert all(each.get("id") in labelled for each in root.iter("input") if each.get("type") != "hidden"), url
        assert not list(root.iter("script")), url
        assert not list(root.iter("style")), url
        assert not [each for each in root.iter() if each.get("style") or any(name.startswith("on") for name in each.attrib)], url
        assert one(root, "a", "skip").get("href") == "#main", url
        loaded = [each.get("href", "") for each in root.iter("link") if each.get("rel") not in ("alternate", "search")]
        assert all(each.startswith("/static/") for each in loaded), url
        assert all(each.startswith(("/", "#", "http://", "https://")) for each in links(root)), url


def test_answers_carry_the_security_headers(client: FlaskClient) -> None:
    for url in (*PAGES, "/api/v1/search", "/api/v1/none", "/static/broadsheet.css"):
        with client.get(url) as response:
            assert "default-src 'self'" in response.headers["Content-Security-Policy"], url
            assert response.headers["X-Content-Type-Options"] == "nosniff", url


@pytest.mark.parametrize("url", ["/", "/search?q=talks", "/api/v1/search?q=talks", "/facets/person"])
def test_whoever_has_the_same_answer_already_is_told_so(client: FlaskClient, url: str) -> None:
    first = client.get(url)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    assert tag.startswith("W/")
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(url, headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize("url", ["/", "/api/v1/search", "/healthz"])
def test_head_has_the_headers_without_the_body(client: FlaskClient, url: str) -> None:
    head = client.head(url)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0


def test_a_very_long_query_does_not_bury_the_page(client: FlaskClient) -> None:
    root = page(client, "/search?q=" + "strike+" * 400)
    assert len(text(one(root, "h1"))) < 150
    assert len(text(one(root, "p", "typed"))) < 450
    assert one(root, "input", id="q").get("value") == ("strike " * 400).strip()


def test_the_heading_says_which_articles_come_first(client: FlaskClient) -> None:
    headings = [client.get(f"/search?sort={sort}").text.partition("<h1>")[2].partition("</h1>")[0] for sort in ("newest", "oldest")]
    assert headings == ["Latest articles", "Oldest articles"]
