"""How a document lies in a Tantivy index: the fields, the keys of the orders, what is kept for showing.

Terms come analysed (`index.analysis`), so Tantivy only splits at white space. The gap between
paragraphs is a run of filler words that a stop filter takes out again: they leave their positions
empty, are not indexed and do not count towards the length of a field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import tantivy

from index.analysis import PARAGRAPH_GAP
from index.document import KEY_FIELDS, NAME_TERM_FIELDS, TEXT_TERM_FIELDS, Document, Shown
from index.engine import Place
from index.errors import Refused
from index.fields import FACETS
from index.periods import period

ARTICLE = "article"
"""The id as it is, to delete by; the key field `id` holds it folded."""
NEWEST, OLDEST = "newest", "oldest"
"""Fast fields whose ascending order is that of the sort of this name, as far as 64 bits can tell."""
MONTH, STORY, PAYLOAD = "month", "report_of", "payload"

LONGEST_VALUE = 65_530
"""Bytes of a whole value; Tantivy drops longer ones without a word, so they are refused here."""

_FILLER = "¶"  # no term: analysis keeps letters and digits only
_GAP = " " + " ".join([_FILLER] * PARAGRAPH_GAP) + " "
_TOKENIZER = "terms"

_ID_BITS = 25
_UNDATED = (1 << (64 - _ID_BITS)) - 1
_FIRST_SECOND = int(datetime(1, 1, 1, tzinfo=UTC).timestamp())
"""The first second that a datetime can hold; from there to the year 9999 needs 39 bits, which leaves 25 for the id."""


def schema() -> tantivy.Schema:
    """The fields of every Broadsheet index."""
    build = tantivy.SchemaBuilder()
    for name in TEXT_TERM_FIELDS:
        build.add_text_field(name, tokenizer_name=_TOKENIZER)
    for name in NAME_TERM_FIELDS:
        # Stored because aliases are part of them: unlike title and body they cannot be made again from what is shown.
        build.add_text_field(name, stored=True, tokenizer_name=_TOKENIZER)
    for name in (*KEY_FIELDS, ARTICLE):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        build.add_text_field(facet_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    for name in (NEWEST, OLDEST, STORY):
        build.add_unsigned_field(name, fast=True)
    for name in ("published", "seen", MONTH):
        build.add_integer_field(name, fast=True)
    build.add_bytes_field(PAYLOAD, stored=True)
    return build.build()


def set_up(index: tantivy.Index) -> tantivy.Index:
    """Give an index its tokenizer: Tantivy keeps only the name of it, so each opened index needs this."""
    fillers = tantivy.Filter.custom_stopword([_FILLER])
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(fillers).build())
    return index


def facet_field(facet: str) -> str:
    """The field that holds a facet's values as shown; the key field of the same name holds them folded."""
    return f"facet_{facet}"


def to_tantivy(document: Document) -> tantivy.Document:
    """A document as Tantivy takes it. Raises `Refused` for one that it cannot hold, naming the field."""
    made = tantivy.Document()
    try:
        for name, value in _texts(document):
            if len(value.encode()) > LONGEST_VALUE:
                raise Refused(
                    f"article {document.id!r}: a value of {name} is longer than {LONGEST_VALUE:,} bytes, the most that Tantivy holds"
                )
            made.add_text(name, value)
        for name, text in document.terms.items():
            if text:
                made.add_text(name, text.replace("\n", _GAP))
        made.add_bytes(PAYLOAD, _payload(document))
    except UnicodeEncodeError as error:
        raise Refused(f"article {document.id!r}: holds half a character (a lone surrogate) that UTF-8 cannot write: {error}") from error
    _add_numbers(made, document)
    return made


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    yield ARTICLE, document.id
    for name, values in document.keys.items():
        for value in values:
            yield name, value
    for facet, values in document.facets.items():
        for value in values:
            yield facet_field(facet), value


def _add_numbers(made: tantivy.Document, document: Document) -> None:
    newest, oldest = order_keys(document.id, document.published)
    made.add_unsigned(NEWEST, newest)
    made.add_unsigned(OLDEST, oldest)
    made.add_integer("seen", document.seen)
    if document.published is not None:
        made.add_integer("published", document.published)
        made.add_integer(MONTH, period(document.published, "month"))
    # Reading what is shown costs; only an article that is in a story needs it, for the story's name as it is written.
    story = Shown.from_json(document.shown).story if document.keys["story"] else None
    if story is not None:
        made.add_unsigned(STORY, story_number(story))


def _payload(document: Document) -> bytes:
    # JSON has no line end in it; an id may have, so it comes last.
    return f"{document.shown}\n{'' if document.published is None else document.published}\n{document.id}".encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """What an index keeps of an article to show it."""

    id: str
    published: int | None
    shown: Shown

    @classmethod
    def of(cls, document: tantivy.Document) -> Kept:
        """What `to_tantivy` put there."""
        shown, published, id_ = bytes(document.get_first(PAYLOAD)).decode().split("\n", 2)  # type: ignore[arg-type]
        return cls(id_, int(published) if published else None, Shown.from_json(shown))

    def place(self, score: float = 0.0) -> Place:
        """Where it stands in an order."""
        return Place(self.id, self.published, score)


def kept_lines(document: tantivy.Document, field: str) -> list[str]:
    """The paragraphs (names) of a stored field of terms, as `Document.terms` had them."""
    return str(document.get_first(field) or "").split(_GAP)


def story_number(story: str) -> int:
    """A story as 64 bits, so that different stories can be counted in a column: two of ten million collide once in 400,000 collections."""
    return int.from_bytes(hashlib.blake2b(story.encode(), digest_size=8).digest(), "big")


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
_RANKS = {letter: rank for rank, letter in enumerate("0123456789", 2)} | {letter: rank for rank, letter in enumerate("abcdef", 13)}
_BASE = 20
_ID_LETTERS = 6  # 20 ** 6 is the first power above 2 ** 25


def _id_key(id_: str) -> int:
    number = 0
    for at in range(_ID_LETTERS):
        letter = id_[at : at + 1]
        rank = _RANKS.get(letter)
        if rank is None:
            shared = 0 if not letter else 1 if letter < "0" else 12 if letter < "a" else 19
            number = (number * _BASE + shared) * _BASE ** (_ID_LETTERS - 1 - at)
            break
        number = number * _BASE + rank
    scaled: int = (number << _ID_BITS) // _BASE**_ID_LETTERS
    return scaled


def stored_value(value: str) -> bool:
    """Whether `value` can be in an index at all: no lone surrogate, and not too long."""
    try:
        return len(value.encode()) <= LONGEST_VALUE
    except UnicodeEncodeError:
        return False
