"""Features of pixels: colour, texture and position, scaled by what was learned from one picture.

After Carson, Belongie, Greenspan and Malik (2002), "Blobworld: image segmentation using
expectation-maximization and its application to image querying", IEEE TPAMI 24(8), 1026-1038.

Colour channels share one scale, so that distances in Lab stay perceptual; position has its own scale and
a weight. The scaling is learned once and kept with the model, so that another picture is scaled alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.channels.expression import quoted
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.features.downsampling import REACH
from gmmseg.imaging.features.texture_features import EVEN, TEXTURE_NAMES, WEIGHT, Texture, TextureFeatures
from gmmseg.imaging.features.transform import ChannelReading, FeatureTransform
from gmmseg.imaging.features.usable_pixels import UsablePixels
from gmmseg.imaging.image import Image
from gmmseg.imaging.pixel_types import Span
from gmmseg.imaging.preparation import AS_IT_IS, Preparation

ColourSpace = Literal["lab", "rgb", "hsv", "grey"]
COLOUR_SPACES: tuple[ColourSpace, ...] = ("lab", "rgb", "hsv", "grey")
NAMES: dict[str, tuple[str, ...]] = {
    "lab": ("L*", "a*", "b*"),
    "rgb": ("red", "green", "blue"),
    "hsv": ("hue (cosine)", "hue (sine)", "value"),
    "grey": ("grey",),
}
POSITION_NAMES = ("row", "column")
BLOCK = 2**16  # pixels; a block of 5 features is 1.3 MB
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
    texture : {"off", "light", "full"}
        How many marks of texture a pixel has beside its colour; unless it is off, colours are freed of grain.
    centre, scale : ndarray of shape (d,)
        A feature is (raw value - centre) / scale. Raw row and column run from 0 to 1 along the longer side.
    span : Span or None
        Which values were black and white where this was learned; another picture is measured by them, unless
        both say for themselves what is black and white. None where it is not known.
    preparation : Preparation or None
        What was made of the picture before, and is made of others; None for nothing.
    """

    colour: str
    position: float
    names: tuple[str, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    texture: Texture = "off"
    span: Span | None = None
    preparation: Preparation | None = None

    @classmethod
    def learn(
        cls,
        image: Image,
        colour: ColourSpace = "lab",
        position: float = 0.0,
        texture: Texture = "off",
        *,
        span: Span | None = None,
    ) -> Self:
        """Return features scaled to `image`: at position 1, colour and position have unit variance each.

        A smaller weight shrinks position, a larger one shrinks colour. Mixtures of full covariance do not
        mind scales; what makes the weight tell is the noise, one and the same for all features, in which the
        shrunken ones drown.
        A picture that is not red, green and blue uses its channels as they are, whatever `colour` says. In
        grey, grey pictures and colour ones have the same features. With `span`, black and white are these.
        """
        raw = cls.unscaled(image, colour, position, texture, span=span)
        return raw.scaled_to(raw.sample(image, LEARNING_SIZE, np.random.default_rng(0)))

    @classmethod
    def unscaled(
        cls,
        image: Image,
        colour: ColourSpace = "lab",
        position: float = 0.0,
        texture: Texture = "off",
        *,
        span: Span | None = None,
    ) -> Self:
        """Return the features of `image` in raw units, to learn the scaling of several pictures from."""
        is_grey = colour == "grey" and image.channels == NAMES["grey"]
        space = colour if image.is_colour or is_grey else "channels"
        places = POSITION_NAMES if position > 0 else ()
        names = (*NAMES.get(space, image.channels), *TEXTURE_NAMES[texture], *places)
        reference = span or image.span
        unit = np.zeros(len(names)), np.ones(len(names))
        return cls(space, position, names, *unit, texture, reference, image.preparation)

    def scaled_to(self, raw: Samples) -> Self:
        """Return the same features scaled to `raw`, samples (n, d) of them in their raw units."""
        sample, n, n_appearance = raw.astype(np.float64), len(self.colours), len(self.appearance)
        centre, deviation = sample.mean(axis=0), sample.std(axis=0)
        scale = np.empty(len(self.names))
        shrunk = max(1.0, self.position)
        scale[:n] = np.sqrt((deviation[:n] ** 2).mean()) * shrunk
        if n_appearance > n:
            scale[n:n_appearance] = max(deviation[n:n_appearance].max(), EVEN) * shrunk / WEIGHT
        if self.position > 0:
            scale[n_appearance:] = np.sqrt((deviation[n_appearance:] ** 2).mean()) / min(1.0, self.position)
        return replace(self, centre=centre, scale=np.where(scale > 0, scale, 1.0))

    @property
    def appearance(self) -> tuple[str, ...]:
        """Names of the features that say what a pixel looks like, not where it is: the first ones."""
        return self.names[: -len(POSITION_NAMES)] if self.position > 0 else self.names

    @property
    def colours(self) -> tuple[str, ...]:
        """Names of the features that are channels of the colour space, the first of `appearance`."""
        return self.appearance[: len(self.appearance) - len(TEXTURE_NAMES[self.texture])]

    def prepared(self, image: Image) -> Image:
        """Return `image` as these features see it: its channels chosen, computed and flattened as there.

        Channels that have names are found by them, wherever they stand.

        Raises
        ------
        BadChannelsError
            If it has not the channels that are chosen.
        """
        if self.preparation is not None:
            return prepared(image, self.preparation)
        if image.preparation is not None and image.preparation.is_found_by_name:
            return image
        source = image.source
        names = source.channel_names
        wanted = self.colours
        if self.colour != "channels" or wanted == source.channels or is_numbered(wanted):
            return source
        if is_numbered(names) and len(names) == len(wanted):
            return source
        if any(names.count(name) != 1 for name in wanted):
            return source  # the check says what is missing
        found = ",".join(quoted(name) for name in wanted)
        return prepared(source, replace(AS_IT_IS, channels=found, is_found_by_name=True))

    def offered(self, image: Image) -> tuple[str, ...]:
        """Return what `image` has in the place of `colours`."""
        image = self.prepared(image)
        alike = self.colour == "channels" and len(self.colours) == image.n_channels and not image.is_colour
        if alike and self.preparation is not None:  # they were chosen, one for each
            return self.colours
        if alike and (is_numbered(self.colours) or is_numbered(image.channels)):
            return self.colours  # as before files' names were read
        return NAMES[self.colour] if image.is_colour and self.colour in NAMES else image.channels

    @property
    def consistent(self) -> bool:
        """Whether the names are those that colour space, texture and the weight of position make."""
        places = POSITION_NAMES if self.position > 0 else ()
        wanted = NAMES.get(self.colour, self.colours)
        return len(self.colours) > 0 and self.names == (*wanted, *TEXTURE_NAMES[self.texture], *places)

    @property
    def n_features(self) -> int:
        """Number of features, d."""
        return len(self.names)

    def blocks(self, image: Image) -> "Blocks":
        """Return the usable pixels of `image` as a sequence of blocks (n, d), in row order."""
        image = self.prepared(image)
        return Blocks(self.transform(image), image, UsablePixels.of(image))

    def sample(self, image: Image, size: int, rng: np.random.Generator) -> Samples:
        """Return about `size` samples (n, d), one at a random place in each of equal stretches of pixels."""
        image = self.prepared(image)
        return self.at(image, spread_indices(image, size, rng))

    def at(self, image: Image, indices: NDArray[np.intp]) -> Samples:
        """Return the samples (n, d) of the pixels with the given flat indices, in Fortran order."""
        image = self.prepared(image)
        return self.transform(image).at(image.pixels.reshape(-1, image.n_channels), indices).T

    def planes(self, image: Image, top: int, bottom: int) -> Samples:
        """Return the features (d, height, width) of all pixels, usable or not, of rows `top` to `bottom`."""
        image = self.prepared(image)
        pixels, width = image.pixels.reshape(-1, image.n_channels), image.width
        rows = self.transform(image).between(pixels, top * width, bottom * width)
        return rows.reshape(self.n_features, bottom - top, width)

    def transform(self, image: Image) -> FeatureTransform:
        """Return how pixels of `image` become features."""
        image = self.prepared(image)
        n, n_places = len(self.colours), len(self.names) - len(self.appearance)
        factor = 1 / self.scale
        if n_places:
            factor[-n_places:] /= max(image.height, image.width) - 1 or 1
        reading = ChannelReading.of(self.colour, image.n_channels, self.centre[:n], self.scale[:n])
        known = (factor, -self.centre / self.scale, image.width, n_places)
        measured = image.range if self.span is None else image.range_of(self.span)
        is_far = _is_far(image.range, measured)
        if self.texture == "off":
            return FeatureTransform(self.colour, measured, reading, *known, is_far=is_far)
        texture_features, n_texture = (
            image.with_range(measured).derived(TextureFeatures.of),
            len(TEXTURE_NAMES[self.texture]),
        )
        return FeatureTransform(self.colour, measured, reading, *known, texture_features, n_texture, is_far)

    def notes(self, image: Image) -> tuple[str, ...]:
        """Return the notes of `image`, with what these features take for black and white there."""
        image = self.prepared(image)
        if self.span is None or self.span == image.span:
            return image.notes
        span, own = self.span, image.span
        if not span.measures(own):
            if own.source == span.source == "declared":  # 8 bits, 16 bits: that goes without saying
                return image.notes
            here, there = _ends(own), _ends(span)
            note = f"Its black and white, {here}, are taken for those of the model, {there}."
            return image.notes if here == there else (*image.notes, note)
        if not own.description:
            note = f"Black and white are those of the model, {_ends(span)}, not its own, {_ends(own)}."
            return image.notes if _ends(span) == _ends(own) else (*image.notes, note)
        begin = own.description.partition(":")[0]
        note = f"{begin}: {_ends(span)}, as in the model, are taken as black and white."
        return tuple(note if each == own.sentence else each for each in image.notes)


def is_numbered(names: Sequence[str]) -> bool:
    """Return whether channels have no names but their numbers."""
    return all(name == f"channel {i}" for i, name in enumerate(names, 1))


def _is_far(own: tuple[float, float], measured: tuple[float, float]) -> bool:
    """Return whether values of a picture of this range may be further from another than `REACH`."""
    margin = 10 * (own[1] - own[0])  # of its own range it is never so far
    (least, most), (low, high) = own, measured
    far = max(abs(least - margin - low), abs(most + margin - high))
    return far > REACH * (high - low if high > low else 1.0)


def _ends(span: Span) -> str:
    return f"{span.black:g} and {span.white:g}"


@dataclass(frozen=True, eq=False)
class Blocks(Sequence[Samples]):
    """The samples of a picture, made block by block when asked for, or kept once they were made."""

    transform: FeatureTransform
    image: Image
    usable: UsablePixels
    kept: Sequence[Samples] = ()

    def __len__(self) -> int:
        return (self.usable.n + BLOCK - 1) // BLOCK

    def __getitem__(self, index: int) -> Samples:  # type: ignore[override]
        if self.kept:
            return self.kept[index]
        pixels, place = self.image.pixels.reshape(-1, self.image.n_channels), self.place(index)
        if isinstance(place, slice):
            return self.transform.between(pixels, place.start, place.stop).T
        return self.transform.at(pixels, place).T

    def __iter__(self) -> Iterator[Samples]:
        return (self[i] for i in range(len(self)))

    def place(self, index: int) -> slice | NDArray[np.intp]:
        """Return the flat indices of the pixels of a block, as a slice where there are no gaps."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.usable.between(index * BLOCK, min((index + 1) * BLOCK, self.usable.n))

    def pixels(self, index: int) -> NDArray[Any]:
        """Return the pixels (n, channels) of a block, as they are in the picture."""
        return self.image.pixels.reshape(-1, self.image.n_channels)[self.place(index)]


def usable_indices(image: Image) -> NDArray[np.intp]:
    """Return the flat indices (n,) of the usable pixels, in row order."""
    return np.arange(image.height * image.width) if image.mask is None else np.flatnonzero(image.mask)


def spread_indices(image: Image, size: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return flat indices of about `size` usable pixels, one at a random place in each of equal stretches."""
    usable = UsablePixels.of(image)
    if usable.n <= size:
        return usable.at(np.arange(usable.n))
    edges = np.linspace(0, usable.n, size + 1)[:-1]
    return usable.at((edges + rng.random(size) * (usable.n / size)).astype(np.intp))
