"""An installation on a real cluster and a real PostgreSQL: its processes, its articles, and clients that write down what they got.

Numbers of articles are small by default and as the issue asks with FULL_SIZE=1 in the environment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from index.article import Article, RawArticle
from index.enrich.enricher import Enricher
from index.intake import Intake
from index.settings import Settings
from tests.acceptance.conftest import command, serving
from web.assembly import Assembly, assembled

FULL_SIZE = os.environ.get("FULL_SIZE") == "1"

FEW = 300
"""Articles, where it does not matter how many."""

PATIENCE = 180.0
"""Seconds until whatever must come about has; a node takes 20 to start on two idle cores, many times that beside other work."""

NOW = datetime.now(UTC)

ASKING = 60.0
"""Seconds that a client waits for an answer."""

PAUSE = 0.05
"""Seconds between an answer and the next question: more would not show more, and be taken from what is tested."""


@dataclass(frozen=True)
class Installation:
    """Where one installation is, and the settings of all its processes."""

    data: Path
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        return {**os.environ, "BROADSHEET_DATA": str(self.data), **{f"BROADSHEET_{name.upper()}": v for name, v in self.settings.items()}}

    @contextmanager
    def assembled(self) -> Iterator[Assembly]:
        """Its parts, in this process."""
        with assembled(Settings.load(self.environment), new=True) as parts:
            yield parts

    def add(self, numbers: range) -> None:
        """Take articles in; returns when the store has acknowledged them."""
        with self.assembled() as parts:
            taken_in(parts, numbers)

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(command(*arguments), env=self.environment, capture_output=True, text=True, timeout=1800)

    def told(self, *arguments: object) -> Any:
        """What a command says as JSON; it must succeed."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def indexing(self) -> Iterator[subprocess.Popen[bytes]]:
        """`broadsheet index`, killed afterwards."""
        with (
            (self.data / "indexer.log").open("ab") as log,
            subprocess.Popen(command("index"), env=self.environment, stderr=log) as process,
        ):
            try:
                yield process
            finally:
                process.kill()

    @contextmanager
    def serving(self) -> Iterator[int]:
        """`broadsheet serve`; its port, once it listens."""
        with (self.data / "web.log").open("ab") as log, serving(self.environment, log=log) as (_, port):
            yield port

    def log(self, name: str) -> str:
        """What a process has written on standard error."""
        return (self.data / name).read_text()


def raw(number: int) -> RawArticle:
    """Article `number`; six hours after the one before."""
    return RawArticle(
        origin=f"made:{number}",
        url=f"https://harbour.example/{number}",
        title=f"Shipment {number} leaves harbour",
        body=f"The board met on article {number}. Grain and oil were shipped.\n\nMinister Anna Berg said exports rose.",
        source=f"Paper {number % 7}",
        published=(datetime(1950, 1, 1, tzinfo=UTC) + timedelta(hours=6 * (number // 2))).isoformat(),
    )


def taken_in(parts: Assembly, numbers: range, *, enriched: bool = True) -> None:
    """Add articles as `broadsheet add` does, but for looking for stories; if not `enriched`, not for people and places either."""
    intake = Intake(parts.store, Enricher(parts.aliases, parts.settings.extractor, parts.store.cache))
    if enriched:
        counts = intake.add(map(raw, numbers))
    else:
        counts = parts.store.put(((each, _plain(each)) for each in map(raw, numbers)), intake.version)
    assert (counts.added, counts.failed) == (len(numbers), 0)


def _plain(each: RawArticle) -> Article:
    published = datetime.fromisoformat(each.published or "")
    return Article(each.origin, each.title, each.body, url=each.url, published=published, published_precision="second", first_seen=NOW)


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP, and how long it took; status 0 where nothing did."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float

    @property
    def found(self) -> Any:
        """The JSON in it."""
        return json.loads(self.text)


def fetched(port: int, path: str) -> Answer:
    """What a server answers."""
    began = time.monotonic()
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=ASKING)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            status, headers, text = response.status, dict(response.headers), response.read().decode()
    except (OSError, HTTPException) as error:
        status, headers, text = 0, {}, repr(error)
    return Answer(status, headers, text, time.monotonic() - began)


def found_by(port: int) -> int | None:
    """How many articles a server finds; None where it does not answer, or not whole."""
    answer = fetched(port, "/api/v1/search")
    return answer.found["total"]["articles"] if answer.status == 200 and answer.found["missing"] is None else None


@dataclass
class Searching:
    """A client that searches again and again while a `with` lasts."""

    port: int
    queries: tuple[str, ...] = ("q=harbour", "q=%22oil+were+shipped%22&sort=newest", "source=Paper+3")
    answers: list[Answer] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Searching:
        self._thread = threading.Thread(target=self._search)
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop.set()
        self._thread.join()

    def _search(self) -> None:
        while not self.stop.is_set():
            self.answers.append(fetched(self.port, f"/api/v1/search?{self.queries[len(self.answers) % len(self.queries)]}"))
            self.stop.wait(PAUSE)

    @property
    def failed(self) -> list[Answer]:
        """Answers other than 200."""
        return [answer for answer in self.answers if answer.status != 200]

    @property
    def partial(self) -> list[Answer]:
        """Those that say that something is missing."""
        return [answer for answer in self.answers if answer.status == 200 and answer.found["missing"]]

    @property
    def generations(self) -> set[str]:
        """Those that answered."""
        return {answer.found["index"]["id"] for answer in self.answers if answer.status == 200}

    def said(self) -> str:
        """For people."""
        slowest = max((answer.seconds for answer in self.answers), default=0.0)
        counts = f"{len(self.answers)} searches, {len(self.failed)} failed, {len(self.partial)} partial and marked so"
        return f"{counts}, {len(self.generations)} generations, slowest {slowest:.1f} s"


def paged(port: int, each: Callable[[int], None] = lambda page: None, size: int = 100) -> Counter[str]:
    """How often each article's URL comes, newest first by cursor through all pages; `each` is called before every page."""
    seen: Counter[str] = Counter()
    cursor: str | None = ""
    page = 0
    while cursor is not None:
        each(page)
        answer = fetched(port, f"/api/v1/search?sort=newest&size={size}&facets=none&interval=none&cursor={cursor}")
        assert answer.status == 200, (page, answer)
        assert answer.found["missing"] is None, (page, answer.found["missing"])
        seen.update(hit["url"] for hit in answer.found["hits"])
        cursor, page = answer.found["next"], page + 1
    return seen


def each_once(numbers: range) -> Counter[str]:
    """What `paged` gives where every article is found exactly once."""
    return Counter(str(raw(number).url) for number in numbers)


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[threading.Thread]:
    """`work` in a thread of its own, which must come to its end without an error."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()
    yield thread
    thread.join()
    if errors:
        raise errors[0]


def until(reached: Callable[[], object], seconds: float = PATIENCE, every: float = 0.1) -> float:
    """Wait until `reached` says yes; how long it took. Fails when the time is up."""
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < seconds, f"not reached in {seconds:.0f} s"
        time.sleep(every)
    return time.monotonic() - began


def figures(said: str) -> None:
    """For whoever runs this to measure: `pytest -s`."""
    sys.stdout.write(f"\n{said}\n")
