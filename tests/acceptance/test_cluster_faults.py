"""What becomes of searches and of the index when nodes of the cluster, or indexers, die: all real, nothing pretended.

FULL_SIZE=1 takes the sizes of the issue, and minutes; `pytest -s` shows the figures.
In one file, because every process that kills nodes starts three of its own.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.acceptance.clustered import (
    FEW,
    FULL_SIZE,
    Installation,
    Searching,
    beside,
    each_once,
    fetched,
    figures,
    found_by,
    paged,
    taken_in,
    until,
)
from tests.cluster.opensearch import Cluster

COMING_IN = 20_000 if FULL_SIZE else 1_200
PAGED = 200_000 if FULL_SIZE else 3_000

LONG = 1800.0
"""Seconds for a rebuild of the full size beside other work."""

TAKEN_OVER = 10.0
"""Seconds within which another indexer must be at work."""

HUNG = 20.0
"""Seconds for which a node hangs: less than the half minute after which the others shut it out."""

if TYPE_CHECKING:
    from tests.cluster.postgres import Postgres

Made = Callable[..., Installation]


@pytest.fixture
def installation(own_cluster: Cluster, postgres: Postgres, tmp_path: Path) -> Made:
    """Makes an installation of three shards and a replica, with indexes and a store of its own."""

    def made(**settings: object) -> Installation:
        usual = {
            "store": postgres.new_database(),
            "engine": "opensearch",
            "opensearch_hosts": ",".join(own_cluster.hosts),
            "opensearch_prefix": f"faults{uuid4().hex[:8]}",
            "opensearch_shards": 3,
            "opensearch_replicas": 1,
            "extractor": "rules",
            "schedule": "",
            "poll_seconds": 0.5,
            "workers": 2,
        }
        return Installation(tmp_path, {name: str(value) for name, value in (usual | settings).items()})

    return made


def test_nothing_is_lost_while_nodes_die_articles_come_in_and_rebuilds_swap(own_cluster: Cluster, installation: Made) -> None:
    made = installation()
    first = COMING_IN // 4
    made.add(range(first))
    made.told("rebuild")
    done = threading.Event()
    rebuilds: list[tuple[int, str]] = []

    def come_in() -> None:
        with made.assembled() as parts:
            batch = COMING_IN // 40
            for start in range(first, COMING_IN, batch):
                taken_in(parts, range(start, start + batch))
                time.sleep(1)

    def rebuild() -> None:
        while not done.is_set():
            run = made.run("rebuild")
            rebuilds.append((run.returncode, run.stderr))
            done.wait(2)

    def die() -> None:
        manager = own_cluster.elected()
        for victim in (manager, (manager + 1) % 3):
            time.sleep(3)
            own_cluster.kill(victim)
            time.sleep(3)
            own_cluster.start_again(victim)
            own_cluster.wait_until_green()

    with made.serving() as port, made.indexing(), Searching(port) as client:
        with beside(come_in), beside(rebuild):
            try:
                die()
                until(lambda: any(code == 0 for code, _ in rebuilds))
            finally:
                done.set()
        until(lambda: made.told("status")["behind"] == 0, every=1)
        until(lambda: client.answers[-1].found["index"]["articles"] == COMING_IN)
        found = paged(port)
    figures(f"{COMING_IN} came in; {client.said()}; rebuilds {[code for code, _ in rebuilds]}")
    assert found == each_once(range(COMING_IN))
    assert client.failed == []
    assert len(client.generations) >= 2
    with made.assembled() as parts:
        where = parts.generations.shelf.where(parts.generations.current().generation)
        assert own_cluster.settings_of(str(where)) == {"number_of_shards": "3", "number_of_replicas": "1"}


def test_another_indexer_takes_over_from_one_that_is_killed(own_cluster: Cluster, installation: Made) -> None:
    made = installation(poll_seconds=1)
    made.add(range(COMING_IN))
    prefix = made.settings["opensearch_prefix"]
    with made.assembled() as parts, made.indexing() as one, made.indexing() as two:
        running = {each.pid: each for each in (one, two)}

        def at_work(doing: str) -> int:
            """The process id of the indexer that is writing; 0 where none is."""
            found = re.match(r"process (\d+) on .*\((.*)\)", parts.shelf.turn.holder() or "")
            return int(found[1]) if found and doing in found[2] else 0

        def killed(doing: str) -> float:
            """Kill the indexer that is at work; how long it takes until another is."""
            while (leader := at_work(doing)) not in running:
                time.sleep(0.02)
            running.pop(leader).kill()
            return until(lambda: at_work("") in running, every=0.02)

        until(lambda: own_cluster.indices(f"{prefix}-2*"), every=0.02)  # the first rebuild is under way
        begun = own_cluster.indices(f"{prefix}-2*")
        rebuilding = killed("rebuild")
        until(lambda: parts.generations.list() and parts.generations.status().behind == 0)
        left = own_cluster.indices(f"{prefix}-2*")

        with made.indexing() as three:
            running[three.pid] = three
            with beside(lambda: made.add(range(COMING_IN, 2 * COMING_IN))):
                applying = killed("apply changes")
            until(lambda: parts.generations.status().behind == 0)
            with made.serving() as port:
                found = paged(port)
    figures(f"{COMING_IN} articles: taken over from a rebuild after {rebuilding:.1f} s, from applying changes after {applying:.1f} s")
    assert max(rebuilding, applying) < TAKEN_OVER
    assert len(left) == 1
    assert begun != left
    assert found == each_once(range(2 * COMING_IN))


def test_paging_by_cursor_finds_each_article_once_while_a_node_dies_and_generations_swap(own_cluster: Cluster, installation: Made) -> None:
    made = installation()
    with made.assembled() as parts:
        for start in range(0, PAGED, 10_000):
            taken_in(parts, range(start, min(PAGED, start + 10_000)), enriched=PAGED <= 10_000)
    first = made.told("rebuild")["id"]
    pages, size = PAGED // 100, 100

    def meanwhile(page: int) -> None:
        if page == pages // 4:
            own_cluster.kill(own_cluster.elected())
        if page == pages * 3 // 4:
            until(lambda: fetched(port, "/api/v1/search?size=0").found["index"]["id"] != first, seconds=LONG)

    with made.serving() as port, beside(lambda: made.told("rebuild")):
        began = time.monotonic()
        found = paged(port, meanwhile, size)
        took = time.monotonic() - began
    figures(f"{PAGED} articles, {size} a page, a node dead from a quarter on, another generation before three: {took:.0f} s")
    assert found == each_once(range(PAGED))


def test_with_the_whole_cluster_gone_all_say_so_wait_and_come_back_by_themselves(own_cluster: Cluster, installation: Made) -> None:
    made = installation()
    made.add(range(FEW))
    made.told("rebuild")
    with made.serving() as port, made.indexing():
        until(lambda: fetched(port, "/readyz").status == 200)
        for number in list(own_cluster.running):
            own_cluster.kill(number)
        with made.serving() as late, made.indexing():  # these start while it is gone
            made.add(range(FEW, 2 * FEW))
            for each in (port, late):
                assert_says_that_it_cannot_search(each)
            for arguments in (("search", "harbour"), ("rebuild",), ("status",)):
                told = made.run(*arguments)
                assert told.returncode == 1, told
                assert re.fullmatch("broadsheet: .*OpenSearch.*\n", told.stderr), told.stderr
            own_cluster.start_again(0, 1, 2)
            back = until(lambda: [found_by(each) for each in (port, late)] == [2 * FEW, 2 * FEW])
            assert paged(late) == each_once(range(2 * FEW))
            assert fetched(late, "/readyz").status == 200
    figures(f"after the nodes were back, all was found within {back:.0f} s")
    assert "Traceback" not in made.log("web.log") + made.log("indexer.log")


def assert_says_that_it_cannot_search(port: int) -> None:
    """503 with a time to come back everywhere but where only the process is asked."""
    answers = {path: fetched(port, path) for path in ("/api/v1/search?q=harbour", "/search?q=harbour", "/readyz", "/healthz")}
    searched, page, ready, _lives = answers.values()
    assert [answer.status for answer in answers.values()] == [503, 503, 503, 200]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in (searched, page, ready))
    assert searched.headers["Content-Type"] == ready.headers["Content-Type"] == "application/problem+json"
    assert searched.found["type"] == "/problems/engine-unavailable"
    assert "The search engine does not answer" in page.text
    assert 'value="harbour"' in page.text


def test_without_copies_what_a_dead_node_had_is_told_as_missing_wherever_it_shows(own_cluster: Cluster, installation: Made) -> None:
    made = installation(opensearch_replicas=0)
    made.add(range(FEW))
    made.told("rebuild")
    queries = ("q=harbour", "q=oil&sort=newest&interval=day", "size=0&facets=source")
    with made.serving() as port, Searching(port, queries) as client:
        until(lambda: len(client.answers) > 5)
        own_cluster.kill(0)
        until(lambda: client.partial)
        page, facet, ready = (fetched(port, path) for path in ("/search?q=harbour", "/facets/source", "/readyz"))
        shown, json = made.run("search", "harbour"), made.run("search", "harbour", "--json")
        own_cluster.start_again(0)
        until(lambda: found_by(port) == FEW)
        answers = list(client.answers)
    figures(client.said())
    assert [answer for answer in answers if answer.status != 200] == []
    for answer in answers:
        missing, total = answer.found["missing"], answer.found["total"]
        assert missing or total["articles"] == FEW
        assert not (missing and total["stories_exact"])
    for html in (page, facet):
        assert "did not answer" in html.text
    assert ready.status == 200
    for told in (shown, json):
        assert (told.returncode, "did not answer" in told.stderr, len(told.stderr.splitlines())) == (3, True, 1), told.stderr
    assert '"missing": {' in json.stdout
    assert "at least" in shown.stdout


@pytest.mark.parametrize("which", ["the manager", "another"])
def test_searches_go_on_while_a_node_hangs(own_cluster: Cluster, installation: Made, which: str) -> None:
    made = installation(opensearch_timeout=8)  # an overloaded machine's other nodes must answer within it
    made.add(range(FEW))
    made.told("rebuild")
    victim = (own_cluster.elected() + (which == "another")) % 3
    with made.serving() as port, Searching(port) as client:
        until(lambda: len(client.answers) > 5)
        own_cluster.hang(victim)
        try:
            time.sleep(HUNG)
        finally:
            own_cluster.go_on(victim)
        hung = list(client.answers)
        until(lambda: found_by(port) == FEW)
    figures(f"{which} hung for {HUNG:.0f} s: {client.said()}")
    assert [answer for answer in hung if answer.status != 200] == []
    assert {answer.found["total"]["articles"] for answer in hung[::3] if not answer.found["missing"]} == {FEW}


def test_where_all_nodes_hang_a_search_is_given_up_in_time(own_cluster: Cluster, installation: Made) -> None:
    made = installation(opensearch_timeout=2)
    made.add(range(FEW))
    made.told("rebuild")
    with made.serving() as port:
        assert found_by(port) == FEW
        for number in own_cluster.running:
            own_cluster.hang(number)
        try:
            hung, ready = fetched(port, "/api/v1/search"), fetched(port, "/readyz")
        finally:
            for number in own_cluster.running:
                own_cluster.go_on(number)
        until(lambda: found_by(port) == FEW)
    figures(f"all hung: given up after {hung.seconds:.1f} s")
    assert (hung.status, ready.status) == (503, 503)
    assert hung.seconds < 30, "no node answers, ever: two seconds for each, and no more than a busy machine adds"
