"""Saved web pages of invented outlets, and the article that is read from one."""

from __future__ import annotations

import json

import pytest

from index.article import RawArticle
from index.readers.pages import article_of_page

pytest.importorskip("trafilatura", reason="the extra `pages` is not installed", exc_type=ImportError)

FIRST = "Dockers at seven terminals stopped work on Monday, and ninety ships were waiting outside the port by the evening."
SECOND = "The union asks for two more crews on every crane. Its members had voted for the strike in May, the first one in nine years."
THIRD = "Talks begin again on Thursday, said the harbour master, who hopes that the first ships can be unloaded by the end of the week."
BODY = "\n\n".join((FIRST, SECOND, THIRD))
MARKUP = "".join(f"<p>{paragraph}</p>\n" for paragraph in (FIRST, SECOND, THIRD))
CHINESE = "七個碼頭的工人星期一停止工作，到傍晚已有九十艘船在港外等候。工會要求每台起重機增加兩組人員，談判將於星期四恢復。"
FRENCH = (
    "Les dockers de sept terminaux ont cessé le travail lundi, et le soir même quatre-vingt-dix navires attendaient à l’entrée du port."
)
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
    """A page with this in its head, and in its body below its heading."""
    return f"<!DOCTYPE html><html><head><title>Dockers</title>{head}</head><body>{MENU}<main><h1>Dockers</h1>{body}</main></body></html>"


def metas(**changed: str) -> str:
    """`METAS` as tags, some of them changed."""
    return "".join(f'<meta property="{name}" content="{value}">' for name, value in (METAS | changed).items())


def ld(*values: object) -> str:
    """Values as JSON-LD, each in a script of its own."""
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def read(text: str | bytes, url: str | None = None, charset: str | None = None) -> RawArticle:
    """The article of a page that was fetched from `url`, where its server named `charset`."""
    return article_of_page(text.encode() if isinstance(text, str) else text, origin="a.html", url=url, charset=charset)
