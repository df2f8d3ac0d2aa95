"""Commands that answer: search, serve, settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from index.errors import QueryError
from index.settings import Settings
from web.assembly import assembled
from web.commands.common import EPILOG, PARTLY, USAGE, as_json, need_extractor
from web.commands.given import given
from web.params import search_request
from web.present import search_answer
from web.terminal import pointed_at, print_json, say_missing, show_results

SHOWN = 5
"""Articles shown where nothing else is asked for."""


@click.command(epilog=EPILOG)
@click.argument("query", nargs=-1)
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of /api/v1/search.")
@click.option("--size", "-n", type=int, help=f"Articles to show.  [default: {SHOWN}]")
@click.option("--cursor", help="Go on where another page ended.")
@as_json
@click.pass_obj
def search(settings: Settings, query: Sequence[str], params: Sequence[str], size: int | None, cursor: str | None, wants_json: bool) -> None:
    """Search, in the query language of docs/query-language.md.

    Put the query in single quotes, and behind -- if it begins with a minus sign.

    \b
    broadsheet search 'sanctions "natural gas" -coal after:2026-02-01'
    broadsheet search --json -p sort=newest -p place=Kyiv talks
    broadsheet search -- '-coal gas'
    """
    text = " ".join(query)
    arguments = given(params, q=text, size="" if size is None else str(size), cursor=cursor or "")
    arguments.setdefault("size", [str(SHOWN)])
    request = search_request(arguments, strict=True)
    with assembled(settings) as parts:
        try:
            results = parts.search().run(request)
        except QueryError as error:
            click.echo(pointed_at(request.text, error), err=True)
            sys.exit(USAGE)
    if wants_json:
        print_json(search_answer(results, request))
    else:
        show_results(results)
    if results.missing:
        say_missing(results.missing)
        sys.exit(PARTLY)


@click.command(epilog=EPILOG)
@click.option("--indexer", is_flag=True, help="Run the indexer beside the server, ended with it.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the one in the settings.")
@click.pass_obj
def serve(settings: Settings, indexer: bool, port: int | None) -> None:
    """Serve the page and the JSON interface with gunicorn.

    \b
    broadsheet serve --indexer
    BROADSHEET_HOST=0.0.0.0 broadsheet serve --port 8080
    """
    from web.serving import serve as run

    if indexer or settings.api_key.get_secret_value():
        need_extractor(settings)
    run(settings.model_copy(update={"port": port}) if port else settings, with_indexer=indexer)


@click.command(name="settings", epilog=EPILOG)
@as_json
@click.pass_obj
def show_settings(settings: Settings, wants_json: bool) -> None:
    """Show every setting, its value, and where that comes from."""
    rows = settings.origins()
    if wants_json:
        print_json({row.name: {"value": row.value, "origin": row.origin} for row in rows})
        return
    for row in rows:
        click.echo(f"{row.name:30}{row.value or '(empty)':50} {row.origin}")
