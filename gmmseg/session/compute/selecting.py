"""Selections that tools make, computed off the window's thread: regions, live wires, outlines that snap."""

from collections.abc import Generator
from dataclasses import dataclass

from gmmseg.imaging.cutting.live_wire import (
    BoundaryCosts,
    BoundarySource,
    LiveWire,
    Polyline,
    filled,
)
from gmmseg.imaging.cutting.region_growing import Sigmas, Wand, grow_region, sigmas_of
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regions.region_picking import RegionPicker
from gmmseg.imaging.seeds import Box, Point, SelectedPixels
from gmmseg.job import Progress, Workers, available_threads
from gmmseg.session.open_image import OpenImage

MOST_ELEMENTS = 160_000  # of a part of the picture in which a live wire is looked for: a tenth of a second


@dataclass(frozen=True, eq=False)
class SelectableImage:
    """An open picture in which regions and outlines can be selected.

    Attributes
    ----------
    source : OpenImage
        The picture.
    picker : RegionPicker
        Its regions.
    boundaries : BoundarySource
        Where outlines snap to.
    """

    source: OpenImage
    picker: RegionPicker
    boundaries: BoundarySource


@dataclass(frozen=True)
class WireRequest:
    """What decides a live wire: the part of the picture that is in view, and where the wire begins.

    `start` is None before the first point is set: then only the costs of the part are of interest.
    """

    box: Box
    start: Point | None


@dataclass(frozen=True, eq=False)
class Wire:
    """The answer: what it costs to pass each pixel of the part, and the paths from the start."""

    costs: BoundaryCosts
    paths: LiveWire | None


@dataclass(frozen=True)
class OutlineRequest:
    """A closed outline in parts.

    Attributes
    ----------
    parts : tuple of (path, reach)
        Each begins where the one before ends, the first where the last ends. A part is looked for once more
        at full size within so many pixels; with a reach of 0 it stays as it is.
    """

    parts: tuple[tuple[Polyline, float], ...]


def preparing_selection(source: OpenImage, workers: Workers) -> Generator[Progress, None, SelectableImage]:
    """Yield progress and return a picture in which regions and outlines can be selected."""
    yield Progress("Finding regions", 0.3)
    tree = source.hierarchy.tree(pause=workers.pause, threads=available_threads())
    yield Progress("Finding regions", 0.9)
    size = (source.image.width, source.image.height)
    boundaries = BoundarySource(source.levels, size, tree.boundary, tree.factor)
    return SelectableImage(source, RegionPicker.of(source.image, tree), boundaries)


def picking(
    picker: RegionPicker,
    region: int,
    workers: Workers,  # noqa: ARG001 - a job takes workers
) -> Generator[Progress, None, SelectedPixels]:
    """Yield progress and return the pixels of a region."""
    yield Progress("Finding a region's pixels", 0.5)
    return picker.pixels(region)


def wiring(
    boundaries: BoundarySource, request: WireRequest, known: Wire | None, workers: Workers
) -> Generator[Progress, None, Wire]:
    """Yield progress and return the live wire of a request; `known` is one in the same part, or None."""
    yield Progress("Following boundaries", 0.3)
    costs = known.costs if known is not None else boundaries.costs(request.box, MOST_ELEMENTS)
    workers.pause()
    start = request.start
    return Wire(costs, LiveWire.of(costs, start) if start is not None and costs.holds(start) else None)


def outlining(
    boundaries: BoundarySource, request: OutlineRequest, workers: Workers
) -> Generator[Progress, None, SelectedPixels]:
    """Yield progress and return the pixels that an outline goes round, once it lies on boundaries."""
    outline: list[Point] = []
    for i, (path, reach) in enumerate(request.parts):
        yield Progress("Following boundaries", i / len(request.parts))
        outline += boundaries.snapped(path, reach, workers.pause) if reach > 0 else path
    return filled(outline, boundaries.size)


def measuring_sigmas(
    image: Image, model: Model, segment: int, workers: Workers
) -> Generator[Progress, None, Sigmas]:
    """Yield progress and return how unlike a segment each pixel is, (h, w)."""
    yield Progress("Growing a region", 0.3)
    return sigmas_of(image, model, segment, workers.pause)


def growing(image: Image, wand: Wand, workers: Workers) -> Generator[Progress, None, SelectedPixels]:
    """Yield progress and return the pixels that a wand takes."""
    yield Progress("Growing a region", 0.3)
    mask = grow_region(sigmas_of(image, wand.model, wand.segment, workers.pause), wand)
    return SelectedPixels(mask, 0, 0, (image.width, image.height))
