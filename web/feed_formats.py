"""A `Feed` as Atom 1.0 (RFC 4287), RSS 2.0 (with the Best Practices Profile of the RSS Advisory Board) and JSON Feed 1.1.

Pages of a feed are linked as RFC 5005 says (section 3). Elements of Atom in RSS, and of Dublin Core in both, have the prefixes
`atom:` and `dc:`.
"""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from web.feed_view import Entry, Feed
from web.present import instant

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
JSON_FEED = "https://jsonfeed.org/version/1.1"


def atom(feed: Feed) -> str:
    """`feed` as an Atom document."""
    root = Element("feed", {"xmlns": ATOM, "xmlns:dc": DUBLIN_CORE})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.about)
    _add(root, "updated", instant(feed.updated))
    _add(_add(root, "author"), "name", "Broadsheet")  # wanted for entries that have none
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    if feed.next_url:
        _add(root, "link", rel="next", type="application/atom+xml", href=feed.next_url)
    for entry in feed.entries:
        _atom_entry(root, entry)
    return _document(root)


def _atom_entry(root: Element, entry: Entry) -> None:
    element = _add(root, "entry", **({"xml:lang": entry.language} if entry.language else {}))
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.original:
        _add(element, "link", rel="via", href=entry.original)
    if entry.published:
        _add(element, "published", instant(entry.published))
    _add(element, "updated", instant(entry.updated))
    for author in entry.authors:
        _add(_add(element, "author"), "name", author)
    if entry.source:
        _add(element, "dc:publisher", entry.source)
    _add(element, "summary", entry.html, type="html")


def rss(feed: Feed) -> str:
    """`feed` as an RSS document."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM, "xmlns:dc": DUBLIN_CORE})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.page_url)
    _add(channel, "description", feed.about)
    _add(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.url)
    if feed.next_url:
        _add(channel, "atom:link", rel="next", type="application/rss+xml", href=feed.next_url)
    if feed.entries:
        _add(channel, "lastBuildDate", format_datetime(feed.updated))
    for entry in feed.entries:
        _rss_item(channel, entry)
    return _document(root)


def _rss_item(channel: Element, entry: Entry) -> None:
    item = _add(channel, "item")
    _add(item, "title", entry.title)
    _add(item, "link", entry.url)
    _add(item, "description", entry.html)
    for author in entry.authors:
        _add(item, "dc:creator", author)  # `author` must be an address of mail
    if entry.source:
        _add(item, "dc:publisher", entry.source)  # `source` must have the address of a feed
    if entry.language:
        _add(item, "dc:language", entry.language)
    if entry.original:
        _add(item, "atom:link", rel="via", href=entry.original)
    _add(item, "guid", entry.id, isPermaLink="false")
    if entry.published:
        _add(item, "pubDate", format_datetime(entry.published))


def json_feed(feed: Feed) -> str:
    """`feed` as a JSON Feed."""
    document = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "description": feed.about,
        "next_url": feed.next_url,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(_without_none(document), ensure_ascii=False)


def _json_item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.text,
        "date_published": instant(entry.published),
        "date_modified": instant(entry.updated),
        "authors": [{"name": author} for author in entry.authors] or None,
        "language": entry.language,
        "_broadsheet": {"source": entry.source} if entry.source else None,
    }
    return _without_none(item)


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element


def _document(root: Element) -> str:
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'
