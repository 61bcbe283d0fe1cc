import numpy as np

from gmmseg.imaging.features.downsampling import DownsampledImage
from gmmseg.imaging.regions.multiview import FeatureView, posteriors, views


def two_halves(size=(24, 32), n_planes=3, seed=0):
    rng = np.random.default_rng(seed)
    planes = rng.normal(50, 1, (n_planes, *size)).astype(np.float32)
    planes[0, :, size[1] // 2 :] += 30
    return DownsampledImage(planes, 1)


def test_four_mixtures_see_colour_texture_position_and_pattern():
    found = views(two_halves())

    assert [view.name for view in found] == ["colour", "texture", "position", "pattern"]
    assert [len(view.planes) for view in found] == [3, 8, 5, 8]


def test_a_grey_picture_has_one_plane_of_colour():
    found = views(two_halves(n_planes=1))

    assert [len(view.planes) for view in found] == [1, 6, 3, 6]


def test_position_spans_the_longer_side_alike_in_rows_and_columns():
    place = views(two_halves(size=(20, 40)))[2].planes[3:]

    np.testing.assert_allclose(np.diff(place[0], axis=1), place[0, 0, 1])
    np.testing.assert_allclose(place[0, 0, 1], place[1, 1, 0])


def test_posteriors_tell_two_halves_apart():
    planes = two_halves().planes
    view = FeatureView("test", planes, 2)

    found = posteriors(view, (0,))

    left, right = found[:, :, :16].mean(axis=(1, 2)), found[:, :, 16:].mean(axis=(1, 2))
    assert found.shape == (2, 24, 32)
    np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-4)
    assert np.abs(left - right).min() > 0.99


def test_the_same_seed_gives_the_same_posteriors():
    view = views(two_halves())[1]

    np.testing.assert_array_equal(posteriors(view, (3, 1)), posteriors(view, (3, 1)))


def test_a_flat_picture_needs_one_component():
    flat = DownsampledImage(np.full((3, 8, 9), 20, np.float32), 1)

    for view in views(flat):
        found = posteriors(view, (0,))

        assert np.isfinite(found).all()
        np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-4)
