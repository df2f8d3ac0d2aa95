"""What a cluster's failures mean: which of them pass, what an answer lacks and why, which of our errors is which of its.

A cluster says what failed in the same way wherever it does: as an object with a `type`, a `reason`, and what caused it.
An answer in which only some shards failed is no error: see `missing`. Read without the library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from index.engine import Missing
from index.errors import BroadsheetError, EngineUnavailable, IndexingError, NotFound, Refused

if TYPE_CHECKING:
    from opensearchpy.exceptions import TransportError

PASSING = (429, 502, 503, 504)
"""What a cluster answers while it is overloaded or looks for its nodes: the next host, or a later moment, may do better."""

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

_NOWHERE = "no node that answers has it"


def missing(answer: Mapping[str, Any]) -> Missing | None:
    """What of an index did not take part in an answer; None if all of it did.

    Shards may have failed, not have been done in time, or be on no node: these are not among those that `failed`, only not `successful`.
    """
    shards = answer["_shards"]
    lost, total = shards["total"] - shards["successful"], shards["total"]
    if lost:
        reasons = [_why(types) for types in _failed(answer)]
        return Missing(lost, total, reasons[0] if reasons else _NOWHERE)
    if answer.get("timed_out"):
        return Missing(total, total, "not all was looked through in the time that a search has")
    return None


def whole(answer: Mapping[str, Any], doing: str) -> Mapping[str, Any]:
    """The answer, if all of an index took part in it. Raises `EngineUnavailable`, which says what we were `doing`."""
    if lost := missing(answer):
        raise EngineUnavailable(f"opensearch: {doing}: {lost.parts} of {lost.of} shards did not answer: {lost.reason}")
    return answer


def interrupted(answer: Mapping[str, Any]) -> bool:
    """Whether nodes went away while they were asked, or had no room: all of them, or those of some shards."""
    return "error" in answer or any(not _FOR_NOW.isdisjoint(types) for types in _failed(answer))


def check_asked(answer: Mapping[str, Any], doing: str) -> None:
    """Raises `Refused` where shards failed for what was asked of them."""
    if any(not _TOO_MANY.isdisjoint(types) for types in _failed(answer)):
        raise Refused(_too_much(doing))


def error_for(refusal: TransportError, at: str, doing: str) -> BroadsheetError:
    """The error for what a cluster (`at` its hosts) answered instead of doing what we were `doing`."""
    info = refusal.info if isinstance(refusal.info, dict) else {}
    told = info.get("error")
    types = set(_types(told))
    said = f"opensearch: {doing}: {_reason(told) or refusal.error} (status {refusal.status_code})"
    if _TOO_MANY & types:
        return Refused(_too_much(doing))
    if refusal.status_code == 404 and _NOT_THERE in types:
        return NotFound(said)
    if refusal.status_code in PASSING or _CIRCUIT in types or (refusal.status_code == 500 and _ALL_FAILED in types):
        return EngineUnavailable(f"the OpenSearch cluster at {at} cannot do this now: {said}")
    return IndexingError(said)


def _failed(answer: Mapping[str, Any]) -> list[list[str]]:
    """Of each shard that failed the types of its failure."""
    return [_types(failure.get("reason")) for failure in answer["_shards"].get("failures", ())]


def _why(types: Sequence[str]) -> str:
    """Why a shard did not answer, given the types of its failure, for readers: what OpenSearch says of it names nodes and addresses."""
    if not types:
        return _NOWHERE
    if not _FOR_NOW.isdisjoint(types):
        return "a node had no room for it" if not _NO_ROOM.isdisjoint(types) else "a node went away while it was asked"
    return f"a node failed to do it ({types[0]})"


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
