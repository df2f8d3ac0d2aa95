"""A wish for a rebuild: left in the store by whoever may not write the index, and met by the indexer, on whatever machine it runs.

It stays until a rebuild that began after it is done, so that no crash loses it; and there is one at most, so that many
who ask while it waits get one rebuild. Who asks while one is under way gets another: the one under way may have begun too soon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.store import Store

REBUILD_ASKED = "rebuild_asked"
"""The row of the store's `meta` that has the wish."""

_ANYWAY = " anyway"


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody asked for a rebuild, last `at` (UTC).

    `anyway`: also over an index that is not replaced unasked (`index.fitness.not_unasked`), which they were told.
    """

    at: datetime
    anyway: bool = False

    def to_text(self) -> str:
        """The inverse of `from_text`."""
        return f"{self.at.isoformat()}{_ANYWAY if self.anyway else ''}"

    @classmethod
    def from_text(cls, text: str) -> Wish:
        """A wish as it was left."""
        return cls(datetime.fromisoformat(text.removesuffix(_ANYWAY)), text.endswith(_ANYWAY))


def ask(store: Store, at: datetime, *, anyway: bool = False) -> Wish:
    """Leave a wish, in the place of one that waits. Raises `StoreError`."""

    def together(waiting: str | None) -> str:
        return Wish(at, anyway or (waiting is not None and Wish.from_text(waiting).anyway)).to_text()

    return Wish.from_text(store.note(REBUILD_ASKED, together))


def asked(store: Store) -> Wish | None:
    """The wish that waits, or is being met; None where nobody asked. Raises `StoreError`."""
    text = store.noted(REBUILD_ASKED)
    return None if text is None else Wish.from_text(text)


def met(store: Store, wish: Wish) -> None:
    """Take a wish away, unless somebody has asked once more since. Raises `StoreError`."""
    store.forget(REBUILD_ASKED, wish.to_text())
