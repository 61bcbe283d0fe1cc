"""Objects corrected by hand: divided along a line that is drawn across them."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.seeds import INSIDE, Point, Stroke, seed_labels

Mask = NDArray[np.bool_]


def divide_along(mask: Mask, line: tuple[Point, ...]) -> list[Mask]:
    """Return the parts of an object that a line divides it into, the largest first.

    Pixels join along their sides (4 neighbours), which a line one pixel wide parts; those under the line go
    to the nearest part.

    Parameters
    ----------
    mask : ndarray of shape (h, w), bool
        The object.
    line : tuple of (float, float)
        Columns and rows that the line goes through, a pixel's middle being its number.

    Returns
    -------
    list of ndarray of shape (h, w), bool
        One, the whole, where the line does not part it.
    """
    from scipy.ndimage import distance_transform_edt, label

    under = seed_labels([Stroke(line, 0.0)], mask.shape) == INSIDE
    _, n_before = label(mask)
    parts, n = label(mask & ~under)
    if n <= n_before or not (mask & under).any():
        return [mask]
    nearest = distance_transform_edt(parts == 0, return_distances=False, return_indices=True)
    parts = np.where(mask, parts[tuple(nearest)], 0)
    sizes = np.bincount(parts.reshape(-1), minlength=n + 1)[1:]
    return [parts == part + 1 for part in np.argsort(-sizes, kind="stable").tolist()]
