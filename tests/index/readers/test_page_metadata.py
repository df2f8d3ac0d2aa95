"""What a page says of its article: title and outlet, writers, section and keywords, its date, its address."""

from __future__ import annotations

import json

import pytest

from tests.index.readers.pages import MARKUP, METAS, NEWS, ld, metas, page, read


def test_meta_tags_say_what_json_ld_does_not() -> None:
    article = read(page(ld({"@type": "NewsArticle", "headline": "Work stops", "author": 5}) + metas()))
    assert (article.title, article.source, article.section) == ("Work stops", "The Quay Times", "Ports")
    assert (article.published, article.language, article.authors) == ("2026-06-02T08:00:00Z", "en_GB", ("By Jane Smith", "Bo Chen"))


def test_a_tag_with_two_names_says_both() -> None:
    assert read(page('<meta property="og:writer" name="author" content="Jane Smith">')).authors == ("Jane Smith",)


def test_the_outlet_is_dropped_from_the_title() -> None:
    assert read(page(metas())).title == "Dockers stop work"


def test_the_name_behind_the_headline_is_the_outlet() -> None:
    article = read(f"<html><title>Dockers stop work | Economy | The Harbour Post</title><h1>Dockers stop work</h1>{MARKUP}")
    assert (article.title, article.source) == ("Dockers stop work", "The Harbour Post")


def test_the_outlet_is_the_name_that_the_host_bears() -> None:
    wire = ld(NEWS | {"publisher": {"@type": "Organization", "name": "Allied Wire"}, "mainEntityOfPage": None})
    named = '<meta property="og:site_name" content="The Harbour Post | News from the quays">'
    assert read(page(wire + named), url="https://www.harbourpost.example/dockers").source == "The Harbour Post"
    assert read(page(wire + named), url="https://hp.example/dockers").source == "Allied Wire"
    chronicle = '<meta property="og:site_name" content="Rotterdam Chronicle">'
    assert read(page(wire + chronicle), url="https://chron.example/dockers").source == "Rotterdam Chronicle"


def test_the_outlet_goes_from_the_title_however_it_is_written_there() -> None:
    assert read(page(metas(**{"og:title": "Dockers stop work | TheQuayTimes"}))).title == "Dockers stop work"


def test_a_title_that_only_begins_like_a_heading_stays_whole() -> None:
    article = read(f"<html><title>Newsroom strike ends - day 9</title><h1>News</h1>{MARKUP}")
    assert (article.title, article.source) == ("Newsroom strike ends - day 9", None)


def test_a_date_is_no_writer_and_a_list_is_no_section() -> None:
    tags = metas(**{"author": "Jane Smith", "article:section": "news,world-news", "keywords": "Smith &amp;amp; Sons; cranes"})
    article = read(page(tags + '<meta property="author" content="JUNE 1, 2026 10:43">'))
    assert (article.authors, article.section, article.keywords) == (("Jane Smith",), "news", ("Smith & Sons", "cranes"))
    assert read(page(metas(**{"article:section": "Arts, Culture"}))).section == "Arts, Culture"


def test_writers_are_taken_from_links_to_them() -> None:
    assert read(page(body=f'<p>By <a rel="author" href="/js">Jane Smith</a></p>{MARKUP}')).authors == ("Jane Smith",)


def test_a_calendars_first_day_is_no_date() -> None:
    article = read(page(ld(NEWS | {"datePublished": "0001-01-01T00:00:00Z"}) + metas()))
    assert article.published == METAS["article:published_time"]


@pytest.mark.parametrize(
    "markup",
    [
        '<meta itemprop="datePublished" content="2026-06-01T14:10Z">',
        '<header><h1>Dockers</h1><time datetime="2026-06-01T14:10Z">today</time></header>',
        '<time class="entry-date published" datetime="2026-06-01T14:10Z">today</time>',
    ],
)
def test_a_date_on_the_page_keeps_its_time(markup: str) -> None:
    assert read(page(body=markup + MARKUP)).published == "2026-06-01T14:10Z"


def test_of_several_times_on_a_page_none_is_taken() -> None:
    one, other = ('<time datetime="2026-06-01T14:10Z">1 June</time>', '<time datetime="2026-05-01T14:10Z">1 May</time>')
    assert read(page(body=MARKUP + one)).published == "2026-06-01T14:10Z"
    assert read(page(body=MARKUP + one + other)).published is None


def test_the_time_of_a_comment_is_no_date() -> None:
    assert read(page(body=MARKUP + '<div id="comments"><time datetime="2026-07-01T10:00Z">1 July</time> First!</div>')).published is None


def test_json_ld_that_is_badly_written_is_read_as_far_as_it_can_be() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": }</script>'
    written = json.dumps(NEWS).replace("stop work", "stop\n work")
    wrapped = f'<script type="application/ld+json">//<![CDATA[\n{written}\n//]]></script>'
    assert read(page(broken + wrapped)).title == "Dockers stop work"


def test_other_articles_in_json_ld_are_not_this_one() -> None:
    other = NEWS | {"headline": "Rain until Friday", "articleSection": "Weather", "mainEntityOfPage": "https://post.example/rain"}
    article = read(page(ld([other, NEWS])))
    assert (article.title, article.section) == ("Dockers stop work", "Economy")


@pytest.mark.parametrize(
    ("said", "fetched", "expected"),
    [
        (
            '<link rel="canonical" href="https://www.post.example/dockers">',
            "https://m.post.example/d?x=1",
            "https://www.post.example/dockers",
        ),
        ('<link rel="canonical" href="/dockers">', "https://post.example/d?x=1", "https://post.example/dockers"),
        ('<link rel="canonical" href="https://other.example/dockers">', "https://post.example/d", "https://post.example/d"),
        ('<link rel="canonical" href="https://post.example/">', "https://post.example/d", "https://post.example/d"),
        ('<meta property="og:url" content="https://post.example/d">', None, "https://post.example/d"),
        ('<base href="https://post.example/news/"><link rel="canonical" href="d">', None, "https://post.example/news/d"),
        ("<!-- saved from url=(0022)https://post.example/d -->", None, "https://post.example/d"),
        (
            '<!-- saved from url=(0022)https://post.example/d --><base href="http://["><link rel="canonical" href="/e">',
            None,
            "https://post.example/d",
        ),
        ('<link rel="canonical" href="http://[broken">', None, None),
        ("", None, None),
    ],
)
def test_the_address_is_what_the_page_says_of_its_own_host(said: str, fetched: str | None, expected: str | None) -> None:
    assert read(page(said), url=fetched).url == expected
