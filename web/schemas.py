"""What answers look like, as JSON Schema (2020-12): the components of `web.openapi`.

`web.present` makes the answers; tests hold each of them to its schema.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from index.article import DateOrigin, Precision
from index.fields import FACETS
from index.periods import INTERVALS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
SWITCH: Schema = {"type": "boolean"}
FACET: Schema = {"type": "string", "enum": list(FACETS)}


def reference(name: str) -> Schema:
    """The component of this name."""
    return {"$ref": f"#/components/schemas/{name}"}


def said(schema: Schema, description: str) -> Schema:
    """A schema with a sentence on what it is."""
    return {**schema, "description": description}


def array(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def with_members(members: dict[str, Schema], optional: Collection[str] = ()) -> Schema:
    """An object with these members, all there but the `optional` ones; a later version may add others."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "required": required, "properties": members}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(values: Collection[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


_MISSING = said(_or_null(reference("Missing")), "Null: everything answered. Otherwise this is not the whole answer.")
_COUNTS = {
    "values": array(reference("FacetValue")),
    "more": said(SWITCH, "Whether there are others."),
    "exact": said(SWITCH, "False: counts may be too low, and a value may be missing."),
}

_INSTEAD = with_members({"text": said(TEXT, "The query to ask instead."), "articles": said(COUNT, "How many it finds.")})

_SEARCH = with_members(
    {
        "query": with_members(
            {
                "text": said(TEXT, "As sent, without white space around it."),
                "means": said(TEXT, "The canonical form of what was understood."),
                "also": said(array(TEXT), "Other names that were searched."),
                "instead": said(_or_null(_INSTEAD), "What may have been meant, where nothing was found and something near is."),
            }
        ),
        "index": with_members({"id": said(TEXT, "The generation that answered."), "engine": TEXT, "built_at": MOMENT, "articles": COUNT}),
        "missing": _MISSING,
        "total": with_members(
            {
                "articles": COUNT,
                "stories": said(COUNT, "An article without a story counts as one."),
                "stories_exact": said(SWITCH, "False where `stories` is an estimate."),
            }
        ),
        "hits": array(reference("Hit")),
        "facets": {"type": "object", "propertyNames": FACET, "additionalProperties": reference("FacetCounts")},
        "timeline": _or_null(reference("Timeline")),
        "next": said(_or_null(TEXT), "The cursor of the following page; null on the last."),
        "took_ms": NUMBER,
    }
)

_WHY = with_members(
    {
        "field": TEXT,
        "term": TEXT,
        "how": _one_of(("exact", "stem", "prefix", "fuzzy", "alias", "phrase", "near", "value")),
        "count": COUNT,
    }
)

_HIT = with_members(
    {
        "id": TEXT,
        "title": reference("Marked"),
        "url": _or_null(TEXT),
        "source": TEXT,
        "authors": array(TEXT),
        "published": _or_null(MOMENT),
        "precision": reference("Precision"),
        "language": said(TEXT, "BCP 47."),
        "story": said(_or_null(TEXT), "Null where it stands alone."),
        "story_reports": said(COUNT, "How many of the matches report the same story."),
        "score": NUMBER,
        "snippet": reference("Marked"),
        "why": said(array(_WHY), "With explain=1."),
        "score_parts": said(array(with_members({"field": TEXT, "terms": TEXT, "score": NUMBER})), "With explain=1."),
    },
    optional=("why", "score_parts"),
)

_ARTICLE = with_members(
    {
        "id": TEXT,
        "title": TEXT,
        "body": said(TEXT, "Paragraphs with an empty line between."),
        "url": _or_null(TEXT),
        "site": _or_null(TEXT),
        "source": TEXT,
        "authors": array(TEXT),
        "section": _or_null(TEXT),
        "language": said(TEXT, "BCP 47."),
        "keywords": array(TEXT),
        "published": _or_null(MOMENT),
        "precision": reference("Precision"),
        "published_origin": said(_or_null(_one_of(get_args(DateOrigin))), "Where the date was found."),
        "published_doubtful": said(SWITCH, "Found, but not believed."),
        "first_seen": _or_null(MOMENT),
        "updated": _or_null(MOMENT),
        "dateline": _or_null(with_members({"place": _or_null(TEXT), "agency": _or_null(TEXT)})),
        "entities": array(reference("Entity")),
        "story": _or_null(TEXT),
        "wire": said(_or_null(TEXT), "The agency whose copy it is."),
        "boilerplate": said(array(TEXT), "Passages that were taken out."),
    }
)

_INDEX = with_members(
    {
        "articles": said(COUNT, "In the store."),
        "indexed": said(COUNT, "Articles in the index."),
        "change": said(COUNT, "The change of the store that the index has come to."),
        "behind": said(COUNT, "Changes of the store that it lacks."),
        "generation": said(_or_null(TEXT), "Null: nothing has been built yet."),
        "engine": _or_null(TEXT),
        "built_at": _or_null(MOMENT),
        "next_rebuild": _or_null(MOMENT),
        "rebuild_asked": said(_or_null(MOMENT), "When somebody last asked for a rebuild that is not done yet."),
        "needs_rebuild": said(_or_null(TEXT), "Why applying changes will not do."),
        "writing": said(_or_null(TEXT), "Who writes the index just now."),
        "generations": array({"type": "object"}),
    },
    optional=("articles", "needs_rebuild", "writing", "generations"),
)

_BAD = with_members({"record": said(COUNT, "Which of the records, from 1."), "line": _or_null(COUNT), "reason": TEXT})

_WARNING = with_members(
    {"record": said(COUNT, "Which of the records, from 1."), "code": said(TEXT, "The event in the log, without `intake.`."), "reason": TEXT}
)

_TAKEN_IN = with_members(
    {
        "added": COUNT,
        "updated": COUNT,
        "unchanged": COUNT,
        "bad": said(array(_BAD), "Records that were left out."),
        "warnings": said(array(_WARNING), "What went in, but perhaps not as it was meant."),
        "ids": said(array(_or_null(TEXT)), "Of each record the article's id, in their order; null for the bad."),
        "change": said(COUNT, "The index shows all of them once it has come to this."),
    }
)

SCHEMAS: dict[str, Schema] = {
    "Search": _SEARCH,
    "Hit": _HIT,
    "Article": _ARTICLE,
    "Entity": with_members(
        {
            "type": _one_of(("person", "org", "place")),
            "name": said(TEXT, "As written."),
            "canonical": TEXT,
            "given": said(SWITCH, "By the record; else found in the text."),
            "mentions": array(with_members({"field": _one_of(("title", "body")), "start": COUNT, "end": COUNT})),
        }
    ),
    "Marked": with_members(
        {
            "text": TEXT,
            "marks": said(array({**array(COUNT), "minItems": 2, "maxItems": 2}), "Start and end of each match in `text`."),
            "html": said(TEXT, "`text` escaped, matches in <mark>, an ellipsis where a sentence is cut."),
        }
    ),
    "Precision": said(_or_null(_one_of(get_args(Precision))), "How much of `published` is known."),
    "FacetCounts": with_members(_COUNTS),
    "FacetValue": with_members({"value": TEXT, "count": COUNT, "selected": said(SWITCH, "Whether it is chosen in this search.")}),
    "Facet": with_members({"facet": FACET, **_COUNTS, "missing": _MISSING}),
    "Timeline": with_members(
        {
            "interval": _one_of(INTERVALS),
            "bars": array(
                with_members({"start": DAY, "count": COUNT, "of": said(COUNT, "All articles of the period."), "unfinished": SWITCH})
            ),
            "undated": COUNT,
        }
    ),
    "Completions": {
        "type": "array",
        "prefixItems": [TEXT, array(TEXT), array(TEXT), array({"type": "string", "format": "uri"})],
        "minItems": 4,
        "maxItems": 4,
    },
    "Missing": said(with_members({"parts": COUNT, "of": COUNT, "reason": TEXT}), "The parts of the index that did not answer."),
    "Index": _INDEX,
    "TakenIn": _TAKEN_IN,
    "RebuildAsked": with_members({"rebuild_asked": MOMENT}),
    "Alive": with_members({"status": {"const": "ok"}}),
    "Ready": with_members({"status": {"const": "ready"}, "index": TEXT, "engine": TEXT, "articles": COUNT, "missing": _MISSING}),
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": said(TEXT, "Leads to an explanation."),
            "title": TEXT,
            "status": COUNT,
            "detail": said(TEXT, "What is wrong, and what would be right."),
            "code": said(TEXT, "What is wrong with a query."),
            "at": said(COUNT, "The character of the query that is to blame."),
            "parameter": said(TEXT, "The parameter that cannot be used."),
            "bad": said(array(_BAD), "The records of which none can be used."),
        },
    },
}
"""Name of the component → its schema."""
