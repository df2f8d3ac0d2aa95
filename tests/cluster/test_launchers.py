"""The launchers themselves: what other tests with real servers stand on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.cluster.sharing import SharedCluster

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

    from tests.cluster.postgres import Postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture
def client(each_cluster: SharedCluster) -> Iterator[OpenSearch]:
    """A client of every node."""
    opensearchpy = pytest.importorskip("opensearchpy")
    with closing(opensearchpy.OpenSearch(each_cluster.hosts)) as client:
        yield client


def test_three_nodes_form_a_cluster_of_the_version_asked_for(client: OpenSearch, each_cluster: SharedCluster) -> None:
    assert client.cluster.health()["number_of_nodes"] == 3
    assert client.info()["version"]["number"].startswith(each_cluster.version + ".")


def test_an_index_with_replicas_becomes_green_and_answers(client: OpenSearch) -> None:
    index = f"launchers-{uuid4().hex}"
    client.indices.create(index=index, body={"settings": {"number_of_shards": 3, "number_of_replicas": 1}})
    client.index(index=index, id="1", body={"text": "a word"}, params={"refresh": "true"})
    assert client.cluster.health(index=index, params={"wait_for_status": "green"})["status"] == "green"
    assert client.search(index=index, body={"query": {"match": {"text": "word"}}})["hits"]["total"]["value"] == 1
    client.indices.delete(index=index)


def test_every_module_that_queries_need_is_there(client: OpenSearch) -> None:
    index = f"launchers-{uuid4().hex}"
    analyzer = {"type": "custom", "tokenizer": "whitespace", "filter": ["stemmer"]}
    client.indices.create(index=index, body={"settings": {"analysis": {"analyzer": {"stems": analyzer}}}})
    scripted = {"script_score": {"query": {"match_all": {}}, "script": {"source": "1 + 1"}}}
    assert client.search(index=index, body={"query": scripted})["hits"]["hits"] == []
    client.indices.delete(index=index)


START_AND_WAIT = """
import time
from tests.cluster.opensearch import Cluster
from tests.cluster.postgres import Postgres
cluster, postgres = Cluster.start("2.19", nodes=1), Postgres.start()
print(cluster.running[0].pid, postgres.process.pid, cluster.folder, postgres.folder, flush=True)
time.sleep(600)
"""


@pytest.mark.usefixtures("cluster", "postgres")  # skips where they cannot be started
def test_no_server_outlives_the_process_that_started_it_even_when_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", START_AND_WAIT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        *pids, cluster_folder, postgres_folder = owner.stdout.readline().split()
        owner.kill()
    remaining = ended_within(60, [int(pid) for pid in pids])
    subprocess.run(["rm", "-r", cluster_folder, postgres_folder], check=True)
    assert remaining == []


def test_every_database_of_postgresql_is_new_and_sorts_as_english_does(postgres: Postgres) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    urls = [postgres.new_database(), postgres.new_database()]
    for url in urls:
        engine = sqlalchemy.create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE words (word text)")
            connection.exec_driver_sql("INSERT INTO words VALUES ('b'), ('A'), ('a'), ('é'), ('f')")
            rows = connection.exec_driver_sql("SELECT word FROM words ORDER BY word").scalars().all()
        engine.dispose()
        assert rows == ["a", "A", "b", "é", "f"]
    assert urls[0] != urls[1]


def ended_within(seconds: float, pids: list[int]) -> list[int]:
    """Those of the processes that still run after so long."""
    deadline = time.monotonic() + seconds
    while (running := [pid for pid in pids if runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return running


def runs(pid: int) -> bool:
    """Whether a process lives; one that is dead and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
