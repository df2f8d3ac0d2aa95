"""Whose page it is: of the names that a page gives its outlet, the one that its host bears.

Wire copy often names its agency as the publisher, and a blog the firm that keeps it; the address is the outlet's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

FEWEST_LETTERS = 3
"""Of a word, or of the first letters of all words, that tells a host: "rt" is in many."""

FEWEST_OF_A_HOST = 5
"""Letters of a part of a host that tells a name: "chron" is in "Houston Chronicle"."""

_WORD = re.compile(r"[^\W_]+")


def outlet_of(names: Sequence[str], address: str | None) -> str | None:
    """The outlet's name among `names`, the most trusted first; a slogan behind " | " is dropped. `address`: of the page, if known."""
    short = [name.partition(" | ")[0].strip() or name for name in names]
    labels = (urlsplit(address or "").hostname or "").split(".")[:-1]
    return next((name for name in short if _bears(labels, name)), next(iter(short), None))


def _bears(labels: Sequence[str], name: str) -> bool:
    """Whether a host of these labels (the parts between its dots) is called by a name, or by a part of it."""
    words = [word.casefold() for word in _WORD.findall(name)]
    host = "".join(_WORD.findall("".join(labels)))
    parts = (*words, "".join(word[0] for word in words))
    return any(len(part) >= FEWEST_LETTERS and part in host for part in parts if part != "the") or any(
        len(label) >= FEWEST_OF_A_HOST and label in "".join(words) for label in labels
    )
