"""Words on the page: names of facets and languages, numbers, texts from outside made fit to be shown."""

from __future__ import annotations

import json
from collections.abc import Mapping

from index.engine import Missing

FACET_TITLES: Mapping[str, str] = {
    "source": "Sources",
    "person": "People",
    "org": "Organisations",
    "place": "Places",
    "keyword": "Keywords",
    "section": "Sections",
    "author": "Authors",
    "language": "Languages",
}

FACET_NAMES: Mapping[str, str] = {
    "source": "source",
    "person": "person",
    "org": "organisation",
    "place": "place",
    "keyword": "keyword",
    "section": "section",
    "author": "author",
    "language": "language",
}

LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovene",
    "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
    "und": "not known",
}  # fmt: skip
"""BCP 47 primary language → its English name; others are shown by their code."""

HEADING = 120
"""Characters of a query in headings: two lines on a desk, six on a phone. The search box has all of it."""


def label(facet: str, value: str) -> str:
    """A facet value as people read it: languages by name, all others as they are."""
    return language(value) if facet == "language" else value


def language(tag: str) -> str:
    """The name of a language: "Portuguese (pt-BR)" where the tag says more than the language."""
    primary = tag.lower().partition("-")[0]
    name = LANGUAGES.get(primary)
    if name is None:
        return tag
    return name if tag.lower() == primary else f"{name} ({tag})"


def known_language(tag: str) -> str | None:
    """The tag for ``lang=``, None where the language is not known."""
    return None if tag in ("", "und") else tag


def shortened(text: str, most: int = HEADING) -> str:
    """A query as a heading: its beginning where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[:most]}…"


def sentence(text: str) -> str:
    """An error's text as a sentence of its own: a capital letter, a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def gap(missing: Missing) -> str:
    """What did not answer, for people: "2 of 6 parts of the index did not answer; hits and counts are of the rest only"."""
    return f"{missing.parts:,} of {counted(missing.of, 'part')} of the index did not answer; hits and counts are of the rest only"


def hedge(exact: bool, missing: Missing | None) -> str:
    """What goes before a number: nothing if it is sure, "about " an estimate, "at least " a count without what is missing."""
    return "" if exact and missing is None else "about " if not exact else "at least "


def printable(text: str) -> str:
    """A text from outside as a terminal and a log may show it: control characters, which could be commands, as escapes."""
    return "".join([char if char.isprintable() else json.dumps(char)[1:-1] for char in text])


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 article", "1,204 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
