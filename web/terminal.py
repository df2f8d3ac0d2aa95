"""What commands show in a terminal: results, and a query with the character that is wrong."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from index.document import Shown
from index.engine import FacetCounts, Missing
from index.errors import QueryError
from search.results import Marked, Result, Results
from web.dates import machine
from web.words import counted, gap, hedge


def show_results(results: Results) -> None:
    """A page of results as text: how many, the hits with their snippets, the facets."""
    articles = f"{hedge(True, results.missing)}{counted(results.total, 'article')}"
    stories = f"{hedge(results.stories_exact, results.missing)}{counted(results.stories, 'story', 'stories')}"
    click.echo(f"{articles} in {stories} for {results.query.means}")
    if results.query.also:
        click.echo(f"also searched: {', '.join(results.query.also)}")
    if results.instead:
        found = f"{hedge(True, results.missing)}{counted(results.instead.articles, 'article')}"
        click.echo(f"did you mean: {results.instead.text} ({found})")
    for result in results.results:
        _show_result(result)
    for name, counts in results.facets.items():
        if counts.values:
            click.echo(f"{name:>9}  {_facet(counts, counts.exact and results.missing is None)}")
    if results.next:
        click.echo(f"more: --cursor {results.next}")


def _show_result(result: Result) -> None:
    shown = result.shown
    click.echo()
    click.echo(_marked(result.title) or "(no title)")
    click.echo(f"  {result.id}  {shown.source or 'source not known'}  {_day(shown)}")
    click.echo(f"  {_marked(result.snippet)}")
    for reason in result.why:
        click.echo(f"  - {reason.field}: {reason.term} ({reason.how}, {reason.count}×)")
    if result.score_parts:
        parts = " + ".join(f"{part.score:.2f} ({part.terms} in {part.field})" for part in result.score_parts)
        click.echo(f"  = {result.score:.2f} = {parts}")


def _day(shown: Shown) -> str:
    """The day of publication, or what is known of it."""
    return machine(datetime.fromisoformat(shown.published), shown.precision)[:10] if shown.published else "date not known"


def say_missing(missing: Missing) -> None:
    """What did not answer, on standard error, so that it stands out and pipes stay clean."""
    click.echo(f"broadsheet: {gap(missing)} ({missing.reason})", err=True)


def _facet(counts: FacetCounts, exact: bool) -> str:
    least = "" if exact else "≥ "
    shown = ", ".join(f"{each.value} {least}{each.count:,}" for each in counts.values)
    return f"{shown}, …" if counts.more else shown


def _marked(marked: Marked) -> str:
    parts, done = [], 0
    for start, end in marked.marks:
        parts += [marked.text[done:start], click.style(marked.text[start:end], fg="yellow", bold=True)]
        done = end
    text = "".join([*parts, marked.text[done:]])
    return f"{'… ' if marked.cut_before else ''}{text}{' …' if marked.cut_after else ''}"


def pointed_at(text: str, error: QueryError) -> str:
    """The query with a caret under the character that is wrong."""
    line = "".join(char if char.isprintable() else " " for char in text)
    start = max(0, error.at - 60)
    return f"{line[start : start + 100]}\n{' ' * (error.at - start)}^ {error.message}"


def say(content: dict[str, Any], wants_json: bool, words: str) -> None:
    """What came of a command, for a program or for people."""
    if wants_json:
        print_json(content)
    else:
        click.echo(words)


def print_json(content: dict[str, Any]) -> None:
    """An answer for programs."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=_written))


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
