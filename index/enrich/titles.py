"""The title: the record's own, a title line at the head of the text, or the beginning of the first sentence."""

from __future__ import annotations

import re

from index.enrich import dateline

LONGEST_TITLE = 90
"""Characters of a title made from a sentence: about what a result list shows on one line."""

LONGEST_TITLE_LINE = 140
LONGEST_ABBREVIATION = 6
"""Characters, with the dot and the one before it."""
_SENTENCE = re.compile(r".*?[.!?][\"”’']?(?=\s+[\"“‘'A-ZÀ-ÞА-ЯІЇЄҐ]|$)", re.DOTALL)
_ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gen|Sen|Rep|Gov|Prof|Inc|Corp|Co|Ltd|No|vs))\.$"
)


def split_title(paragraphs: list[str]) -> tuple[str, list[str]]:
    """Title and remaining paragraphs of a text that brings no title ("" if there is no text).

    A first line of three words or more without a full stop, much shorter than the paragraph after it, is a title and leaves the body;
    above a dateline one word is enough. A title made from the first sentence stays in it.
    """
    if not paragraphs:
        return "", paragraphs
    if _is_title_line(paragraphs):
        return paragraphs[0], paragraphs[1:]
    return shortened(first_sentence(paragraphs[0])), paragraphs


def first_sentence(paragraph: str) -> str:
    """The first sentence, or as much of it as a title shows; abbreviations such as "Feb." and "U.S." do not end one."""
    end = 0
    while end <= LONGEST_TITLE and (match := _SENTENCE.match(paragraph, end)):
        end = match.end()
        if not _ABBREVIATION.search(paragraph, max(0, end - LONGEST_ABBREVIATION), end):
            return paragraph[:end]
    return paragraph[:end] if end > LONGEST_TITLE else paragraph


def shortened(sentence: str) -> str:
    """`sentence`, cut before the word that would pass `LONGEST_TITLE` characters, with an ellipsis where it was cut."""
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    head = sentence[:LONGEST_TITLE]
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:–—-") + "…"


def _is_title_line(paragraphs: list[str]) -> bool:
    first = paragraphs[0]
    if len(paragraphs) < 2 or len(first) > LONGEST_TITLE_LINE or first.endswith((".", ",", ";", ":", "-", "—")):
        return False
    return (len(first.split()) >= 3 or dateline.find(paragraphs[1]) is not None) and len(paragraphs[1]) > 1.5 * len(first)
