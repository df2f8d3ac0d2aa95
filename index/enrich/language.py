"""The language an article is written in, as a BCP 47 tag (RFC 5646): the record's own, or told from the text."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index.analysis import UNDETERMINED

FEWEST_LETTERS = 60
"""Below about ten words the identifier guesses: then the language is left undetermined."""
LONGEST_SAMPLE = 1200
"""Characters looked at; more does not change the answer, and time grows with them."""
LEAST_CONFIDENCE = 0.6
"""Of the identifier's normalised probability; its own scale puts plain news prose above 0.9."""

_THREE_LETTERS = {
    "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl",
    "rus": "ru", "ukr": "uk", "pol": "pl", "ces": "cs", "cze": "cs", "slk": "sk", "slo": "sk", "swe": "sv", "nor": "no", "nob": "nb",
    "nno": "nn", "dan": "da", "fin": "fi", "est": "et", "lav": "lv", "lit": "lt", "hun": "hu", "ron": "ro", "rum": "ro", "bul": "bg",
    "ell": "el", "gre": "el", "tur": "tr", "ara": "ar", "heb": "he", "fas": "fa", "per": "fa", "hin": "hi", "urd": "ur", "ben": "bn",
    "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "vie": "vi", "tha": "th", "ind": "id", "msa": "ms", "may": "ms", "cat": "ca",
    "eus": "eu", "baq": "eu", "glg": "gl", "hrv": "hr", "srp": "sr", "bos": "bs", "slv": "sl", "mkd": "mk", "mac": "mk", "sqi": "sq",
    "alb": "sq", "isl": "is", "ice": "is", "gle": "ga", "cym": "cy", "wel": "cy", "swa": "sw", "afr": "af", "tam": "ta", "tel": "te",
}  # fmt: skip
"""ISO 639-2 → the shorter code that BCP 47 asks for."""

_NAMES = {
    "english": "en", "french": "fr", "français": "fr", "francais": "fr", "german": "de", "deutsch": "de", "spanish": "es", "español": "es",
    "castellano": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl", "nederlands": "nl",
    "russian": "ru", "русский": "ru", "ukrainian": "uk", "українська": "uk", "polish": "pl", "polski": "pl", "czech": "cs", "slovak": "sk",
    "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "hungarian": "hu", "romanian": "ro", "bulgarian": "bg",
    "greek": "el", "turkish": "tr", "arabic": "ar", "hebrew": "he", "persian": "fa", "farsi": "fa", "hindi": "hi", "urdu": "ur",
    "bengali": "bn", "chinese": "zh", "japanese": "ja", "korean": "ko", "vietnamese": "vi", "thai": "th", "indonesian": "id",
    "malay": "ms", "catalan": "ca", "basque": "eu", "croatian": "hr", "serbian": "sr", "swahili": "sw", "irish": "ga", "welsh": "cy",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def language(given: str | None, text: str) -> str:
    """The article's language: what the record says, if that can be understood, else what the text shows."""
    return (normalised(given) if given else None) or detected(text)


def normalised(given: str) -> str | None:
    """`given` as a BCP 47 tag ("eng" → "en", "English" → "en", "en_US" → "en-US"), None if it is no language."""
    written = given.strip()
    if name := _NAMES.get(written.casefold()):
        return name
    tag = written.partition(".")[0].replace("_", "-")
    if not _TAG.fullmatch(tag) or tag.lower() in ("und", "mul", "zxx"):
        return None
    primary, *rest = tag.split("-")
    return "-".join([_THREE_LETTERS.get(primary.lower(), primary.lower()), *map(_subtag, rest)])


def detected(text: str) -> str:
    """The language that `text` is written in, "und" if it is too short or could be several."""
    sample = text[:LONGEST_SAMPLE]
    if sum(map(str.isalpha, sample)) < FEWEST_LETTERS:
        return UNDETERMINED
    found, confidence = _identifier().classify(sample)
    return str(found) if confidence >= LEAST_CONFIDENCE else UNDETERMINED


def _subtag(subtag: str) -> str:
    """Regions in capitals, scripts with one, as RFC 5646 section 2.1.1 recommends."""
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 else subtag.lower()


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
