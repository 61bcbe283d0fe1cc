"""Rejection: the stated rate holds on held-out pixels, and off it changes nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import chi2, multivariate_normal

from gmmseg import Image, Settings, apply, segment
from gmmseg.errors import BadSettingError
from gmmseg.imaging.model import LEVELS, Training

MEANS = np.array([[60.0, 60, 60], [140, 90, 70], [90, 160, 200]])
SPREADS = np.array([[9.0, 7, 8], [6, 12, 7], [10, 8, 6]])


def mixture_picture(seed: int, side: int = 220) -> np.ndarray:
    """Return pixels (side, side, 3) drawn from three Gaussians, each on a third of the columns."""
    rng = np.random.default_rng(seed)
    owners = np.broadcast_to(np.arange(side) * 3 // side, (side, side))
    return (MEANS[owners] + SPREADS[owners] * rng.standard_normal((side, side, 3))).astype(np.float32)


def image_of(seed: int) -> Image:
    return Image.from_array(np.clip(mixture_picture(seed), 0, 255) / 255)


@pytest.fixture(scope="module")
def fits():
    how = {"method": "global", "position": 0, "colour": "rgb", "smoothing": 0}
    return [segment(image_of(seed), 3, **how) for seed in (1, 2)]


@pytest.mark.parametrize("rate", [0.002, 0.01, 0.03, 0.1, 0.3])
def test_the_rate_holds_on_held_out_pixels(fits, rate):
    for number, fit in enumerate(fits):
        other = image_of(100 + number)

        found = apply(fit.model, other, reject=rate)

        assert rate / 1.5 <= found.n_rejected / other.n_usable <= rate * 1.5


def test_the_rejected_are_the_least_likely_by_scipy(fits):
    model = fits[0].model.rejecting(0.01)
    image = image_of(7)
    samples = model.features.at(image, np.arange(image.n_usable)).astype(np.float64)
    mixture = model.mixture
    density = sum(
        weight * multivariate_normal(mean, covariance).pdf(samples)
        for weight, mean, covariance in zip(
            mixture.weights, mixture.means, mixture.full_covariances, strict=True
        )
    )

    found = apply(model, image)

    is_out = found.labels.ravel() == 0
    assert np.log(density[is_out]).max() <= np.log(density[~is_out]).min() + 1e-3


def test_off_it_changes_nothing_and_on_it_only_unassigns(fits):
    image = image_of(1)
    how = {"method": "global", "position": 0, "colour": "rgb", "smoothing": 0}

    on = segment(image, 3, reject=0.05, **how)

    off = fits[0]
    assert off.n_rejected == 0
    assert_array_equal(np.where(on.labels == 0, off.labels, on.labels), off.labels)
    assert on.every_note[-1] == (
        f"{on.n_rejected} pixels ({100 * on.n_rejected / image.n_usable:.2f} %) are explained by no "
        f"component and left unassigned; of pixels like those of the fit 5 % are."
    )


def test_the_model_gives_its_picture_the_same_rejects_again(fits, tmp_path):
    image = image_of(1)
    on = segment(image, "auto", reject=0.02)
    on.model.save(tmp_path / "x.gmm.json")

    again = apply(type(on.model).load(tmp_path / "x.gmm.json"), image)

    assert on.n_rejected > 0
    assert_array_equal(again.labels, on.labels)


def test_pixels_unlike_all_are_rejected(fits):
    pixels = mixture_picture(3) / 255
    pixels[:20, :20] = (0.9, 0.1, 0.9)

    found = apply(fits[0].model, Image.from_array(np.clip(pixels, 0, 1)), reject=0.001)

    assert (found.labels[:20, :20] == 0).all()


def test_a_segment_of_one_flat_colour_is_not_rejected():
    picture = np.zeros((40, 60), np.uint8)
    picture[:, 58:] = 200

    found = segment(picture, 2, reject=0.01)

    assert (found.labels > 0).all()


def test_known_pixels_keep_their_class(fits):
    pixels = np.clip(mixture_picture(3, 60), 0, 255).astype(np.uint8)
    seeds = np.zeros((60, 60), np.uint8)
    seeds[:, :4], seeds[:, -4:] = 1, 2

    found = segment(pixels, seeds=seeds, reject=0.3)

    assert (found.labels == 0).any()
    assert (found.labels[:, :4] == 1).all()
    assert (found.labels[:, -4:] == 2).all()


def test_a_model_that_does_not_know_its_training_cannot_reject(fits):
    model = replace(fits[0].model, training=None, reject=0.01)

    with pytest.raises(BadSettingError) as caught:
        apply(model, image_of(1))

    assert str(caught.value) == (
        "Setting reject is 0.01, but it must be 0 with a model that does not say how well it explains the "
        "pictures it was made from."
    )


@pytest.mark.parametrize("rate", [-0.1, 0.51, float("nan"), "a"])
def test_a_rate_out_of_range_is_refused(rate):
    with pytest.raises(BadSettingError) as caught:
        Settings(reject=rate)

    assert str(caught.value) == f"Setting reject is {rate!r}, but it must be a number from 0 to 0.5."


@pytest.mark.parametrize("rate", [0.0002, 0.001, 0.004, 0.02, 0.1])
def test_quantiles_between_those_that_are_kept_are_a_gaussians(rate):
    """In two dimensions a log-likelihood is a constant less half a chi-square variable."""
    known = tuple(float(-0.5 * chi2.isf(level, 2)) for level in LEVELS)
    training = Training(("0" * 64,), -1.0, 1.0, known, 0.0, (1.0,), 0, "0")

    value = training.quantile(rate)

    assert chi2.sf(-2 * value, 2) == pytest.approx(rate, rel=1e-6)
    assert training.rate([value])[0] == pytest.approx(rate, rel=1e-6)
