"""The way to a cluster: every request goes through `Cluster.ask`, where the library's errors become ours.

What passes by itself (a node that is gone, 429, 503) is tried again on the next host; what is left
after that is `EngineUnavailable`. What a cluster's failures mean is told in `opensearch_failures`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from index.engines.opensearch_failures import PASSING, check_asked, error_for, interrupted
from index.engines.opensearch_settings import ClusterSettings
from index.errors import EngineUnavailable, IndexingError

try:
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import ConnectionError as NoConnection
    from opensearchpy.exceptions import ConnectionTimeout, ImproperlyConfigured, OpenSearchException, TransportError
except ImportError as error:
    raise EngineUnavailable("the opensearch engine is not installed: pip install 'broadsheet[cluster]'") from error

Answer = dict[str, Any]

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
            if not interrupted(answer):
                break
            time.sleep(SEARCH_PAUSE if left else 0)
        check_asked(answer, doing)
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


def _passes(error: TransportError) -> bool:
    """Whether another host, or a later moment, may do better."""
    return isinstance(error, NoConnection) or error.status_code in PASSING


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
                raise error_for(error, self._at, self._doing) from error
            case OpenSearchException() | ImproperlyConfigured() | OSError():
                raise IndexingError(f"opensearch: {self._doing}: {error}") from error


def _short(error: NoConnection) -> str:
    """Why there is no connection, without what urllib3 calls its objects."""
    return str(error.error).rpartition(": ")[2]


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _without_user(host: str) -> str:
    return urlsplit(host)._replace(netloc=urlsplit(host).netloc.rpartition("@")[2]).geturl()
