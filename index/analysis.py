"""Text to terms: the one definition that every engine, snippet and test agrees on.

`terms("The U.S. president's aide")` is ``["the", "us", "president", "aide"]``. Words by
Unicode rules; case and accents folded; hyphens split; possessive 's and the dots of
abbreviations dropped; digit groups joined. No stop words are dropped, so that phrases
are exact. Chinese and Japanese, and scripts that write no spaces, give one term a character.

Engines never analyse. They receive terms joined by spaces, one line a paragraph
(`joined`), split them at white space and leave a gap of `PARAGRAPH_GAP` positions at each
line end, so that no phrase and no proximity crosses a paragraph.

The stemmed form of a term is its Snowball stem, marked with the language of its article so that
stems of different languages never meet: English bare ("talk"), others prefixed
("de:gesprach"), languages that Snowball lacks as they are ("x:..."). A text whose language is not known counts as
English. The colon is in no exact term.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from threading import Lock

import regex
import snowballstemmer

ANALYSIS_VERSION = 3
"""Raised with every change to what text means, so that kept documents are made anew."""

PARAGRAPH_GAP = 21
"""Positions between paragraphs: one more than the widest proximity (20 other words) can bridge."""

LONGEST_TERM = 128
"""Characters of a term; longer runs (encoded data, mostly) are cut here alike in text and query."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)*|\d+(?:\.\d+)+"
_ASCII_POSSESSIVE = r"(?:'s(?![a-z0-9]))?"
_ASCII_TERM = re.compile(
    rf"(?<![a-z0-9])[a-z]{{1,2}}\.(?:[a-z]\.)+(?![a-z0-9]){_ASCII_POSSESSIVE}"  # U.S.  p.m.  Ph.D.  U.S.'s
    rf"|(?<![a-z0-9])[a-z]{{1,2}}\.(?:[a-z]\.)*[a-z](?![a-z0-9]){_ASCII_POSSESSIVE}"  # U.S  A.P  Ph.D
    rf"|(?:{_NUMBER})[a-z]*{_ASCII_POSSESSIVE}"
    r"|[a-z0-9]+(?:'[a-z0-9]+)*"
)
_LETTER = r"[\p{L}\p{N}]"
_INSIDE = r"[\p{L}\p{N}\p{M}\u00ad\u200c\u200d\u2060]"
_SPACELESS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]"
_WORD_LETTER = rf"(?:(?!{_SPACELESS}){_LETTER})"
_WORD_INSIDE = rf"(?:(?!{_SPACELESS}){_INSIDE})"
_INITIAL = rf"(?:(?!{_SPACELESS})\p{{L}})"
_APOSTROPHE = "['\u2018\u2019\u02bc\uff07]"
_POSSESSIVE = rf"(?:{_APOSTROPHE}[sS](?!{_INSIDE}))?"
_UNICODE_TERM = regex.compile(
    rf"{_SPACELESS}[\p{{M}}]*"
    rf"|(?<!{_INSIDE})(?=\p{{L}}{{1,2}}\.)"
    rf"{_INITIAL}{{1,2}}\.(?:(?:{_INITIAL}\.)+(?!{_LETTER})|(?:{_INITIAL}\.)*{_INITIAL}(?!{_INSIDE})){_POSSESSIVE}"
    rf"|(?:{_NUMBER})(?:(?!\p{{N}}){_WORD_INSIDE})*{_POSSESSIVE}"
    rf"|{_WORD_LETTER}{_WORD_INSIDE}*(?:{_APOSTROPHE}{_WORD_LETTER}{_WORD_INSIDE}*)*"
)
_DROPPED = regex.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\p{Bidi_Control}]")
_ACCENTS = regex.compile(r"(?<=[\p{Latin}\p{Greek}])\p{Mn}+")
_STRESS = regex.compile(r"(?<=[аеиоуыэюяєі])[\u0300\u0301]")
"""Stress marks of schoolbooks and encyclopedias, on vowels alone: Macedonian ѓ and ќ are letters of their own."""
_VOWEL_SIGNS = regex.compile(r"[\p{Mn}&&[\p{Arabic}\p{Hebrew}\u064b-\u065f\u0670]]+", flags=regex.V1)

_LETTERS_WITHOUT_ACCENT = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i", "ё": "е", "ـ": None}
)
"""Letters that people type without their stroke, though Unicode gives them no decomposition."""

STEMMERS: dict[str, str] = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
"""BCP 47 language → Snowball algorithm."""

UNSTEMMED = "x"
"""The stem code of every language that Snowball lacks."""

UNDETERMINED = "und"
"""The language (BCP 47) of a text that is too short to tell, or could be several."""


def terms(text: str) -> list[str]:
    """The exact terms of `text`, in order."""
    return list(chain.from_iterable(map(_CHUNKS.__getitem__, text.split())))


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The exact terms of `text` with the characters (start, end exclusive) that they come from.

    The terms are those of `terms(text)`; terms that share one written form (as the two
    of "½") share its characters.
    """
    if text.isascii():
        for match in _ASCII_TERM.finditer(text.lower()):
            yield _plain(match.group()), match.start(), match.end()
        return
    for word in _UNICODE_TERM.finditer(text):
        for term in _folded_terms(word.group()):
            yield term, word.start(), word.end()


def joined(text: str) -> str:
    """The exact terms of `text` as engines receive them: spaces between terms, one line a paragraph."""
    return "\n".join(" ".join(found) for found in map(terms, paragraphs(text)) if found)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines separate."""
    return text.split("\n\n")


def stem_code(language: str) -> str:
    """Which stemmer an article in `language` (BCP 47) is indexed with: a key of `STEMMERS`, or `UNSTEMMED`.

    English where the language is not known: without any stemmer a short headline would be found by its very forms only.
    """
    primary = language.lower().partition("-")[0]
    if primary in ("", UNDETERMINED):
        return "en"
    return primary if primary in STEMMERS else UNSTEMMED


def stem(term: str, code: str) -> str:
    """The stemmed form of one exact term, for a code from `stem_code`."""
    return _stems_of(code)[term]


def stems(terms: Iterable[str], code: str) -> list[str]:
    """The stemmed forms of exact terms, in half the time that one after the other takes."""
    known = _stems_of(code)
    return [known[term] for term in terms]


def joined_stems(exact: str, code: str) -> str:
    """The stemmed form of `joined` text, line by line, term by term."""
    return "\n".join([" ".join(stems(line.split(), code)) for line in exact.split("\n")])


def fold_key(value: str) -> str:
    """A whole value (a keyword, a host) with case, accents and white space folded."""
    return " ".join(_fold(value).split())


def joined_names(names: Iterable[str]) -> str:
    """The terms of several names as engines receive them: one line a name."""
    lines = dict.fromkeys(" ".join(terms(name)) for name in names)
    return "\n".join(line for line in lines if line)


class _Chunks(dict[str, tuple[str, ...]]):
    """What stands between white space, as written → its terms, each worked out once: no term reaches across white space.

    News says the same few words over and over: to look a chunk up takes a tenth of the time that reading it takes.
    """

    MOST = 200_000
    """Then it starts anew: about 40 MB."""
    LONGEST = 40
    """Characters of a chunk that is likely to come again: text in scripts without spaces is one chunk a sentence."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(_terms(chunk))
        if len(chunk) <= self.LONGEST:
            if len(self) >= self.MOST:
                self.clear()
            self[chunk] = found
        return found


_CHUNKS = _Chunks()


def _terms(text: str) -> Iterator[str]:
    if text.isascii():
        yield from map(_plain, _ASCII_TERM.findall(text.lower()))
    else:
        yield from (term for word in _UNICODE_TERM.findall(text) for term in _folded_terms(word))


def _plain(word: str) -> str:
    """One ASCII word (lower case) as a term."""
    word = word.removesuffix("'s")
    if word[0].isdigit():
        word = word.replace(",", "")
    elif "." in word:
        word = word.replace(".", "")
    return word[:LONGEST_TERM]


@lru_cache(maxsize=200_000)
def _folded_terms(word: str) -> tuple[str, ...]:
    """The terms of one written word: mostly one; several where folding takes it apart ("½")."""
    folded = regex.sub(_APOSTROPHE, "'", _fold(word))
    if folded.isascii():
        return tuple(map(_plain, _ASCII_TERM.findall(folded)))
    # "½" becomes "1⁄2", "ﷺ" several words.
    parts = folded.replace("\u2044", " ").split()
    return tuple(part.replace(".", "").removesuffix("'s")[:LONGEST_TERM] for part in parts)


def _fold(text: str) -> str:
    """Case and accents folded: NFKC, full case folding, Latin and Greek letters without marks, Cyrillic ones without stress."""
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", text)).casefold()
    if text.isascii():
        return text
    text = _STRESS.sub("", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    text = _VOWEL_SIGNS.sub("", unicodedata.normalize("NFC", text))
    return text.translate(_LETTERS_WITHOUT_ACCENT)


class _Stems(dict[str, str]):
    """Exact term → stemmed form for one language, each computed once."""

    MOST = 1_000_000
    """Then it starts anew: five times the vocabulary of a million articles, about 100 MB."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code
        self._stemmer = None if code == UNSTEMMED else snowballstemmer.stemmer(STEMMERS[code])
        self._stemming = Lock()

    def __missing__(self, term: str) -> str:
        if len(self) >= self.MOST:
            self.clear()
        with self._stemming:  # a stemmer in pure Python keeps the word that it works on in itself
            stemmed = term if self._stemmer is None else self._stemmer.stemWord(term)
        self[term] = form = stemmed if self._code == "en" else f"{self._code}:{stemmed}"
        return form


@cache
def _stems_of(code: str) -> _Stems:
    return _Stems(code)
