"""What a cluster that does not answer, or not whole, is told as, without its addresses and passwords."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

pytest.importorskip("opensearchpy", reason="the extra `cluster` is not installed")

from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch_settings import ClusterSettings
from index.errors import EngineUnavailable


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_where_nothing_listens_the_engine_is_unavailable_and_says_where() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(EngineUnavailable, match=f"no OpenSearch node answers at {host}"):
        OpenSearchEngine(ClusterSettings(hosts=(host,), user="me", password="secret")).read("any")


def test_a_node_that_does_not_answer_in_time_is_unavailable(silent: str) -> None:
    with pytest.raises(EngineUnavailable, match=f"{silent} did not answer in time"):
        OpenSearchEngine(ClusterSettings(hosts=(silent,), timeout=0.1)).read("any")


def test_a_password_is_in_no_text_of_the_settings() -> None:
    assert "secret" not in repr(ClusterSettings(user="me", password="secret"))
