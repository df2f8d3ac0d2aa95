"""How an OpenSearch cluster is reached, and how an index lies in it. Read without the library: settings are checked before it is needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Partition = Literal["none", "year", "quarter", "month"]


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """The settings that begin with ``opensearch_``.

    `hosts` are URLs; one that does not answer is passed over while another does. `prefix` begins the name of every index,
    so that several installations can share a cluster. `timeout` is in seconds, for each attempt of one request. `partition`
    is the period of the date first seen that shares an index; "none" keeps a generation in one.
    """

    hosts: tuple[str, ...] = ("http://127.0.0.1:9200",)
    user: str = ""
    password: str = field(default="", repr=False)
    client_certificate: Path | None = None
    client_key: Path | None = None
    ca: Path | None = None
    prefix: str = "broadsheet"
    shards: int = 1
    replicas: int = 1
    timeout: float = 10.0
    partition: Partition = "none"
