"""The indices in which a generation lies: one, or one for each period in which its articles were first seen.

Without partitions the index has the generation's own name. With them, each part's name ends in its period
(``…-y2024``, ``…-y2024q3``, ``…-y2024m07``), and an alias of the generation's name stands over all of them, so that a search or a
refresh is asked of one name either way. An article never changes the date on which it was first seen, so that its id
always meets the same part.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from index.engine import Where
from index.engines.opensearch_client import Cluster
from index.engines.opensearch_schema import MAPPING_VERSION, index_body
from index.engines.opensearch_settings import Partition
from index.errors import EngineUnavailable, IndexingError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_PERIOD = re.compile(r"-y(\d{4})(?:([qm])(\d\d?))?$")
_LETTERS: dict[str | None, Partition] = {None: "year", "q": "quarter", "m": "month"}
_MONTHS = {None: 12, "q": 3, "m": 1}

_EXISTS = "resource_already_exists_exception"

A_WHILE = 5
"""Seconds that one request waits for copies, before it is asked again whether the time is up."""


def period_name(seen: int, partition: Partition) -> str:
    """The period of a moment (seconds since 1970), as a part's name ends."""
    moment = _EPOCH + timedelta(seconds=seen)
    endings = {"year": "", "quarter": f"q{(moment.month + 2) // 3}", "month": f"m{moment.month:02}"}
    return f"y{moment.year:04}{endings[partition]}"


def period_in(part: str) -> tuple[Partition, str]:
    """What a part's name says: by what is partitioned, and the period; ("none", "") where it has no period."""
    found = _PERIOD.search(part)
    return (_LETTERS[found[2]], found[0][1:]) if found else ("none", "")


def period_span(part: str) -> tuple[int, int] | None:
    """The period in a part's name, from its start to before its end, in seconds since 1970; None where it has no period."""
    found = _PERIOD.search(part)
    if found is None:
        return None
    months = _MONTHS[found[2]]
    first = int(found[1]) * 12 + (int(found[3] or 1) - 1) * months
    begin, end = (datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in (first, first + months))
    return int(begin.timestamp()), int(end.timestamp())


def parts(cluster: Cluster, where: Where) -> tuple[str, ...]:
    """The names of the indices in which `where` lies. Raises `NotFound`, and `IndexingError` for one of another mapping."""
    answer = cluster.ask("GET", f"/{path(where)}/_mapping", params={"filter_path": "*.mappings._meta"}, doing=f"opening the index {where}")
    for name, found in answer.items():
        version = found["mappings"]["_meta"]["version"]
        if version != MAPPING_VERSION:
            raise IndexingError(f"the index {name} was made with mapping {version}, not {MAPPING_VERSION} of this code; rebuild")
    return tuple(sorted(answer))


def create_part(cluster: Cluster, where: Where, period: str, replicas: int = 0) -> str:
    """Make a new, empty index for a period of `where` ("" for all of it) and return its name."""
    name = f"{where}-{period}" if period else str(where)
    body = index_body(cluster.settings.shards)
    body["settings"]["number_of_replicas"] = replicas
    if period:
        body["aliases"] = {str(where): {}}
    # Not waiting for copies: what they need not be there for can begin.
    doing = f"creating the index {name}"
    answer = cluster.ask("PUT", f"/{path(name)}", body, {"wait_for_active_shards": 1}, doing=doing, seconds=60, passing=(400,))
    error = answer.get("error")
    if error and error["type"] != _EXISTS:  # it is there where an attempt was answered too late, and made again
        raise IndexingError(f"opensearch: {doing}: {error['reason']}")
    return name


def finish(cluster: Cluster, where: Where, replicas: int, seconds: float = 600.0) -> None:
    """Give every part of `where` its copies, and wait until all of them are there.

    Raises `EngineUnavailable` if they are not after `seconds`.
    """
    doing = f"copying the index {where}"
    cluster.ask("PUT", f"/{path(where)}/_settings", {"index": {"number_of_replicas": replicas}}, doing=doing)
    until = time.monotonic() + seconds
    waiting = {"wait_for_status": "green", "timeout": f"{A_WHILE}s", "level": "cluster"}
    while True:
        health = cluster.ask("GET", f"/_cluster/health/{path(where)}", params=waiting, doing=doing, seconds=A_WHILE * 4, passing=(408,))
        if health["status"] == "green":
            return
        if time.monotonic() > until:
            raise EngineUnavailable(
                f"the index {where} has {health['unassigned_shards']} copies on no node after {seconds:.0f} s;"
                f" {replicas} replicas need at least {replicas + 1} nodes, of which there are {health['number_of_data_nodes']}"
            )


def remove(cluster: Cluster, where: Where, keep: Collection[str] = ()) -> None:
    """Remove the parts of `where` but those to `keep`, which only lose its alias. What is not there is no error."""
    doing = f"removing the index {where}"
    there = cluster.ask("GET", f"/{path(where)}", params={"ignore_unavailable": "true", "filter_path": "*.aliases"}, doing=doing)
    going = sorted(name for name in there if name not in keep)
    unaliased = [name for name in there if name in keep and str(where) in there[name]["aliases"]]
    if unaliased:
        actions = [{"remove": {"index": name, "alias": str(where)}} for name in unaliased]
        cluster.ask("POST", "/_aliases", {"actions": actions}, doing=doing)
    for name in going:
        cluster.ask("DELETE", f"/{path(name)}", params={"ignore_unavailable": "true"}, doing=doing, seconds=60)


def path(where: Where) -> str:
    """A name as it stands in a request's path."""
    return quote(str(where), safe="")
