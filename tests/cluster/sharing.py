"""One cluster a version for a whole test run, also when pytest-xdist runs the tests in several processes.

The first process that needs it starts it; the others read where it is. The cluster's owner is the process that the test run began with,
which outlives all workers: the nodes halt when it ends, so nobody has to count users or to be the one that stops it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.cluster.opensearch import Cluster

started: list[Cluster] = []
"""What this process started, kept until it ends: a Popen object that is forgotten while its process runs is a ResourceWarning."""


@dataclass(frozen=True)
class SharedCluster:
    """A cluster that other tests use at the same time: give every index a name of your own, stop nothing."""

    version: str
    hosts: list[str]


def shared_cluster(version: str, folder: Path) -> SharedCluster:
    """The test run's cluster of a version, started if need be. ``folder`` is the same for all processes of the run.

    Raises what `Cluster.start` raises.
    """
    written = folder / f"opensearch-{version}.json"
    with FileLock(f"{written}.lock"):
        if not written.exists():
            home = folder / f"opensearch-{version}"
            home.mkdir()
            cluster = Cluster.start(version, owner=owner_of_the_run(), folder=home)
            started.append(cluster)
            written.write_text(json.dumps(cluster.hosts))
    return SharedCluster(version, json.loads(written.read_text()))


def owner_of_the_run() -> int:
    """The process id of the pytest that was called: of this process, or, in a worker of pytest-xdist, of its parent."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
