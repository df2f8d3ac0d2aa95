"""Whose a short name is: "Mrs. Clinton" in an article about Bill, Chelsea and Hillary Clinton.

The title has the first word: the full name that bears it in the article; else whom the tables know by it ("President Trump" is not a
daughter of his). Nobody is meant whose usual given name contradicts "Mr" or "Mrs". Of several that are left it is the best known one,
and with a title rather nobody than the one named last.
"""

from __future__ import annotations

from collections.abc import Callable

from index.enrich.addressed import gender_of_title
from index.enrich.extract import Found
from index.enrich.gazetteer import gazetteer
from index.enrich.groups import Group, nearest
from index.enrich.naming import LASTING_TITLES, OFFICES

NICKNAME = 3
"""Letters that a given name and its short form have in common, as a rule (Don, Donald; Bernie, Bernard)."""


def owner(mention: Found, matches: list[Group], known: str | None) -> Group | None:
    """The group of `matches` that a surname belongs to, None if to none of them; `known` is whom the tables know by it."""
    if not mention.title:
        return _of_bare(mention, matches, known)
    if mention.title in LASTING_TITLES:  # a given name follows
        matches = [group for group in matches if group.words[0] == mention.text.casefold()]
    bearers = [group for group in matches if mention.title in group.titles]
    if len(bearers) == 1:
        return bearers[0]
    famous = [group for group in matches if known and group.canonical == known]
    if famous or (known and mention.title.rsplit(" ", 1)[-1] in OFFICES):
        return famous[0] if famous else None
    return _only([_fits, _certain, _is_listed], mention, _in_full(matches) or matches)


def known_by(mention: Found, canonical: Callable[[str], str]) -> str | None:
    """The full name of whom the tables know by a surname with its title; None for nobody, or where the title contradicts."""
    surnames = gazetteer().surnames
    own = canonical(mention.text)
    if own != mention.text:
        full = own
    elif mention.title:
        titled = f"{mention.title} {mention.text}"
        full = canonical(surnames.get(titled) or surnames.get(mention.text) or titled)
        full = "" if full == titled else full
    else:
        full = canonical(surnames[mention.text]) if mention.text in surnames else ""
    return full if full and not _contradicts(mention.title, gender(full)) else None


def gender(full: str) -> str | None:
    """ "m" or "f" by the given name of a full name; None where it is not known to be only one of them."""
    given, _, rest = full.partition(" ")
    return gazetteer().genders.get(given.partition("-")[0]) if rest else None


def _of_bare(mention: Found, matches: list[Group], known: str | None) -> Group | None:
    full = _in_full(matches)
    if not full:
        return matches[0] if matches and not known else None
    famous = [group for group in full if group.canonical == known]
    return famous[0] if famous else nearest(mention, full)


def _in_full(groups: list[Group]) -> list[Group]:
    return [group for group in groups if " " in group.canonical]


def _only(tests: list[Callable[[Found, Group], bool]], mention: Found, groups: list[Group]) -> Group | None:
    """The only group that passes the tests up to one of them, or the only person if all that pass are called alike."""
    for test in tests:
        passing = [group for group in groups if test(mention, group)]
        if passing and len({group.words[0][:NICKNAME] for group in passing}) == 1:
            return nearest(mention, passing)
        groups = passing
    return None


def _fits(mention: Found, group: Group) -> bool:
    return not _contradicts(mention.title, _gender_in_article(group))


def _certain(mention: Found, group: Group) -> bool:
    """Of several that may be meant, one whose given name says so comes before one of whom nothing is known."""
    said = gender_of_title(mention.title)
    return said is None or said == _gender_in_article(group)


def _is_listed(_mention: Found, group: Group) -> bool:
    known = gazetteer().names.get(group.canonical)
    return known is not None and known.type == "person"


def _gender_in_article(group: Group) -> str | None:
    """By the titles of the full name, else by its given name."""
    said = {gender_of_title(title) for title in group.titles} - {None}
    return said.pop() if len(said) == 1 else gender(group.canonical)


def _contradicts(title: str, known: str | None) -> bool:
    said = gender_of_title(title)
    return said is not None and known is not None and said != known
