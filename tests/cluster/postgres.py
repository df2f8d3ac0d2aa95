"""A real PostgreSQL on this machine, from the system's package, with a fresh database for every test that asks.

::

    postgres = Postgres.start()
    postgres.new_database()     # "postgresql+psycopg://broadsheet@127.0.0.1:24017/test_5f0c..."
    postgres.stop()

Linux ends the server when the thread that started it ends, however it ended; fixtures run in the main thread, so none is left behind.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.cluster.missing import DidNotStart, Missing, tail
from tests.ports import LOOPBACK, free_ports

USER = "broadsheet"

START_UP = 60.0
"""Seconds until the server must answer; two are usual."""

UNPRIVILEGED = ("postgres", "nobody")
"""Who runs the server when the tests run as root, which PostgreSQL refuses: the package's user, or failing that anybody."""

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # durability against a power cut is PostgreSQL's to test: the tests kill its clients, never the machine
    "fsync": "off",
    "full_page_writes": "off",
}

LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
"""Text sorts as English does, as on most installations: code that expects the order of bytes, as in SQLite, must say so."""

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that this process gets when its parent ends."""


@dataclass
class Postgres:
    """A running server and its data, which is thrown away at the end."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls) -> Postgres:
        """Make an empty server in a temporary folder and wait until it answers.

        :raises Missing: where PostgreSQL is not installed, or nobody but root could run it
        :raises DidNotStart: when it ends at once or does not answer in time
        """
        programs = _programs()
        user = _user()
        folder = Path(tempfile.mkdtemp(prefix="broadsheet-postgres-"))
        try:
            if user is not None:
                shutil.chown(folder, user)
            _initdb(programs, folder, user)
            [port] = free_ports(1)
            server = cls(port, folder, _launch(programs, folder, user, port))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        server._wait_until_it_answers()
        return server

    @property
    def url(self) -> str:
        """The URL, for SQLAlchemy, of the database that every server has."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """The URL, for SQLAlchemy, of a database of this server."""
        return f"postgresql+psycopg://{USER}@{LOOPBACK}:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database that nobody else uses; its URL."""
        name = f"test_{uuid.uuid4().hex}"
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url_of(name)

    def die(self) -> None:
        """End the server, whoever is still connected; its data stay."""
        self.process.send_signal(signal.SIGQUIT)  # "immediate shutdown": nothing is written out, as in a power cut
        self.process.wait()

    def start_again(self) -> None:
        """Start a server that died, with its data and port, and wait until it answers."""
        self.process = _launch(_programs(), self.folder, _user(), self.port)
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End the server and delete its data."""
        self.die()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=LOOPBACK, port=self.port, user=USER, dbname="postgres", connect_timeout=5, autocommit=True)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_UP
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                text = tail((self.folder / "log").read_bytes())
                self.stop()
                raise DidNotStart(f"PostgreSQL ended at once or did not answer in {START_UP:.0f} s\n{text}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True


def _programs() -> Path:
    """The folder of the newest installed server's programs; Debian keeps them off the PATH, one folder a version."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(found).resolve().parent for found in [shutil.which("initdb")] if found)]
    able = [folder for folder in folders if (folder / "initdb").exists()]
    if not able:
        raise Missing("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    return max(able, key=_major)


def _major(programs: Path) -> int:
    version = subprocess.run([programs / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.split()[2].partition(".")[0])


def _user() -> str | None:
    """Whom the server runs as; None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return name
    raise Missing(f"PostgreSQL does not run as root, and this machine has none of the users {', '.join(UNPRIVILEGED)}")


def _initdb(programs: Path, folder: Path, user: str | None) -> None:
    command: list[str | Path] = [programs / "initdb", "--pgdata", folder / "data", "--username", USER, "--auth=trust", "--no-sync", *LOCALE]
    # the working directory of the tests may be closed to the server's user
    done = subprocess.run(command, user=user, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise DidNotStart(f"initdb failed with status {done.returncode}\n{tail(done.stdout)}")


def _launch(programs: Path, folder: Path, user: str | None, port: int) -> subprocess.Popen[bytes]:
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-p", str(port), *settings]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            user=user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid()),
        )


def _end_with_parent(parent: int) -> Callable[[], None]:
    """What the child does before it becomes the server. Looked up before the fork, after which little is safe to call."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask_for_the_signal() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
        if os.getppid() != parent:  # it ended in between
            os._exit(1)

    return ask_for_the_signal
