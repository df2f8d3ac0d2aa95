"""Feeds, whole and broken; every file of the shared feeds is read."""

import re
import socket
from pathlib import Path

import pytest

from index.article import RawArticle
from index.errors import BadRecord
from index.readers import read
from tests.index.readers.conftest import ReadFile

FEEDS = Path(__file__).parents[3] / "../shared/data/feeds"
shared = pytest.mark.skipif(not FEEDS.exists(), reason="the shared data are not here")

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Post</title>
<entry><title type="html">Dockers &amp;amp; ships</title><id>tag:post.example,2026:1</id><link href="https://post.example/1"/>
<published>2026-06-01T14:10:00Z</published><updated>2026-06-02T00:00:00Z</updated>
<author><name>Jane Smith</name></author><author><name>John Doe</name></author><category term="strike"/><category term="x" label="Ports"/>
<summary>Short.</summary><content type="html">&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;script&gt;no&lt;/script&gt;&lt;/p&gt;</content></entry>
</feed>"""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a feed reader must not connect")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def shared_feed(name: str) -> tuple[list[RawArticle], list[str]]:
    bad: list[BadRecord] = []
    return list(read([FEEDS / f"{name}.xml"], bad.append)), [one.reason for one in bad]


def test_an_atom_entry_has_all_its_fields(read_file: ReadFile) -> None:
    [article], bad = read_file("a.atom", ATOM)
    assert bad == []
    assert (article.title, article.body) == ("Dockers & ships", "One\n\nTwo")
    assert (article.url, article.record_id) == ("https://post.example/1", "tag:post.example,2026:1")
    assert (article.source, article.language, article.published) == ("Harbour Post", "en", "2026-06-01T14:10:00Z")
    assert (article.authors, article.keywords) == (("Jane Smith", "John Doe"), ("strike", "Ports"))
    assert article.origin.endswith("a.atom#1")


def test_an_rss_item_has_all_its_fields(read_file: ReadFile) -> None:
    [article], bad = read_file(
        "a.rss",
        """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
        <title>Harbour Post</title><language>en-gb</language><item><title>AT&amp;amp;T</title><link>https://post.example/1</link>
        <dc:creator>Jane Smith</dc:creator><category>strike</category><pubDate>Mon, 01 Jun 2026 14:10:00 GMT</pubDate>
        <description>Short.</description><content:encoded><![CDATA[<p>One</p><p>Two</p>]]></content:encoded></item></channel></rss>""",
    )
    assert bad == []
    assert (article.title, article.body, article.url) == ("AT&T", "One\n\nTwo", "https://post.example/1")
    assert (article.source, article.language, article.authors) == ("Harbour Post", "en-gb", ("Jane Smith",))
    assert (article.published, article.keywords) == ("Mon, 01 Jun 2026 14:10:00 GMT", ("strike",))


@pytest.mark.parametrize(
    ("publisher", "outlet"), [("Gazette", "Gazette"), ("Ann (ann@post.example)", "Harbour Post"), (" ", "Harbour Post")]
)
def test_the_publisher_of_an_entry_is_its_outlet_but_for_a_person(read_file: ReadFile, publisher: str, outlet: str) -> None:
    said = f'<dc:publisher xmlns:dc="http://purl.org/dc/elements/1.1/">{publisher}</dc:publisher>'
    [article], _ = read_file("a.atom", ATOM.replace("<entry>", f"<entry>{said}"))
    assert article.source == outlet


def test_an_entry_without_title_and_text_is_reported_by_its_number(read_file: ReadFile) -> None:
    articles, [bad] = read_file("a.xml", ATOM.replace("<entry>", "<entry><id>x</id></entry><entry>", 1))
    assert len(articles) == 1
    assert bad.reason == "entry 1: neither a title nor a text"


def test_a_cut_off_feed_gives_what_it_has_and_says_where_it_breaks(read_file: ReadFile) -> None:
    [article], bad = read_file("a.xml", ATOM.removesuffix("</feed>") + "<entry><title>Half")
    assert article.title == "Dockers & ships"
    assert [(one.line, one.reason) for one in bad] == [
        (7, "the XML is broken here (no element found); entries found all the same: 2"),
        (None, "entry 2: neither a title nor a text"),
    ]


@pytest.mark.parametrize("content", ["", "<html><body><p>x</p></body></html>", "<urlset><url/></urlset>", "text", "\0\1\2" * 50, "<"])
def test_what_is_no_feed_is_reported(read_file: ReadFile, content: str) -> None:
    articles, [bad] = read_file("a.xml", content)
    assert articles == []
    assert "not an RSS or Atom feed" in bad.reason


def test_a_file_that_is_an_address_is_not_fetched(read_file: ReadFile) -> None:
    assert "not an RSS or Atom feed" in read_file("a.xml", "http://127.0.0.1:9/feed.xml")[1][0].reason


def test_external_entities_are_not_read(read_file: ReadFile, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    doctype = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY y SYSTEM "http://127.0.0.1:9/">]>'
    text = ATOM.replace("?>\n", f"?>\n{doctype}\n", 1).replace("Short.", "&x;&y;").replace("&lt;p&gt;One", "&x;&y;One")
    articles, _ = read_file("a.xml", text)
    assert "s3cret" not in str(articles)


def test_a_declared_encoding_is_kept_to(read_file: ReadFile) -> None:
    [article], bad = read_file(
        "a.xml", ATOM.replace("utf-8", "iso-8859-2").replace("Short", "x").replace("One", "Kąt").encode("iso-8859-2")
    )
    assert (article.body, bad) == ("Kąt\n\nTwo", [])


@shared
@pytest.mark.parametrize(("name", "letters"), [("gb2312", range(0x4E00, 0xA000)), ("tis620", range(0x0E00, 0x0E80))])
def test_an_undeclared_encoding_is_found(name: str, letters: range) -> None:
    [article], bad = shared_feed(f"malformed/{name}")
    assert bad == []
    text = article.title + article.body
    assert sum(ord(letter) in letters for letter in text) > len(text.split()) + 5
    assert "\ufffd" not in text


@shared
@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("atom/entry_title_base64", "title", "Example Atom"),
        ("atom/entry_title_content_value", "title", "Example Atom"),
        ("atom/entry_title_text_plain_brackets", "title", "History of the <blink> tag"),
        ("atom/entry_content_text_plain_brackets", "body", "History of the <blink> tag"),
        ("atom/entry_content_div_escaped_markup", "body", "Example Atom"),
        ("atom/entry_summary_base64_2", "body", "History of the <blink> tag"),
        ("atom/entry_summary_escaped_markup", "body", "Example Atom"),
        ("rss/item_description_br_shorttag", "body", "x"),
        ("rss/item_description_naked_markup", "body", "Example description"),
        ("rss/item_fullitem_type", "body", "Example content"),
        ("malformed/rdf_channel_empty_textinput", "title", "crashes here"),
    ],
)
def test_the_shared_feeds_give_the_text_that_they_say(name: str, field: str, value: str) -> None:
    articles, _ = shared_feed(name)
    assert getattr(articles[0], field) == value


@shared
def test_every_shared_feed_is_read_or_reported() -> None:
    bad: list[BadRecord] = []
    files = {article.origin.rpartition("#")[0] for article in read([FEEDS], bad.append)}
    silent = {str(path) for path in FEEDS.rglob("*.xml")} - files - {one.path for one in bad}
    assert [name for name in silent if "/entry_" in name or "/item_" in name] == []
    assert {one.reason.partition("(")[0] for one in bad} <= {
        "entry 1: neither a title nor a text",
        "entry 2: neither a title nor a text",
        "the XML is broken here ",
    }


def test_a_summary_is_an_excerpt_and_content_is_not(read_file: ReadFile) -> None:
    [whole], _ = read_file("a.atom", ATOM)
    [teaser], _ = read_file("b.atom", re.sub("<content.*</content>", "", ATOM))
    [cut], _ = read_file("c.atom", ATOM.replace("&lt;p&gt;Two", "&lt;p&gt;Two […]&lt;/p&gt;&lt;p&gt;"))
    assert [(article.body, article.excerpt) for article in (whole, teaser)] == [("One\n\nTwo", False), ("Short.", True)]
    assert cut.excerpt


def test_the_caption_of_a_picture_is_not_the_text(read_file: ReadFile) -> None:
    [article], _ = read_file(
        "a.rss",
        """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Harbour Post</title><item><title>Strike</title>
        <link>https://post.example/1</link><description>Seven terminals stood still on Monday.</description>
        <media:content url="https://post.example/1.jpg" medium="image"/><media:description>A crane.</media:description>
        </item></channel></rss>""",
    )
    assert (article.body, article.excerpt) == ("Seven terminals stood still on Monday.", True)
