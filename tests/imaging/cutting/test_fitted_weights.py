import numpy as np

from gmmseg.imaging.cutting import feature_map_kernels as kernels
from gmmseg.imaging.cutting import fitted_weights as constants
from gmmseg.imaging.cutting.box import N_PIXEL_MAPS, N_REGION_MAPS


def test_there_is_one_number_for_each_map():
    assert constants.CLICKS.shape == (2 * len(constants.FIRST_OF_ROW) - 1, kernels.N_CLICK_MAPS)
    assert constants.STROKES.shape == (2, kernels.N_CLICK_MAPS)
    assert constants.BOXES.shape[1] == N_PIXEL_MAPS + N_REGION_MAPS
    assert all(np.isfinite(each).all() for each in (constants.CLICKS, constants.STROKES, constants.BOXES))
