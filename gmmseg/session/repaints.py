"""Local painting: strokes and areas that change labels where they are, and from which no model learns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from gmmseg.imaging.seeds import Area, Point, Stroke


@dataclass(frozen=True)
class Repaint:
    """A line through points (x, y), under which labels are those of a segment, whatever the model says.

    Attributes
    ----------
    points : tuple of (float, float)
        Columns and rows of the picture.
    radius : float
        Half the width of the line, pixels.
    segment : int
        Key of the segment.
    """

    points: tuple[Point, ...]
    radius: float
    segment: int

    def stroke(self, owner: int) -> Stroke:
        """Return the line as a stroke that belongs to `owner`."""
        return Stroke(self.points, self.radius, owner)

    def scaled(self, ratio: float) -> Self:
        """Return the line for the picture at another size."""
        return replace(self, points=scaled(self.points, ratio), radius=self.radius * ratio)


@dataclass(frozen=True)
class AreaRepaint:
    """Pixels whose labels are those of a segment, whatever the model says.

    Attributes
    ----------
    area : Area
        The pixels; its owner says nothing.
    segment : int
        Key of the segment.
    """

    area: Area
    segment: int

    def stroke(self, owner: int) -> Area:
        """Return the pixels as an area that belongs to `owner`."""
        return replace(self.area, owner=owner)

    def scaled(self, ratio: float) -> Self:
        """Return the pixels of the picture at another size."""
        return replace(self, area=self.area.scaled(ratio))


LabelEdit = Repaint | AreaRepaint


def scaled(points: Sequence[Point], ratio: float) -> tuple[Point, ...]:
    """Return points in the picture at another size."""
    return tuple((x * ratio, y * ratio) for x, y in points)


def repainted_note(n_pixels: int, n_usable: int) -> str:
    """Return a sentence on how much of the labels was painted by hand."""
    share = 100 * n_pixels / max(n_usable, 1)
    return (
        f"{n_pixels:,} pixels ({share:.2g} %) were painted by hand: their labels are not the model's. "
        "Probabilities are the model's own."
    )
