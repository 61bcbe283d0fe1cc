"""Decoded tiles within a budget of bytes: those used last are kept."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class PixelTile:
    """Pixels of a tile.

    Attributes
    ----------
    pixels : ndarray of shape (h, w, c)
        As the file has them.
    usable : ndarray of shape (h, w), bool, or None
        Which count; None for all.
    """

    pixels: NDArray[Any]
    usable: NDArray[np.bool_] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        return self.pixels.nbytes + (0 if self.usable is None else self.usable.nbytes)


class TileCache(Generic[V]):
    """Values by key, each of so many bytes; called from several threads.

    Parameters
    ----------
    budget : int
        Bytes that all of them may take; the one that came last stays in any case.
    """

    def __init__(self, budget: int) -> None:
        self.budget, self.nbytes = budget, 0
        self._kept: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> V | None:
        """Return the value of a key, which counts as used now; None where it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: V, nbytes: int) -> None:
        """Keep a value, and let those go that were not used for longest where the budget asks for it."""
        with self._lock:
            before = self._kept.pop(key, None)
            self.nbytes += nbytes - (before[1] if before is not None else 0)
            self._kept[key] = (value, nbytes)
            while self.nbytes > self.budget and len(self._kept) > 1:
                _, (_, gone) = self._kept.popitem(last=False)
                self.nbytes -= gone

    def clear(self) -> None:
        """Let all go."""
        with self._lock:
            self._kept.clear()
            self.nbytes = 0
