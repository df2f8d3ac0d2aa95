"""Words that tell what kind of name stands beside them (`name_words.tsv`): titles, kinds of organisation, kinds of place."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files


def _kinds() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in files("index.enrich").joinpath("name_words.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, words = line.partition("\t")
            found[kind].update(words.split())
    return {kind: frozenset(words) for kind, words in found.items()}


_KINDS = _kinds()

TITLES = _KINDS["title"]
"""A person's name follows ("President", "Mr"). Written with or without a full stop."""

TITLE_MODIFIERS = _KINDS["title modifier"]
"""Words that belong to the title after them ("Foreign Minister"), not to a name."""

MENS_TITLES = _KINDS["man's title"]
WOMENS_TITLES = _KINDS["woman's title"]

OFFICES = _KINDS["office"]
"""Titles by which a surname alone means whom everybody knows, even where an article names a relative in full."""

LASTING_TITLES = _KINDS["lasting title"]
"""They stay with a single name, of which they are half: "Pope Francis"."""

ORG_SUFFIXES = _KINDS["organisation ending"]
"""A name that ends so is an organisation ("Inc", "Bank", "University")."""

ORG_HEADS = _KINDS["organisation head"]
""" "Ministry of Defence": these begin an organisation when "of", "for" or "on" follows."""

PLACE_SUFFIXES = _KINDS["place ending"]
PLACE_PREFIXES = _KINDS["place beginning"]

EVENT_WORDS = _KINDS["event"]
"""After a place they name an event or a thing, not the place: "Kenya Open", "Vietnam War"."""

COMPASS = _KINDS["compass"]

FUNCTION_WORDS = _KINDS["function word"]
"""Capitalised at the head of a sentence only, and never the first word of a name worth finding."""

THING_ENDINGS = _KINDS["thing ending"]
"""A name that ends so is that of an event, a law, a plan: no person, organisation or place ("Privacy Policy"). No surnames among them."""

THING_BEGINNINGS = _KINDS["thing beginning"]
"""The same of names that begin so ("Hurricane", "Operation")."""

LEADS = _KINDS["headline lead"]
"""Words before a name in a headline, a link, a call to read on: no part of it."""

HEADLINE_VERBS = _KINDS["headline verb"]
"""What the one does whom a headline names: "Anna Lund Urges Unity". No surnames among them."""

THINGS = _KINDS["thing"]
"""What is called like a person, where the ending is a surname too."""

ADJECTIVES = _KINDS["adjective"]
"""A name that begins so is no person's."""

COMPOUND_ENDINGS = _KINDS["compound ending"]
"""Behind a name and a hyphen: "London-based"."""

PARTICLES = _KINDS["particle"]
"""Small words inside names of persons ("van der")."""


SUBJECTS = _KINDS["subject"]
"""What departments and committees are named after, several of them joined by "and": "Energy", "Commerce"."""

NO_ORGANISATIONS = _KINDS["no organisation"]
"""Words in capitals that look like an organisation's abbreviation: time zones, states, offices, laws, ordinary words in headlines."""

NO_NAMES = _KINDS["no name"]
"""Alone neither a person nor an organisation nor a place: "God", "Obamacare"."""


def names_thing(first: str, last: str) -> bool:
    """Whether a name of several words that begins and ends so is that of a law, a plan, a storm."""
    return last in THING_ENDINGS or first in THING_BEGINNINGS or f"{first}_{last}" in THINGS
