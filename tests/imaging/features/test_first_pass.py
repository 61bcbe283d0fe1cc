"""The first pass over a picture in bands, against the picture in memory."""

import numpy as np
import pytest

from gmmseg.errors import NoUsablePixelsError
from gmmseg.imaging.features.downsampling import downsample
from gmmseg.imaging.features.first_pass import WantedPixels, reading_once
from gmmseg.imaging.image import Image
from gmmseg.job import Job

PIXELS = np.random.default_rng(0).integers(0, 256, (70, 41, 3), dtype=np.uint8)
PLACES = np.arange(0, 2870, 7)


def read_once(image, wanted=lambda _: WantedPixels(PLACES, (3,))):
    steps = reading_once(image, wanted, map)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("band_rows", [1, 10, 16, 70])
def test_digest_pixels_and_means_are_those_of_memory(in_bands, band_rows):
    whole = Image.from_array(PIXELS)

    image = read_once(in_bands(PIXELS, band_rows))

    assert image.digest == whole.digest
    np.testing.assert_array_equal(image.pixels.known[1], PIXELS.reshape(-1, 3)[PLACES])
    np.testing.assert_array_equal(downsample(image, 3), downsample(whole, 3))


def test_what_is_not_usable_is_found_and_places_are_taken_anew(in_bands):
    usable = np.random.default_rng(1).random((70, 41)) > 0.2
    whole = Image.from_array(PIXELS, mask=usable)
    asked = []

    def wanted(image):
        asked.append(image.mask is not None)
        return WantedPixels(PLACES, (3,))

    image = read_once(in_bands(PIXELS, usable=usable), wanted)

    assert image.digest == whole.digest
    assert image.n_usable == usable.sum()
    assert asked[-1]
    assert image.notes == (
        f"Pixels that are transparent, no data or damaged are masked out: {(~usable).sum()}.",
    )
    np.testing.assert_array_equal(downsample(image, 3), downsample(whole, 3))


def test_a_picture_is_not_read_again_for_what_is_known(in_bands):
    image = read_once(in_bands(PIXELS))
    before = image.pixels.source.n_read

    assert read_once(image) is image
    assert image.pixels.source.n_read == before


def test_a_picture_without_usable_pixels_is_refused(in_bands):
    with pytest.raises(NoUsablePixelsError, match="bands has no usable pixels: all 2870 are"):
        read_once(in_bands(PIXELS, usable=np.zeros((70, 41), bool)))


def test_threads_give_the_same(in_bands):
    def job(workers):
        image = yield from reading_once(
            in_bands(PIXELS, 5), lambda _: WantedPixels(PLACES, (4,)), workers.stream
        )
        return image

    def reported(workers):
        from gmmseg.job import Progress

        steps = job(workers)
        while True:
            try:
                yield Progress("Reading", next(steps))
            except StopIteration as end:
                return end.value

    assert Job(reported, threads=2).run().digest == Image.from_array(PIXELS).digest
