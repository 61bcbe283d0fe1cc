"""The objects of a segmentation."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import label

from gmmseg.errors import BadSettingError, NoClassesError, NoSuchSegmentError
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment, Training
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.objects.objects import Objects, brightness
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.mixture.em import Parameters

ROW, COLUMN = np.mgrid[:60, :100]


def disc(x, y, radius):
    return (COLUMN - x) ** 2 + (ROW - y) ** 2 <= radius**2


CELLS = disc(20, 20, 9) | disc(36, 20, 9) | disc(70, 14, 9) | disc(0, 45, 9)
DOTS = disc(60, 45, 5) | disc(85, 45, 5)
LABELS = np.where(CELLS, 2, np.where(DOTS, 3, 1)).astype(np.uint8)


def segmentation(labels=LABELS, names=("ground", "cell", "dot"), mask=None):
    levels = np.array([0, 10, 120, 220], np.uint8)[labels]
    noise = np.random.default_rng(0).integers(0, 9, labels.shape).astype(np.uint8)
    image = Image.from_array(levels + noise, name="cells.png", mask=mask)
    features = Features.learn(image, "grey")
    n = len(names)
    means = features.at(image, np.array([np.flatnonzero(labels == i + 1)[0] for i in range(n)])).astype(float)
    d = features.n_features
    mixture = Parameters(np.full(n, 1 / n), means, np.broadcast_to(0.01 * np.eye(d), (n, d, d)).copy())
    segments = tuple(Segment(name, (90 * i, 40, 200), (i,)) for i, name in enumerate(names))
    return Segmentation(image, Model(features, mixture, segments), labels.copy(), -1.0)


@pytest.fixture(scope="module")
def found():
    return segmentation()


def test_objects_are_of_all_classes_but_the_largest_and_numbered_in_row_order(found):
    objects = found.objects()

    assert (len(objects), objects.chosen) == (6, (2, 3))
    assert objects.labels.dtype == np.uint32
    assert objects.classes.tolist() == [2, 2, 2, 2, 3, 3]
    firsts = [np.flatnonzero(objects.labels == number)[0] for number in objects.numbers]
    assert firsts == sorted(firsts)
    np.testing.assert_array_equal(objects.labels > 0, LABELS > 1)
    assert objects.choice == "Objects are of all classes but the largest: 2 (cell), 3 (dot)."
    assert objects.notes == ()


def test_classes_are_named_by_number_or_name(found):
    assert found.objects("dot").chosen == (3,)
    assert found.objects([3, "cell"]).chosen == (2, 3)
    assert found.objects(classes="all").chosen == (1, 2, 3)


def test_what_touches_is_one_where_nothing_is_divided(found):
    objects = found.objects("cell", split=0)

    assert len(objects) == label(CELLS)[1] == 3


def test_objects_that_are_left_out_leave_the_numbers_of_the_others(found):
    whole = found.objects("cell")

    inside = found.objects("cell", exclude_border=True)
    large = found.objects(max_area=100)

    assert inside.numbers.tolist() == [1, 2, 3]
    assert inside.n_left_out == 1
    np.testing.assert_array_equal(inside.labels, np.where(whole.labels == 4, 0, whole.labels))
    assert large.numbers.tolist() == [5, 6]
    assert large.notes == ("Objects were left out by their size, shape or place: 4.",)


def test_shapes_leave_out_what_is_not_round(found):
    round_ones = found.objects("cell", split=0, min_circularity=0.9)
    full_ones = found.objects("cell", split=0, min_solidity=0.9)

    assert round_ones.numbers.tolist() == [1]
    assert full_ones.numbers.tolist() == [1, 3]  # 2 is two discs in one, and 3 half of one


def test_a_typical_size_that_is_reported_is_kept_and_one_that_is_found_is_reported(found):
    assert found.objects("dot", typical_size=30).typical_sizes == (30,)
    assert found.objects("dot").typical_sizes[0] == pytest.approx(10, abs=2.5)


def test_a_typical_size_larger_than_the_picture_is_refused(found):
    with pytest.raises(BadSettingError) as caught:
        found.objects(typical_size=101)

    assert str(caught.value) == (
        "Setting typical_size is 101.0, but it must be at most 100, the larger side of cells.png in pixels."
    )


def test_unknown_classes_and_none_are_refused(found):
    with pytest.raises(NoSuchSegmentError, match="There is no segment 7: there are 3"):
        found.objects(7)
    with pytest.raises(NoClassesError):
        found.objects(())


def test_where_nothing_is_left_there_is_a_table_without_rows(found):
    objects = found.objects("dot", min_area=5000)

    assert len(objects) == len(objects.table()) == 0
    assert objects.table().names == found.objects("dot").table().names
    assert objects.notes == ("Pieces below 5000 pixels were dropped as specks: 2.", "No objects were found.")
    assert objects.summary["count"].tolist() == [0]


def test_where_classes_have_other_sizes_the_note_on_specks_says_between_which():
    labels = LABELS.copy()
    labels[30:32, 50:52] = 2

    objects = segmentation(labels).objects()

    least, most = sorted(objects.least_areas)
    assert objects.notes == (
        f"Pieces below {least:.4g} to {most:.4g} pixels, by class, were dropped as specks: 1.",
    )


def test_one_class_alone_is_the_largest():
    objects = segmentation(np.ones((20, 30), np.uint8), ("all",)).objects()

    assert len(objects) == 0
    sentence = (
        "There is one class only, and objects are made of all but the largest where none is named: "
        "name one, or look for more classes."
    )
    assert objects.notes == (sentence,)


def test_the_table_says_what_each_object_is_and_what_the_model_believes(found):
    objects = found.objects("cell")

    table = objects.table()

    assert table.names[:4] == ("object", "class", "class_name", "image")
    assert table["object"].tolist() == objects.numbers.tolist()
    assert list(table["class_name"]) == ["cell"] * 4
    assert list(table["image"]) == ["cells.png"] * 4
    for row, number in enumerate(objects.numbers):
        own = objects.labels == number
        assert table["area_px"][row] == own.sum()
        assert table["grey_mean"][row] == pytest.approx(found.image.pixels[own, 0].mean())
        assert table["probability_mean"][row] == pytest.approx(
            found.probability("cell")[own].mean(), rel=1e-5
        )
        assert table["uncertainty_mean"][row] == pytest.approx(found.uncertainty[own].mean(), abs=1e-6)


def test_a_pixel_size_that_is_given_is_the_unit_of_the_table(found):
    plain, reported = found.objects("dot"), found.objects("dot", pixel_size="0.5x0.25um")

    assert reported.pixel_size == (0.25, 0.5)
    np.testing.assert_allclose(reported.table()["area_um2"], plain.table()["area_px"] * 0.125)
    assert "perimeter_px" in plain.table().names
    assert "perimeter_um" in reported.table().names


def test_the_picture_says_how_large_its_pixels_are():
    given = segmentation()
    sized = replace(given, image=given.image.sized((0.1, 0.1)))

    assert sized.objects("dot").table()["area_um2"][0] == pytest.approx(0.01 * disc(60, 45, 5).sum())


def test_holes_of_other_objects_and_of_masked_pixels_are_not_filled():
    labels = np.where(disc(50, 30, 20), 2, 1).astype(np.uint8)
    labels[disc(42, 30, 4)] = 3
    labels[disc(58, 30, 4)] = 0
    given = segmentation(labels, mask=labels > 0)

    objects = given.objects([2, 3], fill_holes=True, typical_size=40, min_area=1, split=0)

    assert len(objects) == 2
    np.testing.assert_array_equal(objects.labels > 0, labels > 1)


def test_a_model_says_how_objects_are_made_of_it(found):
    chosen = ObjectOptions(classes=("dot",), split=0.5)
    given = replace(found, model=found.model.with_objects(chosen))

    assert given.objects().options == chosen
    assert given.objects(split=0.8).options == ObjectOptions(classes=("dot",), split=0.8)
    assert found.model.objects is None


def test_in_other_pictures_the_largest_class_is_that_of_the_pictures_the_model_was_made_from(found):
    training = Training(("0" * 64,), 0, 1, (0.0,) * 7, 0, (0.1, 0.2, 0.7), 0, "1")
    given = replace(found, model=replace(found.model, training=training))

    assert given.objects().chosen == (1, 2)


def test_outlines_are_traced_object_by_object(found):
    objects = found.objects("cell")

    outlines = objects.outlines

    assert sorted(outlines) == objects.numbers.tolist()
    for number, (outline,) in outlines.items():
        np.testing.assert_array_equal(outline.filled(LABELS.shape), objects.labels == number)


def test_the_same_objects_come_out_on_any_number_of_threads(found):
    one, three = Objects.found(found, threads=1), Objects.found(found, threads=3)

    np.testing.assert_array_equal(one.labels, three.labels)
    assert one.table(threads=1).names == three.table(threads=3).names
    np.testing.assert_array_equal(
        one.table(threads=1)["perimeter_px"], three.table(threads=3)["perimeter_px"]
    )


def test_a_dark_line_divides_where_brightness_counts():
    rod = (np.abs(ROW - 30) < 7) & (np.abs(COLUMN - 50) < 28)
    labels = np.where(rod, 2, 1).astype(np.uint8)
    pixels = np.where(rod, 200 - 150 * np.exp(-((COLUMN - 50) ** 2) / 8), 10).astype(np.uint8)
    given = segmentation(labels, ("ground", "rod"))
    given = replace(given, image=Image.from_array(pixels))

    assert len(given.objects(2)) == 1
    assert len(given.objects(2, brightness=True)) == 2


def test_brightness_is_measured_over_the_background_by_what_is_bright():
    ground = 10 + COLUMN // 2
    pixels = np.where(CELLS, 100 + ground, ground).astype(np.uint8)

    found = brightness(Image.from_array(pixels), CELLS, ~CELLS, 9.0)

    assert found[CELLS].max() == pytest.approx(1, abs=0.05)
    assert found[55, 10] < 0.05
    assert found[55, -10] < 0.05


def test_haze_and_what_is_dim_are_no_objects_where_brightness_counts():
    def disc(x, radius):
        return (COLUMN - x) ** 2 + (ROW - 30) ** 2 <= radius**2

    haze, cell, dim = disc(25, 14) & ~disc(25, 8), disc(25, 8), disc(70, 10)
    labels = np.where(haze | cell | dim, 2, 1).astype(np.uint8)
    pixels = np.select([cell, haze, dim], [200, 40, 50], 10).astype(np.uint8)
    given = replace(segmentation(labels, ("ground", "cell")), image=Image.from_array(pixels))

    found = given.objects(2, brightness=True, typical_size=16)

    assert len(given.objects(2)) == 2
    assert (found.labels[cell] > 0).all()
    assert np.count_nonzero(found.labels) < 0.5 * np.count_nonzero(haze | cell)
    assert found.n_dim == 1
    assert "Pieces much less bright than the others were dropped: 1." in found.notes


def test_arrays_can_only_be_read(found):
    with pytest.raises(ValueError, match="read-only"):
        found.objects().labels[0, 0] = 1


def test_files_are_saved(found, tmp_path):
    paths = found.objects("dot").save(tmp_path, ["objects-csv", "objects-tif"], stem="x")

    assert [path.name for path in paths] == ["x_objects.csv", "x_objects.tif"]
    assert len((tmp_path / "x_objects.csv").read_text().splitlines()) == 3
