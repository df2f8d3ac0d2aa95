"""News-like articles without end, for measuring sizes that no collection at hand has: the same ones on every machine.

What a size depends on is drawn as news has it; what the words mean is left out. Lengths are lognormal and words follow Zipf's
law as Mandelbrot wrote it (1953), both fitted to Reuters-21578 and to a collection of long web articles (`SHAPES`). Articles
come in stories: the reports of one event share rare words and half a headline. People, organisations and places are named in
the text and listed beside it; few of them are in very many articles (Zipf again).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from index.analysis import fold_key, joined_names, stem
from index.article import ENTITY_TYPES, Article, Entity, EntityType, Mention, RawArticle
from index.document import Document, Shown
from index.fields import FACETS


@dataclass(frozen=True, slots=True)
class Shape:
    """How long the bodies of a collection are: logarithms of their words have this mean and this standard deviation."""

    mean_log: float
    spread: float


SHAPES = {"reuters": Shape(4.507, 0.871), "web": Shape(6.710, 0.541)}
"""Fitted to bodies in terms: Reuters-21578 (19,779, 133 words in the mean), 3,000 articles of US outlets 2012 to 2020 (963)."""

VOCABULARY = 1_000_000
"""Different words. A thousand articles use some 10,000 of them, a million nearly all, as Heaps' law has it for names and misprints."""
EXPONENT, OFFSET = 1.16, 5.0
"""Share of the word of rank r: (r + OFFSET) ** -EXPONENT; the same fit on Reuters (web articles: 1.12, 3)."""

STORY_REPORTS = 3
"""Reports of one event; every other article stands alone."""
TOPIC = 40
"""Rare words that the reports of an event share."""
ON_TOPIC = 0.15
"""Share of the words of a text that come from them."""
RARE = 300
"""Ranks below are function words, which no headline is searched by."""

NAMES: dict[EntityType, int] = {"person": 300_000, "org": 100_000, "place": 20_000}
"""Different people, organisations and places; a rank r is drawn in proportion to 1 / r."""
NAMED = 2.5
"""Of each type in an article, in the mean (Poisson); extraction finds 2 to 4 in Reuters and in web articles."""
OUTLETS, AUTHORS, SECTIONS, KEYWORDS = 500, 20_000, 12, 5_000
DAYS = 3653
"""Articles are spread over ten years, 2016 to 2025."""
FIRST_DAY = datetime(2016, 1, 1, tzinfo=UTC)

SENTENCE, PARAGRAPH = 18, 3
"""Words of a sentence, sentences of a paragraph."""
CHUNK = 1000
"""Articles drawn at once. It is part of the definition: another value gives other articles."""

_CONSONANTS = "tnsrldmkpgbvfhzjwyqx"
_VOWELS = "aeiou"
_ENDINGS = ("", "s", "ed", "ing")


def word(rank: int) -> str:
    """The word of a rank, shorter the more frequent it is; above the function words four of them are forms of one stem."""
    if rank < RARE:
        return _syllables(rank)
    stem_of, form = divmod(rank - RARE, len(_ENDINGS))
    return _syllables(RARE + stem_of) + _ENDINGS[form]


def _syllables(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 100)
        text += _CONSONANTS[digit % 20] + _VOWELS[digit // 20]
        if not number:
            return text


class Generator:
    """Articles number 0, 1, 2, … of one shape: `documents` ready for an engine, `articles` with their records for a store."""

    def __init__(self, shape: Shape, seed: int = 1) -> None:
        self._shape = shape
        self._seed = seed
        self._words = [word(rank) for rank in range(VOCABULARY)]
        shares = (np.arange(1, VOCABULARY + 1) + OFFSET) ** -EXPONENT
        self._until = np.cumsum(shares / shares.sum())

    def documents(self, count: int) -> Iterator[Document]:
        """The first `count` articles as an index takes them."""
        for drawn in self._drawn(count):
            yield _document(drawn, self._words)

    def articles(self, count: int) -> Iterator[tuple[RawArticle, Article]]:
        """The first `count` articles, each with the record that it could have been made of."""
        for drawn in self._drawn(count):
            yield _raw(drawn), _article(drawn)

    def titles(self, count: int) -> Iterator[list[str]]:
        """The words of the first `count` headlines, to draw queries from."""
        for drawn in self._drawn(count):
            yield drawn.title.lower().split()

    def _drawn(self, count: int) -> Iterator[_Drawn]:
        for first in range(0, count, CHUNK):
            yield from self._chunk(first)[: count - first]

    def _chunk(self, first: int) -> list[_Drawn]:
        rng = np.random.default_rng((self._seed, first))
        lengths = np.maximum(rng.lognormal(self._shape.mean_log, self._shape.spread, CHUNK).astype(int), 10)
        ranks = np.searchsorted(self._until, rng.random(int(lengths.sum())))
        events = np.cumsum(rng.random(CHUNK) < (1 + 1 / STORY_REPORTS) / 2)
        topics = RARE + ((VOCABULARY - RARE) ** rng.random((int(events[-1]) + 1, TOPIC))).astype(int) - 1
        made, at = [], 0
        for place, (length, event) in enumerate(zip(lengths.tolist(), events.tolist(), strict=True)):
            body = ranks[at : at + length]
            at += length
            topic = topics[event]
            mask = rng.random(length) < ON_TOPIC
            body[mask] = topic[(TOPIC * rng.random(int(mask.sum())) ** 2).astype(int)]
            together = bool((events == event).sum() > 1)
            made.append(self._one(first + place, rng, body.tolist(), topic.tolist(), f"{first + event:x}" if together else None))
        return made

    def _one(self, number: int, rng: np.random.Generator, body: list[int], topic: list[int], story: str | None) -> _Drawn:
        names = {type_: _names(type_, rng) for type_ in ENTITY_TYPES}
        headline = [*topic[:4], *body[:3]]
        title = " ".join(self._words[rank] for rank in headline).capitalize()
        text, ranks, mentions = _text(body, [(type_, name) for type_ in ENTITY_TYPES for name in names[type_]], self._words)
        outlet, author, section = _zipf(OUTLETS, rng), _zipf(AUTHORS, rng), _zipf(SECTIONS, rng)
        keywords = tuple(dict.fromkeys(f"topic {_zipf(KEYWORDS, rng)}" for _ in range(2)))
        moment = FIRST_DAY + timedelta(seconds=int(rng.integers(DAYS * 86_400)))
        site = f"outlet{outlet}.example"
        return _Drawn(
            f"{number:08x}{number * 2654435761 % 2**32:08x}"[::-1], title, text, headline, ranks, names, mentions, f"Outlet {outlet}",
            f"https://{site}/{moment:%Y/%m/%d}/{'-'.join(title.lower().split())}-{number}", site, (_name("person", author),),
            f"section {section}", keywords, moment, story,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One article as drawn: texts, the ranks of their words (a name stands as itself), entities with their places in the text."""

    id: str
    title: str
    body: str
    title_ranks: list[int]
    body_ranks: list[list[int | str]]
    names: dict[EntityType, tuple[str, ...]]
    mentions: dict[tuple[EntityType, str], tuple[int, int]]
    source: str
    url: str
    site: str
    authors: tuple[str, ...]
    section: str
    keywords: tuple[str, ...]
    published: datetime
    story: str | None


def _zipf(among: int, rng: np.random.Generator) -> int:
    """A rank from 1, drawn in proportion to 1 / rank."""
    return int(math.exp(rng.random() * math.log(among + 1)))


def _names(type_: EntityType, rng: np.random.Generator) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(type_, _zipf(NAMES[type_], rng)) for _ in range(rng.poisson(NAMED))))


def _name(type_: EntityType, rank: int) -> str:
    """Two capitalised words for a person, two and a letter code for an organisation, one for a place."""
    own = {"person": "r", "org": "k", "place": "n"}[type_]
    last = f"{_syllables(rank * 7 + 13)}{own}".capitalize()
    if type_ == "place":
        return last
    first = f"{_syllables(100 + rank % 499)}{own}".capitalize()
    return f"{first} {last}" if type_ == "person" else f"{first} {last} Corp"


def _text(
    ranks: list[int], named: list[tuple[EntityType, str]], words: list[str]
) -> tuple[str, list[list[int | str]], dict[tuple[EntityType, str], tuple[int, int]]]:
    """The body with its sentences and paragraphs, its words by paragraph, and where the entities stand: one begins each sentence."""
    text, paragraphs, mentions = [], [[]], {}  # type: ignore[var-annotated]
    at = 0
    waiting = list(named)
    sentences = [ranks[start : start + SENTENCE] for start in range(0, len(ranks), SENTENCE)]
    sentences += [[] for _ in range(len(waiting) - len(sentences))]
    for number, sentence in enumerate(sentences):
        if number and number % PARAGRAPH == 0:
            paragraphs.append([])
        piece = "" if not number else "\n\n" if number % PARAGRAPH == 0 else " "
        spoken = " ".join([words[rank] for rank in sentence])
        if waiting:
            type_, name = waiting.pop(0)
            mentions[type_, name] = (at + len(piece), at + len(piece) + len(name))
            paragraphs[-1] += name.lower().split()
            piece += f"{name} {spoken}." if spoken else f"{name}."
        else:
            piece += f"{spoken[:1].upper()}{spoken[1:]}."
        paragraphs[-1] += sentence
        text.append(piece)
        at += len(piece)
    return "".join(text), paragraphs, mentions


@cache
def _stem(term: str) -> str:
    return stem(term, "en")


def _stemmed(exact: str) -> str:
    return "\n".join([" ".join([_stem(term) for term in line.split(" ")]) for line in exact.split("\n")])


def _document(drawn: _Drawn, words: list[str]) -> Document:
    """What `index.document.document` makes of the article, without analysing it again: words are put in already analysed."""
    title_exact = " ".join([words[rank] for rank in drawn.title_ranks])
    body_exact = "\n".join([" ".join([one if isinstance(one, str) else words[one] for one in each]) for each in drawn.body_ranks])
    title_stem, body_stem = _stemmed(title_exact), _stemmed(body_exact)
    facets: dict[str, tuple[str, ...]] = {
        "source": (drawn.source,), "author": drawn.authors, "section": (drawn.section,), "keyword": drawn.keywords, "language": ("en",),
        **{type_: drawn.names[type_] for type_ in ENTITY_TYPES},
    }  # fmt: skip
    return Document(
        drawn.id,
        {
            "title_exact": title_exact, "title_stem": title_stem, "body_exact": body_exact, "body_stem": body_stem,
            "text_stem": f"{title_stem} {body_stem}", "source_names": joined_names([drawn.source]),
            "author_names": joined_names(drawn.authors),
            **{f"{type_}_names": joined_names([name for name in drawn.names[type_] for _ in range(2)]) for type_ in ENTITY_TYPES},
        },
        {
            "site": (drawn.site,), "section": (fold_key(drawn.section),), "keyword": tuple(map(fold_key, drawn.keywords)),
            "lang": ("en",), "story": (drawn.story,) if drawn.story else (), "id": (drawn.id,), "url": (fold_key(drawn.url),),
        },
        {name: facets[name] for name in FACETS},
        int(drawn.published.timestamp()),
        int(drawn.published.timestamp()),
        _shown(drawn).to_text(),
    )  # fmt: skip


def _shown(drawn: _Drawn) -> Shown:
    published = drawn.published.isoformat().replace("+00:00", "Z")
    return Shown(drawn.title, drawn.body, drawn.source, drawn.url, drawn.authors, published, "second", "en", drawn.story)


def _article(drawn: _Drawn) -> Article:
    entities = tuple(
        Entity(type_, name, name, (Mention("body", *drawn.mentions[type_, name]),)) for type_ in ENTITY_TYPES for name in drawn.names[type_]
    )
    return Article(
        drawn.id, drawn.title, drawn.body, drawn.source, drawn.url, drawn.site, drawn.authors, drawn.section, "en", drawn.keywords,
        drawn.published, "second", "metadata", first_seen=drawn.published, entities=entities, story=drawn.story,
    )  # fmt: skip


def _raw(drawn: _Drawn) -> RawArticle:
    return RawArticle(
        f"generated:{drawn.id}", drawn.body, drawn.title, drawn.url, drawn.id, drawn.source, drawn.authors, drawn.section, "en",
        drawn.published.isoformat(), drawn.keywords,
    )  # fmt: skip
