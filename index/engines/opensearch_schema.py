"""How a document lies in an OpenSearch index: settings, the strict mapping, the orders' keys.

Terms come analysed (`index.analysis`), so OpenSearch only splits at white space. Each paragraph or name is one
value of an array, with a gap of positions between values. "text_stem" is copied together by the cluster from title and
body, as `Document` makes it. Of a document only `shown` is kept as it is: all else can be made again from the store.
"""

from __future__ import annotations

import hashlib
from typing import Any

from index.analysis import PARAGRAPH_GAP
from index.bm25 import K1, B
from index.document import BAG_FIELDS, KEY_FIELDS, NAME_TERM_FIELDS, PLACED_FIELDS, TEXT_TERM_FIELDS, Document, Shown
from index.errors import Refused
from index.fields import FACETS

MAPPING_VERSION = 1
"""Raised when documents lie differently in an index; one of another version is not read but built anew."""

ARTICLE = "article"
"""The id as it is, to sort by; the key field `id` holds it folded."""
STORY, SHOWN = "report_of", "shown"

LONGEST_VALUE = 32_766
"""Bytes of a whole value; Lucene holds none that is longer."""

LONGEST_ID = 512
"""Bytes of OpenSearch's own `_id`; a longer id is hashed for it."""

LONGEST_TOKEN = 1000
"""More than any term has (128 letters and a mark); OpenSearch would cut a longer one in two at 255."""

_SURELY_SHORT = LONGEST_VALUE // 4
"""Characters that cannot take more bytes than that."""

_ANALYZER = "terms"
_FACET_FIELD = {facet: f"facet_{facet}" for facet in FACETS}

Body = dict[str, Any]


def index_body(shards: int) -> Body:
    """Settings and mapping of a new index: without copies and without a refresh, until it is built."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            # Never by itself: what is shown changes with a commit only.
            "refresh_interval": "-1",
            "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
            "analysis": {
                "tokenizer": {_ANALYZER: {"type": "whitespace", "max_token_length": LONGEST_TOKEN}},
                "analyzer": {_ANALYZER: {"type": "custom", "tokenizer": _ANALYZER}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"version": MAPPING_VERSION},
            "_source": {"includes": [SHOWN]},
            "properties": _properties(),
        },
    }


def _properties() -> Body:
    bag = {"type": "text", "analyzer": _ANALYZER, "index_options": "freqs"}
    text = {"type": "text", "analyzer": _ANALYZER, "position_increment_gap": PARAGRAPH_GAP}
    whole = {"type": "keyword", "doc_values": False}
    counted = {"type": "keyword", "eager_global_ordinals": True}
    moment = {"type": "date", "format": "epoch_millis"}
    return {
        **dict.fromkeys(TEXT_TERM_FIELDS, text),
        **dict.fromkeys(BAG_FIELDS, bag),
        **{name: {**text, "copy_to": list(BAG_FIELDS)} for name in ("title_stem", "body_stem")},
        # Stored because aliases are part of them: unlike title and body they cannot be made again from what is shown.
        **{name: {**text, "norms": False, "store": True} for name in NAME_TERM_FIELDS},
        **dict.fromkeys(KEY_FIELDS, whole),
        **{_FACET_FIELD[name]: counted for name in FACETS},
        ARTICLE: {"type": "keyword"},
        STORY: {"type": "long"},
        "published": moment,
        "seen": moment,
        SHOWN: {"type": "keyword", "index": False, "doc_values": False},
    }


def facet_field(facet: str) -> str:
    """The field that holds a facet's values as shown; the key field of the same name holds them folded."""
    return _FACET_FIELD[facet]


def to_source(document: Document) -> Body:
    """A document as OpenSearch takes it. Raises `Refused` for one that it cannot hold, naming the field."""
    made: Body = {ARTICLE: document.id, SHOWN: document.shown, "seen": document.seen * 1000}
    for name in PLACED_FIELDS:
        text = document.terms[name]
        if text:
            made[name] = text.split("\n") if "\n" in text else text
    for fields, holders in ((document.keys, None), (document.facets, _FACET_FIELD)):
        for name, values in fields.items():
            if values:
                for value in values:
                    if len(value) > _SURELY_SHORT:
                        _not_too_long(value, name)
                made[holders[name] if holders else name] = values
    if document.published is not None:
        made["published"] = document.published * 1000
    if document.keys["story"]:
        story = Shown.story_in(document.shown)
        if story is not None:
            made[STORY] = story_number(story)
    return made


def own_id(id_: str) -> str:
    """The `_id` of an article: the same one comes to the same place."""
    encoded = id_.encode("utf-8", "surrogatepass")
    return id_ if len(encoded) <= LONGEST_ID else hashlib.blake2b(encoded, digest_size=32).hexdigest()


def _not_too_long(value: str, name: str) -> None:
    if len(value.encode("utf-8", "surrogatepass")) > LONGEST_VALUE:
        raise Refused(f"a value of {name} is longer than {LONGEST_VALUE:,} bytes, the most that OpenSearch holds")


def story_number(story: str) -> int:
    """A story as a signed number of 64 bits, so that different ones can be counted in a column: two of ten million
    collide once in 400,000 collections."""
    return int.from_bytes(hashlib.blake2b(story.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def storable(value: str) -> bool:
    """Whether `value` can be in an index at all: no lone surrogate, and not too long."""
    try:
        return len(value.encode()) <= LONGEST_VALUE
    except UnicodeEncodeError:
        return False
