"""An object from strokes on it and beside it, by one graph cut.

Boykov and Jolly (2001), "Interactive graph cuts for optimal boundary and region segmentation of objects in
N-D images", ICCV, vol. 1, 105-112.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting import colour_model, fitted_weights
from gmmseg.imaging.cutting.clicks import CERTAIN, GEODESIC, LAST, ODDS_SCALE, ClickMaps, ClickState
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, SeedLabels

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]


def cut_strokes(prepared: PreparedImage, seeds: SeedLabels) -> ClickState:
    """Return the state after strokes, `seeds` (h, w) in pixels of the prepared picture."""
    from gmmseg.imaging.cutting.evidence_kernels import click_evidence

    state, inputs = stroke_maps(prepared, seeds)
    evidence = np.empty(prepared.shape, np.float32)
    theta = fitted_weights.STROKES[stroke_stage(seeds)]
    click_evidence(*inputs, theta, evidence)
    evidence[seeds == INSIDE] = CERTAIN
    evidence[seeds == OUTSIDE] = -CERTAIN
    return replace(state, mask=prepared.graph.cut(evidence))


def stroke_stage(seeds: SeedLabels) -> int:
    """Return the row of constants for strokes: of both classes, or on the object alone."""
    return 0 if (seeds == OUTSIDE).any() else 1


def stroke_maps(prepared: PreparedImage, seeds: SeedLabels) -> tuple[ClickState, ClickMaps]:
    """Return the state after strokes, all but the mask, and the inputs of its evidence maps."""
    state = ClickState.of(prepared, seeds=seeds)
    state.maps[LAST] = state.maps[GEODESIC]  # there is no last click: the object's strokes stand in for it
    inside, outside = (seeds == INSIDE).astype(np.float32), (seeds == OUTSIDE).astype(np.float32)
    if not outside.any():  # an object stroked alone: the picture's border is weakly beside it
        outside[[0, -1]] = 1
        outside[:, [0, -1]] = 1
        outside *= seeds != INSIDE
    bins, affinity = prepared.bins, prepared.affinity
    odds = colour_model.log_odds(bins, bins.summed_weights(inside), bins.summed_weights(outside))
    ratios = bins.spread(np.clip(odds / ODDS_SCALE, -2, 2))
    regions = affinity.log_odds(affinity.summed_weights(inside), affinity.summed_weights(outside))
    before, none = np.zeros(prepared.shape, np.float32), np.zeros(affinity.n, np.float32)
    rows = np.stack(
        [*state.affinities, state.affinities[0], none, affinity.means(ratios), none, regions, none, none]
    )
    click_values = np.array([0, 0, prepared.unit, 0, 1, 0], np.float32)
    return state, ClickMaps(state.maps, ratios, prepared.smooth, before, click_values, affinity.index, rows)
