"""One run of capitalised words ("Russian President Vladimir Putin") cut into the names that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import EntityType
from index.enrich.extract import GENERATION
from index.enrich.gazetteer import gazetteer
from index.enrich.leads import leads
from index.enrich.naming import (
    ADJECTIVES,
    COMPASS,
    EVENT_WORDS,
    FUNCTION_WORDS,
    HEADLINE_VERBS,
    NO_NAMES,
    NO_ORGANISATIONS,
    ORG_SUFFIXES,
    PARTICLES,
    PLACE_PREFIXES,
    PLACE_SUFFIXES,
    THING_ENDINGS,
    THINGS,
    TITLE_MODIFIERS,
    TITLES,
    names_thing,
)
from index.enrich.textdates import WEEKDAYS
from index.enrich.words import Span, Word

_LOCATING = frozenset(
    ["in", "near", "outside", "inside", "around", "across", "throughout", "towards", "toward", "en", "em", "dans", "à", "у", "в"]
)
"""A place follows, as a rule."""
_PARTS_OF_NAMES = ADJECTIVES | COMPASS | NO_NAMES | ORG_SUFFIXES | PLACE_SUFFIXES | THING_ENDINGS | TITLE_MODIFIERS
"""Alone they name nothing: "in Defense", "the University"."""
_AND = frozenset(["y", "e"])
"""Join the surnames of one person ("Ortega y Gasset") as well as two persons."""
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+$")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,6}$")
_DOUBLE_SURNAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]{2,}-[A-ZÀ-Þ][^\W\d_]{2,}$")
_ROMAN = re.compile(r"[IVX]+$")
_LAWSUIT = re.compile(r" vs?\. ")
_SPEAKS = re.compile(r",? (?:who|said|says|told|added|wrote|\d{2},)(?!\w)")
LONGEST_PERSON = 5
"""Words of a person's name, particles included."""


def resolve(words: list[Word], *, starts_sentence: bool, before: str, after: str, english: bool) -> Iterator[Span]:
    """The names in one run.

    `before` is the word in front of the run, `after` the characters behind it.
    """
    at = 0
    titled = False
    located = before.casefold() in _LOCATING and not _LAWSUIT.match(after)
    while at < len(words):
        end = _segment_end(words, at)
        taken, type_ = _next_name(words[at:end], titled=titled, starts=starts_sentence and at == 0, located=located, english=english)
        if type_ == "title":
            titled = not words[at].ends  # the "Mayor's Office" is no person
        elif type_ == "surname":
            titled = False
            yield from _emit(words[at : at + 1], "person", located, False)
        elif type_ != "skip":
            titled = False
            yield from _emit(words[at : at + taken], type_, located, end == at + taken and _SPEAKS.match(after) is not None)
        located = located and type_ == "skip"
        at += taken


def _emit(words: list[Word], type_: str, located: bool, speaks: bool) -> Iterator[Span]:
    while words and words[-1].text in PARTICLES:
        words = words[:-1]
    if not words:
        return
    known: EntityType | None = type_ if type_ in ("person", "org", "place") else None  # type: ignore[assignment]
    if known is None and speaks and len(words) > 1:
        known = "person"
    last = words[-1]
    end = last.end - 1 if last.text.endswith(".") and len(words) > 1 and not _INITIAL.match(last.text) and known == "person" else last.end
    if len(words) == 1 and "-" in last.text and known != "org" and last.text not in gazetteer().names:
        yield from _hyphenated(last, known, located)
        return
    yield Span(words[0].start, end, known, located, sure=type_ == "person" and len(words) > 1)


def _hyphenated(word: Word, known: EntityType | None, located: bool) -> Iterator[Span]:
    """ "Moscow-Kiev" names two places, "London-based" one; other words with a hyphen stay whole."""
    names = gazetteer().names
    parts = word.text.split("-")
    if not any(part in names for part in parts) or not all(part in names or part.islower() for part in parts):
        yield Span(word.start, word.end, known, located)
        return
    start = word.start
    for part in parts:
        if part in names:
            yield Span(start, start + len(part), names[part].type)
        start += len(part) + 1


def _segment_end(words: list[Word], at: int) -> int:
    return next((number + 1 for number in range(at, len(words)) if words[number].ends), len(words))


def _next_name(words: list[Word], *, titled: bool, starts: bool, located: bool, english: bool) -> tuple[int, str]:
    """How many words the first name of `words` takes, and its type; or "title", or "skip" for words of no name, or
    "surname" where only the first word is one."""
    first = words[0].text
    if first in FUNCTION_WORDS or first in PARTICLES:
        return 1, "skip"
    if titled and not _is_title(first):
        if length := _thing_length(words) or int(first in THING_ENDINGS and first not in gazetteer().first_names):
            return length, "skip"
        if english and first in gazetteer().surnames and len(words) > 1:
            return _heading_length(words), "surname"
        return _person_length(words), "person"
    if len(words) > 1 and leads(first):
        return 1, "skip"
    known_length, known_type = _known(words)
    length = _org_length(words)
    if length > known_length and not _is_press_secretary(words, known_length, length):
        if starts and first in gazetteer().common_words and first not in gazetteer().starts:
            return 1, "skip"
        adjective = first in gazetteer().peoples and (length > 2 and words[1].text in TITLE_MODIFIERS)
        return (1, "skip") if adjective else (length, "org")
    if known_type == "place" and known_length < len(words) and words[known_length].text in EVENT_WORDS:
        return known_length + 1, "skip"
    if known_type and not (known_length == 1 and (_is_first_name(words) or _is_given_name_too(words, known_type))):
        return _with_place_word(words, known_length, known_type), known_type
    if _is_title(first) or (first in TITLE_MODIFIERS and len(words) > 1 and (words[1].text in TITLE_MODIFIERS or _is_title(words[1].text))):
        return 1, "title" if _is_title(first) else "skip"
    if first in gazetteer().peoples:
        return 1, "skip"
    return _by_form(words, starts=starts, located=located, english=english)


def _by_form(words: list[Word], *, starts: bool, located: bool, english: bool) -> tuple[int, str]:
    """Names that no table knows, by their form."""
    first = words[0].text
    if length := _thing_length(words):
        return length, "skip"
    if _is_first_name(words) or (len(words) > 1 and _INITIAL.match(first)):
        return _person_length(words), "person"
    if length := _place_length(words):
        return length, "place"
    if english and len(words) > 1 and (first in gazetteer().surnames or first in HEADLINE_VERBS):
        return _heading_length(words), "skip" if first in HEADLINE_VERBS else "surname"
    if not english or first in gazetteer().common_words or first in NO_NAMES or (starts and first.endswith("ing") and len(words) > 1):
        return 1, "skip"
    length = _unknown_length(words)
    if first in TITLE_MODIFIERS and _is_first_name(words[1:]):
        return 1, "skip"
    if length == 1:
        return 1, _single(first, starts=starts, located=located and not words[0].ends)
    has_digit = any(character.isdigit() for word in words[:length] for character in word.text)
    return length, "unclear" if length > 3 or has_digit or first in ADJECTIVES else "person"


def _single(name: str, *, starts: bool, located: bool) -> str:
    if _ACRONYM.match(name):
        if known := gazetteer().capitals.get(name):
            return known.type
        is_word = name in NO_ORGANISATIONS or name.capitalize() in _PARTS_OF_NAMES or name.lower() in gazetteer().common_in_lower_case
        return "skip" if is_word or _ROMAN.match(name) or not name.replace("&", "").isalpha() else "org"
    if len(name) <= 2 or name in _PARTS_OF_NAMES:
        return "skip"
    return "place" if located and not starts else "unclear"


def _known(words: list[Word]) -> tuple[int, EntityType | None]:
    """The longest name of the gazetteer at the head of `words`."""
    tables = gazetteer()
    for length in range(min(tables.starts.get(words[0].text, 0), len(words)), 0, -1):
        name = " ".join(word.text for word in words[:length])
        if known := tables.names.get(name):
            return length, known.type
    return 0, None


def _org_length(words: list[Word]) -> int:
    """Words up to and including the kind of organisation ("Bank", "Inc"), 0 if there is none, or a title comes first."""
    length = 0
    for number, word in enumerate(words):
        if number and word.text.rstrip(".") in ORG_SUFFIXES:
            length = number + 1
        elif length and word.text != "&":
            break
        elif word.text == "&" and number and number + 1 < len(words):
            length = number + 2
            continue
        if length > number:
            continue
        if _is_title(word.text) or word.text in FUNCTION_WORDS:
            break
    return length


def _is_press_secretary(words: list[Word], known: int, length: int) -> bool:
    """Whether the word that would end an organisation belongs to a title: "White House Press Secretary"."""
    modifies = 0 < known == length - 1 and length < len(words) and words[known].text in TITLE_MODIFIERS
    return modifies and words[known].text != "Police" and _is_title(words[length].text)


def _with_place_word(words: list[Word], length: int, type_: EntityType) -> int:
    is_country = words[0].text in ("U.S.", "US", "United")  # "U.S. District Judge"
    if type_ == "place" and not is_country and length < len(words) and words[length].text in PLACE_SUFFIXES:
        return length + 1
    return length


def _place_length(words: list[Word]) -> int:
    if len(words) > 1 and words[0].text.rstrip(".") in PLACE_PREFIXES:
        return 2
    if len(words) > 1 and words[0].text in COMPASS and _known(words[1:])[1] == "place":
        return 1 + _known(words[1:])[0]
    for number, word in enumerate(words[:4]):
        if number and word.text in PLACE_SUFFIXES:
            return number + 1
        if _is_title(word.text) or word.text in gazetteer().common_words or word.text in NO_NAMES:
            return 0
    return 0


def _thing_length(words: list[Word]) -> int:
    """Words of a name that is neither a person's nor a place's, 0 where it may be."""
    length = _unknown_length(words)
    if length < 2:
        return 0
    begins_so = f"{words[0].text}_{words[1].text}" in THINGS
    return length if begins_so or names_thing(words[0].text, words[length - 1].text) else 0


def _is_first_name(words: list[Word]) -> bool:
    if len(words) < 2 or words[0].text.partition("-")[0] not in gazetteer().first_names:
        return False
    second = words[1].text
    return (len(words) == 2 or not _is_title(second)) and second not in gazetteer().peoples and second not in PLACE_SUFFIXES


def _is_given_name_too(words: list[Word], type_: EntityType) -> bool:
    """Whether a surname of two parts stands behind a place: then its name is a person's ("Florence Lund-Holm")."""
    if type_ != "place" or len(words) < 2 or not _DOUBLE_SURNAME.match(words[1].text):
        return False
    return ORG_SUFFIXES.isdisjoint(words[1].text.split("-")) and not _known(words[1:])[1]


def _person_length(words: list[Word]) -> int:
    """Words of a person's name: until a title, a people or a common word."""
    length = 1
    for word in words[1:LONGEST_PERSON]:
        if _ends_person(words, length) or word.text in gazetteer().peoples:
            break
        length += 1
    return length


def _ends_person(words: list[Word], at: int) -> bool:
    """Whether the word there is no more part of the name before it."""
    word = words[at].text
    if _is_title(word):  # at the end of a name it is a surname: "Martin Luther King Jr."
        return at + 1 < len(words) and not GENERATION.match(f" {words[at + 1].text}")
    if word in _AND and at + 1 < len(words) and words[at + 1].text in gazetteer().first_names:
        return True
    common = at > 1 and (word in gazetteer().common_words or word in HEADLINE_VERBS or word == words[0].text) and not _ROMAN.match(word)
    return common or word in WEEKDAYS or word in FUNCTION_WORDS


def _unknown_length(words: list[Word]) -> int:
    length = 1
    for number, word in enumerate(words[1:], 1):
        stop = word.text in gazetteer().common_words or word.text in gazetteer().peoples or word.text in FUNCTION_WORDS
        if stop or _is_title(word.text) or _known(words[number:])[1]:
            break
        length += 1
    return length


def _heading_length(words: list[Word]) -> int:
    """Words of a famous surname and what a headline says of whom it means ("Obama Looks Ahead"), to where another name begins."""
    length = _unknown_length(words)
    names = gazetteer().first_names | gazetteer().surnames.keys()
    return next((number for number in range(1, length) if words[number].text in names), length)


def _is_title(word: str) -> bool:
    return word.rstrip(".") in TITLES
