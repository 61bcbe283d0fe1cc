"""A picture prepared for object selection: everything that does not depend on what is marked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.cutting.colour_model import ColourBins
from gmmseg.imaging.cutting.graph_cut import CutGraph, Links, contrast_links
from gmmseg.imaging.cutting.region_affinity import RegionAffinity
from gmmseg.imaging.features.downsampling import downsample
from gmmseg.imaging.filters.gaussian import gaussian_blur
from gmmseg.imaging.filters.lab import lab
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import RegionTree
from gmmseg.imaging.seeds import Box

MOST = 170_000  # pixels of the small picture at most
STRENGTH = 4.0  # of the links, nats
WIDTH = 400.0  # of the square picture whose pixels are the unit of distances

Floats32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PreparedImage:
    """A picture prepared for object selection.

    Attributes
    ----------
    picture : ndarray of shape (h, w, 3), float32
        Colours in Lab, or channels from 0 to 100, of the reduced picture.
    smooth : ndarray of shape (h, w, 3), float32
        The same, less grain.
    palette : ColourBins
        Its colours.
    steps : ndarray of shape (4, h, w), float32
        Lengths of steps between neighbours.
    border : ndarray of shape (h, w), float32
        Geodesic distance to the picture's border.
    links : ndarray of shape (4, h, w), int32
        How neighbours hold together.
    factor : int
        Side of the square of pixels that one of these stands for.
    image : Image
        The whole picture.
    affinity : RegionAffinity
        How closely its regions belong together.
    """

    picture: Floats32
    smooth: Floats32
    bins: ColourBins
    steps: Floats32
    border: Floats32
    links: Links
    factor: int
    image: Image
    affinity: RegionAffinity

    @classmethod
    def of(cls, image: Image, most: int = MOST, *, tree: RegionTree | None = None) -> Self:
        """Return `image` made ready, reduced to at most about `most` pixels; `tree` is made if not known."""
        factor = max(1, int(np.ceil(np.sqrt(image.height * image.width / most))))
        shape = -(-image.height // factor), -(-image.width // factor)
        with ThreadPoolExecutor(1) as beside:  # what lies beside regions takes less time than they do
            rest = beside.submit(_seen, image, factor)
            affinity = RegionAffinity.of(image, shape, factor, tree)
        return cls(*rest.result(), factor, image, affinity)

    def part(self, box: Box, most: int = MOST) -> "PreparedImage | None":
        """Return the part in `box`, in pixels of the whole picture, prepared by itself.

        It is reduced only if its pixels are more than about `most`; None if none of them is usable.
        """
        rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
        whole = self.image
        mask = None if whole.mask is None else whole.mask[rows, columns].copy()
        if mask is not None and not mask.any():
            return None
        image = replace(whole, pixels=whole.pixels[rows, columns].copy(), mask=mask)
        factor = max(1, int(np.ceil(np.sqrt(box.height * box.width / most))))
        shape = -(-box.height // factor), -(-box.width // factor)
        affinity = RegionAffinity.of(image, shape, factor, self.affinity.tree, corner=(box.y0, box.x0))
        return PreparedImage(*_seen(image, factor), factor, image, affinity)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the reduced picture."""
        height, width = self.border.shape
        return height, width

    @cached_property
    def graph(self) -> CutGraph:
        """Its pixels and links, for cuts of all of it, each of which begins with the flow of the last."""
        return CutGraph(self.links)

    @property
    def unit(self) -> float:
        """How many pixels a unit of distance is."""
        return float(np.sqrt(self.border.size)) / WIDTH


def _seen(image: Image, factor: int) -> tuple[Floats32, Floats32, ColourBins, Floats32, Floats32, Links]:
    """Return picture, smooth, palette, steps, border and links of a `PreparedImage`."""
    from gmmseg.imaging.cutting import feature_map_kernels as kernels

    picture = _coloured(image, factor)
    smooth = gaussian_blur(picture, 1.0, truncate=3.0, nearest=True)
    steps = np.empty((4, *picture.shape[:2]), np.float32)
    kernels.step_lengths(smooth, steps)
    border = np.full(picture.shape[:2], kernels.FAR, np.float32)
    border[[0, -1]] = 1
    border[:, [0, -1]] = 1
    kernels.propagate_distances(steps, border)
    return picture, smooth, ColourBins.of(picture), steps, border, contrast_links(picture, STRENGTH)


def _coloured(image: Image, factor: int) -> Floats32:
    small = downsample(image, factor)
    if image.is_colour:
        planes = lab(np.clip(small, 0, 1).reshape(3, -1)).reshape(small.shape)
    else:
        planes = np.zeros((3, *small.shape[1:]), np.float32)
        planes[: min(3, len(small))] = small[:3] * np.float32(100)
    return np.ascontiguousarray(np.moveaxis(planes, 0, 2))
