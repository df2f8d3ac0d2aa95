"""The command line: `broadsheet`. Each command assembles, calls one thing, and says what came of it.

Exit codes are the same for all commands: see `EXIT_CODES`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from werkzeug.datastructures import MultiDict

from index import engines
from index.databases import database
from index.errors import BadInput, BadRecord, BadRequest, BroadsheetError, Locked, NotFound, QueryError, StoreError
from index.progress import Progress
from index.readers import read
from index.schedule import stop_on_signals
from index.settings import Settings
from index.store import PutCounts
from index.transfer import copy_store
from search.evaluate import evaluate as measure
from search.evaluate import load
from web.assembly import Assembly, assembled
from web.logs import log_to_stderr
from web.params import search_request
from web.present import search_answer
from web.terminal import pointed_at, print_json, progress_bars, say, say_missing, show_results
from web.words import counted

DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3
EXIT_CODES = {
    DONE: "done",
    FAILED: "failed: the message says why and what to do; nothing, or nothing more, was changed",
    USAGE: "the command, a setting or a query cannot be used as given",
    PARTLY: "done, but for what the messages name: records left out, ids that are not there, parts of the index that did not answer",
}

_SERVICES = frozenset({"index", "serve"})
_LEVELS = ("debug", "info", "warning", "error")
"""Commands that run on and on log at the level of the settings; the others say themselves what they did."""

EPILOG = "Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + "."

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON for programs.")


def _database_url(_ctx: click.Context, _option: click.Parameter, url: str) -> str:
    try:
        database(url).dispose()
    except StoreError as error:
        raise click.BadParameter(str(error)) from None
    return url


class _Group(click.Group):
    """Turns our errors into one line on standard error and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BroadsheetError as error:
            click.echo(f"broadsheet: {error}", err=True)
            sys.exit(USAGE if isinstance(error, BadInput) else FAILED)


@click.group(cls=_Group, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="broadsheet")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Settings file (TOML).")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the article store and the index.")
@click.pass_context
def main(ctx: click.Context, config: Path | None, data: Path | None) -> None:
    """Search for news articles: add them, index them, search them, serve them.

    \b
    broadsheet add articles.jsonl feeds/        put articles in
    broadsheet search '"peace talks" kyiv'      find some
    broadsheet serve --indexer                  the page at http://127.0.0.1:8000
    """
    given = {"data": str(data)} if data else None
    ctx.obj = Settings.load(config=config, given=given)
    log_to_stderr(ctx.obj.log_level if ctx.invoked_subcommand in _SERVICES else max(ctx.obj.log_level, "warning", key=_LEVELS.index))


@main.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--if-empty", is_flag=True, help="Do nothing if the store has articles already.")
@click.option("--no-index", is_flag=True, help="Leave indexing to the indexer or to a later rebuild.")
@as_json
@click.pass_obj
def add(settings: Settings, paths: Sequence[Path], if_empty: bool, no_index: bool, wants_json: bool) -> None:
    """Add articles from files and folders, and index them.

    Adding again changes nothing; changed text updates. Records that cannot be read are reported with file and line, and left out.

    \b
    broadsheet add sample
    broadsheet add articles.jsonl.gz feed.xml notes/
    """
    _need_extractor(settings)
    with assembled(settings, new=True) as parts, progress_bars() as progress:
        if if_empty and parts.store.count():
            return
        bad: list[BadRecord] = []
        counts = parts.intake().add(read(paths, lambda record: _report(record, bad)), progress)
        indexed = None if no_index else _bring_up_to_date(parts, progress)
    _say_added(counts, len(bad), indexed, wants_json)
    if bad or counts.failed:
        sys.exit(PARTLY)


@main.command(epilog=EPILOG)
@click.option("--engine", type=click.Choice(["auto", *engines.NAMES]), help="Instead of the one in the settings.")
@as_json
@click.pass_obj
def rebuild(settings: Settings, engine: str | None, wants_json: bool) -> None:
    """Build the index anew beside the current one, verify it and swap it in. Searches go on meanwhile.

    \b
    broadsheet rebuild
    broadsheet rebuild --engine whoosh
    """
    _need_extractor(settings)
    chosen = settings.model_copy(update={"engine": engine}) if engine else settings
    with assembled(chosen) as parts, progress_bars() as progress:
        manifest = parts.indexer().rebuild(progress)
    say(
        asdict(manifest),
        wants_json,
        f"generation {manifest.id}: {manifest.articles:,} articles by {manifest.engine}, {manifest.seconds:.1f} s",
    )


@main.command(epilog=EPILOG)
@click.argument("generation", required=False)
@click.pass_obj
def rollback(settings: Settings, generation: str | None) -> None:
    """Make an older generation current again: the one before, or the one named (see `broadsheet status`)."""
    with assembled(settings) as parts:
        manifest = parts.generations.rollback(generation)
    click.echo(f"generation {manifest.id} is current")


@main.command(epilog=EPILOG)
@click.pass_obj
def index(settings: Settings) -> None:
    """Keep the index up to date: apply changes as they come, rebuild by schedule. Runs until it is stopped.

    \b
    BROADSHEET_SCHEDULE='0 4 * * *' broadsheet index
    """
    _need_extractor(settings)
    with assembled(settings, new=True) as parts:
        parts.indexer().run(stop_on_signals())


@main.command(epilog=EPILOG)
@click.argument("query", nargs=-1)
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of /api/v1/search.")
@click.option("--size", "-n", default=5, show_default=True, help="Articles to show.")
@click.option("--cursor", help="Go on where another page ended.")
@as_json
@click.pass_obj
def search(settings: Settings, query: Sequence[str], params: Sequence[str], size: int, cursor: str | None, wants_json: bool) -> None:
    """Search, in the query language of docs/query-language.md.

    Put the query in single quotes, and behind -- if it begins with a minus sign.

    \b
    broadsheet search 'sanctions "natural gas" -coal after:2026-02-01'
    broadsheet search --json -p sort=newest -p place=Kyiv talks
    broadsheet search -- '-coal gas'
    """
    text = " ".join(query)
    request = search_request(_arguments(text, size, cursor, params), strict=True)
    with assembled(settings) as parts:
        try:
            results = parts.search().run(request)
        except QueryError as error:
            click.echo(pointed_at(text, error), err=True)
            sys.exit(USAGE)
    if wants_json:
        print_json(search_answer(results, request))
    else:
        show_results(results)
    if results.missing:
        say_missing(results.missing)
        sys.exit(PARTLY)


@main.command(epilog=EPILOG)
@click.option("--indexer", is_flag=True, help="Run the indexer beside the server, ended with it.")
@click.option("--port", type=int, help="Instead of the one in the settings.")
@click.pass_obj
def serve(settings: Settings, indexer: bool, port: int | None) -> None:
    """Serve the page and the JSON interface with gunicorn.

    \b
    broadsheet serve --indexer
    BROADSHEET_HOST=0.0.0.0 broadsheet serve --port 8080
    """
    from web.serving import serve as run

    if indexer:
        _need_extractor(settings)
    run(settings.model_copy(update={"port": port}) if port else settings, with_indexer=indexer)


@main.command(epilog=EPILOG)
@as_json
@click.pass_obj
def status(settings: Settings, wants_json: bool) -> None:
    """Show what the store holds, which index is current, and how far it is behind."""
    with assembled(settings) as parts:
        found = _status(parts)
    if wants_json:
        print_json(found)
        return
    for name, value in found.items():
        if name != "generations":
            click.echo(f"{name.replace('_', ' '):16}{_in_words(value)}")
    for manifest in found["generations"]:
        click.echo(_generation(manifest))


@main.command(epilog=EPILOG)
@click.argument("ids", nargs=-1, required=True)
@as_json
@click.pass_obj
def delete(settings: Settings, ids: Sequence[str], wants_json: bool) -> None:
    """Delete articles by id, from the store and the index.

    \b
    broadsheet delete 2f7a0c9d41e8b6a35c70
    """
    with assembled(settings) as parts, progress_bars() as progress:
        deleted = parts.store.delete(ids)
        _bring_up_to_date(parts, progress)
    missing = [id_ for id_ in ids if id_ not in deleted]
    for id_ in missing:
        click.echo(f"broadsheet: no article has the id {id_}", err=True)
    say({"deleted": deleted, "missing": missing}, wants_json, f"{len(deleted)} deleted")
    if missing:
        sys.exit(PARTLY)


@main.command(epilog=EPILOG)
@click.option(
    "--to", "target", required=True, metavar="URL", callback=_database_url, help="The database to copy to: empty, or an earlier copy."
)
@as_json
@click.pass_obj
def copy(settings: Settings, target: str, wants_json: bool) -> None:
    """Copy the article store of the settings to another database: SQLite to PostgreSQL, or back.

    All of it: articles, deleted ones, what enrichment found, change numbers and identity, so that an index stays up to date with the copy.
    Broken off, it goes on where it was when it is run again; afterwards, it copies what has changed. At the end both are compared.
    Writing may go on meanwhile; before you switch to the copy, stop whatever writes and run it once more.

    \b
    broadsheet copy --to postgresql://broadsheet@db.example/broadsheet
    BROADSHEET_STORE=postgresql://broadsheet@db.example/broadsheet broadsheet copy --to sqlite:////backup/articles.sqlite3
    """
    if not settings.store and not settings.default_store.exists():
        raise NotFound(f"there are no articles in {settings.data} to copy; name the folder with --data, or set `store`")
    with progress_bars() as progress:
        copied = copy_store(settings.store_url, target, progress)
    holds = f"{copied.articles:,} articles, {copied.deleted:,} deleted ones and {copied.cached:,} entries of enrichment"
    same = f"both sides are the same at change {copied.change} (SHA-256 {copied.sha256[:16]}…)"
    say(asdict(copied), wants_json, f"{holds}, {copied.written:,} of them written this time; {same}")
    if copied.later:
        then = "stop what writes, and run this again before you switch"
        click.echo(f"broadsheet: {counted(copied.later, 'change')} came to the store since; {then}", err=True)


@main.command(epilog=EPILOG)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--engine", "names", multiple=True, type=click.Choice(engines.EMBEDDED), default=engines.EMBEDDED, help="Instead of all.")
@as_json
def evaluate(folders: Sequence[Path], names: Sequence[str], wants_json: bool) -> None:
    """Measure ranking on judged queries: nDCG@10, MAP and recall@100 of each engine.

    A folder holds docs.jsonl (id, title, text), queries.jsonl (id, text) and qrels.txt (TREC). Nothing of your own articles is touched.

    \b
    broadsheet evaluate relevance/time relevance/cacm
    """
    rows = [(judged.name, name, measure(judged, engines.named(name))) for judged in map(load, folders) for name in names]
    if wants_json:
        print_json({"results": [{"collection": of, "engine": name, **asdict(quality)} for of, name, quality in rows]})
        return
    click.echo(f"{'collection':16}{'engine':10}{'nDCG@10':>9}{'MAP':>9}{'R@100':>9}")
    for of, name, quality in rows:
        click.echo(f"{of:16}{name:10}{quality.ndcg10:9.3f}{quality.map:9.3f}{quality.recall100:9.3f}")


@main.command(name="settings", epilog=EPILOG)
@as_json
@click.pass_obj
def show_settings(settings: Settings, wants_json: bool) -> None:
    """Show every setting, its value, and where that comes from."""
    rows = settings.origins()
    if wants_json:
        print_json({row.name: {"value": row.value, "origin": row.origin} for row in rows})
        return
    for row in rows:
        click.echo(f"{row.name:18}{row.value or '(empty)':50} {row.origin}")


def _need_extractor(settings: Settings) -> None:
    """Say that spaCy is missing before anything is begun, not when the first article is enriched."""
    if settings.extractor == "spacy":
        from index.enrich.extract_spacy import need  # half a second that other settings need not wait for

        need()


def _arguments(text: str, size: int, cursor: str | None, params: Sequence[str]) -> MultiDict[str, str]:
    """What was given, as the parameters of the JSON interface, so that both are read by the same rules."""
    given = MultiDict({"q": text, "size": str(size), "cursor": cursor or ""})
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise BadRequest(name, "give parameters as NAME=VALUE, such as -p sort=newest")
        given.add(name.strip(), value)
    return given


def _report(record: BadRecord, bad: list[BadRecord]) -> None:
    bad.append(record)
    click.echo(f"broadsheet: {record}", err=True)


def _bring_up_to_date(parts: Assembly, progress: Progress) -> str | None:
    """Apply what is new to the index, building the first one; returns what has to be said if another process does it."""
    try:
        if parts.generations.needs_rebuild():
            parts.indexer().rebuild(progress)
        else:
            parts.generations.apply_changes()
    except Locked:
        return "another process is writing the index and will take this in"
    return None


def _say_added(counts: PutCounts, bad: int, indexed: str | None, wants_json: bool) -> None:
    words = f"{counts.added:,} added, {counts.updated:,} updated, {counts.unchanged:,} unchanged, {bad + counts.failed:,} left out"
    say({**asdict(counts), "bad": bad}, wants_json, f"{words} ({indexed})" if indexed else words)


def _status(parts: Assembly) -> dict[str, Any]:
    found = parts.generations.status()
    state = found.current
    try:
        next_rebuild = parts.indexer().next_rebuild() if parts.settings.schedule else None
    except BroadsheetError:
        next_rebuild = None
    return {
        "articles": parts.store.count(),
        "indexed": state.articles if state else 0,
        "behind": found.behind,
        "generation": state.manifest.id if state else None,
        "engine": state.manifest.engine if state else None,
        "built_at": state.manifest.built_at if state else None,
        "next_rebuild": next_rebuild,
        "needs_rebuild": found.needs_rebuild,
        "writing": found.writing,
        "generations": [asdict(manifest) for manifest in found.kept],
    }


def _generation(manifest: dict[str, Any]) -> str:
    return (
        f"kept            {manifest['id']}  {manifest['engine']}, {manifest['articles']:,} articles, built in {manifest['seconds']:.1f} s"
    )


def _in_words(value: object) -> str:
    match value:
        case None:
            return "no"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(value)


if __name__ == "__main__":
    main()
