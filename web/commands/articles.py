"""Commands that change what the store holds: add, delete, copy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from index.databases import database
from index.errors import BadRecord, NotFound, StoreError
from index.readers import read
from index.settings import Settings
from index.transfer import copy_store
from web.assembly import assembled
from web.bars import progress_bars
from web.commands.common import EPILOG, PARTLY, as_json, bring_up_to_date, need_extractor, why_rebuild
from web.terminal import say
from web.words import counted, printable


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--if-empty", is_flag=True, help="Do nothing if the store has articles already.")
@click.option("--no-index", is_flag=True, help="Leave indexing to the indexer or to a later rebuild.")
@as_json
@click.pass_obj
def add(settings: Settings, paths: Sequence[Path], if_empty: bool, no_index: bool, wants_json: bool) -> None:
    """Add articles from files and folders, and index them.

    Adding again changes nothing. Changed text updates the article that has the same address or, with its source, the same identifier; of a
    record without these it makes another. Records that cannot be read are reported with file and place, and left out. With --json,
    `not_indexed` says why the index does not show the articles yet; it is null where it does.

    \b
    broadsheet add sample
    broadsheet add articles.jsonl.gz feed.xml notes/
    broadsheet add crawl.warc.gz crawl.wacz
    """
    need_extractor(settings)
    with assembled(settings, new=True) as parts, progress_bars() as progress:
        if if_empty and parts.store.count():
            return
        bad: list[BadRecord] = []
        needed = None if no_index else why_rebuild(parts)
        counts = parts.intake().add(read(paths, lambda record: _report(record, bad)), progress)
        not_indexed = "left to the indexer" if no_index else bring_up_to_date(parts, progress, needed)
    words = f"{counts.added:,} added, {counts.updated:,} updated, {counts.unchanged:,} unchanged, {len(bad) + counts.failed:,} left out"
    _say_done({**asdict(counts), "bad": len(bad)}, words, not_indexed, wants_json)
    if bad or counts.failed:
        sys.exit(PARTLY)


@click.command(epilog=EPILOG)
@click.argument("ids", nargs=-1, required=True)
@as_json
@click.pass_obj
def delete(settings: Settings, ids: Sequence[str], wants_json: bool) -> None:
    """Delete articles by id, from the store and the index. With --json, `not_indexed` says why the index still has them, if it does.

    \b
    broadsheet delete 2f7a0c9d41e8b6a35c70
    """
    with assembled(settings) as parts, progress_bars() as progress:
        needed = why_rebuild(parts)
        deleted = parts.store.delete(ids)
        not_indexed = bring_up_to_date(parts, progress, needed)
    missing = [id_ for id_ in ids if id_ not in deleted]
    for id_ in missing:
        click.echo(f"broadsheet: no article has the id {printable(id_)}", err=True)
    _say_done({"deleted": deleted, "missing": missing}, f"{len(deleted)} deleted", not_indexed, wants_json)
    if missing:
        sys.exit(PARTLY)


def _database_url(_ctx: click.Context, _option: click.Parameter, url: str) -> str:
    try:
        database(url).dispose()
    except StoreError as error:
        raise click.BadParameter(str(error)) from None
    return url


@click.command(epilog=EPILOG)
@click.option(
    "--to", "target", required=True, metavar="URL", callback=_database_url, help="The database to copy to: empty, or an earlier copy."
)
@as_json
@click.pass_obj
def copy(settings: Settings, target: str, wants_json: bool) -> None:
    """Copy the articles to another database.

    From the store of the settings, SQLite to PostgreSQL or back. All of it: articles, deleted ones, what enrichment found, change
    numbers and identity, so that an index stays up to date with the copy.
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


def _report(record: BadRecord, bad: list[BadRecord]) -> None:
    bad.append(record)
    click.echo(f"broadsheet: {printable(str(record))}", err=True)


def _say_done(content: dict[str, Any], words: str, not_indexed: str | None, wants_json: bool) -> None:
    """What was done to the store, and why the index does not show it yet, if it does not."""
    say({**content, "not_indexed": not_indexed}, wants_json, f"{words} ({not_indexed})" if not_indexed else words)
