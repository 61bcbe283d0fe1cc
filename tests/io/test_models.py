"""Model files: everything comes back, and nothing that is wrong gets in."""

import json
import os
import pickle
from dataclasses import replace

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import AlreadyThereError, BadModelError, NewerModelError, UnreadableModelError
from gmmseg.imaging.model import Model, Provenance, Segment
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.pixel_types import Span
from gmmseg.io import models
from gmmseg.mixture.parameters import COVARIANCE_TYPES

UNMEASURED = (
    "The model does not say which values were black and white where it was fitted, so that its classes "
    "may be other values here: fit it again."
)


@pytest.fixture(scope="module")
def picture():
    rows, columns = np.mgrid[:40, :60] / 10
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    return (soft + np.random.default_rng(0).normal(0, 8, soft.shape)).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def found(picture):
    return gmmseg.segment(picture, 4, method="global")


@pytest.fixture
def values(found):
    """Return the model as its file's values, to be spoilt."""
    return json.loads(models.text_of(found.model))


def assert_same(one, other):
    for name in ("weights", "means", "covariances"):
        np.testing.assert_array_equal(getattr(one.mixture, name), getattr(other.mixture, name))
    for name in ("centre", "scale"):
        np.testing.assert_array_equal(getattr(one.features, name), getattr(other.features, name))
    assert one.mixture.covariance_type == other.mixture.covariance_type
    assert one.features.names == other.features.names
    assert one.features.span == other.features.span
    assert (one.features.colour, one.features.position) == (other.features.colour, other.features.position)
    assert one.segments == other.segments
    assert one.smoothing == other.smoothing
    assert one.training == other.training


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_a_model_comes_back_exactly(picture, tmp_path, kind):
    model = gmmseg.segment(picture, 3, covariance_type=kind, seed=5, method="global").model
    path = model.save(tmp_path / "m.gmm.json")

    assert_same(Model.load(path), model)
    assert models.text_of(Model.load(path)) == path.read_text()


@pytest.mark.parametrize("colour", ["lab", "rgb", "hsv", "grey"])
def test_a_model_gives_its_own_picture_the_same_labels_again(picture, tmp_path, colour):
    found = gmmseg.segment(picture, 4, colour=colour, smoothing=0.7, method="global")
    model = Model.load(found.model.save(tmp_path / "m.gmm.json"))

    again = model.apply(picture)

    np.testing.assert_array_equal(again.labels, found.labels)
    assert found.labels.dtype == again.labels.dtype
    assert again.model.training.pictures == (found.image.digest,)


def test_names_colours_and_merged_components_are_kept(found, tmp_path):
    segments = (Segment("sky\n=1+1 \N{GRINNING FACE}", (1, 2, 3), (0, 2)), Segment("", (255, 0, 9), (3, 1)))
    model = Model(found.model.features, found.model.mixture, segments, 0.25)

    back = Model.load(model.save(tmp_path / "m.gmm.json"))

    assert back.segments == segments
    assert (back.smoothing, back.training) == (0.25, None)


def test_a_file_is_small_and_has_a_list_of_numbers_on_each_line(found, tmp_path):
    path = found.model.save(tmp_path / "m.gmm.json")

    text = path.read_text(encoding="ascii")
    assert len(text) < 8000
    mean = json.dumps(found.model.mixture.means[0].tolist())
    assert f"\n      {mean},\n" in text


def test_a_file_is_not_written_over_unless_asked(found, tmp_path):
    path = found.model.save(tmp_path / "m.gmm.json")

    with pytest.raises(AlreadyThereError):
        found.model.save(path)
    assert found.model.save(path, overwrite=True) == path


class Canary:
    def __reduce__(self):
        return os.mkdir, ("executed",)


def test_a_pickle_is_refused_and_not_executed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.gmm.json").write_bytes(pickle.dumps(Canary(), protocol=0))

    with pytest.raises(UnreadableModelError, match=r"^Cannot read m.gmm.json as a model: it is not JSON"):
        Model.load("m.gmm.json")

    assert [path.name for path in tmp_path.iterdir()] == ["m.gmm.json"]


def test_other_json_a_missing_file_and_a_folder_are_refused(tmp_path):
    (tmp_path / "other.json").write_text('{"type": "FeatureCollection"}')

    with pytest.raises(UnreadableModelError) as other:
        Model.load(tmp_path / "other.json")
    with pytest.raises(UnreadableModelError) as missing:
        Model.load(tmp_path / "missing.gmm.json")
    with pytest.raises(UnreadableModelError) as folder:
        Model.load(tmp_path)

    assert str(other.value) == (
        "Cannot read other.json as a model: it does not say that it is a gmmseg model. "
        "Give a file that gmmseg fit or Model.save has written."
    )
    assert str(missing.value) == (
        "Cannot read missing.gmm.json as a model: there is no such file. Check its name and folder."
    )
    assert "the system says 'is a directory'" in str(folder.value)


def test_a_model_of_a_table_is_distinguished_from_one_of_pictures(tmp_path):
    (tmp_path / "t.gmm.json").write_text('{"format": "gmmseg table model", "version": 1}')

    with pytest.raises(UnreadableModelError) as caught:
        Model.load(tmp_path / "t.gmm.json")

    assert str(caught.value) == (
        "Cannot read t.gmm.json as a model: it is a model of a table, and one of pictures is needed here. "
        "Use gmmseg apply with a table."
    )


def test_a_newer_file_is_refused_with_a_word(values):
    values |= {"version": 6, "more": "than we know"}

    with pytest.raises(NewerModelError) as caught:
        models.model_of(values, "m.gmm.json")

    assert str(caught.value) == (
        "Cannot read m.gmm.json as a model: a newer version of gmmseg made it "
        "(format 6; this one reads up to 5). Update gmmseg."
    )


def test_how_objects_are_made_comes_back(found, tmp_path):
    chosen = ObjectOptions(classes=(2, "sky"), split=0.8, typical_size=20, exclude_border=True)
    path = found.model.with_objects(chosen).save(tmp_path / "m.gmm.json")

    assert json.loads(path.read_text())["version"] == 3
    assert Model.load(path).objects == chosen
    assert_same(Model.load(path), found.model)


def test_where_strips_count_comes_back(found, tmp_path):
    path = replace(found.model, regions="own", is_without_strips=True).save(tmp_path / "m.gmm.json")

    assert json.loads(path.read_text())["version"] == 5
    assert Model.load(path).is_without_strips
    assert not found.model.is_without_strips
    with pytest.raises(BadModelError, match='is_without_strips is "yes"'):
        models.model_of(json.loads(path.read_text()) | {"is_without_strips": "yes"}, "m.gmm.json")


def test_without_objects_a_file_says_nothing_of_them(values):
    assert values["version"] == 2
    assert "objects" not in values


@pytest.mark.parametrize(
    ("objects", "what"),
    [
        ({"split": 2}, "objects is Setting split is 2"),
        ({"classes": []}, "objects is No class is chosen"),
        ({"classes": [1.5]}, "objects is Setting classes is "),
        ({"classes": list(range(2000))}, "objects.classes is longer"),
        ({"colour": 1}, "objects is Setting colour is 1"),
        (3, "objects is 3"),
    ],
)
def test_objects_that_cannot_be_made_so_are_refused(values, objects, what):
    with pytest.raises(BadModelError, match=what):
        models.model_of(values | {"version": 3, "objects": objects}, "m.gmm.json")


def test_rejects_calibration_and_provenance_come_back(found, tmp_path):
    known = Provenance(3, "2026-11-30", "0f" * 32)
    model = replace(found.model, reject=0.01, temperature=1.5, provenance=known)

    path = model.save(tmp_path / "m.gmm.json")

    assert json.loads(path.read_text())["version"] == 4
    back = Model.load(path)
    assert (back.reject, back.temperature, back.provenance) == (0.01, 1.5, known)
    assert models.digest_of(back) == models.digest_of(model)


def test_without_them_a_file_says_nothing_of_them(values):
    assert not {"reject", "temperature", "provenance"} & set(values)


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("reject", 0.6, "reject is 0.6, but it must be a number from 0 to 0.5"),
        ("temperature", 0, "temperature is 0, but it must be a number from 0.001 to 1000"),
        ("provenance", {"version": 0, "date": "", "parent": ""}, "provenance.version is 0"),
        ("provenance", {"version": 1, "date": "today", "parent": ""}, "provenance.date is 'today'"),
        ("provenance", {"version": 1, "date": "", "parent": "x"}, "provenance.parent is other text"),
        ("provenance", {"version": 1}, "provenance.date is missing"),
    ],
)
def test_what_none_of_them_can_be_is_refused(values, name, value, what):
    with pytest.raises(BadModelError, match=what):
        models.model_of(values | {"version": 4, name: value}, "m.gmm.json")


def spoil(values, way, value):
    *steps, last = way.split(".")
    for step in steps:
        values = values[int(step) if step.isdigit() else step]
    values[int(last) if last.isdigit() else last] = value


SPOILT = [
    ("mixture.weights", [], "mixture.weights is 0 numbers, but it must be 1 to 1000 numbers"),
    (
        "mixture.weights",
        [0.5] * 4,
        "mixture.weights is 0.5 at least and 2 together, but it must be above 0 each and 1 together",
    ),
    ("mixture.weights.0", 0, "mixture.weights is 0 at least and "),
    ("mixture.weights.0", -0.1, "mixture.weights is ["),
    ("mixture.weights.0", 1e999, "mixture.weights is [Infinity"),
    ("mixture.means.0", [1, 2], "mixture.means is [[1, 2], "),
    ("mixture.covariances.1.0.0", -1.0, "mixture.covariances is no covariances, but it must be symmetric"),
    ("mixture.covariances.1.0.1", 99.0, "mixture.covariances is no covariances, but it must be symmetric"),
    (
        "mixture.covariance_type",
        "round",
        'mixture.covariance_type is "round", but it must be one of full, tied',
    ),
    ("features.scale.0", 0, "features.scale is [0, "),
    ("features.names.0", "L", "features.names is L, a*, b*, row, column, but it must be what its colour"),
    ("features.colour", "__import__('os')", "features.colour is \"__import__('os')\", but it must be one of"),
    ("classes", [], "classes is [], but it must be a list of 1 to 4 records"),
    ("classes.0.components", [2], "classes is the owners of components 2, 2, 3, 4, but it must be owners"),
    ("classes.0.components", [1.5], "classes[1].components is not whole, but it must be whole numbers"),
    ("classes.0.colour", [1, 2, 256], "classes[1].colour is [1, 2, 256], but it must be 3 numbers"),
    ("classes.0.name", None, "classes[1].name is null, but it must be a text of at most 1000"),
    ("smoothing", "strong", 'smoothing is "strong", but it must be a number from 0 to 100'),
    ("extra", 1, "extra is unknown, but it must be one of format, version"),
    ("training.pictures", ["../photo.png"], "training.pictures is other text, but it must be SHA-256"),
    ("training.shares", [1, 1, 1, 1], "training.shares is a sum of 4, but it must be 1 together"),
    ("training.log_likelihood.quantiles.0.0", 0.5, "training.log_likelihood.quantiles is other, but"),
    ("version", 0, "version is 0, but it must be a whole number"),
]


@pytest.mark.parametrize(("way", "value", "sentence"), SPOILT)
def test_a_spoilt_field_is_named_with_what_was_expected(values, way, value, sentence):
    spoil(values, way, value)

    with pytest.raises(BadModelError) as caught:
        models.model_of(values, "m.gmm.json")

    assert str(caught.value).startswith(f"Cannot read m.gmm.json as a model: its field {sentence}")
    assert str(caught.value).endswith(". Save the model again.")


def test_any_flipped_byte_gives_a_model_or_one_sentence(found):
    text = models.text_of(found.model).encode()

    for place in range(0, len(text), 3):
        spoilt = bytearray(text)
        spoilt[place] ^= 0x41
        try:
            model = models.from_text(spoilt.decode("utf-8", "surrogateescape"))
        except UnreadableModelError:
            continue
        assert np.isfinite(model.mixture.log_scales).all()


def test_black_and_white_come_back(tmp_path):
    degrees = np.repeat(np.array([[20.1, 30.3, 40.7]]), 9, axis=0)
    model = gmmseg.segment(degrees, 3, position=0, method="global").model

    back = Model.load(model.save(tmp_path / "m.gmm.json"))

    assert back.features.span == Span(20.1, 40.7, "found")


def test_a_model_of_a_version_without_black_and_white_opens_and_says_so(tmp_path):
    degrees = np.repeat(np.array([[20.0, 30.0, 40.0]]), 9, axis=0)
    found = gmmseg.segment(degrees, 3, position=0, method="global")
    values = json.loads(models.text_of(found.model)) | {"version": 1}
    del values["features"]["span"]

    old = models.model_of(values, "m.gmm.json")

    again, other, deep = (old.apply(each) for each in (degrees, degrees[:, :2], degrees.astype(np.uint16)))
    np.testing.assert_array_equal(again.labels, found.labels)
    assert again.notes == found.notes  # its own picture: there is nothing that it does not know
    assert deep.notes == ()
    assert other.notes == (
        "Values run from 20 to 30: taken as black and white.",
        UNMEASURED,
    )
    assert models.from_text(models.text_of(old)).features.span is None


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        ({"black": 5, "white": 4, "source": "found"}, "span.white is 4, but it must be a number from 5 to"),
        ({"black": 5, "white": 9, "source": "guessed"}, "span.source is "),
        ({"black": 5, "white": 9}, "span.source is missing"),
        ({"black": "0", "white": 9, "source": "found"}, "span.black is "),
        ([0, 1], "span is [0, 1], but it must be a record"),
    ],
)
def test_black_and_white_are_checked(values, span, problem):
    values["features"]["span"] = span

    with pytest.raises(BadModelError) as caught:
        models.model_of(values, "m.gmm.json")

    assert f"its field features.{problem}" in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("channels", "x=(a", "features.preparation.channels is \"'x=(a'\""),
        ("stains", "pink", "features.preparation.stains"),
        ("ranges", [[1, 0]], "features.preparation.ranges is other, but it must be pairs of rising numbers"),
        ("bright_ground", [1], "features.preparation.bright_ground"),
        ("flatten", -1, "flatten"),
        ("more", 1, "features.preparation.more is unknown"),
    ],
)
def test_a_spoilt_choice_of_channels_is_named(values, field, value, part):
    values["version"] = 3
    values["features"]["preparation"] = {
        "channels": "all",
        "stains": "usual",
        "flatten": 20.0,
        "ranges": [],
        "bright_ground": [False],
        "found_by_name": False,
    } | {field: value}

    with pytest.raises(BadModelError) as caught:
        models.model_of(values, "m.gmm.json")

    assert part.replace('"', "") in str(caught.value)
