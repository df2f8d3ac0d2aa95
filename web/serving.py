"""`broadsheet serve`: gunicorn with the application, and, if wanted, the indexer beside it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from index.settings import Settings
from web import create_app
from web.services import assemble


class _Server(BaseApplication):
    """Gunicorn set up from our settings instead of its own command line (gunicorn docs, "Custom Application")."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        settings = self.settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.cfg.set("bind", f"{host}:{settings.port}")
        self.cfg.set("workers", settings.workers)
        self.cfg.set("threads", settings.threads)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("proc_name", "broadsheet")
        self.cfg.set("loglevel", "warning" if settings.log_level == "info" else settings.log_level)
        self.cfg.set("when_ready", lambda _: click.echo(f"Broadsheet is at http://{host}:{settings.port}  (Ctrl+C ends it)"))

    def load(self) -> Any:
        """Called by gunicorn in each worker, after the fork: connections and readers are not shared."""
        return create_app(assemble(self.settings))


def serve(settings: Settings, *, with_indexer: bool) -> None:
    """Serve until a signal ends it. The indexer, a process of its own, ends with it."""
    command = [sys.executable, "-m", "web.cli", "--data", str(settings.data), "index"]
    indexer = subprocess.Popen(command) if with_indexer else None
    try:
        _Server(settings).run()
    finally:
        if indexer is not None:
            indexer.terminate()
            indexer.wait()
