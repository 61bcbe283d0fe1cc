"""The open picture: its file, its pixels and its pyramid for the screen."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from gmmseg.errors import GmmsegError, UnreadableImageError
from gmmseg.imaging.image import Image
from gmmseg.imaging.regions.image_hierarchy import ImageHierarchy
from gmmseg.imaging.rendering.composite import Styles, as_shown, composite, is_plain, usual_styles
from gmmseg.imaging.units import PixelSize
from gmmseg.io.file_reference import Fingerprint, PageReference
from gmmseg.job import Progress, Workers
from gmmseg.session import pyramid
from gmmseg.session.large.large_picture import USUAL, LargeOptions, LargePicture
from gmmseg.session.large.part import PicturePart

if TYPE_CHECKING:
    from gmmseg.io.readers.page_axes import Pages

PREVIEW_PIXELS = 300_000  # what is fitted while a slider moves
SOON = 0.25  # seconds in which a large picture without smaller versions is read here and there
QUICK_PIXELS = 700_000  # what is drawn while a slider moves, or when a page is turned


@dataclass(frozen=True, eq=False)
class Drawing:
    """The channels of a picture mixed in colours, for the screen.

    Attributes
    ----------
    styles : Styles
        How each channel is shown.
    levels : tuple of ndarray of shape (h, w, 3), uint8
        The picture, halved again and again; the first has `step` pixels for each of its own.
    masks : tuple of ndarray of shape (h, w), uint8, or None
        255 where a pixel is usable, for each level; None when all are.
    step : int
        1 where the first level is the whole picture.
    """

    styles: Styles
    levels: tuple[NDArray[np.uint8], ...]
    masks: tuple[NDArray[np.uint8], ...] | None
    step: int

    @classmethod
    def of(cls, source: "OpenImage", styles: Styles, step: int = 1) -> "Drawing":
        """Return the picture of an open one, of every `step`-th row and column."""
        mask = source.image.mask
        levels = pyramid.averaged(composite(source.image, styles, step))
        if mask is None:
            return cls(styles, levels, None, step)
        return cls(styles, levels, pyramid.averaged(mask[::step, ::step].astype(np.uint8) * 255), step)


def quick_step(image: Image) -> int:
    """Return the step at which a picture is drawn in a moment."""
    return max(1, int(np.ceil(np.sqrt(image.height * image.width / QUICK_PIXELS))))


def drawing(
    source: "OpenImage",
    styles: Styles,
    workers: Workers,  # noqa: ARG001 - a job takes workers
) -> Generator[Progress, None, Drawing]:
    """Yield progress and return a whole picture with its channels mixed."""
    yield Progress("Drawing", 0.1)
    return Drawing.of(source, styles)


@dataclass(frozen=True, eq=False)
class OpenImage:
    """An open picture.

    Attributes
    ----------
    image : Image
        The picture.
    path : Path or None
        Where it came from.
    fingerprint : Fingerprint or None
        Of the file, as it was when it was read.
    page : PageReference or None
        Which page of the file; None for the first or only one.
    given_pixel_size : tuple of two floats, or None
        Height and width of a pixel, micrometres, where people have given it.
    pages : Pages or None
        The pages of the file; None where it is one picture.
    drawn : Drawing or None
        Its channels mixed in colours, at first sight, where that was done when it was read.
    large : LargePicture or None
        The picture larger than memory that it is a part of.
    part : PicturePart or None
        Which part of that.
    """

    image: Image
    path: Path | None
    fingerprint: Fingerprint | None = None
    page: PageReference | None = None
    given_pixel_size: PixelSize | None = None
    pages: "Pages | None" = None
    drawn: Drawing | None = None
    large: LargePicture | None = None
    part: PicturePart | None = None

    @classmethod
    def of(
        cls,
        image: Image,
        path: Path | None = None,
        fingerprint: Fingerprint | None = None,
        page: PageReference | None = None,
        pages: "Pages | None" = None,
    ) -> "OpenImage":
        """Return `image` made ready for the screen."""
        return cls(image, path, fingerprint, page, pages=pages).made_ready()

    def made_ready(self, styles: Styles | None = None) -> "OpenImage":
        """Return the same with what is seen first of it drawn; by default as it is usually shown."""
        if styles is None and is_plain(self.image):
            _ = self.levels, self.masks
            return self
        return replace(
            self, drawn=Drawing.of(self, styles or self.image.derived(usual_styles), quick_step(self.image))
        )

    @cached_property
    def levels(self) -> tuple[NDArray[np.uint8], ...]:
        """The picture as it is usually seen, (h, w, 3), whole and halved again and again."""
        return pyramid.averaged(as_shown(self.image))

    @cached_property
    def masks(self) -> tuple[NDArray[np.uint8], ...] | None:
        """255 where a pixel is usable, (h, w), for each level; None when all are."""
        mask = self.image.mask
        return None if mask is None else pyramid.averaged(mask.astype(np.uint8) * 255)

    @classmethod
    def of_part(
        cls, large: LargePicture, part: PicturePart, pause: Callable[[], None] = lambda: None
    ) -> "OpenImage":
        """Return a part of a picture larger than memory.

        Raises
        ------
        NoUsablePixelsError
            If no pixel there can be read.
        """
        image = large.image_of(part, pause)
        return cls(image, large.path, large.fingerprint, large.page, large=large, part=part)

    @property
    def whole_size(self) -> tuple[int, int]:
        """Width and height of the picture, be this a part of it or all."""
        return (self.image.width, self.image.height) if self.part is None else self.part.whole

    @property
    def name(self) -> str:
        """The file's name, with the page where it has several: `stack.tif z003`."""
        return f"{self.image.name} {self.page_name}".rstrip()

    @property
    def page_name(self) -> str:
        """What the page is called among those of its file, `t01_z003`; empty where it has but one."""
        if self.pages is None or self.page is None:
            return ""
        pages = self.pages.as_channels(self.page.axis)[0] if self.page.axis else self.pages
        return pages.name(self.page.number)

    @property
    def stem(self) -> str:
        """How the names of results begin: `stack_z003`."""
        word = (self.path or Path(self.image.name)).stem
        return f"{word}_{self.page_name}" if self.page_name else word

    @property
    def file_name(self) -> str:
        """What a file that holds this page alone would be called: `stack_z003.tif`."""
        return f"{self.stem}{Path(self.image.name).suffix}"

    @property
    def key(self) -> str:
        """What tells it from other pictures, wherever it lies; empty where it is no file's."""
        return "" if self.fingerprint is None else picture_key(self.fingerprint, self.page)

    def sized(self, size: PixelSize | None) -> "OpenImage":
        """Return the same with pixels of a size that people give; None keeps what the file says."""
        if size is None or size == self.given_pixel_size:
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
        levels = self.__dict__.get("levels", ())
        drawn = () if self.drawn is None else self.drawn.levels
        return int(self.image.pixels.nbytes + sum(level.nbytes for level in (*levels, *drawn)))


@dataclass(frozen=True)
class FileState:
    """How a file was found: as long as this stays, its content is taken to.

    Attributes
    ----------
    n_bytes : int
        Its size.
    changed : int
        When it was changed last, nanoseconds.
    """

    n_bytes: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "FileState | None":
        """Return how a file is found now; None where it is not there."""
        try:
            facts = path.stat()
        except (OSError, ValueError):
            return None
        return cls(facts.st_size, facts.st_mtime_ns)


def picture_key(fingerprint: Fingerprint, page: PageReference | None) -> str:
    """Return what tells a picture from others: the SHA-256 of its file, and its page."""
    return fingerprint.sha256 if page is None else f"{fingerprint.sha256} {page.key}"


def opening(
    path: Path,
    workers: Workers,  # noqa: ARG001 - a job takes workers
    page: PageReference | None = None,
    *,
    options: LargeOptions = USUAL,
    as_large: bool = False,
) -> Generator[Progress, None, OpenImage]:
    """Yield progress and return the picture in the file at `path`, or that on a page of it.

    Of a file with several pages the first one is opened where none is asked for. Of a picture above the limit
    of `options`, or with `as_large` of any that can be read tile by tile, all of it is opened at a size that
    fits into memory.
    """
    from gmmseg.io.readers.images import read
    from gmmseg.io.readers.tiled.opening import is_large

    yield Progress(f"Opening {path.name}", 0.1)
    if as_large or is_large(path, options.limit):
        large = LargePicture.open(path, page, options, user_cache_path("gmmseg") / "overviews")
        large.begin(SOON)
        yield Progress(f"Opening {path.name}", 0.8)
        return OpenImage.of_part(large, large.first_part)
    pages = pages_in(path)
    if pages is not None and page is None:
        page = PageReference(pages.whole[0], name=pages.name(pages.whole[0]))
    image = read(path, **(page.reading if page is not None else {}))
    yield Progress(f"Opening {path.name}", 0.8)
    return OpenImage.of(image, path, Fingerprint.of(path), page, pages)


def pages_in(path: Path) -> "Pages | None":
    """Return the pages of a file; None where it is one picture, or none at all, as reading it will tell."""
    from gmmseg.io.readers.images import pages_of

    try:
        pages = pages_of(path)
    except GmmsegError:
        return None
    return pages if len(pages.whole) > 1 else None


def opening_page(
    source: OpenImage,
    page: PageReference,
    workers: Workers,  # noqa: ARG001 - a job takes workers
    seen: FileState | None = None,
    styles: Styles | None = None,
) -> Generator[Progress, None, OpenImage]:
    """Yield progress and return another page of the file of an open picture.

    `seen` is how the file was found when its fingerprint was taken: as long as it is so, nobody hashes it.
    `styles` say how its channels are shown, if it has as many.

    Raises
    ------
    UnreadableImageError
        If the page cannot be read, or the file is another one now.
    """
    from gmmseg.io.readers.images import read

    assert source.path is not None
    yield Progress(f"Opening {source.path.name}", 0.1)
    is_seen = seen is not None and FileState.of(source.path) == seen
    if not is_seen and source.fingerprint is not None and not source.fingerprint.fits(source.path):
        raise UnreadableImageError(source.path.name, "it has changed since it was opened", "Open it again")
    image = read(source.path, **page.reading)
    yield Progress(f"Opening {source.path.name}", 0.6)
    found = OpenImage(image, source.path, source.fingerprint, page, pages=source.pages)
    suits = styles is not None and len(styles) == image.n_channels
    return found.made_ready(styles if suits else None).sized(source.given_pixel_size)
