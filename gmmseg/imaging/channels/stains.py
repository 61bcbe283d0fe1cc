"""Stains as channels by colour deconvolution, with known vectors or with those of the picture.

Ruifrok and Johnston (2001), "Quantification of histochemical staining by color deconvolution", Analytical
and Quantitative Cytology and Histology 23(4), 291-299; vectors of a picture: Macenko et al. (2009), "A method
for normalizing histology slides for quantitative analysis", ISBI, 1107-1110.
"""

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadChannelsError, BadSettingError
from gmmseg.imaging.channels.selection import STAINS
from gmmseg.imaging.image import Image
from gmmseg.imaging.preparation import USUAL

H_DAB, ESTIMATE = "h-dab", "estimate"
HEMATOXYLIN, EOSIN, DAB = STAINS[:3]
KNOWN = {  # optical density of red, green and blue, as scikit-image has them
    USUAL: ((0.65, 0.70, 0.29), (0.07, 0.99, 0.11), (0.27, 0.57, 0.78)),
    H_DAB: ((0.650, 0.704, 0.286), (0.268, 0.570, 0.776)),
}
NAMES = {USUAL: (HEMATOXYLIN, EOSIN, DAB), H_DAB: (HEMATOXYLIN, DAB), ESTIMATE: (HEMATOXYLIN, EOSIN)}
LEAST_DENSITY = 0.15  # of a pixel that says what colours stains have
FEW = 0.75  # of the pixels that are dense: where fewer are so in all colours, one stain would be lost
LEAST_PIXELS = 100
ENDS = (1, 99)  # percentiles of the angle
MOST = 2**20  # pixels that are looked at for it
EXPECTED = (
    f"{USUAL}, {H_DAB}, {ESTIMATE}, or one to three vectors of three numbers as 0.65,0.70,0.29;0.07,0.99,0.11"
)

Floats = NDArray[np.float64]


def accepted(text: object) -> str:
    """Return how stains are told apart, as it is kept, or raise `BadSettingError`."""
    word = text.strip().lower() if isinstance(text, str) else ""
    word = {"h&e": USUAL, "hed": USUAL, "hdab": H_DAB}.get(word, word)
    if word not in NAMES:
        vectors = given(word)
        if vectors is None:
            raise BadSettingError("stains", text, EXPECTED)
    return word


def given(text: str) -> Floats | None:
    """Return the vectors (n, 3) that a text names by numbers, None if they cannot be told apart."""
    try:
        rows = [[float(number) for number in row.split(",")] for row in text.split(";")]
    except ValueError:
        return None
    if not 1 <= len(rows) <= 3 or any(len(row) != 3 for row in rows):
        return None
    found = np.array(rows)
    if (
        not np.isfinite(found).all()
        or np.abs(found).max() > 1e3
        or np.linalg.norm(found, axis=1).min() < 1e-6
    ):
        return None
    unit = found / np.linalg.norm(found, axis=1, keepdims=True)
    return found if np.linalg.svd(unit, compute_uv=False).min() > 1e-3 else None


def density(image: Image, rows: slice = slice(None)) -> Floats:
    """Return the optical density of red, green and blue of some rows, (n, 3): -ln((I + 1) / 256)."""
    low, high = image.range
    share = (image.pixels[rows].reshape(-1, 3).astype(np.float64) - low) / (high - low if high > low else 1.0)
    return -np.log((np.clip(share, 0, 1) * 255 + 1) / 256)


def vectors_of(image: Image, stains: str) -> Floats:
    """Return the vector of each stain, (n, 3).

    Raises
    ------
    BadChannelsError
        If they are to be found in a picture that is not in colour, or has next to no stain.
    """
    if not image.is_colour:
        what = f"{image.name} is not in red, green and blue, and stains are told apart by colour"
        raise BadChannelsError("stain", what, "Choose channels by name or number")
    if stains == ESTIMATE:
        return _estimated(image)
    if stains in KNOWN:
        return np.array(KNOWN[stains])
    found = given(stains)
    assert found is not None
    return found


def names(stains: str) -> tuple[str, ...]:
    """Return what the stains are called, in the order of their vectors."""
    if stains in NAMES:
        return NAMES[stains]
    found = given(stains)
    return STAINS[3 : 3 + (0 if found is None else len(found))]


def unmixed(image: Image, vectors: Floats, rows: slice) -> Floats:
    """Return how much of each stain there is at each pixel of some rows, (n pixels, n stains)."""
    if len(vectors) == 3:
        return density(image, rows) @ np.linalg.inv(vectors)
    return density(image, rows) @ np.linalg.pinv(vectors)


def _estimated(image: Image) -> Floats:
    """Return the vectors of hematoxylin, the one with more red, and eosin, by Macenko's method."""
    found = density(image)
    if image.mask is not None:
        found = found[image.mask.reshape(-1)]
    found = found[:: max(1, len(found) // MOST)]
    dense = found[np.linalg.norm(found, axis=1) > LEAST_DENSITY * np.sqrt(3)]
    stained = dense[(dense > LEAST_DENSITY).all(axis=1)]
    if len(stained) < FEW * len(dense):  # a stain that lets one colour through has nothing there
        stained = dense
    if len(stained) < LEAST_PIXELS:
        what = f"{image.name} has {len(stained)} pixels that are stained, too few to tell stains apart"
        raise BadChannelsError(ESTIMATE, what, f"Use --stains {USUAL}, or a picture of a stained section")
    _, directions = np.linalg.eigh(np.cov(stained.T))
    plane = directions[:, [2, 1]]
    plane = plane * np.where(plane.sum(axis=0) < 0, -1, 1)
    on_plane = stained @ plane
    low, high = np.percentile(np.arctan2(on_plane[:, 1], on_plane[:, 0]), ENDS)
    ends = np.array([plane @ (np.cos(angle), np.sin(angle)) for angle in (low, high)])
    if high - low < 1e-3:
        what = f"{image.name} has one colour of stain only, and two are needed to tell them apart"
        raise BadChannelsError(ESTIMATE, what, f"Use --stains {USUAL}")
    return ends if ends[0, 0] > ends[1, 0] else ends[::-1]
