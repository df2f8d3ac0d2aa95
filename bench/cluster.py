"""What an OpenSearch node says of itself: bytes of an index before and after merging, memory of its heap.

For measuring, one shard on one node is best: what a copy takes is the same again. `tests/cluster` can start such a node::

    python -c "from tests.cluster.opensearch import Cluster; c = Cluster.start('2.19', 1, heap='2g', full_speed=True); \\
               print(c.hosts[0]); input('Enter ends it ')"
"""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any


class Node:
    """One node, asked over plain HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def sizes(self, name: str, articles: int) -> dict[str, int]:
        """Bytes of an index an article: as it was built, and when all of it lies in one segment."""
        self._ask("POST", f"/{name}/_flush?wait_if_ongoing=true")
        built = self._bytes(name)
        self._ask("POST", f"/{name}/_forcemerge?max_num_segments=1")
        # The segments that were merged go when no reader shows them any more.
        self._ask("POST", f"/{name}/_refresh")
        self._ask("POST", f"/{name}/_flush?wait_if_ongoing=true&force=true")
        return {"index bytes per article": round(built / articles), "merged": round(self._bytes(name) / articles)}

    def heap(self, name: str, seconds: float = 5.0) -> dict[str, int]:
        """Megabytes: the least that was in use within some seconds, and therein what sorting and counting keep of facets."""
        used = []
        for _ in range(10):
            stats = self._ask("GET", "/_nodes/stats/jvm")["nodes"]
            used.append(max(node["jvm"]["mem"]["heap_used_in_bytes"] for node in stats.values()))
            time.sleep(seconds / 10)
        columns = self._ask("GET", f"/{name}/_stats/fielddata")["_all"]["total"]["fielddata"]["memory_size_in_bytes"]
        return {"heap": min(used) >> 20, "facets in heap": columns >> 20}

    def delete(self, name: str) -> None:
        """Delete an index."""
        self._ask("DELETE", f"/{name}")

    def _bytes(self, name: str) -> int:
        return int(self._ask("GET", f"/{name}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"])

    def _ask(self, method: str, path: str) -> Any:
        with urllib.request.urlopen(urllib.request.Request(self._url + path, method=method), timeout=600) as answer:
            return json.load(answer)
