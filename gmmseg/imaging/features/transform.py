"""Features of one picture, block by block: tables and scales are made once and then reused.

Whole numbers of 8 and 16 bits go through lookup tables, so that nothing is computed twice; other numbers
are computed in double precision.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.features.downsampling import REACH
from gmmseg.imaging.features.texture_features import TextureFeatures, bilateral_mean
from gmmseg.imaging.filters.lab import RELATIVE, linear

Floats = NDArray[np.float64]
Rows = NDArray[np.float32]

GREY = (0.2126, 0.7152, 0.0722)  # shares of red, green and blue; they sum to 1


@dataclass(frozen=True)
class ChannelReading:
    """How the stored values of each channel are decoded, before colours are converted.

    Row `rows[j]` gets (share of the way from black to white - centres[j]) * factors[j] of channel j; a row
    that is named twice, in turn, gets the sum.

    Attributes
    ----------
    rows : tuple of int
        Where each channel goes.
    centres, factors : tuple of float
        One for each channel.
    as_light : bool
        Whether rows get the light instead that these numbers stand for in sRGB.
    """

    rows: tuple[int, ...]
    centres: tuple[float, ...]
    factors: tuple[float, ...]
    as_light: bool = False

    @classmethod
    def of(cls, space: str, n_channels: int, centre: Floats, scale: Floats) -> "ChannelReading":
        """Return how channels are decoded for a colour space; "lab" and "hsv" are scaled later."""
        zeros, ones = (0.0,) * n_channels, (1.0,) * n_channels
        if space in {"lab", "hsv"}:
            return cls((0, 1, 2), zeros, ones, as_light=space == "lab")
        if space == "grey" and n_channels > 1:  # a picture that is grey is taken as it is
            return cls((0, 0, 0), (float(centre[0]),) * 3, tuple(share / float(scale[0]) for share in GREY))
        middles = tuple(float(c) for c in centre[:n_channels])
        return cls(tuple(range(n_channels)), middles, tuple(1 / float(s) for s in scale[:n_channels]))

    @property
    def places(self) -> NDArray[np.intp]:
        """Row and channel of each table, as the compiled loops take them."""
        return np.stack([np.array(self.rows), np.arange(len(self.rows))], axis=1)


@dataclass(frozen=True, eq=False)
class FeatureTransform:
    """Pixels to features.

    Attributes
    ----------
    space : str
        Colour space, as `Features.colour`.
    span : tuple of two floats
        The values of black and white; pixels may lie beyond them.
    reading : ChannelReading
        What channels stand for.
    factor, shift : ndarray of shape (d,)
        A feature is its raw value times factor plus shift; raw rows and columns are whole numbers here.
    width : int
        Of the picture, in pixels.
    n_places : int
        How many of the features, the last, say where a pixel is: 0 or 2.
    marks : TextureFeatures, optional
        The texture of the picture; then colours are freed of grain, too.
    n_marks : int
        How many of the features, before the places, say what texture is there.
    is_far : bool
        Whether pixels that are no whole numbers may lie beyond `REACH`.
    """

    space: str
    span: tuple[float, float]
    reading: ChannelReading
    factor: Floats
    shift: Floats
    width: int
    n_places: int
    texture_features: TextureFeatures | None = None
    n_texture: int = 0
    is_far: bool = False

    @property
    def n_colours(self) -> int:
        """How many of the features, the first, are colours."""
        return len(self.factor) - self.n_places - self.n_texture

    def between(self, pixels: NDArray[Any], begin: int, end: int) -> Rows:
        """Return the features (d, n) of those of all pixels (h * w, channels) from index `begin` to `end`."""
        from gmmseg.imaging.filters import colour_kernels

        if self.texture_features is not None:
            return self.at(pixels, np.arange(begin, end))
        out = np.empty((len(self.factor), end - begin), np.float32)
        self._colour(pixels[begin:end], out[: self.n_colours])
        if self.n_places:
            colour_kernels.positions(begin, self.width, self.factor[-2:], self.shift[-2:], out[-2:])
        return out

    def at(self, pixels: NDArray[Any], indices: NDArray[np.intp]) -> Rows:
        """Return the features (d, n) of those of all pixels (h * w, channels) with the given indices."""
        from gmmseg.imaging.filters import colour_kernels

        out = np.empty((len(self.factor), len(indices)), np.float32)
        n = self.n_colours
        if self.texture_features is None:
            self._colour(np.take(pixels, indices, axis=0), out[:n])  # five times as fast as an index
        else:
            self._colour(bilateral_mean(pixels, indices, self.texture_features.shape, self.span), out[:n])
            rows, place = out[n : n + self.n_texture], slice(n, n + self.n_texture)
            self.texture_features.write(indices, rows)
            rows *= self.factor[place, None].astype(np.float32)
            rows += self.shift[place, None].astype(np.float32)
        if self.n_places:
            colour_kernels.positions_at(indices, self.width, self.factor[-2:], self.shift[-2:], out[-2:])
        return out

    def _colour(self, pixels: NDArray[Any], rows: Rows) -> None:
        """Write the colours of pixels (n, channels) into `rows` (n_colours, n)."""
        from gmmseg.imaging.filters import colour_kernels

        self._read(pixels, rows)
        if self.space in {"lab", "hsv"}:
            factor, shift = self.factor[:3].astype(np.float32), self.shift[:3].astype(np.float32)
            if self.space == "lab":
                colour_kernels.lab(rows, RELATIVE, factor, shift)
            else:
                colour_kernels.hues(rows, factor, shift)

    def _read(self, pixels: NDArray[Any], rows: Rows) -> None:
        from gmmseg.imaging.filters import colour_kernels

        low, high = self.span
        if pixels.dtype.kind == "u":
            tables = _tables(self.reading, self.span, int(np.iinfo(pixels.dtype).max))
            colour_kernels.through_tables(pixels, self.reading.places, tables, rows)
            return
        length = high - low if high > low else 1.0
        if self.is_far:
            pixels = np.clip(pixels.astype(np.float64), low - REACH * length, high + REACH * length)
        origins = low + np.array(self.reading.centres) * length
        factors = np.array(self.reading.factors) / length
        colour_kernels.through_scales(pixels, self.reading.places, origins, factors, rows)
        if self.reading.as_light:
            rows[:] = linear(rows)


@lru_cache(maxsize=4)
def _tables(reading: ChannelReading, span: tuple[float, float], largest: int) -> Rows:
    """Return what the codes from 0 to `largest` stand for in each channel, (channels, codes)."""
    low, high = span
    share = (np.arange(largest + 1) - low) / (high - low if high > low else 1.0)
    share = np.clip(share, -REACH, REACH)
    values = (share - np.array(reading.centres)[:, None]) * np.array(reading.factors)[:, None]
    return linear(values).astype(np.float32) if reading.as_light else values.astype(np.float32)
