"""An object from strokes on it and beside it, by one graph cut."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting import colour_model, fitted_weights
from gmmseg.imaging.cutting.clicks import CERTAIN, LAST, SOFTEST, WAY, ClickMaps, ClickState
from gmmseg.imaging.cutting.graph_cut import minimum_cut
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, SeedLabels

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]


def cut_strokes(scene: PreparedImage, ties: SeedLabels) -> ClickState:
    """Return the state after strokes, `ties` (h, w) in pixels of the prepared picture."""
    from gmmseg.imaging.cutting.evidence_kernels import click_evidence

    trace, sight = stroke_maps(scene, ties)
    evidence = np.empty(scene.shape, np.float32)
    theta = fitted_weights.STROKES[stroke_stage(ties)]
    click_evidence(*sight, theta, evidence)
    evidence[ties == INSIDE] = CERTAIN
    evidence[ties == OUTSIDE] = -CERTAIN
    return replace(trace, mask=minimum_cut(evidence, scene.links))


def stroke_stage(ties: SeedLabels) -> int:
    """Return the row of constants for strokes: of both classes, or on the object alone."""
    return 0 if (ties == OUTSIDE).any() else 1


def stroke_maps(scene: PreparedImage, ties: SeedLabels) -> tuple[ClickState, ClickMaps]:
    """Return the state after strokes, all but the mask, and the inputs of its evidence maps."""
    trace = ClickState.of(scene, ties=ties)
    trace.maps[LAST] = trace.maps[WAY]  # there is no last click: the object's strokes stand in for it
    inside, outside = (ties == INSIDE).astype(np.float32), (ties == OUTSIDE).astype(np.float32)
    if not outside.any():  # an object stroked alone: the picture's border is weakly beside it
        outside[[0, -1]] = 1
        outside[:, [0, -1]] = 1
        outside *= ties != INSIDE
    palette, affinity = scene.palette, scene.affinity
    odds = colour_model.log_odds(palette, palette.weighed(inside), palette.weighed(outside))
    ratios = palette.spread(np.clip(odds / SOFTEST, -2, 2))
    regions = affinity.log_odds(affinity.weighed(inside), affinity.weighed(outside))
    before, none = np.zeros(scene.shape, np.float32), np.zeros(affinity.n, np.float32)
    rows = np.stack([*trace.kin, trace.kin[0], none, affinity.means(ratios), none, regions, none, none])
    facts = np.array([0, 0, scene.unit, 0, 1, 0], np.float32)
    return trace, ClickMaps(trace.maps, ratios, scene.smooth, before, facts, affinity.index, rows)
