"""The command line: `broadsheet`. Each command assembles, calls one thing, and says what came of it.

Exit codes are the same for all commands: see `web.commands.common.EXIT_CODES`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from index.errors import BadInput, BroadsheetError
from index.settings import Settings
from web.commands.common import EPILOG, FAILED, USAGE
from web.logs import log_to_stderr
from web.words import printable

_SERVICES = frozenset({"index", "serve"})
"""Commands that run on and on, and log at the level of the settings; the others say themselves what they did."""

_LEVELS = ("debug", "info", "warning", "error")

COMMANDS = {
    "add": "articles.add",
    "copy": "articles.copy",
    "delete": "articles.delete",
    "evaluate": "measuring.evaluate",
    "export": "exporting.export",
    "index": "indexing.index",
    "rebuild": "indexing.rebuild",
    "rollback": "indexing.rollback",
    "search": "answering.search",
    "serve": "answering.serve",
    "settings": "answering.show_settings",
    "status": "indexing.status",
}
"""Where each command is, in `web.commands`."""


class _Group(click.Group):
    """Loads a command when it is asked for, and turns our errors into one line on standard error and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, with no more than it needs itself (click docs, "Lazily Loading Subcommands")."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"web.commands.{module}"), function)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BroadsheetError as error:
            click.echo(f"broadsheet: {printable(str(error))}", err=True)
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
    level = _log_level(ctx.obj.log_level, ctx.invoked_subcommand)
    log_to_stderr(level, summaries=level == "warning" and ctx.invoked_subcommand not in _SERVICES)


def _log_level(level: str, command: str | None) -> str:
    """Commands that end leave out what happens as it should, but for summaries, unless somebody wants to know everything."""
    return level if command in _SERVICES or level == "debug" else max(level, "warning", key=_LEVELS.index)


if __name__ == "__main__":
    main()
