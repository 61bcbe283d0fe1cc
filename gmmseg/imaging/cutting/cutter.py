"""Selects one object in a picture by what a person marks: a box, strokes, clicks, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg.errors import BadSeedsError
from gmmseg.imaging.cutting.box import cut_box
from gmmseg.imaging.cutting.clicks import ClickState, cut_click, with_click
from gmmseg.imaging.cutting.prepared_image import PreparedImage
from gmmseg.imaging.cutting.refinement import refine_mask
from gmmseg.imaging.cutting.strokes import cut_strokes
from gmmseg.imaging.features.downsampling import downsample
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.hierarchy import RegionTree
from gmmseg.imaging.seeds import (
    INSIDE,
    OUTSIDE,
    UNLABELLED,
    Box,
    Click,
    SeedLabels,
    SeedMark,
    box_in,
    clicks_in,
    seed_labels,
    strokes_in,
)

LARGEST_PART = 0.3  # of the picture that is looked at closely
BESIDE = (0.2, 0.8)  # what is seen beside an object there, at least and at first, in roots of its box's area
LEAST_SIZE = 20  # pixels for that root
ROOM = 4.0  # how much larger a part may be than one that would be chosen anew

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ObjectSeeds:
    """What is marked in a picture, in its own pixels.

    Attributes
    ----------
    clicks : tuple of Click
        In the order they were made: each one improves on the mask before it.
    box : Box, optional
        Around the object.
    strokes : ndarray of shape (height, width), int16, optional
        `INSIDE`, `OUTSIDE` or `UNLABELLED`.
    start : ndarray of shape (height, width), bool, optional
        The object as it was before the clicks, however it was made; then box and strokes are not looked at.
    """

    clicks: tuple[Click, ...] = ()
    box: Box | None = None
    strokes: SeedLabels | None = None
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


@dataclass(frozen=True, eq=False)
class Closeup:
    """A part of a picture (`box`, in its pixels) that is cut by itself, and the state of its clicks."""

    box: Box
    prepared: PreparedImage
    click_state: ClickState

    @property
    def place(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        return slice(self.box.y0, self.box.y1), slice(self.box.x0, self.box.x1)


@dataclass(frozen=True, eq=False)
class State:
    """The state after some clicks.

    Attributes
    ----------
    trace : ClickState
        What they left in the picture as a whole.
    mask : ndarray of shape (height, width), bool, or None
        The object, where it is known in all pixels.
    closeup : Closeup or None
        Where the last of them looked closely.
    """

    click_state: ClickState
    mask: Mask | None = None
    closeup: Closeup | None = None


class Cutter:
    """A picture prepared once, in which objects are selected by marks.

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
        self._last: tuple[ObjectSeeds, State] | None = None
        self._painted: tuple[tuple[SeedMark, ...], SeedLabels | None] = (), None

    def ready(self) -> Self:
        """Return self after computing what does not depend on marks, so that the first mask comes sooner."""
        self._prepared  # noqa: B018 - kept from here on
        return self

    def marked(self, marks: Sequence[SeedMark | Box]) -> Mask:
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
            painted = seed_labels(areas, (self._image.height, self._image.width)) if areas else None
            self._painted = areas, painted
        clicks = tuple(mark for mark in marks if isinstance(mark, Click))
        return self.mask(ObjectSeeds(clicks, boxes[-1] if boxes else None, self._painted[1]).checked())

    @cached_property
    def _prepared(self) -> PreparedImage:
        return PreparedImage.of(self._image, tree=self._tree)

    @cached_property
    def _planes(self) -> NDArray[np.float32]:
        return downsample(self._image, self._prepared.factor)

    def mask(self, seeds: ObjectSeeds) -> Mask:
        """Return the object, (height, width); one more click than last time costs one click.

        Raises
        ------
        BadSeedsError
            If none of the pixels that mark it can be used.
        """
        self._check_usable(seeds)
        state = self._begun(seeds)
        for click in seeds.clicks[len(state.click_state.clicks) :]:
            state = self._clicked(seeds, state, click)
        state = replace(state, mask=self._whole(seeds, state))
        self._last = seeds, state
        assert state.mask is not None
        mask = state.mask.copy()
        _clamp_to_seeds(mask, seeds)
        return mask if self._image.mask is None else mask & self._image.mask

    def _whole(self, seeds: ObjectSeeds, state: State) -> Mask:
        """Return the object in all pixels of the picture, (height, width)."""
        if state.mask is not None:
            return state.mask
        factor, small = self._prepared.factor, state.click_state.mask
        assert small is not None
        mask = refine_mask(self._image, small, factor, self._planes if factor > 1 else None)
        if seeds.start is not None and factor > 1:  # what clicks did not change keeps its every pixel
            same = small == reduced_mask(seeds.start, factor)
            mask = np.where(_repeated(same, factor, mask.shape), seeds.start, mask)
        return mask

    def _clicked(self, seeds: ObjectSeeds, state: State, click: Click) -> State:
        """Return what is known after one more click: small objects are cut in a part of the picture."""
        prepared, closeup = self._prepared, self._closeup(seeds, state, click)
        factor = prepared.factor
        small = Click(click.x // factor, click.y // factor, click.owner)
        if closeup is None:
            return State(cut_click(prepared, state.click_state, small))
        part = closeup.prepared
        click_state = cut_click(part, closeup.click_state, _within(click, closeup))
        mask = np.zeros((self._image.height, self._image.width), bool)
        assert click_state.mask is not None
        found = refine_mask(part.image, click_state.mask, part.factor)
        mask[closeup.place] = found
        rows, columns = (slice(n.start // factor, -(-n.stop // factor)) for n in closeup.place)
        reduced = np.zeros(prepared.shape, bool)
        reduced[rows, columns] = reduced_mask(found, factor)
        after = replace(with_click(prepared, state.click_state, small), mask=reduced)
        return State(after, mask, replace(closeup, click_state=click_state))

    def _closeup(self, seeds: ObjectSeeds, state: State, click: Click) -> Closeup | None:
        """Return the part of the picture in which a click is best looked at, None for the whole."""
        small, factor = state.click_state.mask, self._prepared.factor
        if small is None or not small.any() or seeds.strokes is not None:
            return None
        least, wide = _around(small, factor, click, (self._image.height, self._image.width))
        if wide.area > LARGEST_PART * self._image.height * self._image.width:
            return None
        last = state.closeup
        if last is not None and last.box.holds(least) and last.box.area <= ROOM * wide.area:
            return last
        prepared = self._prepared.part(wide)
        if prepared is None:
            return None
        closeup = Closeup(wide, prepared, ClickState.of(prepared))
        whole = self._whole(seeds, state)[closeup.place]
        click_state = closeup.click_state
        for each in seeds.clicks[: len(state.click_state.clicks)]:
            if wide.x0 <= each.x < wide.x1 and wide.y0 <= each.y < wide.y1:
                click_state = with_click(prepared, click_state, _within(each, closeup))
        return replace(closeup, click_state=replace(click_state, mask=reduced_mask(whole, prepared.factor)))

    def _check_usable(self, seeds: ObjectSeeds) -> None:
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

    def _begun(self, seeds: ObjectSeeds) -> State:
        """Return what is known already after these seeds' first clicks, or after none."""
        if self._last is not None:
            last, state = self._last
            same = last.box == seeds.box and last.strokes is seeds.strokes and last.start is seeds.start
            if same and last.clicks == seeds.clicks[: len(last.clicks)]:
                return state
        if seeds.start is not None:
            return State(ClickState.of(self._prepared, reduced_mask(seeds.start, self._prepared.factor)))
        if seeds.strokes is not None:
            return State(self._stroked(seeds))
        if seeds.box is None:
            return State(ClickState.of(self._prepared))
        return State(ClickState.of(self._prepared, cut_box(self._prepared, self._reduced(seeds.box))))

    def _stroked(self, seeds: ObjectSeeds) -> ClickState:
        assert seeds.strokes is not None
        strokes = seeds.strokes.copy()
        if seeds.box is not None:  # what lies outside the box is background
            box, beside = seeds.box, np.ones(strokes.shape, bool)
            beside[box.y0 : box.y1, box.x0 : box.x1] = False
            strokes[beside & (strokes == UNLABELLED)] = OUTSIDE
        return cut_strokes(self._prepared, reduced_seeds(strokes, self._prepared.factor))

    def _reduced(self, box: Box) -> Box:
        factor = self._prepared.factor
        return Box(box.x0 // factor, box.y0 // factor, -(-box.x1 // factor), -(-box.y1 // factor))


def _within(click: Click, closeup: Closeup) -> Click:
    box, factor = closeup.box, closeup.prepared.factor
    return Click((click.x - box.x0) // factor, (click.y - box.y0) // factor, click.owner)


def _around(small: Mask, factor: int, click: Click, shape: tuple[int, int]) -> tuple[Box, Box]:
    """Return boxes around an object (h, w) and a click: one with little beside them, and one with much.

    They begin and end where pixels of the reduced picture do, or at the edge of the whole.
    """
    rows, columns = np.flatnonzero(small.any(axis=1)) * factor, np.flatnonzero(small.any(axis=0)) * factor
    x0, x1 = min(int(columns[0]), click.x), max(int(columns[-1]) + factor, click.x + 1)
    y0, y1 = min(int(rows[0]), click.y), max(int(rows[-1]) + factor, click.y + 1)
    size = max(np.sqrt((x1 - x0) * (y1 - y0)), LEAST_SIZE)
    height, width = shape
    little, much = (
        Box(
            max(0, (x0 - n) // factor * factor),
            max(0, (y0 - n) // factor * factor),
            min(width, -(-(x1 + n) // factor) * factor),
            min(height, -(-(y1 + n) // factor) * factor),
        )
        for n in (round(share * size) for share in BESIDE)
    )
    return little, much


def _clamp_to_seeds(mask: Mask, seeds: ObjectSeeds) -> None:
    """Make the mask agree with every mark, also where the picture was worked on smaller."""
    if seeds.strokes is not None:
        mask[seeds.strokes == INSIDE] = True
        mask[seeds.strokes == OUTSIDE] = False
    for click in seeds.clicks:
        mask[click.y, click.x] = click.owner == INSIDE


def reduced_seeds(seeds: SeedLabels, factor: int) -> SeedLabels:
    """Return the seeds of a picture for the same reduced by `factor`; the object's win where both meet."""
    if factor == 1:
        return seeds
    height, width = seeds.shape
    out = np.full((-(-height // factor), -(-width // factor)), UNLABELLED, np.int16)
    for owner in (OUTSIDE, INSIDE):
        rows, columns = np.nonzero(seeds == owner)
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
