"""Commands about the index: rebuild, rollback, index, status."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from index import engines
from index.schedule import stop_on_signals
from index.settings import Settings
from web.assembly import assembled
from web.bars import progress_bars
from web.commands.common import EPILOG, as_json, need_extractor
from web.standing import whole
from web.terminal import print_json, say


@click.command(epilog=EPILOG)
@click.option("--engine", type=click.Choice(["auto", *engines.NAMES]), help="Instead of the one in the settings.")
@as_json
@click.pass_obj
def rebuild(settings: Settings, engine: str | None, wants_json: bool) -> None:
    """Build the index anew.

    Beside the current one, verified, then swapped in; searches go on meanwhile.

    \b
    broadsheet rebuild
    broadsheet rebuild --engine whoosh
    """
    need_extractor(settings)
    chosen = settings.model_copy(update={"engine": engine}) if engine else settings
    with assembled(chosen) as parts, progress_bars() as progress:
        manifest = parts.indexer().rebuild(progress)
    say(
        asdict(manifest),
        wants_json,
        f"generation {manifest.id}: {manifest.articles:,} articles by {manifest.engine}, {manifest.seconds:.1f} s",
    )


@click.command(epilog=EPILOG)
@click.argument("generation", required=False)
@as_json
@click.pass_obj
def rollback(settings: Settings, generation: str | None, wants_json: bool) -> None:
    """Make an older generation current again.

    The newest older one that will do, or the one named (see `broadsheet status`).
    """
    with assembled(settings) as parts:
        manifest = parts.generations.rollback(generation)
    say(asdict(manifest), wants_json, f"generation {manifest.id} is current")


@click.command(epilog=EPILOG)
@click.option("--ends-with-input", is_flag=True, hidden=True, help="Stop when standard input ends, as with the server that gave it.")
@click.pass_obj
def index(settings: Settings, ends_with_input: bool) -> None:
    """Keep the index up to date.

    Applies changes as they come, rebuilds by schedule. Runs until it is stopped.

    \b
    BROADSHEET_SCHEDULE='0 4 * * *' broadsheet index
    """
    need_extractor(settings)
    with assembled(settings, new=True) as parts:
        stop = stop_on_signals()
        if ends_with_input:
            threading.Thread(target=_stop_at_end_of_input, args=(stop,), name="input", daemon=True).start()
        parts.indexer().run(stop)


def _stop_at_end_of_input(stop: threading.Event) -> None:
    # Not by sys.stdin: whoever reads from that in a thread makes the interpreter abort when it ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()


@click.command(epilog=EPILOG)
@as_json
@click.pass_obj
def status(settings: Settings, wants_json: bool) -> None:
    """Show how store and index stand.

    What the store holds, which index is current, how far it is behind, and whether somebody asked for a rebuild.
    """
    with assembled(settings) as parts:
        found = whole(parts)
    if wants_json:
        print_json(found)
        return
    for name, value in found.items():
        if name != "generations":
            click.echo(f"{name.replace('_', ' '):16}{_in_words(value)}")
    for manifest in found["generations"]:
        click.echo(_generation(manifest))


def _generation(manifest: dict[str, Any]) -> str:
    size, seconds = f"{manifest['articles']:,} articles when built", f"{manifest['seconds']:.1f} s"
    return f"kept            {manifest['id']}  {manifest['engine']}, {size}, in {seconds}"


def _in_words(value: object) -> str:
    match value:
        case None:
            return "no"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(value)
