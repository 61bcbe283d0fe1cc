"""Documents as values: what is shared is written once, and nothing of a document is forgotten."""

import json
from dataclasses import fields, replace

import pytest

from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.imaging.rendering.composite import ChannelStyle
from gmmseg.imaging.seeds import Area, Box, Click, Lasso, Stroke
from gmmseg.session import document as documents
from gmmseg.session.component_edits import AdjustComponent, RemoveComponent, SegmentLock, SplitComponent
from gmmseg.session.contents import HISTORY
from gmmseg.session.corrections import CorrectedObject, Correction, ObjectShape
from gmmseg.session.document import Document, SegmentStyle, TableFilter
from gmmseg.session.history import Entry, History
from gmmseg.session.objects import Object
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.encoding import ValueTable, encoded
from gmmseg.session.repaints import Repaint

KEPT = {
    Document: {
        "source",
        "settings",
        "segment_styles",
        "groups",
        "reordered",
        "objects",
        "strokes",
        "changes",
        "locks",
        "object_options",
        "corrections",
        "repaints",
        "model",
        "pixel_size",
        "styles",
        "table_filter",
    },
    TableFilter: {"condition", "measurement", "range"},
    SegmentStyle: {"name", "colour", "components", "hidden", "given", "key"},
    Object: {"key", "name", "colour", "marks", "hidden"},
    Click: {"x", "y", "owner"},
    Box: {"x0", "y0", "x1", "y1"},
    Lasso: {"points", "owner"},
    Stroke: {"points", "radius", "owner"},
    Area: {"runs", "width", "height", "owner"},
    Repaint: {"points", "radius", "segment"},
    Correction: {"title", "before", "after"},
    CorrectedObject: {"number", "segment", "shape"},
    ObjectShape: {"left", "top", "width", "height", "runs"},
    SplitComponent: {"key", "first", "second"},
    RemoveComponent: {"key"},
    AdjustComponent: {"key", "weight", "mean"},
    ChannelStyle: {"is_shown", "colour", "low", "high", "gamma"},
    SegmentLock: {"key", "n_strokes"},
    Wand: {"x", "y", "tolerance", "connected", "model", "segment", "owner"},
}
COMPUTED = {Document: {"answered", "result", "prior_edits"}, Object: {"cut"}}


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.__name__)
def test_every_field_is_kept_or_can_be_computed_again(kind):
    """A new field needs a place in encoding and decoding, and a new version of the format."""
    assert {each.name for each in fields(kind)} == KEPT[kind] | COMPUTED.get(kind, set())


@pytest.fixture
def saved(document, tmp_path):
    """The document, with a file for its picture."""
    path = tmp_path / "flags.png"
    path.write_bytes(b"pixels")
    return replace(document, source=OpenImage.of(document.source.image, path))


def test_a_pool_numbers_each_value_once():
    pool = ValueTable()

    assert pool.places("abacab") == [0, 1, 0, 2, 0, 1]
    assert pool.values == ["a", "b", "c"]


def test_what_documents_share_is_written_once(saved, tmp_path):
    stroke = Stroke(tuple((i / 3, i / 7) for i in range(500)), 3, 0)
    now = replace(saved, strokes=(stroke,))
    past = tuple(Entry(f"act {i}", replace(now, reordered=True)) for i in range(100))

    values = encoded(now, History(past), tmp_path)

    assert len(values["documents"]) == 101
    assert len(values["strokes"]) == len(values["settings"]) == 1
    assert len(json.dumps(values)) < 60_000  # one document alone has 20,000


def test_the_history_ends_where_another_picture_was_open(saved, tmp_path):
    other = replace(saved, source=OpenImage.of(saved.source.image, saved.source.path))
    past = (
        Entry("Open", Document()),
        Entry("a", saved),
        Entry("Open", other),
        Entry("b", saved),
        Entry("c", saved),
    )
    future = (Entry("d", other), Entry("e", saved))

    values = encoded(saved, History(past, future), tmp_path)

    assert [entry["name"] for entry in values["past"]] == ["b", "c"]
    assert [entry["name"] for entry in values["future"]] == ["e"]


def test_a_long_history_is_kept_in_part(saved, tmp_path):
    past = tuple(Entry(str(i), saved) for i in range(HISTORY + 50))

    values = encoded(saved, History(past), tmp_path)

    assert [entry["name"] for entry in values["past"]] == [str(i) for i in range(50, HISTORY + 50)]


def test_styles_of_an_earlier_request_are_marked_so(saved, tmp_path):
    current = replace(saved, answered=saved.request)
    changed = documents.with_settings(n_components=2)(current)

    marks = [encoded(each, History(), tmp_path)["documents"][0]["current"] for each in (current, changed)]

    assert marks == [True, False]


def test_the_model_is_kept_only_where_it_is_by_the_settings_of_now(document, tmp_path):
    path = tmp_path / "flags.png"
    path.write_bytes(b"pixels")
    fitting = replace(document, source=replace(document.source, path=path))

    values = encoded(fitting, History(), tmp_path)
    assert values["fit"]["model"] == 0
    assert values["models"][0]["mixture"]["means"] == document.result.base.mixture.means.tolist()

    values = encoded(documents.with_settings(n_components=2)(fitting), History(), tmp_path)
    assert values["fit"] is None
