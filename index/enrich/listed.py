"""Names that somebody listed in an alias file of their own: found wherever they stand, in every language.

Extractors know names by their form, which tells little in languages that capitalise all nouns or none; who lists a name
wants it found all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from index.analysis import spans
from index.article import ENTITY_TYPES, EntityType, MentionField
from index.enrich.aliases import Row, Spelling
from index.enrich.extract import POSSESSIVE, Found


class Listed:
    """The spellings of rows, to be looked for in texts."""

    def __init__(self, rows: Collection[Row]) -> None:
        self._by_first_term: defaultdict[str, list[tuple[Spelling, EntityType]]] = defaultdict(list)
        for type_ in ENTITY_TYPES:
            for spelling in (spelling for row in rows if row.type == type_ for spelling in row.spellings):
                self._by_first_term[spelling.key[0]].append((spelling, type_))
        for spellings in self._by_first_term.values():
            spellings.sort(key=lambda each: len(each[0].key), reverse=True)

    def __bool__(self) -> bool:
        return bool(self._by_first_term)

    def added(self, found: Sequence[Found], title: str, body: str) -> list[Found]:
        """What an extractor found, and what is listed: it takes the place of what it overlaps, but for longer names that it is part of."""
        texts: tuple[tuple[MentionField, str], ...] = (("title", title), ("body", body))
        listed = [each for field, text in texts for each in self._in(field, text) if not any(_is_within(each, other) for other in found)]
        kept = [each for each in found if not any(each.overlaps(other) for other in listed)]
        return sorted((*kept, *listed), key=lambda each: each.place)

    def _in(self, field: MentionField, text: str) -> Iterator[Found]:
        """The listed names in a text, the longest at each place."""
        words = list(spans(text))
        at = 0
        while at < len(words):
            length = 1
            for spelling, type_ in self._by_first_term.get(words[at][0], ()):
                stretch = words[at : at + len(spelling.key)]
                start, end = stretch[0][1], stretch[-1][2]
                written = POSSESSIVE.sub("", text[start:end])
                if tuple(term for term, _, _ in stretch) == spelling.key and _is_meant(spelling, written):
                    yield Found(field, start, start + len(written), type_, written)
                    length = len(stretch)
                    break
            at += length


def _is_meant(spelling: Spelling, written: str) -> bool:
    """A name is no ordinary word in small letters, nor broken by the end of a paragraph; a quiet spelling is meant letter for letter."""
    if spelling.quiet:
        return written == spelling.text
    return "\n" not in written and not (spelling.text[0].isupper() and written[0].islower())


def _is_within(one: Found, other: Found) -> bool:
    return one.field == other.field and other.start <= one.start and one.end <= other.end and one.end - one.start < other.end - other.start
