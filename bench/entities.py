"""Entities against gold annotations: precision, recall and F1 by type, on exact spans.

    python -m bench.entities [--data DIRECTORY] [--extractor rules|spacy]

The directory holds `ieer-apw/` (AP reports of 1998, NIST IE-ER marks) and `conll2003-eng.testa.gz` (Reuters reports of
1996, IOB1 columns). A mention counts if its characters and its type are those of the annotation. Micro averages.
"""

from __future__ import annotations

import argparse
import gzip
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.article import ENTITY_TYPES
from index.enrich.extract import Extractor
from index.enrich.extract_rules import RuleExtractor
from index.enrich.extract_spacy import SpacyExtractor

Gold = set[tuple[int, int, str]]

EXTRACTORS: dict[str, type[RuleExtractor] | type[SpacyExtractor]] = {"rules": RuleExtractor, "spacy": SpacyExtractor}
IEER_TYPES = {"PERSON": "person", "ORGANIZATION": "org", "LOCATION": "place"}
CONLL_TYPES = {"PER": "person", "ORG": "org", "LOC": "place"}
DATA = Path(__file__).parents[1] / "../shared/data/entities"

_MARK = re.compile(r'<b_(\w+) type="([A-Z|]+)"[^>]*>|<e_\w+>|<[^>]+>')


def ieer(folder: Path) -> Iterator[tuple[str, Gold]]:
    """The texts of the AP reports, without their marks, and the entities marked in them."""
    for path in sorted(folder.iterdir()):
        for text in re.findall(r"<TEXT>(.*?)</TEXT>", path.read_text(encoding="latin-1"), re.DOTALL):
            yield unmarked(
                re.sub(r"\s*\n\s*", "\n", text.replace("\n\t", "\n\n")).replace("\n\n", "\x00").replace("\n", " ").replace("\x00", "\n\n")
            )


def unmarked(marked: str) -> tuple[str, Gold]:
    """Plain text and gold spans of a text with inline marks."""
    text, at, begun = "", 0, []
    gold: Gold = set()
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[1]:
            begun.append((len(text), mark[2]))
        elif mark.group().startswith("<e_") and begun:
            start, kind = begun.pop()
            if kind in IEER_TYPES:
                gold.add((start, len(text), IEER_TYPES[kind]))
    return text + marked[at:], gold


def conll(path: Path) -> Iterator[tuple[str, Gold]]:
    """The documents of the CoNLL 2003 file, words joined by spaces, one sentence a paragraph."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = lines.read().split("-DOCSTART- -X- O O\n")
    for document in filter(str.strip, documents):
        text = ""
        gold: Gold = set()
        for sentence in document.strip().split("\n\n"):
            previous = "O"
            for word, *_, tag in (line.split() for line in sentence.split("\n")):
                glue = "" if not text or text.endswith(("\n\n", "(")) or word in {".", ",", "'s", "'", ")", ":", ";", "?", "!"} else " "
                start = len(text) + len(glue)
                text += glue + word
                kind = CONLL_TYPES.get(tag[2:])
                if kind and tag[0] == "I" and previous == tag[2:]:
                    last = max(gold)
                    gold.remove(last)
                    gold.add((last[0], len(text), kind))
                elif kind:
                    gold.add((start, len(text), kind))
                previous = tag[2:] or "O"
            text += "\n\n"
        yield text, gold


def measure(extractor: Extractor, texts: list[tuple[str, Gold]]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall, F1 by type, and of all together."""
    right: Counter[str] = Counter()
    found_: Counter[str] = Counter()
    gold_: Counter[str] = Counter()
    for text, gold in texts:
        found = {(mention.start, mention.end, mention.type) for mention in extractor.find("", text, "en")}
        for counter, spans in ((right, found & gold), (found_, found), (gold_, gold)):
            counter.update(kind for *_, kind in spans)
    rows: dict[str, tuple[int, int, int]] = {kind: (right[kind], found_[kind], gold_[kind]) for kind in ENTITY_TYPES}
    rows["all"] = (right.total(), found_.total(), gold_.total())
    return {kind: _scores(*counts) for kind, counts in rows.items()}


def _scores(right: int, found: int, gold: int) -> tuple[float, float, float]:
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=DATA)
    arguments.add_argument("--extractor", choices=EXTRACTORS, action="append")
    options = arguments.parse_args()
    collections = {
        "ieer-apw": list(ieer(options.data / "ieer-apw")),
        "conll2003-testa": list(conll(options.data / "conll2003-eng.testa.gz")),
    }
    print(f"{'collection':16} {'extractor':9} {'type':7} {'P':>6} {'R':>6} {'F1':>6}   articles/s")
    for name in options.extractor or EXTRACTORS:
        extractor = EXTRACTORS[name]()
        extractor.find("", "Warm up in Paris.", "en")
        for collection, texts in collections.items():
            began = time.perf_counter()
            scores = measure(extractor, texts)
            speed = len(texts) / (time.perf_counter() - began)
            for kind, (precision, recall, f1) in scores.items():
                print(
                    f"{collection:16} {name:9} {kind:7} {precision:6.3f} {recall:6.3f} {f1:6.3f}"
                    + (f"   {speed:8.0f}" if kind == "all" else "")
                )


if __name__ == "__main__":
    main()
