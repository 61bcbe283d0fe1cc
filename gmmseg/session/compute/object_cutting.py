"""The mask of an object from its marks: clicks and boxes by graph cuts, areas added and removed."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import BadSeedsError
from gmmseg.imaging.cutting.cutter import Cutter, ObjectSeeds
from gmmseg.imaging.cutting.region_growing import Sigmas, Wand, grow_region, sigmas_of
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.seeds import (
    INSIDE,
    UNLABELLED,
    Area,
    Box,
    Click,
    Lasso,
    Stroke,
    seed_labels,
    strokes_touch,
)
from gmmseg.job import Progress, Workers, available_threads
from gmmseg.session import pyramid
from gmmseg.session.objects import Cut, Mark

Mask = NDArray[np.bool_]
Marks = tuple[Mark, ...]

MOST_MARKS = 1000  # of an object beside strokes: nobody clicks so often, but a file can say so


@dataclass(eq=False)
class ObjectCutter:
    """A picture in which objects are selected; one more mark costs the work of one. For one thread at a time.

    Attributes
    ----------
    image : Image
        The picture.
    hierarchy : ImageHierarchy or None
        Of its regions; one of its own is made if it is not shared.
    """

    image: Image
    hierarchy: ImageHierarchy | None = None
    _made: Cutter | None = None
    _known: dict[Marks, Mask] = field(default_factory=dict)
    _sigmas: tuple[Model, int, Sigmas] | None = None

    def ready(self, pause: Callable[[], object] = lambda: None) -> Cutter:
        """Return the cutter; the first time the picture is prepared, which `pause` may end by raising."""
        if self._made is None:
            tree = (self.hierarchy or ImageHierarchy.of(self.image)).tree(
                pause=pause, threads=available_threads()
            )
            self._made = Cutter(self.image, tree=tree)
        return self._made

    @property
    def _cutter(self) -> Cutter:
        return self.ready()

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.image.height, self.image.width

    def mask(self, marks: Marks) -> Mask:
        """Return the object that marks make, (h, w).

        Raises
        ------
        BadSeedsError
            If more than `MOST_MARKS` of them are no strokes: each is a cut of its own.
        """
        _check_number(marks)
        mask, known, done = np.zeros(self.shape, bool), {}, 0
        for run in runs(marks):
            done += len(run)
            found = self._known.get(marks[:done])
            if found is None:
                found = self._after(mask, run, is_first=done == len(run))
                if not isinstance(run[0], Stroke):
                    found = self._usable(keep_painted(found, marks[:done]))
            mask = known[marks[:done]] = found
        self._known = known
        return mask

    def _after(self, before: Mask, run: Marks, *, is_first: bool) -> Mask:
        """Return the object after a run of marks; a click looks at what was there before."""
        first = run[0]
        if isinstance(first, Click):
            return self._clicked(before, run, None, is_first=is_first)
        if isinstance(first, Box):
            if is_first:
                return self._clicked(before, run[1:], first, is_first=True)
            return before | self._cutter.mask(ObjectSeeds((), first))
        if isinstance(first, Lasso) and first.owner == INSIDE:
            return before | self._lassoed(first)
        if isinstance(first, Stroke):
            return self._usable(overlaid(before, run))
        area = self._grown(first) if isinstance(first, Wand) else seed_labels([first], self.shape) >= 0
        return before | area if first.owner == INSIDE else before & ~area

    def _usable(self, mask: Mask) -> Mask:
        return mask if self.image.mask is None else mask & self.image.mask

    def _clicked(self, before: Mask, clicks: Marks, box: Box | None, *, is_first: bool) -> Mask:
        points = tuple(click for click in clicks if isinstance(click, Click))
        if is_first and box is None and all(click.owner != INSIDE for click in points):
            return before
        if is_first:
            return self._cutter.mask(ObjectSeeds(points, box))
        mask = self._cutter.mask(ObjectSeeds(points, start=before))
        return mask | apart(before, mask, points)

    def _grown(self, wand: Wand) -> Mask:
        """Return the region of a wand; while only its tolerance changes, nothing is computed anew."""
        if self._sigmas is None or self._sigmas[:2] != (wand.model, wand.segment):
            self._sigmas = wand.model, wand.segment, sigmas_of(self.image, wand.model, wand.segment)
        return grow_region(self._sigmas[2], wand)

    def _lassoed(self, lasso: Lasso) -> Mask:
        """Return the object within an outline that was drawn loosely around it."""
        inside = seed_labels([lasso], self.shape) >= 0
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if not len(rows):
            return inside
        box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        found: Mask = self._cutter.mask(ObjectSeeds((), box)) & inside
        return found


def _check_number(marks: Marks) -> None:
    n = sum(not isinstance(mark, Stroke) for mark in marks)
    if n > MOST_MARKS:
        raise BadSeedsError(
            f"{n:,} clicks, boxes and outlines mark it, and at most {MOST_MARKS:,} can be followed",
            "Mark its parts as objects of their own, or paint it",
        )


def keep_painted(mask: Mask, marks: Marks) -> Mask:
    """Return the object with painted pixels as they were painted, unless a later mark changes them.

    A later click on a stroke of the other class overrules that stroke, a lasso that takes away all strokes
    in it.
    """
    painted: list[Stroke | Lasso] = []
    for mark in marks:
        if isinstance(mark, Click):
            painted = [each for each in painted if not _overruled(each, mark)]
        elif isinstance(mark, Stroke):
            painted.append(mark)
        elif isinstance(mark, Lasso) and mark.owner != INSIDE:
            painted.append(replace(mark, owner=UNLABELLED))
    return overlaid(mask, painted) if any(isinstance(each, Stroke) for each in painted) else mask


def overlaid(mask: Mask, painted: Sequence[Mark]) -> Mask:
    """Return the object with what was painted over it: pixels of it, and pixels beside it."""
    tied = seed_labels([each for each in painted if isinstance(each, (Stroke, Lasso))], mask.shape)
    found: Mask = np.where(tied == UNLABELLED, mask, tied == INSIDE)
    return found


def _overruled(painted: Stroke | Lasso, click: Click) -> bool:
    there = Stroke(((float(click.x), float(click.y)),), 0.0)
    return isinstance(painted, Stroke) and painted.owner != click.owner and strokes_touch(painted, there)


def apart(before: Mask, after: Mask, clicks: Sequence[Click]) -> Mask:
    """Return the pieces of an object that no click is in; a cut alone would keep only clicked ones."""
    from scipy.ndimage import label

    pieces, n = label(before)
    lost = np.ones(n + 1, bool)
    lost[[0, *np.unique(pieces[after]), *(pieces[click.y, click.x] for click in clicks)]] = False
    found: Mask = lost[pieces]
    return found


def runs(marks: Sequence[Mark]) -> list[Marks]:
    """Return marks in runs that are worked on together.

    Clicks, with the box before them if that is first; strokes.
    """
    out: list[list[Mark]] = []
    for mark in marks:
        follows = out and isinstance(mark, (Click, Stroke)) and type(out[-1][-1]) is type(mark)
        begins = len(out) == 1 and len(out[0]) == 1 and isinstance(out[0][0], Box)
        if follows or (isinstance(mark, Click) and begins):
            out[-1].append(mark)
        else:
            out.append([mark])
    return [tuple(run) for run in out]


def cutting(cutter: ObjectCutter, marks: Marks, workers: Workers) -> Generator[Progress, None, Cut]:
    """Yield progress and return what the marks of an object cut out."""
    yield Progress("Selecting the object", 0.3)
    if not all(isinstance(mark, (Stroke, Area)) for mark in marks):  # pixels alone need nothing
        cutter.ready(workers.pause)
    mask = cutter.mask(marks)
    return Cut(marks, pyramid.voted(mask.view(np.uint8)), int(mask.sum()))


def preparing(cutter: ObjectCutter, workers: Workers) -> Generator[Progress, None, None]:
    """Yield progress and make ready for the first click, while people still aim."""
    yield Progress("Getting ready", 0.3)
    cutter.ready(workers.pause)
    height, width = cutter.shape
    cutter.mask((Click(width // 2, height // 2), Click(0, 0, 0)))
