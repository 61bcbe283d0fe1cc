"""Which kinds of instruments' files are read, by which module, and what each needs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import IO

from gmmseg.errors import MissingReaderError
from gmmseg.io.readers.instruments import acquisition
from gmmseg.io.readers.instruments.acquisition import Acquisition
from gmmseg.io.readers.page_axes import PageSeries
from gmmseg.io.readers.raster import Raster, ReadRequest


@dataclass(frozen=True)
class InstrumentKind:
    """A kind of file: what people call it, the module that reads it, and the library and extra it needs."""

    title: str
    module: str
    library: str = ""
    extra: str = ""


KINDS = {
    "CZI": InstrumentKind("Zeiss's CZI", "czi"),
    "ND2": InstrumentKind("Nikon's ND2", "nd2", "nd2", "microscopy"),
    "LIF": InstrumentKind("Leica's LIF", "lif", "liffile", "microscopy"),
    "OIB": InstrumentKind("Olympus's OIB", "oif", "oiffile", "microscopy"),
    "OIF": InstrumentKind("Olympus's OIF", "oif", "oiffile", "microscopy"),
    "DICOM": InstrumentKind("DICOM", "dicom", "pydicom", "dicom"),
}
"""By the name of their format."""


def described(stream: IO[bytes], request: ReadRequest) -> tuple[PageSeries, ...]:
    """Return the pages of the file in `stream`; nothing is decoded.

    Raises
    ------
    MissingReaderError
        If its kind needs a library that is not installed.
    UnreadableImageError
        If it holds no picture, or declares more than it can hold.
    Exception
        Whatever a decoder raises on a damaged file.
    """
    with _opened(stream, request) as found:
        return acquisition.series_of(found, request)


def decode(stream: IO[bytes], request: ReadRequest) -> Raster:
    """Return the picture in `stream`; errors are those of `described` and `acquisition.decoded`."""
    with _opened(stream, request) as found:
        return acquisition.decoded(found, request)


@contextmanager
def _opened(stream: IO[bytes], request: ReadRequest) -> Iterator[Sequence[Acquisition]]:
    kind = KINDS[request.format]
    if kind.library and find_spec(kind.library) is None:
        raise MissingReaderError(request.name, kind.title, kind.library, kind.extra)
    module = import_module(f"gmmseg.io.readers.instruments.{kind.module}")
    stream.seek(0)
    with module.opened(stream, request) as found:
        yield found
