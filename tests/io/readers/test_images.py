import pickle

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.errors import BadSettingError, NoUsablePixelsError, RefusedFormatError, UnreadableImageError
from gmmseg.io.readers import images

KNOWN = "PNG, JPEG, MPO, TIFF, WEBP, BMP, GIF, JPEG2000, PPM, CZI, ND2, LIF, OIB, OIF, DICOM"


def photo(size=(64, 48)):
    rows, columns = np.mgrid[: size[1], : size[0]]
    return Pillow.fromarray(np.stack([rows * 5, columns * 3, rows + columns], axis=2).astype(np.uint8))


def sentence(path, **wishes):
    """Return what reading `path` is refused with."""
    with pytest.raises(UnreadableImageError) as caught:
        images.read(path, **wishes)
    return str(caught.value)


def test_a_png_is_read_as_it_is(tmp_path):
    photo().save(tmp_path / "small.png")

    image = images.read(tmp_path / "small.png")

    np.testing.assert_array_equal(image.pixels, np.asarray(photo()))
    assert (image.name, image.range, image.mask, image.notes) == ("small.png", (0, 255), None, ())
    assert image.channels == ("red", "green", "blue")


def test_grey_stays_one_channel_and_bits_are_0_and_1(tmp_path):
    photo().convert("L").save(tmp_path / "grey.png")
    photo().convert("1").save(tmp_path / "bits.png")

    assert images.read(tmp_path / "grey.png").channels == ("grey",)
    assert images.read(tmp_path / "bits.png").range == (0, 1)


def test_cmyk_is_converted_with_a_note(tmp_path):
    photo().convert("CMYK").save(tmp_path / "inks.jpg", quality=95)

    image = images.read(tmp_path / "inks.jpg")

    assert np.abs(image.pixels.astype(int) - np.asarray(photo())).mean() < 3
    assert image.notes == ("Colours were converted from CMYK to RGB without a colour profile.",)


def test_floats_that_are_not_finite_are_masked_and_noted(tmp_path):
    pixels = np.array([[1.0, np.nan, np.inf], [2.0, 3.0, -4.0]], np.float32)
    tifffile.imwrite(tmp_path / "float.tif", pixels)

    image = images.read(tmp_path / "float.tif")

    assert image.mask.tolist() == [[True, False, False], [True, True, True]]
    assert image.range == (-4, 3)
    assert image.notes == (
        "Pixels that are not finite numbers are masked out: 2.",
        "Values run from -4 to 3: taken as black and white.",
    )


@pytest.mark.parametrize("kind", ["all NaN", "transparent"])
def test_a_file_without_a_usable_pixel_is_refused(tmp_path, kind):
    if kind == "all NaN":
        tifffile.imwrite(tmp_path / "empty.tif", np.full((2, 2), np.nan, np.float32))
    else:
        Pillow.new("RGBA", (2, 2)).save(tmp_path / "empty.tif")

    with pytest.raises(NoUsablePixelsError) as caught:
        images.read(tmp_path / "empty.tif")

    assert str(caught.value) == (
        "empty.tif has no usable pixels: all 4 are transparent, masked out or not a number. "
        "Use a picture with at least one opaque pixel."
    )


def test_a_suffix_that_lies_is_noted(tmp_path):
    photo().save(tmp_path / "photo.png", "JPEG")

    assert images.read(tmp_path / "photo.png").notes == ("The file is named .png but is in the format JPEG.",)


@pytest.mark.parametrize("kind", ["TGA", "PCX", "ICO", "DDS", "SGI", "QOI", "AVIF"])
def test_other_formats_are_refused_by_name_and_read_when_admitted(tmp_path, kind):
    file = tmp_path / f"picture.{kind.lower()}"
    photo((32, 32)).save(file, kind)

    with pytest.raises(RefusedFormatError) as caught:
        images.read(file)
    image = images.read(file, formats=[*images.SAFE, kind.lower()])

    assert str(caught.value) == (
        f"Cannot read {file.name}: it is in the format {kind}, and only {KNOWN} are read. "
        f"Admit it with --allow-formats {kind} if you trust the file."
    )
    assert image.pixels.shape == (32, 32, 3)


def test_a_format_can_be_kept_out(tmp_path):
    photo().save(tmp_path / "a.gif")

    assert sentence(tmp_path / "a.gif", formats=["PNG"]) == (
        "Cannot read a.gif: it is in the format GIF, and only PNG are read. "
        "Admit it with --allow-formats GIF if you trust the file."
    )


@pytest.mark.parametrize(
    ("start", "kind"), [(b"%PDF-1.4", "PDF"), (b"%!PS-Adobe-3.0", "EPS"), (b"<svg>", "SVG")]
)
def test_what_is_no_pixel_picture_is_refused_by_name(tmp_path, start, kind):
    (tmp_path / "drawing.png").write_bytes(start + b"\n" * 99)

    assert sentence(tmp_path / "drawing.png") == (
        f"Cannot read drawing.png: it is in the format {kind}, and only {KNOWN} are read. "
        "Save it as PNG or TIFF first."
    )


@pytest.mark.parametrize("max_pixels", [64 * 48, None])
def test_a_picture_at_the_limit_is_read(tmp_path, max_pixels):
    photo().save(tmp_path / "a.png")

    image = images.read(tmp_path / "a.png", **({} if max_pixels is None else {"max_pixels": max_pixels}))

    assert image.pixels.shape == (48, 64, 3)


def test_100_megapixels_are_read(tmp_path):
    Pillow.new("1", (10_000, 10_000)).save(tmp_path / "large.png")

    assert images.read(tmp_path / "large.png").pixels.shape == (10_000, 10_000, 1)


def test_errors_travel_between_processes(tmp_path):
    with pytest.raises(UnreadableImageError) as caught:
        images.read(tmp_path / "none.png")

    again = pickle.loads(pickle.dumps(caught.value))

    assert str(again) == "Cannot read none.png: there is no such file. Check its name and folder."
    assert (type(again), again.file) == (type(caught.value), "none.png")


@pytest.mark.parametrize(
    ("name", "value"), [("page", 0), ("page", 1.5), ("max_pixels", 0), ("max_pixels", None)]
)
def test_wishes_out_of_range_are_refused(tmp_path, name, value):
    with pytest.raises(BadSettingError) as caught:
        images.read(tmp_path / "none.png", **{name: value})

    assert str(caught.value) == f"Setting {name} is {value!r}, but it must be a whole number from 1."


def mask_beside(file, mask):
    """Write a mask as GDAL does: a TIFF of bytes beside the picture, named after it."""
    tifffile.imwrite(file.with_name(f"{file.name}.msk"), mask.astype(np.uint8) * 255, metadata=None)


def half():
    usable = np.ones((48, 64), bool)
    usable[:10] = False
    return usable


@pytest.mark.parametrize("kind", ["png", "tif", "jpg", "jp2"])
def test_a_mask_beside_a_picture_masks(tmp_path, kind):
    file = tmp_path / f"a.{kind}"
    photo().save(file)
    mask_beside(file, half())

    image = images.read(file)

    np.testing.assert_array_equal(image.mask, half())
    assert image.notes[-1] == f"Pixels that the mask a.{kind}.msk leaves out are masked out: 640."


def test_a_mask_beside_a_picture_is_turned_with_it(tmp_path):
    file, picture = tmp_path / "a.png", photo()
    picture.getexif()[274] = 6
    picture.save(file, exif=picture.getexif())
    mask_beside(file, half())

    np.testing.assert_array_equal(images.read(file).mask, np.rot90(half(), -1))


def test_a_mask_beside_a_picture_that_does_not_fit_is_ignored_with_a_note(tmp_path):
    photo().save(tmp_path / "a.png")
    photo().save(tmp_path / "b.png")
    mask_beside(tmp_path / "a.png", half()[:, :9])
    (tmp_path / "b.png.msk").write_bytes(b"nothing")

    small, broken = images.read(tmp_path / "a.png"), images.read(tmp_path / "b.png")

    assert (small.mask, broken.mask) == (None, None)
    assert small.notes == (
        "The mask a.png.msk beside it was ignored: it has 9 x 48 pixels, and the picture 64 x 48.",
    )
    assert broken.notes == ("The mask b.png.msk beside it was ignored: it is no TIFF.",)


def test_a_mask_beside_a_picture_is_of_its_first_page(tmp_path):
    file = tmp_path / "a.tif"
    photo().save(file, save_all=True, append_images=[photo()])
    mask_beside(file, half())

    assert images.read(file, page=1).mask is not None
    assert images.read(file, page=2).mask is None


def test_a_name_too_long_for_a_mask_beside_has_none(tmp_path):
    file = tmp_path / f"{'x' * 250}.png"
    photo().save(file)

    assert images.read(file).mask is None


def test_a_raw_file_of_a_camera_is_refused_by_name(tmp_path):
    photo().save(tmp_path / "a.nef", "TIFF")

    assert sentence(tmp_path / "a.nef") == (
        "Cannot read a.nef: it is a camera's raw file (NEF), which is to be developed first. "
        "Develop it with the camera's own program, darktable or RawTherapee, and save it as TIFF or PNG."
    )


def test_what_a_channel_beside_colours_is_can_be_said(tmp_path):
    picture = photo()
    picture.putalpha(Pillow.new("L", (64, 48), 255))
    picture.save(tmp_path / "a.png")

    assert images.read(tmp_path / "a.png").channels == ("red", "green", "blue")
    assert images.read(tmp_path / "a.png", alpha="channel").channels[-1] == "channel 4"
    with pytest.raises(BadSettingError) as caught:
        images.read(tmp_path / "a.png", alpha="no")
    assert str(caught.value) == "Setting alpha is 'no', but it must be one of auto, channel, mask."


def test_an_image_of_pillow_becomes_a_picture():
    picture = photo().quantize(8)

    image = images.of_pillow(picture, "p")

    np.testing.assert_array_equal(image.pixels, np.asarray(picture.convert("RGB")))
    assert (image.name, image.notes) == ("p", ("Colours were converted from palette to RGB.",))
