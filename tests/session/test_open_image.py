import numpy as np

from gmmseg.imaging.image import Image
from gmmseg.job import Job
from gmmseg.session.open_image import PREVIEW_PIXELS, OpenImage, opening


def test_a_small_picture_is_its_own_preview(flags):
    source = OpenImage.of(flags)

    assert source.small is flags


def test_a_preview_leaves_rows_and_columns_out():
    pixels = np.random.default_rng(0).integers(0, 256, (900, 1000, 3), dtype=np.uint8)

    small = OpenImage.of(Image.from_array(pixels)).small

    assert small.height * small.width <= PREVIEW_PIXELS
    np.testing.assert_array_equal(small.pixels, pixels[::2, ::2])


def test_masked_pixels_are_known_at_every_level():
    mask = np.ones((600, 600), bool)
    mask[:300] = False

    source = OpenImage.of(Image.from_array(np.zeros((600, 600, 3), np.uint8), mask=mask))

    assert source.masks is not None
    assert [level[0, 0] for level in source.masks] == [0, 0]
    assert [level[-1, -1] for level in source.masks] == [255, 255]


def test_opening_reads_the_file(tmp_path, flags):
    from PIL import Image as Picture

    path = tmp_path / "flags.png"
    Picture.fromarray(np.asarray(flags.pixels)).save(path)

    source = Job(lambda workers: opening(path, workers), threads=1).run()

    np.testing.assert_array_equal(source.image.pixels, flags.pixels)
    assert source.path == path
    assert source.fingerprint.fits(path)
