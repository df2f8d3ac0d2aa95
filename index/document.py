"""Document: an article as an index holds it, made ready for every engine at once.

Making a document (analysis above all) is the slow part of indexing, and does not depend on
the engine. So it is made once, kept in the store beside the article, and a rebuild only
streams it. An engine needs three tables to set itself up: `TERM_FIELDS`, `KEY_FIELDS`
and `index.fields.FACETS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.analysis import fold_key, joined, joined_names, joined_stems, stem_code, terms
from index.article import ENTITY_TYPES, Article
from index.records import compact_json

DOCUMENT_VERSION = 2
"""Raised when a document is made differently; with `ANALYSIS_VERSION` it tells which kept ones are stale."""

BAG_FIELDS: tuple[str, ...] = ("text_stem",)
"""Bags of words: how often a term is there counts, not where. Only single terms are looked up in them.

`text_stem` is title and body together: BM25 over one text ranks better than the sum over two.
"""
TEXT_TERM_FIELDS: tuple[str, ...] = ("title_exact", "title_stem", "body_exact", "body_stem", *BAG_FIELDS)
"""Fields of running text, which score."""
NAME_TERM_FIELDS: tuple[str, ...] = ("source_names", "author_names", "person_names", "org_names", "place_names")
TERM_FIELDS: tuple[str, ...] = TEXT_TERM_FIELDS + NAME_TERM_FIELDS
"""Fields of terms, joined by spaces, one line a paragraph or name."""
PLACED_FIELDS: tuple[str, ...] = tuple(name for name in TERM_FIELDS if name not in BAG_FIELDS)
"""Those whose terms have positions, with a gap of `PARAGRAPH_GAP` at each line end; runs and clusters are looked up in them."""

KEY_FIELDS: tuple[str, ...] = ("site", "section", "keyword", "lang", "story", "id", "url")
"""Fields of whole values, folded by `analysis.fold_key`; several per article are possible."""


_SEPARATOR = "\x1e"
_SHOWN_SEPARATOR, _AUTHOR_BEGINS = "\x1f", "\x1d"
_NOT_PLAIN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What would be taken for a separator, and what a database may not take: PostgreSQL no NUL, none half a surrogate pair."""

LONGEST_KEPT_VALUE = 8_000
"""Characters of a facet value or key in an index; the store keeps all of it. OpenSearch holds no value above 32,766 bytes,
Tantivy none above 65,530; a character has at most four."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a result shows of an article, kept in the index so that hit and text are of one state.

    `published` is ISO 8601, or None. `body` is the cleaned text with its paragraphs.
    """

    title: str
    body: str
    source: str
    url: str | None
    authors: tuple[str, ...]
    published: str | None
    precision: str | None
    language: str
    story: str | None

    def to_text(self) -> str:
        """As kept in the index: the values as they stand, with a separator between them, which is taken apart in a
        fifth of the time that JSON needs; but as JSON, which has no separator in it, where that could not be read back."""
        optional = (self.url, self.published, self.precision, self.story)
        plain = (self.title, self.body, self.source, *self.authors, self.language, *filter(None, optional))
        if "" in optional or any(map(_NOT_PLAIN.search, plain)):
            return compact_json([getattr(self, name) for name in self.__slots__])
        url, published, precision, story = (value or "" for value in optional)
        authors = "".join([_AUTHOR_BEGINS + author for author in self.authors])
        return _SHOWN_SEPARATOR.join((self.title, self.body, self.source, url, authors, published, precision, self.language, story))

    @classmethod
    def from_text(cls, text: str) -> Shown:
        """The inverse of `to_text`."""
        parts = text.split(_SHOWN_SEPARATOR)
        if len(parts) == 1:
            title, body, source, url, authors, published, precision, language, story = json.loads(text)
            return cls(title, body, source, url, tuple(authors), published, precision, language, story)
        title, body, source, url, begun, published, precision, language, story = parts
        authors = tuple(begun.split(_AUTHOR_BEGINS)[1:])
        return cls(title, body, source, url or None, authors, published or None, precision or None, language, story or None)

    @classmethod
    def story_in(cls, text: str) -> str | None:
        """The story of what `to_text` made, without the rest."""
        _, plain, story = text.rpartition(_SHOWN_SEPARATOR)
        return (story or None) if plain else cls.from_text(text).story


@dataclass(frozen=True, slots=True)
class Document:
    """One article, ready to be indexed.

    `terms` has an entry for each of `TERM_FIELDS`, `keys` for each of `KEY_FIELDS`, `facets` for each
    of `index.fields.FACETS` (values as shown, without repetition). `published` and
    `seen` are whole seconds since 1970-01-01T00:00Z (negative before); `published` is None
    where no date is known or believed. `shown` is `Shown.to_text()`.
    """

    id: str
    terms: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[str, ...]]
    published: int | None
    seen: int
    shown: str

    def to_text(self) -> str:
        """As kept in the store; `from_text` is its inverse. "text_stem" follows from title and body and is not kept.

        The long strings stand as they are behind a line of JSON, each begun by a record separator, which none of them can hold: a rebuild
        takes them apart in half the time that JSON strings need.
        """
        head = compact_json([self.id, self.keys, self.facets, self.published, self.seen])
        return _SEPARATOR.join((head, *(self.terms[name] for name in PLACED_FIELDS), self.shown))

    @classmethod
    def from_text(cls, text: str) -> Document:
        """A kept document. Values of `keys` and `facets` come back as lists, for speed: read them only."""
        head, *joined_terms, shown = text.split(_SEPARATOR)
        id_, keys, facets, published, seen = json.loads(head)
        terms = dict(zip(PLACED_FIELDS, joined_terms, strict=True))
        terms["text_stem"] = _one_text(terms["title_stem"], terms["body_stem"])
        return cls(id_, terms, keys, facets, published, seen, shown)


AlsoNamed = Mapping[tuple[str, str], tuple[str, ...]]
"""Type of an entity and terms of its name, joined by spaces → its other names (`index.enrich.aliases.AliasTable.also_named`)."""


def document(article: Article, also_named: AlsoNamed | None = None) -> Document:
    """The document of an article.

    With the names of `also_named`, ``person:`` and its like find an entity under any of them, also where the record gave another.
    """
    code = stem_code(article.language)
    title, body = joined(article.title), joined(article.body)
    title_stem, body_stem = joined_stems(title, code), joined_stems(body, code)
    return Document(
        id=article.id,
        terms={
            "title_exact": title,
            "title_stem": title_stem,
            "body_exact": body,
            "body_stem": body_stem,
            "text_stem": _one_text(title_stem, body_stem),
            "source_names": joined_names([article.source]),
            "author_names": joined_names(article.authors),
            **{f"{type_}_names": _entity_names(article, type_, also_named or {}) for type_ in ENTITY_TYPES},
        },
        keys=_keys(article),
        facets=_facets(article),
        published=searched_seconds(article),
        seen=int(article.first_seen.timestamp()) if article.first_seen else 0,
        shown=_shown(article).to_text(),
    )


def _one_text(title: str, body: str) -> str:
    """Title and body as one bag of words."""
    return f"{title} {body}"


WITHIN_THE_DAY = 10 * 3600 + 1800
"""Seconds after midnight UTC at which what is known by its day alone is looked up: it is then of that day from Honolulu (UTC-10) to
Auckland in summer (UTC+13), whichever time zone the days of a query are in. At midnight UTC all of America is in the day before."""


def published_seconds(article: Article) -> int | None:
    """When an article was published, in seconds since 1970, if that is known and believed."""
    return None if article.believed is None else int(article.believed.timestamp() // 1)


def searched_seconds(article: Article) -> int | None:
    """`published_seconds`, of what is known by its day or month alone `WITHIN_THE_DAY`."""
    seconds = published_seconds(article)
    return seconds if seconds is None or article.published_precision not in ("day", "month") else seconds + WITHIN_THE_DAY


def _entity_names(article: Article, type_: str, also_named: AlsoNamed) -> str:
    names: list[str] = []
    for entity in article.entities:
        if entity.type == type_:
            names += (entity.canonical, entity.name, *also_named.get((type_, " ".join(terms(entity.canonical))), ()))
    return joined_names(names)


def _keys(article: Article) -> dict[str, tuple[str, ...]]:
    host = (article.url or "").partition("://")[2].partition("/")[0]
    written = {
        "site": (article.site, host, host.removeprefix("www.")),
        "section": (article.section,),
        "keyword": article.keywords,
        "lang": (article.language, article.language.partition("-")[0]),
        "story": (article.story,),
        "id": (article.id,),
        "url": (article.url,),
    }
    folded = {name: dict.fromkeys(fold_key(value)[:LONGEST_KEPT_VALUE] for value in values if value) for name, values in written.items()}
    return {name: tuple(filter(None, values)) for name, values in folded.items()}


def _facets(article: Article) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str | None, ...]] = {
        "source": (article.source,),
        "author": article.authors,
        "section": (article.section,),
        "keyword": article.keywords,
        "language": (article.language,),
        **{type_: tuple(entity.canonical for entity in article.of_type(type_)) for type_ in ENTITY_TYPES},
    }
    return {name: tuple(dict.fromkeys(value[:LONGEST_KEPT_VALUE] for value in found if value)) for name, found in values.items()}


def _shown(article: Article) -> Shown:
    known = article.published if published_seconds(article) is not None else None
    return Shown(
        title=article.title,
        body=article.body,
        source=article.source,
        url=article.url,
        authors=article.authors,
        published=known.isoformat().replace("+00:00", "Z") if known else None,
        precision=article.published_precision if known else None,
        language=article.language,
        story=article.story,
    )
