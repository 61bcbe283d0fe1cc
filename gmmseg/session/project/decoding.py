"""Decoding of project files: from JSON values to documents, every value checked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from gmmseg.errors import BadChannelsError, BadSettingError, NoClassesError, UnreadableModelError
from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.imaging.model import Model
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.rendering.composite import GREATEST_GAMMA, LEAST_GAMMA, ChannelStyle, Styles
from gmmseg.imaging.seeds import INSIDE, MOST_RUNS, OUTSIDE, Area, Box, Click, Lasso, Painting, Point, Stroke
from gmmseg.imaging.units import LARGEST, SMALLEST, PixelSize
from gmmseg.io import models
from gmmseg.io.file_reference import Fingerprint, PageReference, Reference
from gmmseg.io.json_records import Record
from gmmseg.io.projects import StoredProject
from gmmseg.session.component_edits import (
    FARTHEST_MEAN,
    KEPT,
    WEIGHTS,
    AdjustComponent,
    Change,
    RemoveComponent,
    SegmentLock,
    SplitComponent,
)
from gmmseg.session.contents import (
    HISTORY,
    FitSummary,
    ImageRecord,
    ProjectFile,
    ProjectRecord,
    StoredDocument,
)
from gmmseg.session.corrections import LARGEST_NUMBER, CorrectedObject, Correction, ObjectShape
from gmmseg.session.document import Document, SegmentStyle, TableFilter
from gmmseg.session.objects import Mark, Object
from gmmseg.session.repaints import AreaRepaint, LabelEdit, Repaint
from gmmseg.settings import LATER, Settings

T = TypeVar("T")

MOST_FEATURES = 100
MOST = 1_000_000  # of anything that people make by hand; the size of the file is limited, too
LONGEST_LINE = 100_000  # points
HIGHEST_KEY = KEPT + 10_000  # keys are kept in 16 bits
LARGEST_SIDE = 2**31 - 1
MOST_PAGES = 10**6  # of a file
MOST_CHANNELS = 10_000
FARTHEST_VALUE = 1e300  # of a channel
FARTHEST = 1e9  # pixels; strokes may go past the picture's edge
DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_PICTURES = 10_000
LEAF = (
    "pictures",
    "settings",
    "looks",
    "strokes",
    "marks",
    "objects",
    "models",
    "documents",
    "past",
    "now",
    "future",
    "fit",
)
NAMES = ("format", "version", "gmmseg", "project", "before", "after", *LEAF)
MARKS = {
    "click": ("place", "owner"),
    "box": ("place",),
    "lasso": ("points", "owner"),
    "stroke": ("points", "radius", "owner"),
    "wand": ("place", "tolerance", "connected", "model", "segment", "owner"),
    "area": ("runs", "width", "height", "owner"),
}
DOCUMENT = (
    "picture",
    "settings",
    "looks",
    "current",
    "groups",
    "reordered",
    "objects",
    "strokes",
    "changes",
    "locks",
)
LATER_OF_LEAF = ("repaints", "corrections")  # what came later: written where it says something
LATER_OF_DOCUMENT = (
    "keys",
    "object_options",
    *LATER_OF_LEAF,
    "model",
    "pixel_size",
    "styles",
    "table_filter",
)
PAGE_NAME = re.compile(r"\w{1,60}")
HIGHEST_SEGMENT = 2**31 - 1  # key of one
MOST_CORRECTED = 100_000  # objects of one correction


def decoded(stored: StoredProject) -> ProjectRecord:
    """Return what a project file says.

    Raises
    ------
    BadProjectError
        If a field is missing or not as it must be.
    """
    whole = stored.record
    whole.only(*NAMES, *_there(whole, LATER_OF_LEAF))
    before, after = (
        tuple(_other(found) for found in whole.records(name, MOST_PICTURES, 0))
        for name in ("before", "after")
    )
    return ProjectRecord.around(_leaf(whole), before, after, _project_file(whole))


def _project_file(whole: Record) -> ProjectFile | None:
    """Return the project's own file, given by its path, or by path and content."""
    if not isinstance(whole.values["project"], dict):
        path = whole.text("project")
        return ProjectFile(Path(path)) if path else None
    found = whole.record("project")
    found.only("path", "size", "sha256")
    return ProjectFile(Path(found.text("path")), _fingerprint(found))


def _other(found: Record) -> ImageRecord:
    found.only(*LEAF, *_there(found, LATER_OF_LEAF))
    return _leaf(found)


def _there(found: Record, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in found.values]


def _leaf(found: Record) -> ImageRecord:
    """Return the record of one picture."""
    pictures = tuple(_picture(each) for each in found.records("pictures", MOST))
    parts = _Parts(found)
    drafts = tuple(parts.draft(each, pictures) for each in found.records("documents", 2 * HISTORY + 1))
    return ImageRecord(
        pictures,
        drafts,
        found.whole("now", 0, len(drafts) - 1),
        _entries(found, "past", len(drafts)),
        _entries(found, "future", len(drafts)),
        None if found.values["fit"] is None else _fit(found.record("fit"), parts.models),
    )


class _Parts:
    """What documents point to."""

    def __init__(self, whole: Record) -> None:
        def each(name: str, of: Callable[[Record], T]) -> list[T]:
            if name in LATER_OF_LEAF and name not in whole.values:
                return []
            return [of(found) for found in whole.records(name, MOST, 0)]

        self.settings = each("settings", _settings)
        self.segment_styles = each("looks", _segment_style)
        self.strokes = each("strokes", _stroke)
        self.models = each("models", _model)
        self.marks = each("marks", self._mark)
        self.objects = each("objects", self._object)
        self.repaints = each("repaints", _repaint)
        self.corrections = each("corrections", _correction)
        self._checked: set[tuple[int, int]] = set()  # objects and pictures, by their identity

    def _object(self, found: Record) -> Object:
        found.only("key", "name", "colour", "marks", "hidden")
        marks = _chosen(found, "marks", self.marks)
        if not marks:
            raise found.error(f"{found.place}marks", "empty", "at least one mark")
        key = found.whole("key", 1, 10**9)
        return Object(key, found.text("name"), _colour(found), marks, found.flag("hidden"))

    def _mark(self, found: Record) -> Mark:
        kind = found.text("kind", tuple(MARKS))
        found.only("kind", *MARKS[kind])
        if kind == "click":
            x, y = _place(found, 2)
            return Click(x, y, _owner(found))
        if kind == "box":
            return Box(*_place(found, 4))
        if kind == "lasso":
            return Lasso(_points(found), _owner(found))
        if kind == "stroke":
            return _line(found, INSIDE)
        if kind == "area":
            return _runs(found, _owner(found))
        model = self.models[found.whole("model", 0, len(self.models) - 1)]
        segment = found.whole("segment", 0, len(model.segments) - 1)
        tolerance, connected = found.number("tolerance", 0, FARTHEST), found.flag("connected")
        x, y = _place(found, 2)
        return Wand(x, y, tolerance, connected, model, segment, _owner(found))

    def draft(self, found: Record, pictures: Sequence[Reference]) -> StoredDocument:
        """Return a document."""
        later = _there(found, LATER_OF_DOCUMENT)
        found.only(*DOCUMENT, *later)
        picture = found.whole("picture", 0, len(pictures) - 1)
        document = Document(
            settings=self.settings[found.whole("settings", 0, len(self.settings) - 1)],
            segment_styles=_with_keys(found, _chosen(found, "looks", self.segment_styles)),
            groups=frozenset(_groups(found)),
            reordered=found.flag("reordered"),
            objects=_chosen(found, "objects", self.objects),
            strokes=_chosen(found, "strokes", self.strokes),
            changes=tuple(_change(each) for each in found.records("changes", MOST, 0)),
            locks=frozenset(SegmentLock(key, n) for key, n in _pairs(found, "locks")),
            object_options=_options(found.record("object_options")) if "object_options" in later else None,
            corrections=_chosen(found, "corrections", self.corrections) if "corrections" in later else (),
            repaints=_chosen(found, "repaints", self.repaints) if "repaints" in later else (),
            model=self._model(found),
            pixel_size=_pixel_size(found),
            styles=_styles(found),
            table_filter=_filter(found),
        )
        _check_segment_styles(found, document)
        self._check_marks(found, document, pictures[picture])
        return StoredDocument(document, picture, found.flag("current"))

    def _model(self, found: Record) -> Model | None:
        if "model" not in found.values:
            return None
        return self.models[found.whole("model", 0, len(self.models) - 1)]

    def _check_marks(self, found: Record, document: Document, picture: Reference) -> None:
        """Raise unless what is marked lies in the picture; what many documents share is looked at once."""
        for area in (stroke for stroke in document.strokes if isinstance(stroke, Area)):
            _check_area(found, "strokes", area, picture)
        for repaint in document.repaints:
            if isinstance(repaint, AreaRepaint):
                _check_area(found, "repaints", repaint.area, picture)
        for correction in document.corrections:
            pair = id(correction), id(picture)
            if pair not in self._checked:
                _check_correction(found, correction, picture)
                self._checked.add(pair)
        for object_ in document.objects:
            pair = id(object_), id(picture)
            if pair not in self._checked:
                for mark in object_.marks:
                    _check_mark(found, mark, picture)
                self._checked.add(pair)


def _with_keys(found: Record, segment_styles: tuple[SegmentStyle, ...]) -> tuple[SegmentStyle, ...]:
    """Return looks with their keys, where the file has these."""
    if "keys" not in found.values:
        return segment_styles
    keys = found.wholes("keys", 1, HIGHEST_SEGMENT, MOST)
    if len(set(keys)) < len(keys) or len(keys) != len(segment_styles):
        raise found.error(
            f"{found.place}keys", f"{len(set(keys))} keys", f"{len(segment_styles)}, all different"
        )
    return tuple(replace(style, key=key) for style, key in zip(segment_styles, keys, strict=True))


def _options(found: Record) -> ObjectOptions:
    try:
        options = ObjectOptions.from_values(found.values)
    except BadSettingError as error:
        raise found.error(f"{found.place}{error.name}", repr(error.value)[:40], error.expected) from None
    except NoClassesError:
        raise found.error(f"{found.place}classes", "empty", "at least one key") from None
    keys = options.classes if isinstance(options.classes, tuple) else ()
    if not all(isinstance(key, int) and 0 < key <= HIGHEST_SEGMENT for key in keys):
        raise found.error(f"{found.place}classes", "other", "keys of segments")
    return options


def _repaint(found: Record) -> LabelEdit:
    if "runs" in found.values:
        found.only("runs", "width", "height", "segment")
        return AreaRepaint(_runs(found, 0), found.whole("segment", 1, HIGHEST_SEGMENT))
    found.only("points", "radius", "segment")
    radius = found.number("radius", 0, FARTHEST)
    return Repaint(_points(found), radius, found.whole("segment", 1, HIGHEST_SEGMENT))


def _correction(found: Record) -> Correction:
    found.only("title", "before", "after")
    after = []
    for each in found.records("after", MOST_CORRECTED, 0):
        each.only("number", "segment", "box", "runs")
        segment = each.whole("segment", 1, HIGHEST_SEGMENT)
        after.append(CorrectedObject(each.whole("number", 1, LARGEST_NUMBER), segment, _shape(each)))
    before = []
    for each in found.records("before", MOST_CORRECTED, 0):
        each.only("box", "runs")
        before.append(_shape(each))
    return Correction(found.text("title"), tuple(before), tuple(after))


def _shape(found: Record) -> ObjectShape:
    box = found.wholes("box", 0, LARGEST_SIDE, 4)
    runs = found.wholes("runs", 0, LARGEST_SIDE, MOST_RUNS)
    if len(box) != 4 or not all(box[2:]):
        raise found.error(f"{found.place}box", "no box", "left, top, width and height")
    if sum(runs) != box[2] * box[3] or not any(runs[1::2]):
        expected = f"of the {box[2] * box[3]} pixels of its box, one of them inside at least"
        raise found.error(f"{found.place}runs", f"of {sum(runs)} pixels", expected)
    return ObjectShape(*box, runs)


def _check_correction(found: Record, correction: Correction, picture: Reference) -> None:
    for shape in correction.shapes:
        if shape.left + shape.width > picture.width or shape.top + shape.height > picture.height:
            expected = f"objects in the picture of {picture.width} by {picture.height} pixels"
            raise found.error(f"{found.place}corrections", "beyond its edge", expected)


def _picture(found: Record) -> Reference:
    may = [
        name for name in ("page", "axis", "page_name", "pixel_size", "by_tiles") if name in found.values
    ]  # where the file has them
    found.only("place", "size", "sha256", "width", "height", *may)
    place = found.text("place")
    if not place or place.startswith(("/", "\\")) or re.match("[A-Za-z]:", place) or "\0" in place:
        raise found.error(f"{found.place}place", "no way from the project's folder", "one")
    width, height = (found.whole(side, 1, LARGEST_SIDE) for side in ("width", "height"))
    by_tiles = "by_tiles" in found.values and found.flag("by_tiles")
    return Reference(place, _fingerprint(found), width, height, _page(found), _pixel_size(found), by_tiles)


def _styles(found: Record) -> Styles | None:
    if "styles" not in found.values:
        return None
    return tuple(_style(each) for each in found.records("styles", MOST_CHANNELS))


def _filter(found: Record) -> TableFilter:
    if "table_filter" not in found.values:
        return TableFilter()
    stored = found.record("table_filter")
    has_range = "range" in stored.values
    stored.only("condition", *(("measurement", "range") if has_range else ()))
    if not has_range:
        return TableFilter(stored.text("condition"))
    low, high = stored.numbers("range", (2,), -FARTHEST_VALUE, FARTHEST_VALUE).tolist()
    return TableFilter(stored.text("condition"), stored.text("measurement"), (low, high))


def _style(found: Record) -> ChannelStyle:
    found.only("shown", "colour", "low", "high", "gamma")
    low, high = (found.number(end, -FARTHEST_VALUE, FARTHEST_VALUE) for end in ("low", "high"))
    gamma = found.number("gamma", LEAST_GAMMA, GREATEST_GAMMA)
    return ChannelStyle(found.flag("shown"), _colour(found), low, high, gamma)


def _pixel_size(found: Record) -> PixelSize | None:
    if "pixel_size" not in found.values:
        return None
    high, wide = found.numbers("pixel_size", (2,), SMALLEST, LARGEST).tolist()
    return high, wide


def _page(found: Record) -> PageReference | None:
    if "page" not in found.values:
        return None
    axis = found.text("axis") if "axis" in found.values else ""
    name = found.text("page_name") if "page_name" in found.values else ""
    name = name if PAGE_NAME.fullmatch(name) else ""  # it becomes part of the names of files
    return PageReference(found.whole("page", 1, MOST_PAGES), axis, name)


def _fingerprint(found: Record) -> Fingerprint:
    digest = found.text("sha256")
    if not DIGEST.fullmatch(digest):
        raise found.error(f"{found.place}sha256", "other text", "64 hexadecimal digits")
    return Fingerprint(found.whole("size", 1, 2**62), digest)


def _settings(found: Record) -> Settings:
    names = [each.name for each in fields(Settings) if each.name not in LATER or each.name in found.values]
    found.only(*names)
    try:
        return Settings(**{name: found.values[name] for name in names})
    except BadChannelsError:
        text = repr(found.values["channels"])[:40]
        raise found.error(f"{found.place}channels", text, "a choice of channels") from None
    except BadSettingError as error:
        raise found.error(f"{found.place}{error.name}", repr(error.value)[:40], error.expected) from None


def _segment_style(found: Record) -> SegmentStyle:
    may = ("given",) if "given" in found.values else ()  # written where it is true alone
    found.only("name", "colour", "components", "hidden", *may)
    components = found.wholes("components", 0, HIGHEST_KEY, MOST)
    if not components:
        raise found.error(f"{found.place}components", "empty", "at least one key")
    given = bool(may) and found.flag("given")
    return SegmentStyle(found.text("name"), _colour(found), components, found.flag("hidden"), given)


def _colour(found: Record) -> tuple[int, int, int]:
    parts = found.wholes("colour", 0, 255, 3)
    if len(parts) != 3:
        raise found.error(f"{found.place}colour", f"{len(parts)} numbers", "3 numbers")
    return parts[0], parts[1], parts[2]


def _stroke(found: Record) -> Painting:
    if "runs" in found.values:
        return _area(found)
    found.only("points", "radius", "owner")
    return _line(found, HIGHEST_KEY)


def _line(found: Record, highest: int) -> Stroke:
    radius = found.number("radius", 0, FARTHEST)
    return Stroke(_points(found), radius, found.whole("owner", 0, highest))


def _area(found: Record) -> Area:
    found.only("runs", "width", "height", "owner")
    return _runs(found, found.whole("owner", 0, HIGHEST_KEY))


def _runs(found: Record, owner: int) -> Area:
    runs = found.wholes("runs", 0, LARGEST_SIDE, MOST_RUNS)
    width, height = (found.whole(name, 1, LARGEST_SIDE) for name in ("width", "height"))
    if sum(runs) != width * height:
        expected = f"of {width * height} pixels, as {width} by {height} are"
        raise found.error(f"{found.place}runs", f"of {sum(runs)} pixels", expected)
    return Area(runs, width, height, owner)


def _points(found: Record) -> tuple[Point, ...]:
    values: Any = found.values.get("points")
    n = len(values) if isinstance(values, list) else 0
    if n % 2 or not 2 <= n <= 2 * LONGEST_LINE:
        raise found.error(f"{found.place}points", f"{n} numbers", "two numbers for each point")
    flat = found.numbers("points", (n,), -FARTHEST, FARTHEST).tolist()
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _owner(found: Record) -> int:
    return found.whole("owner", OUTSIDE, INSIDE)


def _place(found: Record, n: int) -> tuple[int, ...]:
    numbers = found.wholes("place", 0, LARGEST_SIDE, n)
    if len(numbers) != n:
        raise found.error(f"{found.place}place", f"{len(numbers)} numbers", f"{n} numbers")
    return numbers


def _change(found: Record) -> Change:
    kind = found.text("kind", ("split", "removal", "adjustment"))
    if kind == "removal":
        found.only("kind", "key")
        return RemoveComponent(found.whole("key", 0, HIGHEST_KEY))
    if kind == "adjustment":
        return _adjustment(found)
    found.only("kind", "key", "halves")
    halves = found.wholes("halves", 0, HIGHEST_KEY, 2)
    if len(set(halves)) != 2:
        raise found.error(f"{found.place}halves", "not two keys", "two different keys")
    return SplitComponent(found.whole("key", 0, HIGHEST_KEY), *halves)


def _adjustment(found: Record) -> AdjustComponent:
    found.only("kind", "key", "weight", "mean")
    weight = None if found.values["weight"] is None else found.number("weight", *WEIGHTS)
    mean, n = found.values["mean"], 0
    if mean is not None:
        n = len(mean) if isinstance(mean, list) else 0
        mean = tuple(
            found.numbers("mean", (max(1, min(n, MOST_FEATURES)),), -FARTHEST_MEAN, FARTHEST_MEAN).tolist()
        )
    return AdjustComponent(found.whole("key", 0, HIGHEST_KEY), weight, mean)


def _groups(found: Record) -> list[tuple[int, ...]]:
    values = found.values.get("groups")
    lists = values if isinstance(values, list) else [values]
    each = [Record({"group": part}, found.error, f"{found.place}groups.") for part in lists]
    groups = [part.wholes("group", 0, HIGHEST_KEY, MOST) for part in each]
    keys = [key for group in groups for key in group]
    if not all(groups) or len(set(keys)) < len(keys):
        raise found.error(f"{found.place}groups", "empty or overlapping", "lists with each key once")
    return groups


def _pairs(found: Record, name: str) -> list[tuple[int, int]]:
    values = found.values.get(name)
    lists = values if isinstance(values, list) else [values]
    each = [Record({"pair": part}, found.error, f"{found.place}{name}.").wholes("pair", 0, MOST, 2)
            for part in lists]  # fmt: skip
    if any(len(pair) != 2 or pair[0] > HIGHEST_KEY for pair in each):
        raise found.error(f"{found.place}{name}", "other", "pairs of a key and a number of strokes")
    return [(pair[0], pair[1]) for pair in each]


def _check_segment_styles(found: Record, document: Document) -> None:
    keys = [key for style in document.segment_styles for key in style.components]
    if len(set(keys)) < len(keys):
        raise found.error(f"{found.place}looks", "sharing components", "owners of each component once")
    numbers = [object_.key for object_ in document.objects]
    if len(set(numbers)) < len(numbers):
        raise found.error(f"{found.place}objects", "of one key", "of a key each")


def _check_area(found: Record, name: str, area: Area, picture: Reference) -> None:
    if (area.width, area.height) != (picture.width, picture.height):
        expected = f"areas of {picture.width} by {picture.height} pixels, as the picture"
        raise found.error(f"{found.place}{name}", f"of {area.width} by {area.height}", expected)


def _check_mark(found: Record, mark: Mark, picture: Reference) -> None:
    if isinstance(mark, Area):
        _check_area(found, "objects", mark, picture)
    if isinstance(mark, (Click, Wand)):
        fine = mark.x < picture.width and mark.y < picture.height
    elif isinstance(mark, Box):
        fine = mark.x0 < mark.x1 <= picture.width and mark.y0 < mark.y1 <= picture.height
    else:
        fine = True  # lines may go past the edge
    if not fine:
        expected = f"in the picture of {picture.width} by {picture.height} pixels"
        raise found.error(f"{found.place}objects", f"marked by {asdict(mark)}", expected)


def _chosen(found: Record, name: str, among: Sequence[T]) -> tuple[T, ...]:
    """Return what a list of numbers points to."""
    places = found.wholes(name, 0, len(among) - 1, MOST)
    return tuple(among[place] for place in places)


def _entries(whole: Record, name: str, n: int) -> tuple[tuple[str, int], ...]:
    entries = whole.records(name, HISTORY, 0)
    for entry in entries:
        entry.only("name", "document")
    return tuple((entry.text("name"), entry.whole("document", 0, n - 1)) for entry in entries)


def _model(found: Record) -> Model:
    try:
        return models.model_of(found.values, "the model")
    except UnreadableModelError as error:
        raise found.error(found.place.strip("."), f"wrong ({error.reason})", "a model") from None


def _fit(found: Record, among: Sequence[Model]) -> FitSummary:
    found.only("model", "log_likelihood", "iterations", "converged", "notes")
    return FitSummary(
        among[found.whole("model", 0, len(among) - 1)],
        found.number("log_likelihood", -1e30, 1e30),
        found.whole("iterations", 0, 10**9),
        found.flag("converged"),
        found.texts("notes", MOST),
    )
