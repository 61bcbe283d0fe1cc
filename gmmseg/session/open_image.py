"""The open picture: its file, its pixels and its pyramid for the screen."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.units import PixelSize
from gmmseg.io.file_reference import Fingerprint, PageReference
from gmmseg.job import Progress, Workers
from gmmseg.session import pyramid

PREVIEW_PIXELS = 300_000  # what is fitted while a slider moves


@dataclass(frozen=True, eq=False)
class OpenImage:
    """An open picture.

    Attributes
    ----------
    image : Image
        The picture.
    path : Path or None
        Where it came from.
    levels : tuple of ndarray of shape (h, w, 3), uint8
        As screens show it, whole and halved again and again.
    masks : tuple of ndarray of shape (h, w), uint8, or None
        255 where a pixel is usable, for each level; None when all are.
    fingerprint : Fingerprint or None
        Of the file, as it was when it was read.
    page : PageReference or None
        Which page of the file; None for the first or only one.
    given_pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where people have given it.
    """

    image: Image
    path: Path | None
    levels: tuple[NDArray[np.uint8], ...]
    masks: tuple[NDArray[np.uint8], ...] | None = None
    fingerprint: Fingerprint | None = None
    page: PageReference | None = None
    given_pixel_size: PixelSize | None = None

    @classmethod
    def of(
        cls,
        image: Image,
        path: Path | None = None,
        fingerprint: Fingerprint | None = None,
        page: PageReference | None = None,
    ) -> "OpenImage":
        """Return `image` made ready for the screen."""
        mask = image.mask
        return cls(
            image,
            path,
            pyramid.averaged(image.display()),
            None if mask is None else pyramid.averaged(mask.astype(np.uint8) * 255),
            fingerprint,
            page,
        )

    @property
    def key(self) -> str:
        """What tells it from other pictures, wherever it lies; empty where it is no file's."""
        return "" if self.fingerprint is None else picture_key(self.fingerprint, self.page)

    def sized(self, size: PixelSize | None) -> "OpenImage":
        """Return the same with pixels of a size that people give; None keeps what the file says."""
        if size is None:
            return self
        return replace(self, image=replace(self.image, pixel_size=size), given_pixel_size=size)

    @cached_property
    def small(self) -> Image:
        """The picture with rows and columns left out until it has at most `PREVIEW_PIXELS` pixels."""
        image = self.image
        step = int(np.ceil(np.sqrt(image.height * image.width / PREVIEW_PIXELS)))
        if step <= 1:
            return image
        mask = None if image.mask is None else image.mask[::step, ::step].copy()
        if mask is not None and not mask.any():
            return image
        return replace(image, pixels=image.pixels[::step, ::step].copy(), mask=mask)

    @cached_property
    def hierarchy(self) -> ImageHierarchy:
        """The hierarchy of its regions, for whoever needs it."""
        return ImageHierarchy.of(self.image)

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        return int(self.image.pixels.nbytes + sum(level.nbytes for level in self.levels))


def picture_key(fingerprint: Fingerprint, page: PageReference | None) -> str:
    """Return what tells a picture from others: the SHA-256 of its file, and its page."""
    return fingerprint.sha256 if page is None else f"{fingerprint.sha256} {page.key}"


def opening(
    path: Path,
    workers: Workers,  # noqa: ARG001 - a job takes workers
    page: PageReference | None = None,
) -> Generator[Progress, None, OpenImage]:
    """Yield progress and return the picture in the file at `path`, or that on a page of it."""
    from gmmseg.io.readers.images import read

    yield Progress(f"Opening {path.name}", 0.1)
    image = read(path, **(page.reading if page is not None else {}))
    yield Progress(f"Opening {path.name}", 0.8)
    return OpenImage.of(image, path, Fingerprint.of(path), page)
