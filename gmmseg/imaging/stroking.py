"""From strokes on the object and beside it to the object, in one cut."""

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging import cut_constants, likeness
from gmmseg.imaging.clicking import CERTAIN, LAST, SOFTEST, WAY, Trace
from gmmseg.imaging.maxflow import minimum_cut
from gmmseg.imaging.scene import Scene
from gmmseg.imaging.seeds import INSIDE, OUTSIDE, Ties

Mask = NDArray[np.bool_]
Floats32 = NDArray[np.float32]


def stroked(scene: Scene, ties: Ties) -> Trace:
    """Return what is known after strokes, `ties` (h, w) in pixels of the scene."""
    from gmmseg.imaging import cut_kernels as kernels

    trace, ratios, before, facts = prepared_for(scene, ties)
    evidence = np.empty(scene.shape, np.float32)
    kernels.click_evidence(trace.maps, ratios, scene.smooth, before, facts, cut_constants.STROKES, evidence)
    evidence[ties == INSIDE] = CERTAIN
    evidence[ties == OUTSIDE] = -CERTAIN
    return Trace((), minimum_cut(evidence, scene.links), trace.maps)


def prepared_for(scene: Scene, ties: Ties) -> tuple[Trace, Floats32, Floats32, Floats32]:
    """Return all that the maps of strokes are made of: trace, colours' log odds, mask before, facts."""
    trace = Trace.of(scene, ties=ties)
    trace.maps[LAST] = trace.maps[WAY]  # there is no last click: the object's strokes stand in for it
    inside, outside = (ties == INSIDE).astype(np.float32), (ties == OUTSIDE).astype(np.float32)
    if not outside.any():  # an object stroked alone: the picture's border is weakly beside it
        outside[[0, -1]] = 1
        outside[:, [0, -1]] = 1
        outside *= ties != INSIDE
    palette = scene.palette
    odds = likeness.log_odds(palette, palette.weighed(inside), palette.weighed(outside))
    ratios = palette.spread(np.clip(odds / SOFTEST, -2, 2))
    facts = np.array([0, 0, scene.unit, 0, 1, 0], np.float32)
    return trace, ratios, np.zeros(scene.shape, np.float32), facts
