"""What is said where a real server cannot be had, and that a run has one cluster, not one a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.fixtures import started_or_skipped
from tests.cluster.installing import Version, jdk_for
from tests.cluster.missing import Missing
from tests.cluster.sharing import SharedCluster

ROOT = Path(__file__).parents[2]


def no_maven() -> None:
    """A server that cannot be had."""
    raise Missing("there is no mvn")


def test_a_missing_server_skips_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_CLUSTER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="there is no mvn"):
        started_or_skipped(no_maven)


def test_a_missing_server_fails_where_servers_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_CLUSTER", "1")
    with pytest.raises(pytest.fail.Exception, match="there is no mvn"):
        started_or_skipped(no_maven)


def test_where_every_java_is_too_old_the_reason_names_those_that_were_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "javac").touch()
    (tmp_path / "release").write_text('JAVA_VERSION="11.0.2"\n')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Missing, match=rf"OpenSearch 9.0.0 needs a JDK 99 or newer.*{tmp_path} \(11\)"):
        jdk_for(Version("9.0.0", oldest_java=99))
    assert jdk_for(Version("9.0.0", oldest_java=11)) == tmp_path


def test_another_process_of_the_run_gets_the_cluster_that_is_there(cluster: SharedCluster, run_folder: Path) -> None:
    script = "import sys, pathlib; from tests.cluster.sharing import *; print(shared_cluster('2.19', pathlib.Path(sys.argv[1])).hosts)"
    command = [sys.executable, "-c", script, str(run_folder)]
    other = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=60, check=True)
    assert other.stdout.strip() == str(cluster.hosts)
