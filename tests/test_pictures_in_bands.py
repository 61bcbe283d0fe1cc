"""Pictures in bands have the labels of memory, bit for bit, whatever the cuts."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gmmseg.errors import NotInBandsError
from gmmseg.imaging.image import Image
from gmmseg.imaging.seeds import NamedSeeds
from gmmseg.job import Job
from gmmseg.pipeline import applying, segmenting
from gmmseg.settings import Settings


def picture(height, width, seed=0, dtype=np.uint8):
    rows, columns = np.mgrid[:height, :width] / 40
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(seed).normal(0, 8, soft.shape)
    return (soft + grain).clip(0, 255).astype(dtype) * (257 if dtype == np.uint16 else 1)


def found_in(image, threads=1, **given):
    wanted = Settings(**given)
    return Job(lambda workers: segmenting(image, wanted, workers), threads=threads).run()


def both(in_bands, pixels):
    return Image.from_array(pixels), in_bands(pixels)


def assert_same(one, other):
    np.testing.assert_array_equal(one.labels, other.labels)
    assert one.model.mixture.means.tobytes() == other.model.mixture.means.tobytes()
    assert (one.image.digest, one.log_likelihood) == (other.image.digest, other.log_likelihood)
    assert one.table() == other.table()


@given(
    height=st.integers(1, 120),
    width=st.sampled_from([1, 7, 127, 128, 129, 260]),
    band_rows=st.integers(1, 130),
    columns=st.integers(1, 300),
    threads=st.integers(1, 2),
    n_components=st.integers(2, 5),
    smoothing=st.sampled_from([0.0, 0.5, 3.0]),
    position=st.sampled_from([0.0, 0.5]),
    is_masked=st.booleans(),
    reject=st.sampled_from([0.0, 0.02]),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_labels_model_and_table_are_those_of_memory(
    in_bands, height, width, band_rows, columns, threads, is_masked, **given
):
    pixels = picture(height, width)
    usable = np.random.default_rng(height).random((height, width)) > (0.3 if is_masked else -1)
    usable[: height // 3] &= not is_masked  # whole bands may be unusable
    usable[-1, -1] = True
    wanted = {"method": "global", "max_iterations": 5, "restarts": 1, **given}

    whole = found_in(Image.from_array(pixels, mask=usable), threads, **wanted)
    bands = found_in(in_bands(pixels, band_rows, columns, usable=usable, budget=1), threads, **wanted)

    assert_same(whole, bands)


def test_sixteen_bits_and_one_channel_are_those_of_memory(in_bands):
    pixels = picture(90, 130, dtype=np.uint16)[..., :1]

    whole, bands = (
        found_in(image, n_components=3, method="global")
        for image in (Image.from_array(pixels), in_bands(pixels))
    )

    assert_same(whole, bands)


def test_a_fit_to_very_many_pixels_ends_early_in_bands_and_in_memory_and_says_so(in_bands, monkeypatch):
    pixels = picture(90, 130)
    monkeypatch.setattr("gmmseg.mixture.fitting.fit.MANY", 90 * 130)
    monkeypatch.setattr("gmmseg.pipeline.THINNED_SIZE", 2**11)
    monkeypatch.setattr("gmmseg.pipeline.BLOCK", 2**10)

    whole, bands = (
        found_in(image, n_components=5, method="global", tolerance=1e-9) for image in both(in_bands, pixels)
    )

    assert_same(whole, bands)
    assert (whole.n_iterations, whole.converged) == (3, False)
    assert whole.notes == bands.notes[:-1]
    (note,) = whole.notes
    before, gained, after = re.split(r"gained (\S+) nats", note)
    assert 1e-9 < float(gained) < 0.1
    assert before == (
        "The fit converged on a sample and was polished by 3 iterations on all pixels, "
        "as many as so large a picture gets; the last one "
    )
    assert after == " a pixel (tolerance 1e-09)."


def test_a_mask_that_is_given_counts(in_bands):
    pixels = picture(90, 130)
    mask = np.arange(90 * 130).reshape(90, 130) % 11 > 2

    whole = found_in(Image.from_array(pixels, mask=mask), n_components=3, method="global")
    bands = found_in(in_bands(pixels).masked(mask), n_components=3, method="global")

    assert_same(whole, bands)


def test_a_model_of_memory_labels_a_picture_in_bands_alike(in_bands):
    pixels = picture(90, 130)
    model = found_in(Image.from_array(picture(60, 60, 1)), n_components=3, method="global").model

    whole, bands = (
        Job(lambda workers, image=image: applying(image, model, workers)).run()
        for image in both(in_bands, pixels)
    )

    np.testing.assert_array_equal(whole.labels, bands.labels)


def test_the_usual_method_finds_nearly_the_same_and_says_what_is_otherwise(in_bands):
    pixels = np.kron(picture(6, 8), np.ones((50, 40, 1), np.uint8))

    whole, bands = (found_in(image, n_components=4) for image in both(in_bands, pixels))

    assert (whole.labels == bands.labels).mean() > 0.95
    assert bands.notes[-1] == (
        "It has 0.1 MP and was worked on in bands of rows: regions were found on a version reduced 2 times, "
        "and pieces of a few pixels join no neighbour."
    )


@pytest.mark.parametrize(
    ("given", "what"),
    [({"texture": "full"}, "texture"), ({"flatten": 20.0}, "a choice of channels, or even light")],
)
def test_what_needs_the_whole_picture_is_refused_before_work(in_bands, given, what):
    with pytest.raises(NotInBandsError, match=f"where {what} cannot be had"):
        found_in(in_bands(picture(20, 20)), **given)


def test_seeds_are_refused_before_work(in_bands):
    image, seeds = in_bands(picture(20, 20)), NamedSeeds(np.zeros((20, 20), np.int16))

    with pytest.raises(NotInBandsError, match="where a fit to seeds cannot be had"):
        Job(lambda workers: segmenting(image, Settings(), workers, seeds)).run()
