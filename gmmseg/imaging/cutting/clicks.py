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
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.regions.connected_components import connected_components
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Click, SeedLabels

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]

FAR_COLOUR = 60.0  # distance in Lab to clicks of a class that has none
CERTAIN, SURE = 500.0, 3.0  # evidence of the pixels that a click clamps, and of those around, nats
CLAMPED_RADIUS, RAISED_RADIUS = 1, 4  # their radii, pixels
COLOUR_RADIUS = 3  # radius of the square that a click adds to its class's colours
ODDS_SCALE = 4.0  # the colours' log odds are divided by this
# A click beside the object removes what is within so many reaches of it, or of at least such affinity to its
# region. An object without a click on it, such as one from a box, has no other evidence.
REMOVAL, REMOVAL_UNCLICKED = (2.0, 0.5), (0.5, 0.85)
SHARE = 0.05  # of a class's weight that a click has

# Places in `ClickState.maps`: geodesic distances, straight distances, differences of colour.
GEODESIC, BORDER, LAST, STRAIGHT, COLOUR, EDGE = 0, 2, 3, 4, 6, 8  # inside first, outside next to it


@dataclass(frozen=True, eq=False)
class ClickState:
    """The state after some clicks: the mask, and the distances that the next click updates.

    Attributes
    ----------
    clicks : tuple of Click
        In the order they were made, in pixels of the prepared picture.
    mask : ndarray of shape (h, w), bool, or None
        The object so far, None before the first click.
    maps : ndarray of shape (9, h, w), float32
        See `evidence_kernels.click_evidence`.
    affinities : ndarray of shape (2, n), float32
        Affinity of each region to clicks inside, and outside.
    """

    clicks: tuple[Click, ...]
    mask: Mask | None
    maps: Floats32
    affinities: Floats32

    @classmethod
    def of(cls, prepared: PreparedImage, mask: Mask | None = None, seeds: SeedLabels | None = None) -> Self:
        """Return the state before the first click; `mask` and `seeds` (h, w) are known already."""
        from gmmseg.imaging.cutting import feature_map_kernels as kernels

        maps = np.full((9, *prepared.shape), kernels.FAR, np.float32)
        maps[BORDER] = prepared.border
        maps[COLOUR : COLOUR + 2] = FAR_COLOUR
        maps[EDGE] = 0
        affinities = np.zeros((2, prepared.affinity.n), np.float32)
        if seeds is not None:
            for owner, at in ((INSIDE, 0), (OUTSIDE, 1)):
                seeded: Mask = np.equal(seeds, owner)
                if seeded.any():
                    maps[GEODESIC + at], maps[STRAIGHT + at] = _distances(prepared, seeded)
                    maps[COLOUR + at] = _colour_distances(prepared, seeded)
                    for region in np.unique(prepared.affinity.index[seeded]):
                        np.maximum(affinities[at], prepared.affinity.near(int(region))[0], out=affinities[at])
        return cls((), mask, maps, affinities)


class ClickMaps(NamedTuple):
    """The inputs of the evidence maps of a click, as `evidence_kernels.click_evidence` takes them."""

    maps: Floats32
    ratios: Floats32
    picture: Floats32
    before: Floats32
    click_values: Floats32
    regions: NDArray[np.int32]
    affinities: Floats32


def cut_click(prepared: PreparedImage, state: ClickState, click: Click) -> ClickState:
    """Return the state after one more click."""
    from gmmseg.imaging.cutting.evidence_kernels import click_evidence

    after, inputs = click_maps(prepared, state, click)
    evidence = np.empty(prepared.shape, np.float32)
    theta = fitted_weights.CLICKS[
        click_stage(len(after.clicks), click.owner, has_mask=state.mask is not None)
    ]
    click_evidence(*inputs, theta, evidence)
    kept = kept_pixels(prepared, state, after, float(inputs.click_values[4]))
    evidence[kept] = CERTAIN
    clamp_to_seeds(evidence, after.clicks)
    mask = prepared.graph.cut(evidence)
    return replace(after, mask=without_specks(mask, after.clicks, kept=kept))


def kept_pixels(prepared: PreparedImage, before: ClickState, after: ClickState, reach: float) -> Mask:
    """Return the pixels that the last click may not remove from the object, (h, w).

    A click beside the object removes what is near it, in place or by affinity. What is one finest region
    with a click on the object is held in any case, unless a click beside it lies in that region.

    Parameters
    ----------
    before, after : ClickState
        What is known before and after the click.
    reach : float
        How far it is from the click to the edge of what it may mean, pixels.
    """
    if before.mask is None:
        return np.zeros(prepared.shape, bool)
    affinity, click = prepared.affinity, after.clicks[-1]
    own = np.zeros(affinity.n, bool)
    for owner, holds in ((INSIDE, True), (OUTSIDE, False)):
        own[[affinity.index[each.y, each.x] for each in after.clicks if each.owner == owner]] = holds
    found: Mask = own[affinity.index]
    if click.owner == OUTSIDE:
        is_clicked = any(each.owner == INSIDE for each in after.clicks)
        reaches, least_affinity = REMOVAL if is_clicked else REMOVAL_UNCLICKED
        y, x = np.ogrid[: prepared.shape[0], : prepared.shape[1]]
        far = np.hypot(y - click.y, x - click.x) > reaches * max(
            min(reach, _to_border(prepared, click)), RAISED_RADIUS
        )
        near, _ = affinity.near(int(affinity.index[click.y, click.x]))
        found = found | (far & (near < least_affinity)[affinity.index])
    return found & before.mask


def click_stage(n_clicks: int, owner: int, *, has_mask: bool) -> int:
    """Return the row of constants for click number `n_clicks`: the first, or a pair for both classes."""
    n = max(n_clicks, 2) if has_mask else n_clicks
    pair = sum(n >= first for first in fitted_weights.FIRST_OF_ROW) - 1
    return max(0, 2 * pair - (1 if owner == INSIDE else 0))


def with_click(prepared: PreparedImage, state: ClickState, click: Click) -> ClickState:
    """Return the state after a click, all but the mask, which a cut gives."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    maps = state.maps.copy()
    maps[LAST] = kernels.FAR
    maps[LAST, click.y, click.x] = 0
    kernels.propagate_distances(prepared.steps, maps[LAST])
    at = 0 if click.owner == INSIDE else 1
    np.minimum(maps[GEODESIC + at], maps[LAST], out=maps[GEODESIC + at])
    kernels.lower_distances(prepared.smooth, click.y, click.x, maps[STRAIGHT + at], maps[COLOUR + at])
    affinities = state.affinities.copy()
    near, _ = prepared.affinity.near(int(prepared.affinity.index[click.y, click.x]))
    np.maximum(affinities[at], near, out=affinities[at])
    return replace(state, clicks=(*state.clicks, click), maps=maps, affinities=affinities)


def click_maps(prepared: PreparedImage, state: ClickState, click: Click) -> tuple[ClickState, ClickMaps]:
    """Return the state after a click, all but the mask, and the inputs of its evidence maps."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    after = with_click(prepared, state, click)
    maps = after.maps
    if state.mask is not None:
        kernels.edge_distances(state.mask, maps[EDGE])
    reach = _error_reach(prepared, state, maps, click)
    sign, seen = 1.0 if click.owner == INSIDE else -1.0, float(state.mask is not None)
    click_values = np.array([click.y, click.x, prepared.unit, sign, reach, seen], np.float32)
    before = np.full(prepared.shape, -1, np.float32)
    if state.mask is not None:
        before[state.mask] = 1
    ratios, odds = _odds(prepared, after, click)
    means = prepared.affinity.means(ratios), prepared.affinity.means(before)
    near, size = prepared.affinity.near(int(prepared.affinity.index[click.y, click.x]))
    depths = prepared.affinity.depths(size, _error_mask(prepared, state, click), click.y, click.x)
    depths[1] = np.log1p(depths[1] / np.float32(prepared.unit)) / 3
    rows = np.stack([*after.affinities, near, size, *means, odds, *depths])
    return after, ClickMaps(
        maps, ratios, prepared.smooth, before, click_values, prepared.affinity.index, rows
    )


def _error_mask(prepared: PreparedImage, state: ClickState, click: Click) -> Mask:
    """Return what a click may mean to change, (h, w)."""
    if state.mask is None:
        return np.ones(prepared.shape, bool)
    return ~state.mask if click.owner == INSIDE else state.mask


def _error_reach(prepared: PreparedImage, state: ClickState, maps: Floats32, click: Click) -> float:
    """Return how far the error that a click corrects may reach: to the edge of what is wrongly one class."""
    if state.mask is None:
        return _to_border(prepared, click)
    to_edge = float(maps[EDGE, click.y, click.x]) * (-1 if click.owner == INSIDE else 1)
    return max(1.0, to_edge)


def _to_border(prepared: PreparedImage, click: Click) -> float:
    height, width = prepared.shape
    return min(click.x, width - 1 - click.x, click.y, height - 1 - click.y) + 1.0


def _odds(prepared: PreparedImage, state: ClickState, click: Click) -> tuple[Floats32, Floats32]:
    """Return the log odds of each pixel's colour, (h, w), and of each region, (n,), both -2 to 2."""
    weights = _class_weights(prepared, state, click)
    bins, affinity = prepared.bins, prepared.affinity
    colours = [bins.summed_weights(each) for each in weights]
    regions = [affinity.summed_weights(each) for each in weights]
    for each in state.clicks:
        at = 0 if each.owner == INSIDE else 1
        cubes = bins.index[_around(each, COLOUR_RADIUS, prepared.shape)].ravel()
        weight = max(SHARE * float(weights[at].sum()) / len(cubes), 0.5)
        np.add.at(colours[at], cubes, weight)
        regions[at][affinity.index[each.y, each.x]] += SHARE * regions[at].sum()
    odds = colour_model.log_odds(bins, colours[0], colours[1])
    return bins.spread(np.clip(odds / ODDS_SCALE, -2, 2)), affinity.log_odds(regions[0], regions[1])


def _class_weights(prepared: PreparedImage, state: ClickState, click: Click) -> tuple[Floats32, Floats32]:
    if state.mask is None:
        geodesic = state.maps[GEODESIC] / np.float32(prepared.unit)
        inside = np.exp(-geodesic / 25)
        outside = np.float32(0.3) * (1 - np.exp(-geodesic / 60))
        frame = np.ones(prepared.shape, bool)
        margin = max(1, round(0.04 * min(prepared.shape)))
        frame[margin:-margin, margin:-margin] = False
        outside[frame] += 1
        return inside, outside
    own = state.mask.astype(np.float32)
    near = np.exp(-state.maps[LAST] / np.float32(25 * prepared.unit))
    if click.owner == INSIDE:
        return np.maximum(own, near), (1 - own) * (1 - near)
    return own * (1 - near), np.maximum(1 - own, near)


def clamp_to_seeds(evidence: Floats32, clicks: tuple[Click, ...]) -> None:
    """Make the evidence (h, w) around each click agree with it; the later click wins."""
    for click in clicks:
        sign = 1 if click.owner == INSIDE else -1
        square = _around(click, RAISED_RADIUS, evidence.shape)
        evidence[square] = sign * np.maximum(sign * evidence[square], SURE)
    for click in clicks:
        sign = 1 if click.owner == INSIDE else -1
        evidence[_around(click, CLAMPED_RADIUS, evidence.shape)] = sign * CERTAIN
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


def _distances(prepared: PreparedImage, seeded: Mask) -> tuple[Floats32, Floats32]:
    """Return the geodesic and the straight distance to the nearest pixel of a set."""
    from scipy.ndimage import distance_transform_edt

    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    geodesic = np.where(seeded, np.float32(0), kernels.FAR)
    kernels.propagate_distances(prepared.steps, geodesic)
    kernels.propagate_distances(prepared.steps, geodesic)
    return geodesic, distance_transform_edt(~seeded).astype(np.float32)


def _colour_distances(prepared: PreparedImage, seeded: Mask) -> Floats32:
    """Return the distance in Lab from each pixel's colour to the nearest in a set of pixels."""
    from scipy.spatial import cKDTree

    bins = prepared.bins
    nearest, _ = cKDTree(bins.colours[np.unique(bins.index[seeded])]).query(bins.colours)
    return bins.spread(np.asarray(nearest, np.float64))
