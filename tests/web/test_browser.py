"""The page in a real browser, with and without JavaScript, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from flask import Flask

from index.engine import Missing
from index.errors import EngineUnavailable
from tests.web.serving import served
from tests.web.standin import StandIn, app_with

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()  # noqa: SIM905
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright import sync_api  # noqa: E402

expect = sync_api.expect
# What a click leads to is waited for; a busy machine takes longer than Playwright's five seconds.
expect.set_options(timeout=30_000)

if CHROMIUM is None:
    pytest.skip("no Chromium on this machine", allow_module_level=True)


@pytest.fixture(scope="module")
def address(sample_app: Flask) -> Iterator[str]:
    """The sample collection, served on a port of its own."""
    with served(sample_app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    """One Chromium for all tests."""
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(browser: sync_api.Browser, request: pytest.FixtureRequest, address: str) -> Iterator[sync_api.Page]:
    """A page whose console and network must stay clean."""
    context = browser.new_context(viewport=DESK, java_script_enabled=request.param, base_url=address)
    shown = context.new_page()
    errors: list[str] = []
    shown.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    shown.on("response", lambda answer: errors.append(answer.url) if answer.status >= 400 else None)
    shown.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else errors.append(asked.url))
    yield shown
    context.close()
    assert errors == []


def first_facet_value(page: sync_api.Page) -> sync_api.Locator:
    return page.locator(".facet .values a:not([aria-current])").first


def test_search_click_a_facet_switch_it_off_and_open_an_article(page: sync_api.Page) -> None:
    page.goto("/")
    page.get_by_label("Search the articles").fill("port")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("h1")).to_have_text("Results for port")
    before = page.locator(".tally").inner_text()
    count = first_facet_value(page).locator(".count").evaluate("each => each.firstChild.textContent")
    first_facet_value(page).click()
    expect(page.locator(".tally strong").first).to_have_text(re.compile(rf"^{count} articles?$"))
    page.locator(".chips a").first.click()
    expect(page.locator(".tally")).to_have_text(before, use_inner_text=True)
    title = page.locator(".results h3 a").first
    expected = title.inner_text()
    title.click()
    expect(page.locator("h1")).to_have_text(expected, use_inner_text=True)
    page.go_back()
    expect(page.locator(".tally")).to_have_text(before, use_inner_text=True)


def test_a_bar_of_the_timeline_narrows_to_its_period(page: sync_api.Page) -> None:
    page.goto("/search?q=port")
    bar = page.locator(".timeline svg a").nth(1)
    count = (bar.get_attribute("aria-label") or "").rpartition(": ")[2].split()[0]
    box = bar.locator(".hit").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    page.wait_for_url("**from=*")
    expect(page.locator(".tally strong").first).to_have_text(re.compile(rf"^{count} articles?$"))


def test_the_range_of_dates_is_set_in_the_form(page: sync_api.Page) -> None:
    page.goto("/search?q=port")
    page.get_by_label("From", exact=True).fill("2026-06-01")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".chips")).to_contain_text("from 1 June 2026")


def test_the_facets_are_beside_the_results_where_there_is_room(page: sync_api.Page) -> None:
    page.goto("/")
    facet, result = page.locator(".facet").first.bounding_box(), page.locator(".results li").first.bounding_box()
    assert facet is not None
    assert result is not None
    assert facet["x"] + facet["width"] < result["x"]
    assert not page.locator(".filters > summary").is_visible()


def test_on_a_phone_the_facets_are_folded_and_open_at_a_tap(page: sync_api.Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    expect(page.locator(".facet").first).to_be_hidden()
    page.locator(".filters > summary").click()
    expect(page.locator(".facet").first).to_be_visible()
    first_facet_value(page).click()
    expect(page.locator(".chips li")).to_have_count(2)


WIDE = ["/", "/search?q=talks+%22peace", "/search?q=zebra&source=x", f"/search?q={'sanctions' * 20}", "/facets/keyword", "/none"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows_on_a_phone(browser: sync_api.Browser, address: str, scheme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, base_url=address)
    page = context.new_page()
    page.goto("/search?q=Black+Sea")
    urls = [page.locator(selector).first.get_attribute("href") for selector in (".results h3 a", "a.story")]
    for url in (*WIDE, *urls):
        page.goto(url)
        for details in page.locator("details").all():
            details.evaluate("each => each.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], url
    context.close()


def test_what_is_missing_or_gone_fits_on_a_phone(browser: sync_api.Browser, sample_app: Flask) -> None:
    def gone() -> None:
        raise EngineUnavailable("the cluster at node1:9200, node2:9200, node3:9200 does not answer")

    standin = StandIn(sample_app)
    standin.spoil = lambda ask, hits: replace(hits, missing=Missing(1, 6, "no_shard_available_action_exception" * 4), stories_exact=False)
    with served(app_with(standin, sample_app)) as address:
        context = browser.new_context(viewport=PHONE, base_url=address)
        page = context.new_page()
        page.goto("/search?q=talks")
        assert page.locator(".incomplete").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        standin.before = gone
        page.goto("/search?q=talks")
        assert page.locator("h1").inner_text() == "The search engine does not answer"
        assert page.get_by_label("Search the articles").input_value() == "talks"
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        standin.before = lambda: None
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.locator("h1")).to_have_text("Results for talks")
        context.close()


def test_the_keyboard_reaches_the_content_at_once_and_sees_where_it_is(page: sync_api.Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(page.locator(".nameplate a")).to_have_css("outline-style", "solid")


def test_screens_can_be_kept_to_look_at(browser: sync_api.Browser, address: str, tmp_path: Path) -> None:
    """A page that is blank would pass the tests above by halves; its picture would be small."""
    context = browser.new_context(viewport=DESK, base_url=address)
    page = context.new_page()
    page.goto("/")
    assert len(page.screenshot(path=tmp_path / "first.png")) > 50_000
    context.close()
