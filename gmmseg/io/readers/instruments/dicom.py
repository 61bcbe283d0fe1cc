"""DICOM files, by the library pydicom (MIT): frames are pages, values are rescaled, pixels have sizes.

What is packed is unpacked by imagecodecs, which knows the size that there should be. NEMA PS3.3 and PS3.5.
"""

import io
import math
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.image import ChannelInfo
from gmmseg.imaging.units import PixelSize
from gmmseg.io.readers.instruments.acquisition import WHOLE, Acquisition, PlanePosition, channel, silence
from gmmseg.io.readers.raster import Meaning, ReadRequest
from gmmseg.io.readers.tiff_channels import from_ycbcr
from gmmseg.io.readers.tiff_validation import jpeg_size

if TYPE_CHECKING:
    from pydicom import Dataset

_MILLIMETRE = 1e3  # micrometres
_SAVE = "Save it without compression first"
_NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
_BIG = "1.2.840.10008.1.2.2"
_DECODERS = {  # transfer syntax: the decoder of imagecodecs
    "1.2.840.10008.1.2.4.50": "jpeg8_decode", "1.2.840.10008.1.2.4.51": "jpeg8_decode",
    "1.2.840.10008.1.2.4.57": "ljpeg_decode", "1.2.840.10008.1.2.4.70": "ljpeg_decode",
    "1.2.840.10008.1.2.4.80": "jpegls_decode", "1.2.840.10008.1.2.4.81": "jpegls_decode",
    "1.2.840.10008.1.2.4.90": "jpeg2k_decode", "1.2.840.10008.1.2.4.91": "jpeg2k_decode",
    "1.2.840.10008.1.2.5": "dicomrle_decode",
}  # fmt: skip
_RLE = "1.2.840.10008.1.2.5"
_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
_GREYS = ("MONOCHROME1", "MONOCHROME2")
_JPEG_2000 = "1.2.840.10008.1.2.4.9"  # what its transfer syntaxes begin with
_CODESTREAM = b"\xff\x4f\xff\x51"
_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_AS_IS = (1.0, 0.0)  # slope and intercept
_MOST_TABLE = 2**16  # entries of a palette


@contextmanager
def opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Sequence[Acquisition]]:
    """Give the one picture of a DICOM file, with its frames."""
    with silence("pydicom"):
        from pydicom import dcmread
        from pydicom.filereader import read_file_meta_info

        assert request.path is not None
        syntax = str(read_file_meta_info(request.path).get("TransferSyntaxUID", ""))
        if not syntax:
            raise UnreadableImageError(request.name, "it does not say how its values are stored", WHOLE)
        if syntax not in _NATIVE and syntax not in _DECODERS:  # among them one that packs the whole file
            raise UnreadableImageError(request.name, f"it is packed in the way {syntax}", _SAVE)
        stream.seek(0)
        yield [_acquisition(dcmread(stream), syntax, request)]


def _acquisition(dataset: "Dataset", syntax: str, request: ReadRequest) -> Acquisition:
    if not set(_PIXELS) & set(dataset.dir()):
        raise UnreadableImageError(
            request.name, "it holds no picture, only data about one", "Give the file with the picture"
        )
    height, width = _whole(dataset, "Rows"), _whole(dataset, "Columns")
    n_samples, n_frames = _whole(dataset, "SamplesPerPixel", 1), _whole(dataset, "NumberOfFrames", 1)
    photometric = str(dataset.get("PhotometricInterpretation", "MONOCHROME2")).strip()
    if (photometric in _COLOURS and n_samples != 3) or (photometric not in _COLOURS and n_samples != 1):
        raise UnreadableImageError(
            request.name, f"it says {photometric} and has {n_samples} samples per pixel", WHOLE
        )
    if photometric not in (*_COLOURS, *_GREYS, "PALETTE COLOR"):
        raise UnreadableImageError(
            request.name, f"its colours are given as {photometric}", "Save it as RGB or grey"
        )
    kind = _stored_type(dataset, syntax, request)
    shape = (height, width, n_samples)
    frames = _frames(dataset, syntax, shape, kind, request)
    finish, dtype, unit = _meaning(dataset, photometric, kind)
    meaning: Meaning = "rgb" if photometric in _COLOURS or photometric == "PALETTE COLOR" else "grey"

    def plane(place: PlanePosition) -> NDArray[Any]:
        number = place[_axis(dataset)]
        stored = _unpacked(frames(number), syntax, shape, kind, dataset)
        return finish(stored, number)

    n_channels = 3 if meaning == "rgb" else 1
    n_bits = _whole(dataset, "BitsStored", 8 * kind.itemsize)
    return Acquisition(
        ((_axis(dataset), n_frames),), height, width, n_channels, dtype, plane,
        meaning=meaning,
        channels=(unit,) if n_channels == 1 else (),
        pixel_size=_pixel_size(dataset),
        n_bits=n_bits if dtype == kind and n_bits <= 8 * kind.itemsize else None,
        missing=_padding(dataset, kind) if photometric in _GREYS else None,
    )  # fmt: skip


def _whole(dataset: "Dataset", name: str, otherwise: int | None = None) -> int:
    """Return a count that is at least 1."""
    value = dataset.get(name, otherwise)
    if value is None or value == "":
        value = otherwise
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if not 0 < number < 2**31:
        raise ValueError(f"{name} is {value!r}")
    return number


def _stored_type(dataset: "Dataset", syntax: str, request: ReadRequest) -> np.dtype[Any]:
    """Return the type of samples that are in a frame once it is unpacked; single bits become bytes."""
    if "FloatPixelData" in dataset:
        return np.dtype("<f4")
    if "DoubleFloatPixelData" in dataset:
        return np.dtype("<f8")
    bits = _whole(dataset, "BitsAllocated")
    if bits == 1 and syntax in _NATIVE:
        return np.dtype(np.uint8)
    if bits not in (8, 16, 32):
        raise UnreadableImageError(
            request.name,
            f"its samples have {bits} {'bit' if bits == 1 else 'bits'}",
            "Save it with 8 or 16 bits",
        )
    return np.dtype(f"<{'i' if dataset.get('PixelRepresentation', 0) == 1 else 'u'}{bits // 8}")


def _axis(dataset: "Dataset") -> str:
    """Return along which axis frames lie: in depth where they have places, in time where they have times."""
    if "SpacingBetweenSlices" in dataset or "PerFrameFunctionalGroupsSequence" in dataset:
        return "Z"
    if {"FrameTime", "FrameTimeVector", "CineRate", "RecommendedDisplayFrameRate"} & set(dataset.dir()):
        return "T"
    return "I"


def _frames(
    dataset: "Dataset",
    syntax: str,
    shape: tuple[int, int, int],
    kind: np.dtype[Any],
    request: ReadRequest,
) -> Callable[[int], bytes]:
    """Return what gives the bytes of a frame, when there are as many as are declared."""
    name = next(name for name in _PIXELS if name in dataset)
    data, n_frames = bytes(dataset[name].value), _whole(dataset, "NumberOfFrames", 1)
    if syntax not in _NATIVE:
        from pydicom.encaps import get_frame

        return lambda number: get_frame(data, number, number_of_frames=n_frames)
    n = math.prod(shape)
    is_bits = dataset.get("BitsAllocated") == 1
    size = n * kind.itemsize
    if _is_for_two(dataset):
        if shape[1] % 2 or kind != np.uint8:
            raise UnreadableImageError(
                request.name,
                "its colours are stored for two pixels at once, in rows of odd length",
                "Save it as RGB",
            )
        size = n // 3 * 2
    declared = -(-n * n_frames // 8) if is_bits else size * n_frames
    if len(data) < declared:
        raise UnreadableImageError(
            request.name, f"it declares {declared:,} bytes of pixels and has {len(data):,}", WHOLE
        )
    if is_bits:
        return lambda number: _bits(data, number * n, n)
    if syntax == _BIG and kind.itemsize == 1 and dataset[name].VR == "OW":  # bytes lie in words, turned round
        data = np.frombuffer(data[: len(data) // 2 * 2], "<u2").byteswap().tobytes()
    return lambda number: data[number * size : (number + 1) * size]


def _is_for_two(dataset: "Dataset") -> bool:
    """Return whether colours of unpacked pixels are stored for two neighbours at once."""
    return str(dataset.get("PhotometricInterpretation", "")).strip() == "YBR_FULL_422"


def _bits(data: bytes, first: int, n: int) -> bytes:
    """Return n single bits from the given one on, the lowest of a byte first, as bytes."""
    some = np.frombuffer(data, np.uint8)[first // 8 : -(-(first + n) // 8)]
    return np.unpackbits(some, bitorder="little")[first % 8 : first % 8 + n].tobytes()


def _unpacked(
    data: bytes, syntax: str, shape: tuple[int, int, int], kind: np.dtype[Any], dataset: "Dataset"
) -> NDArray[Any]:
    """Return the samples of a frame (height, width, n), with the bits that are in use."""
    height, width, n = shape
    size = height * width * n * kind.itemsize
    if syntax in _NATIVE and _is_for_two(dataset):
        found = _of_pairs(np.frombuffer(data, np.uint8).reshape(height, width // 2, 4))
    elif syntax in _NATIVE:
        stored = kind.newbyteorder(">") if syntax == _BIG else kind
        found = _arranged(np.frombuffer(data, stored), shape, dataset.get("PlanarConfiguration", 0) == 1)
    elif syntax == _RLE:
        import imagecodecs

        planes = np.frombuffer(imagecodecs.dicomrle_decode(data, kind, out=size), kind)
        found = _arranged(planes, shape, True)
    else:
        found = _picture(data, syntax, dataset)
        if found.shape not in ((height, width), shape) or found.dtype.itemsize > kind.itemsize:
            raise ValueError(f"a frame is {found.shape} of {found.dtype.name}")
        found = found.reshape(shape).astype(kind)
    return _in_use(found.astype(kind, copy=False), _whole(dataset, "BitsStored", 8 * kind.itemsize))


def _arranged(samples: NDArray[Any], shape: tuple[int, int, int], is_planar: bool) -> NDArray[Any]:
    height, width, n = shape
    return samples.reshape(n, height, width).transpose(1, 2, 0) if is_planar else samples.reshape(shape)


def _of_pairs(pairs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return YCbCr (h, w, 3) of pairs of pixels (h, w / 2, 4): both brightnesses, and the colour of both."""
    out = np.empty((pairs.shape[0], pairs.shape[1], 2, 3), np.uint8)
    out[..., 0], out[..., 1:] = pairs[..., :2], pairs[:, :, None, 2:]
    return out.reshape(pairs.shape[0], -1, 3)


def _picture(data: bytes, syntax: str, dataset: "Dataset") -> NDArray[Any]:
    """Return what a JPEG of any kind shows, whose size is looked at first."""
    import imagecodecs

    height, width = _whole(dataset, "Rows"), _whole(dataset, "Columns")
    if syntax.startswith(_JPEG_2000):
        begin = data.find(_CODESTREAM)
        right, lower, left, upper = struct.unpack_from(">IIII", data, begin + 8)
        size: tuple[int, int] | None = (right - left, lower - upper)
    else:
        size = jpeg_size(io.BytesIO(data), 0, len(data))
    if size != (width, height):
        raise ValueError(f"a frame has {size} pixels, and {width} x {height} are declared")
    decode = getattr(imagecodecs, _DECODERS[syntax])
    if decode is imagecodecs.jpeg8_decode and dataset.get("SamplesPerPixel", 1) == 3:
        space = "RGB" if dataset.get("PhotometricInterpretation", "") == "RGB" else "YCBCR"
        return np.asarray(decode(data, colorspace=space, outcolorspace="RGB"))
    return np.asarray(decode(data))


def _in_use(samples: NDArray[Any], n_bits: int) -> NDArray[Any]:
    """Return samples without what is above their bits; the sign is the highest of these."""
    unused = 8 * samples.dtype.itemsize - n_bits
    if samples.dtype.kind == "f" or unused <= 0:
        return samples
    return (samples << unused) >> unused


def _meaning(
    dataset: "Dataset", photometric: str, kind: np.dtype[Any]
) -> tuple[Callable[[NDArray[Any], int], NDArray[Any]], np.dtype[Any], ChannelInfo]:
    """Return what makes values of the samples of a frame, their type, and what they are called."""
    if photometric == "PALETTE COLOR":
        table = _palette(dataset)
        return lambda found, _: table[np.clip(found[..., 0], 0, len(table) - 1)], table.dtype, ChannelInfo()
    if photometric in _COLOURS:
        is_native = photometric.startswith("YBR_FULL") and str(dataset.file_meta.TransferSyntaxUID) in (
            *_NATIVE,
            _RLE,
        )
        convert = from_ycbcr if is_native and kind == np.uint8 else None
        return lambda found, _: found if convert is None else convert(found), kind, ChannelInfo()
    is_scaled = any(
        _rescale(dataset, number) != _AS_IS for number in range(_whole(dataset, "NumberOfFrames", 1))
    )
    if is_scaled:
        single = np.dtype(np.float32)

        def scaled(found: NDArray[Any], number: int) -> NDArray[Any]:
            slope, intercept = _rescale(dataset, number)
            return (found * slope + intercept).astype(single)

        return scaled, single, replace(channel(_unit(dataset)), shown=_window(dataset))
    if photometric == "MONOCHROME1" and kind.kind == "u":
        white = kind.type((1 << _whole(dataset, "BitsStored", 8 * kind.itemsize)) - 1)
        window = _window(dataset)
        turned = None if window is None else (float(white) - window[1], float(white) - window[0])
        return lambda found, _: white - found, kind, ChannelInfo(shown=turned)
    return lambda found, _: found.copy(), kind, ChannelInfo(shown=_window(dataset))


def _groups(dataset: "Dataset", number: int) -> Iterator["Dataset"]:
    """Yield where facts about a frame may stand, the nearest first."""
    frames = dataset.get("PerFrameFunctionalGroupsSequence") or []
    if number < len(frames):
        yield frames[number]
    yield from dataset.get("SharedFunctionalGroupsSequence") or []


def _rescale(dataset: "Dataset", number: int) -> tuple[float, float]:
    """Return slope and intercept of the values of a frame."""
    found = [dataset]
    for group in _groups(dataset, number):
        found += group.get("PixelValueTransformationSequence") or []
    own = next((each for each in reversed(found) if "RescaleSlope" in each), None)
    if own is None:
        return _AS_IS
    slope, intercept = float(own.RescaleSlope), float(own.get("RescaleIntercept", 0) or 0)
    if not (math.isfinite(slope) and math.isfinite(intercept)) or slope == 0:
        raise ValueError(f"its values are to be multiplied by {slope} and shifted by {intercept}")
    return slope, intercept


def _window(dataset: "Dataset") -> tuple[float, float] | None:
    """Return the values that a picture is to be shown from and to; the first window of several."""
    found = [dataset]
    for group in _groups(dataset, 0):
        found += group.get("FrameVOILUTSequence") or []
    for each in found:
        centre, width = (each.get(name) for name in ("WindowCenter", "WindowWidth"))
        try:
            middle, whole = (float(np.ravel(np.asarray(part, np.float64))[0]) for part in (centre, width))
        except (TypeError, ValueError, IndexError):
            continue
        ends = middle - 0.5 - (whole - 1) / 2, middle - 0.5 + (whole - 1) / 2
        if whole > 1 and all(map(math.isfinite, ends)):  # a width of 1 is one step from black to white
            return ends
    return None


def _unit(dataset: "Dataset") -> str:
    """Return what rescaled values are: Hounsfield units, becquerels; empty where that is not declared."""
    word = str(dataset.get("RescaleType", "") or dataset.get("Units", "")).strip()
    if not word and str(dataset.get("Modality", "")) == "CT":
        return "HU"
    return "" if word in ("US", "NONE") else word


def _padding(dataset: "Dataset", kind: np.dtype[Any]) -> float | None:
    """Return the value of pixels outside of the picture, in values of the file; None without one."""
    value = dataset.get("PixelPaddingValue")
    if value is None or kind.kind == "f":
        return None
    stored = np.array(int(value)).astype(kind)  # some writers tell a signed one unsigned
    slope, intercept = _rescale(dataset, 0)
    return float(stored) * slope + intercept


def _palette(dataset: "Dataset") -> NDArray[np.uint8]:
    """Return colours (n, 3) in 8 bits."""
    columns = []
    for name in ("Red", "Green", "Blue"):
        n, _, bits = (int(part) for part in dataset[f"{name}PaletteColorLookupTableDescriptor"].value)
        n = n or _MOST_TABLE
        data = bytes(dataset[f"{name}PaletteColorLookupTableData"].value)
        is_wide = bits == 16 and len(data) >= 2 * n
        values = np.frombuffer(data, "<u2" if is_wide else "u1")[:n]
        if not 0 < n <= _MOST_TABLE or len(values) < n:
            raise ValueError("its palette is damaged")
        columns.append((values >> 8 if is_wide else values).astype(np.uint8))
    return np.stack(columns, axis=1)


def _pixel_size(dataset: "Dataset") -> PixelSize | None:
    """Return height and width of a pixel in the body or on the slide; none of a projection's detector."""
    found = [dataset]
    for group in _groups(dataset, 0):
        found += group.get("PixelMeasuresSequence") or []
    for each in found:
        spacing = each.get("PixelSpacing")
        if spacing is not None and len(spacing) == 2:
            return float(spacing[0]) * _MILLIMETRE, float(spacing[1]) * _MILLIMETRE
    return None
