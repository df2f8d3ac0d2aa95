"""A cache that is bounded by what its values weigh, safe to share between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """The values used last, up to a total weight. Two threads may make the same value at once; one of them is kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """The value for `key`, made where it is not held."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                value: T = found[0]
                return value
        value = make()
        self._keep(key, value, weigh(value))
        return value

    def _keep(self, key: Hashable, value: object, weight: int) -> None:
        with self._lock:
            if key in self._values or weight > self._most:
                return
            self._values[key] = (value, weight)
            self._held += weight
            while self._held > self._most:
                self._held -= self._values.popitem(last=False)[1][1]
