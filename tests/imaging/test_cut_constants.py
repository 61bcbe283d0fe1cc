import numpy as np

from gmmseg.imaging import cut_constants as constants
from gmmseg.imaging import cut_kernels as kernels


def test_there_is_one_number_for_each_map():
    assert constants.CLICKS.shape == (len(constants.FIRST_OF_ROW), kernels.N_CLICK_MAPS)
    assert constants.STROKES.shape == (kernels.N_CLICK_MAPS,)
    assert constants.BOX.shape == (constants.N_BOX_MAPS,)
    assert all(np.isfinite(each).all() for each in (constants.CLICKS, constants.STROKES, constants.BOX))
