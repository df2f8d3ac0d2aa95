"""A real OpenSearch cluster on this machine: every node its own process, on loopback, without users and TLS.

::

    cluster = Cluster.start("2.19", nodes=3)
    cluster.hosts                  # ["http://127.0.0.1:21034", ...]
    cluster.kill(cluster.elected())
    cluster.stop()

Nodes are numbered from 0 in the order of ``hosts``. Each watches the process that owns the cluster and halts within a second of its end,
however it ended, so that no test run leaves nodes behind.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from tests.cluster.installing import VERSIONS, jars, jdk_for, launcher
from tests.cluster.missing import DidNotStart, tail
from tests.ports import LOOPBACK, free_ports

START_UP = 180.0
"""Seconds until all nodes must have joined; 20 are usual on two idle cores, many times that while other tests run."""

ANSWER = 5.0
"""Seconds for one question to one node; an election takes about three."""

QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Java's first compiler and simplest collector only: a node took 7 instead of 16 seconds of processor time to start, and tests are over
before the others pay."""

PLACEHOLDER = "{bootstrap-placeholder}"
"""How the vote of a node begins that has not joined yet."""

POLL = 0.2
"""Seconds between two questions while waiting."""


@dataclass
class Cluster:
    """Nodes that were started together, and their data, which is thrown away at the end."""

    version: str
    hosts: list[str]
    transports: list[str]
    folder: Path
    java: list[str]
    """The command of a node up to its own settings."""
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @classmethod
    def start(
        cls,
        version: str = "2.19",
        nodes: int = 3,
        *,
        heap: str = "512m",
        full_speed: bool = False,
        owner: int | None = None,
        folder: Path | None = None,
    ) -> Cluster:
        """Start a cluster and wait until all its nodes have joined.

        :param version: a key of ``VERSIONS``, ``2.19`` or ``3.8``
        :param heap: the most that one node's heap may grow to, in Java's spelling; the process takes about 200 MB more
        :param full_speed: for measurements: with all that Java has, which takes thrice the processor time until all nodes have joined
        :param owner: the process whose end ends the nodes; this process unless told
        :param folder: for data and logs; a new one in the temporary folder unless told
        :raises Missing: where Java, Maven or the registry is missing
        :raises DidNotStart: when a node dies or they do not find each other in time
        """
        home = folder or Path(tempfile.mkdtemp(prefix="broadsheet-opensearch-"))
        try:
            quick = [] if full_speed else [*QUICK_START, f"-XX:SharedArchiveFile={archive(version)}"]
            cluster = cls._started(version, nodes, [f"-Xmx{heap}", *quick], owner or os.getpid(), home)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
        return cluster

    @classmethod
    def _started(cls, version: str, nodes: int, flags: Sequence[str], owner: int, folder: Path) -> Cluster:
        ports = free_ports(2 * nodes)
        hosts = [f"http://{LOOPBACK}:{port}" for port in ports[:nodes]]
        transports = [f"{LOOPBACK}:{port}" for port in ports[nodes:]]
        cluster = cls(version, hosts, transports, folder, _java_command(version, flags, owner))
        cluster._launch_all()
        return cluster

    def kill(self, number: int) -> None:
        """``kill -9`` a node, as a power cut would; returns when the process is gone."""
        process = self.running.pop(number)
        process.kill()
        process.wait()

    def start_again(self, *numbers: int) -> None:
        """Start nodes that were killed, with their data and ports, and wait until all running nodes are joined."""
        for number in numbers:
            self._launch(number)
        self.wait_until_joined()

    def hang(self, number: int) -> None:
        """Let a node stand still, its connections open, as one does whose disk hangs or whose memory runs out; `go_on` ends it."""
        self.running[number].send_signal(signal.SIGSTOP)

    def go_on(self, number: int) -> None:
        """Let a node that hangs go on."""
        self.running[number].send_signal(signal.SIGCONT)

    def elected(self) -> int:
        """The number of the running node that is cluster manager; after a kill, waits until another has been elected."""
        deadline = time.monotonic() + START_UP
        while time.monotonic() < deadline:
            for number in self.running:
                rows = self._ask(number, "/_cat/cluster_manager?format=json&h=node&cluster_manager_timeout=1s")
                if rows and (name := rows[0]["node"]) in self._names():
                    return int(name.removeprefix("node"))
            self._check_alive()
            time.sleep(POLL)
        raise DidNotStart(f"no cluster manager was elected in {START_UP:.0f} s\n{self._logs()}")

    def wait_until_joined(self) -> None:
        """Return when every running node sees all the others. Raises DidNotStart when a node dies or time runs out."""
        self._wait_for(self._is_healthy, f"wait_for_nodes={len(self.running)}")

    def wait_until_green(self) -> None:
        """Return when every shard and its replicas are assigned. Raises DidNotStart as `wait_until_joined` does."""
        self._wait_for(self._is_healthy, "wait_for_status=green")

    def settings_of(self, index: str) -> dict[str, str]:
        """How many shards an index has, and how many copies of each."""
        wanted = ("number_of_shards", "number_of_replicas")
        [found] = self._ask(next(iter(self.running)), f"/{index}/_settings").values()
        return {name: found["settings"]["index"][name] for name in wanted}

    def indices(self, pattern: str) -> list[str]:
        """The names of indices."""
        return sorted(row["index"] for row in self._ask(next(iter(self.running)), f"/_cat/indices/{pattern}?format=json&h=index") or ())

    def stop(self) -> None:
        """End all nodes and delete their data; killed rather than asked, because nothing is kept."""
        for number in list(self.running):
            self.kill(number)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _launch_all(self) -> None:
        try:
            for number in range(len(self.hosts)):
                self._launch(number)
            self.wait_until_joined()
            self._wait_for(self._knows_all_voters, "a vote for each node")
        except BaseException:
            self.stop()
            raise

    def _launch(self, number: int) -> None:
        command = [*self.java, str(self.folder / f"node{number}"), *_arguments(self._settings(number))]
        with self._log(number).open("ab") as log:
            # a session of its own: Ctrl-C is for the tests, whose end the node then notices by itself
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.running[number] = process

    def _settings(self, number: int) -> dict[str, str]:
        return {
            "cluster.name": self.folder.name,
            "node.name": f"node{number}",
            "logger.level": "INFO",
            "node.roles": "cluster_manager,data,ingest",
            "network.host": LOOPBACK,
            "http.port": self.hosts[number].rpartition(":")[2],
            "transport.port": self.transports[number].rpartition(":")[2],
            "transport.type": "netty4",
            "http.type": "netty4",
            "discovery.seed_hosts": ",".join(self.transports),
            "cluster.initial_cluster_manager_nodes": ",".join(f"node{n}" for n in range(len(self.hosts))),
            # a developer's disk may be 90 % full, at which shards are no longer assigned
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }

    def _wait_for(self, is_so: Callable[[int, str], bool], condition: str) -> None:
        """Return when a condition is so for every running node."""
        deadline = time.monotonic() + START_UP
        waiting = set(self.running)
        while waiting:
            waiting = {number for number in waiting if not is_so(number, condition)}
            self._check_alive()
            if time.monotonic() > deadline:
                raise DidNotStart(f"{condition} was not reached in {START_UP:.0f} s\n{self._logs()}")
            time.sleep(POLL if waiting else 0)

    def _is_healthy(self, number: int, condition: str) -> bool:
        health = self._ask(number, f"/_cluster/health?{condition}&timeout=1s&cluster_manager_timeout=1s")
        return health is not None and not health["timed_out"]

    def _knows_all_voters(self, number: int, _condition: str) -> bool:
        """Whether no vote is kept any more for a node that had not joined: while one is, no other node may end if any is to be elected."""
        state = self._ask(number, "/_cluster/state/metadata?local=true&filter_path=metadata.cluster_coordination.last_committed_config")
        voters = state["metadata"]["cluster_coordination"]["last_committed_config"] if state else [PLACEHOLDER]
        return not any(voter.startswith(PLACEHOLDER) for voter in voters)

    def _ask(self, number: int, path: str) -> Any:
        """A node's JSON answer; None while it does not answer or answers with an error (408 and 503 are usual during an election)."""
        try:
            with urllib.request.urlopen(self.hosts[number] + path, timeout=ANSWER) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            return None
        except (OSError, http.client.HTTPException):
            return None

    def _check_alive(self) -> None:
        for number, process in self.running.items():
            if (status := process.poll()) is not None:
                text = tail(self._log(number).read_bytes())
                raise DidNotStart(f"node {number} of OpenSearch {self.version} ended with status {status}\n{text}")

    def _names(self) -> set[str]:
        return {f"node{number}" for number in self.running}

    def _log(self, number: int) -> Path:
        return self.folder / f"node{number}.log"

    def _logs(self) -> str:
        return "\n".join(f"--- node {number}\n{tail(self._log(number).read_bytes())}" for number in self.running)


def archive(short: str) -> Path:
    """The classes of a node, as Java has read and checked them once: nodes then start in two thirds of the processor time.

    Made from a node that has started (class data sharing, JEP 350). Where it does not suit a Java, that goes on without.
    """
    jdk = jdk_for(VERSIONS[short])
    file = launcher(short, jdk) / "classes.jsa"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            with tempfile.TemporaryDirectory(prefix="broadsheet-opensearch-") as folder:
                node = Cluster._started(short, 1, [*QUICK_START, "-XX:+RecordDynamicDumpInfo"], os.getpid(), Path(folder))
                try:
                    dump = [jdk / "bin" / "jcmd", str(node.running[0].pid), "VM.cds", "dynamic_dump", f"{folder}/classes.jsa"]
                    subprocess.run(dump, check=True, stdout=subprocess.DEVNULL)
                    shutil.move(f"{folder}/classes.jsa", file)
                finally:
                    node.stop()
    return file


def _java_command(short: str, flags: Sequence[str], owner: int) -> list[str]:
    """The command of a node up to its folder."""
    version = VERSIONS[short]
    jdk = jdk_for(version)
    always = ["-Xms64m", "-Dlog4j2.disable.jmx=true", "-Dio.netty.noUnsafe=true", *version.java]
    jars_of_all = f"{launcher(short, jdk) / 'node.jar'}:{jars(version)}/*"
    return [str(jdk / "bin" / "java"), *flags, *always, "-cp", jars_of_all, "LocalNode", str(owner)]


def _arguments(settings: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in settings.items()]
