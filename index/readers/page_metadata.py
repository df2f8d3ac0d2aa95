"""What a page says of its article: schema.org's JSON-LD before <meta> tags, these before what stands on the page itself.

Each of them becomes a record with names of the table in `synonyms.py`, so that a page's JSON-LD gives what the same JSON in a file does.
https://schema.org/NewsArticle, https://ogp.me, https://www.dublincore.org/specifications/dublin-core/dcq-html/,
https://docs.parse.ly/metadata/, https://getstarted.sailthru.com/site/horizon-overview/horizon-meta-tags/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.readers.record import told_fields, without_outlet
from index.readers.wrapping import is_article, unwrapped

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
"""Where a <meta> tag has its name."""

LARGEST_JSON = 2**22
"""Characters of one block of JSON-LD; long articles have a tenth of it."""

_AROUND_JSON = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_NO_NAME = re.compile(r"https?://|www\.|@", re.IGNORECASE)
"""Profiles in place of an author's or outlet's name, as Facebook and Twitter ask for them."""

_DATE = re.compile(r"\s*\d{4}-?\d\d-?\d\d")
_SIGNS = re.compile(r"\W+")
_PUBLISHED = (
    '//*[@itemprop="datePublished"]/@content',
    '//*[@itemprop="datePublished"]/@datetime',
    "//time[@pubdate]/@datetime",
    '//time[contains(@class, "publish") or contains(@class, "entry-date") or contains(@class, "posted")]/@datetime',
    "//header[.//h1]//time/@datetime",
)
"""Where pages mark the time of publication; another <time> may be that of a comment, or of another article."""


def titles_of(tree: Any) -> frozenset[str]:
    """What a page calls itself, in the form in which `bare` compares titles."""
    said = [*_metas(tree).get("og:title", ()), *_texts(tree, "h1"), *_texts(tree, "title")]
    return frozenset(title for written in said if (title := bare(written)))


def bare(title: str) -> str:
    """A title without all that editors write in two ways: signs, spaces, capitals."""
    return _SIGNS.sub("", title).casefold()


def page_fields(tree: Any, address: str | None) -> tuple[dict[str, Any], bool]:
    """The fields of `RawArticle` that a page tells, and whether it says that it is an article. `address` is that of the page, if known."""
    metas = _metas(tree)
    nodes = _of_this_page(list(_article_nodes(tree)), titles_of(tree), address)
    fields: dict[str, Any] = {}
    for record in (*nodes, _meta_record(metas), _page_record(tree)):
        fields = told_fields(record) | fields
    fields.pop("record_id", None)  # a page may say any, also that of another article
    if "title" in fields:
        fields["title"] = without_outlet(fields["title"], fields.get("source"))
    marked = bool(nodes) or "article:published_time" in metas or any(kind.lower() == "article" for kind in metas.get("og:type", ()))
    return fields, marked


def addresses(tree: Any) -> list[str | None]:
    """What a page calls its own address, the most trusted first."""
    metas = _metas(tree)
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    return [*links[:1], *metas.get("og:url", ())[:1]]


def base_of(tree: Any) -> str | None:
    """Where the page says that relative addresses begin."""
    return next((base.get("href") for base in tree.iter("base") if base.get("href")), None)


def _article_nodes(tree: Any) -> Iterator[dict[str, object]]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            for record in unwrapped(_json(script.text or "")):
                if isinstance(record, dict) and is_article(record):
                    yield record


def _json(text: str) -> object:
    if len(text) > LARGEST_JSON:
        return None
    try:
        return json.loads(_AROUND_JSON.sub("", text), strict=False)  # line ends inside strings are common, and harmless
    except (ValueError, RecursionError):
        return None


def _of_this_page(nodes: list[dict[str, object]], titles: frozenset[str], address: str | None) -> list[dict[str, object]]:
    """The nodes that are the article of the page: the only one, or those with its headline or address. Pages list others beside it."""
    if len(nodes) < 2:
        return nodes
    return [node for node in nodes if _is_shown(node, titles) or (address and told_fields(node).get("url") == address)]


def _is_shown(node: dict[str, object], titles: frozenset[str]) -> bool:
    headline = bare(str(told_fields(node).get("title", "")))
    return bool(headline) and any(headline in title or title in headline for title in titles)


def _metas(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = next((name for key in NAMING_ATTRIBUTES if (name := meta.get(key))), "").strip().lower()
        if name and (content := (meta.get("content") or "").strip()):
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
    return record


def _page_record(tree: Any) -> dict[str, object]:
    title, headings = next(iter(_texts(tree, "title")), ""), _texts(tree, "h1")
    headline = next((heading for heading in headings if heading and title.startswith(heading)), title or next(iter(headings), ""))
    written = (str(value) for path in _PUBLISHED for value in tree.xpath(path))
    return {
        "title": headline,
        "language": tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang"),
        "published": next((value for value in written if _DATE.match(value)), None),
    }


def _texts(tree: Any, tag: str) -> list[str]:
    return [text for element in tree.iter(tag) if (text := " ".join("".join(element.itertext()).split()))]
