"""Texture as three features of a pixel, read from a reduced picture; colours are denoised meanwhile.

An area of one texture, such as grass or bricks, should be one segment although its pixels differ. Five
channels of texture are too many beside colour and position, so they are condensed into three: strength,
direction along the axes, and direction along the diagonals.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.filters import texture

if TYPE_CHECKING:
    from gmmseg.imaging.image import Image

Texture = Literal["off", "light", "full"]
TEXTURES: tuple[Texture, ...] = ("off", "light", "full")
TEXTURE_NAMES: dict[str, tuple[str, ...]] = {
    "off": (),
    "light": ("contrast",),
    "full": ("contrast", "axis", "diagonal"),
}
MOST = (
    2**19
)  # pixels of the picture that marks are read from: those of a large one are not finer than it shows
WEIGHT = 1.0  # of a mark beside a colour, both of unit variance
EVEN = 2.0  # units of lightness: texture that varies less is noise, and is not blown up
GRAIN = 0.06  # standard deviation, as a share of the range, beyond which neighbours no longer mix

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TextureFeatures:
    """The texture features of one picture.

    Attributes
    ----------
    planes : ndarray of shape (3, h, w), float32
        Contrast, axis, diagonal, in units of lightness from 0 to 100.
    factor : int
        Side of the square of pixels that one value stands for.
    shape : tuple of two int
        Height and width of the picture itself.
    """

    planes: Rows
    factor: int
    shape: tuple[int, int]

    @classmethod
    def of(cls, image: "Image") -> Self:
        """Return the texture features of `image`; unusable pixels take the mean of the usable ones."""
        from gmmseg.imaging.features.downsampling import DownsampledImage

        n_pixels = image.height * image.width
        working = DownsampledImage.reduced_by(image, max(1, int(np.ceil(np.sqrt(n_pixels / MOST)))))
        channels = texture.channels(working.lightness)
        planes = np.stack([channels[:3].mean(axis=0), channels[3], channels[4]])
        return cls(planes, working.factor, (image.height, image.width))

    def write(self, indices: NDArray[np.intp], out: Rows) -> None:
        """Write the first features of the pixels with the given flat indices into `out` (features, n)."""
        from gmmseg.imaging.features.texture_kernels import between_squares

        between_squares(self.planes, self.factor, indices, self.shape[1], out)


def bilateral_mean(
    pixels: NDArray[Any], indices: NDArray[np.intp], shape: tuple[int, int], span: tuple[float, float]
) -> NDArray[Any]:
    """Return pixels (n, channels) averaged with those of their 8 neighbours that are much like them.

    Parameters
    ----------
    pixels : ndarray of shape (h * w, channels)
        All pixels of the picture.
    indices : ndarray of shape (n,)
        Which ones.
    shape : tuple of two int
        Height and width of the picture.
    span : tuple of two float
        The values of black and white.
    """
    from gmmseg.imaging.features.texture_kernels import bilateral_means

    out = np.empty((len(indices), pixels.shape[1]), pixels.dtype)
    range_ = span[1] - span[0] if span[1] > span[0] else 1.0
    half = 0.5 if pixels.dtype.kind in "ui" else 0.0
    bilateral_means(
        pixels, indices, shape[0], shape[1], 1 / (2 * pixels.shape[1] * (GRAIN * range_) ** 2), half, out
    )
    return out
