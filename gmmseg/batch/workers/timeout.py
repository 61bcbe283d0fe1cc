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

    A timer that runs is not restarted, since that takes as long as some pictures take to read: when it fires,
    the watchdog looks whether time has run out meanwhile, and sets it again if not.

    Attributes
    ----------
    limit : float
        Seconds that were allowed last.
    has_bitten : bool
        Whether the process was killed so.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process, self._time_limit = process, TimeLimit()
        self._lock = Lock()
        self._timer: Timer | None = None
        self._timer_ends = self._ends = inf  # when, by the clock
        self.limit, self.has_expired = 0.0, False

    def watch(self, time_limit: TimeLimit) -> Self:
        """Return itself, to watch with that time limit inside a `with`."""
        self._time_limit = time_limit
        return self

    def __enter__(self) -> Self:
        self._restart(max(self._time_limit.limit(0), START) if self._time_limit.limit(0) else 0.0)
        return self

    def __exit__(self, *_: object) -> None:
        self.allow(None)

    def allow(self, n_pixels: int | None) -> None:
        """Begin to count anew, for work on so many pixels; None is for ever."""
        self._restart(0.0 if n_pixels is None else self._time_limit.limit(n_pixels))

    def end(self) -> None:
        """Stop watching."""
        with self._lock:
            self._ends = inf
            self._set_timer(inf)

    def _restart(self, seconds: float) -> None:
        with self._lock:
            self.limit = seconds
            self._ends = monotonic() + seconds if seconds > 0 else inf
            if self._ends < self._timer_ends:
                self._set_timer(self._ends)

    def _set_timer(self, until: float) -> None:
        """Let the timer fire then, in place of one that runs."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timer_ends = until
        if until < inf:
            self._timer = Timer(max(0.0, until - monotonic()), self._on_timer)
            self._timer.daemon = True
            self._timer.start()

    def _on_timer(self) -> None:
        with self._lock:
            if monotonic() < self._ends:
                self._set_timer(self._ends)
                return
            self.has_expired = True
        self._process.kill()  # it may hang in a library that does not listen to anything milder
