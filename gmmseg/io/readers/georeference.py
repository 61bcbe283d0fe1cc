"""Georeferences: GeoTIFF tags, GeoJP2 and files beside a picture that place it on a map."""

import html
import math
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import IO

from gmmseg.errors import shown
from gmmseg.imaging.image import Tag
from gmmseg.imaging.units import LARGEST, SMALLEST, PixelSize

LONGEST = 2**20  # bytes that are read of a file beside a picture, or of a box in it
SCALE, TIEPOINTS, MATRIX, KEYS = 33550, 33922, 34264, 34735  # GeoTIFF's tags
MODEL, RASTER, GEOGRAPHIC, PROJECTED = 1024, 1025, 2048, 3072  # and its keys
LINEAR_UNIT = 3076
METRES = {9001: 1.0, 9002: 0.3048, 9003: 1200 / 3937}  # by EPSG: metre, foot, US survey foot
WEB_MERCATOR = (3857, 3785, 900913)
UTM = (range(32601, 32661), range(32701, 32761), range(25828, 25839))  # systems of coordinates in metres
EARTH = 6_378_137.0  # metres
AREA, POINT = 1, 2  # what the number of a pixel means: its corner, or its centre
MODELS = {PROJECTED: 1, GEOGRAPHIC: 2}  # which key a model names its system by
USER_DEFINED = 32767
DOUBLES, SHORTS = 12, 3  # TIFF's types
GEOJP2 = bytes.fromhex("b14bf8bd083d4b43a5ae8cd7d5a6ce03")
MOST_BOXES = 1000
WGS84_TEXT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",'
    '0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)  # as GDAL writes it
SYSTEMS = {"PROJCS": PROJECTED, "PROJCRS": PROJECTED, "GEOGCS": GEOGRAPHIC, "GEOGCRS": GEOGRAPHIC}
TOKENS = re.compile(r'"[^"]*"|[\[(]|[\])]|[A-Za-z_]\w*|\d+')


@dataclass(frozen=True)
class Place:
    """Where the pixels of a picture lie on a map.

    Attributes
    ----------
    transform : tuple of six floats
        In GDAL's order: x is t[0] + column * t[1] + row * t[2], y is t[3] + column * t[4] + row * t[5],
        columns and rows counted from the upper left corner of the upper left pixel.
    epsg : int or None
        Number of the coordinate system in EPSG's register; None where the file has none.
    key : int
        GeoTIFF's key for it: `PROJECTED` or `GEOGRAPHIC`.
    """

    transform: tuple[float, float, float, float, float, float]
    epsg: int | None = None
    key: int = PROJECTED

    @property
    def turns(self) -> bool:
        """Whether the map is a mirror of the picture, as where y points up on it."""
        _, a, b, _, c, d = self.transform
        return a * d - b * c < 0


def place_of(tags: Sequence[Tag]) -> Place | None:
    """Return the place that GeoTIFF's tags tell of, None where they tell of none or make no sense."""
    values = {code: value for code, _, _, value in tags}
    keys = _keys(values.get(KEYS))
    try:
        found = _transform(values)
    except (TypeError, ValueError, IndexError):  # fewer or other values than there have to be
        return None
    if found is None:
        return None
    x, a, b, y, c, d = found
    if keys.get(RASTER) == POINT:
        x, y = x - (a + b) / 2, y - (c + d) / 2
    if not all(map(math.isfinite, (x, a, b, y, c, d))) or a * d == b * c:
        return None
    key = next((key for key, model in MODELS.items() if model == keys.get(MODEL)), PROJECTED)
    number = keys.get(key, USER_DEFINED)
    known = keys.get(MODEL) == MODELS[key] and 0 < number < USER_DEFINED
    return Place((x, a, b, y, c, d), number if known else None, key)


def pixel_size(tags: Sequence[Tag], shape: tuple[int, int]) -> tuple[PixelSize | None, tuple[str, ...]]:
    """Return height and width of a pixel on the ground, micrometres, where a map says, and notes.

    `shape` are rows and columns. On a map in degrees pixels have no one size. Web Mercator enlarges by the
    hyperbolic cosine of y over the earth's radius, which is taken out at the middle of the picture.
    """
    place = place_of(tags)
    if place is None:
        return None, ()
    if place.key == GEOGRAPHIC:
        return None, ("Its place on earth is told in degrees, in which pixels have no one size: no areas.",)
    keys = _keys(next((value for code, _, _, value in tags if code == KEYS), None))
    metres = _metres(keys.get(LINEAR_UNIT), place.epsg)
    if metres is None:
        return None, ()
    _, a, b, y, c, d = place.transform
    height, width = math.hypot(b, d) * metres * 1e6, math.hypot(a, c) * metres * 1e6
    notes: tuple[str, ...] = ()
    if place.epsg in WEB_MERCATOR:
        middle = y + c * shape[1] / 2 + d * shape[0] / 2
        enlarged = math.cosh(max(-20.0, min(middle / EARTH, 20.0)))
        height, width = height / enlarged, width / enlarged
        notes = (f"Its map, Web Mercator, is enlarged {enlarged:.4g} times there: areas allow for that.",)
    fine = min(height, width) > SMALLEST and max(height, width) < LARGEST
    return ((height, width), notes) if fine else (None, ())


def _metres(unit: int | None, epsg: int | None) -> float | None:
    """Return how many metres the unit of a map has; None where that is not known."""
    if unit is not None:
        return METRES.get(unit)
    if epsg is None:
        return None
    if epsg in WEB_MERCATOR or any(epsg in zone for zone in UTM):
        return 1.0
    if find_spec("pyproj") is None:
        return None
    import pyproj

    try:
        axis = pyproj.CRS.from_epsg(epsg).axis_info[0]
    except (pyproj.exceptions.CRSError, IndexError):
        return None
    return float(axis.unit_conversion_factor) if axis.unit_name != "degree" else None


def tags_of(place: Place) -> tuple[Tag, ...]:
    """Return GeoTIFF's tags for a place."""
    x, a, b, y, c, d = place.transform
    if b == c == 0 and a > 0 > d:
        where: tuple[Tag, ...] = (
            (SCALE, DOUBLES, 3, (a, -d, 0.0)),
            (TIEPOINTS, DOUBLES, 6, (0.0, 0.0, 0.0, x, y, 0.0)),
        )
    else:
        where = ((MATRIX, DOUBLES, 16, (a, b, 0.0, x, c, d, 0.0, y, *[0.0] * 7, 1.0)),)
    entries = [(RASTER, AREA)]
    if place.epsg is not None:
        entries = [(MODEL, MODELS[place.key]), (RASTER, AREA), (place.key, place.epsg)]
    keys = (1, 1, 0, len(entries), *(n for key, value in entries for n in (key, 0, 1, value)))
    return (*where, (KEYS, SHORTS, len(keys), keys))


def beside(file: Path) -> tuple[tuple[Tag, ...], tuple[str, ...]]:
    """Return GeoTIFF's tags for what files beside a picture say of its place, and notes.

    That is a world file (.pgw, .jgw, .tfw, .wld and their like), GDAL's .aux.xml, and .prj for the system
    of coordinates.
    """
    found, sources, notes = None, [], []
    aux = aux_text(file)
    world = _first(_worlds(file))
    if inside := _between(aux, "GeoTransform"):
        found, sources = _numbers(inside.replace(",", " ")), [f"{file.name}.aux.xml"]
    if found is None and world is not None:
        six, sources = _numbers(_text(world)), [world.name]
        if six is None:
            notes.append(
                f"{shown(world.name)} beside it is not a world file, and its place on earth is lost."
            )
        else:
            a, c, b, d, x, y = six  # column by column, and of the first pixel's centre
            found = (x - (a + b) / 2, a, b, y - (c + d) / 2, c, d)
    if found is None:
        return (), tuple(notes)
    srs, prj = _between(aux, "SRS"), _first([file.with_suffix(".prj"), file.with_suffix(".PRJ")])
    key, number = _system(srs or _text(prj))
    place = Place(found, number, key)
    if place_of(tags_of(place)) is None:
        return (), (
            f"{shown(sources[0])} beside it puts all pixels in one line: its place on earth is lost.",
        )
    if number is None:
        notes.append(
            f"Its place on earth is from {shown(sources[0])}; in which system of coordinates, is not told."
        )
    return tags_of(place), tuple(notes)


def aux_text(file: Path) -> str:
    """Return the text of GDAL's `.aux.xml` beside a picture, empty where there is none."""
    try:
        return _text(_first([file.with_name(f"{file.name}.aux.xml"), file.with_suffix(".aux.xml")]))
    except ValueError:  # a name that files cannot have
        return ""


def in_jpeg2000(stream: IO[bytes]) -> tuple[tuple[Tag, ...], tuple[str, ...]]:
    """Return GeoTIFF's tags in a box of a JPEG 2000 (GeoJP2), and notes."""
    other = False
    for name, content in _boxes(stream):
        if name == b"uuid" and content.startswith(GEOJP2):
            tags = _geotiff(content[len(GEOJP2) :])
            if place_of(tags) is not None:
                return tags, ()
            other = True
        other |= name == b"asoc" and b"gml.data" in content
    return (), ("What it says of its place on earth is not understood, and is lost.",) if other else ()


def _boxes(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of the boxes of a JPEG 2000 that are not large."""
    end, at = stream.seek(0, 2), 0
    for _ in range(MOST_BOXES):
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            return
        size, name = struct.unpack(">I4s", head[:8])
        begin = at + 8
        if size == 1 and len(head) == 16:
            size, begin = int.from_bytes(head[8:]), at + 16
        size = size or end - at
        if size < begin - at:
            return
        if name in {b"uuid", b"asoc"} and at + size <= end and size <= LONGEST:
            stream.seek(begin)
            yield name, stream.read(at + size - begin)
        at += size


def _geotiff(content: bytes) -> tuple[Tag, ...]:
    """Return the tags of a TIFF of one pixel, as GeoJP2 has it; none if it is damaged."""
    import tifffile

    from gmmseg.io.readers import tiff

    try:
        with tiff.silence(), tifffile.TiffFile(BytesIO(content), _multifile=False) as file:
            page = file.pages.first
            return tiff.georeference(page) if isinstance(page, tifffile.TiffPage) else ()
    except Exception:  # noqa: BLE001 - tifffile answers damaged data with errors of any class
        return ()


def _keys(value: object) -> dict[int, int]:
    """Return GeoTIFF's keys that have whole numbers."""
    if not isinstance(value, tuple) or not all(isinstance(n, int) for n in value):
        return {}
    entries = [value[i : i + 4] for i in range(4, len(value) - 3, 4)]
    return {key: number for key, where, count, number in entries if (where, count) == (0, 1)}


def _transform(values: dict[int, object]) -> tuple[float, ...] | None:
    if MATRIX in values:
        m = [float(v) for v in values[MATRIX]]  # type: ignore[attr-defined]  # a TypeError says so
        return m[3], m[0], m[1], m[7], m[4], m[5]
    if SCALE in values and TIEPOINTS in values:
        width, height = (float(v) for v in values[SCALE][:2])  # type: ignore[index]
        column, row, _, x, y = (float(v) for v in values[TIEPOINTS][:5])  # type: ignore[index]
        return x - column * width, width, 0.0, y + row * height, 0.0, -height
    return None


def _worlds(file: Path) -> list[Path]:
    """Return what a picture's world file may be called: .pgw, .pngw, .wld, in small letters or capitals."""
    kind = file.suffix[1:]
    endings = [f"{kind[:1]}{kind[-1:]}w", f"{kind}w", "wld"] if kind else ["wld"]
    return [file.with_suffix(f".{each}") for ending in endings for each in (ending.lower(), ending.upper())]


def _first(paths: Sequence[Path]) -> Path | None:
    """Return the first of files that is there; pipes and devices, which could block, are not."""
    try:
        return next((path for path in paths if path.is_file()), None)
    except (OSError, ValueError):
        return None


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            return file.read(LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def _between(text: str, name: str) -> str:
    """Return what stands in the first element of a name: no parser, which a hostile file could keep busy."""
    begin = text.find(f"<{name}")
    begin = text.find(">", begin) + 1 if begin >= 0 else 0
    end = text.find(f"</{name}>", begin) if begin else -1
    return html.unescape(text[begin:end]).strip() if end >= 0 else ""


def _numbers(text: str) -> tuple[float, float, float, float, float, float] | None:
    fields = text.split(maxsplit=6)[:6]
    try:
        a, b, c, d, e, f = (float(word) for word in fields)
    except ValueError:  # fewer than six, or no numbers
        return None
    return (a, b, c, d, e, f) if all(map(math.isfinite, (a, b, c, d, e, f))) else None


def _system(text: str) -> tuple[int, int | None]:
    """Return GeoTIFF's key and EPSG's number for a system of coordinates in words (WKT); None if unknown."""
    text = text.strip()
    kind = re.match(r"[A-Za-z_]*", text)
    key = SYSTEMS.get(kind[0].upper(), 0) if kind else 0
    number = _authority(text) if key else None
    if number is None and text and find_spec("pyproj") is not None:
        return _system_by_pyproj(text)
    return key or PROJECTED, number


def _authority(text: str) -> int | None:
    """Return the number that EPSG gave to the whole of a WKT, not to one of its parts."""
    depth, tokens, known = 0, [""] * 3, None
    for word in TOKENS.findall(text):
        depth += (word in "[(") - (word in "])")
        if word in "[]()":
            continue
        tokens = [*tokens[1:], word.strip('"').upper()]
        if depth == 2 and tokens[0] in {"AUTHORITY", "ID"} and tokens[1] == "EPSG" and tokens[2].isdecimal():
            known = int(tokens[2])
    return known if known is not None and known < USER_DEFINED else None


def _system_by_pyproj(text: str) -> tuple[int, int | None]:
    import pyproj

    try:
        system = pyproj.CRS.from_user_input(text)
        number = system.to_epsg()
    except pyproj.exceptions.CRSError:
        return PROJECTED, None
    small = number is not None and number < USER_DEFINED
    return (GEOGRAPHIC if system.is_geographic else PROJECTED), number if small else None
