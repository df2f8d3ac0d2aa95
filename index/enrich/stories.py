"""Stories: which reports tell of one event.

Two articles belong together when one is a near copy of the other (wire text in many papers: MinHash over runs of words, Broder
1997), or when within a few days they share enough rare words and names (cosine of TF-IDF vectors, as in Topic
Detection and Tracking, Allan et al. 1998). Groups are joined by average link, best pair first, so that a chain of
half-similar reports makes no giant story. A wrong join hides an article behind another, a missed one only shows both:
precision comes first.

The result depends on the set of articles, not on their order. Only pairs that share several of their own rarest
words are ever compared, so the work grows with the number of articles, not with its square.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from statistics import median_low

from index.analysis import stem_code, stems, terms
from index.article import Article
from index.enrich.copies import near_copies
from index.enrich.gazetteer import gazetteer
from index.enrich.identity import story_id
from index.enrich.meetings import Pair, meetings
from index.periods import SECONDS_A_DAY

STORY_WINDOW = 3
"""Days between neighbouring reports of one event; follow-ups later than this are a new story."""
LEAST_SIMILARITY = 0.12
"""Mean cosine at which two groups of full reports of one day are joined. Chosen with the next three on bench/stories.py; see
docs/enrichment.md for the curve."""
MORE_A_DAY = 0.06
"""Added for each day between the first and the last report of a group: yesterday's market report is another event."""
MORE_IF_SHORT = 0.30
"""Added in proportion for vectors of fewer than `FULL` words: the words of a form ("4th qtr net") make short texts alike."""
FULL = 70
UNDATED_DAYS = 1.2
"""Days that a missing date counts as: nothing tells an event from its like a year before."""
MIXED_DAYS = 3
"""Days that a missing date counts as beside one that is known: a report of any year would else join the day's."""
NARROW = 24
"""Rarest words of an article by which others are looked up."""
WIDEST = 80
"""Words of an article's vector."""
HEAD_TERMS = 400
"""Words of the body that are read: news tells the event first and its background after."""
BACKGROUND = 1000
"""Articles that a small collection is assumed to be part of, so that its few words do not all count as common."""
SHORTEST_FOREIGN = 6
"""Letters of a word that counts where no list of common words is known (languages other than English)."""
COPY = 10.0
"""Likeness of a near copy: joined before all others."""
COPY_WINDOW = 1
"""Days between copies: what is printed again in the same words later is a form with new figures, or a reprint."""
TITLE_WEIGHT = 2
NAME_WEIGHT = 1.5
"""A name counts half more than a word: who and where tell an event from its like."""


@dataclass(frozen=True, slots=True)
class StoryInput:
    """What grouping needs of an article: small, so that a whole collection fits in memory.

    `title` and `body` are stems, `names` the canonical names of entities, `day` the day of publication counted from
    1970, None where unknown.
    """

    id: str
    title: tuple[str, ...]
    body: tuple[str, ...]
    names: tuple[str, ...] = ()
    day: int | None = None


@dataclass(slots=True)
class _Story:
    """A growing group: member numbers, the sum of their vectors, their days, the number of words of all vectors."""

    members: list[int]
    vector: dict[str, float]
    days: list[int]
    words: int


Vector = dict[str, float]


def story_input(article: Article) -> StoryInput:
    """What grouping needs of `article`. English words without the common ones; of other languages the long ones."""
    code = stem_code(article.language)
    english = code == "en"
    day = int(article.believed.timestamp() // SECONDS_A_DAY) if article.believed else None
    names = tuple(entity.canonical.casefold() for entity in article.entities if not entity.given or " " in entity.canonical)
    return StoryInput(
        article.id,
        tuple(_telling(terms(article.title), code, english=english)),
        tuple(_telling(terms(article.body[: HEAD_TERMS * 8])[:HEAD_TERMS], code, english=english)),
        tuple(dict.fromkeys(names)),
        day,
    )


class StoryFinder:
    """Groups articles into stories."""

    def group(self, articles: Iterable[StoryInput], settled: Mapping[str, str | None] | None = None) -> dict[str, str]:
        """Article id → story id, for every article that shares its story with another.

        `settled` are those of the articles that were grouped before, with their stories (None: alone). They are not compared with each
        other again, those of one story stay together, and the answer has only stories that one of the others is in.
        """
        every = sorted({article.id: article for article in articles}.values(), key=_age)
        known = settled or {}
        vectors = _vectors(every)
        new = [number for number, article in enumerate(every) if article.id not in known]
        met = meetings([article.day for article in every], [list(vector)[:NARROW] for vector in vectors], new, STORY_WINDOW)
        copies = _copies(every, met.kin, frozenset(new))
        pairs = dict.fromkeys(copies, COPY)
        for one, other in met.pairs:
            if (one, other) not in copies and (similarity := _likeness(every, vectors, one, other)) >= 1:
                pairs[one, other] = similarity
        groups = _Groups(every, vectors, known)
        for one, other in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
            groups.meet(one, other, copies=(one, other) in copies)
        return {every[member].id: story_id(every[min(story.members)].id) for story in groups.joined() for member in story.members}


def _telling(words: Sequence[str], code: str, *, english: bool) -> list[str]:
    """The stems of words that tell something; figures are left out, they agree by chance."""
    if not english:
        return stems([word for word in words if len(word) >= SHORTEST_FOREIGN and word.isalpha()], code)
    common = _common_words()
    return stems([word for word in words if len(word) > 2 and word not in common and word.isalpha()], code)


def _common_words() -> frozenset[str]:
    return gazetteer().common_in_lower_case


def _age(article: StoryInput) -> tuple[bool, int, str]:
    return article.day is None, article.day or 0, article.id


def _vectors(articles: Sequence[StoryInput]) -> list[Vector]:
    """A unit vector for each article: its heaviest words and names by TF-IDF."""
    counts = [_counts(article) for article in articles]
    holders = Counter(word for count in counts for word in count)
    total = len(articles) + BACKGROUND
    idf = {word: math.log(1 + total / (1 + number)) for word, number in holders.items()}
    return [_unit({word: weight * idf[word] for word, weight in count.items()}) for count in counts]


def _counts(article: StoryInput) -> Vector:
    counts = Counter(article.body)
    for word in article.title:
        counts[word] += TITLE_WEIGHT
    weights = {word: 1 + math.log(number) for word, number in counts.items()}
    return weights | {f"\x1f{name}": NAME_WEIGHT for name in article.names}


def _unit(vector: Vector) -> Vector:
    heaviest = sorted(vector.items(), key=lambda item: (-item[1], item[0]))[:WIDEST]
    length = math.sqrt(sum(weight * weight for _, weight in heaviest)) or 1.0
    return {word: weight / length for word, weight in heaviest}


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _near(one: int | None, other: int | None, window: int) -> bool:
    return one is None or other is None or abs(one - other) <= window


def _likeness(articles: Sequence[StoryInput], vectors: Sequence[Vector], one: int, other: int) -> float:
    """The cosine of two articles as a multiple of what is asked of them: 1 and more is one event."""
    days = [day for day in (articles[one].day, articles[other].day) if day is not None]
    return _dot(vectors[one], vectors[other]) / _least(days, 2 - len(days), min(len(vectors[one]), len(vectors[other])))


def _least(days: Sequence[int], undated: int, words: float) -> float:
    unknown = 0.0 if not undated else MIXED_DAYS if days else UNDATED_DAYS
    apart = max(unknown, max(days) - min(days) if days else 0)
    return LEAST_SIMILARITY + MORE_A_DAY * apart + MORE_IF_SHORT * max(0.0, 1 - words / FULL)


def _copies(articles: Sequence[StoryInput], numbers: Sequence[int], new: Collection[int]) -> frozenset[Pair]:
    """The pairs of near copies among `numbers` (in order) of which one is new."""
    found = near_copies([(*articles[number].title, *articles[number].body) for number in numbers])
    pairs = ((numbers[one], numbers[other]) for one, other in found)
    return frozenset(
        (one, other) for one, other in pairs if (one in new or other in new) and _near(articles[one].day, articles[other].day, COPY_WINDOW)
    )


class _Groups:
    """Articles that grow together, by average link: the most similar pair first."""

    def __init__(self, articles: Sequence[StoryInput], vectors: Sequence[Vector], settled: Mapping[str, str | None]) -> None:
        self._articles = articles
        self._vectors = vectors
        stories: defaultdict[str, list[int]] = defaultdict(list)
        for number, article in enumerate(articles):
            if story := settled.get(article.id):
                stories[story].append(number)
        self._members = {story: self._of_one_time(numbers) for story, numbers in stories.items()}
        self._story = {number: story for story, numbers in self._members.items() for number in numbers}
        self._kept: dict[str, _Story] = {}
        self._home: dict[int, _Story] = {}

    def meet(self, one: int, other: int, *, copies: bool) -> None:
        """Join the groups of two articles if they are alike; those of `copies` without further question."""
        left, right = self._group(one), self._group(other)
        if left is right or not (_near_in_time(left, right) if copies else _alike(left, right)):
            return
        joined = _joined(left, right)
        self._home.update(dict.fromkeys(joined.members, joined))

    def joined(self) -> list[_Story]:
        """The groups that grew."""
        return list({id(story): story for story in self._home.values()}.values())

    def _group(self, number: int) -> _Story:
        if number in self._home:
            return self._home[number]
        story = self._story.get(number)
        if story is None:
            return self._alone(number)
        if story not in self._kept:
            self._kept[story] = reduce(_joined, map(self._alone, self._members[story]))
        return self._kept[story]

    def _of_one_time(self, numbers: Sequence[int]) -> list[int]:
        """Without those of a story whose date was corrected to another time, which would keep all others from joining it."""
        days = [day for number in numbers if (day := self._articles[number].day) is not None]
        middle = median_low(days) if days else None
        return [number for number in numbers if _near(self._articles[number].day, middle, STORY_WINDOW)]

    def _alone(self, number: int) -> _Story:
        day, vector = self._articles[number].day, self._vectors[number]
        return _Story([number], dict(vector), [] if day is None else [day], len(vector))


def _near_in_time(left: _Story, right: _Story) -> bool:
    """Whether copies of reports of these days may be one story: one without a date must not join those of two years."""
    days = left.days + right.days
    return not days or max(days) - min(days) <= STORY_WINDOW


def _alike(left: _Story, right: _Story) -> bool:
    pairs = len(left.members) * len(right.members)
    days = left.days + right.days
    undated = len(left.members) + len(right.members) - len(days)
    words = min(left.words / len(left.members), right.words / len(right.members))
    return _dot(left.vector, right.vector) / pairs >= _least(days, undated, words)


def _joined(left: _Story, right: _Story) -> _Story:
    if len(left.members) < len(right.members):
        left, right = right, left
    vector = left.vector
    for word, weight in right.vector.items():
        vector[word] = vector.get(word, 0.0) + weight
    return _Story(left.members + right.members, vector, left.days + right.days, left.words + right.words)
