import numpy as np
import pytest
from scipy import stats

import gmmseg
from gmmseg.imaging.segment_statistics import segment_statistics

RANDOM = np.random.default_rng(0)


@pytest.fixture(scope="module")
def noisy():
    """Return the segmentation of patches of two grey values under independent noise."""
    patches = np.kron(RANDOM.integers(0, 2, (20, 20)), np.ones((10, 10)))
    picture = np.clip(80 + 80 * patches + RANDOM.normal(0, 6, (200, 200)), 0, 255).astype(np.uint8)
    return gmmseg.segment(picture, 2, method="global", pixel_size="2um")


@pytest.fixture(scope="module")
def found(noisy):
    return segment_statistics(noisy)


def test_channels_are_summed_up_over_every_pixel_of_a_segment(noisy, found):
    values = noisy.image.pixels[..., 0][noisy.labels == 1].astype(float)
    channel = found.segments[0].channels[0]

    assert channel.channel == "grey"
    assert (channel.mean, channel.sd) == pytest.approx((values.mean(), values.std(ddof=1)), rel=1e-9)
    assert channel.quantiles == pytest.approx(tuple(np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))))


def test_independent_noise_is_not_thinned_and_its_shape_is_scipys(noisy, found):
    grey = noisy.image.pixels[..., 0].reshape(-1).astype(float)
    places = np.flatnonzero(noisy.labels.reshape(-1) == 1)
    chosen = grey[places[np.linspace(0, len(places) - 1, 500).astype(int)]]

    tested = found.segments[0].channels[0].normality
    assert found.spacing == 1
    assert tested.n == 500
    assert tested.shapiro_p == pytest.approx(stats.shapiro(chosen).pvalue, rel=1e-9)


def test_areas_have_intervals_in_shares_and_units(noisy, found):
    segment = found.segments[0]
    n = np.count_nonzero(noisy.labels == 1)

    assert segment.pixels == n
    assert segment.share.estimate == pytest.approx(n / 40000)
    assert segment.share.low < segment.share.estimate < segment.share.high
    areas = dict(segment.areas)
    assert areas["um2"].estimate == pytest.approx(4 * n)
    assert areas["um2"].low == pytest.approx(4 * 40000 * segment.share.low)
    assert f"blocks of {found.block} × {found.block} pixels" in found.notes[1]


def test_a_picture_of_two_halves_says_nothing_of_how_they_vary():
    picture = np.zeros((60, 60), np.uint8)
    picture[:, 30:] = 200
    picture += RANDOM.integers(0, 20, (60, 60)).astype(np.uint8)

    found = segment_statistics(gmmseg.segment(picture, 2, method="global"))

    assert found.block is None
    assert np.isnan(found.segments[0].share.low)
    assert "Areas have no interval" in found.notes[1]


def test_an_even_picture_is_reported_to_have_no_shape():
    found = segment_statistics(gmmseg.segment(np.full((40, 40), 7, np.uint8), 1))

    assert found.segments[0].channels[0].normality is None
    assert found.segments[0].meaning.startswith("Too few nearly independent pixels")


def test_what_is_skewed_is_reported_with_what_would_help():
    skewed = np.clip(20 + RANDOM.exponential(25, (120, 120)), 0, 255).astype(np.uint8)

    reported = segment_statistics(gmmseg.segment(skewed, 1, method="global")).segments[0].meaning

    assert reported.startswith(
        "Its colours are not jointly one Gaussian (Mardia), and the model has one for it."
    )
    assert "a tail towards high values" in reported
    assert "a logarithm of the channel or one more component" in reported


def test_people_read_shares_channels_and_shapes(noisy, found):
    lines = str(found).splitlines()

    values = noisy.image.pixels[..., 0][noisy.labels == 1].astype(float)
    assert lines[0].startswith(f"1 segment 1: {100 * found.segments[0].share.estimate:.1f} % (")
    spread = f"{values.mean():.4g} ± {values.std(ddof=1):.3g}"
    assert lines[1].startswith(f"  grey: {spread}, median {np.median(values):.4g}, 90 % from ")
    assert lines[-1] == found.notes[1]


def test_channels_that_are_normal_but_not_together_are_reported():
    random = np.random.default_rng(29)
    a, c = random.normal(0, 1, (2, 120, 120))
    b = np.where(random.random((120, 120)) < 0.5, a, -a)  # each normal, and on a cross together
    grey = 128 + 25 * np.stack([a, b, c], axis=2)

    found = gmmseg.segment(np.clip(grey, 0, 255).astype(np.uint8), 1, method="global", colour="rgb")

    reported = segment_statistics(found).segments[0].meaning
    assert reported == (
        "Its colours are not jointly one Gaussian (Mardia), and the model has one for it. "
        "Each channel alone might be: it is how they go together that is not."
    )
