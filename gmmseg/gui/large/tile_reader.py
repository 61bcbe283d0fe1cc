"""A thread that reads the tiles of a large picture: those of the newest view first, then what is left."""

import time
from collections.abc import Callable, Sequence
from threading import Condition

from PySide6.QtCore import QThread, Signal

TileKey = tuple[int, int, int]  # scale, and which tile of it down and across
GROWTH = 0.3  # seconds between two signs that the overview has grown
STOP = 10_000  # milliseconds to wait for the thread at the end


class TileReader(QThread):
    """Does `read` for the tiles that are wanted; what the last view wanted and this one does not is dropped.

    Parameters
    ----------
    read : callable
        Takes the key of a tile; called on the thread.
    extend : callable
        Called while no tile is wanted, to make some more of an overview; returns whether some is left.
    """

    came = Signal()  # a tile
    grew = Signal(bool)  # the overview; whether all of it is there

    def __init__(self, read: Callable[[TileKey], object], extend: Callable[[], bool]) -> None:
        super().__init__()
        self.setObjectName("tiles")
        self._read, self._extend = read, extend
        self._condition = Condition()
        self._wanted: list[TileKey] = []
        self._probed: TileKey | None = None
        self._is_closing, self._is_growing = False, False

    def want(self, keys: Sequence[TileKey]) -> None:
        """Read these tiles, in this order, in the place of those wanted before."""
        with self._condition:
            self._wanted = list(keys)
            self._condition.notify()

    def probe(self, key: TileKey) -> None:
        """Read one tile before all others."""
        with self._condition:
            self._probed = key
            self._condition.notify()

    def grow(self) -> None:
        """Make the overview, whenever no tile is wanted."""
        with self._condition:
            self._is_growing = True
            self._condition.notify()

    def close(self) -> None:
        """End the thread and wait for it."""
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        self.wait(STOP)

    def run(self) -> None:
        """Read what is wanted until it is closed."""
        shown_at = time.perf_counter()
        while True:
            with self._condition:
                while not (self._is_closing or self._probed or self._wanted or self._is_growing):
                    self._condition.wait()
                if self._is_closing:
                    return
                key, self._probed = self._probed, None
                if key is None and self._wanted:
                    key = self._wanted.pop(0)
            if key is not None:
                self._read(key)
                self.came.emit()
                continue
            self._is_growing = self._extend()
            if not self._is_growing or time.perf_counter() - shown_at > GROWTH:
                shown_at = time.perf_counter()
                self.grew.emit(not self._is_growing)
