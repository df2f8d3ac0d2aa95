"""`broadsheet serve`: gunicorn with the application, and, if wanted, the indexer beside it."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from index.errors import BadSetting
from index.settings import Settings
from web import SHARED_COUNTS, create_app
from web.services import assemble
from web.shared_counts import CountsFolder

log = logging.getLogger(__name__)

GRACE_SECONDS = 5
"""Requests under way are given this long when the server ends. No search takes a second; exports are broken off; of articles that
were being sent a part may be in, and sending them again goes on from there."""

RESTART_SECONDS = 1.0

LONGEST_ADDRESS = 8190
"""Bytes of a request's first line, the most that gunicorn can limit it to; queries in Cyrillic take six a letter, in Chinese nine."""


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
        self.cfg.set("graceful_timeout", GRACE_SECONDS)
        self.cfg.set("limit_request_line", LONGEST_ADDRESS)
        self.cfg.set("proc_name", "broadsheet")
        self.cfg.set("loglevel", "warning" if settings.log_level == "info" else settings.log_level)
        self.cfg.set("when_ready", lambda _: click.echo(f"Broadsheet is at http://{host}:{settings.port}  (Ctrl+C ends it)"))

    def load(self) -> Any:
        """Called by gunicorn in each worker, after the fork: connections and readers are not shared."""
        return create_app(assemble(self.settings))


class _Indexer:
    """The indexer in a process of its own, started again whenever it ends by itself."""

    def __init__(self, settings: Settings) -> None:
        config = ["--config", str(settings.config)] if settings.config else []
        # -P: not what lies in the current folder under the name of our packages.
        self._command = [sys.executable, "-P", "-m", "web.cli", *config, "--data", str(settings.data), "index", "--ends-with-input"]
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process = self._started()
        self._watch = threading.Thread(target=self._keep_running, name="indexer", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """End it, once its step is done."""
        self._stopping.set()
        with self._starting:
            self._process.terminate()
        self._watch.join()

    def _started(self) -> subprocess.Popen[bytes]:
        # In a session of its own, so that Ctrl+C reaches it through `stop` alone. Its input ends when we do, however that comes about.
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)

    def _keep_running(self) -> None:
        while True:
            code = self._process.wait()
            if self._stopping.wait(RESTART_SECONDS):
                return
            log.error("indexer.ended", extra={"code": code, "next": "it is started again"})
            with self._starting:
                if self._stopping.is_set():
                    return
                self._process.communicate()  # closes its input
                self._process = self._started()


def serve(settings: Settings, *, with_indexer: bool) -> None:
    """Serve until a signal ends it; the indexer ends with it. Raises `BadSetting` if the port cannot be had."""
    _refuse_a_port_in_use(settings)
    counts = CountsFolder.make()
    os.environ[SHARED_COUNTS] = str(counts.path)
    indexer = _Indexer(settings) if with_indexer else None
    here = os.getpid()
    try:
        _Server(settings).run()
    finally:
        # Workers are forks of this process and leave through here as well.
        if os.getpid() == here:
            if indexer is not None:
                indexer.stop()
            counts.remove()


def _refuse_a_port_in_use(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except socket.gaierror as error:
            raise BadSetting("host", settings.host, f"no address of this machine is called so ({error.strerror})") from error
        except OSError as error:
            reason = f"cannot listen on {settings.host} ({error.strerror}); choose another with --port or BROADSHEET_PORT"
            raise BadSetting("port", settings.port, reason) from error
