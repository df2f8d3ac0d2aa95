"""What a cluster's failures mean, from what it says of them; no cluster is needed."""

from __future__ import annotations

from typing import Any

import pytest

from index.engines.opensearch_failures import error_for, missing, whole
from index.errors import EngineUnavailable, IndexingError, NotFound, Refused


def test_what_did_not_answer_is_told() -> None:
    assert missing({"timed_out": False, "_shards": {"total": 5, "successful": 5, "failed": 0}}) is None
    late = missing({"timed_out": True, "_shards": {"total": 5, "successful": 5, "failed": 0}})
    assert late is not None
    assert "in the time" in late.reason
    unassigned = missing({"timed_out": False, "_shards": {"total": 5, "successful": 4, "failed": 0}})
    assert unassigned is not None
    assert (unassigned.parts, unassigned.of, unassigned.reason) == (1, 5, "no node that answers has it")


@pytest.mark.parametrize(
    ("type_", "told"),
    [
        ("corrupt_index_exception", "a node failed to do it (corrupt_index_exception)"),
        ("node_disconnected_exception", "a node went away while it was asked"),
        ("rejected_execution_exception", "a node had no room for it"),
    ],
)
def test_why_a_shard_did_not_answer_is_told_without_addresses(type_: str, told: str) -> None:
    failures = [{"shard": 1, "reason": {"type": type_, "reason": "[node1][10.0.0.7:9300][indices:data/read/search]"}}]
    lost = missing({"timed_out": False, "_shards": {"total": 5, "successful": 4, "failed": 1, "failures": failures}})
    assert lost is not None
    assert (lost.parts, lost.of, lost.reason) == (1, 5, told)


def test_an_answer_of_a_part_is_not_taken_for_the_whole() -> None:
    complete = {"timed_out": False, "_shards": {"total": 2, "successful": 2, "failed": 0}}
    assert whole(complete, "counting") is complete
    with pytest.raises(EngineUnavailable, match="counting: 1 of 2 shards did not answer: no node that answers has it"):
        whole({"timed_out": False, "_shards": {"total": 2, "successful": 1, "failed": 0}}, "counting")


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (404, {"type": "index_not_found_exception", "reason": "no such index [x]"}, NotFound),
        (404, {"type": "resource_not_found_exception", "reason": "no such pit"}, IndexingError),
        (429, "Too many requests", EngineUnavailable),
        (503, None, EngineUnavailable),
        (500, {"type": "circuit_breaking_exception", "reason": "Data too large"}, EngineUnavailable),
        (500, {"type": "search_phase_execution_exception", "reason": "all shards failed", "root_cause": []}, EngineUnavailable),
        (500, {"type": "search_phase_execution_exception", "caused_by": {"type": "too_many_nested_clauses"}}, Refused),
        (500, {"type": "null_pointer_exception"}, IndexingError),
        (400, {"type": "x", "failed_shards": [{"reason": {"type": "too_many_clauses"}}]}, Refused),
        (403, {"type": "security_exception", "reason": "no permissions"}, IndexingError),
    ],
)
def test_what_a_cluster_answers_instead_is_one_of_our_errors(status: int, told: Any, kind: type[Exception]) -> None:
    exceptions = pytest.importorskip("opensearchpy.exceptions", reason="the extra `cluster` is not installed")
    error = error_for(exceptions.TransportError(status, "short", {"error": told}), "http://node1:9200", "searching")
    assert type(error) is kind
    assert "opensearch: searching: " in str(error)


def test_an_error_says_the_reason_of_its_root_cause() -> None:
    exceptions = pytest.importorskip("opensearchpy.exceptions", reason="the extra `cluster` is not installed")
    told = {"type": "a", "reason": "all shards failed", "root_cause": [{"type": "b", "reason": "field [x] is no date"}]}
    assert "field [x] is no date (status 400)" in str(error_for(exceptions.TransportError(400, "a", {"error": told}), "", "searching"))
    assert "short (status 400)" in str(error_for(exceptions.TransportError(400, "short", "<html>"), "", "searching"))
