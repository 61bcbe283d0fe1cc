import numpy as np

from gmmseg.imaging.smoothing_kernels import exponential, links


def test_ties_fade_with_difference_and_distance_and_end_at_the_frame():
    planes = np.array([[[0, 1], [2, 0]]], np.float32)
    out = np.empty((4, 2, 2), np.float32)

    links(planes, np.ones((2, 2), bool), np.float32(0.5), out)

    expected = np.zeros((4, 2, 2))
    expected[0, :, 0] = np.exp([-0.5, -2])  # right
    expected[1, 0, 1] = np.exp(-0.5) / np.sqrt(2)  # below left
    expected[2, 0] = np.exp([-2, -0.5])  # below
    expected[3, 0, 0] = 1 / np.sqrt(2)  # below right
    np.testing.assert_allclose(out, expected, rtol=1e-4)


def test_unusable_pixels_have_no_ties():
    usable = np.array([[True, False], [True, True]])
    out = np.empty((4, 2, 2), np.float32)

    links(np.zeros((1, 2, 2), np.float32), usable, np.float32(1), out)

    assert out[0, 0, 0] == out[1, 0, 1] == out[2, 0, 1] == 0
    assert out[2, 0, 0] == out[0, 1, 0] == 1


def test_the_exponential_is_true_to_two_in_ten_thousand():
    x = np.linspace(-20, 0, 2001, dtype=np.float32)

    found = np.array([exponential(value) for value in x])

    np.testing.assert_allclose(found, np.exp(x), rtol=2e-4)
    assert exponential(np.float32(-1e6)) == exponential(np.float32(-20))
