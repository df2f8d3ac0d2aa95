"""An article's text with the people, organisations and places that it names marked in it.

Text is escaped first; marks never nest: of two that overlap, the one that begins first, then
the longer one, stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from index.analysis import paragraphs
from index.article import Article, Entity, MentionField

Link = Callable[[Entity], str]
"""Gives the address of the search for an entity."""

MARK = Markup('<a class="entity {type}" href="{url}" title="{type}: {name}">{text}</a>')


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    entity: Entity


def marked_title(article: Article, link: Link) -> Markup:
    """The title, its entities marked."""
    return _marked(article.title, 0, _spans(article, "title"), link)


def marked_paragraphs(article: Article, link: Link) -> tuple[Markup, ...]:
    """The paragraphs of the body, their entities marked."""
    spans = _spans(article, "body")
    starts = [span.start for span in spans]
    marked: list[Markup] = []
    offset = 0
    for paragraph in paragraphs(article.body):
        if paragraph.strip():
            here = spans[bisect_left(starts, offset) : bisect_left(starts, offset + len(paragraph))]
            marked.append(_marked(paragraph, offset, here, link))
        offset += len(paragraph) + len("\n\n")
    return tuple(marked)


def _spans(article: Article, field: MentionField) -> list[_Span]:
    """The mentions in one field, in order, without those that begin inside another."""
    found = (_Span(each.start, each.end, entity) for entity in article.entities for each in entity.mentions if each.field == field)
    kept: list[_Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start < span.end and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def _marked(text: str, offset: int, spans: Sequence[_Span], link: Link) -> Markup:
    """`text`, which begins at `offset` of its field, with those of the spans, which begin in it, that end in it as well."""
    parts: list[Markup] = []
    done = 0
    for span in spans:
        start, end = span.start - offset, span.end - offset
        if end > len(text):
            continue
        parts += (escape(text[done:start]), _mark(span.entity, text[start:end], link))
        done = end
    return Markup("").join((*parts, escape(text[done:])))


def _mark(entity: Entity, text: str, link: Link) -> Markup:
    return MARK.format(type=entity.type, url=link(entity), name=entity.canonical, text=text)
