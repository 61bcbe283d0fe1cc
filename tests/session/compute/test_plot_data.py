"""What plots are drawn of: values of a small picture, and where they lie within bounds."""

import numpy as np

import gmmseg
from gmmseg.job import Job
from gmmseg.session.compute.plot_data import calibrating, preparing_plots


def banded():
    picture = np.zeros((20, 30, 3), np.uint8)
    picture[:, 10:20], picture[:, 20:] = (200, 40, 40), (40, 200, 40)
    return gmmseg.segment(picture, 3, colour="rgb"), picture


def test_values_are_those_of_the_picture_and_are_found_again():
    found, picture = banded()

    data = Job(lambda workers: preparing_plots(found, workers)).run()

    np.testing.assert_allclose(data.values, picture, atol=1e-2)
    np.testing.assert_allclose(data.values_at(5, 15), [200, 40, 40], atol=1e-2)
    np.testing.assert_array_equal(data.within((0,), (128,), (230,))[0], picture[..., 0] == 200)
    np.testing.assert_array_equal(
        data.within((0, 1), (-1, 128), (128, 230))[0], (picture[..., 0] == 40) & (picture[..., 1] == 200)
    )


def test_a_calibration_is_that_of_the_function(tmp_path):
    found, _ = banded()
    truth = np.where(np.arange(30) < 12, 1, 2)[None].repeat(20, axis=0)

    result = Job(lambda workers: calibrating(found, truth, workers)).run()

    assert result.as_values() == gmmseg.calibrate(found, truth).as_values()
