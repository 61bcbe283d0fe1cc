"""Files are written by pydicom."""

import contextlib

import imagecodecs
import numpy as np
import pytest

from gmmseg.errors import UnreadableImageError
from gmmseg.imaging.rendering.composite import usual_styles
from gmmseg.io.readers.images import pages_of, read

pydicom = pytest.importorskip("pydicom", reason="needs pydicom, of the extra dicom")

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset  # noqa: E402 - it may not be there
from pydicom.encaps import encapsulate  # noqa: E402 - likewise
from pydicom.uid import UID  # noqa: E402 - likewise

EXPLICIT = "1.2.840.10008.1.2.1"
BIG = "1.2.840.10008.1.2.2"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


def dicom(frames, syntax=EXPLICIT, data=None, **more):
    """Return a data set of frames (h, w) or (h, w, 3)."""
    pixels = np.asarray(frames)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(SECONDARY_CAPTURE)
    meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    meta.TransferSyntaxUID = UID(syntax)
    said = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    said.SOPClassUID, said.SOPInstanceUID = SECONDARY_CAPTURE, "1.2.3"
    n = 3 if pixels.ndim == 4 else 1
    said.Rows, said.Columns = pixels.shape[1:3]
    said.SamplesPerPixel = n
    said.PhotometricInterpretation = "RGB" if n == 3 else "MONOCHROME2"
    if n == 3:
        said.PlanarConfiguration = 0
    said.BitsAllocated = said.BitsStored = 8 * pixels.dtype.itemsize
    said.HighBit = said.BitsStored - 1
    said.PixelRepresentation = int(pixels.dtype.kind == "i")
    if len(pixels) > 1:
        said.NumberOfFrames = len(pixels)
    for name, value in more.items():
        setattr(said, name, value)
    said.PixelData = pixels.tobytes() if data is None else data
    said["PixelData"].VR = "OB" if pixels.dtype.itemsize == 1 or data is not None else "OW"
    return said


@pytest.fixture
def save(tmp_path):
    def saved(said):
        path = tmp_path / "scan.dcm"
        said.save_as(path, enforce_file_format=True)
        return path

    return saved


@pytest.fixture
def slices():
    return np.random.default_rng(0).integers(0, 4096, (3, 20, 30)).astype(np.uint16)


def test_a_picture_with_its_spacing(save, slices):
    image = read(save(dicom(slices[:1], BitsStored=12, HighBit=11, PixelSpacing=[0.5, 0.25])))

    np.testing.assert_array_equal(image.pixels[..., 0], slices[0])
    assert image.pixel_size == (500.0, 250.0)
    assert image.range == (0, 4095)
    assert image.n_bits == 12


def test_frames_are_pages(save, slices):
    path = save(dicom(slices, SpacingBetweenSlices=2))

    assert pages_of(path).text == "3 depths (z)"
    np.testing.assert_array_equal(read(path, page=3).pixels[..., 0], slices[2])


def test_frames_of_a_film(save, slices):
    assert pages_of(save(dicom(slices, FrameTime=40))).text == "3 times (t)"


def test_frames_without_a_direction_merely_follow(save, slices):
    image = read(save(dicom(slices)))

    np.testing.assert_array_equal(image.pixels[..., 0], slices[0])
    assert image.notes == ("The first of 3 pages was read; ask for another with --page.",)


def test_values_are_rescaled_and_padding_is_masked(save):
    stored = np.random.default_rng(1).integers(-1000, 2000, (1, 9, 8)).astype(np.int16)
    stored[0, 0] = -2000

    image = read(
        save(dicom(stored, Modality="CT", RescaleSlope=2, RescaleIntercept=-1024, PixelPaddingValue=-2000))
    )

    np.testing.assert_array_equal(image.values_of(0)[1:], stored[0, 1:] * 2.0 - 1024)
    assert image.channel_names == ("HU",)
    assert image.n_usable == 8 * 8


def test_each_frame_has_its_own_scale(save, slices):
    said = dicom(slices)
    groups = []
    for slope in (1, 2, 3):
        values, group = Dataset(), Dataset()
        values.RescaleSlope, values.RescaleIntercept, values.RescaleType = slope, 10, "US"
        group.PixelValueTransformationSequence = [values]
        groups.append(group)
    said.PerFrameFunctionalGroupsSequence = groups

    image = read(save(said), page=3)

    np.testing.assert_array_equal(image.pixels[..., 0], slices[2] * 3.0 + 10)


def test_white_that_is_low_is_turned_round(save):
    image = read(save(dicom(np.array([[[0, 5, 255]]], np.uint8), PhotometricInterpretation="MONOCHROME1")))

    assert image.pixels.ravel().tolist() == [255, 250, 0]


def test_colours_by_plane_and_in_other_spaces(save):
    rgb = np.random.default_rng(1).integers(0, 256, (1, 8, 12, 3)).astype(np.uint8)
    planar = np.ascontiguousarray(rgb.transpose(0, 3, 1, 2)).tobytes()

    np.testing.assert_array_equal(read(save(dicom(rgb))).pixels, rgb[0])
    image = read(save(dicom(rgb, data=planar, PlanarConfiguration=1)))
    np.testing.assert_array_equal(image.pixels, rgb[0])
    grey = np.full((1, 2, 2, 3), 128, np.uint8)
    assert (read(save(dicom(grey, PhotometricInterpretation="YBR_FULL"))).pixels == 128).all()


def test_a_palette(save):
    numbers = np.array([[[0, 1, 2]]], np.uint8)
    table = {f"{name}PaletteColorLookupTableDescriptor": [3, 0, 8] for name in ("Red", "Green", "Blue")}
    table |= {
        "RedPaletteColorLookupTableData": b"\x0a\x14\x1e\0",
        "GreenPaletteColorLookupTableData": b"\0\0\0\0",
        "BluePaletteColorLookupTableData": b"\xff\xff\0\0",
    }

    image = read(save(dicom(numbers, PhotometricInterpretation="PALETTE COLOR", **table)))

    assert image.pixels.tolist() == [[[10, 0, 255], [20, 0, 255], [30, 0, 0]]]


def encoded(pixels, encode, **more):
    return encapsulate([encode(np.ascontiguousarray(frame), **more) for frame in pixels])


@pytest.mark.parametrize(
    ("syntax", "encode", "more"),
    [
        ("1.2.840.10008.1.2.4.80", imagecodecs.jpegls_encode, {}),
        ("1.2.840.10008.1.2.4.90", imagecodecs.jpeg2k_encode, {"level": 0, "codecformat": "j2k"}),
        ("1.2.840.10008.1.2.4.70", imagecodecs.ljpeg_encode, {"bitspersample": 16}),
    ],
    ids=["jpeg-ls", "jpeg 2000", "lossless jpeg"],
)
def test_packed_frames(save, slices, syntax, encode, more):
    path = save(dicom(slices, syntax, data=encoded(slices, encode, **more), FrameTime=1))

    np.testing.assert_array_equal(read(path, page=2).pixels[..., 0], slices[1])


def test_run_lengths(save, slices):
    said = dicom(slices[:1])
    said.compress("1.2.840.10008.1.2.5")

    np.testing.assert_array_equal(read(save(said)).pixels[..., 0], slices[0])


def test_bytes_in_the_other_order(tmp_path, slices):
    said = dicom(slices[:1], BIG, data=slices[:1].astype(">u2").tobytes())
    path = tmp_path / "scan.dcm"
    pydicom.dcmwrite(path, said, enforce_file_format=True)

    np.testing.assert_array_equal(read(path).pixels[..., 0], slices[0])


def test_a_hostile_size_is_refused_before_anything_is_allocated(save, slices):
    path = save(dicom(slices[:1], Rows=60000, Columns=60000))

    with pytest.raises(UnreadableImageError) as caught:
        read(path, max_pixels=10**10)

    assert str(caught.value) == (
        "Cannot read scan.dcm: it declares 7,200,000,000 bytes of pixels and has 1,200. "
        "Get a whole copy of the file."
    )


def test_a_packed_picture_of_another_size_is_refused(save, slices):
    large = np.zeros((1, 3000, 3000), np.uint16)

    path = save(dicom(slices[:1], "1.2.840.10008.1.2.4.80", data=encoded(large, imagecodecs.jpegls_encode)))

    with pytest.raises(UnreadableImageError, match=r"\(3000, 3000\) pixels, and 30 x 20 are declared"):
        read(path)


def test_data_without_a_picture_are_one_sentence(save, slices):
    said = dicom(slices[:1])
    del said.PixelData

    del said.Rows  # as reports, plans and folders have it

    with pytest.raises(UnreadableImageError) as caught:
        read(save(said))

    assert str(caught.value) == (
        "Cannot read scan.dcm: it holds no picture, only data about one. Give the file with the picture."
    )


def test_a_file_that_is_packed_as_a_whole_is_not_unpacked(save, slices):
    with pytest.raises(UnreadableImageError, match=r"it is packed in the way 1.2.840.10008.1.2.1.99"):
        read(save(dicom(slices[:1], "1.2.840.10008.1.2.1.99")))


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_bytes_that_are_changed_never_do_more_than_fail(save, slices):
    path = save(dicom(slices, PixelSpacing=[1, 1]))
    whole = bytearray(path.read_bytes())
    rng = np.random.default_rng(2)
    for _ in range(100):
        damaged = bytearray(whole)
        for place in rng.integers(132, len(whole) - slices.nbytes, 4):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged)
        with contextlib.suppress(UnreadableImageError):
            read(path, page=1, max_pixels=10**6)


def test_what_stands_before_the_data_may_look_like_a_tiff(tmp_path, slices):
    said = dicom(slices[:1])
    said.preamble = b"II*\0\x54\x18\x08" + b"\0" * 121
    path = tmp_path / "scan.dcm"
    said.save_as(path, enforce_file_format=True)

    np.testing.assert_array_equal(read(path).pixels[..., 0], slices[0])


def test_bytes_in_words_of_the_other_order(tmp_path):
    grey = np.arange(15, dtype=np.uint8).reshape(1, 3, 5)
    said = dicom(grey, BIG, np.frombuffer(grey.tobytes() + b"\0", "<u2").byteswap().tobytes())
    said["PixelData"].VR = "OW"
    path = tmp_path / "scan.dcm"
    pydicom.dcmwrite(path, said, little_endian=False, implicit_vr=False, enforce_file_format=True)

    np.testing.assert_array_equal(read(path).pixels[..., 0], grey[0])


def test_colours_of_two_pixels_at_once(save):
    pairs = np.random.default_rng(1).integers(0, 256, (4, 3, 4), dtype=np.uint8)
    said = dicom(np.zeros((1, 4, 6, 3), np.uint8), data=pairs.tobytes())
    said.PhotometricInterpretation = "YBR_FULL_422"

    path = save(said)
    expected = pydicom.dcmread(path).pixel_array  # which are red, green and blue
    assert np.abs(read(path).pixels.astype(int) - expected).max() <= 1


def test_single_bits(save):
    masks = np.random.default_rng(2).integers(0, 2, (2, 5, 7), dtype=np.uint8)
    said = dicom(masks, data=np.packbits(masks.ravel(), bitorder="little").tobytes() + b"\0")
    said.BitsAllocated = said.BitsStored = 1
    said.HighBit = 0
    path = save(said)

    np.testing.assert_array_equal(read(path, page=2).pixels[..., 0], masks[1])


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ({"WindowCenter": 2048, "WindowWidth": 1000}, (1548.0, 2547.0)),  # PS3.3 C.11.2.1.2.1, by hand
        ({"WindowCenter": [2048, 5], "WindowWidth": [1000, 9]}, (1548.0, 2547.0)),
        (
            {"WindowCenter": 1024, "WindowWidth": 1000, "PhotometricInterpretation": "MONOCHROME1"},
            (4095 - 1523.0, 4095 - 524.0),
        ),
    ],
)
def test_a_picture_is_shown_in_its_window(save, slices, said, seen):
    image = read(save(dicom(slices[:1], BitsStored=12, HighBit=11, **said)))

    style = usual_styles(image)[0]
    assert (style.low, style.high) == seen


@pytest.mark.parametrize(("centre", "width"), [(90_000, 10), ("", ""), (5, 0), (5, 1), (1e308, 1.7e308)])
def test_a_window_that_shows_nothing_is_passed_over(save, slices, centre, width):
    path = save(dicom(slices[:1], BitsStored=12, HighBit=11, WindowCenter=centre, WindowWidth=width))

    assert usual_styles(read(path)) == usual_styles(read(save(dicom(slices[:1], BitsStored=12, HighBit=11))))
