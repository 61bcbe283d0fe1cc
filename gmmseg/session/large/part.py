"""Which part of a picture larger than memory is worked on, and models that go from one part to another."""

from dataclasses import dataclass, replace

import numpy as np

from gmmseg.imaging.model import Model


@dataclass(frozen=True)
class PicturePart:
    """A part of a large picture, at one of its scales.

    Attributes
    ----------
    scale : int
        Which scale of the picture, counted from the largest.
    top, left, bottom, right : int
        The part, in pixels of that scale.
    across, down : float
        How many pixels of the picture a pixel of the scale is wide and high.
    whole : tuple of two int
        Width and height of the picture.
    """

    scale: int
    top: int
    left: int
    bottom: int
    right: int
    across: float
    down: float
    whole: tuple[int, int]

    @property
    def x(self) -> float:
        """Where it begins, in pixels of the picture."""
        return self.left * self.across

    @property
    def y(self) -> float:
        """As `x`, downwards."""
        return self.top * self.down

    @property
    def width(self) -> float:
        """In pixels of the picture."""
        return (self.right - self.left) * self.across

    @property
    def height(self) -> float:
        """In pixels of the picture."""
        return (self.bottom - self.top) * self.down

    @property
    def n_pixels(self) -> int:
        """Pixels of its own."""
        return (self.bottom - self.top) * (self.right - self.left)

    def place(self, row: int, column: int) -> tuple[float, float]:
        """Return where the middle of one of its pixels is in the picture, x and y."""
        return (self.left + column + 0.5) * self.across, (self.top + row + 0.5) * self.down

    @classmethod
    def all_of(cls, width: int, height: int) -> "PicturePart":
        """Return the picture as a part of itself."""
        return cls(0, 0, 0, height, width, 1.0, 1.0, (width, height))


def moved(model: Model, before: PicturePart, after: PicturePart) -> Model:
    """Return a model of one part for another: where it looks at places, they mean the same in the picture.

    Places are features of row and column, from 0 to 1 along the longer side of what is labelled; they are
    only shifted and stretched, so that the centre and the scale of the features say the same elsewhere.
    """
    features = model.features
    n_places = len(features.names) - len(features.appearance)
    if not n_places or before == after:
        return model
    centre, scale = np.array(features.centre, float), np.array(features.scale, float)
    sides = [max(p.bottom - p.top, p.right - p.left) - 1 or 1 for p in (before, after)]
    for i, name in enumerate(features.names[-n_places:], len(features.names) - n_places):
        is_row = name == "row"
        steps = [p.down if is_row else p.across for p in (before, after)]
        begins = [(p.top if is_row else p.left) + 0.5 for p in (before, after)]
        # a place q of `before`, 0 to 1, lies at (q * side + begin) * step in the picture
        at = (centre[i] * sides[0] + begins[0]) * steps[0]
        centre[i] = (at / steps[1] - begins[1]) / sides[1]
        scale[i] *= sides[0] * steps[0] / (sides[1] * steps[1])
    dtype = features.centre.dtype
    return replace(model, features=replace(features, centre=centre.astype(dtype), scale=scale.astype(dtype)))


def whole_model(model: Model, part: PicturePart | None) -> Model:
    """Return the model of a part for whole pictures; of no part, the model itself."""
    return model if part is None else moved(model, part, PicturePart.all_of(*part.whole))
