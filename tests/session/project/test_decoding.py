"""From values to documents: all that people can do comes back, and what cannot be is refused by name."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gmmseg.errors import BadProjectError
from gmmseg.imaging.cutting.region_growing import Wand
from gmmseg.imaging.image import Image
from gmmseg.imaging.rendering.composite import ChannelStyle
from gmmseg.imaging.seeds import Area, Box, Click, Lasso, Stroke
from gmmseg.io import projects
from gmmseg.session.component_edits import AdjustComponent, RemoveComponent, SegmentLock, SplitComponent
from gmmseg.session.document import Document, SegmentStyle, TableFilter
from gmmseg.session.history import Entry, History
from gmmseg.session.objects import Object
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.decoding import decoded
from gmmseg.session.project.encoding import encoded
from gmmseg.session.saved_state import saved_content
from gmmseg.settings import Settings

WIDTH, HEIGHT = 40, 30

keys = st.integers(0, 29_999)
names = st.text(max_size=12)
colours = st.tuples(*[st.integers(0, 255)] * 3)
places = st.floats(-100, 100)
points = st.lists(st.tuples(places, places), min_size=1, max_size=5).map(tuple)
masks = arrays(bool, (HEIGHT, WIDTH), elements=st.booleans(), fill=st.booleans())
strokes = st.one_of(st.builds(Stroke, points, st.floats(0, 50), keys), st.builds(Area.of, masks, keys))
owners = st.integers(0, 1)
marks = st.one_of(
    st.builds(Click, st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), owners),
    st.builds(Box, st.integers(0, 9), st.integers(0, 9), st.integers(10, WIDTH), st.integers(10, HEIGHT)),
    st.builds(Lasso, points, owners),
    st.builds(Stroke, points, st.floats(0, 50), owners),
)
segment_styles = st.lists(keys, unique=True, max_size=8).flatmap(
    lambda own: st.tuples(
        *[
            st.builds(SegmentStyle, names, colours, st.just((key,)), st.booleans(), st.booleans())
            for key in own
        ]
    )
)
objects = st.lists(st.integers(1, 99), unique=True, max_size=3).flatmap(
    lambda own: st.tuples(
        *[
            st.builds(
                Object,
                st.just(key),
                names,
                colours,
                st.lists(marks, min_size=1, max_size=4).map(tuple),
                st.booleans(),
            )
            for key in own
        ]
    )
)
changes = st.one_of(
    st.builds(RemoveComponent, keys),
    st.builds(
        AdjustComponent,
        keys,
        st.none() | st.floats(0.001, 0.999),
        st.none() | st.lists(st.floats(-9, 9), min_size=1, max_size=5).map(tuple),
    ),
    st.builds(lambda key, first: SplitComponent(key, first, first + 1), keys, st.integers(0, 9999)),
)
documents = st.builds(
    Document,
    settings=st.builds(
        Settings,
        st.integers(1, 1000) | st.just("auto"),
        position=st.floats(0, 9),
        seed=st.integers(0, 2**32 - 1),
    ),
    segment_styles=segment_styles,
    groups=st.lists(keys, unique=True, min_size=4, max_size=4).map(
        lambda four: frozenset({tuple(four[:2]), tuple(four[2:])})
    ),
    reordered=st.booleans(),
    objects=objects,
    strokes=st.lists(strokes, max_size=4).map(tuple),
    changes=st.lists(changes, max_size=3).map(tuple),
    locks=st.frozensets(st.builds(SegmentLock, keys, st.integers(0, 9)), max_size=2),
)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    import numpy as np

    path = tmp_path_factory.mktemp("pictures") / "flags.png"
    path.write_bytes(b"pixels")
    return OpenImage.of(Image.from_array(np.zeros((HEIGHT, WIDTH, 3), np.uint8), name="flags.png"), path)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)  # it varies everything
@given(random=documents)
def test_whatever_people_did_comes_back(random, source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    now = replace(random, source=source)
    now = replace(now, answered=now.request)
    plain = Document(source, Settings(n_components=2))
    history = History((Entry("before", plain),), (Entry("after", now),))

    path = projects.write(encoded(now, history, folder), folder / "p.gmmseg")
    found, back = decoded(projects.read(path)).documents(source)

    assert saved_content(found) == saved_content(now)
    assert found.answered == found.request
    assert [(entry.name, saved_content(entry.document)) for entry in back.past] == [
        ("before", saved_content(plain))
    ]
    assert [(entry.name, saved_content(entry.document)) for entry in back.future] == [
        ("after", saved_content(now))
    ]
    assert back.past[0].document.answered is None


@pytest.fixture
def values(source, tmp_path):
    """A project with something of everything, as values to be spoilt."""
    thing = Object(1, "dog", (1, 2, 3), (Click(3, 4), Box(1, 2, 30, 20), Lasso(((1.0, 2.0), (3.0, 4.5)))))
    document = Document(
        source,
        Settings(n_components=3),
        (SegmentStyle("sky", (0, 0, 255), (0, 2)), SegmentStyle("sea", (0, 255, 0), (1,))),
        frozenset({(0, 2), (1,)}),
        objects=(thing,),
        strokes=(Stroke(((1.0, 2.0),), 3.0, 1), Area((1000, 200), WIDTH, HEIGHT, 1)),
        changes=(SplitComponent(1, 10_000, 10_001),),
        locks=frozenset({SegmentLock(1, 0)}),
    )
    return json.loads(json.dumps(encoded(document, History((Entry("paint", document),)), tmp_path)))


def spoil(values, way, value):
    *steps, last = [int(step) if step.isdigit() else step for step in way.split(".")]
    for step in steps:
        values = values[step]
    values[last] = value


SPOILT = [
    ("pictures", [], "pictures is [], but it must be a list of 1 to"),
    ("project", {"path": "p"}, "project.size is missing"),
    ("project", {"path": "p", "size": 1, "sha256": "x"}, "project.sha256 is other text"),
    ("project", 3, "project is"),
    ("pictures.0.place", "/etc/passwd", "pictures[1].place is no way from the project's folder"),
    ("pictures.0.place", "C:\\x.png", "pictures[1].place is no way"),
    ("pictures.0.place", "\\\\server\\x.png", "pictures[1].place is no way"),
    ("pictures.0.sha256", "0", "pictures[1].sha256 is other text, but it must be 64 hexadecimal digits"),
    ("pictures.0.width", 0, "pictures[1].width is 0, but it must be a whole number from 1"),
    (
        "settings.0.n_components",
        0,
        "settings[1].n_components is 0, but it must be a whole number from 1 to 1000",
    ),
    ("settings.0.colour", "__import__('os')", "settings[1].colour is"),
    ("settings.0.extra", 1, "settings[1].extra is unknown"),
    ("looks.0.components", [], "looks[1].components is empty"),
    ("looks.0.components", [0, 1], "documents[1].looks is sharing components"),
    ("looks.0.components", [10**9], "looks[1].components is [1000000000], but it must be a list of at most"),
    ("looks.0.colour", [1, 2], "looks[1].colour is 2 numbers, but it must be 3 numbers"),
    ("looks.0.given", 1, "looks[1].given is 1, but it must be true or false"),
    ("looks.0.hidden", 1, "looks[1].hidden is 1, but it must be true or false"),
    ("strokes.0.points", [1.0], "strokes[1].points is 1 numbers, but it must be two numbers for each point"),
    ("strokes.0.points", [], "strokes[1].points is 0 numbers"),
    ("strokes.0.radius", -1, "strokes[1].radius is -1, but it must be a number from 0"),
    ("strokes.0.owner", 2**20, "strokes[1].owner is 1048576, but it must be a whole number from 0 to 30000"),
    ("strokes.1.runs", [1, 2], "strokes[2].runs is of 3 pixels, but it must be of 1200 pixels, as 40 by 30"),
    ("strokes.1.runs", [-1, 1201], "strokes[2].runs is [-1, 1201], but it must be a list of at most"),
    ("strokes.1.width", 2**40, "strokes[2].width is 1099511627776, but it must be a whole number from 1"),
    (
        "strokes.1",
        {"runs": [600], "width": 20, "height": 30, "owner": 1},
        "documents[1].strokes is of 20 by 30, but it must be areas of 40 by 30 pixels, as the picture",
    ),
    ("marks.0.kind", "system", 'marks[1].kind is "system", but it must be one of click, box, lasso, stroke'),
    ("marks.0.place", [WIDTH, 1], "documents[1].objects is marked by"),
    ("marks.1.place", [9, 9, 9, 20], "documents[1].objects is marked by"),
    ("marks.1.place", [1, 2, 3], "marks[2].place is 3 numbers, but it must be 4 numbers"),
    ("objects.0.marks", [], "objects[1].marks is empty, but it must be at least one mark"),
    ("objects.0.marks", [99], "objects[1].marks is [99], but it must be a list of at most"),
    ("documents.0.settings", 7, "documents[1].settings is 7, but it must be a whole number from 0 to 0"),
    ("documents.0.objects", [0, 0], "documents[1].objects is of one key, but it must be of a key each"),
    ("documents.0.groups", [[0], [0]], "documents[1].groups is empty or overlapping"),
    ("documents.0.groups", 3, "documents[1].groups.group is 3, but it must be a list"),
    ("documents.0.locks", [[1]], "documents[1].locks is other, but it must be pairs"),
    ("documents.0.changes.0.halves", [5, 5], "documents[1].changes[1].halves is not two keys"),
    ("documents.0.changes.0.kind", "eval", 'documents[1].changes[1].kind is "eval"'),
    ("now", 2, "now is 2, but it must be a whole number from 0 to 1"),
    ("past.0.document", -1, "past[1].document is -1, but it must be a whole number from 0 to 1"),
    ("past", {}, "past is {}, but it must be a list of 0 to 200 records"),
    ("fit", {"model": 0}, "fit.log_likelihood is missing"),
    ("fit", 5, "fit is 5, but it must be a record with names"),
    ("evil", 1, "evil is unknown"),
]


@pytest.mark.parametrize(("way", "value", "sentence"), SPOILT, ids=[way for way, _, _ in SPOILT])
def test_a_spoilt_field_is_named_with_what_was_expected(values, way, value, sentence, tmp_path):
    spoil(values, way, value)
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError) as caught:
        decoded(projects.read(path))

    assert str(caught.value).startswith(f"Cannot read p.gmmseg as a project: its field {sentence}")


def test_a_model_that_is_none_is_refused(values, tmp_path):
    values["models"] = [{}]
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError) as caught:
        decoded(projects.read(path))

    assert str(caught.value) == (
        "Cannot read p.gmmseg as a project: its field models[1] is wrong (it does not say that it is a "
        "gmmseg model), but it must be a model. Give a file that gmmseg has saved."
    )


def test_a_wand_comes_back_with_the_model_whose_segment_it_means(document, tmp_path):
    path = tmp_path / "flags.png"
    path.write_bytes(b"pixels")
    model = document.result.segmentation.model
    wands = (Wand(3, 4, 2.5, True, model, 1), Wand(5, 6, 1.0, False, model, 0, 0))
    now = replace(
        document,
        source=OpenImage.of(document.source.image, path),
        objects=(Object(1, "dog", (1, 2, 3), wands),),
        result=None,
    )

    values = encoded(now, History(), tmp_path)
    found, _ = decoded(projects.read(projects.write(values, tmp_path / "p.gmmseg"))).documents(now.source)

    back = found.objects[0].marks
    assert len(values["models"]) == 1
    assert [replace(mark, model=None) for mark in back] == [replace(mark, model=None) for mark in wands]
    assert back[0].model is back[1].model
    assert back[0].model.mixture.means.tolist() == model.mixture.means.tolist()


def test_what_a_newer_version_says_besides_is_passed_over(values, tmp_path):
    values["documents"][0]["mood"] = "blue"
    values["looks"][0]["pattern"] = "dots"
    path = projects.write(values, tmp_path / "p.gmmseg")
    newer = json.loads(path.read_text()) | {"version": 9}
    del newer["checksum"]
    path.write_text(json.dumps({**newer, "checksum": projects.checksum(newer)}))

    contents = decoded(projects.read(path))

    assert [style.name for style in contents.drafts[contents.now].document.segment_styles] == ["sky", "sea"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("weight", 1, "changes[1].weight is 1, but it must be a number from 0.001 to 0.999"),
        ("mean", [], "changes[1].mean is [], but it must be 1 number from -1e+06 to 1e+06"),
        ("mean", "x", "changes[1].mean is"),
        ("mean", [1e9], "changes[1].mean is [1000000000.0]"),
    ],
)
def test_adjustments_that_cannot_be_are_reported_as_a_field(source, tmp_path, name, value, sentence):
    document = Document(source, Settings(), changes=(AdjustComponent(0, 0.5, (1.0,)),))
    values = encoded(document, History(), tmp_path)
    values["documents"][0]["changes"][0][name] = value
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError) as error:
        decoded(projects.read(path))

    assert sentence in str(error.value)


def test_a_rate_of_rejects_comes_back_and_is_left_out_where_there_is_none(source, tmp_path):
    some, none = (encoded(Document(source, Settings(reject=r)), History(), tmp_path) for r in (0.02, 0.0))

    path = projects.write(some, tmp_path / "p.gmmseg")

    assert decoded(projects.read(path)).documents(source)[0].settings.reject == 0.02
    assert "reject" not in none["settings"][0]


def test_channels_light_and_a_size_by_hand_come_back(source, tmp_path):
    chosen = Settings(
        (2, 8), criterion="bic", channels="ndvi=(b4-b3)/(b4+b3),2*3", stains="estimate", flatten="auto"
    )
    sized = source.sized((0.5, 0.25))

    values = encoded(Document(sized, chosen), History(), tmp_path)
    path = projects.write(values, tmp_path / "p.gmmseg")
    record = decoded(projects.read(path))

    assert record.documents(source)[0].settings == chosen
    assert record.reference.pixel_size == (0.5, 0.25)
    assert sized.image.pixel_size == (0.5, 0.25)


def test_without_them_a_project_says_what_it_always_said(source, tmp_path):
    values = encoded(Document(source, Settings()), History(), tmp_path)

    assert not {"channels", "stains", "flatten", "criterion", "inference"} & set(values["settings"][0])
    assert "pixel_size" not in values["pictures"][0]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("channels", "x=(a", "settings[1].channels is \"'x=(a'\""),
        ("stains", "pink", "settings[1].stains is \"'pink'\""),
        ("flatten", -3, "settings[1].flatten is"),
    ],
)
def test_channels_that_are_none_are_reported_as_a_field(source, tmp_path, name, value, sentence):
    values = encoded(Document(source, Settings()), History(), tmp_path)
    values["settings"][0][name] = value
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError) as error:
        decoded(projects.read(path))

    assert sentence.replace('"', "") in str(error.value)


def test_scale_and_colours_of_channels_come_back_and_are_left_out_where_nobody_said_any(source, tmp_path):
    styles = (
        ChannelStyle(True, (0, 0, 255), -2.5, 1e6),
        ChannelStyle(False, (255, 255, 255), 0.0, 1.0, 0.5),
        ChannelStyle(True, (255, 0, 255), 3.0, 4.0),
    )
    chosen = TableFilter("area > 50", "circularity", (0.5, 0.75))
    said = Document(source, Settings(), pixel_size=(0.5, 0.25), styles=styles, table_filter=chosen)

    values = encoded(said, History((Entry("before", Document(source, Settings())),)), tmp_path)
    back = decoded(projects.read(projects.write(values, tmp_path / "p.gmmseg"))).documents(source)[0]

    assert (back.pixel_size, back.styles, back.table_filter) == ((0.5, 0.25), styles, chosen)
    assert not {"pixel_size", "styles", "model", "table_filter"} & set(values["documents"][0])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("model", 0, "documents[1].model is 0"),
        ("pixel_size", [0.5], "documents[1].pixel_size is"),
        ("pixel_size", [0.5, 0], "documents[1].pixel_size is"),
        ("table_filter", {"condition": 5}, "condition"),
        ("table_filter", {"condition": "", "measurement": "a", "range": [1]}, "range"),
        ("styles", "red", "documents[1].styles is"),
        ("styles", [{"shown": True, "colour": [0, 0, 9], "low": 0, "high": 1, "gamma": 0}], "gamma is 0"),
        ("styles", [{"shown": True, "colour": [0, 0, 999], "low": 0, "high": 1, "gamma": 1}], "colour"),
    ],
)
def test_what_is_no_model_scale_or_style_is_reported_as_a_field(source, tmp_path, name, value, sentence):
    values = encoded(Document(source, Settings()), History(), tmp_path)
    values["documents"][0][name] = value
    path = projects.write(values, tmp_path / "p.gmmseg")

    with pytest.raises(BadProjectError) as error:
        decoded(projects.read(path))

    assert sentence in str(error.value)
