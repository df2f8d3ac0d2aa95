"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done ("index"), how many articles are done, and of how many (None: not known)."""


def silent(stage: str, done: int, of: int | None) -> None:
    """A `Progress` for when nobody watches."""
