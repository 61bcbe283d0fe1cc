"""A watchdog that ends a worker process when it spends too long on one picture."""

import subprocess
from dataclasses import dataclass
from math import inf
from threading import Lock, Timer
from time import monotonic
from typing import Self

from gmmseg.settings import Number

SECONDS = Number(0, 10**6)
# Of pictures that are read, fitted and written with everything, on a busy machine, none took a tenth of this.
BASE, PER_MEGAPIXEL = 600.0, 60.0
START = 120.0  # at least, for a process to begin and load what it needs


@dataclass(frozen=True)
class TimeLimit:
    """How long a process may take to read a picture, and then to work on it.

    Attributes
    ----------
    seconds : float or None
        For any picture; 0 is for ever, None goes by its size.
    """

    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None:
            SECONDS.accept("timeout", self.seconds)

    def limit(self, n_pixels: int) -> float:
        """Return how many seconds a picture of so many pixels may take, 0 for ever."""
        return BASE + PER_MEGAPIXEL * n_pixels / 1e6 if self.seconds is None else self.seconds


class Watchdog:
    """Kills a process unless it reports progress in time.

    It sleeps through what it is told, since starting a timer takes as long as some pictures take to read:
    when it wakes it looks whether time has run out meanwhile, and sleeps on if not.

    Attributes
    ----------
    limit : float
        Seconds that were allowed last.
    has_bitten : bool
        Whether it came to that.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process, self._time_limit = process, TimeLimit()
        self._lock = Lock()
        self._timer: Timer | None = None
        self._wakes = self._ends = inf  # when, by the clock
        self.limit, self.has_bitten = 0.0, False

    def watch(self, time_limit: TimeLimit) -> Self:
        """Return itself, to watch with that time limit inside a `with`."""
        self._time_limit = time_limit
        return self

    def __enter__(self) -> Self:
        self._count(max(self._time_limit.limit(0), START) if self._time_limit.limit(0) else 0.0)
        return self

    def __exit__(self, *_: object) -> None:
        self.allow(None)

    def allow(self, n_pixels: int | None) -> None:
        """Begin to count anew, for work on so many pixels; None is for ever."""
        self._count(0.0 if n_pixels is None else self._time_limit.limit(n_pixels))

    def end(self) -> None:
        """Stop watching."""
        with self._lock:
            self._ends = inf
            self._lie_down(inf)

    def _count(self, seconds: float) -> None:
        with self._lock:
            self.limit = seconds
            self._ends = monotonic() + seconds if seconds > 0 else inf
            if self._ends < self._wakes:
                self._lie_down(self._ends)

    def _lie_down(self, until: float) -> None:
        """Sleep until then, whatever was said before."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wakes = until
        if until < inf:
            self._timer = Timer(max(0.0, until - monotonic()), self._wake)
            self._timer.daemon = True
            self._timer.start()

    def _wake(self) -> None:
        with self._lock:
            if monotonic() < self._ends:
                self._lie_down(self._ends)
                return
            self.has_bitten = True
        self._process.kill()  # it may hang in a library that does not listen to anything milder
