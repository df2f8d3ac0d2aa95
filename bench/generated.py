"""News-like articles without end, for measuring sizes that no collection at hand has: the same ones on every machine.

What a size depends on is drawn as news has it; what the words mean is left out. Lengths are lognormal and words follow Zipf's
law, both fitted to Reuters-21578 and to a collection of long web articles (`SHAPES`). Articles come in stories: the reports of
one event share rare words and half a headline. People, organisations and places are named in the text and listed beside it; few of
them are in very many articles (Zipf again).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from index.analysis import stem
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
"""Different words; Reuters has 65,537 of them, a million articles use most, and names come on top (Heaps' law)."""
REGIMES = ((1, 0.95), (1_000, 1.45), (10_000, 1.70))
"""From which rank on the share of a word falls with which power of its rank. One power fits words that everybody uses; the rest
falls faster (Ferrer i Cancho and Solé 2001). Read off Reuters: ranks 1, 10, 100, 1,000, 10,000, 30,000 are 5.5, 0.86, 0.11, 0.0125,
0.00046, 0.000076 per cent of it, and the same to a fifth in web articles."""

STORY_REPORTS = 3
"""Reports of one event; every other article stands alone."""
TOPIC = 40
"""Rare words that the reports of an event share."""
ON_TOPIC = 0.15
"""Share of the words of a text that come from them."""
RARE, RAREST = 300, 30_000
"""They are of these ranks, drawn in proportion to 1 / rank; below are function words, above what is written once."""

NAMES: dict[EntityType, int] = {"person": 300_000, "org": 100_000, "place": 20_000}
"""Different people, organisations and places; a rank r is drawn in proportion to 1 / r."""
NAMED = 2.5
"""Of each type in an article, in the mean (Poisson). Chosen, not fitted: names are a small part of an index."""
OUTLETS, AUTHORS, SECTIONS, KEYWORDS = 500, 20_000, 12, 5_000
DAYS = 3653
"""Articles are spread over ten years, 2016 to 2025."""
FIRST_DAY = datetime(2016, 1, 1, tzinfo=UTC)

SENTENCE, PARAGRAPH = 18, 3
"""Words of a sentence, sentences of a paragraph."""
CHUNK = 1000
"""Articles drawn at once. It is part of the definition: another value gives other articles."""

Ranks = NDArray[np.int64]

_CONSONANTS = "tnsrldmkpgbvfhzjwyqx"
_VOWELS = "aeiou"
_ENDINGS = ("", "s", "ed", "ing")


def word(rank: int) -> str:
    """The word of a rank, shorter the more frequent it is; above the function words four of them are forms of one stem."""
    if rank < RARE:
        return _syllables(rank)
    stem_of, form = divmod(rank - RARE, len(_ENDINGS))
    return _syllables(RARE + stem_of) + _ENDINGS[form]


def _shares() -> NDArray[np.float64]:
    """The share of each rank in a text, by Zipf's law in regimes that join without a step."""
    ranks = np.arange(1, VOCABULARY + 1, dtype=np.float64) + 1
    shares, reached = np.ones(VOCABULARY), 1.0
    for (first, power), (end, _) in pairwise((*REGIMES, (VOCABULARY, 0.0))):
        part = slice(first - 1, end)
        shares[part] = reached * (ranks[part] / ranks[first - 1]) ** -power
        reached = float(shares[end - 1])
    shares /= shares.sum()
    return shares


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
        self._words = np.array([word(rank) for rank in range(VOCABULARY)], dtype=object)
        self._stems = np.full(VOCABULARY, None, dtype=object)
        self._until = np.cumsum(_shares())

    def documents(self, count: int) -> Iterator[Document]:
        """The first `count` articles as an index takes them."""
        return map(_document, self._drawn(count))

    def articles(self, count: int) -> Iterator[tuple[RawArticle, Article]]:
        """The first `count` articles, each with the record that it could have been made of."""
        for drawn in self._drawn(count):
            yield _raw(drawn), _article(drawn)

    def titles(self, count: int) -> Iterator[list[str]]:
        """The words of the first `count` headlines, to draw queries from."""
        for drawn in self._drawn(count):
            yield drawn.title_exact.split()

    def _drawn(self, count: int) -> Iterator[_Drawn]:
        for first in range(0, count, CHUNK):
            yield from islice(self._chunk(first), count - first)

    def _chunk(self, first: int) -> Iterator[_Drawn]:
        """A thousand articles: everything that chance decides is drawn at once, then each is put together."""
        rng = np.random.default_rng((self._seed, first))
        lengths = np.maximum(rng.lognormal(self._shape.mean_log, self._shape.spread, CHUNK).astype(int), 10)
        events = np.cumsum(rng.random(CHUNK) < (1 + 1 / STORY_REPORTS) / 2, dtype=np.int64)
        topics = (RARE * (RAREST / RARE) ** rng.random((int(events[-1]) + 1, TOPIC))).astype(int)
        ranks = self._bodies(rng, lengths, events, topics)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        headlines = np.concatenate((topics[events, :4], ranks[starts[:-1, None] + np.arange(3)]), axis=1)
        self._learn_stems(np.concatenate((ranks, headlines.ravel())))
        shared = np.bincount(events)[events] > 1
        kinds, seconds, names = _choices(rng), rng.integers(DAYS * 86_400, size=CHUNK).tolist(), _names(rng)
        for place in range(CHUNK):
            body, headline = ranks[starts[place] : starts[place + 1]], headlines[place]
            yield _put_together(
                first + place,
                _Words(self._words[headline].tolist(), self._stems[headline].tolist()),
                _Words(self._words[body].tolist(), self._stems[body].tolist()),
                names[place],
                kinds[place],
                FIRST_DAY + timedelta(seconds=seconds[place]),
                f"{first + int(events[place]):x}" if shared[place] else None,
            )

    def _bodies(self, rng: np.random.Generator, lengths: Ranks, events: Ranks, topics: Ranks) -> Ranks:
        """The ranks of all bodies' words, one body after the other; some of each come from the topic of its event."""
        ranks = np.searchsorted(self._until, rng.random(int(lengths.sum())))
        mask = rng.random(len(ranks)) < ON_TOPIC
        of = np.repeat(events, lengths)[mask]
        ranks[mask] = topics[of, (TOPIC * rng.random(len(of)) ** 2).astype(int)]
        return ranks

    def _learn_stems(self, ranks: Ranks) -> None:
        for rank in np.unique(ranks).tolist():
            if self._stems[rank] is None:
                self._stems[rank] = stem(self._words[rank], "en")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words and their stems, in step."""

    words: list[str]
    stems: list[str]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One article: its texts as written and as analysed, entities with their places in the body."""

    id: str
    title: str
    title_exact: str
    title_stem: str
    text: _Text
    names: dict[EntityType, tuple[str, ...]]
    source: str
    url: str
    site: str
    authors: tuple[str, ...]
    section: str
    keywords: tuple[str, ...]
    published: datetime
    story: str | None


def _choices(rng: np.random.Generator) -> list[list[int]]:
    """For each article: outlet, author, section, two keywords, as ranks from 1, each drawn in proportion to 1 / rank."""
    among = np.array([OUTLETS, AUTHORS, SECTIONS, KEYWORDS, KEYWORDS]) + 1
    found: list[list[int]] = np.exp(rng.random((CHUNK, len(among))) * np.log(among)).astype(int).tolist()
    return found


def _names(rng: np.random.Generator) -> list[dict[EntityType, tuple[str, ...]]]:
    """For each article: the names of each type."""
    made: list[dict[EntityType, tuple[str, ...]]] = [{} for _ in range(CHUNK)]
    for type_ in ENTITY_TYPES:
        counts = rng.poisson(NAMED, CHUNK)
        ranks = iter(np.exp(rng.random(int(counts.sum())) * math.log(NAMES[type_] + 1)).astype(int).tolist())
        for names, count in zip(made, counts.tolist(), strict=True):
            names[type_] = tuple(dict.fromkeys(_name(type_, rank) for rank in islice(ranks, count)))
    return made


@cache
def _name(type_: EntityType, rank: int) -> str:
    """Two capitalised words for a person, two and what kind of company for an organisation, one for a place."""
    own = {"person": "r", "org": "k", "place": "n"}[type_]
    last = f"{_syllables(rank * 7 + 13)}{own}".capitalize()
    if type_ == "place":
        return last
    first = f"{_syllables(100 + rank % 499)}{own}".capitalize()
    return f"{first} {last}" if type_ == "person" else f"{first} {last} Corp"


@cache
def _stemmed(name: str) -> str:
    return " ".join([stem(term, "en") for term in name.lower().split()])


def _put_together(
    number: int, headline: _Words, body: _Words, names: dict[EntityType, tuple[str, ...]],
    kinds: list[int], published: datetime, story: str | None,
) -> _Drawn:  # fmt: skip
    outlet, author, section, *keywords = kinds
    title = " ".join(headline.words)
    site = f"outlet{outlet}.example"
    return _Drawn(
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
        authors=(_name("person", author),),
        section=f"section {section}",
        keywords=tuple(dict.fromkeys(f"topic {keyword}" for keyword in keywords)),
        published=published,
        story=story,
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """A body as written and as analysed, and at which character each name stands."""

    body: str
    exact: str
    stem: str
    names_at: dict[str, int]


def _text(words: _Words, names: list[str]) -> _Text:
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
    return _Text("".join(body), "".join(exact), "".join(stems), names_at)


def _document(drawn: _Drawn) -> Document:
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


def _lines(names: Sequence[str]) -> str:
    return "\n".join(names).lower()


def _shown(drawn: _Drawn) -> Shown:
    published = drawn.published.isoformat().replace("+00:00", "Z")
    return Shown(drawn.title, drawn.text.body, drawn.source, drawn.url, drawn.authors, published, "second", "en", drawn.story)


def _article(drawn: _Drawn) -> Article:
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


def _raw(drawn: _Drawn) -> RawArticle:
    return RawArticle(
        f"generated:{drawn.id}", drawn.text.body, drawn.title, drawn.url, drawn.id, drawn.source, drawn.authors, drawn.section, "en",
        drawn.published.isoformat(), drawn.keywords,
    )  # fmt: skip
