"""Link texts that lost the space behind them: "Mr. Lund Anna Maria LundStorm ahead" holds the text of a link, "Anna Maria Lund", and the
headline after it. What is glued together so is no name, nor is the rest of the link's text.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.enrich.naming import FUNCTION_WORDS
from index.enrich.words import Context, Word

SHORTEST = 3
"""Letters of a name that others are glued to (Lee)."""

_PREFIXES = frozenset(["Mac", "Van", "Von", "Del", "Des", "San", "Ben"])
"""Before another capital they begin a surname."""


def unglued(words: list[Word], context: Context) -> Iterator[list[Word]]:
    """The stretches of a run that are apart from such texts."""
    begin = 0
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        if name := name_in(word.text, context, before=before.text if before and not before.ends else ""):
            yield words[begin : _link_begins(words, begin, at, name)]
            begin = at + 1
    yield words[begin:]


def name_in(word: str, context: Context, *, before: str) -> str | None:
    """The name that a word is glued to, None for a name that is written so ("WikiLeaks", "UnitedHealth").

    It is a surname in the article; or another word that follows a capitalised one there, if it does so here too (`before`).
    """
    for end in range(SHORTEST, len(word)):
        seam = word[end - 1].islower() and (word[end].isupper() or word[end].isdigit())
        if seam and word[:end] not in _PREFIXES and _is_surname(word[:end], context, before):
            return word[:end]
    return None


def _is_surname(name: str, context: Context, before: str) -> bool:
    if context.is_surname(name):
        return True
    return bool(before) and before not in FUNCTION_WORDS and name in context.followers


def _link_begins(words: list[Word], begin: int, at: int, name: str) -> int:
    """Where the link's text begins: behind the same name, written before it; else the whole run is its text."""
    return next((number + 1 for number in range(at - 1, begin - 1, -1) if words[number].text == name), begin)
