"""Whoosh warns about its own source when Python compiles or imports it; these warnings say nothing about ours."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_MODULE = r".*whoosh"
"""What the warnings name: the module (whoosh.codec.whoosh3), or at compile time the path of its file."""


@contextmanager
def whoosh_quietly() -> Iterator[None]:
    """Around an import of Whoosh: leaves every warning on but those of Whoosh's own modules."""
    with warnings.catch_warnings():
        for category in (SyntaxWarning, DeprecationWarning):
            warnings.filterwarnings("ignore", category=category, module=_MODULE)
        yield
