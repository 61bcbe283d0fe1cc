"""An object from clicks: geodesic distances and colour models give evidence, a graph cut gives the mask.

Geodesic distances: Bai and Sapiro (2007), "A geodesic framework for fast interactive image and video
segmentation and matting", ICCV; Criminisi, Sharp and Blake (2008), "GeoS: geodesic image segmentation",
ECCV; by raster scans: Toivanen (1996), "New geodesic distance transforms for gray-scale images", Pattern
Recognition Letters 17(5), 437-450.

Clicks are taken one at a time; each uses the mask that the clicks before it gave.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting import colour_model, fitted_weights
from gmmseg.imaging.cutting.graph_cut import minimum_cut
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.regions.connected_components import connected_components
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Click, SeedLabels

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]

UNLIKE = 60.0  # distance in Lab to clicks of a class that has none
CERTAIN, SURE = 500.0, 3.0  # evidence of the pixels that a click ties, and of those around, nats
TIED, AROUND = 1, 4  # their radii, pixels
TOLD = 3  # radius of the square that a click adds to its class's colours
SOFTEST = 4.0  # the colours' log odds are divided by this
# A click beside the object takes away within so many reaches of it, or what is so near of kin. Nothing
# else speaks for an object without a click on it, such as one from a box.
TAKEN, TAKEN_UNCLICKED = (2.0, 0.5), (0.5, 0.85)
SHARE = 0.05  # of a class's weight that a click has

# Places in `ClickState.maps`: ways along the picture, straight distances, differences of colour.
WAY, BORDER, LAST, STRAIGHT, COLOUR, EDGE = 0, 2, 3, 4, 6, 8  # inside first, outside next to it


@dataclass(frozen=True, eq=False)
class ClickState:
    """The state after some clicks: the mask, and the distances that the next click updates.

    Attributes
    ----------
    clicks : tuple of Click
        In the order they were made, in pixels of the scene.
    mask : ndarray of shape (h, w), bool, or None
        The object so far, None before the first click.
    maps : ndarray of shape (9, h, w), float32
        See `evidence_kernels.click_evidence`.
    kin : ndarray of shape (2, n), float32
        How near of kin each region is to clicks inside, and outside.
    """

    clicks: tuple[Click, ...]
    mask: Mask | None
    maps: Floats32
    kin: Floats32

    @classmethod
    def of(cls, scene: PreparedImage, mask: Mask | None = None, ties: SeedLabels | None = None) -> Self:
        """Return the state before the first click; `mask` and `ties` (h, w) are known already."""
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        maps = np.full((9, *scene.shape), kernels.FAR, np.float32)
        maps[BORDER] = scene.border
        maps[COLOUR : COLOUR + 2] = UNLIKE
        maps[EDGE] = 0
        kin = np.zeros((2, scene.affinity.n), np.float32)
        if ties is not None:
            for owner, at in ((INSIDE, 0), (OUTSIDE, 1)):
                tied: Mask = np.equal(ties, owner)
                if tied.any():
                    maps[WAY + at], maps[STRAIGHT + at] = _distances(scene, tied)
                    maps[COLOUR + at] = _unlikeness(scene, tied)
                    for region in np.unique(scene.affinity.index[tied]):
                        np.maximum(kin[at], scene.affinity.near(int(region))[0], out=kin[at])
        return cls((), mask, maps, kin)


class ClickMaps(NamedTuple):
    """The inputs of the evidence maps of a click, as `evidence_kernels.click_evidence` takes them."""

    maps: Floats32
    ratios: Floats32
    picture: Floats32
    before: Floats32
    facts: Floats32
    regions: NDArray[np.int32]
    kin: Floats32


def cut_click(scene: PreparedImage, trace: ClickState, click: Click) -> ClickState:
    """Return the state after one more click."""
    from gmmseg.imaging.cutting.evidence_kernels import click_evidence

    after, sight = click_maps(scene, trace, click)
    evidence = np.empty(scene.shape, np.float32)
    theta = fitted_weights.CLICKS[
        click_stage(len(after.clicks), click.owner, has_mask=trace.mask is not None)
    ]
    click_evidence(*sight, theta, evidence)
    kept = held(scene, trace, after, float(sight.facts[4]))
    evidence[kept] = CERTAIN
    clamp_to_seeds(evidence, after.clicks)
    mask = minimum_cut(evidence, scene.links)
    return replace(after, mask=without_specks(mask, after.clicks, kept=kept))


def held(scene: PreparedImage, before: ClickState, after: ClickState, reach: float) -> Mask:
    """Return the pixels that the last click may not remove from the object, (h, w).

    A click beside the object takes away what is near it, in place or by kin. What is one finest region with a
    click on the object is held in any case, unless a click beside it lies in that region.

    Parameters
    ----------
    before, after : ClickState
        What is known before and after the click.
    reach : float
        How far it is from the click to the edge of what it may mean, pixels.
    """
    if before.mask is None:
        return np.zeros(scene.shape, bool)
    affinity, click = scene.affinity, after.clicks[-1]
    own = np.zeros(affinity.n, bool)
    for owner, holds in ((INSIDE, True), (OUTSIDE, False)):
        own[[affinity.index[each.y, each.x] for each in after.clicks if each.owner == owner]] = holds
    found: Mask = own[affinity.index]
    if click.owner == OUTSIDE:
        is_clicked = any(each.owner == INSIDE for each in after.clicks)
        reaches, kin = TAKEN if is_clicked else TAKEN_UNCLICKED
        y, x = np.ogrid[: scene.shape[0], : scene.shape[1]]
        far = np.hypot(y - click.y, x - click.x) > reaches * max(min(reach, _to_border(scene, click)), AROUND)
        of_kin, _ = affinity.near(int(affinity.index[click.y, click.x]))
        found = found | (far & (of_kin < kin)[affinity.index])
    return found & before.mask


def click_stage(n_clicks: int, owner: int, *, has_mask: bool) -> int:
    """Return the row of constants for click number `n_clicks`: the first, or a pair for both classes."""
    n = max(n_clicks, 2) if has_mask else n_clicks
    pair = sum(n >= first for first in fitted_weights.FIRST_OF_ROW) - 1
    return max(0, 2 * pair - (1 if owner == INSIDE else 0))


def approached(scene: PreparedImage, trace: ClickState, click: Click) -> ClickState:
    """Return the state after a click, all but the mask, which a cut gives."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    maps = trace.maps.copy()
    maps[LAST] = kernels.FAR
    maps[LAST, click.y, click.x] = 0
    kernels.spread(scene.steps, maps[LAST])
    at = 0 if click.owner == INSIDE else 1
    np.minimum(maps[WAY + at], maps[LAST], out=maps[WAY + at])
    kernels.approach(scene.smooth, click.y, click.x, maps[STRAIGHT + at], maps[COLOUR + at])
    kin = trace.kin.copy()
    near, _ = scene.affinity.near(int(scene.affinity.index[click.y, click.x]))
    np.maximum(kin[at], near, out=kin[at])
    return replace(trace, clicks=(*trace.clicks, click), maps=maps, kin=kin)


def click_maps(scene: PreparedImage, trace: ClickState, click: Click) -> tuple[ClickState, ClickMaps]:
    """Return the state after a click, all but the mask, and the inputs of its evidence maps."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    after = approached(scene, trace, click)
    maps = after.maps
    if trace.mask is not None:
        kernels.edge_distances(trace.mask, maps[EDGE])
    reach = _reach(scene, trace, maps, click)
    sign, seen = 1.0 if click.owner == INSIDE else -1.0, float(trace.mask is not None)
    facts = np.array([click.y, click.x, scene.unit, sign, reach, seen], np.float32)
    before = np.full(scene.shape, -1, np.float32)
    if trace.mask is not None:
        before[trace.mask] = 1
    ratios, odds = _odds(scene, after, click)
    means = scene.affinity.means(ratios), scene.affinity.means(before)
    near, size = scene.affinity.near(int(scene.affinity.index[click.y, click.x]))
    lie = scene.affinity.depths(size, _wrong(scene, trace, click), click.y, click.x)
    lie[1] = np.log1p(lie[1] / np.float32(scene.unit)) / 3
    rows = np.stack([*after.kin, near, size, *means, odds, *lie])
    return after, ClickMaps(maps, ratios, scene.smooth, before, facts, scene.affinity.index, rows)


def _wrong(scene: PreparedImage, trace: ClickState, click: Click) -> Mask:
    """Return what a click may mean to change, (h, w)."""
    if trace.mask is None:
        return np.ones(scene.shape, bool)
    return ~trace.mask if click.owner == INSIDE else trace.mask


def _reach(scene: PreparedImage, trace: ClickState, maps: Floats32, click: Click) -> float:
    """Return how far the error that a click corrects may reach: to the edge of what is wrongly one class."""
    if trace.mask is None:
        return _to_border(scene, click)
    to_edge = float(maps[EDGE, click.y, click.x]) * (-1 if click.owner == INSIDE else 1)
    return max(1.0, to_edge)


def _to_border(scene: PreparedImage, click: Click) -> float:
    height, width = scene.shape
    return min(click.x, width - 1 - click.x, click.y, height - 1 - click.y) + 1.0


def _odds(scene: PreparedImage, trace: ClickState, click: Click) -> tuple[Floats32, Floats32]:
    """Return the log odds of each pixel's colour, (h, w), and of each region, (n,), both -2 to 2."""
    weights = _class_weights(scene, trace, click)
    palette, affinity = scene.palette, scene.affinity
    colours = [palette.weighed(each) for each in weights]
    regions = [affinity.weighed(each) for each in weights]
    for each in trace.clicks:
        at = 0 if each.owner == INSIDE else 1
        cubes = palette.index[_around(each, TOLD, scene.shape)].ravel()
        weight = max(SHARE * float(weights[at].sum()) / len(cubes), 0.5)
        np.add.at(colours[at], cubes, weight)
        regions[at][affinity.index[each.y, each.x]] += SHARE * regions[at].sum()
    odds = colour_model.log_odds(palette, colours[0], colours[1])
    return palette.spread(np.clip(odds / SOFTEST, -2, 2)), affinity.log_odds(regions[0], regions[1])


def _class_weights(scene: PreparedImage, trace: ClickState, click: Click) -> tuple[Floats32, Floats32]:
    if trace.mask is None:
        way = trace.maps[WAY] / np.float32(scene.unit)
        inside = np.exp(-way / 25)
        outside = np.float32(0.3) * (1 - np.exp(-way / 60))
        frame = np.ones(scene.shape, bool)
        margin = max(1, round(0.04 * min(scene.shape)))
        frame[margin:-margin, margin:-margin] = False
        outside[frame] += 1
        return inside, outside
    own = trace.mask.astype(np.float32)
    near = np.exp(-trace.maps[LAST] / np.float32(25 * scene.unit))
    if click.owner == INSIDE:
        return np.maximum(own, near), (1 - own) * (1 - near)
    return own * (1 - near), np.maximum(1 - own, near)


def clamp_to_seeds(evidence: Floats32, clicks: tuple[Click, ...]) -> None:
    """Make the evidence (h, w) around each click agree with it; the later click wins."""
    for click in clicks:
        sign = 1 if click.owner == INSIDE else -1
        square = _around(click, AROUND, evidence.shape)
        evidence[square] = sign * np.maximum(sign * evidence[square], SURE)
    for click in clicks:
        sign = 1 if click.owner == INSIDE else -1
        evidence[_around(click, TIED, evidence.shape)] = sign * CERTAIN
    for click in clicks:  # at last the very pixels, which a neighbouring click may have taken
        evidence[click.y, click.x] = CERTAIN if click.owner == INSIDE else -CERTAIN


def _around(click: Click, radius: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    return (
        slice(max(0, click.y - radius), min(shape[0], click.y + radius + 1)),
        slice(max(0, click.x - radius), min(shape[1], click.x + radius + 1)),
    )


def without_specks(
    mask: Mask, clicks: tuple[Click, ...], largest_hole: float = 0.01, kept: Mask | None = None
) -> Mask:
    """Return the mask without pieces that no click is in, and without small holes that no click made.

    Pieces with pixels of `kept` (h, w) stay.
    """
    inside = [c for c in clicks if c.owner == INSIDE and mask[c.y, c.x]]
    outside = [c for c in clicks if c.owner == OUTSIDE]
    if inside:
        mask = _pieces_at(mask, inside, kept)
    return _filled(mask, outside, largest_hole)


def _pieces_at(mask: Mask, clicks: list[Click], kept: Mask | None) -> Mask:
    pieces, n = connected_components(mask)
    stays = np.zeros(n, bool)
    stays[[pieces[c.y, c.x] for c in clicks]] = True
    if kept is not None:
        stays[pieces[kept & mask]] = True
    found: Mask = stays[pieces]
    return found


def _filled(mask: Mask, clicks: list[Click], largest: float) -> Mask:
    holes, n = connected_components(mask)  # and pieces, which are part of the mask anyway
    small = np.bincount(holes.ravel(), minlength=n) < largest * mask.sum()
    small[np.unique(np.concatenate([holes[0], holes[-1], holes[:, 0], holes[:, -1]]))] = False
    small[[holes[c.y, c.x] for c in clicks]] = False
    found: Mask = mask | small[holes]
    return found


def _distances(scene: PreparedImage, tied: Mask) -> tuple[Floats32, Floats32]:
    """Return the length of the way, and the straight distance, to the nearest pixel of a set."""
    from scipy.ndimage import distance_transform_edt

    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    way = np.where(tied, np.float32(0), kernels.FAR)
    kernels.spread(scene.steps, way)
    kernels.spread(scene.steps, way)
    return way, distance_transform_edt(~tied).astype(np.float32)


def _unlikeness(scene: PreparedImage, tied: Mask) -> Floats32:
    """Return the distance in Lab from each pixel's colour to the nearest in a set of pixels."""
    from scipy.spatial import cKDTree

    palette = scene.palette
    nearest, _ = cKDTree(palette.colours[np.unique(palette.index[tied])]).query(palette.colours)
    return palette.spread(np.asarray(nearest, np.float64))
