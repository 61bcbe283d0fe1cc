"""Soft edges of a cut-out: how opaque pixels along its boundary are, and their colour without the background.

Bayesian matting in a narrow band: Chuang, Curless, Salesin and Szeliski (2001), "A Bayesian approach to
digital matting", CVPR. A pixel's colour is a mixture of a foreground and a background colour, each normal
with mean and variance from the sure pixels nearby (normalised convolution: Knutsson and Westin 1993,
"Normalized and differential convolution", CVPR). Given both, the most probable opacity and foreground have a
closed form; the opacity has a prior, from a mask or from the probability of a segment.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.filters.gaussian import Floats32, gaussian_blur

BAND = 3.0  # pixels on either side of the boundary that may be mixed
NEARBY = 2.5  # standard deviation of what counts as nearby, pixels
UNSURE = 1e-3  # weight of a pixel at the boundary, for things so thin that they have no others
SOFT = 1.0  # standard deviation of the edge that a mask is taken to have, pixels
TRUST = 0.35  # standard deviation of the opacity about its prior, at the boundary
FIRM = 0.12  # likewise at the end of the band, where colours that both sides have shall not decide
NOISE = 0.01  # least standard deviation of a colour, as a share of white
REACH = 12  # pixels around a mask that are looked at

IntegerPixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class SoftCutout:
    """An object with soft edges.

    Attributes
    ----------
    left, top : int
        Place of its upper left pixel in the picture.
    pixels : ndarray of shape (h, w, 4), uint8 or uint16
        Red, green and blue of the object alone, and how opaque it is; all 0 where it is not.
    """

    left: int
    top: int
    pixels: IntegerPixels


def soft_cutout(picture: IntegerPixels, mask: NDArray[np.bool_], prior: Floats32 | None = None) -> SoftCutout:
    """Return an object with soft edges, cropped to what can be seen of it.

    Parameters
    ----------
    picture : ndarray of shape (h, w, 3) or (h, w, 1), uint8 or uint16
        The picture.
    mask : ndarray of shape (h, w), bool
        The object.
    prior : ndarray of shape (h, w), float32, optional
        How opaque pixels are thought to be, 0 to 1, before their colours are looked at; by default the mask,
        blurred by a pixel.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return SoftCutout(0, 0, np.zeros((0, 0, 4), picture.dtype))
    top, left = max(0, int(rows[0]) - REACH), max(0, int(columns[0]) - REACH)
    part = np.s_[top : int(rows[-1]) + REACH + 1, left : int(columns[-1]) + REACH + 1]
    white = np.float32(np.iinfo(picture.dtype).max)
    colours = picture[part].astype(np.float32) / white
    colours = np.repeat(colours, 3, axis=2) if colours.shape[2] == 1 else colours
    alpha, foreground = matte(colours, mask[part], None if prior is None else prior[part])
    out = np.rint(np.dstack([foreground, alpha]) * white).astype(picture.dtype)
    out[out[..., 3] == 0] = 0  # what cannot be seen is not there
    seen = out[..., 3] > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    y, x = int(rows[0]), int(columns[0])
    kept = out[y : int(rows[-1]) + 1, x : int(columns[-1]) + 1]
    return SoftCutout(left + x, top + y, np.ascontiguousarray(kept))


def matte(
    colours: Floats32, mask: NDArray[np.bool_], prior: Floats32 | None = None
) -> tuple[Floats32, Floats32]:
    """Return opacity (h, w) and foreground colour (h, w, 3) of an object, both 0 to 1.

    Pixels farther than `BAND` from the boundary of the mask keep their colour, and are opaque or not as the
    mask says. Parameters are those of `soft_cutout`, with colours (h, w, 3) from 0 to 1.
    """
    from scipy.ndimage import distance_transform_edt

    if mask.all():
        return np.ones(mask.shape, np.float32), colours
    inside = np.asarray(distance_transform_edt(np.pad(mask, 1, mode="edge")), np.float32)[1:-1, 1:-1]
    outside = np.asarray(distance_transform_edt(np.pad(~mask, 1, mode="edge")), np.float32)[1:-1, 1:-1]
    front, front_variance = _nearby(colours, _sureness(inside))
    back, back_variance = _nearby(colours, _sureness(outside))
    thought = gaussian_blur(mask.astype(np.float32), SOFT) if prior is None else prior
    depth = np.clip((np.maximum(inside, outside) - 1) / (BAND - 1), 0, 1)
    trust = (TRUST * (FIRM / TRUST) ** depth).astype(np.float32)
    alpha = _opacity(colours, (front, back), (front_variance, back_variance), (thought, trust))
    band = (inside <= BAND) & (outside <= BAND)
    alpha = np.where(band, alpha, mask).astype(np.float32)
    share, rest = alpha**2 * front_variance, (1 - alpha) ** 2 * back_variance
    residue = colours - alpha[..., None] * front - (1 - alpha)[..., None] * back
    gain = alpha * front_variance / (share + rest)
    foreground = np.where((alpha < 1)[..., None], front + gain[..., None] * residue, colours)
    return alpha, np.clip(foreground, 0, 1)


def _sureness(depth: Floats32) -> Floats32:
    """Return the weight of pixels by how deep they lie: little at the boundary, where they may be mixed."""
    share = np.clip((depth - 1) / BAND, 0, 1)
    return np.where(depth > 0, UNSURE + share**2, 0).astype(np.float32)


def _nearby(colours: Floats32, weights: Floats32) -> tuple[Floats32, Floats32]:
    """Return the mean colour (h, w, 3) of weighted pixels nearby, and its variance (h, w) over channels."""
    total = np.maximum(gaussian_blur(weights, NEARBY), np.float32(1e-12))
    mean = np.asarray(gaussian_blur(colours * weights[..., None], NEARBY) / total[..., None], np.float32)
    square = gaussian_blur((colours**2).mean(axis=2) * weights, NEARBY) / total
    variance = np.maximum(square - (mean**2).mean(axis=2), np.float32(NOISE**2))
    return mean, variance.astype(np.float32)


def _opacity(
    colours: Floats32,
    means: tuple[Floats32, Floats32],
    variances: tuple[Floats32, Floats32],
    thought: tuple[Floats32, Floats32],
) -> Floats32:
    """Return the most probable opacity: what the colour says and what was thought, with its deviation."""
    prior, trust = thought
    front, back = means
    way = front - back
    variance = prior**2 * variances[0] + (1 - prior) ** 2 * variances[1]
    precision_weighted = (way * (colours - back)).sum(axis=2) / variance + prior / trust**2
    found = precision_weighted / ((way**2).sum(axis=2) / variance + 1 / trust**2)
    return np.clip(found, 0, 1).astype(np.float32)
