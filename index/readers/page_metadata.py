"""What a page says of its article: schema.org's JSON-LD before <meta> tags, these before what stands on the page itself.

Each of them becomes a record with names of the table in `synonyms.py`, so that a page's JSON-LD gives what the same JSON in a file does.
https://schema.org/NewsArticle, https://ogp.me, https://www.dublincore.org/specifications/dublin-core/dcq-html/,
https://docs.parse.ly/metadata/, https://getstarted.sailthru.com/site/horizon-overview/horizon-meta-tags/
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Literal

from index.readers.page_ld import article_nodes, is_list, json_ld
from index.readers.page_outlet import outlet_of
from index.readers.record import OUTLET_BREAK, OUTLET_BREAKS, bare, outlet_break, told_fields, without_outlet

Kind = Literal["article", "list"]

META_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "twitter:title"),
    "source": ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_journal_title", "application-name"),
    "authors": (
        *("article:author", "author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "citation_author"),
        "article:author_name",
    ),
    "published": (
        *("article:published_time", "datepublished", "og:article:published_time", "article:published", "article.published"),
        *("parsely-pub-date", "sailthru.date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "pubdate"),
        *("publish_date", "publish-date", "publication_date", "published_time", "article_date_original", "citation_publication_date"),
        *("cxenseparse:recs:publishtime", "dc.date", "dcterms.date", "datecreated", "pub_date", "ptime", "pdate", "date"),
    ),
    "section": ("article:section", "parsely-section", "articlesection", "sailthru_section", "section", "prism.section"),
    "keywords": ("article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords", "dc.subject", "dcterms.subject"),
    "language": ("inlanguage", "og:locale", "dc.language", "dcterms.language", "content-language", "language"),
}
"""For each field the names of <meta> tags that have it, the most trusted first."""

NAMING_ATTRIBUTES = ("property", "name", "itemprop", "http-equiv")
"""Where a <meta> tag has its name; some have one for each of two readers."""

_NO_NAME = re.compile(r"https?://|www\.|@", re.IGNORECASE)
"""Profiles in place of an author's or outlet's name, as Facebook and Twitter ask for them."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""In what is no writer, but the date behind one."""

_LIST_COMMA = re.compile(r",(?=\S)")
"""Between several sections in one tag, the article's own first; "Arts, Culture" is one."""

_DATE = re.compile(r"\s*\d{4}-?\d\d-?\d\d")
_NO_DATE = re.compile(r"\s*(?:000[01]-|1970-01-01T00:00)")
"""Where calendars of programs begin: what they write that know no date."""

MOST_LOOKED_AT = 50
"""Headings, and articles in JSON-LD, that are compared with each other; an article has one or two of each."""

LONGEST_OUTLET = 40
"""Characters of an outlet's name behind the headline in a <title>."""

_PUBLISHED = (
    '//*[@itemprop="datePublished"]/@content',
    '//*[@itemprop="datePublished"]/@datetime',
    "//time[@pubdate]/@datetime",
    '//time[contains(@class, "publish") or contains(@class, "entry-date") or contains(@class, "posted")]/@datetime',
    "//header[.//h1]//time/@datetime",
)
"""Where pages mark the time of publication; another <time> may be that of a comment, or of another article."""

_TIMES = '//time[not(ancestor-or-self::*[contains(@class, "comment") or contains(@id, "comment")])]/@datetime'
_AUTHORS = '//*[@itemprop="author"]//*[@itemprop="name"][not(@content)] | //a[@rel="author"]'


def shown_text(element: Any) -> str:
    """The text of an element and what is in it, on one line."""
    return " ".join("".join(element.itertext()).split())


class Metadata:
    """What a page says of itself. `tree` is the page as lxml has it; each part of it is read once."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._metas = _metas(tree)
        self._ld = list(json_ld(tree))
        self.titles = frozenset(
            title for written in (*self._metas.get("og:title", ()), *_texts(tree, "h1"), *_texts(tree, "title")) if (title := bare(written))
        )
        """What it calls itself, in the form in which `bare` compares titles."""

    @property
    def addresses(self) -> list[str | None]:
        """What it calls its own address, the most trusted first."""
        links = [link.get("href") for link in self._tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
        return [*links[:1], *self._metas.get("og:url", ())[:1]]

    @property
    def base(self) -> str | None:
        """Where it says that relative addresses begin."""
        return next((base.get("href") for base in self._tree.iter("base") if base.get("href")), None)

    def articles(self, address: str | None) -> list[dict[str, object]]:
        """Its article in its JSON-LD, once or several times. `address` is that of the page, if known."""
        return _of_this_page(article_nodes(self._ld), self.titles, address)

    def calls_itself(self, articles: Sequence[object]) -> Kind | None:
        """What it says that it is; `articles` are those in its JSON-LD, which goes before tags."""
        if articles:
            return "article"
        if is_list(self._ld):
            return "list"
        tagged = "article:published_time" in self._metas or any(kind.lower() == "article" for kind in self._metas.get("og:type", ()))
        return "article" if tagged else None

    def fields(self, articles: Iterable[dict[str, object]], address: str | None) -> dict[str, Any]:
        """The fields of `RawArticle` that it tells; `articles` are those in its JSON-LD, `address` is that of the page, if known."""
        fields: dict[str, Any] = {}
        outlets: list[str] = []
        for record in (*articles, _meta_record(self._metas), _page_record(self._tree, self._metas)):
            told = told_fields(record)
            if _NO_DATE.match(told.get("published", "")):
                del told["published"]
            outlets += filter(None, [told.get("source")])
            fields = told | fields
        fields.pop("record_id", None)  # a page may say any, also that of another article
        if outlets:
            fields["source"] = outlet_of(outlets, address)
        if "authors" in fields:
            fields["authors"] = tuple(author for author in fields["authors"] if not _YEAR.search(author))
        if "title" in fields:
            fields["title"] = without_outlet(fields["title"], fields.get("source"))
        return fields


def _of_this_page(nodes: list[dict[str, object]], titles: frozenset[str], address: str | None) -> list[dict[str, object]]:
    """The nodes that are the article of the page: the only one, or those with its headline or address. Pages list others beside it."""
    if len(nodes) < 2:
        return nodes
    return [node for node in nodes[:MOST_LOOKED_AT] if _is_shown(node, titles) or (address and told_fields(node).get("url") == address)]


def _is_shown(node: dict[str, object], titles: frozenset[str]) -> bool:
    headline = bare(str(told_fields(node).get("title", "")))
    return bool(headline) and any(headline in title or title in headline for title in titles)


def _metas(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        names = {name for key in NAMING_ATTRIBUTES if (name := (meta.get(key) or "").strip().lower())}
        if names and (content := html.unescape(meta.get("content") or "").strip()):
            for name in names:
                found.setdefault(name, []).append(content)
    return found


def _meta_record(metas: dict[str, list[str]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for field, names in META_NAMES.items():
        for name in names:
            values = [value for value in metas.get(name, ()) if field not in ("authors", "source") or not _NO_NAME.match(value)]
            if values:
                record[field] = values[0] if len(values) == 1 or field not in ("authors", "keywords") else list(values)
                break
    if "section" in record:
        record["section"] = _LIST_COMMA.split(str(record["section"]))[0]
    return record


def _page_record(tree: Any, metas: dict[str, list[str]]) -> dict[str, object]:
    title, headings = next(iter(_texts(tree, "title")), ""), [*metas.get("og:title", ()), *_texts(tree, "h1")]
    headline = next((heading for heading in headings if _begins(title, heading)), title or next(iter(headings), ""))
    return {
        "title": headline,
        "source": _outlet(title.removeprefix(headline)),
        "authors": [shown_text(element) for element in tree.xpath(_AUTHORS)] or None,
        "language": tree.get("lang") or tree.get("xml:lang"),
        "published": next((value for path in _PUBLISHED for value in tree.xpath(path) if _DATE.match(value)), None) or _only_time(tree),
    }


def _begins(title: str, heading: str) -> bool:
    """Whether a <title> is a heading, with an outlet's name behind it or not."""
    return title == heading or any(title.startswith(heading + sign) for sign in OUTLET_BREAKS)


def _outlet(behind: str) -> str | None:
    """The outlet's name in what stands behind the headline in a <title>: " | News | Harbour Post"."""
    last = outlet_break(behind)
    name = behind[last + OUTLET_BREAK :].strip()
    return name if last >= 0 and 0 < len(name) <= LONGEST_OUTLET else None


def _only_time(tree: Any) -> str | None:
    """The time that stands on the page, if there is one only: of several nothing says which is that of the article."""
    times = {value for value in tree.xpath(_TIMES) if _DATE.match(value)}
    return times.pop() if len(times) == 1 else None


def _texts(tree: Any, tag: str) -> list[str]:
    return [text for element in islice(tree.iter(tag), MOST_LOOKED_AT) if (text := shown_text(element))]
