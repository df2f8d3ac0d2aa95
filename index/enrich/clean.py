"""Raw text to plain paragraphs: what a reader found, made fit to be indexed and read.

Three layouts occur and are told apart by what the text itself shows: paragraphs
separated by blank lines, one paragraph a line, and lines broken at a fixed width (news
wires), where an indented line begins a paragraph.
"""

from __future__ import annotations

import re
import unicodedata

from index.enrich import header

HEADER_BLOCKS = 3
"""Title, byline and date stand in the first block, or in one or two of their own below the title's."""
WRAPPED_WIDTH = 82
"""Lines of wire copy have 65 to 80 characters; longer lines are paragraphs, never wrapped text."""

WRAPPED_SHARE = 0.6
"""A text counts as wrapped if this share of its lines (but for each paragraph's last) run on to the next."""

_LINE_ENDS = re.compile("\r\n?|[\u2028\u0085\x0b\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_INDENT = re.compile(r"[ \t\u00a0\u3000]{2,}")
_CUT_OFF = re.compile(r"\[\+\d+ chars\]\Z")
"""What NewsAPI puts where it has cut a text off."""
_BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_SENTENCE_END = (".", "!", "?", '."', "”", '"', ":", ")", "。", "…", "'")


def characters(text: str) -> str:
    """`text` in Unicode NFC, with line ends as newlines and without control characters or lone surrogates."""
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    text = _CONTROL.sub("", text)
    if not text.isascii():
        text = _LONE_SURROGATES.sub("\ufffd", text)
        text = unicodedata.normalize("NFC", text)
    return text


def one_line(text: str) -> str:
    """A title or a name: one line, single spaces."""
    return _single_spaced(text if _is_plain(text) else characters(text).replace("\n", " "))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a raw text, each on one line with single spaces, none of them empty."""
    blocks = _BLANK_LINES.split(_CUT_OFF.sub("", characters(text).rstrip()).rstrip())
    last = len(blocks) - 1
    found = [line for at, block in enumerate(blocks) for line in _of_block(block.split("\n"), at < HEADER_BLOCKS, at == last)]
    return [tidy for paragraph in found if (tidy := _single_spaced(paragraph))]


def _single_spaced(line: str) -> str:
    if _is_plain(line) and "  " not in line:
        return line.strip()
    return _SPACES.sub(" ", line).strip()


def _is_plain(line: str) -> bool:
    """Printable ASCII, the most frequent case, needs none of the slower steps."""
    return line.isascii() and line.isprintable()


def _of_block(lines: list[str], at_head: bool, at_end: bool) -> list[str]:
    if len(lines) < 2:
        return lines
    end = header.above([_single_spaced(line) for line in lines[: header.LINES_LOOKED_AT]]) if at_head else 0
    if end and not (at_end and end == len(lines)):  # without a text below it is no header
        return [*_of_header(lines[:end]), *_of_block(lines[end:], False, at_end)]
    if any(_INDENT.match(line) for line in lines[1:]):
        return _by_indent(lines)
    return [" ".join(line.strip() for line in lines)] if _is_wrapped(lines) else lines


def _of_header(lines: list[str]) -> list[str]:
    """Header lines stay apart, but for a title broken where its next word would not have fitted."""
    widest = max(map(len, lines))
    found: list[str] = []
    for above, line in zip(["", *lines], lines, strict=False):
        broken = found and not (header.is_line(above) or header.is_line(line)) and len(above) + len(line.split(" ")[0]) >= widest
        if broken and len(above) > WRAPPED_WIDTH // 3 and not above.endswith(_SENTENCE_END):
            found[-1] += " " + line
        else:
            found.append(line)
    return found


def _by_indent(lines: list[str]) -> list[str]:
    """Wire copy: an indented line begins a paragraph. Lines as long as paragraphs keep their own."""
    found: list[str] = []
    for line in lines:
        if not found or _INDENT.match(line) or len(found[-1]) > WRAPPED_WIDTH < len(line):
            found.append(line)
        else:
            found[-1] += " " + line.strip()
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines are one paragraph broken at a fixed width: none long, and most not ending a sentence."""
    if max(map(len, lines)) > WRAPPED_WIDTH:
        return False
    running_on = sum(not line.rstrip().endswith(_SENTENCE_END) for line in lines[:-1])
    widest = max(map(len, lines))
    return running_on >= WRAPPED_SHARE * (len(lines) - 1) and widest > WRAPPED_WIDTH // 2
