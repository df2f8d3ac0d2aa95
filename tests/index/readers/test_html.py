"""HTML → text: paragraphs stay, markup goes, and hostile markup takes no time."""

import time

import pytest

from index.readers.html import plain, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<P CLASS=x>One<P>Two", "One\n\nTwo"),
        ("<h1>Head</h1>text<ul><li>a<li>b</ul>", "Head\n\ntext\n\na\n\nb"),
        ("One<br>two<br/><br />three", "One\ntwo\n\nthree"),
        ("a <b>bold</b>er <i>w</i>ord", "a bolder word"),
        ("over\n  two\tlines", "over two lines"),
        ("Tom &amp; Jerry &lt;3 &#8212;&nbsp;&eacute;", "Tom & Jerry <3 — é"),
        ("a<script>if (x < y) '</p>'</script>b<STYLE>p{}</Style >c", "abc"),
        ("<head><title>Page</title></head><body>Text</body>", "Text"),
        ("<svg/>a<svg><text>no</text></svg>b", "ab"),
        ("a<!-- <p>no</p> -->b<!DOCTYPE x><?php no ?>c<!---->d", "abcd"),
        ("<img alt=\"1 > 2\" src=x>a<a href='>'>b</a>", "ab"),
        ("it's <p class=don't>fine</p>", "it's\n\nfine"),
        ("1 < 2 and 3 > 2, <3", "1 < 2 and 3 > 2, <3"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "1 2\n\n3"),
        ("text<script>never closed", "text"),
        ("text <a href='never closed", "text"),
        ("", ""),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert to_text(markup) == text


def test_plain_text_is_left_alone_and_only_its_entities_are_decoded() -> None:
    assert plain("a  <BAC>\n & <P> b") == "a  <BAC>\n & <P> b"
    assert plain("AT&amp;T &lt;b&gt;") == "AT&T <b>"
    assert plain("x &copy 1 & y;") == "x &copy 1 & y;"


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<a b='", '<a b="', "</", "<svg>", "<svg", "<![CDATA[", "<?", "<p a=", "&", "&#", "<script>", "</a "]
)
def test_hostile_markup_takes_time_by_its_length_only(piece: str) -> None:
    """The standard library's parser takes half a minute for a tenth of some of these."""
    started = time.process_time()
    plain(to_text(piece * 200_000) + piece * 200_000)
    assert time.process_time() - started < 10
