"""The characters of a page: bytes → text, by what the page and its server say of it, and by what the bytes are.

The order of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding), but that bytes have
a say: whoever saves a page often writes it anew and leaves its <meta> as it was. What is UTF-8, or UTF-16 by its zeros, is read so whatever
is said, and an encoding that is said but breaks more than a few characters is not believed.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from index.readers.values import clean

HEAD = 4096
"""Bytes in which a page names its characters; browsers look at 1024, some pages put more before it."""

SAMPLE = 2**16
"""Bytes of lines with letters that are not ASCII, by which an encoding is guessed; more takes time and changes no guess."""

MOST_WRONG = 1000
"""One broken character in so many is damage, or one for each that is right and no ASCII; more of them, and it is another encoding."""

RARE = 0.05
"""Share of bytes that are not ASCII up to which a text is taken for one in a language of Western Europe."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
_KNOWN = re.compile(
    r"utf-?8|iso-?8859-?\d+|latin-?\d+|(us-)?ascii|windows-\d+|cp-?\d+|koi8-?[rutu]|big5(-?hkscs)?|gb_?2312|gbk|gb18030"
    r"|euc-?(jp|kr)|shift_?jis|sjis|ks_c_5601-1987|iso-2022-(jp|kr)|macintosh|tis-620",
    re.IGNORECASE,
)
"""What text is written in; Python knows other codecs by names too, which are none ("zlib", "punycode")."""

_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Python's names of encodings, and what browsers read in their place (https://encoding.spec.whatwg.org/#names-and-labels)."""


def page_text(content: bytes, charset: str | None = None) -> str:
    """The text of a page; `charset` is what its server said ("windows-1252"). Never fails: what is in no known encoding has U+FFFD."""
    return clean(_decoded(content, charset))


def _decoded(content: bytes, charset: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content[:1] == b"\0" or content[1:2] == b"\0":  # the "<" that a page begins with
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    declared = [name for name in (_codec(charset), _codec(_declared(content))) if name]
    if not any(name.startswith("iso2022") for name in declared):  # its bytes are ASCII, and so would be UTF-8
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in declared:
        text = content.decode(name, "replace")
        wrong = text.count("\ufffd")
        if wrong * MOST_WRONG <= len(text) or wrong <= _foreign(text) - wrong:
            return text
    return content.decode(_guessed(content) or next(iter(declared), "cp1252"), "replace")


def _foreign(text: str) -> int:
    """Characters that are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _declared(content: bytes) -> str | None:
    match = _DECLARED.search(content[:HEAD])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _codec(label: str | None) -> str | None:
    """Python's name for what browsers understand by a label, None if it is no encoding of text."""
    label = (label or "").strip(" \"'")
    if not _KNOWN.fullmatch(label):
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _MEANT.get(name, name)


def _guessed(content: bytes) -> str | None:
    """By the lines that have other letters than ASCII: markup and scripts say nothing."""
    sample = b"\n".join(line for line in content.splitlines() if not line.isascii())[:SAMPLE]
    if sum(byte > 0x7F for byte in sample) <= RARE * len(sample):
        return "cp1252"
    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best else None
