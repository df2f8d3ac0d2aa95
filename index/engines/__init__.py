"""The engines by name. An engine's library is imported when the engine is asked for, and not before."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from index.engine import Engine
from index.engines.opensearch_settings import ClusterSettings
from index.errors import BadSetting, EngineUnavailable


@dataclass(frozen=True, slots=True)
class _Row:
    module: str
    class_name: str
    install: str
    embedded: bool = True
    """Whether it needs nothing but a folder; a cluster has to be told of, and is never chosen by itself."""


_ENGINES: dict[str, _Row] = {
    "tantivy": _Row("index.engines.tantivy", "TantivyEngine", "pip install 'broadsheet[fast]'"),
    "whoosh": _Row("index.engines.whoosh", "WhooshEngine", "pip install broadsheet"),
    "opensearch": _Row("index.engines.opensearch", "OpenSearchEngine", "pip install 'broadsheet[cluster]'", embedded=False),
}
"""Fastest first: this is the order in which "auto" tries those that are embedded."""

NAMES: tuple[str, ...] = tuple(_ENGINES)
EMBEDDED: tuple[str, ...] = tuple(name for name, row in _ENGINES.items() if row.embedded)


def named(name: str, cluster: ClusterSettings | None = None) -> Engine:
    """The engine of that name; one that needs a cluster is told of `cluster` (the defaults of the settings where None).

    Raises `EngineUnavailable` if its library is not installed, `BadSetting` if there is no such engine.
    """
    if name not in _ENGINES:
        raise BadSetting("engine", name, f"choose one of auto, {', '.join(NAMES)}")
    row = _ENGINES[name]
    try:
        make = getattr(import_module(row.module), row.class_name)
    except ImportError as error:
        raise EngineUnavailable(f"the engine {name} is not installed ({error}); install it with: {row.install}") from error
    engine: Engine = make() if row.embedded else make(cluster)
    return engine


def choose(name: str = "auto", cluster: ClusterSettings | None = None) -> Engine:
    """The engine of that name; "auto" is the fastest embedded one that is installed.

    Raises `EngineUnavailable` if it is not installed, `BadSetting` if there is no such engine.
    """
    if name != "auto":
        return named(name, cluster)
    for candidate in EMBEDDED:
        try:
            return named(candidate)
        except EngineUnavailable as error:
            missing = error
    raise missing
