"""Results and articles as JSON, and marked text as HTML.

The page and the API both show `search.results.Results`; here are the JSON and the one
function that makes HTML of marks: it escapes first, then marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup, escape

from index.article import Article, Entity
from index.engine import FacetCounts, Missing
from index.errors import BadRecord
from search.request import SearchRequest
from search.results import Marked, Result, Results, Timeline, Why

if TYPE_CHECKING:
    from web.writer import Outcome

Json = dict[str, Any]


def html(marked: Marked, element: Literal["mark", "b"] = "mark") -> Markup:
    """Marked text as HTML: escaped, its marks in ``<mark>`` or another `element`, "…" where it was cut."""
    opening, closing = Markup(f"<{element}>"), Markup(f"</{element}>")
    parts: list[Markup] = []
    done = 0
    for start, end in marked.marks:
        parts += (escape(marked.text[done:start]), opening, escape(marked.text[start:end]), closing)
        done = end
    parts.append(escape(marked.text[done:]))
    before = "… " if marked.cut_before else ""
    after = " …" if marked.cut_after else ""
    return Markup(before) + Markup("").join(parts) + Markup(after)


def search_answer(results: Results, request: SearchRequest) -> Json:
    """The answer of ``/api/v1/search``; docs/api.md explains its parts."""
    return {
        "query": {
            "text": results.query.text,
            "means": results.query.means,
            "also": list(results.query.also),
            "instead": asdict(results.instead) if results.instead else None,
        },
        "index": {
            "id": results.index.generation,
            "engine": results.index.engine,
            "built_at": instant(results.index.built_at),
            "articles": results.index.articles,
        },
        "missing": missing_answer(results.missing),
        "total": {
            "articles": results.total,
            "stories": results.stories,
            "stories_exact": results.stories_exact and results.missing is None,
        },
        "hits": [_hit(result, request.explain) for result in results.results],
        "facets": {name: facet_answer(results.facets[name], results.missing, request.filters.get(name, ())) for name in request.facets},
        "timeline": _timeline(results.timeline),
        "next": results.next,
        "took_ms": round(results.took_ms, 2),
    }


def missing_answer(missing: Missing | None) -> Json | None:
    """What did not answer, None where all did."""
    return None if missing is None else asdict(missing)


def facet_answer(counts: FacetCounts, missing: Missing | None, chosen: Iterable[str]) -> Json:
    """The values of one facet with their counts; `selected` where a value is chosen in this search."""
    selected = frozenset(chosen)
    values = [{"value": each.value, "count": each.count, "selected": each.value in selected} for each in counts.values]
    return {"values": values, "more": counts.more, "exact": counts.exact and missing is None}


def article_answer(article: Article) -> Json:
    """The answer of ``/api/v1/articles/<id>``: everything that is known of one article."""
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "url": article.url,
        "site": article.site,
        "source": article.source,
        "authors": list(article.authors),
        "section": article.section,
        "language": article.language,
        "keywords": list(article.keywords),
        "published": instant(article.published),
        "precision": article.published_precision,
        "published_origin": article.published_origin,
        "published_doubtful": article.published_doubtful,
        "first_seen": instant(article.first_seen),
        "updated": instant(article.updated),
        "dateline": {"place": article.dateline.place, "agency": article.dateline.agency} if article.dateline else None,
        "entities": [_entity(entity) for entity in article.entities],
        "story": article.story,
        "wire": article.wire,
        "boilerplate": list(article.boilerplate),
    }


def outcome_answer(done: Outcome) -> Json:
    """What became of records that were sent; `ids` has one for each of them, null for those that are bad. Codes are events of the log."""
    counts = done.counts
    return {
        "added": counts.added,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "bad": bad_answer(done.bad),
        "warnings": [
            {"record": number, "code": warning.event.removeprefix("intake."), "reason": warning.reason} for number, warning in done.warnings
        ],
        "ids": [done.ids.get(number) for number in range(1, done.records + 1)],
    }


def bad_answer(records: Mapping[int, BadRecord]) -> list[Json]:
    """Records that cannot be used: which of them (1-based), the line that it is on, and why."""
    return [{"record": number, "line": bad.line, "reason": bad.reason} for number, bad in records.items()]


def in_json(value: object) -> Any:
    """A value with its moments in RFC 3339, which JSON has no type for."""
    match value:
        case datetime():
            return instant(value.astimezone(UTC))
        case dict():
            return {name: in_json(each) for name, each in value.items()}
        case list():
            return [in_json(each) for each in value]
        case _:
            return value


def instant(moment: datetime | None) -> str | None:
    """A moment in UTC as RFC 3339, or None."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _hit(result: Result, explained: bool) -> Json:
    shown = result.shown
    reasons = {"why": [_why(reason) for reason in result.why], "score_parts": [asdict(part) for part in result.score_parts]}
    return {
        "id": result.id,
        "title": _marked(result.title),
        "url": shown.url,
        "source": shown.source,
        "authors": list(shown.authors),
        "published": shown.published,
        "precision": shown.precision,
        "language": shown.language,
        "story": shown.story,
        "story_reports": result.story_reports,
        "score": result.score,
        "snippet": _marked(result.snippet),
        **(reasons if explained else {}),
    }


def _marked(marked: Marked) -> Json:
    return {"text": marked.text, "marks": [list(mark) for mark in marked.marks], "html": str(html(marked))}


def _why(reason: Why) -> Json:
    return {"field": reason.field, "term": reason.term, "how": reason.how, "count": reason.count}


def _timeline(timeline: Timeline | None) -> Json | None:
    if timeline is None:
        return None
    bars = [{"start": bar.start.isoformat(), "count": bar.count, "of": bar.of, "unfinished": bar.unfinished} for bar in timeline.bars]
    return {"interval": timeline.interval, "bars": bars, "undated": timeline.undated}


def _entity(entity: Entity) -> Json:
    mentions = [{"field": each.field, "start": each.start, "end": each.end} for each in entity.mentions]
    return {"type": entity.type, "name": entity.name, "canonical": entity.canonical, "given": entity.given, "mentions": mentions}
