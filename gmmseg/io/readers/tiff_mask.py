"""Transparency masks in TIFF: pages that are no pictures but say which pixels of another page count."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffFrame, TiffPage, TiffPageSeries


def pictures(file: "TiffFile") -> Sequence["TiffPageSeries"]:
    """Return the series that are pictures; masks are so only where there is nothing else."""
    return [series for series in file.series if not series.keyframe.is_mask] or file.series


def behind(file: "TiffFile", page: "TiffPage | TiffFrame | None") -> tuple["TiffPageSeries", int] | None:
    """Return the mask of a page, as a series and its place there, None if it has none.

    It is one of the masks and smaller versions between the page and the next picture, and of the page's size.
    """
    masks = [series for series in file.series if series.keyframe.is_mask]
    if page is None or page.keyframe is None or page.keyframe.is_mask or not isinstance(page.index, int):
        return None
    end = min(_indices(file.series, page.index), default=None) if masks else None
    for series in masks:
        frame = series.keyframe
        if (frame.imagelength, frame.imagewidth) != (page.keyframe.imagelength, page.keyframe.imagewidth):
            continue
        for place, each in enumerate(series.pages):
            index = page.index if each is None or not isinstance(each.index, int) else each.index
            if page.index < index and (end is None or index < end):
                return series, place
    return None


def _indices(every: Sequence["TiffPageSeries"], after: int) -> list[int]:
    """Return the numbers, beyond one, of the pages that are pictures in full size."""
    whole = (each for each in every if not (each.keyframe.is_mask or each.keyframe.is_reduced))
    pages = (page for series in whole for page in series.pages if page is not None)
    return [page.index for page in pages if isinstance(page.index, int) and page.index > after]
