"""Encoding of a document and its history as JSON values.

Consecutive documents share nearly everything. So does their record: settings, looks, strokes, marks and
objects are written once each, in lists, and documents refer to them by index, from 0.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gmmseg.imaging.rendering.composite import ChannelStyle
from gmmseg.imaging.seeds import Area, Box, Click, Lasso, Painting, Point, Stroke
from gmmseg.io import models
from gmmseg.io.file_reference import PageReference, Reference
from gmmseg.io.json_records import LONGEST_TEXT
from gmmseg.session.component_edits import AdjustComponent, Change, SplitComponent
from gmmseg.session.contents import FitSummary, ImageRecord, ProjectFile, StoredDocument, contents_of
from gmmseg.session.corrections import Correction, ObjectShape
from gmmseg.session.document import Document, SegmentStyle, TableFilter
from gmmseg.session.history import History
from gmmseg.session.images import NO_OTHERS, OtherImages
from gmmseg.session.objects import Mark, Object
from gmmseg.session.repaints import AreaRepaint, LabelEdit
from gmmseg.settings import LATER, Settings

Values = dict[str, Any]


class ValueTable:
    """Values in the order they were first met, each once."""

    def __init__(self) -> None:
        self._places: dict[Hashable, int] = {}

    def place(self, value: Hashable) -> int:
        """Return the number of a value, from 0; a new one comes last."""
        return self._places.setdefault(value, len(self._places))

    def places(self, values: Iterable[Hashable]) -> list[int]:
        """Return the numbers of values."""
        return [self.place(value) for value in values]

    @property
    def values(self) -> list[Any]:
        """All values."""
        return list(self._places)


@dataclass(frozen=True, eq=False)
class DocumentTables:
    """What documents are made of, collected from one after another."""

    settings: ValueTable = field(default_factory=ValueTable)
    segment_styles: ValueTable = field(default_factory=ValueTable)
    strokes: ValueTable = field(default_factory=ValueTable)
    marks: ValueTable = field(default_factory=ValueTable)
    objects: ValueTable = field(default_factory=ValueTable)
    models: ValueTable = field(default_factory=ValueTable)
    repaints: ValueTable = field(default_factory=ValueTable)
    corrections: dict[int, tuple[int, Correction]] = field(default_factory=dict)  # by identity: they are long
    documents: list[Values] = field(default_factory=list)

    def enter(self, draft: StoredDocument) -> None:
        """Take in a document."""
        document = draft.document
        self.documents.append(
            {
                "picture": draft.picture,
                "settings": self.settings.place(document.settings),
                "looks": self.segment_styles.places(document.segment_styles),
                "current": draft.is_current,
                "groups": sorted(list(group) for group in document.groups),
                "reordered": document.reordered,
                "objects": [self._object(object_) for object_ in document.objects],
                "strokes": self.strokes.places(document.strokes),
                "changes": [_change(change) for change in document.changes],
                "locks": sorted([lock.key, lock.n_strokes] for lock in document.locks),
                **self._later(document),
            }
        )

    def _later(self, document: Document) -> Values:
        """Return what came later than the others, where it says something."""
        options, stored = document.object_options, Values()
        if options is not None:
            stored["object_options"] = options.as_values()
        if document.corrections:
            stored["corrections"] = [self._correction(each) for each in document.corrections]
        if document.repaints:
            stored["repaints"] = self.repaints.places(document.repaints)
        if stored:  # these point to segments by their keys
            stored["keys"] = [style.key for style in document.segment_styles]
        if document.model is not None:
            stored["model"] = self.models.place(document.model)
        if document.pixel_size is not None:
            stored["pixel_size"] = [float(side) for side in document.pixel_size]
        if document.styles is not None:
            stored["styles"] = [_style(style) for style in document.styles]
        if document.table_filter != TableFilter():
            stored["table_filter"] = _filter(document.table_filter)
        return stored

    def _correction(self, correction: Correction) -> int:
        return self.corrections.setdefault(id(correction), (len(self.corrections), correction))[0]

    def _object(self, object_: Object) -> int:
        marks = tuple(self.marks.places(object_.marks))
        return self.objects.place((object_.key, object_.name, object_.colour, marks, object_.hidden))

    def parts(self) -> Values:
        """Return documents and what they point to."""
        return {
            "settings": [_settings(settings) for settings in self.settings.values],
            "looks": [_segment_style(style) for style in self.segment_styles.values],
            "strokes": [_stroke(stroke) for stroke in self.strokes.values],
            "marks": [self._mark(mark) for mark in self.marks.values],
            "objects": [_object(facts) for facts in self.objects.values],
            "documents": self.documents,
            **(
                {"repaints": [_repaint(each) for each in self.repaints.values]}
                if self.repaints.values
                else {}
            ),
            **(
                {"corrections": [_correction(each) for _, each in self.corrections.values()]}
                if self.corrections
                else {}
            ),
        }

    def _mark(self, mark: Mark) -> Values:
        if isinstance(mark, Click):
            return {"kind": "click", "place": _whole((mark.x, mark.y)), "owner": int(mark.owner)}
        if isinstance(mark, Box):
            return {"kind": "box", "place": _whole((mark.x0, mark.y0, mark.x1, mark.y1))}
        if isinstance(mark, Lasso):
            return {"kind": "lasso", "points": _flat(mark.points), "owner": int(mark.owner)}
        if isinstance(mark, Stroke):
            return {"kind": "stroke", **_stroke(mark)}
        if isinstance(mark, Area):
            return {"kind": "area", **_stroke(mark)}
        return {
            "kind": "wand",
            "place": _whole((mark.x, mark.y)),
            "tolerance": float(mark.tolerance),
            "connected": bool(mark.connected),
            "model": self.models.place(mark.model),
            "segment": int(mark.segment),
            "owner": int(mark.owner),
        }

    def fit(self, fit: FitSummary | None) -> Values | None:
        """Return what the answer rests on."""
        if fit is None:
            return None
        return {
            "model": self.models.place(fit.model),
            "log_likelihood": float(fit.log_likelihood),
            "iterations": int(fit.n_iterations),
            "converged": bool(fit.converged),
            "notes": [note[:LONGEST_TEXT] for note in fit.notes],
        }


def encoded(
    document: Document,
    history: History,
    folder: Path,
    project: ProjectFile | None = None,
    others: OtherImages = NO_OTHERS,
) -> Values:
    """Return what a project file in a folder says of a document, its history and other pictures.

    `project` is where its own file is, if this is written to another place until it is saved.
    """
    from gmmseg.version import __version__

    return {
        "gmmseg": __version__,
        "project": "" if project is None else _project_file(project),
        **_leaf(contents_of(document, history, folder)),
        "before": [_leaf(page.seen_from(folder)) for page in others.before],
        "after": [_leaf(page.seen_from(folder)) for page in others.after],
    }


def _project_file(project: ProjectFile) -> Values | str:
    path = str(project.path.absolute())
    return path if project.seen is None else {"path": path, **asdict(project.seen)}


def _leaf(contents: ImageRecord) -> Values:
    """Return the record of one picture."""
    register = DocumentTables()
    for draft in contents.drafts:
        register.enter(draft)
    past, future = (
        [{"name": name[:LONGEST_TEXT], "document": number} for name, number in entries]
        for entries in (contents.past, contents.future)
    )
    return {
        "pictures": [_picture(reference) for reference in contents.pictures],
        "past": past,
        "now": contents.now,
        "future": future,
        **register.parts(),
        "fit": register.fit(contents.fit),
        "models": [models.record(model) for model in register.models.values],  # now that all are known
    }


def _settings(settings: Settings) -> Values:
    usual = Settings()
    stored = asdict(settings)
    return {
        name: value for name, value in stored.items() if name not in LATER or value != getattr(usual, name)
    }


def _picture(reference: Reference) -> Values:
    return {
        "place": reference.place,
        "size": reference.fingerprint.size,
        "sha256": reference.fingerprint.sha256,
        "width": reference.width,
        "height": reference.height,
        **_page(reference.page),
        **(
            {"pixel_size": list(reference.pixel_size)} if reference.pixel_size else {}
        ),  # later than the others
        **({"by_tiles": True} if reference.by_tiles else {}),
    }


def _page(page: PageReference | None) -> Values:
    """Return which page of its file a picture is; nothing where the file is one picture."""
    if page is None:
        return {}
    page_place = {"axis": page.axis, "page_name": page.name}
    return {"page": page.number} | {key: value for key, value in page_place.items() if value}


def _filter(chosen: TableFilter) -> Values:
    """Return which objects the table shows; a range only where one is chosen."""
    stored: Values = {"condition": chosen.condition[:LONGEST_TEXT]}
    if chosen.range is not None:
        stored |= {"measurement": chosen.measurement, "range": [float(end) for end in chosen.range]}
    return stored


def _segment_style(style: SegmentStyle) -> Values:
    return {
        "name": style.name[:LONGEST_TEXT],
        "colour": _whole(style.colour),
        "components": _whole(style.components),
        "hidden": bool(style.hidden),
        **({"given": True} if style.given else {}),  # rare: the others need no word
    }


def _style(style: ChannelStyle) -> Values:
    return {
        "shown": bool(style.is_shown),
        "colour": _whole(style.colour),
        "low": float(style.low),
        "high": float(style.high),
        "gamma": float(style.gamma),
    }


def _object(facts: tuple[int, str, tuple[int, ...], tuple[int, ...], bool]) -> Values:
    key, name, colour, marks, hidden = facts
    return {
        "key": key,
        "name": name[:LONGEST_TEXT],
        "colour": _whole(colour),
        "marks": list(marks),
        "hidden": bool(hidden),
    }


def _change(change: Change) -> Values:
    if isinstance(change, SplitComponent):
        return {"kind": "split", "key": change.key, "halves": [change.first, change.second]}
    if isinstance(change, AdjustComponent):
        mean = None if change.mean is None else list(change.mean)
        return {"kind": "adjustment", "key": change.key, "weight": change.weight, "mean": mean}
    return {"kind": "removal", "key": change.key}


def _stroke(stroke: Painting) -> Values:
    if isinstance(stroke, Area):
        return {**_runs(stroke), "owner": int(stroke.owner)}
    return {
        "points": _flat(stroke.points),
        "radius": float(stroke.radius),
        "owner": int(stroke.owner),
    }


def _runs(area: Area) -> Values:
    return {"runs": _whole(area.runs), "width": int(area.width), "height": int(area.height)}


def _repaint(repaint: LabelEdit) -> Values:
    if isinstance(repaint, AreaRepaint):
        return {**_runs(repaint.area), "segment": int(repaint.segment)}
    return {
        "points": _flat(repaint.points),
        "radius": float(repaint.radius),
        "segment": int(repaint.segment),
    }


def _correction(correction: Correction) -> Values:
    return {
        "title": correction.title[:LONGEST_TEXT],
        "before": [_shape(shape) for shape in correction.before],
        "after": [
            {"number": int(each.number), "segment": int(each.segment), **_shape(each.shape)}
            for each in correction.after
        ],
    }


def _shape(shape: ObjectShape) -> Values:
    return {
        "box": _whole((shape.left, shape.top, shape.width, shape.height)),
        "runs": _whole(shape.runs),
    }


def _flat(points: Sequence[Point]) -> list[float]:
    """Return points as x, y, x, y and so on: a line of text for each stroke."""
    return [float(part) for point in points for part in point]


def _whole(numbers: Iterable[int]) -> list[int]:
    return [int(number) for number in numbers]
