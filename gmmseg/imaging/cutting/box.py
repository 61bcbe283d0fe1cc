"""An object from a box around it: repeated graph cuts, each of which uses the mask before it.

After Rother, Kolmogorov and Blake (2004), "GrabCut: interactive foreground extraction using iterated
graph cuts", ACM Trans. Graphics 23(3), 309-314.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting import colour_model, fitted_weights
from gmmseg.imaging.cutting.clicks import without_specks
from gmmseg.imaging.cutting.graph_cut import CutGraph
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.regions.connected_components import connected_components
from gmmseg.imaging.seeds import Box

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]

MARGIN = 0.25  # width of the background around the box, in roots of its area
OUT = -1000.0
LEAST_BACKGROUND = 50
SIZES = (4, 4)
N_PIXEL_MAPS, N_REGION_MAPS = 17, 23
STEPS_PER_NAT, LARGEST_ODDS = 32, 12  # how finely, and how far, thresholds are tried: parts of a nat, nats
FREE, PART = 0.08, 1.0  # of a box's side that counts as left free; of its half, how far back a bias begins
BIASES = (0.5, 1.0, 1.5, 2.0)  # evidence at a side that is left free, one after another, nats
SHRUNK = 0.04  # of a box's size: how far within it, on each side, the box lies that may be meant
ENOUGH_BESIDE = 0.3  # background beside a box, in areas of it, with which both boxes weigh the same
BESIDE = 0.15  # of a box's side: how near the side is near


@dataclass(frozen=True, eq=False)
class BoxFrame:
    """A box in a prepared picture: the places of its pixels, and the background that it is compared with."""

    box: Box
    inside: Mask
    background: Mask
    x: Floats32
    y: Floats32

    @classmethod
    def of(cls, box: Box, shape: tuple[int, int]) -> "BoxFrame":
        """Return the frame of a box in a picture of `shape`; x and y are in half-sides from its centre."""
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


def _main_pieces(mask: Mask) -> Mask:
    pieces, n = connected_components(mask)
    sizes = np.bincount(pieces[mask], minlength=n)
    kept = (sizes > 0) & (sizes >= 0.05 * sizes.max())
    return without_specks(kept[pieces], (), 0.002)


def cut_box(prepared: PreparedImage, box: Box) -> Mask:
    """Return the object in a box, given in pixels of the prepared picture, (h, w)."""
    frame = BoxFrame.of(box, prepared.shape)
    graph = CutGraph(prepared.links, within=frame.inside)
    evidence = above_threshold(frame, odds_of_both(prepared, frame, graph))
    return extend_to_sides(graph, frame, evidence, recut_box(graph, frame, evidence))


def odds_of_both(prepared: PreparedImage, frame: BoxFrame, graph: CutGraph) -> Floats32:
    """Return log odds as `log_odds` does, (h, w), by the box as it was drawn and by one a little smaller.

    A box that was drawn loosely holds ground beside the object on all sides, which the smaller one takes for
    background. The less of the picture lies beside the drawn box, the less that one can know of the ground,
    and the more the smaller one counts, where both speak.
    """
    odds, within = log_odds(prepared, frame, graph), shrunk(frame.box)
    if within is not None:
        smaller = BoxFrame.of(within, prepared.shape)
        smaller_odds = log_odds(prepared, smaller, CutGraph(prepared.links, within=smaller.inside))
        weight = np.float32(max(0.5, 1 - 0.5 * beside(frame.box, prepared.shape) / ENOUGH_BESIDE))
        odds[smaller.inside] += weight * (smaller_odds - odds)[smaller.inside]
    return odds


def shrunk(box: Box) -> Box | None:
    """Return a box that lies within another by `SHRUNK` of its size on each side, None if there is none."""
    across, down = round(SHRUNK * box.width), round(SHRUNK * box.height)
    if max(across, down) == 0:
        return None
    return Box(box.x0 + across, box.y0 + down, box.x1 - across, box.y1 - down)


def beside(box: Box, shape: tuple[int, int]) -> float:
    """Return how much of the background around a box lies in a picture of `shape`, in areas of the box."""
    margin = max(1, round(MARGIN * float(np.sqrt(box.width * box.height))))
    height = min(shape[0], box.y1 + margin) - max(0, box.y0 - margin)
    width = min(shape[1], box.x1 + margin) - max(0, box.x0 - margin)
    return height * width / (box.width * box.height) - 1


def log_odds(prepared: PreparedImage, frame: BoxFrame, graph: CutGraph) -> Floats32:
    """Return the log odds of each pixel being in the object, (h, w), after all cuts but the last.

    `graph` is of the pixels in the box; what lies outside it counts for nothing.
    """
    distances, mask = outside_distances(prepared, frame), frame.inside
    for theta in fitted_weights.BOXES[:-1]:
        evidence = weighted_evidence(prepared, frame, theta, maps(prepared, frame, distances, mask))
        mask = recut_box(graph, frame, evidence)
    return weighed(prepared, fitted_weights.BOXES[-1], maps(prepared, frame, distances, mask))


def weighted_evidence(
    prepared: PreparedImage, frame: BoxFrame, theta: Floats32, features: tuple[Floats32, Floats32]
) -> Floats32:
    """Return the evidence for the object, (h, w), that `maps` give when they are weighed by `theta`."""
    return above_threshold(frame, weighed(prepared, theta, features))


def weighed(prepared: PreparedImage, theta: Floats32, features: tuple[Floats32, Floats32]) -> Floats32:
    """Return the log odds of each pixel, (h, w): `maps` weighed by `theta`."""
    of_pixels, of_regions = features
    n = len(of_pixels)
    # Not products of matrices: threads of their library would go on spinning, and hold up ours.
    odds: Floats32 = np.einsum("m,mhw->hw", theta[:n], of_pixels)
    odds += np.einsum("m,mn->n", theta[n:], of_regions)[prepared.affinity.index]
    return odds


def above_threshold(frame: BoxFrame, odds: Floats32) -> Floats32:
    """Return the evidence of log odds (h, w) in a box: their excess over the threshold that suits them."""
    evidence = odds - np.float32(best_threshold(odds[frame.inside]))
    evidence[~frame.inside] = OUT
    return evidence


def recut_box(graph: CutGraph, frame: BoxFrame, evidence: Floats32) -> Mask:
    """Return the object that evidence (h, w) shows, (h, w); `graph` is of the pixels in the box."""
    mask = graph.cut(evidence)
    return _main_pieces(mask) if mask.any() else frame.inside


def extend_to_sides(graph: CutGraph, frame: BoxFrame, evidence: Floats32, mask: Mask) -> Mask:
    """Return the object extended towards sides of its box that it does not reach, by a small bias.

    People draw boxes that the object touches on all four sides (Lempitsky et al. 2009, "Image segmentation
    with a bounding box prior"), but some draw loosely: evidence only leans to a side that is left free, and
    not much.
    """
    ramp = ramps(frame, gaps(frame.box, mask))
    for bias in BIASES:
        if max(gaps(frame.box, mask)) <= FREE:
            break
        mask = recut_box(graph, frame, evidence + np.float32(bias) * ramp)
    return mask


def gaps(box: Box, mask: Mask) -> tuple[float, float, float, float]:
    """Return the shares of a box that a mask (h, w) leaves free: left, right, above, below; 1 for no mask."""
    part = mask[box.y0 : box.y1, box.x0 : box.x1]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return 1.0, 1.0, 1.0, 1.0
    across = float(columns[0]) / box.width, 1 - float(columns[-1] + 1) / box.width
    return *across, float(rows[0]) / box.height, 1 - float(rows[-1] + 1) / box.height


def ramps(frame: BoxFrame, free: tuple[float, float, float, float]) -> Floats32:
    """Return how near pixels lie to the sides of a box that are left free, (h, w), 0 to 1.

    It is 1 at such a side and falls to 0 within the mask, `PART` of a half-side behind its edge.
    """
    out = np.zeros_like(frame.x)
    for gap, towards in zip(free, (-frame.x, frame.x, -frame.y, frame.y), strict=True):
        if gap > FREE:
            begin = np.float32(1 - 2 * gap - PART)
            np.maximum(out, (towards - begin) / (1 - begin), out=out)
    return np.minimum(out, 1)


def best_threshold(evidence: Floats32) -> float:
    """Return the log odds from which pixels are best taken for the object's, of log odds (n,) of all.

    Those taken and those that are the object's overlap by as much as can be expected: where little is
    certain, that takes more pixels than each for itself would.
    """
    odds = np.clip(evidence, -LARGEST_ODDS, LARGEST_ODDS)
    counts = np.bincount(
        ((LARGEST_ODDS - odds) * STEPS_PER_NAT).astype(np.intp),
        minlength=2 * LARGEST_ODDS * STEPS_PER_NAT + 1,
    )
    levels = LARGEST_ODDS - (np.arange(len(counts)) + 0.5) / STEPS_PER_NAT
    right = np.cumsum(counts / (1 + np.exp(-levels)))
    overlaps = right / np.maximum(np.cumsum(counts) + right[-1] - right, 1e-9)
    return float(levels[overlaps.argmax()] - 0.5 / STEPS_PER_NAT)


class BoxDistances(NamedTuple):
    """Distances and log odds that stay the same from cut to cut."""

    geodesic: Floats32
    novelty: Floats32
    of_regions: Floats32
    region_novelty: Floats32


def outside_distances(prepared: PreparedImage, frame: BoxFrame) -> BoxDistances:
    """Return distances of pixels, and affinities of regions, to what is outside the box."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    geodesic = np.where(frame.inside, kernels.FAR, np.float32(0))
    if frame.inside.all():
        geodesic[[0, -1]] = 0
        geodesic[:, [0, -1]] = 0
    kernels.propagate_distances(prepared.steps, geodesic)
    geodesic = np.minimum(geodesic / np.float32(np.sqrt(frame.area)), 5)
    affinity = prepared.affinity
    inside, around = (
        affinity.summed_weights(each.astype(np.float32)) for each in (frame.inside, frame.background)
    )
    novelty = prepared.bins.spread(_novelty(prepared, frame))
    fits = affinity.fits(frame.inside)
    region_maps = np.concatenate([affinity.box_levels(frame.inside), np.stack([fits, fits**3])])
    return BoxDistances(geodesic, novelty, region_maps, affinity.log_odds(inside, around))


def maps(
    prepared: PreparedImage, frame: BoxFrame, distances: BoxDistances, before: Mask
) -> tuple[Floats32, Floats32]:
    """Return what a cut weighs: of pixels (17, h, w), and of regions (23, n)."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    bins, root = prepared.bins, np.float32(np.sqrt(frame.area))
    out = np.empty((N_PIXEL_MAPS, *prepared.shape), np.float32)
    weights = before.astype(np.float32)
    beside = (frame.background | (frame.inside & ~before)).astype(np.float32)
    odds = colour_model.log_odds(bins, bins.summed_weights(weights), bins.summed_weights(beside), SIZES)
    ratio = bins.spread(np.clip(odds / 4, -2, 2))
    edge = np.empty(prepared.shape, np.float32)
    kernels.edge_distances(before, edge)
    sign = 2 * weights - 1
    out[0] = 1
    out[1] = ratio
    out[2] = distances.novelty
    _write_positions(frame, distances.geodesic, out)
    out[9] = sign
    out[10] = np.clip(edge / root * 10, -1, 1)
    out[11] = np.float32(2 * weights.sum() / frame.area - 1)
    out[12] = ratio * np.minimum(out[3], 2)
    out[13] = gaussian_blur(ratio, 0.02 * float(root), truncate=2.0)
    out[14] = sign * ratio
    _write_gaps(frame, before, out[15:])
    affinity = prepared.affinity
    region_odds = affinity.log_odds(affinity.summed_weights(weights), affinity.summed_weights(beside))
    means = [affinity.means(out[i]) for i in (1, 9, 2, 7, 3)]
    return out, np.concatenate(
        [distances.of_regions, np.stack([region_odds, distances.region_novelty, *means])]
    )


def _write_positions(frame: BoxFrame, geodesic: Floats32, out: Floats32) -> None:
    """Write the maps of a pixel's position in the box and distance from outside, places 3 to 8."""
    out[3] = frame.x**2 + frame.y**2
    out[4] = np.minimum(np.maximum(abs(frame.x), abs(frame.y)) ** 4, 4)
    out[5] = np.minimum(abs(frame.x * frame.y), 2)
    out[6] = frame.y
    out[7] = geodesic
    out[8] = np.exp(-4 * geodesic)


def _write_gaps(frame: BoxFrame, before: Mask, out: Floats32) -> None:
    """Write how much of the box the mask leaves free at the sides a pixel is near, and at all of them."""
    left, right, above, below = gaps(frame.box, before)
    if left == 1:  # nothing is in the mask
        out[0], out[1] = 0, 4
        return
    out[0] = _missing((left, right), frame.x[0]) + _missing((above, below), frame.y[:, 0])[:, None]
    out[1] = left + right + above + below


def _missing(free: tuple[float, float], places: Floats32) -> Floats32:
    """Return what gaps at two sides come to at `places` (n,), -1 at the first side, 1 at the other."""
    first, other = (np.exp(-np.maximum(1 + side * places, 0) / (2 * BESIDE)) for side in (1, -1))
    return (free[0] * first + free[1] * other).astype(np.float32)


def _novelty(prepared: PreparedImage, frame: BoxFrame) -> NDArray[np.float64]:
    """Return for each colour how much commoner it is inside the box than around it, log, -1 to 1."""
    bins = prepared.bins
    inside = bins.summed_weights(frame.inside.astype(np.float32))
    around = bins.summed_weights(frame.background.astype(np.float32))
    inside = (inside + 0.5) / (inside.sum() + 0.5 * len(inside))
    around = (around + 0.5) / (around.sum() + 0.5 * len(around))
    return np.clip(np.log(inside / around) / 3, -1, 1)
