"""File formats: recognised by their first bytes, and which of them are read."""

import struct
from collections.abc import Callable, Iterable, Sequence

from gmmseg.errors import BadSettingError

INSTRUMENTS = ("CZI", "ND2", "LIF", "OIB", "OIF", "DICOM")
"""Formats of microscopes and scanners; `instruments.files` says what each needs."""

SAFE = ("PNG", "JPEG", "MPO", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000", "PPM", *INSTRUMENTS)
"""Formats that are read without being asked for: common, with well-tested decoders or checked before."""

EXTRA = (
    *("AVIF", "BLP", "CUR", "DCX", "DDS", "DIB", "FITS", "FLI", "FTEX", "GBR", "ICNS", "ICO", "IM", "IMT"),
    *("MCIDAS", "MSP", "PCD", "PCX", "PIXAR", "PSD", "QOI", "SGI", "SPIDER", "SUN", "TGA", "XBM", "XPM"),
    "XVTHUMB",
)
"""Formats that are read when they are admitted by name: holes are in rarely used parsers."""

HEAD = 512  # bytes that identify a format

_PPM_KINDS, _BLANKS = (
    (b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"f", b"F"),
    (b" ", b"\t", b"\n", b"\r", b"#"),
)

_Signatures = Sequence[tuple[str, int, tuple[bytes, ...]]]  # name, offset, what may stand there

_SIGNATURES: _Signatures = (
    ("DICOM", 128, (b"DICM",)),  # first: what is before it may be anything, such as the head of a TIFF
    ("PNG", 0, (b"\x89PNG",)),
    ("JPEG", 0, (b"\xff\xd8\xff",)),
    ("TIFF", 0, (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    ("WEBP", 8, (b"WEBP",)),
    ("GIF", 0, (b"GIF8",)),
    ("JPEG2000", 0, (b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  ")),
    ("BMP", 0, (b"BM",)),
    ("PPM", 0, tuple(b"P" + kind + blank for kind in _PPM_KINDS for blank in _BLANKS)),
    ("CZI", 0, (b"ZISRAWFILE\0",)),
    ("ND2", 0, (b"\xda\xce\xbe\x0a",)),
)
_NAMED = {  # formats whose signatures others have as well: what their names end in decides
    ".lif": ("LIF", b"\x70\0\0\0"), ".lof": ("LIF", b"\x70\0\0\0"),
    ".oib": ("OIB", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ".oif": ("OIF", b"\xff\xfe[\0"),
}  # fmt: skip

_TEXTS: _Signatures = (
    ("PDF", 0, (b"%PDF",)),
    ("EPS", 0, (b"%!PS", b"\xc5\xd0\xd3\xc6")),
    ("SVG", 0, (b"<svg", b"<?xml", b"<!DOCTYPE svg", b"\xef\xbb\xbf<?xml", b"\xef\xbb\xbf<svg")),
)
_VIDEO: _Signatures = (("MP4", 4, (b"ftyp",)),)
_FOREIGN: _Signatures = (
    ("HEIC", 4, (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypheim")),
    ("JPEG XL", 0, (b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    ("OpenEXR", 0, (b"\x76\x2f\x31\x01",)),
    ("Radiance HDR", 0, (b"#?RADIANCE", b"#?RGBE")),
    ("HDF5", 0, (b"\x89HDF\r\n",)),
    ("NumPy", 0, (b"\x93NUMPY",)),
    ("ZIP", 0, (b"PK\x03\x04", b"PK\x05\x06")),
    ("gzip", 0, (b"\x1f\x8b",)),
    ("WMF", 0, (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00")),
    ("EMF", 40, (b" EMF",)),
    ("OLE compound file", 0, (b"\xd0\xcf\x11\xe0",)),
    ("JPEG XR", 0, (b"II\xbc\x01",)),
    ("BPG", 0, (b"BPG\xfb",)),
    ("XCF", 0, (b"gimp xcf",)),
    ("BUFR", 0, (b"BUFR",)),
    ("GRIB", 0, (b"GRIB",)),
)

_CAMERAS: _Signatures = (
    ("CR2", 8, (b"CR\x02",)),
    ("CR3", 4, (b"ftypcrx ",)),
    ("CRW", 6, (b"HEAPCCDR",)),
    ("IIQ", 8, (b"IIII", b"MMMM")),
    ("MRW", 0, (b"\0MRM",)),
    ("ORF", 0, (b"IIRO", b"IIRS", b"MMOR")),
    ("RAF", 0, (b"FUJIFILMCCD-RAW",)),
    ("RW2", 0, (b"IIU\0",)),
    ("X3F", 0, (b"FOVb",)),
)
_CAMERA_SUFFIXES = (
    *(".3fr", ".ari", ".arw", ".bay", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".gpr"),
    *(".iiq", ".k25", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2"),
    *(".rwl", ".rwz", ".sr2", ".srf", ".srw", ".x3f"),
)

_SUFFIXES = {
    ".png": "PNG", ".apng": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG",
    ".mpo": "JPEG", ".tif": "TIFF", ".tiff": "TIFF", ".webp": "WEBP", ".bmp": "BMP", ".gif": "GIF",
    ".jp2": "JPEG2000", ".j2k": "JPEG2000", ".j2c": "JPEG2000", ".jpx": "JPEG2000", ".jpf": "JPEG2000",
    ".czi": "CZI", ".nd2": "ND2", ".lif": "LIF", ".lof": "LIF", ".oib": "OIB", ".oif": "OIF",
    ".dcm": "DICOM", ".dicom": "DICOM",
    ".ppm": "PPM", ".pgm": "PPM", ".pbm": "PPM", ".pnm": "PPM", ".pfm": "PPM", ".pam": "PPM",
}  # fmt: skip

SUFFIXES = frozenset(_SUFFIXES)
"""What the names of files of formats in `SAFE` end in."""


def identify(head: bytes, suffix: str) -> str | None:
    """Return the name of a file's format, None if it is unknown.

    Parameters
    ----------
    head : bytes
        The file's first `HEAD` bytes.
    suffix : str
        The end of its name, with the dot: asked only for formats without a signature.
    """
    return (
        _signed(head, _SIGNATURES)
        or _named(head, suffix)
        or _signed(head.lstrip(), _TEXTS)
        or _signed(head, _FOREIGN)
        or _extra(head, suffix)
        or _signed(head, _VIDEO)
    )


def camera(head: bytes, suffix: str) -> str | None:
    """Return the kind of a camera's raw file, None if it is none.

    By their first bytes most kinds are TIFF, so they are recognised by name: what a program finds in them is
    a small picture for previews.
    """
    signed = _signed(head, _CAMERAS)
    if signed is not None and (signed != "IIQ" or _signed(head, _SIGNATURES) == "TIFF"):
        return signed
    is_named = suffix.lower() in _CAMERA_SUFFIXES
    return suffix[1:].upper() if is_named and _signed(head, _SIGNATURES) in (None, "TIFF") else None


def claimed(suffix: str) -> str | None:
    """Return the format that a file's suffix promises, None if it promises none that is read by default."""
    return _SUFFIXES.get(suffix.lower())


def admitted(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the names in `formats`, in capitals and checked.

    Raises
    ------
    BadSettingError
        If one of them is not a format that can be read.
    """
    names = tuple(name.upper() for name in ([formats] if isinstance(formats, str) else formats))
    for name in names:
        if name not in SAFE and name not in EXTRA:
            raise BadSettingError("formats", name, f"among {', '.join((*SAFE, *EXTRA))}")
    return names


def _named(head: bytes, suffix: str) -> str | None:
    name, signature = _NAMED.get(suffix.lower(), ("", b"?"))
    return name if head.startswith(signature) else None


def _signed(head: bytes, signatures: _Signatures) -> str | None:
    for name, offset, starts in signatures:
        if head[offset:].startswith(starts):
            return name
    return None


def _extra(head: bytes, suffix: str) -> str | None:
    """Return which of the extra formats the file may be in: the one its suffix promises, if it fits."""
    from PIL import Image

    Image.init()
    accepts = {name: Image.OPEN[name][1] for name in EXTRA if name in Image.OPEN}
    signed = [name for name, accept in accepts.items() if accept and _accepts(accept, head)]
    promised = "IMT" if suffix.lower() == ".imt" else Image.EXTENSION.get(suffix.lower())
    if promised in signed or (promised in accepts and accepts[promised] is None):
        return promised
    return signed[0] if signed else None


def _accepts(accept: Callable[[bytes], bool | str], head: bytes) -> bool:
    try:
        return accept(head[:16]) is True
    except (IndexError, struct.error):  # fewer bytes than it looks at
        return False
