"""The views of a document, as layers over the picture."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmseg.gui.canvas.layers import Layer, Levels
from gmmseg.gui.translation import mark
from gmmseg.gui.widgets import patterns
from gmmseg.imaging.rendering.colours import Colour
from gmmseg.session.compute.probability_maps import GreyLevels
from gmmseg.session.compute.region_map import RegionMap
from gmmseg.session.document import Document

ViewName = Literal[
    "image",
    "overlay",
    "segments",
    "mean",
    "boundaries",
    "probability",
    "uncertainty",
    "regions",
    "margin",
    "density",
]
DIM = 0.72  # how much of the rest is darkened while one segment is pointed at
DIM_CHOSEN = 0.45  # and while some are selected, which lasts longer


@dataclass(frozen=True)
class View:
    """A way to look at the document."""

    name: ViewName
    title: str
    hint: str
    with_picture: bool = True
    is_map: bool = False


VIEWS: tuple[View, ...] = (
    View("image", mark("Image"), mark("The picture as it is")),
    View("overlay", mark("Overlay"), mark("Segments laid over the picture in colour")),
    View("segments", mark("Segments"), mark("Every pixel in the colour of its segment"), with_picture=False),
    View("mean", mark("Mean"), mark("Every segment in its mean colour"), with_picture=False),
    View("boundaries", mark("Boundaries"), mark("Where segments meet, drawn on the picture")),
    View(
        "probability",
        mark("Probability"),
        mark("How surely each pixel belongs to the chosen segment (its posterior)"),
        with_picture=False,
        is_map=True,
    ),
    View(
        "uncertainty",
        mark("Uncertainty"),
        mark("Where the segments compete for a pixel (entropy of the posterior)"),
        with_picture=False,
        is_map=True,
    ),
    View(
        "regions",
        mark("Regions"),
        mark("Connected regions, coarse or fine as the slider of detail says"),
        with_picture=False,
    ),
    View(
        "margin",
        mark("Margin"),
        mark("Where the two most probable segments are close (bright: as probable)"),
        with_picture=False,
        is_map=True,
    ),
    View(
        "density",
        mark("Density"),
        mark("Where no component explains the pixels (bright: unlike all that was learned)"),
        with_picture=False,
        is_map=True,
    ),
)
HATCHED = ("overlay", "segments")  # views in which segments may have patterns
REGION_LINE = (255, 255, 255, 210)

# Both ramps rise evenly in lightness and can be told apart in grey; between anchors they are linear.
VIRIDIS = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37))
MAGMA = ((0, 0, 4), (81, 18, 124), (183, 55, 121), (252, 137, 97), (252, 253, 191))


def ramp(anchors: Sequence[tuple[int, int, int]]) -> NDArray[np.uint8]:
    """Return 256 opaque colours (256, 4) that pass through `anchors`."""
    places = np.linspace(0, 255, len(anchors))
    out = np.full((256, 4), 255, np.uint8)
    for c in range(3):
        out[:, c] = np.rint(np.interp(np.arange(256), places, [a[c] for a in anchors]))
    return out


def ramp_of(view: View) -> NDArray[np.uint8]:
    """Return the colours of a map's view."""
    return ramp(VIRIDIS if view.name == "probability" else MAGMA)


def label_layer(
    document: Document,
    view: View,
    opacity: float,
    pointed: int,
    chosen: Collection[int] = (),
    *,
    colours: Sequence[Colour] | None = None,
    is_hatched: bool = False,
) -> Layer | None:
    """Return the layer of a view of labels.

    All but the segment `pointed` at, if any (-1), are dimmed, else all but those that are `chosen`.
    `colours` take the place of the segments' own; with `is_hatched`, each segment has a pattern, too.
    """
    assert document.result is not None
    alone, dim = ({pointed}, DIM) if pointed >= 0 else (set(chosen), DIM_CHOSEN)
    if view.name == "image" and not alone:
        return None
    owners = document.owners
    segment_styles = [document.segment_styles[i] if i >= 0 else None for i in owners]
    rgb = np.array([style.colour if style else (0, 0, 0) for style in segment_styles], np.uint8)
    if colours is not None:
        rgb = np.array([colours[i] if i >= 0 else (0, 0, 0) for i in owners], np.uint8)
    shown = np.array([style is not None and not style.hidden for style in segment_styles])
    if view.name == "mean":
        rgb = _mean_colours(document, owners)
    layer = coloured_layer(document.result.levels, rgb, shown, view, opacity)
    table, lines = layer.table, layer.lines
    if alone:
        rest = ~np.isin(owners, list(alone))
        _dim(table, rest, dim, with_picture=view.with_picture)
        if lines is not None:
            lines[rest] = table[rest]
    if is_hatched and view.name in HATCHED:
        hatching = np.array([patterns.number(int(i)) for i in owners])
        if alone:
            hatching[~np.isin(owners, list(alone))] = 0
        return replace(layer, hatching=hatching)
    return layer


def coloured_layer(
    levels: Levels, rgb: NDArray[np.uint8], shown: NDArray[np.bool_], view: View, opacity: float
) -> Layer:
    """Return the layer of a view of labels: their colours (n, 3), and which of them are seen (n,)."""
    strength = {"overlay": opacity, "segments": 1.0, "mean": 1.0}.get(view.name, 0.0)
    table = _table(rgb, shown * strength)
    lines = None
    if view.name in ("overlay", "boundaries"):
        bright = rgb if view.name == "overlay" else _brightened(rgb)
        lines = _table(bright, shown * (1.0 if view.name == "boundaries" else min(1.0, 0.25 + opacity)))
        if view.name == "overlay" and opacity == 0:
            lines = None
    return Layer(levels, table, lines)


def safe_colours(n: int) -> list[Colour]:
    """Return `n` colours that everyone tells apart by their lightness, in even steps of viridis."""
    table = ramp(VIRIDIS)[:, :3]
    places = np.rint(np.linspace(0, len(table) - 1, max(n, 2))).astype(int)
    order = [*range(0, n, 2), *range(1, n, 2)]  # segments of like size stand far apart
    return [tuple(int(c) for c in table[places[order[i]]]) for i in range(n)]  # type: ignore[misc]


def map_layer(values: GreyLevels, view: View) -> Layer:
    """Return the layer of a view of a map."""
    return Layer(values, ramp_of(view))


def region_layer(found: RegionMap) -> Layer:
    """Return the layer of regions, each in its mean colour."""
    shown = np.full(len(found.means), 255, np.uint8)
    shown[0] = 0
    lines = np.tile(np.array(REGION_LINE, np.uint8), (len(found.means), 1))
    return Layer(found.levels, np.column_stack([found.means, shown]), lines)


def _mean_colours(document: Document, owners: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return for each label the mean colour of its whole segment."""
    assert document.result is not None
    counts = document.result.counts.astype(float)
    out = document.result.means.copy()
    for owner in set(owners.tolist()) - {-1}:
        mine = owners == owner
        weights = counts[mine] / max(counts[mine].sum(), 1)
        out[mine] = np.rint(weights @ document.result.means[mine])
    return out


def _table(rgb: NDArray[np.uint8], alpha: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.column_stack([rgb, np.rint(255 * alpha).astype(np.uint8)])


def _brightened(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return colours half way to white: lines of one pixel need it to be seen on dark pictures."""
    return (rgb // 2 + 128).astype(np.uint8)


def _dim(table: NDArray[np.uint8], rest: NDArray[np.bool_], dim: float, *, with_picture: bool) -> None:
    """Darken `rest`: over a picture by a veil, elsewhere by fading."""
    if with_picture:
        table[rest] = (24, 24, 26, round(255 * dim))
    else:
        table[rest, 3] = (table[rest, 3] * (1 - dim)).astype(np.uint8)
