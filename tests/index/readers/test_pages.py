"""Saved web pages of invented outlets: what is read from them, and what is no article."""

from __future__ import annotations

import gzip
import json
import quopri
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import RawArticle
from index.errors import BadRecord
from index.readers import read as read_files
from index.readers.page_kind import FEWEST_CHARACTERS
from index.readers.pages import LARGEST_MARKUP, MOST_ELEMENTS, article_of_page
from tests.index.readers.conftest import ReadFile

pytest.importorskip("trafilatura", reason="the extra `pages` is not installed", exc_type=ImportError)

FIRST = "Dockers at seven terminals stopped work on Monday, and ninety ships were waiting outside the port by the evening."
SECOND = "The union asks for two more crews on every crane. Its members had voted for the strike in May, the first one in nine years."
THIRD = "Talks begin again on Thursday, said the harbour master, who hopes that the first ships can be unloaded by the end of the week."
BODY = "\n\n".join((FIRST, SECOND, THIRD))
MARKUP = "".join(f"<p>{paragraph}</p>\n" for paragraph in (FIRST, SECOND, THIRD))
MENU = (
    "<nav><ul>"
    + "".join(f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("news", "sport", "culture", "weather"))
    + "</ul></nav>"
)
NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Dockers stop work",
    "datePublished": "2026-06-01T14:10:00+02:00",
    "author": [{"@type": "Person", "name": "Jane Smith"}, {"@type": "Person", "name": "Bo Li"}],
    "publisher": {"@type": "Organization", "name": "The Harbour Post", "logo": {"@type": "ImageObject", "url": "/logo.png"}},
    "articleSection": "Economy",
    "keywords": "strike, ports",
    "inLanguage": "en-GB",
    "identifier": "broadsheet:00000000000000000000",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://post.example/dockers"},
}
METAS = {
    "og:type": "article",
    "og:title": "Dockers stop work | The Quay Times",
    "og:site_name": "The Quay Times",
    "article:published_time": "2026-06-02T08:00:00Z",
    "article:section": "Ports",
    "article:author": "https://social.example/jane",
    "author": "By Jane Smith and Bo Chen",
    "og:locale": "en_GB",
}


def page(head: str = "", body: str = MARKUP) -> str:
    return f"<!DOCTYPE html><html><head><title>Dockers</title>{head}</head><body>{MENU}<main><h1>Dockers</h1>{body}</main></body></html>"


def metas(**changed: str) -> str:
    return "".join(f'<meta property="{name}" content="{value}">' for name, value in (METAS | changed).items())


def ld(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def read(text: str | bytes, url: str | None = None, charset: str | None = None) -> RawArticle:
    return article_of_page(text.encode() if isinstance(text, str) else text, origin="a.html", url=url, charset=charset)


def refused(text: str | bytes, url: str | None = None) -> str:
    with pytest.raises(BadRecord) as bad:
        read(text, url)
    assert bad.value.path == "a.html"
    return bad.value.reason


def test_a_page_gives_what_its_json_ld_would_give_in_a_file(read_file: ReadFile) -> None:
    [record], _ = read_file("a.json", json.dumps(NEWS | {"articleBody": BODY}))
    article = read(page(ld(NEWS) + metas()))
    fields = ("title", "body", "source", "authors", "section", "published", "keywords", "language", "url")
    assert {name: getattr(article, name) for name in fields} == {name: getattr(record, name) for name in fields}


def test_a_page_cannot_name_another_article_by_its_id() -> None:
    assert read(page(ld(NEWS))).record_id is None


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


def test_json_ld_that_is_badly_written_is_read_as_far_as_it_can_be() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": }</script>'
    written = json.dumps(NEWS).replace("stop work", "stop\n work")
    wrapped = f'<script type="application/ld+json">//<![CDATA[\n{written}\n//]]></script>'
    assert read(page(broken + wrapped)).title == "Dockers stop work"


def test_a_text_that_scripts_show_is_taken_from_json_ld() -> None:
    text = NEWS | {"articleBody": f"{BODY} The port authority counts the ships every hour, and the captains are told by radio."}
    assert read(page(ld(text), f"<p>{FIRST}</p>")).body == text["articleBody"]
    titled = text | {"articleBody": f"Dockers stop work\n\n{text['articleBody']}"}
    assert read(page(ld(titled), f"<p>{FIRST}</p>")).body == text["articleBody"]
    assert read(page(ld(NEWS | {"articleBody": f"Another story. {'It has nothing to do with this one. ' * 30}"}))).body == BODY


def test_an_article_in_what_looks_like_something_beside_it_is_found() -> None:
    assert read(page(body=f'<p>{FIRST}</p><div class="liveblog widget"><p>{SECOND}</p><p>{THIRD}</p></div>')).body == BODY


def test_an_article_in_parts_between_advertisements_is_one() -> None:
    part = f'<div class="grid"><div class="article__body">{MARKUP * 4}</div><aside>Buy a boat.</aside></div>'
    assert read(page(metas(), f"<article>{part * 3}</article>")).body == "\n\n".join([BODY] * 12)


def test_lists_of_links_to_other_articles_are_left_out() -> None:
    links = "".join(f'<li><a href="/{n}">Harbour news, part {n}</a></li>' for n in range(3))
    assert read(page(body=f"<p>{FIRST}</p><ul>{links}</ul><p>{SECOND}</p><p>{THIRD}</p>")).body == BODY


def test_lines_of_a_table_and_of_a_poem_stay_lines() -> None:
    table = "<table><tr><th>Port</th><th>Ships</th></tr><tr><td>Rotterdam</td><td>90</td></tr></table>"
    body = read(page(metas(), f"{MARKUP}{table}<p>Who waits<br>for the tide, waits.</p>{MARKUP}")).body
    assert "\n\nPort Ships\n\nRotterdam 90\n\nWho waits\nfor the tide, waits.\n\n" in body


def test_a_page_without_any_metadata_is_an_article_if_it_has_a_text() -> None:
    article = read(f'<html lang="de"><title>Dockers - The Harbour Post</title>{MENU}<h1>Dockers</h1>{MARKUP}')
    assert (article.title, article.body, article.language, article.published) == ("Dockers", BODY, "de", None)


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


RUSSIAN = "Докеры семи терминалов прекратили работу в понедельник, и к вечеру у порта ждали девяносто судов из двенадцати стран."
CHINESE = "七個碼頭的工人星期一停止工作，到傍晚已有九十艘船在港外等候。工會要求每台起重機增加兩組人員，談判將於星期四恢復。"
FRENCH = (
    "Les dockers de sept terminaux ont cessé le travail lundi, et le soir même quatre-vingt-dix navires attendaient à l’entrée du port."
)


@pytest.mark.parametrize(
    ("encoding", "text"), [("utf-8", CHINESE), ("big5", CHINESE), ("koi8-r", RUSSIAN), ("windows-1251", RUSSIAN), ("windows-1252", FRENCH)]
)
@pytest.mark.parametrize("said", ["by the page", "by the server", "by nobody", "wrongly"])
def test_characters_come_right(encoding: str, text: str, said: str) -> None:
    declared = {"by the page": encoding, "wrongly": "utf-8"}.get(said)
    content = page(f"<meta charset={declared}>" if declared else "", f"<p>{text}</p>{MARKUP}").encode(encoding)
    assert text in read(content, charset=encoding if said == "by the server" else None).body


def test_a_byte_order_mark_goes_before_all_else() -> None:
    content = page("<meta charset=koi8-r>", f"<p>{FRENCH}</p>{MARKUP}")
    assert FRENCH in read(content.encode("utf-16"), charset="koi8-r").body
    assert FRENCH in read(b"\xef\xbb\xbf" + content.encode(), charset="koi8-r").body


def test_what_looks_like_ascii_and_is_not_is_read_as_it_is_said() -> None:
    japanese = "七つの埠頭で作業員が月曜日に仕事を止め、夕方までに九十隻の船が港の外で待っていた。"
    assert japanese in read(page("<meta charset=iso-2022-jp>", f"<p>{japanese}</p>{MARKUP}").encode("iso-2022-jp")).body
    for encoding in ("utf-16-le", "utf-16-be"):
        assert japanese in read(page(metas(), f"<p>{japanese}</p>{MARKUP}").encode(encoding)).body


def test_a_page_is_read_as_it_is_said_though_its_end_is_cut() -> None:
    assert FRENCH in read(page("<meta charset=utf-8>", f"<p>{FRENCH}</p>{MARKUP}").encode() + b"\xe2\x80").body


def test_a_few_letters_that_are_no_utf_8_are_of_western_europe() -> None:
    assert "naïve café" in read(page("<meta charset=utf-8>", f"<p>A naïve café. {FIRST}</p>{MARKUP}").encode("cp1252")).body


def test_a_broken_byte_is_one_broken_letter() -> None:
    assert read(page("<meta charset=utf-8>", f"<p>{FRENCH}</p>{MARKUP}" * 3).encode() + b"\xff").body.startswith(FRENCH)


TEASERS = "".join(f'<article><h2><a href="/{n}">Harbour news, part {n}</a></h2><p>{FIRST}</p></article>' for n in range(9))
FRONT = f"<html><title>The Harbour Post</title>{MENU}<main>{TEASERS}</main></html>"
HOME = page(
    body="".join(f'<article><h2><a href="/{n}">Harbour news, part {n}</a></h2><p>What was said that day.</p></article>' for n in range(30))
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the page is empty"),
        (BODY, "not HTML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not HTML"),
        (
            "<html><title>404</title><h1>Not found</h1><p>There is nothing under this address.</p></html>",
            "its text has 0 characters in sentences",
        ),
        (page(body=f"<p>{FIRST}</p><p>{SECOND}</p>"), "its text has 236 characters in sentences"),
        (HOME, "its text has 0 characters in sentences"),
        (FRONT, "its headings are links to others"),
        (page(ld({"@type": "CollectionPage"}) + '<meta property="og:type" content="article">'), "it calls itself a list"),
        ("<!-- " + BODY, "it has no text"),
        ("<p>" + "<b>x</b>" * MOST_ELEMENTS, "elements"),
        ("<p>" + "x" * LARGEST_MARKUP, "characters"),
        ("<html><body>" + "<div>" * 100_000 + BODY, "no article"),
    ],
)
def test_what_is_no_article_is_reported_with_what_was_looked_for(text: str | bytes, why: str) -> None:
    assert why in refused(text)


@pytest.mark.parametrize("path", ["", "/", "/index.html"])
def test_what_was_fetched_as_the_front_page_of_a_site_is_no_article_whatever_it_says(path: str) -> None:
    assert "a whole site" in refused(page(ld(NEWS)), url=f"https://post.example{path}")
    assert read(page(ld(NEWS)), url=f"https://post.example{path}?p=7").title == "Dockers stop work"


def test_a_chinese_letter_is_as_good_as_two() -> None:
    text = CHINESE * 3
    assert len(text) < FEWEST_CHARACTERS
    assert read(page(body=f"<p>{text}</p>")).body == text


def test_html_that_is_broken_gives_its_text() -> None:
    assert read(f"<div><p>{FIRST}<p>{SECOND}</div></div></p><p>{THIRD}<div").body == BODY


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.XHTML", "a.html.gz"])
def test_files_of_each_suffix_are_read(read_file: ReadFile, name: str) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>' + page(ld(NEWS)).replace("<html>", '<html xmlns="http://www.w3.org/1999/xhtml">')
    [article], bad = read_file(name, gzip.compress(text.encode()) if name.endswith("gz") else text)
    assert (article.title, article.body, bad) == ("Dockers stop work", BODY, [])
    assert article.origin.endswith(name)


def test_pictures_inside_a_page_are_no_text_of_it(read_file: ReadFile) -> None:
    picture = f'<img src="data:image/jpeg;base64,{"QUJD" * (LARGEST_MARKUP // 4)}">'
    [article], bad = read_file("a.html", page(metas(), picture + MARKUP))
    assert (article.body, bad) == (BODY, [])


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://post.example/dockers
Date: Tue, 2 Jun 2026 07:00:00 GMT
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="--parts--"

----parts--
Content-Type: {type}
Content-Transfer-Encoding: quoted-printable

{page}
----parts----
"""


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht.gz", "a.html"])
def test_a_page_in_one_file_with_its_pictures_is_read(read_file: ReadFile, name: str) -> None:
    saved = quopri.encodestring(page("<meta charset=utf-8>", f"<p>{FRENCH}</p>{MARKUP}").encode()).decode()
    whole, empty = MHTML.format(type="text/html", page=saved).encode(), MHTML.encode()
    [article], _ = read_file(name, gzip.compress(whole) if name.endswith("gz") else whole)
    assert (article.body, article.url) == (f"{FRENCH}\n\n{BODY}", "https://post.example/dockers")
    assert article.file_time == datetime(2026, 6, 2, 7, tzinfo=UTC)
    _, [bad] = read_file(name, gzip.compress(empty) if name.endswith("gz") else empty)
    assert "no page is in this MHTML file" in bad.reason


def test_the_frames_that_a_browser_saves_beside_a_page_are_left_out(tmp_path: Path) -> None:
    for name in ("dockers.html", "dockers_files/frame.html", "other_files/rain.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page(metas()))
    found = [Path(raw.origin).name for raw in read_files([tmp_path], pytest.fail)]
    assert found == ["dockers.html", "rain.html"]


def test_when_it_was_fetched_bounds_dates_without_a_year() -> None:
    seen = datetime(2026, 6, 2, tzinfo=UTC)
    assert article_of_page(page().encode(), origin="a", seen=seen).file_time == seen


def test_without_trafilatura_the_extra_is_named_and_no_command_loads_it() -> None:
    program = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "from index.errors import BadRecord; from index.readers.pages import article_of_page\n"
        "import web.cli; assert 'lxml' not in sys.modules\n"
        "try: article_of_page(b'<p>x', origin='a.html')\n"
        "except BadRecord as bad: print(bad)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.startswith("a.html: web pages need the extra `pages`: pip install 'broadsheet[pages]'")
