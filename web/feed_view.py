"""What a feed holds, whatever its format: a `Feed` from `Results`.

Nothing in it depends on when it was asked for or on the index that answered, so that it is the same to the byte until an article
changes. Nothing in it breaks XML, however strange the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID, uuid5

from flask import url_for
from markupsafe import Markup

from index.article import Article
from index.document import WITHIN_THE_DAY, Shown
from index.enrich.identity import story_id
from search.request import SearchRequest
from search.results import Result, Results
from web.choices import chips
from web.dates import in_words
from web.feed_request import page_of, to_feed
from web.links import to_search, web_address
from web.present import html
from web.words import gap, known_language, sentence, shortened

ARTICLES = UUID("5b6bd6c1-2f5e-4d3c-9b0e-7b8a43c1f1d6")
"""The name space of the ids of entries: chosen at random, and never to be changed, or every reader would show every article again."""

TITLE = 300
"""Characters of a title: readers show two lines of it; a headline has a hundred."""

NAME = 100
"""Characters of the name of an outlet or a writer."""

MOST_AUTHORS = 10
LONGEST_ADDRESS = 2_000
"""Characters of an address elsewhere: browsers and proxies take no more."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed that holds nothing last changed: Atom wants a time, and any later one would have to be made up anew each time."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (section 2.2), not even escaped."""

_LANGUAGE_TAG = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. `url` is our page of it, `original` where it first stood; `published` is None where no date is known.

    `html` is for people: the passage that matches, the outlet, the date if it is not known to the minute, a link to the original.
    `text` is the passage alone. `authors` are the outlet where no writer is named: no reader shows a feed's publisher.
    """

    id: str
    title: str
    url: str
    original: str | None
    html: str
    text: str
    source: str
    authors: tuple[str, ...]
    language: str | None
    published: datetime | None
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of the feed of a search. `id` is the same for all pages; `next_url` leads to older articles, None on the last page."""

    id: str
    title: str
    about: str
    url: str
    page_url: str
    next_url: str | None
    updated: datetime
    entries: tuple[Entry, ...]


def feed(results: Results, request: SearchRequest, kept: Mapping[str, Article], endpoint: str) -> Feed:
    """The feed of `results` at `endpoint`.

    `kept` are the articles as the store has them, by id: it knows when one was first seen and last changed. One that it does not have has
    been deleted, and is left out: readers keep for ever what a feed once held.
    """
    entries = tuple(_entry(result, kept[result.id], request.grouped) for result in results.results if result.id in kept)
    about = "The newest articles of this search."
    return Feed(
        id=to_feed(replace(request, cursor=None), endpoint, external=True),
        title=_clean(f"{_searched(request)} – Broadsheet"),
        about=about if results.missing is None else _clean(f"{about} {sentence(gap(results.missing))}"),
        url=to_feed(request, endpoint, external=True),
        page_url=to_search(page_of(request), _external=True),
        next_url=to_feed(replace(request, cursor=results.next), endpoint, external=True) if results.next else None,
        updated=max((entry.updated for entry in entries), default=EPOCH),
        entries=entries,
    )


def _searched(request: SearchRequest) -> str:
    """A search in words, as its page tells it."""
    said = [request.text, *(f"{chip.kind} {chip.label}" for chip in chips(request))]
    options = (("exact words only", request.exact), ("each story once", request.grouped))
    told = [shortened(each) for each in said if each] + [name for name, chosen in options if chosen]
    return shortened(", ".join(told), TITLE) or "Latest articles"


def _entry(result: Result, article: Article, grouped: bool) -> Entry:
    shown = result.shown
    source = _name(shown.source)
    authors = tuple(filter(None, map(_name, shown.authors[:MOST_AUTHORS])))
    original = _original(shown.url)
    published = _published(shown)
    return Entry(
        id=uuid5(ARTICLES, _clean(_same_entry(result, grouped))).urn,
        title=_clean(shortened(result.title.text, TITLE)) or "Without a title",
        url=url_for("pages.article", id_=result.id, _external=True),
        original=original,
        html=_clean(_html(result, source, original)),
        text=_clean(result.snippet.text),
        source=source,
        authors=authors or ((source,) if source else ()),
        language=_language(shown.language),
        published=published,
        updated=_updated(published, article),
    )


def _same_entry(result: Result, grouped: bool) -> str:
    """What an entry stands for: its article; where each story is shown once its story, so that readers show it once, too.

    An article that is alone is of the story that others may come to belong to.
    """
    if not grouped:
        return f"article {result.id}"
    return f"story {result.shown.story or story_id(result.id)}"


def _published(shown: Shown) -> datetime | None:
    """When an article was published, to the second.

    What is known by its day or month alone is placed within the day as in searches, so that readers everywhere show that day, and
    entries are in the order of their dates.
    """
    if shown.published is None:
        return None
    moment = datetime.fromisoformat(shown.published).replace(microsecond=0)
    return moment + timedelta(seconds=WITHIN_THE_DAY) if shown.precision in ("day", "month") else moment


def _updated(published: datetime | None, article: Article) -> datetime:
    """When an article last changed: its publication, unless its text changed in this collection since. Without a date: when it came in."""
    known = [moment for moment in (published, article.updated) if moment]
    return max(known or [article.first_seen or EPOCH]).replace(microsecond=0)


def _html(result: Result, source: str, original: str | None) -> Markup:
    passage = Markup('<p dir="auto">{}</p>').format(html(result.snippet, "b"))  # <mark> is taken out by feedparser and other readers
    about = (
        Markup('<span dir="auto">{}</span>').format(source) if source else "",
        _date_in_words(result.shown),
        Markup('<a href="{}">Original</a>').format(original) if original else "",
    )
    byline = Markup(" · ").join(filter(None, about))
    return passage + Markup("<p>{}</p>").format(byline) if byline else passage


def _date_in_words(shown: Shown) -> str:
    """The date where a reader would show one that says more than is known."""
    if shown.published is None:
        return "no date known"
    return in_words(datetime.fromisoformat(shown.published), shown.precision) if shown.precision in ("day", "month") else ""


def _original(url: str | None) -> str | None:
    """The address elsewhere, if it may be linked, with what no address may hold (RFC 3986) as escapes."""
    address = web_address(url)
    if address is None or len(address) > LONGEST_ADDRESS:
        return None
    return quote(_clean(address), safe="%:/?#[]@!$&'()*+,;=~")


def _language(tag: str) -> str | None:
    known = known_language(tag)
    return known if known and _LANGUAGE_TAG.fullmatch(known) else None


def _name(text: str) -> str:
    return _clean(shortened(" ".join(text.split()), NAME))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
