"""Pixels to samples: colour space and position, scaled by what was learned from one picture.

Colour channels share one scale, so that distances stay perceptual in Lab; position has its own and
a weight. The scaling is learned once and kept with the model: another picture is treated alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.lab import lab, lab_of_light, light_of_codes

ColourSpace = Literal["lab", "rgb", "hsv", "grey"]
COLOUR_SPACES: tuple[ColourSpace, ...] = ("lab", "rgb", "hsv", "grey")
NAMES: dict[str, tuple[str, ...]] = {
    "lab": ("L*", "a*", "b*"),
    "rgb": ("red", "green", "blue"),
    "hsv": ("hue (cosine)", "hue (sine)", "value"),
    "grey": ("grey",),
}
BLOCK = 2**16  # pixels; a block of 5 features is 1.3 MB
CODES: dict[type, tuple[float, float]] = {np.uint8: (0, 2**8 - 1), np.uint16: (0, 2**16 - 1)}
LEARNING_SIZE = 2**16  # pixels that scaling is learned from

Samples = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """Which features a pixel has, and how they are scaled.

    Attributes
    ----------
    colour : {"lab", "rgb", "hsv", "grey", "channels"}
        Colour space; "channels" takes the picture's channels as they are.
    position : float
        Weight of row and column; 0 leaves them out.
    names : tuple of str
        One name per feature, d in all.
    centre, scale : ndarray of shape (d,)
        A feature is (raw value - centre) / scale. Raw row and column run from 0 to 1 along the longer side.
    """

    colour: str
    position: float
    names: tuple[str, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    @classmethod
    def learn(cls, image: Image, colour: ColourSpace = "lab", position: float = 0.0) -> Self:
        """Return features scaled to `image`: at position 1, colour and position have unit variance each.

        A smaller weight shrinks position, a larger one shrinks colour. Mixtures of full covariance do not
        mind scales; what makes the weight tell is the noise, one and the same for all features, in which the
        shrunken ones drown.
        A picture that is not red, green and blue uses its channels as they are, whatever `colour` says.
        """
        raw = cls.unscaled(image, colour, position)
        return raw.scaled_to(raw.sample(image, LEARNING_SIZE, np.random.default_rng(0)))

    @classmethod
    def unscaled(cls, image: Image, colour: ColourSpace = "lab", position: float = 0.0) -> Self:
        """Return the features of `image` in raw units, to learn the scaling of several pictures from."""
        space = colour if image.is_colour else "channels"
        names = NAMES.get(space, image.channels)
        if position > 0:
            names = (*names, "row", "column")
        return cls(space, position, names, np.zeros(len(names)), np.ones(len(names)))

    def scaled_to(self, raw: Samples) -> Self:
        """Return the same features scaled to `raw`, samples (n, d) of them in their raw units."""
        sample, n_colours = raw.astype(np.float64), len(self.colours)
        centre, deviation = sample.mean(axis=0), sample.std(axis=0)
        scale = np.empty(len(self.names))
        scale[:n_colours] = np.sqrt((deviation[:n_colours] ** 2).mean()) * max(1.0, self.position)
        if self.position > 0:
            scale[n_colours:] = np.sqrt((deviation[n_colours:] ** 2).mean()) / min(1.0, self.position)
        return replace(self, centre=centre, scale=np.where(scale > 0, scale, 1.0))

    @property
    def colours(self) -> tuple[str, ...]:
        """Names of the features that are a pixel's own channels in the colour space: the first ones."""
        return self.names[:-2] if self.position > 0 else self.names

    def offered(self, image: Image) -> tuple[str, ...]:
        """Return what `image` has in the place of `colours`."""
        return NAMES[self.colour] if image.is_colour and self.colour in NAMES else image.channels

    @property
    def consistent(self) -> bool:
        """Whether the names are those that the colour space and the weight of position make."""
        places = ("row", "column") if self.position > 0 else ()
        wanted = NAMES.get(self.colour, self.colours)
        return len(self.colours) > 0 and self.names == (*wanted, *places)

    @property
    def n_features(self) -> int:
        """Number of features, d."""
        return len(self.names)

    def blocks(self, image: Image) -> "Blocks":
        """Return the usable pixels of `image` as a sequence of blocks (n, d), in row order."""
        return Blocks(self, image, None if image.mask is None else np.flatnonzero(image.mask))

    def sample(self, image: Image, size: int, rng: np.random.Generator) -> Samples:
        """Return about `size` samples (n, d), one at a random place in each of equal stretches of pixels."""
        return self.at(image, spread_indices(image, size, rng))

    def at(self, image: Image, indices: NDArray[np.intp]) -> Samples:
        """Return the samples (n, d) of the pixels with the given flat indices, in Fortran order."""
        pixels = image.pixels.reshape(-1, image.n_channels)
        ends = len(indices) and (int(indices[0]), int(indices[-1]) + 1)
        if ends and ends[1] - ends[0] == len(indices):  # without gaps, as in most blocks: no need to copy
            return self._scaled(image, pixels[ends[0] : ends[1]], indices)
        return self._scaled(image, pixels[indices], indices)

    def _scaled(self, image: Image, pixels: NDArray[np.generic], indices: NDArray[np.intp]) -> Samples:
        """Return the samples (n, d) of `pixels` (n, channels), which stand at `indices` in the picture."""
        out = np.empty((self.n_features, len(indices)), np.float32)
        colours = _colours(pixels, image.range, self.colour)
        n_colours = len(colours)
        centre, scale = self.centre.astype(np.float32), self.scale.astype(np.float32)
        for a in range(n_colours):
            np.subtract(colours[a], centre[a], out=out[a])
            out[a] /= scale[a]
        if self.position > 0:
            from gmmseg.imaging import lab_kernels

            longer = max(image.height, image.width) - 1 or 1
            shift, factor = -self.centre / self.scale, 1 / (longer * self.scale)
            lab_kernels.places(indices, image.width, shift[n_colours:], factor[n_colours:], out[n_colours:])
        return out.T


@dataclass(frozen=True, eq=False)
class Blocks(Sequence[Samples]):
    """The samples of a picture, made block by block when asked for."""

    features: Features
    image: Image
    usable: NDArray[np.intp] | None  # flat indices; None where all pixels are

    def __len__(self) -> int:
        return (self.image.n_usable + BLOCK - 1) // BLOCK

    def __getitem__(self, index: int) -> Samples:  # type: ignore[override]
        if not 0 <= index < len(self):
            raise IndexError(index)
        begin, end = index * BLOCK, min((index + 1) * BLOCK, self.image.n_usable)
        indices = np.arange(begin, end) if self.usable is None else self.usable[begin:end]
        return self.features.at(self.image, indices)

    def __iter__(self) -> Iterator[Samples]:
        return (self[i] for i in range(len(self)))


def usable_indices(image: Image) -> NDArray[np.intp]:
    """Return the flat indices of the usable pixels, in row order."""
    return np.arange(image.height * image.width) if image.mask is None else np.flatnonzero(image.mask)


def spread_indices(image: Image, size: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return flat indices of about `size` usable pixels, one at a random place in each of equal stretches."""
    n = image.n_usable
    if n <= size:
        return usable_indices(image)
    edges = np.linspace(0, n, size + 1)[:-1]
    places = (edges + rng.random(size) * (n / size)).astype(np.intp)
    return places if image.mask is None else usable_indices(image)[places]


def _colours(pixels: NDArray[np.generic], span: tuple[float, float], space: str) -> NDArray[np.float32]:
    """Return colours (c, n) of pixels (n, channels): 0 to 1, Lab in its own units."""
    low, high = span
    if space == "lab" and span == CODES.get(pixels.dtype.type):
        return lab_of_light(light_of_codes(pixels.T))  # type: ignore[arg-type]  # CODES says so
    unit = ((pixels.astype(np.float32) - low) / (high - low if high > low else 1)).T
    match space:
        case "lab":
            return lab(unit)
        case "hsv":
            from skimage.color import rgb2hsv

            hue, saturation, value = rgb2hsv(unit.T[None])[0].T
            angle = 2 * np.pi * hue  # a circle: a cut at red would tear red things apart
            return np.stack([saturation * np.cos(angle), saturation * np.sin(angle), value]).astype(
                np.float32
            )
        case "grey":
            return np.asarray([[0.2126, 0.7152, 0.0722]] @ unit, np.float32)
        case _:
            return unit
