"""How a document lies in a Tantivy index: the fields, the keys of the orders, what is kept for showing.

Terms come analysed (`index.analysis`), so Tantivy only splits at white space. The gap between
paragraphs is a run of filler words that a stop filter takes out again: they leave their positions
empty, are not indexed and do not count towards the length of a field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import tantivy

from index.analysis import PARAGRAPH_GAP
from index.document import BAG_FIELDS, KEY_FIELDS, NAME_TERM_FIELDS, PLACED_FIELDS, TERM_FIELDS, TEXT_TERM_FIELDS, Document, Shown
from index.engine import Place
from index.errors import Refused
from index.fields import FACETS
from index.periods import period
from index.records import compact_json

ARTICLE = "article"
"""The id as it is, to delete by; the key field `id` holds it folded."""
NEWEST, OLDEST = "newest", "oldest"
"""Fast fields whose ascending order is that of the sort of this name, as far as 64 bits can tell."""
MONTH, STORY, PAYLOAD = "month", "report_of", "payload"
COMBINATION, VALUES = "combination", "values"
"""All facet values of an article together, as a number and as the JSON that this stands for (see `tantivy_combinations`); it is read of few
articles, and so no part of the payload."""
_SEPARATOR = "\x1e"
"""Between the parts of the payload: neither terms nor `Document.shown` ever hold it."""

_PARTS = 3 + len(NAME_TERM_FIELDS)

LONGEST_VALUE = 65_530
"""Bytes of a whole value; Tantivy drops longer ones without a word, so they are refused here."""

_SURELY_SHORT = LONGEST_VALUE // 4
"""Characters that cannot take more bytes than that."""

_KEY_FIELD = {name: name for name in KEY_FIELDS}
_FACET_FIELD = {facet: f"facet_{facet}" for facet in FACETS}

_FILLER = "¶"  # no term: analysis keeps letters and digits only
_GAP = " " + " ".join([_FILLER] * PARAGRAPH_GAP) + " "
_TOKENIZER = "terms"
_GAPS = {name: _GAP if name in PLACED_FIELDS else " " for name in TERM_FIELDS}

_ID_BITS = 25
_UNDATED = (1 << (64 - _ID_BITS)) - 1
_FIRST_SECOND = int(datetime(1, 1, 1, tzinfo=UTC).timestamp())
"""The first second that a datetime can hold; from there to the year 9999 needs 39 bits, which leaves 25 for the id."""


def schema() -> tantivy.Schema:
    """The fields of every Broadsheet index."""
    build = tantivy.SchemaBuilder()
    for name in TEXT_TERM_FIELDS:
        build.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq" if name in BAG_FIELDS else "position")
    for name in NAME_TERM_FIELDS:
        build.add_text_field(name, tokenizer_name=_TOKENIZER)
    for name in (*KEY_FIELDS, ARTICLE):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        build.add_text_field(facet_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    for name in (NEWEST, OLDEST, STORY, COMBINATION):
        build.add_unsigned_field(name, fast=True)
    for name in ("published", "seen", MONTH):
        build.add_integer_field(name, fast=True)
    for name in (PAYLOAD, VALUES):
        build.add_bytes_field(name, stored=True)
    return build.build()


def set_up(index: tantivy.Index) -> tantivy.Index:
    """Give an index its tokenizer: Tantivy keeps only the name of it, so each opened index needs this."""
    fillers = tantivy.Filter.custom_stopword([_FILLER])
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(fillers).build())
    return index


def facet_field(facet: str) -> str:
    """The field that holds a facet's values as shown; the key field of the same name holds them folded."""
    return _FACET_FIELD[facet]


def to_tantivy(document: Document) -> tantivy.Document:
    """A document as Tantivy takes it. Raises `Refused` for one that it cannot hold, naming the field."""
    made = tantivy.Document()
    try:
        _add_texts(made, document)
        made.add_bytes(PAYLOAD, _payload(document))
    except UnicodeEncodeError as error:
        raise Refused(f"article {document.id!r}: holds half a character (a lone surrogate) that UTF-8 cannot write: {error}") from error
    _add_numbers(made, document)
    _add_combination(made, document)
    return made


def _add_texts(made: tantivy.Document, document: Document) -> None:
    """The terms, and the whole values. Half of a build's time in Python is spent here."""
    add = made.add_text
    for name, text in document.terms.items():
        if text:
            add(name, text.replace("\n", _GAPS[name]))
    add(ARTICLE, _not_too_long(document.id, document, ARTICLE))
    for fields, holders in ((document.keys, _KEY_FIELD), (document.facets, _FACET_FIELD)):
        for name, values in fields.items():
            for value in values:
                add(holders[name], value if len(value) < _SURELY_SHORT else _not_too_long(value, document, name))


def _not_too_long(value: str, document: Document, name: str) -> str:
    if len(value.encode()) > LONGEST_VALUE:
        raise Refused(
            f"article {document.id[:80]!r}: a value of {name} is longer than {LONGEST_VALUE:,} bytes, the most that Tantivy holds"
        )
    return value


def _add_numbers(made: tantivy.Document, document: Document) -> None:
    newest, oldest = order_keys(document.id, document.published)
    made.add_unsigned(NEWEST, newest)
    made.add_unsigned(OLDEST, oldest)
    made.add_integer("seen", document.seen)
    if document.published is not None:
        made.add_integer("published", document.published)
        made.add_integer(MONTH, period(document.published, "month"))
    if document.keys["story"]:
        story = Shown.story_in(document.shown)
        if story is not None:
            made.add_unsigned(STORY, number_of(story))


def _add_combination(made: tantivy.Document, document: Document) -> None:
    text = compact_json([document.facets[name] for name in FACETS])
    made.add_bytes(VALUES, text.encode())
    made.add_unsigned(COMBINATION, number_of(text))


def _payload(document: Document) -> bytes:
    published = "" if document.published is None else document.published
    # The names because aliases are among them: unlike title and body they cannot be made again from what is shown.
    names = [document.terms[name] for name in NAME_TERM_FIELDS]
    # An id may have the separator in it, so it comes last.
    return _SEPARATOR.join((document.shown, f"{published}", *names, document.id)).encode()


class Kept(NamedTuple):
    """What an index keeps of an article; `names` has the terms of each of `NAME_TERM_FIELDS`."""

    id: str
    published: int | None
    shown: Shown
    names: Sequence[str]

    @classmethod
    def of(cls, document: tantivy.Document) -> Kept:
        """What `to_tantivy` put there."""
        payload: bytes = document.get_first(PAYLOAD)  # type: ignore[assignment]
        shown, published, *names, id_ = payload.decode().split(_SEPARATOR, _PARTS - 1)
        return cls(id_, int(published) if published else None, Shown.from_text(shown), names)

    def place(self, score: float = 0.0) -> Place:
        """Where it stands in an order."""
        return Place(self.id, self.published, score)


def number_of(text: str) -> int:
    """A story or combination as 64 bits, so that it can be counted in a column: two of ten million collide once in 400,000 collections."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def order_keys(id_: str, published: int | None) -> tuple[int, int]:
    """Keys for `newest` and `oldest`: never in the wrong order, equal at worst (then `exact_order` decides)."""
    if published is None:
        newest = oldest = _UNDATED
    else:
        oldest = min(max(published - _FIRST_SECOND, 0), _UNDATED - 1)
        newest = _UNDATED - 1 - oldest
    low = _id_key(id_)
    return newest << _ID_BITS | low, oldest << _ID_BITS | low


def exact_order(place: Place | Kept, sort: str) -> tuple[bool, int, str]:
    """What `newest` or `oldest` sorts by, exactly."""
    published = place.published or 0
    return place.published is None, published if sort == OLDEST else -published, place.id


# Ids are hexadecimal digits as a rule: each of these has a rank of its own. All others share three ranks, below, between and
# above, after which nothing more may be told apart: what follows must not overrule two letters that the rank took for equal.
_HEXADECIMAL = "0123456789abcdef"
_RANKS = dict(zip(_HEXADECIMAL, (*range(2, 12), *range(13, 19)), strict=True))
_BASE = 20
_AS_RANKS = str.maketrans({letter: "0123456789abcdefghij"[rank] for letter, rank in _RANKS.items()})
_ID_LETTERS = 6  # 20 ** 6 is the first power above 2 ** 25


def _id_key(id_: str) -> int:
    head = id_[:_ID_LETTERS]
    known = head[: len(head) - len(head.lstrip(_HEXADECIMAL))]
    number = int(known.translate(_AS_RANKS) or "0", _BASE)
    left = _ID_LETTERS - len(known)
    if left:
        letter = head[len(known) : len(known) + 1]
        shared = 0 if not letter else 1 if letter < "0" else 12 if letter < "a" else 19
        number = (number * _BASE + shared) * _BASE ** (left - 1)
    scaled: int = (number << _ID_BITS) // _BASE**_ID_LETTERS
    return scaled


def stored_value(value: str) -> bool:
    """Whether `value` can be in an index at all: no lone surrogate, and not too long."""
    try:
        return len(value.encode()) <= LONGEST_VALUE
    except UnicodeEncodeError:
        return False
