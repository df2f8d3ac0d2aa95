"""What is on the page but not in the story: promotion, sign-up lines, the writer's biography, credits.

Taken out of the body and kept beside it. Every rule asks for a whole paragraph of a known form;
where in doubt a paragraph stays. An article is never emptied: if only
boilerplate would be found, all of it stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.enrich.page_lines import LONGEST_BLOCK, LONGEST_LINE, PAGE_BLOCK, PAGE_LINE, PROMOTION, PROMOTION_IN_CAPITALS, is_of_page

_CREDIT = re.compile(
    r"\(?(?:source|via|photo|picture|image)s?\s?: ?\S.{0,90}$|\(?(?:additional )?reporting by [A-Z].{0,160}$", re.IGNORECASE
)
_ROLE = r"(?:contributor|reporter|correspondent|columnist|editor|writer|journalist|freelancer|blogger|fellow)"
_PLACED = r"(?:at|for|with|of|in|on|based|covering|who covers|whose|and)"
_BIOGRAPHY = re.compile(
    rf"[A-ZÀ-Þ][^\s,.]*(?: [A-Za-zÀ-ÿ][^\s,]*){{1,4}} (?:is|was|has been) (?:an?|the|our)\b[^.]{{0,80}}?\b{_ROLE}\b,? {_PLACED}\b"
    rf"|[A-ZÀ-Þ][^\s,.]*(?: [A-Za-zÀ-ÿ][^\s,]*){{0,4}}, an? [^.]{{0,60}}?\b{_ROLE}\b {_PLACED}\b[^.]{{0,60}}, is\b"
    r"|[A-ZÀ-Þ][^\s,.]*(?: [A-ZÀ-Þ][^\s,]*){1,3} (?:reports on|covers|writes (?:about|for|on)) .{3,140}$"
)
_SENTENCE_END = (".", "!", "?", ";", ",")

LONGEST_HEADLINE = 160
LONGEST_BIOGRAPHY = 900


@dataclass(frozen=True, slots=True)
class Stripped:
    """A body's paragraphs, and those taken out of it, both in their order."""

    kept: tuple[str, ...]
    removed: tuple[str, ...]


def strip(paragraphs: list[str]) -> Stripped:
    """Separate boilerplate from the text of the article."""
    last = len(paragraphs) - 1
    linking = _links_in_capitals(paragraphs)
    kept: list[str] = []
    removed: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        linked = linking and 0 < at < last and _is_headline(paragraph)
        out = linked or _is_line_of_page(paragraph) or (at > 1 and at >= last - 1 and _is_ending(paragraph))
        (removed if out else kept).append(paragraph)
    if not kept:
        return Stripped(tuple(paragraphs), ())
    return Stripped(tuple(kept), tuple(removed))


def is_promotion(paragraph: str) -> bool:
    """Whether a paragraph points to other pages of the outlet."""
    return len(paragraph) <= LONGEST_LINE and PROMOTION.match(paragraph) is not None


def is_biography(paragraph: str) -> bool:
    """Whether a paragraph, standing at the end, tells who wrote the article."""
    return len(paragraph) <= LONGEST_BIOGRAPHY and _BIOGRAPHY.match(paragraph) is not None


def is_credit(paragraph: str) -> bool:
    """Whether a paragraph says where the text comes from: "Source: Capital", "Reporting by ..."."""
    return len(paragraph) <= LONGEST_LINE and _CREDIT.match(paragraph) is not None


def _is_line_of_page(paragraph: str) -> bool:
    if len(paragraph) <= LONGEST_BLOCK and (PAGE_BLOCK.match(paragraph) or is_of_page(paragraph)):
        return True
    if len(paragraph) > LONGEST_LINE:
        return False
    if is_promotion(paragraph) or PAGE_LINE.match(paragraph):
        return True
    return (is_credit(paragraph) and ":" in paragraph) or (paragraph.isupper() and PROMOTION_IN_CAPITALS.match(paragraph) is not None)


def _is_ending(paragraph: str) -> bool:
    return is_biography(paragraph) or is_credit(paragraph)


def _links_in_capitals(paragraphs: list[str]) -> bool:
    """Whether a page sets links to its other pages in capitals, which "CLICK HERE" in capitals shows; elsewhere these are headings."""
    mixed_case = sum(not paragraph.isupper() for paragraph in paragraphs) > len(paragraphs) // 2
    return mixed_case and any(paragraph.startswith("CLICK HERE") and paragraph.isupper() for paragraph in paragraphs)


def _is_headline(paragraph: str) -> bool:
    """A headline of another article, in capitals: five words or more, and no sentence.

    Tables of wire copy have figures, and shout no five words in a row; quoted capitals keep their quotes.
    """
    if not paragraph.isupper() or len(paragraph) > LONGEST_HEADLINE or paragraph.endswith(_SENTENCE_END):
        return False
    words = paragraph.split()
    letters = sum(character.isalpha() for character in paragraph)
    return len(words) >= 5 and letters >= 0.7 * len(paragraph) and not any(word[0].isdigit() for word in words)
