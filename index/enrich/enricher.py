"""RawArticle → Article: every step of enrichment, in order.

A step that fails on one record must not stop the others, so nothing here raises for odd text; what
cannot be understood stays empty. Only a setting that cannot be met raises, when the `Enricher` is made.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Literal, Protocol

from index.article import ENTITY_TYPES, Article, Dateline, Entity, EntityType, RawArticle
from index.enrich import boilerplate, clean, dateline, dates, header, identity, source, titles
from index.enrich.addressed import addressed
from index.enrich.aliases import Row
from index.enrich.entities import exported, extracted_entities, given_entities, given_types
from index.enrich.extract import Extractor, Found
from index.enrich.extract_rules import RuleExtractor
from index.enrich.known_as import in_language
from index.enrich.language import language
from index.enrich.listed import Listed
from index.enrich.wire import wire
from index.errors import BadSetting, EngineUnavailable

__all__ = ["ENRICHMENT_VERSION", "Aliases", "Enricher", "EnrichmentCache"]

log = logging.getLogger(__name__)

ENRICHMENT_VERSION = 4
"""Raised when enrichment makes something else of the same record; `Enricher.version` adds those of the extractor and the alias table."""

Choice = Literal["auto", "rules", "spacy"]


class Aliases(Protocol):
    """What enrichment needs of the alias table (`index.enrich.aliases.AliasTable`)."""

    @property
    def own(self) -> Sequence[Row]:
        """What is to be found wherever it stands."""
        ...

    @property
    def version(self) -> str:
        """What changes with the table."""
        ...

    def canonical(self, name: str, type_: EntityType) -> str:
        """The one name under which `name` is counted; `name` itself where it is not known."""
        ...


class EnrichmentCache(Protocol):
    """Where slow results are kept between rebuilds; the store keeps them in a table."""

    def get(self, key: str) -> str | None:
        """The kept value, None if there is none."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep a value; the same key always comes with the same value."""
        ...


class Enricher:
    """Makes articles of records. One per process: it holds the gazetteer and, if chosen, the model."""

    def __init__(self, aliases: Aliases, extractor: Choice = "auto", cache: EnrichmentCache | None = None) -> None:
        """`extractor`: "rules", "spacy", or "auto" for spaCy where it is installed.

        Raises BadSetting for another value, EngineUnavailable if "spacy" is asked for and cannot be had.
        """
        self._aliases = aliases
        self._extractor = _extractor(extractor)
        self._cache = cache
        self._names: dict[tuple[str, EntityType], str] = {}
        self._listed = Listed(aliases.own)

    @cached_property
    def version(self) -> str:
        """What made an article: it changes whenever the same record could give another article."""
        return f"{ENRICHMENT_VERSION}/{self._extractor.version}/{self._aliases.version}"

    def article(self, raw: RawArticle, now: datetime) -> Article:
        """The article that a record holds. `now` (with a time zone) tells dates in the future."""
        page = clean.paragraphs(raw.body)
        head = header.find(page)
        below = [paragraph for at, paragraph in enumerate(page) if at not in head.lines]
        title, rest = _title(raw, below, titled=head.below_title)
        stripped = boilerplate.strip(rest)
        body = "\n\n".join(stripped.kept)
        url = identity.canonical_url(raw.url)
        site = identity.site_of(url)
        filed = dateline.find_in(stripped.kept)
        given, given_day = dateline.given(raw.dateline)
        place = given or (filed.dateline() if filed else None)
        agency = (place.agency if place else None) or (filed.agency if filed else None)
        outlet = source.source(raw, page, head, agency, site)
        tongue = language(raw.language, f"{title}\n{body}")
        day = dates.published(raw, head.dated, given_day or (filed.day if filed else None), below, now, tongue)
        return Article(
            id=identity.article_id(raw, url, title, body),
            title=title,
            body=body,
            source=outlet,
            url=url,
            site=site,
            authors=source.authors(raw, page, head),
            section=(clean.one_line(raw.section) or None) if raw.section else None,
            language=tongue,
            keywords=tuple(dict.fromkeys(filter(None, map(clean.one_line, raw.keywords)))),
            published=day.when if day else None,
            published_precision=day.precision if day else None,
            published_origin=day.origin if day else None,
            published_doubtful=day.doubtful if day else False,
            dateline=place,
            entities=self._entities(raw, title, body, tongue, place),
            wire=wire(agency, outlet, page),
            boilerplate=(*(page[at] for at in head.lines), *stripped.removed),
        )

    def _entities(self, raw: RawArticle, title: str, body: str, tongue: str, place: Dateline | None) -> tuple[Entity, ...]:
        if (kept := exported(raw, title, body)) is not None:
            return kept
        given = given_types(raw)
        found = self._found(title, body, tongue) if len(given) < len(ENTITY_TYPES) else []
        if self._listed:
            found = self._listed.added(found, title, body)
        found = addressed(found, title, body)
        return given_entities(raw, title, body) + extracted_entities(found, given, place, in_language(self._canonical, tongue))

    def _found(self, title: str, body: str, tongue: str) -> list[Found]:
        """What the extractor finds, from the cache where it is there."""
        if self._cache is None:
            return self._extractor.find(title, body, tongue)
        text = blake2b(json.dumps([title, body, tongue]).encode(), digest_size=16).hexdigest()
        key = f"{ENRICHMENT_VERSION}/{self._extractor.version}:{text}"
        if kept := self._cache.get(key):
            return [Found(*row) for row in json.loads(kept)]
        found = self._extractor.find(title, body, tongue)
        self._cache.put(key, json.dumps([[each.field, each.start, each.end, each.type, each.text] for each in found]))
        return found

    def _canonical(self, name: str, type_: EntityType) -> str:
        """The alias table's answer, remembered: a collection names the same few thousand over and over."""
        if (name, type_) not in self._names:
            self._names[name, type_] = self._aliases.canonical(name, type_)
        return self._names[name, type_]


def _title(raw: RawArticle, page: list[str], *, titled: bool) -> tuple[str, list[str]]:
    """Title and the paragraphs of the body: the page without its title line where the record has none.

    `titled` if the first line is one.
    """
    if title := clean.one_line(raw.title):
        return title, page
    if titled and len(page) > 1:
        return page[0], page[1:]
    kept = boilerplate.strip(page).kept
    made, rest = titles.split_title([_undated(kept[0]), *kept[1:]] if kept else [])
    if len(rest) == len(kept) or made != kept[0]:
        return made, page
    line = page.index(made)
    return made, page[:line] + page[line + 1 :]


def _undated(paragraph: str) -> str:
    """A first paragraph without its dateline, which says nothing in a title."""
    found = dateline.find(paragraph)
    return paragraph[found.length :] if found else paragraph


def _extractor(choice: str) -> Extractor:
    if choice == "rules":
        return RuleExtractor()
    if choice not in ("auto", "spacy"):
        raise BadSetting("extractor", choice, "it is auto, rules or spacy")
    from index.enrich.extract_spacy import SpacyExtractor, installed

    if choice == "auto" and not installed():
        return RuleExtractor()
    try:
        return SpacyExtractor()
    except EngineUnavailable as unavailable:
        if choice == "spacy":
            raise
        log.warning("intake.spacy_not_used", extra={"reason": str(unavailable)})
        return RuleExtractor()
