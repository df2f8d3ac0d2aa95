"""Generated articles and queries: small vocabularies, so that everything collides with everything."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from index import query as q
from index.article import Article, Entity
from index.fields import FACETS

_EN = [
    "oil",
    "oils",
    "gas",
    "price",
    "prices",
    "pricing",
    "peace",
    "talk",
    "talks",
    "talking",
    "Kyiv-based",
    "U.S.",
    "Putin's",
    "café",
    "Café",
    "naïve",
    "1,750",
    "3.5%",
    "state-run",
    "run",
    "a",
    "the",
]
_OTHER = [
    "北京",
    "東京",
    "Київ",
    "Києва",
    "Москва",
    "ὁδός",
    "Straße",
    "Häuser",
    "Haus",
    "maisons",
    "maison",
    "أخبار",
    "ﬁrst",
    "don’t",
    "AT&T",
    "¶",
    "½",
]
_PEOPLE = ["Vladimir Putin", "Jane Smith", "Smith, Jane", "Ngozi Adé", "O’Brien", "李 明"]
_PLACES = ["Kyiv", "New York", "York", "São Paulo", "Côte d'Ivoire"]
_SOURCES = ["Reuters", "reuters", "The Post", "New York Post", "", 'Tab\there, "quoted"; comma']
_KEYWORDS = ["cocoa", "natural gas", "Natural Gas", "gas", "g\u00e9nie", "g", "x" * 300]
_LANGUAGES = ["en", "en-GB", "de", "fr", "uk", "zh", "und", "ru"]


def articles(count: int, seed: int) -> list[Article]:
    """`count` articles; many share dates, values and words."""
    rng = random.Random(seed)
    return [_article(rng, number) for number in range(count)]


def _article(rng: random.Random, number: int) -> Article:
    date = (
        None
        if rng.random() < 0.1
        else datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=rng.randrange(90), seconds=rng.choice([0, 0, 3600]))
    )
    if date and rng.random() < 0.03:
        date = date.replace(year=rng.choice([1650, 1969, 1970, 2400]))
    people = tuple(Entity("person", n, n) for n in _some(rng, _PEOPLE))
    places = tuple(Entity("place", n.lower(), n) for n in _some(rng, _PLACES))
    return Article(
        id=f"{rng.getrandbits(80):020x}" if rng.random() < 0.9 else f"id {number}, odd",
        title=_text(rng, rng.randrange(0, 6)),
        body="\n\n".join(_text(rng, rng.randrange(0, 14)) for _ in range(rng.randrange(0, 4))),
        source=rng.choice(_SOURCES),
        url=rng.choice([None, f"https://www.site{number % 3}.example/{number}"]),
        site=rng.choice([None, f"site{number % 3}.example"]),
        authors=_some(rng, _PEOPLE),
        section=rng.choice([None, "World", "world", "Sport"]),
        language=rng.choice(_LANGUAGES),
        keywords=_some(rng, _KEYWORDS),
        published=date,
        published_doubtful=rng.random() < 0.02,
        first_seen=datetime(2022, 5, 1, tzinfo=UTC) + timedelta(hours=number),
        entities=people + places,
        story=rng.choice([None, None, f"story{number % 5}"]),
    )


def _some(rng: random.Random, values: list[str]) -> tuple[str, ...]:
    return tuple(rng.sample(values, rng.choice([0, 0, 1, 1, 2])))


def _word(rng: random.Random) -> str:
    return rng.choice(_EN if rng.random() < 0.75 else _OTHER)


def _text(rng: random.Random, length: int) -> str:
    return " ".join(_word(rng) for _ in range(length))


def query(rng: random.Random, depth: int = 2) -> q.Query:
    """A random tree over the same vocabulary."""
    if depth and rng.random() < 0.6:
        parts = tuple(query(rng, depth - 1) for _ in range(rng.randrange(2, 4)))
        return rng.choice([q.All(parts), q.Any(parts), q.Not(parts[0]), q.All(parts)])
    return rng.choice(_LEAVES)(rng)


def _when(rng: random.Random) -> datetime | None:
    return rng.choice([None, datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=rng.randrange(100)), datetime(1800, 1, 1, tzinfo=UTC)])


def _text_field(rng: random.Random) -> str | None:
    return rng.choice([None, None, "title", "body"])


_VALUES: list[tuple[str, list[str]]] = [
    ("source", _SOURCES),
    ("author", _PEOPLE),
    ("person", _PEOPLE),
    ("place", _PLACES),
    ("entity", _PLACES + _PEOPLE),
    ("section", ["WORLD", "sport"]),
    ("keyword", _KEYWORDS),
    ("lang", ["en", "EN-gb", "zh"]),
    ("site", ["site1.example", "www.site2.example"]),
    ("story", ["story1", "STORY2"]),
]


def _value(rng: random.Random) -> q.Query:
    field, values = rng.choice(_VALUES)
    text = rng.choice(values)
    short = text.split()[0] if text.split() else "x"
    return rng.choice(
        [q.Word(short, field), q.Phrase(text or "x", field), q.Prefix(short[:2].strip() or "re", field), q.Fuzzy(short, 1, field)]
    )


_LEAVES = [
    lambda rng: q.Word(_word(rng), _text_field(rng)),
    lambda rng: q.Word(_word(rng), _text_field(rng)),
    lambda rng: q.Phrase(_text(rng, rng.randrange(1, 4)), _text_field(rng), rng.choice([0, 0, 1, 2, 5, 20])),
    lambda rng: q.Near(_text(rng, rng.randrange(1, 5)), rng.choice([0, 1, 3, 20]), _text_field(rng)),
    lambda rng: q.Prefix(rng.choice(["pr", "ta", "ca", "Ки", "1", "state-r", "st"]), _text_field(rng)),
    lambda rng: q.Fuzzy(rng.choice(["prise", "tlak", "peece", "Київу", "cafes", "pries"]), rng.choice([1, 2]), _text_field(rng)),
    lambda rng: q.Dates(rng.choice(["published", "published", "seen"]), _when(rng), _when(rng)),
    _value,
    _value,
    lambda rng: q.Also(q.Word(_word(rng)), (q.Phrase("Vladimir Putin"), q.Phrase("peace talks"))),
    lambda rng: rng.choice([q.Word("…"), q.Everything()]),
]


def filters(rng: random.Random) -> dict[str, tuple[str, ...]]:
    """Mostly none; sometimes values chosen in one or two facets."""
    if rng.random() < 0.6:
        return {}
    known = {
        "source": _SOURCES[:3],
        "person": _PEOPLE,
        "place": _PLACES,
        "keyword": _KEYWORDS,
        "section": ["World", "nowhere"],
        "language": _LANGUAGES,
    }
    return {facet: tuple(rng.sample(known[facet], rng.choice([1, 2]))) for facet in rng.sample(sorted(known), rng.choice([1, 2]))}


ALL_FACETS = FACETS
