"""ClusterShelf: generations as indices of an OpenSearch cluster, which every machine sees alike.

::

    broadsheet-generations                       an index, the book: a document for each generation, its manifest and how far it has come
    broadsheet-is-20261122t040000z-3f2a          an alias of the book: its name says which generation is current
    broadsheet-20261122t040000z-3f2a             a generation: an index, or an alias of its parts
    broadsheet-20261122t040000z-3f2a-y2026q4     one part, the articles first seen in a period; later generations may share it
    broadsheet                                   an alias of the current generation's parts, for other programs

The pointer is the alias with `-is-`: it moves together with the last one in one call, which the cluster carries out whole
or not at all. How far a generation has come stands in its own entry, so that it is never told of another.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from index.engines.opensearch_client import Cluster
from index.engines.opensearch_failures import whole
from index.engines.opensearch_parts import finish, parts, path, period_in, period_span, remove
from index.errors import EngineUnavailable, IndexingError, NoGeneration, NotFound
from index.manifest import Manifest, Pointer, as_record, manifest_of, pointer_of
from index.shelf import Turn
from index.stored import Span

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How often a process that searches asks which generation is current; in between it goes on with the one it knows."""

ASKING_SECONDS = 1.0
"""How long that may take each time, before a request goes on with what is known."""

ASK_AGAIN_SECONDS = 5.0
"""How long it goes on so after that, so that a node that hangs does not hold up a request every second."""

GRACE = timedelta(seconds=60)
"""How long a generation outlives being followed by another: more than `POLL_SECONDS` and the longest request together."""

MOST_GENERATIONS = 1000
"""Entries read at once; the settings allow a hundred generations to be kept."""

_NAME = re.compile(r"(\d{8}t\d{6}z-[0-9a-f]{4})(?:-y.*)?")

_BOOK = {
    # Small, read by every process every second, and nothing works without it: a copy on every node.
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-all"},
    "mappings": {"dynamic": False},
}


class NoLease:
    """Keeps nothing: that no generation is removed while a request reads it is what `GRACE` is for."""

    def release(self) -> None:
        """Nothing to do."""


class ClusterShelf:
    """The generations in one cluster under one prefix; see `index.shelf.Shelf` for what each method is for."""

    def __init__(self, cluster: Cluster, turn: Turn) -> None:
        self.turn = turn
        self._cluster = cluster
        self._prefix = cluster.settings.prefix
        self._book = f"{self._prefix}-generations"
        self._seen: Hashable = None
        self._ask_at = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._cluster.close()

    # Generations

    def new(self) -> str:
        """An id; the engine makes the index. Opens the book, where there is none."""
        self._cluster.ask("PUT", f"/{self._book}", _BOOK, {"wait_for_active_shards": 1}, doing="preparing the cluster", passing=(400,))
        return f"{datetime.now(UTC):%Y%m%dt%H%M%Sz}-{secrets.token_hex(2)}"

    def where(self, id_: str) -> str:
        """The name of its index, or of the alias of its parts."""
        return f"{self._prefix}-{id_}"

    def spans(self, id_: str) -> Mapping[Span, int]:
        """The periods of those parts that the present settings would make so again, and how many articles each holds."""
        settings, shards = self._cluster.settings, self._shards(id_)
        of_the_mapping = parts(self._cluster, self.where(id_))
        alike = [part for part in of_the_mapping if period_in(part)[0] == settings.partition and shards[part] == settings.shards]
        return {span: self._count(part) for part in alike if (span := period_span(part)) is not None}

    def share(self, id_: str, of: str, spans: Iterable[Span]) -> None:
        """Let `id_` have the parts of those periods too."""
        wanted = set(spans)
        shared = [part for part in self._parts(of) if period_span(part) in wanted]
        actions = [{"add": {"index": part, "alias": self.where(id_)}} for part in shared]
        if actions:
            self._cluster.ask("POST", "/_aliases", {"actions": actions}, doing="sharing what has not changed")

    def settle(self, id_: str) -> None:
        """Give it its copies and wait for them. Raises `EngineUnavailable` if they do not come."""
        finish(self._cluster, self.where(id_), self._cluster.settings.replicas)

    def finish(self, manifest: Manifest) -> None:
        """Enter it in the book."""
        reached = Pointer(manifest.id, manifest.change, manifest.articles, manifest.built_at)
        self._enter(manifest.id, {"manifest": as_record(manifest), "pointer": as_record(reached)})

    def manifest(self, id_: str) -> Manifest:
        """From the book. Raises `NotFound`, also where the book has it but its index is gone."""
        if not self._cluster.there(f"/{path(self.where(id_))}", doing=f"looking for generation {id_}"):
            raise NotFound(f"the index of generation {id_!r} is not in the cluster")
        return manifest_of(self._entry(id_)["manifest"], f"{self._book}/{id_}")

    def complete(self) -> tuple[Manifest, ...]:
        """All in the book that can be read, newest first."""
        manifests = []
        for id_, entry in self._entries().items():
            try:
                manifests.append(manifest_of(entry["manifest"], f"{self._book}/{id_}"))
            except IndexingError as error:
                log.warning("index.manifest_damaged", extra={"generation": id_, "reason": str(error)})
        return tuple(sorted(manifests, key=lambda manifest: (manifest.built_at, manifest.id), reverse=True))

    def _entries(self) -> dict[str, dict[str, Any]]:
        params, doing = {"size": MOST_GENERATIONS, "ignore_unavailable": "true"}, "listing the generations"
        found = self._cluster.ask("GET", f"/{self._book}/_search", params=params, doing=doing)
        return {hit["_id"]: hit["_source"] for hit in whole(found, doing)["hits"]["hits"]}

    def held(self, id_: str) -> NoLease:
        """Raises `NotFound` if it has been removed."""
        self._entry(id_)
        return NoLease()

    def remove(self, id_: str) -> None:
        """Strike it from the book first, so that what is left should this be killed counts as a leftover."""
        doing = f"removing generation {id_}"
        self._cluster.ask("DELETE", f"/{self._book}/_doc/{path(id_)}", params={"refresh": "true"}, doing=doing, passing=(404,))
        self._remove_parts(id_)

    def remove_leftovers(self) -> None:
        """Remove indices and aliases of generations that are not in the book."""
        for id_ in sorted(set().union(*self._all_parts().values()) - set(self._entries())):
            log.info("index.leftover_removed", extra={"generation": id_})
            self._remove_parts(id_)

    def prune(self, ids: Sequence[str]) -> None:
        """Remove generations; one that was current within the last `GRACE` is left to the next rebuild."""
        for id_ in ids:
            until = self._entry(id_).get("until")
            unread = until is None or datetime.now(UTC) - datetime.fromisoformat(until) >= GRACE
            if unread:
                self.remove(id_)
            log.info("index.generation_removed" if unread else "index.generation_in_use", extra={"generation": id_})

    # The pointer

    def pointer(self) -> Pointer:
        """The generation that the alias names, and what its entry says. Raises `NoGeneration`."""
        id_ = self._current()
        if id_ is None:
            raise NoGeneration("nothing has been indexed in the cluster yet; add articles and run: broadsheet rebuild")
        return pointer_of(self._entry(id_)["pointer"], f"{self._book}/{id_}")

    def point(self, pointer: Pointer) -> None:
        """Write down how far the generation has come; if it is another than before, move both aliases in one call."""
        named = self._named()
        for id_ in named:
            if id_ != pointer.generation:
                with suppress(NotFound):
                    self._enter(id_, self._entry(id_) | {"until": datetime.now(UTC).isoformat()})
        self._enter(pointer.generation, self._entry(pointer.generation) | {"pointer": as_record(pointer)})
        if actions := self._moves(pointer.generation, named):
            self._cluster.ask("POST", "/_aliases", {"actions": actions}, doing="moving the aliases")

    def signature(self) -> Hashable:
        """What the cluster said when it was last asked; where it does not answer, nothing has moved as far as anyone knows."""
        if time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + POLL_SECONDS
            try:
                id_ = self._current(ASKING_SECONDS, local=True)
                self._seen = id_ and (id_, self._read(id_, ASKING_SECONDS).get("_version"))
            except EngineUnavailable as error:
                self._ask_at = time.monotonic() + ASK_AGAIN_SECONDS
                if self._seen is not None:  # else whoever asks will be told
                    log.warning("index.pointer_unknown", extra={"reason": str(error)})
        return self._seen

    def _current(self, seconds: float | None = None, *, local: bool = False) -> str | None:
        """The id in the name of the alias; None before the first generation."""
        return next(iter(self._named(seconds, local=local)), None)

    def _named(self, seconds: float | None = None, *, local: bool = False) -> list[str]:
        """The ids in the names of the aliases of the book: one, or none before the first generation.

        With `local` any node answers as far as it knows, also while there is no cluster manager.
        """
        doing = "asking which generation is current"
        params = {"local": "true"} if local else None
        found = self._cluster.ask("GET", f"/{self._book}/_alias", params=params, doing=doing, seconds=seconds, passing=(404,))
        begin = f"{self._prefix}-is-"
        names = found.get(self._book, {}).get("aliases", {})
        return sorted(name.removeprefix(begin) for name in names if name.startswith(begin))

    def _moves(self, current: str, named: Iterable[str]) -> list[dict[str, Any]]:
        """What to ask for so that the aliases, which have `named` until now, name the current generation; nothing where they do.

        A part that was made for a new period since is given the alias for other programs here.
        """
        answer = self._cluster.ask("GET", f"/_alias/{self._prefix}", doing="listing the indices", passing=(404,))
        before = {(part, self._prefix) for part in answer if "error" not in answer}
        before |= {(self._book, f"{self._prefix}-is-{id_}") for id_ in named}
        after = {(part, self._prefix) for part in self._parts(current)} | {(self._book, f"{self._prefix}-is-{current}")}
        steps = (("remove", before - after), ("add", after - before))
        return [{step: {"index": index, "alias": alias}} for step, pairs in steps for index, alias in sorted(pairs)]

    # The book

    def _entry(self, id_: str) -> dict[str, Any]:
        found = self._read(id_)
        if not found.get("found"):
            raise NotFound(f"there is no generation {id_!r} in the cluster")
        source: dict[str, Any] = found["_source"]
        return source

    def _read(self, id_: str, seconds: float | None = None) -> dict[str, Any]:
        doing = f"reading the entry of generation {id_}"
        # Every node has a copy of the book, so that none has to wait for another.
        where, params = f"/{self._book}/_doc/{path(id_)}", {"preference": "_local"}
        found: dict[str, Any] = self._cluster.ask("GET", where, params=params, doing=doing, seconds=seconds, passing=(404,))
        return found

    def _enter(self, id_: str, entry: dict[str, Any]) -> None:
        doing = f"writing the entry of generation {id_}"
        self._cluster.ask("PUT", f"/{self._book}/_doc/{path(id_)}", entry, {"refresh": "true"}, doing=doing)

    # Parts

    def _parts(self, id_: str) -> list[str]:
        return sorted(part for part, generations in self._all_parts().items() if id_ in generations)

    def _all_parts(self) -> dict[str, set[str]]:
        """Every index of a generation, with the ids of the generations that have it as a part."""
        params = {"ignore_unavailable": "true", "expand_wildcards": "open"}
        found = self._cluster.ask("GET", f"/{self._prefix}-*/_alias", params=params, doing="listing the indices", passing=(404,))
        owners = {part: self._ids(content["aliases"]) or self._ids((part,)) for part, content in found.items() if part != self._book}
        return {part: ids for part, ids in owners.items() if ids}

    def _ids(self, names: Iterable[str]) -> set[str]:
        """The generations named by aliases; or by the name of an index that has none, which is the whole of one or was never finished."""
        found = (_NAME.fullmatch(name.removeprefix(f"{self._prefix}-")) for name in names)
        return {match[1] for match in found if match}

    def _remove_parts(self, id_: str) -> None:
        shared = [part for part, generations in self._all_parts().items() if generations > {id_}]
        remove(self._cluster, self.where(id_), keep=shared)
        for part in self._parts(id_):  # without the alias: of a rebuild that went on writing after it had lost its turn
            remove(self._cluster, part)

    def _count(self, part: str) -> int:
        doing = f"counting {part}"
        return int(whole(self._cluster.ask("GET", f"/{path(part)}/_count", doing=doing), doing)["count"])

    def _shards(self, id_: str) -> dict[str, int]:
        """The number of shards of each part."""
        where = f"/{path(self.where(id_))}/_settings/index.number_of_shards"
        found = self._cluster.ask("GET", where, doing=f"reading the settings of generation {id_}")
        return {part: int(content["settings"]["index"]["number_of_shards"]) for part, content in found.items()}
