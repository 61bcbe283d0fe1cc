"""From a box around an object to the object: a coarse cut and its colours by turns, then one fitted cut."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging import cut_constants, likeness
from gmmseg.imaging.clicking import cleaned
from gmmseg.imaging.maxflow import Links, minimum_cut
from gmmseg.imaging.scene import Scene
from gmmseg.imaging.seeds import Box

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]

ROUNDS = 4
STRENGTH = 2.5  # of the last round's links, relative to the scene's
SOFTENING = 1.3  # links are stronger by this in each round before
MARGIN = 0.25  # width of the background around the box, in roots of its area
SLACK = 0.35  # share of the box that an object may leave free at one side
TRIES = 6
OUT = -1000.0
LEAST_BACKGROUND = 50
SIZES = (4, 4)


@dataclass(frozen=True, eq=False)
class Frame:
    """A box in a scene: the places of its pixels, and the background that it is compared with."""

    box: Box
    inside: Mask
    background: Mask
    x: Floats32
    y: Floats32

    @classmethod
    def of(cls, box: Box, shape: tuple[int, int]) -> "Frame":
        """Return the frame of a box in a scene of `shape`; x and y are in half-sides from its centre."""
        inside = np.zeros(shape, bool)
        inside[box.y0 : box.y1, box.x0 : box.x1] = True
        margin = max(1, round(MARGIN * float(np.sqrt(box.width * box.height))))
        background = np.zeros(shape, bool)
        background[max(0, box.y0 - margin) : box.y1 + margin, max(0, box.x0 - margin) : box.x1 + margin] = (
            True
        )
        background &= ~inside
        if background.sum() < LEAST_BACKGROUND:
            background = ~inside
        if (
            background.sum() < LEAST_BACKGROUND
        ):  # the box is the whole picture: its rim is taken for background
            background = np.ones(shape, bool)
            background[3:-3, 3:-3] = False
        y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
        x = (x + 0.5 - (box.x0 + box.x1) / 2) / (box.width / 2)
        y = (y + 0.5 - (box.y0 + box.y1) / 2) / (box.height / 2)
        return cls(box, inside, background, x, y)

    @property
    def area(self) -> float:
        """Number of pixels in the box."""
        return float(self.box.width * self.box.height)


def by_turns(scene: Scene, frame: Frame) -> Mask:
    """Return the object in a box, by fitting colours and cutting in turns."""
    palette = scene.palette
    inside = frame.inside.astype(np.float32)
    outside = palette.weighed(frame.background.astype(np.float32))
    place = np.float32(0.5) * np.clip(1 - 1.3 * (frame.x**2 + frame.y**2), -1.5, 1).astype(np.float32)
    background, lift, mask = outside, 0.0, frame.inside
    for turn in range(ROUNDS):
        odds = likeness.log_odds(palette, palette.weighed(inside), background, SIZES)
        evidence = palette.spread(np.clip(odds, -20, 20)) + place
        links = np.rint(scene.links * (STRENGTH * SOFTENING ** (ROUNDS - 1 - turn))).astype(np.int32)
        mask, lift = _filling(evidence, links, frame, lift)
        chance = 1 / (1 + np.exp(-evidence))
        inside = np.where(mask, 0.5 + 0.5 * chance, 0.5 * chance).astype(np.float32) * frame.inside
        background = outside + palette.weighed((1 - inside) * frame.inside)
    return _main_pieces(mask) if mask.any() else frame.inside


def _filling(evidence: Floats32, links: Links, frame: Frame, lift: float) -> tuple[Mask, float]:
    """Return the cut, with as much evidence added inside as makes it fill the box, and how much that is."""
    for _ in range(TRIES):
        lifted = np.where(frame.inside, evidence + np.float32(lift), np.float32(OUT))
        mask = minimum_cut(lifted, links, within=frame.inside, start=np.zeros_like(frame.inside))
        if _fills(mask, frame.box):
            break
        lift += 1
    return mask, lift


def _fills(mask: Mask, box: Box) -> bool:
    columns = np.flatnonzero(mask.any(axis=0))
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return False
    free = (columns[0] - box.x0, box.x1 - 1 - columns[-1]), (rows[0] - box.y0, box.y1 - 1 - rows[-1])
    return bool(max(free[0]) <= SLACK * box.width and max(free[1]) <= SLACK * box.height)


def _main_pieces(mask: Mask) -> Mask:
    from scipy.ndimage import label

    pieces, _ = label(mask)
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    kept = sizes >= 0.05 * sizes.max()
    kept[0] = False
    return cleaned(kept[pieces], (), 0.002)


def boxed(scene: Scene, coarse: Scene, box: Box) -> Mask:
    """Return the object in a box, given in pixels of the scene, (h, w).

    Parameters
    ----------
    scene : Scene
        The picture.
    coarse : Scene
        The same, further reduced; first found here.
    box : Box
        Around the object.
    """
    frame, before = coarsely(scene, coarse, box)
    evidence = np.tensordot(cut_constants.BOX, maps(scene, frame, before), axes=1)
    evidence[~frame.inside] = OUT
    mask = minimum_cut(evidence, scene.links, within=frame.inside, start=np.zeros_like(before))
    return _main_pieces(mask) if mask.any() else before


def coarsely(scene: Scene, coarse: Scene, box: Box) -> tuple[Frame, Mask]:
    """Return the frame of a box, and the object as it is found on the coarse picture, (h, w)."""
    ratio = coarse.factor / scene.factor
    small = Box(*_scaled(box, ratio, coarse.shape))
    found = by_turns(coarse, Frame.of(small, coarse.shape))
    rows = np.minimum((np.arange(scene.shape[0]) / ratio).astype(int), coarse.shape[0] - 1)
    columns = np.minimum((np.arange(scene.shape[1]) / ratio).astype(int), coarse.shape[1] - 1)
    frame = Frame.of(box, scene.shape)
    before: Mask = found[np.ix_(rows, columns)] & frame.inside
    return frame, before


def _scaled(box: Box, ratio: float, shape: tuple[int, int]) -> tuple[int, int, int, int]:
    x0, y0 = min(int(box.x0 / ratio), shape[1] - 1), min(int(box.y0 / ratio), shape[0] - 1)
    x1, y1 = round(box.x1 / ratio), round(box.y1 / ratio)
    return x0, y0, min(max(x1, x0 + 1), shape[1]), min(max(y1, y0 + 1), shape[0])


def maps(scene: Scene, frame: Frame, before: Mask) -> Floats32:
    """Return what the last cut weighs, (15, h, w): colour, place, way from outside, the mask before it."""
    from scipy.ndimage import gaussian_filter

    from gmmseg.imaging import cut_kernels as kernels

    palette, root = scene.palette, np.float32(np.sqrt(frame.area))
    out = np.empty((cut_constants.N_BOX_MAPS, *scene.shape), np.float32)
    weights = before.astype(np.float32)
    background = frame.background | (frame.inside & ~before)
    odds = likeness.log_odds(
        palette, palette.weighed(weights), palette.weighed(background.astype(np.float32)), SIZES
    )
    ratio = palette.spread(np.clip(odds / 4, -2, 2))
    edge = np.empty(scene.shape, np.float32)
    kernels.edge_distances(before, edge)
    sign = 2 * weights - 1
    out[0] = 1
    out[1] = ratio
    out[2] = palette.spread(_novelty(scene, frame))
    _write_places(scene, frame, out)
    out[9] = sign
    out[10] = np.clip(edge / root * 10, -1, 1)
    out[11] = np.float32(2 * weights.sum() / frame.area - 1)
    out[12] = ratio * np.minimum(out[3], 2)
    out[13] = gaussian_filter(ratio, 0.02 * float(root), truncate=2.0)
    out[14] = sign * ratio
    return out


def _write_places(scene: Scene, frame: Frame, out: Floats32) -> None:
    """Write the maps that tell where in the box a pixel lies, and how far from outside, to places 3 to 8."""
    from gmmseg.imaging import cut_kernels as kernels

    way = np.where(frame.inside, kernels.FAR, np.float32(0))
    if frame.inside.all():
        way[[0, -1]] = 0
        way[:, [0, -1]] = 0
    kernels.spread(scene.steps, way)
    way = np.minimum(way / np.float32(np.sqrt(frame.area)), 5)
    out[3] = frame.x**2 + frame.y**2
    out[4] = np.minimum(np.maximum(abs(frame.x), abs(frame.y)) ** 4, 4)
    out[5] = np.minimum(abs(frame.x * frame.y), 2)
    out[6] = frame.y
    out[7] = way
    out[8] = np.exp(-4 * way)


def _novelty(scene: Scene, frame: Frame) -> NDArray[np.float64]:
    """Return for each colour how much commoner it is inside the box than around it, log, -1 to 1."""
    palette = scene.palette
    inside = palette.weighed(frame.inside.astype(np.float32))
    around = palette.weighed(frame.background.astype(np.float32))
    inside = (inside + 0.5) / (inside.sum() + 0.5 * len(inside))
    around = (around + 0.5) / (around.sum() + 0.5 * len(around))
    return np.clip(np.log(inside / around) / 3, -1, 1)
