"""A thread that reads the tiles of a large picture: those of the newest view first, then what is left."""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Condition

from PySide6.QtCore import QThread, Signal

log = logging.getLogger(__name__)

TileKey = tuple[int, int, int]  # scale, and which tile of it down and across
GROWTH = 0.3  # seconds between two signs that the overview has grown
STOP = 10_000  # milliseconds to wait for the thread at the end

late_readers: set["TileReader"] = set()  # still in a call of the system, on a disk that does not answer, say


class TileReader(QThread):
    """Does `read` for the tiles that are wanted; what the last view wanted and this one does not is dropped.

    A tile that fails is told of and not read again; the thread goes on with the others.

    Parameters
    ----------
    read : callable
        Takes the key of a tile; called on the thread.
    extend : callable
        Called while no tile is wanted, to make some more of an overview; returns whether some is left.
    """

    came = Signal()  # a tile
    grew = Signal(bool)  # the overview; whether all of it is there
    failed = Signal(object)  # the exception that ended a call

    def __init__(self, read: Callable[[TileKey], object], extend: Callable[[], bool]) -> None:
        super().__init__()
        self.setObjectName("tiles")
        self._read, self._extend = read, extend
        self._condition = Condition()
        self._wanted: list[TileKey] = []
        self._probed: TileKey | None = None
        self._failed: set[TileKey] = set()
        self._is_closing, self._is_growing, self._is_halted = False, False, False

    def want(self, keys: Sequence[TileKey]) -> None:
        """Read these tiles, in this order, in the place of those wanted before."""
        with self._condition:
            self._wanted = [key for key in keys if key not in self._failed]
            self._is_growing, self._is_halted = self._is_growing or self._is_halted, False
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

    def retry(self) -> None:
        """Read tiles that failed once more, when they are wanted again."""
        with self._condition:
            self._failed.clear()

    def close(self) -> None:
        """End the thread and wait for it; one that hangs is kept until it comes back."""
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        if not self.wait(STOP):
            log.error("the thread of tiles did not stop within %s ms", STOP)
            late_readers.add(self)  # Qt ends the program where one that runs is thrown away
        late_readers.difference_update([each for each in late_readers if each.isFinished()])

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
                self._do(key)
                continue
            try:
                self._is_growing = self._extend()
            except Exception as error:  # the thread's outer wall: nothing escapes into Qt
                log.debug("the overview could not be extended", exc_info=True)
                self._is_growing, self._is_halted = False, True  # until people look elsewhere
                self.failed.emit(error)
                continue
            if not self._is_growing or time.perf_counter() - shown_at > GROWTH:
                shown_at = time.perf_counter()
                self.grew.emit(not self._is_growing)

    def _do(self, key: TileKey) -> None:
        """Read one tile."""
        try:
            self._read(key)
        except Exception as error:  # the thread's outer wall: nothing escapes into Qt
            log.debug("tile %s could not be read", key, exc_info=True)
            with self._condition:
                self._failed.add(key)
            self.failed.emit(error)
        else:
            self.came.emit()
