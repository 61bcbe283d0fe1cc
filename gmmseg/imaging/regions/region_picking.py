"""One region of the hierarchy at a time: the one that holds a pixel, larger and smaller ones, its pixels.

The hierarchy is a tree of merges (`hierarchy.py`). Most merges add next to nothing; a step up or down skips
those that change the size by less than a fifth.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.connected_components import absorb_small, full_rows, square_colours
from gmmseg.imaging.regions.hierarchy import MIDDLE_LEVEL, RegionTree
from gmmseg.imaging.seeds import SelectedPixels

STEP = 1.2  # a step up the hierarchy makes a region at least so many times as large
BESIDE = 4  # squares of the reduced picture around a region, whose colours its boundary depends on


@dataclass(frozen=True, eq=False)
class RegionPicker:
    """A hierarchy of regions, ready to be asked for one region after another.

    Attributes
    ----------
    image : Image
        The picture.
    tree : RegionTree
        Its hierarchy.
    levels : ndarray of shape (n_nodes,)
        The price at which each node came into being; no node has a lower one than those it is made of.
    begins, ends : ndarray of shape (n_nodes,), intp
        The finest regions of a node are those whose `places` are from begin to before end.
    places : ndarray of shape (n_finest,), intp
        Place of each finest region in the order of the tree.
    sizes : ndarray of shape (n_nodes,), int64
        Pixels of the reduced picture.
    boxes : ndarray of shape (n_nodes, 4), int64
        First row and column, and those behind the last, in the reduced picture.
    colours : ndarray of shape (h, w, channels), float32
        Means of the squares of pixels, as `square_colours` has them; none where nothing was reduced.
    """

    image: Image
    tree: RegionTree
    levels: NDArray[np.float64]
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]
    places: NDArray[np.intp]
    sizes: NDArray[np.int64]
    boxes: NDArray[np.int64]
    colours: NDArray[np.float32] | None

    @classmethod
    def of(cls, image: Image, tree: RegionTree) -> Self:
        """Return the hierarchy of a picture made ready."""
        n, n_nodes, parents = tree.n_finest, len(tree.parents), tree.parents.tolist()
        levels = tree.levels.copy()
        levels[:n] = 0.0
        sizes = np.zeros(n_nodes, np.int64)
        sizes[:n] = np.bincount(tree.base.reshape(-1), minlength=n)
        boxes = _boxes(tree, n_nodes)
        for node, parent in enumerate(parents):  # a node comes after what it is made of
            if parent >= 0:
                levels[parent] = max(levels[parent], levels[node])
                sizes[parent] += sizes[node]
                boxes[parent, :2] = np.minimum(boxes[parent, :2], boxes[node, :2])
                boxes[parent, 2:] = np.maximum(boxes[parent, 2:], boxes[node, 2:])
        begins, ends = tree.runs()
        colours = square_colours(image, tree.factor) if tree.factor > 1 else None
        return cls(image, tree, levels, begins, ends, begins[:n].copy(), sizes, boxes, colours)

    @property
    def usual_level(self) -> float:
        """The price below which regions are about what people draw."""
        return MIDDLE_LEVEL

    def region_at(self, row: int, column: int, level: float) -> int:
        """Return the largest region that holds a pixel of the picture and came into being below a level."""
        factor = self.tree.factor
        node = int(self.tree.base[row // factor, column // factor])
        while (parent := int(self.tree.parents[node])) >= 0 and self.levels[parent] < level:
            node = parent
        return node

    def step_up(self, region: int) -> int:
        """Return the next region of the hierarchy that is clearly larger; the same where there is none."""
        node = region
        while (parent := int(self.tree.parents[node])) >= 0:
            node = parent
            if self.sizes[node] >= STEP * self.sizes[region]:
                break
        return node

    def step_down(self, region: int, row: int, column: int) -> int:
        """Return the next clearly smaller region that holds a pixel of the picture; else the finest one."""
        factor = self.tree.factor
        node = int(self.tree.base[row // factor, column // factor])
        if not self.begins[region] <= self.places[node] < self.ends[region]:
            return region
        found = node
        while node != region:
            if STEP * self.sizes[node] <= self.sizes[region]:
                found = node
            node = int(self.tree.parents[node])
        return found

    def level_of(self, region: int) -> float:
        """Return the least level at which `region_at` gives this region where nothing else is as cheap."""
        return float(np.nextafter(self.levels[region], np.inf))

    def outline(self, region: int) -> SelectedPixels:
        """Return the pixels of a region in whole squares of the reduced picture, at once.

        The mask has one element for each square: `left`, `top` and `size` count squares, too.
        """
        top, left, bottom, right = self.boxes[region].tolist()
        height, width = self.tree.base.shape
        return SelectedPixels(self._within(region, (top, left, bottom, right)), left, top, (width, height))

    def pixels(self, region: int) -> SelectedPixels:
        """Return the pixels of a region: along its boundary each pixel joins what its colour is like.

        The work grows with the box around the region. Pixels that are not usable are left out.
        """
        image, factor = self.image, self.tree.factor
        height, width = self.tree.base.shape
        first_row, first_column, last_row, last_column = self.boxes[region].tolist()
        top, left = max(0, first_row - BESIDE), max(0, first_column - BESIDE)
        bottom, right = min(height, last_row + BESIDE), min(width, last_column + BESIDE)
        small = self._within(region, (top, left, bottom, right))
        y0, x0 = top * factor, left * factor
        y1, x1 = min(bottom * factor, image.height), min(right * factor, image.width)
        mask = small
        if self.colours is not None:
            colours = np.ascontiguousarray(self.colours[top:bottom, left:right])
            part = replace(image, pixels=image.pixels[y0:y1][:, x0:x1].copy(), mask=None)
            found = full_rows(part, small.astype(np.int32), factor, colours, (0, y1 - y0)) + np.int32(1)
            joined = absorb_small(found, factor**2)
            mask = (joined if (joined == 2).any() else found) == 2  # not to lose all of it
        if image.mask is not None:
            mask = mask & image.mask[y0:y1][:, x0:x1]
        return SelectedPixels(mask, x0, y0, (image.width, image.height))

    def _within(self, region: int, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
        """Return which squares of a box belong to a region."""
        top, left, bottom, right = box
        inside = (self.places >= self.begins[region]) & (self.places < self.ends[region])
        found: NDArray[np.bool_] = inside[self.tree.base[top:bottom, left:right]]
        return found


def _boxes(tree: RegionTree, n_nodes: int) -> NDArray[np.int64]:
    """Return the boxes of the finest regions (n_nodes, 4); those of all others hold nothing."""
    height, width = tree.base.shape
    boxes = np.tile(np.array([height, width, 0, 0], np.int64), (n_nodes, 1))
    flat = tree.base.reshape(-1)
    rows, columns = np.divmod(np.arange(flat.size), width)
    np.minimum.at(boxes[:, 0], flat, rows)
    np.minimum.at(boxes[:, 1], flat, columns)
    np.maximum.at(boxes[:, 2], flat, rows + 1)
    np.maximum.at(boxes[:, 3], flat, columns + 1)
    return boxes
