"""Values that a process keeps as long as they fit: bounded by the memory they take, not by their number.

One version may be a hundred times as large as another, so a bound on how many are kept says nothing about a process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values by key; the one used longest ago makes room. Used by all threads of a process.

    Attributes:
        most_bytes: what all together may take. The newest is kept even where it alone takes more, or nothing would
            ever be kept of a version that large.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """What the kept values take, by their estimates."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        """A value, which thereby was used last; None where it isn't kept."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of `size` bytes, in place of one that had the key before."""
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._values[key] = (value, size)
            self._bytes += size - before
            self._make_room()

    def bound(self, most_bytes: int) -> None:
        """Let all together take so much from now on."""
        with self._lock:
            self.most_bytes = most_bytes
            self._make_room()

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._values.clear()
            self._bytes = 0

    def _make_room(self) -> None:
        while self._bytes > self.most_bytes and len(self._values) > 1:
            _, (_, size) = self._values.popitem(last=False)
            self._bytes -= size
