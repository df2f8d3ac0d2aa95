"""One name for each entity of an article: "Putin" after "Vladimir Putin" is he, "Kiev" is Kyiv, "the WHO" its full name.

The alias table has the first word. What it does not know is settled within the article: a surname, or a full name spelt
a little otherwise, belongs to the person already named; an abbreviation, or a company without its "Inc", to the
organisation already named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from index.article import Entity, EntityType, Mention
from index.closeness import within
from index.enrich.extract import GENERATION, Found
from index.enrich.gazetteer import gazetteer
from index.enrich.groups import Group, nearest
from index.enrich.naming import ORG_SUFFIXES
from index.enrich.usual import usual
from index.enrich.whose import known_by, owner

Canonical = Callable[[str, EntityType], str]
"""The alias table's answer: the canonical name, or the name itself where it is not known."""

LEAST_VARIANT = 4
"""Letters of a name of which spellings may differ: shorter names that differ are different names (Lee, Li)."""
_FORMAL = frozenset(
    [
        "Inc",
        "Corp",
        "Corporation",
        "Co",
        "Company",
        "Ltd",
        "Limited",
        "Plc",
        "PLC",
        "LLC",
        "LLP",
        "LP",
        "AG",
        "SA",
        "SpA",
        "NV",
        "BV",
        "GmbH",
        "AB",
        "ASA",
    ]
)
_SMALL = frozenset(["of", "the", "and", "for", "on", "in", "de", "la", "&", "et", "und"])


def entities(mentions: Iterable[Found], canonical: Canonical) -> tuple[Entity, ...]:
    """The entities of an article in order of first mention, each under one canonical name.

    Full names are settled before short ones, so that "Putin" in the title finds the "Vladimir Putin" of the body; and short ones with
    a title, which tells more, before those without.
    """
    found = list(mentions)
    groups: list[Group] = []
    matching = _Matching(groups)
    for mention in sorted(found, key=lambda each: (-len(_words(each.text, each.type)), not each.title)):
        group = _home(mention, matching.of(mention), canonical)
        if group is None:
            group = _new(mention, canonical)
            groups.append(group)
        group.mentions.append(mention)
    return tuple(sorted((_entity(group) for group in _merged(groups)), key=_first_mention))


def folded(name: str) -> str:
    """A name for comparison: lower case, no accents, no punctuation but spaces."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("ø", "o").replace("ı", "i").replace("đ", "d"))
    return re.sub(r"[\W_]+", " ", "".join(letter for letter in plain.casefold() if not unicodedata.combining(letter))).strip()


def is_variant(one: str, other: str) -> bool:
    """Whether two folded words may be spellings of one name: equal, or one letter in four apart."""
    if one == other:
        return True
    if min(len(one), len(other)) < LEAST_VARIANT or one[0] != other[0]:
        return False
    return within(one, other, max(len(one), len(other)) // 4)


@lru_cache(maxsize=50_000)
def _words(name: str, type_: EntityType) -> tuple[str, ...]:
    plain = GENERATION.sub("", name)
    words = folded(plain).split()
    if type_ == "org":
        formal = {suffix.casefold() for suffix in _FORMAL}
        words = [word for number, word in enumerate(words) if number == 0 or word not in formal]
        return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)
    return tuple(words)


def _new(mention: Found, canonical: Canonical) -> Group:
    return Group(mention.type, _named(mention, canonical), _words(mention.text, mention.type))


def _named(mention: Found, canonical: Canonical) -> str:
    """The canonical name of what an article has not named before."""
    type_ = mention.type
    written = _readable(GENERATION.sub("", mention.text) if type_ == "person" else mention.text, type_)
    known = canonical(written, type_)
    if known == written and type_ == "person":
        known = usual(mention, written, lambda name: canonical(name, "person"))
    if known == written and (listed := gazetteer().names.get(written)) and listed.type == type_:
        known = canonical(listed.canonical, type_)
    return known


class _Matching:
    """Which groups a name may belong to. An article says most names several times over, so each is compared with each group once."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._known: dict[tuple[EntityType, str], tuple[int, list[Group]]] = {}

    def of(self, mention: Found) -> list[Group]:
        """Those of the groups, to which others may have been added since the last time."""
        compared, found = self._known.get((mention.type, mention.text), (0, []))
        words = _words(mention.text, mention.type)
        found = found + [group for group in self._groups[compared:] if group.type == mention.type and _same(words, group, mention)]
        self._known[mention.type, mention.text] = len(self._groups), found
        return found


def _home(mention: Found, matches: list[Group], canonical: Canonical) -> Group | None:
    """The group that a mention belongs to; of several, the one named last before it, else first after it."""
    if mention.type == "person" and len(_words(mention.text, mention.type)) == 1:
        return owner(mention, matches, known_by(mention, lambda name: canonical(name, "person")))
    return nearest(mention, matches) if matches else None


def _same(words: tuple[str, ...], group: Group, mention: Found) -> bool:
    if words == group.words:
        return True
    if not words or not group.words:
        return False
    return _SAME[group.type](words, group, mention)


def _same_person(words: tuple[str, ...], group: Group, _mention: Found) -> bool:
    full = group.words
    if len(words) == 1:
        return len(full) > 1 and words[0] in (full[-1], "".join(full[1:]), full[0])
    if len(words) < len(full) and words == full[-len(words) :]:
        return True
    first = _same_first_name(words[0], full[0]) or (1 in (len(words[0]), len(full[0])) and words[0][0] == full[0][0])
    same_last = words[-1] == full[-1]
    variant = words[0] == full[0] and len(words) == len(full) and is_variant(words[-1], full[-1])
    return (same_last and first) or variant or "".join(words) == "".join(full)


def _same_first_name(one: str, other: str) -> bool:
    """Whether two are spellings of one first name. Where both are known ones they are two persons' ("Mark", "Mary"), if they are not
    one name in two transliterations ("Oleksiy", "Oleksii"; "Mohamed", "Mohammed")."""
    known = _known_first_names()
    if one in known and other in known:
        return _transliterated(one) == _transliterated(other)
    return is_variant(one, other)


def _transliterated(name: str) -> str:
    """A folded name with what transliterations write in several ways written in one."""
    alike = name.replace("ks", "x").replace("ou", "u").translate({ord("y"): "i", ord("j"): "i"})
    return re.sub(r"(.)\1", r"\1", alike).rstrip("i")


@cache
def _known_first_names() -> frozenset[str]:
    return frozenset(map(folded, gazetteer().first_names))


def _same_org(words: tuple[str, ...], group: Group, mention: Found) -> bool:
    full = group.words
    initials = "".join(word[0] for word in full if word not in _SMALL)
    if len(full) > 1 and mention.text.isupper() and "".join(words) == initials:
        return True
    if len(words) == 1 and len(full) > 1:
        return words[0] == full[0] and words[0] not in _COMMON_STARTS and mention.text not in gazetteer().names
    return len(words) > 1 and len(words) == len(full) - 1 and words == full[:-1] and mention.text not in gazetteer().names


def _same_place(words: tuple[str, ...], group: Group, _mention: Found) -> bool:
    return "".join(words) == "".join(group.words)


_SAME: dict[EntityType, Callable[[tuple[str, ...], Group, Found], bool]] = {"person": _same_person, "org": _same_org, "place": _same_place}
_COMMON_STARTS = frozenset(suffix.casefold() for suffix in ORG_SUFFIXES) | frozenset(
    ["first", "american", "national", "general", "united", "new", "royal", "world", "european"]
)


def _merged(groups: list[Group]) -> list[Group]:
    """Groups that the alias table gives one canonical name are one."""
    by_name: dict[tuple[EntityType, str], Group] = {}
    for group in groups:
        known = by_name.setdefault((group.type, folded(group.canonical) or group.canonical), group)
        if known is not group:
            known.mentions += group.mentions
    return list(by_name.values())


def _entity(group: Group) -> Entity:
    mentions = sorted(group.mentions, key=lambda each: each.place)
    where = tuple(Mention(each.field, each.start, each.end) for each in mentions)
    return Entity(group.type, mentions[0].text, group.canonical, where)


def _first_mention(entity: Entity) -> tuple[bool, int]:
    first = entity.mentions[0]
    return first.field != "title", first.start


def _readable(name: str, type_: EntityType) -> str:
    """A name in capitals in the usual case; abbreviations stay, and so does whatever is written in mixed case."""
    if not name.isupper() or (" " not in name and len(name) <= LEAST_VARIANT and type_ == "org"):
        return name
    known = gazetteer().capitals.get(name)
    if known:
        return known.canonical
    return (
        name if "." in name or (type_ == "org" and " " not in name) else re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    )
