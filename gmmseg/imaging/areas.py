"""Areas: pixels of a picture, one by one, as a small value that belongs to a class."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

MOST_RUNS = 1_000_000  # an area of more is noise, and would make a project too large to be read


@dataclass(frozen=True)
class Area:
    """Pixels that belong to a class.

    Attributes
    ----------
    runs : tuple of int
        How many pixels lie outside, inside, outside and so on, row by row from the top left; their sum is
        `width` times `height`.
    width, height : int
        Size of the picture.
    owner : int
        The class.
    """

    runs: tuple[int, ...]
    width: int
    height: int
    owner: int

    @classmethod
    def of(cls, mask: NDArray[np.bool_], owner: int) -> Self:
        """Return the area in which a mask (h, w) is true."""
        flat = np.ascontiguousarray(mask).reshape(-1).view(np.int8)
        ends = np.flatnonzero(np.diff(flat, prepend=np.int8(0)))
        runs = np.diff(ends, prepend=0, append=flat.size)
        return cls(tuple(runs.tolist()), mask.shape[1], mask.shape[0], owner)

    def mask(self) -> NDArray[np.bool_]:
        """Return which pixels belong to it, (height, width)."""
        inside = np.arange(len(self.runs)) % 2 == 1
        return np.repeat(inside, self.runs).reshape(self.height, self.width)

    def paint(self, ties: NDArray[np.int16]) -> None:
        """Tie its pixels; those past the picture's edge are left out."""
        mask = self.mask()[: ties.shape[0], : ties.shape[1]]
        ties[: mask.shape[0], : mask.shape[1]][mask] = self.owner

    def scaled(self, ratio: float) -> "Area":
        """Return the area for the picture at another size, of which it keeps the pixels nearest."""
        height, width = (max(1, int(np.ceil(n * ratio - 1e-6))) for n in (self.height, self.width))
        rows = np.minimum((np.arange(height) / ratio).astype(np.intp), self.height - 1)
        columns = np.minimum((np.arange(width) / ratio).astype(np.intp), self.width - 1)
        return Area.of(self.mask()[rows[:, None], columns], self.owner)
