"""TIFF in bands of rows: tiles, strips, or pixels that simply lie in the file.

Each part is decoded by itself and goes through what the reader of whole pictures does with its pixels, so
that these are the same. A part that cannot be decoded is noted, and its pixels are not usable.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import CHANNEL_NAMES, Image
from gmmseg.imaging.lazy_pixels import LazyPixels, PackedMask
from gmmseg.imaging.positional_io import read_at
from gmmseg.io.readers import (
    colour_conversion,
    tiff,
    tiff_channels,
    tiff_codecs,
    tiff_mask,
    tiff_metadata,
    tiff_validation,
)
from gmmseg.io.readers.raster import Raster, ReadRequest
from gmmseg.io.readers.tiled.damage import DamagedTiles

if TYPE_CHECKING:
    from tifffile import TiffPage

BAND = 2**23  # bytes of a band of strips, about
LARGEST_BAND = 2**31  # bytes of a band: tiles in a row, or a strip
_ICC, _ORIENTATION, _NO_DATA = 34675, 274, 42113
_RGB, _YCBCR, _JPEG = 2, 6, (6, 7)
_ALPHA = (1, 2)
_TILED = "Save it in tiles, as a cloud-optimised GeoTIFF or OME-TIFF, or as OME-Zarr"

StoredSamples = NDArray[Any]


@dataclass(frozen=True)
class _Layout:
    """How a page is cut: height and width of its parts, and how many lie beside each other."""

    height: int
    width: int
    n_across: int


class TiffBands:
    """The bands of one picture of a TIFF; `PixelSource` says what they answer."""

    def __init__(self, path: Path, request: ReadRequest) -> None:
        self._open = ExitStack()
        try:
            self._begin(path, request)
        except BaseException:
            self._open.close()
            raise

    def _begin(self, path: Path, request: ReadRequest) -> None:
        stream = self._open.enter_context(path.open("rb"))
        parts = self._open.enter_context(
            path.open("rb")
        )  # for threads, who must not move the stream of pages
        self._stream, self._descriptor = stream, parts.fileno()
        self.request, self.damage = request, DamagedTiles()
        chosen = self._open.enter_context(tiff.opened_plane(stream, request))
        self.file, self.series, self.pages, self.chosen_notes = chosen
        self.page: TiffPage = self.series.keyframe
        page = self.page
        if page.tags.get(_ORIENTATION) is not None and page.tags[_ORIENTATION].value not in (0, 1):
            raise self._refused("it is to be turned, as its orientation tag asks", "Save it upright")
        for each in self.pages:
            tiff_validation.check_page(each, stream, request)
            tiff_codecs.check_page(each, stream, request)
        self._is_separate = int(page.planarconfig) == 2 and page.samplesperpixel > 1
        self._n_each = page.samplesperpixel
        self._is_raw = bool(page.is_contiguous) and int(page.compression) == 1 and self._is_plain_storage()
        self._layout = self._layout_of(page)
        self._stored = self.series.dtype.newbyteorder(self.file.byteorder)
        self._profile = self._tag(_ICC) if isinstance(self._tag(_ICC), bytes) else b""
        n_channels = self._n_each * len(self.pages)
        sample = self._settled(np.full((1, 1, n_channels), self._opaque(), self.series.dtype))
        if sample.pixels.dtype not in (np.bool_, np.uint8, np.uint16):
            raise self._refused(
                f"it holds {sample.pixels.dtype.name}, of which black and white follow from all pixels",
                "Save it with 8 or 16 bits",
            )
        self.sample = sample
        is_bool = sample.pixels.dtype == np.bool_
        self.dtype = np.dtype(np.uint8) if is_bool else sample.pixels.dtype.newbyteorder("=")
        self.span = (0.0, 1.0) if is_bool and sample.span is None else sample.span
        self.shape = (page.imagelength, page.imagewidth, sample.pixels.shape[2])
        self._is_as_stored = self._needs_nothing(n_channels)
        rows, n_row = self._layout.height, page.imagewidth * n_channels * self.series.dtype.itemsize
        self._n_down = max(1, BAND // max(1, rows * n_row)) if self._layout.n_across == 1 else 1
        self.band_rows = min(rows * self._n_down, -(-page.imagelength // rows) * rows)
        if self.band_rows * n_row > LARGEST_BAND:
            many = (
                f"{self.band_rows} rows of it can only be read at once, {self.band_rows * n_row / 1e9:.1f} GB"
            )
            raise self._refused(many, _TILED)

    def close(self) -> None:
        """Close the file."""
        self._open.close()

    def __del__(self) -> None:
        self._open.close()

    def _refused(self, reason: str, remedy: str) -> UnreadableImageError:
        return UnreadableImageError(self.request.name, f"read in bands, {reason}", remedy)

    def _tag(self, code: int) -> Any:
        tag = self.page.tags.get(code)
        return None if tag is None else tag.value

    def _opaque(self) -> Any:
        dtype = self.series.dtype
        return True if dtype.kind == "b" else np.iinfo(dtype).max if dtype.kind in "ui" else 1

    def _is_plain_storage(self) -> bool:
        page = self.page
        whole = page.bitspersample in (8, 16) and not page.is_tiled and int(page.fillorder) == 1
        return whole and int(page.photometric) != _YCBCR and not self._is_separate

    def _layout_of(self, page: "TiffPage") -> _Layout:
        if page.is_tiled:
            return _Layout(page.tilelength, page.tilewidth, -(-page.imagewidth // page.tilewidth))
        if self._is_raw:
            n_row = page.imagewidth * self._n_each * page.bitspersample // 8
            return _Layout(max(1, min(page.imagelength, BAND // 8 // max(1, n_row))), page.imagewidth, 1)
        return _Layout(min(page.rowsperstrip, page.imagelength), page.imagewidth, 1)

    def _needs_nothing(self, n_channels: int) -> bool:
        """Return whether samples are pixels as they are stored."""
        page, kind = self.page, int(self.page.photometric)
        extras = any(int(extra) in _ALPHA for extra in page.extrasamples) and self.request.alpha != "channel"
        plain = kind in (1, _RGB) or (kind == _YCBCR and int(page.compression) in _JPEG)
        converted = self.sample.profile and self.sample.meaning == "rgb"
        return (
            plain
            and not extras
            and not converted
            and page.tags.get(_NO_DATA) is None
            and self.series.dtype.kind == "u"
            and self.sample.pixels.shape[2] == n_channels
        )

    def _settled(self, samples: StoredSamples) -> Raster:
        """Return samples (h, w, n) as the reader of whole pictures has them."""
        meant = tiff_channels.meant(samples, self.page, self.request)
        meant = tiff_channels.without_missing(meant, self.page)
        return colour_conversion.settled(replace(meant, profile=self._profile))

    def n_parts(self, band: int) -> int:
        """Return how many tiles, or strips, a band has."""
        begin, end = band * self.band_rows, min((band + 1) * self.band_rows, self.shape[0])
        return -(-(end - begin) // self._layout.height) * self._layout.n_across

    def read(self, band: int, part: int, out: StoredSamples, usable: NDArray[np.bool_] | None = None) -> None:
        """Write the pixels of a tile or strip into the band that it belongs to."""
        layout = self._layout
        down, across = divmod(part, layout.n_across)
        top, left = down * layout.height, across * layout.width
        target = out[top : top + layout.height, left : left + layout.width]
        row = band * self.band_rows + top
        number = row // layout.height * layout.n_across + across
        try:
            samples = self._samples(number, row, target.shape[:2])
            if self._is_as_stored:
                target[...] = samples
                return
            raster = self._settled(np.array(samples))
            target[...] = raster.pixels
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - decoders answer damaged tiles with errors of any class
            reason = " ".join(str(error).split())[:60] or type(error).__name__
            self.damage.add((row, left), (target.shape[0], target.shape[1]), reason)
            target[...] = 0
            if usable is not None:
                usable[top : top + layout.height, left : left + layout.width] = False
            return
        if usable is not None and raster.mask is not None:
            usable[top : top + layout.height, left : left + layout.width] &= raster.mask

    def _samples(self, number: int, row: int, size: tuple[int, int]) -> StoredSamples:
        """Return the samples (h, w, n) of a part of all pages."""
        if self._is_raw:
            parts = [self._raw(page, row, size) for page in self.pages]
        else:
            parts = [self._decoded(page, number, size) for page in self.pages]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)

    def _raw(self, page: Any, row: int, size: tuple[int, int]) -> StoredSamples:
        height, width = size
        n_row = width * self._n_each * self._stored.itemsize
        data = read_at(self._descriptor, height * n_row, page.dataoffsets[0] + row * n_row)
        return np.frombuffer(data, self._stored).reshape(height, width, self._n_each)

    def _decoded(self, page: Any, number: int, size: tuple[int, int]) -> StoredSamples:
        height, width = size
        if not self._is_separate:
            return self._segment(page, number)[:height, :width]
        n_plane = len(page.dataoffsets) // self._n_each
        planes = [self._segment(page, number + i * n_plane)[:height, :width] for i in range(self._n_each)]
        return np.concatenate(planes, axis=2)

    def _segment(self, page: Any, index: int) -> StoredSamples:
        """Return a tile or strip (h, w, samples), perhaps with more rows and columns than are left."""
        frame = page.keyframe
        pixels, _, shape = self._decode(page, index)
        if pixels is None:  # a part without data is empty
            pixels = np.full(shape, frame.nodata, frame.dtype)
        return np.asarray(pixels).reshape(pixels.shape[-3:])

    def _decode(self, page: Any, index: int) -> Any:
        """Return what tifffile makes of a part: its samples, where they lie in the page, and their shape."""
        offset, size = page.dataoffsets[index], page.databytecounts[index]
        data = read_at(self._descriptor, size, offset) if size else None
        if data is not None and len(data) < size:
            raise ValueError("its data lie behind the end of the file")
        decode: Callable[..., Any] = page.keyframe.decode
        return decode(data, index, jpegtables=page.jpegtables, jpegheader=page.keyframe.jpegheader)

    def own_mask(self) -> PackedMask | None:
        """Return the mask on the page behind the picture's, None where there is none."""
        found = tiff_mask.behind(self.file, self.pages[0])
        page = None if found is None else found[0].pages[found[1]]
        if page is None:
            return None
        tiff_validation.check_page(page, self._stream, self.request)
        height, width = self.shape[:2]
        mask, rows, first = PackedMask((height, width)), np.zeros((0, width), np.bool_), 0
        for index in range(len(page.dataoffsets)):
            samples, (_, _, top, left, _), (_, high, wide, _) = self._decode(page, index)
            if top != first or not len(rows):
                mask.clear(first * width, rows.reshape(-1))
                rows, first = np.zeros((min(high, height - top), width), np.bool_), top
            if samples is not None:
                own = np.any(np.asarray(samples).reshape(samples.shape[-3:]) > 0, axis=2)
                target = rows[:, left : left + wide]
                target |= own[: target.shape[0], : target.shape[1]]
        mask.clear(first * width, rows.reshape(-1))
        return mask


def read(path: Path, request: ReadRequest) -> Image:
    """Return a TIFF as a picture with lazy pixels."""
    source = TiffBands(path, request)
    page, raster, file = source.page, source.sample, source.file
    image = Image.in_bands(
        LazyPixels(source, request.name), span=source.span, is_colour=raster.meaning == "rgb"
    )
    mask = source.own_mask()
    if mask is not None and mask.n_usable < mask.size:
        left_out = f"Pixels that the file's own mask leaves out are masked out: {mask.size - mask.n_usable}."
        image = replace(image, mask=cast("NDArray[np.bool_]", mask)).noted(left_out)
    size = tiff_channels.pixel_size(file, source.series)
    info, more = tiff_metadata.channel_info(file, source.series, page, raster)
    bits = page.bitspersample
    image = replace(
        image,
        georeference=tiff.georeference(page),
        pixel_size=size,
        n_bits=bits if isinstance(bits, int) and 0 < bits <= 64 else None,
        channel_info=info if len(info) == image.n_channels else (),
        path=path.absolute(),
    )
    if image.channel_info and image.channels not in CHANNEL_NAMES.values():
        names = image.channel_names
        image = replace(image, channels=names) if len(set(names)) == len(names) else image
    notes = [note for note in raster.notes if "masked out:" not in note]  # of the sample, not of the picture
    return image.noted(*source.chosen_notes, *notes, *more, *levels_note(source))


def levels_note(source: TiffBands) -> tuple[str, ...]:
    """Return a note where the smaller versions of a pyramid are of another shape than the picture."""
    height, width = source.page.imagelength, source.page.imagewidth
    for level in getattr(source.series, "levels", ())[1:]:
        frame = level.keyframe
        sides = (max(1, frame.imagelength), max(1, frame.imagewidth))
        factor = np.sqrt(height * width / (sides[0] * sides[1]))
        off = abs(height / factor - sides[0]) > 2 or abs(width / factor - sides[1]) > 2
        if off or frame.dtype != source.page.dtype:
            shape = f"{frame.imagewidth} x {frame.imagelength}"
            begin = f"A smaller version in it, {shape}, does not fit the picture, {width} x {height}"
            return (f"{begin}; only the picture itself was read.",)
    return ()
