"""The hierarchy of a picture's regions, made once for all who need it, whichever thread comes first."""

from collections.abc import Callable
from threading import Lock

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions import RegionTree, region_tree
from gmmseg.job import available_threads

EVERY = 0.02  # seconds between two looks whether the one who waits still wants it
USUAL = 0  # the seed of objects, and of settings at first


class Hierarchy:
    """The regions of one picture; those of the usual seed are kept, and those of the last other one."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self._trees: dict[int, RegionTree] = {}
        self._lock = Lock()

    def tree(self, seed: int = USUAL, pause: Callable[[], object] = lambda: None) -> RegionTree:
        """Return the hierarchy; `pause` is called now and then and may raise, so that nobody has to wait."""
        while not self._lock.acquire(timeout=EVERY):
            pause()
        try:
            if seed not in self._trees:
                made = region_tree(self.image, seed=seed, threads=available_threads(), pause=pause)
                self._trees = {k: v for k, v in self._trees.items() if k == USUAL} | {seed: made}
            return self._trees[seed]
        finally:
            self._lock.release()
