"""GDAL's metadata of bands, in a tag of a GeoTIFF or in a file beside it (`.aux.xml`), read in bounded time.

The text may be hostile: it is not made into a tree, and nothing in it stands for anything else.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from gmmseg.imaging.image import ChannelInfo

LONGEST = 2**20  # characters
MOST_ELEMENTS = 20_000
MOST_BANDS = 1000
LONGEST_WORD = 200  # characters of a description
NANOMETRES = {"nanometers": 1.0, "nm": 1.0, "micrometers": 1e3, "um": 1e3}


class _OddTextError(ValueError):
    """There is more in a text than anybody writes."""


@dataclass
class _Bands:
    names: dict[int, str] = field(default_factory=dict)
    wavelengths: dict[int, float] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    missing: dict[int, str] = field(default_factory=dict)
    scales: dict[int, str] = field(default_factory=dict)
    offsets: dict[int, str] = field(default_factory=dict)


def of_gdal(text: str, n: int) -> tuple[list[ChannelInfo], tuple[str, ...]]:
    """Return what the text of tag 42112 says of each of `n` bands, and notes; empty where it says nothing."""
    bands, notes = _read(text)
    return _info(bands, n), (*notes, *_about_scale(bands))


def beside(text: str, n: int) -> tuple[list[ChannelInfo], float | None, tuple[str, ...]]:
    """Return what an `.aux.xml` says of each of `n` bands, the value that is no data in all, and notes."""
    bands, notes = _read(text)
    values = {bands.missing.get(i) for i in range(n)}
    declared = values.pop() if len(values) == 1 else None
    try:
        missing = None if declared is None else float(declared)
    except ValueError:
        missing = None
    return _info(bands, n), missing, (*notes, *_about_scale(bands))


def _about_scale(bands: _Bands) -> tuple[str, ...]:
    """Return a note where numbers are stored that stand for others: they are kept, as GDAL does."""
    scaled = [
        i for i in sorted({*bands.scales, *bands.offsets}) if _scale_of(bands, i) not in (None, (1.0, 0.0))
    ]
    if not scaled:
        return ()
    factor, shift = _scale_of(bands, scaled[0]) or (1.0, 0.0)
    meant = f"{factor:g} times as much {'plus' if shift >= 0 else 'minus'} {abs(shift):g}"
    kept = "Channels have the numbers that are stored; by what the file says"
    return (f"{kept}, those of channel {scaled[0] + 1} stand for {meant}.",)


def _scale_of(bands: _Bands, band: int) -> tuple[float, float] | None:
    try:
        return float(bands.scales.get(band, "1")), float(bands.offsets.get(band, "0"))
    except ValueError:
        return None


def _info(bands: _Bands, n: int) -> list[ChannelInfo]:
    if not bands.names and not bands.wavelengths:
        return []
    factors = [NANOMETRES.get(bands.units.get(i, "nm").lower()) for i in range(n)]
    return [
        ChannelInfo(
            bands.names.get(i, ""),
            None,
            bands.wavelengths[i] * factor if i in bands.wavelengths and factor else None,
        )
        for i, factor in enumerate(factors)
    ]


def _read(text: str) -> tuple[_Bands, tuple[str, ...]]:
    reading = _Reading()
    try:
        if len(text) > LONGEST:
            raise _OddTextError(f"they have {len(text):,} characters")
        reading.parse(text)
    except _OddTextError as error:
        return _Bands(), (f"Its metadata of bands were ignored, since {error}.",)
    except expat.ExpatError:
        return reading.bands, ("Its metadata of bands are damaged, and were read as far as they are whole.",)
    return reading.bands, ()


class _Reading:
    """The state of reading a text."""

    def __init__(self) -> None:
        self.bands = _Bands()
        self._n_elements = 0
        self._band = 0
        self._item: tuple[str, int] | None = None
        self._texts: list[str] = []

    def parse(self, text: str) -> None:
        reader = expat.ParserCreate("utf-8")
        reader.StartElementHandler = self._begin
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._take
        reader.EntityDeclHandler = self._refuse
        try:
            reader.Parse(text.strip("\0 \n\r\t").encode("utf-8", "replace"), True)
        finally:  # they know the reader's own callers
            reader.StartElementHandler = reader.EndElementHandler = None
            reader.CharacterDataHandler = reader.EntityDeclHandler = None

    def _refuse(self, *_: object) -> None:
        raise _OddTextError("they define words of their own")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._n_elements += 1
        if self._n_elements > MOST_ELEMENTS:
            raise _OddTextError(f"they have more than {MOST_ELEMENTS:,} elements")
        self._texts = []
        if name == "PAMRasterBand":
            self._band = _index(attributes.get("band"), 1)
        if name == "Item":
            self._item = (attributes.get("name", "").upper(), _index(attributes.get("sample"), 0))
        elif name == "MDI":
            self._item = (attributes.get("key", "").upper(), self._band)
        elif name in ("Description", "NoDataValue", "Scale", "Offset"):
            self._item = (name.upper(), self._band)

    def _take(self, text: str) -> None:
        if sum(map(len, self._texts)) < LONGEST_WORD:
            self._texts.append(text)

    def _end(self, _: str) -> None:
        if self._item is None:
            return
        (kind, band), self._item = self._item, None
        word = " ".join("".join(self._texts).split())[:LONGEST_WORD]
        if not 0 <= band < MOST_BANDS or not word:
            return
        if kind == "DESCRIPTION":
            self.bands.names[band] = "".join(c for c in word if c.isprintable())[:80]
        elif kind in ("WAVELENGTH", "CENTRAL_WAVELENGTH_UM"):
            self._set_wavelength(band, word, kind)
        elif kind in ("WAVELENGTH_UNIT", "WAVELENGTH_UNITS"):
            self.bands.units[band] = word
        elif kind == "NODATAVALUE":
            self.bands.missing[band] = word
        elif kind == "SCALE":
            self.bands.scales[band] = word
        elif kind == "OFFSET":
            self.bands.offsets[band] = word

    def _set_wavelength(self, band: int, word: str, kind: str) -> None:
        try:
            value = float(word)
        except ValueError:
            return
        if 0 < value < 1e7:
            self.bands.wavelengths[band] = value
            if kind.endswith("_UM"):
                self.bands.units[band] = "um"


def _index(text: str | None, first: int) -> int:
    try:
        return int(text or "") - first
    except ValueError:
        return -1
