import numpy as np
import pytest

from gmmseg.imaging.cutting import feature_map_kernels as kernels
from gmmseg.imaging.cutting.evidence_kernels import click_evidence


@pytest.mark.parametrize("click", [(2, 3, 0.8, -1, 5, 1), (0, 6, 1.3, 1, 0, 0), (5, 0, 0.5, 1, 40, 1)])
def test_evidence_is_the_weighted_sum_of_the_maps(click):
    rng = np.random.default_rng(0)
    maps = rng.random((9, 6, 7), np.float32) * 30
    ratios = rng.standard_normal((6, 7)).astype(np.float32)
    picture = rng.random((6, 7, 3), np.float32) * 50
    before = np.where(rng.random((6, 7)) < 0.5, 1, -1).astype(np.float32)
    click = np.array(click, np.float32)
    regions = np.arange(42, dtype=np.int32).reshape(6, 7) % 5
    affinities = rng.random((9, 5), np.float32)
    theta = rng.standard_normal(kernels.N_CLICK_MAPS).astype(np.float32)
    evidence = np.empty((6, 7), np.float32)
    places = np.argwhere(np.ones((6, 7)))
    rows = np.empty((42, kernels.N_CLICK_MAPS), np.float32)

    click_evidence(maps, ratios, picture, before, click, regions, affinities, theta, evidence)
    kernels.click_samples(maps, ratios, picture, before, click, regions, affinities, places, rows)

    np.testing.assert_allclose(evidence.ravel(), rows @ theta, rtol=1e-3, atol=1e-4)


def test_clicks_far_away_leave_numbers():
    shape, none = (3, 40), np.zeros((3, 40), np.float32)
    maps = np.full((9, *shape), kernels.FAR, np.float32)
    affinities, theta = np.zeros((9, 1), np.float32), np.ones(kernels.N_CLICK_MAPS, np.float32)
    evidence = np.empty(shape, np.float32)
    click = np.array([0, 0, 1e-3, 1, 1, 1], np.float32)

    click_evidence(
        maps,
        none,
        np.zeros((*shape, 3), np.float32),
        none,
        click,
        np.zeros(shape, np.int32),
        affinities,
        theta,
        evidence,
    )

    assert np.isfinite(evidence).all()
