"""A segmentation tells what was found: by number, by name, in a table, in uncertain."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

import gmmseg
from gmmseg.errors import MissingLibraryError, NoSuchSegmentError
from gmmseg.imaging.features.features import Features
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model, Segment
from gmmseg.imaging.segmentation import PixelSample, Segmentation, label_type
from gmmseg.mixture.em import Parameters


@pytest.fixture
def segmentation():
    """Return a grey picture, half 0, half 200 but for one masked pixel, in two segments."""
    pixels = np.zeros((4, 5), np.uint8)
    pixels[2:] = 200
    mask = np.ones((4, 5), bool)
    mask[3, 4] = False
    image = Image.from_array(pixels, mask=mask)
    features = Features("channels", 0.0, ("grey",), np.array([0.5]), np.array([0.1]))
    mixture = Parameters(np.array([0.5, 0.5]), np.array([[-5.0], [3.0]]), np.ones((2, 1, 1)), "full")
    segments = (Segment("dark", (1, 2, 3), (0,)), Segment("bright", (4, 5, 6), (1,)))
    labels = np.where(mask, np.where(pixels > 0, 2, 1), 0).astype(np.uint8)
    return Segmentation(image, Model(features, mixture, segments), labels, -1.0)


def test_a_segment_is_found_by_number_and_by_name(segmentation):
    assert [segmentation.number(each) for each in (1, 2, np.int64(2), "dark", "bright")] == [1, 2, 2, 1, 2]


@pytest.mark.parametrize("segment", [0, 3, -1, "Dark"])
def test_a_segment_that_is_not_there_is_named_with_those_that_are(segmentation, segment):
    with pytest.raises(NoSuchSegmentError) as caught:
        segmentation.probability(segment)

    assert str(caught.value) == (
        f"There is no segment {segment!r}: there are 2, numbered from 1 and named dark, bright. "
        f"Ask for one of these."
    )


def test_probabilities_of_a_pixel_add_up_to_1_where_it_is_usable(segmentation):
    total = segmentation.probability("dark") + segmentation.probability(2)

    np.testing.assert_allclose(total, segmentation.labels > 0, atol=1e-6)


def test_the_table_counts_pixels_and_takes_shares_of_the_usable_ones(segmentation):
    table = segmentation.table()

    assert [(row.number, row.name, row.pixels) for row in table] == [(1, "dark", 10), (2, "bright", 9)]
    assert [row.percent for row in table] == pytest.approx([100 * 10 / 19, 100 * 9 / 19])
    assert [row.colour for row in table] == [(0, 0, 0), (200, 200, 200)]


def test_pixels_far_from_the_border_between_segments_are_sure(segmentation):
    assert segmentation.uncertainty.max() < 1e-4
    assert segmentation.uncertainty.min() >= 0


def test_a_pixel_between_two_equal_segments_is_undecided(segmentation):
    model = segmentation.model
    middle = Parameters(model.mixture.weights, np.array([[-5.0], [-5.0]]), np.ones((2, 1, 1)), "full")
    for segments in (model.segments, (*model.segments, Segment("not there", (9, 9, 9), ()))):
        undecided = Segmentation(
            segmentation.image, Model(model.features, middle, segments), segmentation.labels, 0.0
        )

        np.testing.assert_allclose(undecided.uncertainty, segmentation.labels > 0, atol=1e-4)


def test_labels_cannot_be_written_to(segmentation):
    with pytest.raises(ValueError, match="read-only"):
        segmentation.labels[0, 0] = 2


def test_saving_writes_the_files_asked_for(segmentation, tmp_path):
    paths = segmentation.save(tmp_path, ["table", "labels"], stem="photo")

    assert [path.name for path in paths] == ["photo_table.csv", "photo_labels.png"]
    assert all(path.stat().st_size > 0 for path in paths)


@pytest.mark.parametrize(("n_segments", "bits"), [(2, 8), (255, 8), (256, 16), (1000, 16)])
def test_labels_have_room_for_every_segment_and_0(n_segments, bits):
    assert np.iinfo(label_type(n_segments)).bits == bits


@pytest.fixture(scope="module")
def found():
    picture = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
    return gmmseg.segment(picture, 3, method="global")


def test_all_pixels_of_a_small_picture_are_asked(found):
    mixture = found.model.mixture

    sampled = PixelSample.of(found.image, found.model)

    np.testing.assert_array_equal(sampled.indices, np.arange(2000))
    densities = [
        weight * multivariate_normal(mean, covariance).pdf(sampled.samples)
        for weight, mean, covariance in zip(
            mixture.weights, mixture.means, mixture.full_covariances, strict=True
        )
    ]
    np.testing.assert_allclose(sampled.scores, np.log(np.sum(densities, axis=0)), rtol=1e-4)
    expected = np.transpose(densities / np.sum(densities, axis=0))
    np.testing.assert_allclose(sampled.posterior, expected, atol=1e-4)


def test_masked_pixels_and_most_of_a_large_picture_are_left_out(found):
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    mask = np.zeros((300, 400), bool)
    mask[:, 100:] = True

    sampled = PixelSample.of(Image.from_array(pixels, mask=mask), found.model)

    assert len(sampled.indices) == len(sampled.scores) == 2**15
    assert mask.ravel()[sampled.indices].all()
    assert (np.diff(sampled.indices) >= 0).all()


def test_an_applied_model_tells_how_well_it_explains_the_picture(found):
    again = found.model.apply(found.image)

    np.testing.assert_allclose(again.log_likelihood, again.sampled.scores.mean(), rtol=1e-12)
    np.testing.assert_allclose(again.log_likelihood, found.log_likelihood, atol=1e-4)


def test_a_segmentation_and_its_parts_are_one_short_line_each(segmentation):
    assert repr(segmentation) == "Segmentation('array', 5 x 4, 2 segments: dark, bright)"
    assert repr(segmentation.image) == "Image('array', 5 x 4, uint8, channels grey)"
    assert repr(segmentation.model) == "Model(2 segments, 2 components, features grey)"
    assert repr(segmentation.objects("bright")) == "Objects(1 in 'array', of bright)"


def test_an_xarray_dataset_needs_its_library(segmentation, monkeypatch):
    monkeypatch.setattr("gmmseg.imaging.segmentation.find_spec", lambda _: None)

    with pytest.raises(MissingLibraryError) as caught:
        segmentation.to_xarray()

    assert str(caught.value) == (
        "Cannot make an xarray dataset: it needs the library xarray, which is not installed. "
        "Install it with pip install 'gmmseg[xarray]'."
    )


def test_an_xarray_dataset_has_labels_and_probabilities_at_the_middles_of_pixels(segmentation):
    pytest.importorskip("xarray")
    scaled = replace(segmentation, image=replace(segmentation.image, pixel_size=(2.0, 0.5)))

    found = scaled.to_xarray(probabilities=True)

    assert found.labels.dims == ("y", "x")
    np.testing.assert_array_equal(found.labels, segmentation.labels)
    np.testing.assert_array_equal(found.probability.sel(segment=2), segmentation.probability(2))
    assert found.y.values.tolist() == [1, 3, 5, 7]
    assert found.x.values.tolist() == [0.25, 0.75, 1.25, 1.75, 2.25]
    assert found.x.attrs == {"units": "um"}
    assert found.segment_name.values.tolist() == ["dark", "bright"]
    assert set(segmentation.to_xarray().data_vars) == {"labels"}


def test_a_data_frame_has_the_columns_and_the_numbers_of_the_csv(segmentation, tmp_path):
    pandas = pytest.importorskip("pandas")
    scaled = replace(segmentation, image=replace(segmentation.image, pixel_size=(2.0, 0.5)))
    (path,) = scaled.save(tmp_path, ["table"])

    found = scaled.to_pandas()

    written = pandas.read_csv(path).drop(columns="object")
    pandas.testing.assert_frame_equal(found, written, check_dtype=False, rtol=1e-4)
    assert found.pixels.tolist() == [10, 9]


def test_a_data_frame_needs_its_library(segmentation, monkeypatch):
    monkeypatch.setattr("gmmseg.imaging.objects.object_table.find_spec", lambda _: None)

    with pytest.raises(MissingLibraryError, match="needs the library pandas"):
        segmentation.to_pandas()
    with pytest.raises(MissingLibraryError, match=r"needs the library polars.*'gmmseg\[polars\]'"):
        segmentation.to_polars()


def test_polars_gets_the_same_table(segmentation):
    polars = pytest.importorskip("polars")

    found = segmentation.to_polars()

    assert isinstance(found, polars.DataFrame)
    assert found["name"].to_list() == ["dark", "bright"]
    assert found["pixels"].to_list() == [10, 9]
