"""HTML → plain text with paragraphs.

Feeds and some JSON records bring markup; an article's body is plain text with one blank line between paragraphs. Only tags have to be told
from text for that, after the tokeniser of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html). The
standard library's parser takes minutes for 100 kB of unclosed comments or tags in Python releases up to 3.11.13; here every
expression is possessive, or matches up to the end of the text, so that time grows with length only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
"""Media types of what is HTML."""

BLOCK_TAGS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "dir", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr"),
        *("li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
"""Elements that stand on lines of their own in the standard's rendering section."""

SEPARATORS = dict.fromkeys(BLOCK_TAGS, "\n\n") | {"br": "\n", "td": " ", "th": " "}
"""What is put into the text where a tag stands; for other tags nothing, since they stand inside words too."""

DROPPED_TAGS = frozenset(("script", "style", "template", "iframe", "svg", "title"))
"""What is inside these is no text of the article. A page's <title> is not either: records bring their own."""

_TOKEN = re.compile(
    r"""
      <!--(?:-?>|.*?(?:--!?>|\Z))                           # comment
    | <[!?][^>]*+(?:>|\Z)                                   # doctype, processing instruction
    | <(?P<close>/?)(?P<name>[a-z][^\s/>]*+)
      (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+)(?:>|\Z)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in DROPPED_TAGS}

_MARKUP = re.compile(
    r"</(?:p|div|a|b|i|u|em|strong|span|h[1-6]|ul|ol|li|table|blockquote|article|section|figure|script|style)\s*+>"
    r"|(?-i:<br\s*+/?>|<p>)|<img\s[^<>]*+>",
    re.IGNORECASE,
)
"""Closing tags, because old wire copy writes tickers as <BAC> or <P> and is not HTML."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]++")
_LINE_ENDS = re.compile(r" ?\n ?")
_PARAGRAPH_BREAK = re.compile(r"\n{2,}+")


def to_text(markup: str) -> str:
    """The text that a browser would show: block elements are paragraphs, one <br> a new line, two a new paragraph."""
    return joined(_pieces(markup))


def joined(pieces: Iterable[str]) -> str:
    """Pieces of text, and the line ends that stand for their tags, as paragraphs with one blank line between them."""
    text = _BLANKS.sub(" ", "".join(pieces))
    return _PARAGRAPH_BREAK.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip()


def plain(text: str) -> str:
    """`text` as plain text, where nothing says whether it is HTML: markup and entities are taken out if there are any."""
    if "<" in text and _MARKUP.search(text):
        return to_text(text)
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _pieces(markup: str) -> Iterator[str]:
    at = 0
    while token := _TOKEN.search(markup, at):
        yield _data(markup[at : token.start()])
        name = (token["name"] or "").lower()
        yield SEPARATORS.get(name, "")
        at = token.end()
        if name in DROPPED_TAGS and not token["close"] and not token["attributes"].endswith("/"):
            end = _END[name].search(markup, at)
            at = end.start() if end else len(markup)
    yield _data(markup[at:])


def _data(text: str) -> str:
    return html.unescape(text.replace("\n", " "))
