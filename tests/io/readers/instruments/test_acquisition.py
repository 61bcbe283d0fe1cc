from dataclasses import replace

import numpy as np
import pytest

from gmmseg.errors import NoSuchPageError, PageNeededError, TooManyPixelsError, UnreadableImageError
from gmmseg.imaging.image import ChannelInfo
from gmmseg.io.readers.instruments import acquisition
from gmmseg.io.readers.instruments.acquisition import Acquisition
from gmmseg.io.readers.raster import ReadRequest

REQUEST = ReadRequest("a.czi", "CZI", None, 10**6)


def one(axes=(), *, height=4, width=5, n=2, **more):
    """Return a picture whose samples tell where their page lies."""

    def plane(place):
        number = sum(place.get(code, 0) * 10**i for i, (code, _) in enumerate(axes))
        return np.full((height, width, n), number, np.uint16)

    return Acquisition(tuple(axes), height, width, n, np.dtype(np.uint16), plane, **more)


def test_pages_count_along_the_last_axis_fastest():
    stack = one([("T", 2), ("Z", 3)])

    raster = acquisition.decoded([stack], replace(REQUEST, page=6))

    assert [axis.name for axis in stack.series.axes] == ["time", "z"]
    assert raster.pixels[0, 0, 0] == 1 + 10 * 2


def test_a_stack_needs_a_page():
    with pytest.raises(PageNeededError, match=r"2 times \(t\) x 3 depths \(z\)"):
        acquisition.decoded([one([("T", 2), ("Z", 3)])], REQUEST)


def test_pages_count_through_all_series():
    found = [one(), one([("Q", 1)], width=7)]

    assert acquisition.decoded(found, replace(REQUEST, page=2)).pixels.shape == (4, 7, 2)
    with pytest.raises(NoSuchPageError):
        acquisition.decoded(found, replace(REQUEST, page=3))


def test_the_first_of_several_is_read_with_a_note():
    raster = acquisition.decoded([one(), one()], REQUEST)

    assert raster.notes == ("The first of 2 pages was read; ask for another with --page.",)


def test_too_many_pixels_are_refused_before_they_are_decoded():
    with pytest.raises(TooManyPixelsError):
        acquisition.decoded([one(height=10**5, width=10**5)], REQUEST)
    with pytest.raises(UnreadableImageError, match=r"its 100000 channels would take 0\.2 GB"):
        acquisition.decoded([one(height=40, width=25, n=10**5)], replace(REQUEST, max_pixels=1000))


def test_planes_without_number_are_refused():
    with pytest.raises(UnreadableImageError, match="more than 1,000,000 planes"):
        acquisition.series_of([one([("T", 2**31)])], REQUEST)
    with pytest.raises(UnreadableImageError, match="no image data"):
        acquisition.series_of([], REQUEST)


def test_a_plane_of_another_shape_is_damage():
    odd = replace(one(), height=9)

    with pytest.raises(ValueError, match="is declared"):
        acquisition.decoded([odd], REQUEST)


@pytest.mark.parametrize("size", [(0.0, 1.0), (1.0, float("nan")), (1.0, 1e20), (1.0, 5000.0)])
def test_sizes_that_no_pixel_has_are_not_taken(size):
    assert acquisition.decoded([one(pixel_size=size)], REQUEST).pixel_size is None


def test_bits_say_what_is_white():
    assert acquisition.decoded([one(n_bits=12)], REQUEST).span == (0, 4095)
    assert acquisition.decoded([one(n_bits=17)], REQUEST).span is None


def test_no_data_are_masked_out():
    raster = acquisition.decoded([one([("Q", 2)], missing=1.0)], replace(REQUEST, page=1))
    covered = one(usable=("the mosaic of tiles", lambda _: np.arange(20).reshape(4, 5) > 2))

    assert raster.mask is None
    masked = acquisition.decoded([covered], REQUEST)
    assert np.count_nonzero(masked.mask) == 17
    assert masked.notes == ("Pixels that the mosaic of tiles leaves out are masked out: 3.",)


def test_what_makes_no_sense_of_a_channel_is_left_out():
    assert acquisition.channel("a\nb", (1, 2, 3), 500) == ChannelInfo("a b", (1, 2, 3), 500.0)
    assert acquisition.channel(None, (1, 2, 300), "x") == ChannelInfo()
    assert acquisition.channel("", (1, 2), -4) == ChannelInfo()
