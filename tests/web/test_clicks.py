"""Everything that can be clicked on a search page leads where it says."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from tests.web.html_tree import having, links, one, text, tree
from tests.web.test_agreement import number, shown, values

STARTS = ["/", "/search?q=port", "/search?q=talks&from=2026-02-01&to=2026-04-30", "/search?q=quake+OR+strike&section=World"]


def page(client: FlaskClient, url: str) -> Element:
    response = client.get(url)
    assert response.status_code == 200, url
    return tree(response.text)


def total(root: Element) -> int:
    return shown(root)["total"][0]  # type: ignore[index, no-any-return]


@pytest.mark.parametrize("start", STARTS)
def test_clicking_a_facet_value_finds_exactly_as_many_articles_as_it_says(client: FlaskClient, start: str) -> None:
    before = page(client, start)
    chosen = {name for name in parse_qs(urlsplit(start).query) if name == "section"}
    clicked = 0
    for box in having(before, "section", "facet"):
        if box.get("aria-labelledby", "").removeprefix("facet-") in chosen:
            continue  # within a facet a second choice adds to the first
        for link, (value, count) in zip(one(box, "ul", "values").iter("a"), values(box), strict=True):
            assert total(page(client, link.get("href", ""))) == count, value
            clicked += 1
    assert clicked >= 10


@pytest.mark.parametrize("start", STARTS)
def test_clicking_a_chosen_value_again_leads_back(client: FlaskClient, start: str) -> None:
    before = page(client, start)
    for box in having(before, "section", "facet"):
        first = next(link for link in one(box, "ul", "values").iter("a") if link.get("aria-current") is None)
        after = page(client, first.get("href", ""))
        again = [link for link in after.iter("a") if link.get("aria-current") == "true" and text(link).startswith(text(first)[:5])]
        back = next(link for link in again if "chosen" in text(link))
        assert shown(page(client, back.get("href", ""))) == shown(before)


def test_showing_each_story_once_leaves_out_later_reports_and_leads_back(client: FlaskClient) -> None:
    def choices(root: Element) -> list[Element]:
        return one(root, "nav", "choices", **{"aria-label": "Reports of one event"}).findall("a")

    every = page(client, "/search?q=gas&size=100")
    once = page(client, choices(every)[1].get("href", ""))
    before, after = shown(every), shown(once)
    stories, titles = before["total"][1], after.pop("titles")  # type: ignore[index]
    assert len(titles) == stories < len(before.pop("titles"))  # type: ignore[arg-type]
    assert after == before
    assert [link.get("aria-current") for link in choices(once)] == [None, "true"]
    assert choices(once)[0].get("href") == choices(every)[0].get("href")


def test_values_of_one_facet_add_up_and_those_of_two_narrow(client: FlaskClient) -> None:
    one_source = total(page(client, "/search?source=Northern+Wire"))
    other = total(page(client, "/search?source=Eastgate+Daily"))
    both = page(client, "/search?source=Northern+Wire&source=Eastgate+Daily")
    assert total(both) == one_source + other
    assert len(having(both, "ul", "chips")[0].findall("li")) == 3
    assert total(page(client, "/search?source=Northern+Wire&section=World")) < one_source


def test_the_counts_of_a_facet_ignore_its_own_choice(client: FlaskClient) -> None:
    sources = [values(box) for box in having(page(client, "/"), "section", "facet") if text(one(box, "h3")) == "Sources"]
    after = [
        values(box) for box in having(page(client, "/search?source=Northern+Wire"), "section", "facet") if text(one(box, "h3")) == "Sources"
    ]
    assert sources == after


@pytest.mark.parametrize("start", STARTS)
def test_clicking_a_bar_finds_exactly_what_it_shows(client: FlaskClient, start: str) -> None:
    before = page(client, start)
    bars = [link for link in one(before, "figure", "timeline").iter("a") if link.get("aria-label")]
    table = [row.find("th/a") for body in before.iter("tbody") for row in body]
    assert [bar.get("href") for bar in bars] == [link.get("href") for link in table if link is not None]
    assert bars
    for bar in bars:
        count = number(bar.get("aria-label", "").rpartition(": ")[2])
        assert total(page(client, bar.get("href", ""))) == count


def test_a_chip_takes_its_filter_away(client: FlaskClient) -> None:
    chosen = page(client, "/search?q=port&source=Northern+Wire&from=2026-02-01&to=2026-06-30")
    chips = [link.get("href", "") for link in one(chosen, "ul", "chips").iter("a")]
    assert [parse_qs(urlsplit(url).query) for url in chips] == [
        {"q": ["port"], "from": ["2026-02-01"], "to": ["2026-06-30"]},
        {"q": ["port"], "to": ["2026-06-30"], "source": ["Northern Wire"]},
        {"q": ["port"], "from": ["2026-02-01"], "source": ["Northern Wire"]},
        {"q": ["port"]},
    ]


@pytest.mark.parametrize("start", ["/?size=10", "/search?q=the&size=20", "/?sort=oldest&size=50", "/?sort=newest&size=100"])
def test_paging_shows_each_article_exactly_once(client: FlaskClient, start: str) -> None:
    root = page(client, start)
    wanted = total(root)
    seen: list[str] = []
    while True:
        seen += [
            link.get("href", "")
            for found in having(root, "ol", "results")
            for link in found.iter("a")
            if "/articles/" in link.get("href", "")
        ]
        following = having(root, "a", rel="next")
        if not following:
            break
        root = page(client, following[0].get("href", ""))
        assert any(text(link) == "← First page" for link in root.iter("a"))
    assert wanted > 70
    assert len(seen) == wanted
    assert len(set(seen)) == wanted


def test_every_link_of_the_first_pages_leads_to_a_page(client: FlaskClient) -> None:
    queue = ["/", "/search?q=talks+%22peace", "/search?q=zebra&source=x", "/facets/person"]
    followed: set[str] = set()
    for start in queue:
        for url in links(page(client, start)):
            if url.startswith("/") and url not in followed:
                followed.add(url)
                with client.get(url) as response:
                    assert response.status_code == 200, url
    assert len(followed) > 100


def test_more_values_can_be_searched_within(client: FlaskClient) -> None:
    people = page(client, "/facets/person?contains=ivan")
    found = values(one(people, "div", "many"))
    assert found
    assert all("ivan" in name.lower() for name, _ in found)
    link = next(one(people, "div", "many").iter("a"))
    assert total(page(client, link.get("href", ""))) == found[0][1]


def test_a_form_takes_the_rest_of_the_search_along(client: FlaskClient) -> None:
    root = page(client, "/search?q=port&source=Northern+Wire&sort=oldest&from=2026-02-01")
    text_form, dates = (one(root, "form", name) for name in ("searchbox", "dates"))
    assert fields(text_form) == [("q", "port"), ("from", "2026-02-01"), ("sort", "oldest"), ("source", "Northern Wire")]
    assert fields(dates) == [("from", "2026-02-01"), ("to", ""), ("q", "port"), ("sort", "oldest"), ("source", "Northern Wire")]


def fields(form: Element) -> list[tuple[str, str]]:
    return [(each.get("name", ""), each.get("value", "")) for each in form.iter("input")]
