"""The way to a cluster: every request goes through `Cluster.ask`, where the library's errors become ours.

What passes by itself (a node that is gone, 429, 503) is tried again on the next host; what is left
after that is `EngineUnavailable`. An answer in which only some shards failed is no error: see `missing`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from index.engine import Missing
from index.engines.opensearch_settings import ClusterSettings, Partition
from index.errors import EngineUnavailable, IndexingError, NotFound, Refused

try:
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import ConnectionError as NoConnection
    from opensearchpy.exceptions import ConnectionTimeout, ImproperlyConfigured, OpenSearchException, TransportError
except ImportError as error:
    raise EngineUnavailable("the opensearch engine is not installed: pip install 'broadsheet[cluster]'") from error

__all__ = ["Answer", "Cluster", "ClusterSettings", "Partition", "missing", "whole"]

Answer = dict[str, Any]

PASSING = (429, 502, 503, 504)
"""What a cluster answers while it is overloaded or looks for its nodes: the next host, or a later moment, may do better."""

RETRIES = 3
"""At least so many further attempts, each at the next host: a cluster manager is elected anew within seconds."""

SLOW_RETRIES = 1
"""Further attempts after no answer in time: whoever asks is waiting."""

PASSED_OVER, PASSED_OVER_LONGER = 15.0, 2
"""Seconds for which a host that failed is asked only if no other is left; they double twice at most while it goes on failing."""

LOOK_SECONDS = 0.5
"""How long each host is waited for when it is looked which of them hang."""

PREFER_SECONDS = 60.0
"""How long after that nodes that answered are preferred. A cluster shuts out a node that hangs after three checks of ten seconds; until
then it goes on asking it for its part of every search."""

CONNECTIONS = 16
"""Kept open to each host: as many as a process has threads that search or write."""

SERVER_SHARE = 0.8
"""Of the time-out, what a search may take in the cluster: it then answers with what it has, instead of being hung up on."""

SEARCHES = 4
"""Times that a search is sent while nodes go away under it: the copies of what they had answer the next time."""

SEARCH_PAUSE = 0.2
"""Seconds in between; a cluster notices a connection that breaks at once."""

_CIRCUIT = "circuit_breaking_exception"

_NO_ROOM = frozenset({_CIRCUIT, "rejected_execution_exception", "opensearch_rejected_execution_exception"})

_FOR_NOW = _NO_ROOM | {
    "node_disconnected_exception", "node_not_connected_exception", "node_closed_exception", "connect_transport_exception",
    "search_context_missing_exception", "shard_not_found_exception", "index_shard_closed_exception", "already_closed_exception",
}  # fmt: skip
"""Failures of shards that were there when a search began, or that have no room for it just now. One that is on no node fails
otherwise, and is not waited for."""

_TOO_MANY = frozenset({"too_many_clauses", "too_many_nested_clauses", "max_clause_count"})
_NOT_THERE = "index_not_found_exception"
_ALL_FAILED = "search_phase_execution_exception"


class Cluster:
    """A client of one cluster. Safe to use from several threads; after a fork, make one of your own."""

    def __init__(self, settings: ClusterSettings) -> None:
        self.settings = settings
        self._prefer, self._prefer_until = "", 0.0
        self._at = ", ".join(map(_without_user, settings.hosts))
        with _Translated(self._at, "connecting"):
            self._client = OpenSearch(
                hosts=list(settings.hosts),
                http_auth=(settings.user, settings.password) if settings.user else None,
                client_cert=_text(settings.client_certificate),
                client_key=_text(settings.client_key),
                ca_certs=_text(settings.ca),
                timeout=settings.timeout,
                pool_maxsize=CONNECTIONS,
                dead_timeout=PASSED_OVER,
                timeout_cutoff=PASSED_OVER_LONGER,
                # A host that fails is passed over for a while; how often another is asked is for `ask` to say.
                max_retries=0,
                retry_on_timeout=True,
                retry_on_status=PASSING,
            )

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        *,
        doing: str,
        seconds: float | None = None,
        headers: Mapping[str, str] | None = None,
        passing: tuple[int, ...] = (),
        slow_retries: int = SLOW_RETRIES,
    ) -> Any:
        """The answer to one request, parsed. `seconds` is how long each attempt may take (the setting); a status in `passing` is no error.

        Raises `EngineUnavailable` (no answer, or none for now), `NotFound` (no such index), `Refused` (more than a cluster takes at
        once) and `IndexingError` (anything else), all of which say what we were `doing`.
        """
        left, slow = max(RETRIES, len(self.settings.hosts)), 0
        with _Translated(self._at, doing):
            while True:
                try:
                    return self._client.transport.perform_request(
                        method,
                        path,
                        params=dict(params or {}),
                        body=body,
                        timeout=seconds or self.settings.timeout,
                        headers=headers,
                        ignore=passing,
                    )
                except TransportError as error:
                    slow += isinstance(error, ConnectionTimeout)
                    if not left or slow > slow_retries or not _passes(error):
                        raise
                left -= 1

    def there(self, path: str, *, doing: str) -> bool:
        """Whether there is something at a path."""
        return bool(self.ask("HEAD", path, doing=doing))

    def search(self, path: str, body: Answer, params: Mapping[str, Any], *, doing: str = "searching") -> Answer:
        """One search, which answers in time with what it has. Raises `Refused` where shards failed for what was asked of them."""
        body = {"timeout": f"{int(self.settings.timeout * SERVER_SHARE * 1000)}ms", **body}
        for left in reversed(range(SEARCHES)):
            answer = self._searched(path, body, params, doing, passing=(500,) if left else ())
            if not _interrupted(answer):
                break
            time.sleep(SEARCH_PAUSE if left else 0)
        for failure in answer["_shards"].get("failures", ()):
            if _TOO_MANY & set(_types(failure.get("reason"))):
                raise Refused(_too_much(doing))
        return answer

    def _searched(self, path: str, body: Answer, params: Mapping[str, Any], doing: str, passing: tuple[int, ...]) -> Answer:
        """One search; where it is not answered in time, once more by nodes that do not hang."""
        answer: Answer
        try:
            answer = self.ask("POST", path, body, self._preferring(body, params), doing=doing, passing=passing, slow_retries=0)
        except EngineUnavailable as error:
            if not isinstance(error.__cause__, ConnectionTimeout) or not self._someone_answers():
                raise
            answer = self.ask("POST", path, body, self._preferring(body, params), doing=doing, passing=passing, slow_retries=0)
        return answer

    def _preferring(self, body: Answer, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parameters of a search, for a while after one was not answered in time with the nodes that shall answer it."""
        # A point in time is held by the nodes that it is held by.
        free = self._prefer and time.monotonic() < self._prefer_until and "pit" not in body
        return {**params, "preference": f"_prefer_nodes:{self._prefer}"} if free else params

    def _someone_answers(self) -> bool:
        """Find out which hosts hang: the one that was asked last may only have waited for another. False where all do."""
        transport = self._client.transport
        transport.set_connections(transport.hosts)  # all are given another chance
        hosts, ids = list(transport.connection_pool.connections), []
        silent = 0
        for host in hosts:
            try:
                _, _, told = host.perform_request("GET", "/_nodes/_local", {"filter_path": "nodes.*.name"}, timeout=LOOK_SECONDS)
                ids += json.loads(told)["nodes"]
            except NoConnection:
                silent += 1
                transport.mark_dead(host)
            except TransportError:
                continue  # it answers, though not this user
        self._prefer, self._prefer_until = ",".join(ids), time.monotonic() + PREFER_SECONDS
        return silent < len(hosts)

    @property
    def version(self) -> tuple[int, ...]:
        """The version of the cluster, as (3, 8, 0)."""
        number: str = self.ask("GET", "/", doing="asking for the version")["version"]["number"]
        return tuple(int(part) for part in number.partition("-")[0].split("."))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def missing(answer: Answer) -> Missing | None:
    """What of an index did not take part in an answer; None if all of it did.

    Shards may have failed, not have been done in time, or be on no node: these are not among those that `failed`, only not `successful`.
    """
    shards = answer["_shards"]
    lost, total = shards["total"] - shards["successful"], shards["total"]
    if lost:
        reasons = [_why(_types(failure.get("reason"))) for failure in shards.get("failures", ())]
        return Missing(lost, total, reasons[0] if reasons else _NOWHERE)
    if answer.get("timed_out"):
        return Missing(total, total, "not all was looked through in the time that a search has")
    return None


def _why(types: Sequence[str]) -> str:
    """Why a shard did not answer, given the types of its failure, for readers: what OpenSearch says of it names nodes and addresses."""
    if not types:
        return _NOWHERE
    if not _FOR_NOW.isdisjoint(types):
        return "a node had no room for it" if not _NO_ROOM.isdisjoint(types) else "a node went away while it was asked"
    return f"a node failed to do it ({types[0]})"


_NOWHERE = "no node that answers has it"


def whole(answer: Answer, doing: str) -> Answer:
    """The answer, if all of an index took part in it. Raises `EngineUnavailable`, which says what we were `doing`."""
    if lost := missing(answer):
        raise EngineUnavailable(f"opensearch: {doing}: {lost.parts} of {lost.of} shards did not answer: {lost.reason}")
    return answer


def _passes(error: TransportError) -> bool:
    """Whether another host, or a later moment, may do better."""
    return isinstance(error, NoConnection) or error.status_code in PASSING


def _interrupted(answer: Answer) -> bool:
    """Whether nodes went away while they were asked, or had no room: all of them, or those of some shards."""
    return "error" in answer or any(_FOR_NOW & set(_types(failure.get("reason"))) for failure in answer["_shards"].get("failures", ()))


class _Translated:
    """opensearch-py's errors as ours."""

    __slots__ = ("_at", "_doing")

    def __init__(self, at: str, doing: str) -> None:
        self._at, self._doing = at, doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        match error:
            case ConnectionTimeout():
                raise EngineUnavailable(f"the OpenSearch cluster at {self._at} did not answer in time ({self._doing})") from error
            case NoConnection():
                raise EngineUnavailable(f"no OpenSearch node answers at {self._at} ({self._doing}): {_short(error)}") from error
            case TransportError():
                raise self._answered(error) from error
            case OpenSearchException() | ImproperlyConfigured() | OSError():
                raise IndexingError(f"opensearch: {self._doing}: {error}") from error

    def _answered(self, error: TransportError) -> Exception:
        """The error for what a cluster answered instead of doing it."""
        info = error.info if isinstance(error.info, dict) else {}
        told = info.get("error")
        types = set(_types(told))
        said = f"opensearch: {self._doing}: {_reason(told) or error.error} (status {error.status_code})"
        if _TOO_MANY & types:
            return Refused(_too_much(self._doing))
        if error.status_code == 404 and _NOT_THERE in types:
            return NotFound(said)
        if error.status_code in PASSING or _CIRCUIT in types or (error.status_code == 500 and _ALL_FAILED in types):
            return EngineUnavailable(f"the OpenSearch cluster at {self._at} cannot do this now: {said}")
        return IndexingError(said)


def _short(error: NoConnection) -> str:
    """Why there is no connection, without what urllib3 calls its objects."""
    return str(error.error).rpartition(": ")[2]


def _types(told: Any) -> list[str]:
    """The types of an error and of what caused it."""
    found: list[str] = []
    if isinstance(told, dict):
        found.append(str(told.get("type")))
        for cause in (told.get("caused_by"), told.get("reason"), *told.get("root_cause", ()), *told.get("failed_shards", ())):
            found += _types(cause)
    return found


def _reason(told: Any) -> str:
    """The reason of an error, of the deepest cause that has one."""
    if not isinstance(told, dict):
        return json.dumps(told) if told else ""
    causes = (*told.get("root_cause", ()), told, told.get("caused_by"))
    reasons = [cause["reason"] for cause in causes if isinstance(cause, dict) and cause.get("reason")]
    return str(reasons[0] if reasons else told.get("type", ""))


def _too_much(doing: str) -> str:
    return f"opensearch: {doing}: these are more words and phrases than the cluster looks up at once; fewer will do"


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _without_user(host: str) -> str:
    return urlsplit(host)._replace(netloc=urlsplit(host).netloc.rpartition("@")[2]).geturl()
