"""What the pages of one article and of one story show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from index.article import ENTITY_TYPES, Article, Entity
from search.request import SearchRequest
from web.dates import ORIGINS, in_words, machine
from web.links import to_search, web_address
from web.marking import marked_paragraphs, marked_title
from web.words import FACET_TITLES, known_language, label

DOUBTFUL = "not believed, so this article takes no part in searches by date"
UNDATED = datetime.max.replace(tzinfo=UTC)
"""Where reports without a date stand in a story: last."""


@dataclass(frozen=True, slots=True)
class Named:
    """A value that leads to its search: a person, a keyword, a section … `note` says more, "3×" for instance."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NamedList:
    """People, organisations or places of an article."""

    name: str
    title: str
    values: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An article in a list of reports."""

    id: str
    title: str
    source: str
    date: str
    date_machine: str
    language: str | None
    opening: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything that the page of an article shows."""

    id: str
    title: str
    headline: Markup
    paragraphs: tuple[Markup, ...]
    language: str | None
    date: str
    date_machine: str
    date_note: str
    original: str | None
    source: Named | None
    authors: tuple[Named, ...]
    facts: tuple[tuple[str, tuple[Named, ...]], ...]
    entities: tuple[NamedList, ...]
    boilerplate: tuple[str, ...]
    wire: str | None
    story: str | None
    others: tuple[Report, ...]


OPENING = 220
"""Characters of the first paragraph shown in a list of reports: two or three lines."""


def article_page(article: Article, story: Iterable[Article]) -> ArticlePage:
    """The page of `article`; `story` are all reports of the event that it reports, itself among them."""
    date, for_machines = _date(article)
    return ArticlePage(
        id=article.id,
        title=article.title,
        headline=marked_title(article, _entity_url),
        paragraphs=marked_paragraphs(article, _entity_url),
        language=known_language(article.language),
        date=date,
        date_machine=for_machines,
        date_note=_date_note(article),
        original=web_address(article.url),
        source=_named("source", article.source) if article.source else None,
        authors=tuple(_named("author", author) for author in article.authors),
        facts=_facts(article),
        entities=tuple(_entity_list(article, type_) for type_ in ENTITY_TYPES if article.of_type(type_)),
        boilerplate=article.boilerplate,
        wire=article.wire,
        story=article.story,
        others=tuple(report for report in in_order_of_time(story) if report.id != article.id),
    )


def in_order_of_time(reports: Iterable[Article]) -> tuple[Report, ...]:
    """The reports of a story, the earliest first, those without a date last."""
    return tuple(map(_report, sorted(reports, key=lambda article: (article.believed or UNDATED, article.id))))


def _report(article: Article) -> Report:
    date, for_machines = _date(article) if article.believed else ("", "")
    return Report(article.id, article.title, article.source, date, for_machines, known_language(article.language), _opening(article.body))


def _opening(body: str) -> str:
    first = body.partition("\n\n")[0]
    return first if len(first) <= OPENING else first[:OPENING].rsplit(" ", 1)[0] + " …"


def _date(article: Article) -> tuple[str, str]:
    if article.published is None:
        return "", ""
    return in_words(article.published, article.published_precision), machine(article.published, article.published_precision)


def _date_note(article: Article) -> str:
    notes = (ORIGINS.get(article.published_origin) if article.published_origin else None, DOUBTFUL if article.published_doubtful else None)
    return "; ".join(filter(None, notes))


def _facts(article: Article) -> tuple[tuple[str, tuple[Named, ...]], ...]:
    """Section, language and keywords, each a title and its values; what is not known is left out."""
    found = (
        ("Section", tuple(_named("section", value) for value in (article.section,) if value)),
        ("Language", tuple(_named("language", value) for value in (article.language,) if value)),
        ("Keywords", tuple(_named("keyword", value) for value in article.keywords)),
    )
    return tuple(fact for fact in found if fact[1])


def _entity_list(article: Article, type_: str) -> NamedList:
    entities = (entity for entity in article.entities if entity.type == type_)
    return NamedList(type_, FACET_TITLES[type_], tuple(Named(each.canonical, _entity_url(each), _note(each)) for each in entities))


def _note(entity: Entity) -> str:
    """What the list says beside a name: another spelling in this article, how often it is named."""
    spelt = f"here “{entity.name}”" if entity.name != entity.canonical else ""
    times = f"{len(entity.mentions)}×" if len(entity.mentions) > 1 else ""
    return ", ".join(filter(None, (spelt, times)))


def _entity_url(entity: Entity) -> str:
    return to_search(SearchRequest(filters={entity.type: (entity.canonical,)}))


def _named(facet: str, value: str) -> Named:
    return Named(label(facet, value), to_search(SearchRequest(filters={facet: (value,)})))
