"""One object cut out of a picture by what a person marks: a box, strokes, clicks, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadSeedsError
from gmmseg.imaging.boxing import boxed
from gmmseg.imaging.clicking import Trace, clicked
from gmmseg.imaging.image import Image
from gmmseg.imaging.refining import refined
from gmmseg.imaging.regions import RegionTree
from gmmseg.imaging.scene import Scene
from gmmseg.imaging.seeds import (
    INSIDE,
    OUTSIDE,
    UNTIED,
    Box,
    Click,
    Mark,
    Ties,
    box_in,
    clicks_in,
    strokes_in,
    ties,
)
from gmmseg.imaging.stroking import stroked
from gmmseg.imaging.working import reduced

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Seeds:
    """What is marked in a picture, in its own pixels.

    Attributes
    ----------
    clicks : tuple of Click
        In the order they were made: each one improves on the mask before it.
    box : Box, optional
        Around the object.
    strokes : ndarray of shape (height, width), int16, optional
        `INSIDE`, `OUTSIDE` or `UNTIED`.
    start : ndarray of shape (height, width), bool, optional
        The object as it was before the clicks, however it was made; then box and strokes are not looked at.
    """

    clicks: tuple[Click, ...] = ()
    box: Box | None = None
    strokes: Ties | None = None
    start: Mask | None = None

    @classmethod
    def accepted(
        cls,
        shape: tuple[int, int],
        box: Sequence[object] | None,
        clicks: Sequence[Sequence[object]],
        strokes: ArrayLike | None,
    ) -> Self:
        """Return what a person gave as seeds in a picture of `shape` (height, width).

        Raises
        ------
        BadSeedsError
            If it marks no object in the picture.
        """
        found = cls(
            clicks_in(clicks, shape),
            None if box is None else box_in(box, shape),
            None if strokes is None else strokes_in(strokes, shape),
        )
        return found.checked()

    def checked(self) -> Self:
        """Return these seeds if they mark an object, or raise `BadSeedsError`."""
        if self.box is not None or (self.strokes is not None and (self.strokes == INSIDE).any()):
            return self
        if not any(click.owner == INSIDE for click in self.clicks):
            raise BadSeedsError("nothing marks it", "Give a box around it, a stroke or a click on it")
        last = {(click.x, click.y): click.owner for click in self.clicks}
        if INSIDE not in last.values():
            x, y = next((click.x, click.y) for click in self.clicks if click.owner == INSIDE)
            raise BadSeedsError(
                f"the pixel {x},{y} is marked as the object's and then as not the object's",
                "Click on another pixel",
            )
        return self


class Cutter:
    """A picture made ready once, out of which objects are cut as marks are made.

    Parameters
    ----------
    image : Image
        The picture.
    tree : RegionTree, optional
        Its hierarchy of regions, which takes the longest to make, where it is known already; one made with
        another seed than 0 may give slightly other objects.
    """

    def __init__(self, image: Image, *, tree: RegionTree | None = None) -> None:
        self._image, self._tree = image, tree
        self._last: tuple[Seeds, Trace] | None = None
        self._painted: tuple[tuple[Mark, ...], Ties | None] = (), None

    def ready(self) -> Self:
        """Return this, with everything done that does not depend on marks: the first answer comes sooner."""
        self._scene  # noqa: B018 - kept from here on
        return self

    def marked(self, marks: Sequence[Mark | Box]) -> Mask:
        """Return the object that marks show, (height, width), when they have grown by one or shrunk.

        What was found at the last call is gone on from where it can be: a click more costs one click.

        Parameters
        ----------
        marks : sequence of Click, Stroke, Lasso and Box
            In pixels of the picture, in the order they were made. Strokes and lassos are looked at before
            clicks; of several boxes the last counts; clicks must lie in the picture.

        Raises
        ------
        BadSeedsError
            If none of them marks the object.
        """
        boxes = [mark for mark in marks if isinstance(mark, Box)]
        areas = tuple(mark for mark in marks if not isinstance(mark, (Box, Click)))
        if areas != self._painted[0]:
            painted = ties(areas, (self._image.height, self._image.width)) if areas else None
            self._painted = areas, painted
        clicks = tuple(mark for mark in marks if isinstance(mark, Click))
        return self.mask(Seeds(clicks, boxes[-1] if boxes else None, self._painted[1]).checked())

    @cached_property
    def _scene(self) -> Scene:
        return Scene.of(self._image, tree=self._tree)

    @cached_property
    def _planes(self) -> NDArray[np.float32]:
        return reduced(self._image, self._scene.factor)

    def mask(self, seeds: Seeds) -> Mask:
        """Return the object, (height, width); one more click than last time costs one click.

        Raises
        ------
        BadSeedsError
            If none of the pixels that mark it can be used.
        """
        self._check_usable(seeds)
        trace = self._begun(seeds)
        factor = self._scene.factor
        for click in seeds.clicks[len(trace.clicks) :]:
            trace = clicked(self._scene, trace, Click(click.x // factor, click.y // factor, click.owner))
        self._last = seeds, trace
        assert trace.mask is not None
        mask = refined(self._image, trace.mask, factor, self._planes if factor > 1 else None)
        if seeds.start is not None and factor > 1:  # what clicks did not change keeps its every pixel
            same = trace.mask == reduced_mask(seeds.start, factor)
            mask = np.where(_repeated(same, factor, mask.shape), seeds.start, mask)
        _tie(mask, seeds)
        return mask if self._image.mask is None else mask & self._image.mask

    def _check_usable(self, seeds: Seeds) -> None:
        usable, box = self._image.mask, seeds.box
        if usable is None or seeds.start is not None:
            return
        if box is not None and usable[box.y0 : box.y1, box.x0 : box.x1].any():
            return
        if seeds.strokes is not None and (usable & (seeds.strokes == INSIDE)).any():
            return
        if not any(usable[click.y, click.x] for click in seeds.clicks if click.owner == INSIDE):
            raise BadSeedsError(
                "every pixel that marks it is transparent, masked out or not a number",
                "Mark it where the picture has something to show",
            )

    def _begun(self, seeds: Seeds) -> Trace:
        """Return the trace that is known already of these seeds' first clicks, or of none."""
        if self._last is not None:
            last, trace = self._last
            same = last.box == seeds.box and last.strokes is seeds.strokes and last.start is seeds.start
            if same and last.clicks == seeds.clicks[: len(last.clicks)]:
                return trace
        if seeds.start is not None:
            return Trace.of(self._scene, reduced_mask(seeds.start, self._scene.factor))
        if seeds.strokes is not None:
            return self._stroked(seeds)
        if seeds.box is None:
            return Trace.of(self._scene)
        return Trace.of(self._scene, boxed(self._scene, self._reduced(seeds.box)))

    def _stroked(self, seeds: Seeds) -> Trace:
        assert seeds.strokes is not None
        ties = seeds.strokes.copy()
        if seeds.box is not None:  # what lies outside the box is background
            box, beside = seeds.box, np.ones(ties.shape, bool)
            beside[box.y0 : box.y1, box.x0 : box.x1] = False
            ties[beside & (ties == UNTIED)] = OUTSIDE
        return stroked(self._scene, reduced_ties(ties, self._scene.factor))

    def _reduced(self, box: Box) -> Box:
        factor = self._scene.factor
        return Box(box.x0 // factor, box.y0 // factor, -(-box.x1 // factor), -(-box.y1 // factor))


def _tie(mask: Mask, seeds: Seeds) -> None:
    """Make the mask agree with every mark, also where the picture was worked on smaller."""
    if seeds.strokes is not None:
        mask[seeds.strokes == INSIDE] = True
        mask[seeds.strokes == OUTSIDE] = False
    for click in seeds.clicks:
        mask[click.y, click.x] = click.owner == INSIDE


def reduced_ties(ties: Ties, factor: int) -> Ties:
    """Return the ties of a picture for the same reduced by `factor`; the object's win where both meet."""
    if factor == 1:
        return ties
    height, width = ties.shape
    out = np.full((-(-height // factor), -(-width // factor)), UNTIED, np.int16)
    for owner in (OUTSIDE, INSIDE):
        rows, columns = np.nonzero(ties == owner)
        out[rows // factor, columns // factor] = owner
    return out


def reduced_mask(mask: Mask, factor: int) -> Mask:
    """Return the mask of a picture for the same reduced by `factor`: what most pixels of a square say."""
    if factor == 1:
        return mask
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % factor), (0, -width % factor)), mode="edge")
    squares = padded.reshape(len(padded) // factor, factor, -1, factor)
    found: Mask = squares.mean(axis=(1, 3), dtype=np.float32) > 0.5
    return found


def _repeated(mask: Mask, factor: int, shape: tuple[int, int]) -> Mask:
    return mask.repeat(factor, axis=0).repeat(factor, axis=1)[: shape[0], : shape[1]]
