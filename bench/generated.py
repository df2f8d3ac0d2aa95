"""News-like articles without end, for measuring sizes that no collection at hand has: the same ones on every machine.

What a size depends on is drawn as news has it; what the words mean is left out. Lengths are lognormal and words follow Zipf's
law, both fitted to Reuters-21578 and to a collection of long web articles (`SHAPES`). Articles come in stories: the reports of
one event share rare words and half a headline. People, organisations and places are named in the text and listed beside it; few of
them are in very many articles (Zipf again).

Here is what chance decides; `generated_words` has the words and names, `generated_articles` puts articles together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bench.generated_articles import Drawn, Words, article, document, put_together, raw_article
from bench.generated_words import NAMES, RARE, RAREST, VOCABULARY, entity_name, word, word_shares
from index.analysis import stem
from index.article import ENTITY_TYPES, Article, EntityType, RawArticle
from index.document import Document


@dataclass(frozen=True, slots=True)
class Shape:
    """How long the bodies of a collection are: logarithms of their words have this mean and this standard deviation."""

    mean_log: float
    spread: float


SHAPES = {"reuters": Shape(4.507, 0.871), "web": Shape(6.710, 0.541)}
"""Fitted to bodies in terms: Reuters-21578 (19,779, 133 words in the mean), 3,000 articles of US outlets 2012 to 2020 (963)."""

STORY_REPORTS = 3
"""Reports of one event; every other article stands alone."""
TOPIC = 40
"""Rare words that the reports of an event share, drawn in proportion to 1 / rank."""
ON_TOPIC = 0.15
"""Share of the words of a text that come from them."""
NAMED = 2.5
"""Names of each type in an article, in the mean (Poisson). Chosen, not fitted: names are a small part of an index."""
OUTLETS, AUTHORS, SECTIONS, KEYWORDS = 500, 20_000, 12, 5_000
DAYS = 3653
"""Articles are spread over ten years, 2016 to 2025."""
FIRST_DAY = datetime(2016, 1, 1, tzinfo=UTC)

CHUNK = 1000
"""Articles drawn at once. It is part of the definition: another value gives other articles."""

Ranks = NDArray[np.int64]


class Generator:
    """Articles number 0, 1, 2, … of one shape: `documents` ready for an engine, `articles` with their records for a store."""

    def __init__(self, shape: Shape, seed: int = 1) -> None:
        self._shape = shape
        self._seed = seed
        self._words = np.array([word(rank) for rank in range(VOCABULARY)], dtype=object)
        self._stems = np.full(VOCABULARY, None, dtype=object)
        self._until = np.cumsum(word_shares())

    def documents(self, count: int) -> Iterator[Document]:
        """The first `count` articles as an index takes them."""
        return map(document, self._drawn(count))

    def articles(self, count: int) -> Iterator[tuple[RawArticle, Article]]:
        """The first `count` articles, each with the record that it could have been made of."""
        for drawn in self._drawn(count):
            yield raw_article(drawn), article(drawn)

    def titles(self, count: int) -> Iterator[list[str]]:
        """The words of the first `count` headlines, to draw queries from."""
        for drawn in self._drawn(count):
            yield drawn.title_exact.split()

    def _drawn(self, count: int) -> Iterator[Drawn]:
        for first in range(0, count, CHUNK):
            yield from islice(self._chunk(first), count - first)

    def _chunk(self, first: int) -> Iterator[Drawn]:
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
            yield put_together(
                first + place,
                Words(self._words[headline].tolist(), self._stems[headline].tolist()),
                Words(self._words[body].tolist(), self._stems[body].tolist()),
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


def _choices(rng: np.random.Generator) -> list[list[int]]:
    """For each article: outlet, author, section, two keywords, as ranks from 1, each drawn in proportion to 1 / rank."""
    among = np.array([OUTLETS, AUTHORS, SECTIONS, KEYWORDS, KEYWORDS]) + 1
    found: list[list[int]] = np.exp(rng.random((CHUNK, len(among))) * np.log(among)).astype(int).tolist()
    return found


def _names(rng: np.random.Generator) -> list[dict[EntityType, tuple[str, ...]]]:
    """For each article: the names of each type, a rank r drawn in proportion to 1 / r."""
    made: list[dict[EntityType, tuple[str, ...]]] = [{} for _ in range(CHUNK)]
    for type_ in ENTITY_TYPES:
        counts = rng.poisson(NAMED, CHUNK)
        ranks = iter(np.exp(rng.random(int(counts.sum())) * math.log(NAMES[type_] + 1)).astype(int).tolist())
        for names, count in zip(made, counts.tolist(), strict=True):
            names[type_] = tuple(dict.fromkeys(entity_name(type_, rank) for rank in islice(ranks, count)))
    return made
