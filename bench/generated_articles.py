"""Generated articles put together of what was drawn: as documents for an engine, as articles and records for a store.

Words come with their stems: a text is put together as written and as analysed side by side, and not analysed afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from bench.generated_words import entity_name
from index.analysis import stem
from index.article import ENTITY_TYPES, Article, Entity, EntityType, Mention, RawArticle
from index.document import Document, Shown
from index.fields import FACETS

SENTENCE, PARAGRAPH = 18, 3
"""Words of a sentence, sentences of a paragraph."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words and their stems, in step."""

    words: list[str]
    stems: list[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A body as written and as analysed, and at which character each name stands."""

    body: str
    exact: str
    stem: str
    names_at: dict[str, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One article: its texts as written and as analysed, entities with their places in the body."""

    id: str
    title: str
    title_exact: str
    title_stem: str
    text: Text
    names: dict[EntityType, tuple[str, ...]]
    source: str
    url: str
    site: str
    authors: tuple[str, ...]
    section: str
    keywords: tuple[str, ...]
    published: datetime
    story: str | None


def put_together(
    number: int, headline: Words, body: Words, names: dict[EntityType, tuple[str, ...]],
    kinds: list[int], published: datetime, story: str | None,
) -> Drawn:  # fmt: skip
    """One article; `kinds` are the ranks of its outlet, author, section and keywords."""
    outlet, author, section, *keywords = kinds
    title = " ".join(headline.words)
    site = f"outlet{outlet}.example"
    return Drawn(
        # Scattered, as hashes are: the order of ids is not that of adding.
        id=f"{number * 2654435761 % 2**32:08x}{number:08x}",
        title=title.capitalize(),
        title_exact=title,
        title_stem=" ".join(headline.stems),
        text=_text(body, [name for type_ in ENTITY_TYPES for name in names[type_]]),
        names=names,
        source=f"Outlet {outlet}",
        url=f"https://{site}/{published:%Y/%m/%d}/{title.replace(' ', '-')}-{number}",
        site=site,
        authors=(entity_name("person", author),),
        section=f"section {section}",
        keywords=tuple(dict.fromkeys(f"topic {keyword}" for keyword in keywords)),
        published=published,
        story=story,
    )


def document(drawn: Drawn) -> Document:
    """What `index.document.document` makes of the article, without analysing again what was put together of analysed words."""
    text = drawn.text
    facets: dict[str, tuple[str, ...]] = {
        "source": (drawn.source,), "author": drawn.authors, "section": (drawn.section,), "keyword": drawn.keywords, "language": ("en",),
        **{type_: drawn.names[type_] for type_ in ENTITY_TYPES},
    }  # fmt: skip
    return Document(
        drawn.id,
        {
            "title_exact": drawn.title_exact, "title_stem": drawn.title_stem, "body_exact": text.exact, "body_stem": text.stem,
            "text_stem": f"{drawn.title_stem} {text.stem}", "source_names": drawn.source.lower(),
            "author_names": _lines(drawn.authors), **{f"{type_}_names": _lines(drawn.names[type_]) for type_ in ENTITY_TYPES},
        },
        {
            "site": (drawn.site,), "section": (drawn.section,), "keyword": drawn.keywords, "lang": ("en",),
            "story": (drawn.story,) if drawn.story else (), "id": (drawn.id,), "url": (drawn.url,),
        },
        {name: facets[name] for name in FACETS},
        int(drawn.published.timestamp()),
        int(drawn.published.timestamp()),
        _shown(drawn).to_text(),
    )  # fmt: skip


def article(drawn: Drawn) -> Article:
    """The article, with its entities where they stand in the body."""
    entities = tuple(
        Entity(type_, name, name, (Mention("body", at, at + len(name)),))
        for type_ in ENTITY_TYPES
        for name in drawn.names[type_]
        for at in (drawn.text.names_at[name],)
    )
    return Article(
        drawn.id, drawn.title, drawn.text.body, drawn.source, drawn.url, drawn.site, drawn.authors, drawn.section, "en", drawn.keywords,
        drawn.published, "second", "metadata", first_seen=drawn.published, entities=entities, story=drawn.story,
    )  # fmt: skip


def raw_article(drawn: Drawn) -> RawArticle:
    """The record that the article could have been made of."""
    return RawArticle(
        f"generated:{drawn.id}", drawn.text.body, drawn.title, drawn.url, drawn.id, drawn.source, drawn.authors, drawn.section, "en",
        drawn.published.isoformat(), drawn.keywords,
    )  # fmt: skip


def _text(words: Words, names: list[str]) -> Text:
    """Sentences and paragraphs of the words; one name after the other begins a sentence."""
    body, exact, stems = [], [], []
    names_at: dict[str, int] = {}
    at = 0
    for number in range(max(math.ceil(len(words.words) / SENTENCE), len(names))):
        part = slice(number * SENTENCE, (number + 1) * SENTENCE)
        spoken, stemmed = " ".join(words.words[part]), " ".join(words.stems[part])
        between, line = ("", "") if not number else (" ", " ") if number % PARAGRAPH else ("\n\n", "\n")
        if number < len(names):
            name = names[number]
            names_at[name] = at + len(between)
            written = f"{between}{name} {spoken}." if spoken else f"{between}{name}."
            spoken, stemmed = f"{name.lower()} {spoken}".rstrip(), f"{_stemmed(name)} {stemmed}".rstrip()
        else:
            written = f"{between}{spoken[0].upper()}{spoken[1:]}."
        body.append(written)
        exact.append(line + spoken)
        stems.append(line + stemmed)
        at += len(written)
    return Text("".join(body), "".join(exact), "".join(stems), names_at)


@cache
def _stemmed(name: str) -> str:
    return " ".join([stem(term, "en") for term in name.lower().split()])


def _lines(names: Sequence[str]) -> str:
    return "\n".join(names).lower()


def _shown(drawn: Drawn) -> Shown:
    published = drawn.published.isoformat().replace("+00:00", "Z")
    return Shown(drawn.title, drawn.text.body, drawn.source, drawn.url, drawn.authors, published, "second", "en", drawn.story)
