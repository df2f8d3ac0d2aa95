"""Nodes that are killed and started again by their launcher, on which the other tests of faults stand."""

from __future__ import annotations

import json
import os
import signal
import urllib.request

import pytest

from tests.cluster.missing import DidNotStart
from tests.cluster.opensearch import Cluster


def test_when_the_elected_manager_is_killed_another_is_elected_until_it_comes_back(own_cluster: Cluster) -> None:
    first = own_cluster.elected()
    own_cluster.kill(first)
    assert own_cluster.elected() != first
    own_cluster.start_again(first)
    own_cluster.wait_until_green()
    assert nodes_seen_by(own_cluster.hosts[first]) == 3


def test_a_node_that_dies_is_reported_at_once_with_its_log(own_cluster: Cluster) -> None:
    victim = (own_cluster.elected() + 1) % 3
    os.kill(own_cluster.running[victim].pid, signal.SIGKILL)
    with pytest.raises(DidNotStart, match=rf"(?s)node {victim} of OpenSearch 2.19 ended with status -9\n.* INFO "):
        own_cluster.wait_until_joined()
    own_cluster.kill(victim)


def nodes_seen_by(host: str) -> int:
    """How many nodes a node counts in its cluster."""
    with urllib.request.urlopen(f"{host}/_cluster/health", timeout=10) as answer:
        return int(json.load(answer)["number_of_nodes"])
