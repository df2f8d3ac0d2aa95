"""Fixtures for tests with real servers, all of them started only when a test asks.

=================  =======================================================================================
``cluster``        three nodes of OpenSearch 2.19 that the whole run shares; `SharedCluster`
``cluster_3_8``    the same of 3.8
``each_cluster``   first the one and then the other
``own_cluster``    three nodes of 2.19 for one test alone, which may kill them; `Cluster`
``postgres``       a server; tests take ``postgres.new_database()``
``own_postgres``   a server for one test alone, which may end it; `Postgres`
=================  =======================================================================================

Where something is missing they skip and say what; with ``REQUIRE_CLUSTER=1`` in the environment they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from tests.cluster.missing import Missing
from tests.cluster.opensearch import Cluster
from tests.cluster.sharing import SharedCluster, shared_cluster

if TYPE_CHECKING:
    from tests.cluster.postgres import Postgres

NEED_A_SERVER = frozenset({"cluster", "cluster_3_8", "each_cluster", "own_cluster", "postgres", "own_postgres"})

FAULTS = "_faults.py"
"""How the names of files end whose tests kill nodes of `own_cluster`."""

T = TypeVar("T")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a real server, so that ``-m "not cluster"`` leaves it out. Raises UsageError for a test that kills nodes elsewhere
    than in a file that is named for it."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        if NEED_A_SERVER.intersection(used):
            item.add_marker(pytest.mark.cluster)
        if "own_cluster" in used and not item.path.name.endswith(FAULTS):
            raise pytest.UsageError(f"{item.nodeid} takes own_cluster: the name of its file must end with {FAULTS}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadfile`` one process runs all files that kill nodes: each process that ran one would start three nodes of its own."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class FaultsTogether(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return FAULTS if file.endswith(FAULTS) else file

    return FaultsTogether(config, log)


def started_or_skipped(start: Callable[[], T]) -> T:
    """What ``start`` returns; skips, or fails where servers are required, when it raises Missing."""
    try:
        return start()
    except Missing as missing:
        if os.environ.get("REQUIRE_CLUSTER") == "1":
            pytest.fail(f"REQUIRE_CLUSTER=1, but: {missing}")
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> SharedCluster:
    """Three nodes of OpenSearch 2.19, shared: every test gives its indexes names of its own."""
    return started_or_skipped(lambda: shared_cluster("2.19", run_folder))


@pytest.fixture(scope="session")
def cluster_3_8(run_folder: Path) -> SharedCluster:
    """Three nodes of OpenSearch 3.8, shared: every test gives its indexes names of its own."""
    return started_or_skipped(lambda: shared_cluster("3.8", run_folder))


@pytest.fixture(scope="session", params=["cluster", "cluster_3_8"], ids=["2.19", "3.8"])
def each_cluster(request: pytest.FixtureRequest) -> SharedCluster:
    """For tests that run on every supported version."""
    shared: SharedCluster = request.getfixturevalue(request.param)
    return shared


@pytest.fixture(scope="session")
def _cluster_of_this_process() -> Iterator[Cluster]:
    cluster = started_or_skipped(lambda: Cluster.start("2.19"))
    yield cluster
    cluster.stop()


@pytest.fixture
def own_cluster(_cluster_of_this_process: Cluster) -> Cluster:
    """Three nodes of OpenSearch 2.19 for one test alone. What it kills is started again for the next that asks."""
    cluster = _cluster_of_this_process
    if dead := [number for number in range(len(cluster.hosts)) if number not in cluster.running]:
        cluster.start_again(*dead)
    return cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; every test takes a database of its own from it."""
    server = started_or_skipped(_start_postgres)
    yield server
    server.stop()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for one test alone, which may end it."""
    server = started_or_skipped(_start_postgres)
    yield server
    server.stop()


def _start_postgres() -> Postgres:
    try:
        from tests.cluster.postgres import Postgres
    except ImportError as error:
        raise Missing(f"the extra `cluster` is not installed (pip install -e '.[cluster]'): {error}") from error
    return Postgres.start()
