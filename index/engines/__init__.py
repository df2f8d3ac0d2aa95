"""The engines by name. An engine's library is imported when the engine is asked for, and not before."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from index.engine import Engine
from index.errors import BadSetting, EngineUnavailable


@dataclass(frozen=True, slots=True)
class _Row:
    module: str
    class_name: str
    install: str


_ENGINES: dict[str, _Row] = {
    "tantivy": _Row("index.engines.tantivy", "TantivyEngine", "pip install 'broadsheet[fast]'"),
    "whoosh": _Row("index.engines.whoosh", "WhooshEngine", "pip install broadsheet"),
}
"""Fastest first: this is the order in which "auto" tries them."""

NAMES: tuple[str, ...] = tuple(_ENGINES)


def named(name: str) -> Engine:
    """The engine of that name.

    Raises `EngineUnavailable` if its library is not installed, `BadSetting` if there is no such engine.
    """
    if name not in _ENGINES:
        raise BadSetting("engine", name, f"choose one of auto, {', '.join(NAMES)}")
    row = _ENGINES[name]
    try:
        engine: Engine = getattr(import_module(row.module), row.class_name)()
    except ImportError as error:
        raise EngineUnavailable(f"the engine {name} is not installed ({error}); install it with: {row.install}") from error
    return engine


def choose(name: str = "auto") -> Engine:
    """The engine of that name; "auto" is the fastest one that is installed.

    Raises `EngineUnavailable` if it is not installed, `BadSetting` if there is no such engine.
    """
    if name != "auto":
        return named(name)
    for candidate in NAMES:
        try:
            return named(candidate)
        except EngineUnavailable as error:
            missing = error
    raise missing
