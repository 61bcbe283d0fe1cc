import numpy as np
import pytest
import tifffile
from PIL import Image

from gmmseg.errors import BadLabelMapError
from gmmseg.io.readers import label_maps

LABELS = np.array([[0, 1, 2], [2, 2, 1]], np.uint8)


def test_a_palette_picture_gives_its_numbers_not_its_colours(tmp_path):
    picture = Image.frombytes("P", (3, 2), LABELS.tobytes())
    picture.putpalette([0, 0, 0, 9, 9, 9, 200, 9, 9])
    picture.save(tmp_path / "a.png")

    (found,) = label_maps.read(tmp_path / "a.png")

    np.testing.assert_array_equal(found, LABELS)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.npy"])
def test_sixteen_bits_come_back_whole(tmp_path, name):
    labels = (LABELS.astype(np.uint16)) * 300
    write = {"png": lambda p: Image.fromarray(labels).save(p), "tif": lambda p: tifffile.imwrite(p, labels)}
    write.get(name[2:], lambda p: np.save(p, labels))(tmp_path / name)

    (found,) = label_maps.read(tmp_path / name)

    np.testing.assert_array_equal(found, labels)


def test_every_colour_of_a_colour_picture_is_a_label_and_black_is_0(tmp_path):
    colours = np.array([(0, 0, 0), (9, 8, 7), (7, 8, 9)], np.uint8)
    Image.fromarray(colours[LABELS]).save(tmp_path / "a.png")

    (found,) = label_maps.read(tmp_path / "a.png")

    assert (found[LABELS == 0] == 0).all()
    assert len(np.unique(found)) == 3


def test_an_archive_gives_one_map_per_annotator(tmp_path):
    np.savez(tmp_path / "a.npz", segs=np.stack([LABELS, LABELS + 1]), other=np.ones(3))

    found = label_maps.read(tmp_path / "a.npz")

    assert len(found) == 2
    np.testing.assert_array_equal(found[1], LABELS + 1)


ADVICE = (
    "Give a PNG or TIFF whose values are labels, or an .npz with label maps (h, w) under 'segs' or 'labels'."
)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"other": np.ones(3)}, "it holds other"),
        ({"segs": np.ones((2, 2))}, "its values are of type float64, not whole numbers"),
        ({"segs": np.ones(4, int)}, "its shape is (4,)"),
    ],
)
def test_an_archive_of_something_else_is_refused(tmp_path, content, what):
    np.savez(tmp_path / "a.npz", **content)

    with pytest.raises(BadLabelMapError) as caught:
        label_maps.read(tmp_path / "a.npz")

    assert str(caught.value) == f"Cannot read a.npz as a label map: {what}. {ADVICE}"


TIMES = np.repeat(np.repeat(LABELS * 60, 8, axis=0), 8, axis=1)


def packed(path, **options):
    Image.fromarray(TIMES).convert("RGB").save(path, **options)


@pytest.mark.parametrize(
    ("name", "options", "kind"),
    [
        ("a.jpg", {}, "a JPEG"),
        ("a.png", {"format": "JPEG"}, "a JPEG"),  # what is in the file counts
        ("a.webp", {"quality": 90}, "a lossy WebP"),
        ("b.webp", {"quality": 90, "exif": Image.Exif().tobytes() + b"odd"}, "a lossy WebP"),
        ("a.jp2", {"irreversible": True, "quality_layers": [30]}, "a lossy JPEG 2000"),
        ("a.avif", {}, "an AVIF"),
    ],
)
def test_files_that_keep_numbers_roughly_are_refused(tmp_path, name, options, kind):
    packed(tmp_path / name, **options)

    with pytest.raises(BadLabelMapError) as caught:
        label_maps.read(tmp_path / name)

    what = f"it is {kind}, which keeps numbers only roughly"
    assert str(caught.value) == f"Cannot read {name} as a label map: {what}. {ADVICE}"


def test_a_tiff_packed_with_jpeg_is_refused(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", TIMES, compression="jpeg")

    with pytest.raises(
        BadLabelMapError, match="it is a TIFF packed with JPEG, which keeps numbers only roug"
    ):
        label_maps.read(tmp_path / "a.tif")


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.webp", {"lossless": True}), ("a.jp2", {"irreversible": False}), ("a.tif", {"compression": "jpeg"})],
)
def test_the_same_formats_without_loss_are_read(tmp_path, name, options):
    if name == "a.tif":
        tifffile.imwrite(tmp_path / name, TIMES, compression="deflate")
    else:
        packed(tmp_path / name, **options)

    (found,) = label_maps.read(tmp_path / name)

    assert len(np.unique(found)) == 3
    assert ((found == 0) == (TIMES == 0)).all()


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("channels", [3, 0])
def test_a_photo_and_an_overlay_on_it_are_no_label_maps(tmp_path, name, channels):
    rng = np.random.default_rng(0)
    shape = (40, 60, 3) if channels else (40, 60)
    photo = np.clip(np.cumsum(rng.integers(-20, 21, shape), axis=1) + 128, 0, 255)
    overlay = ((photo + 200) // 2).astype(np.uint8)
    if name == "a.png":
        Image.fromarray(overlay).save(tmp_path / name)
    else:
        tifffile.imwrite(tmp_path / name, overlay, photometric="rgb" if channels else "minisblack")
    n = len(np.unique(overlay.reshape(-1, channels or 1), axis=0))

    with pytest.raises(BadLabelMapError) as caught:
        label_maps.read(tmp_path / name)

    assert str(caught.value).startswith(
        f"Cannot read {name} as a label map: it has {n:,} colours or values, and "
    )
    assert str(caught.value).endswith(
        f" % of neighbouring pixels differ, as in a photo. {ADVICE}".replace(" %", "%")
    )


def test_a_map_of_many_small_regions_in_colours_is_one(tmp_path):
    numbers = np.arange(400).reshape(20, 20).repeat(3, axis=0).repeat(3, axis=1)
    colours = np.random.default_rng(1).permutation(2**24 - 1)[:400].astype(np.uint32) + 1
    picture = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.uint8)[numbers]
    Image.fromarray(picture).save(tmp_path / "a.png")

    (found,) = label_maps.read(tmp_path / "a.png")

    assert len(np.unique(found)) == 400


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(BadLabelMapError) as caught:
        label_maps.read(tmp_path / "a.png")

    assert str(caught.value) == f"Cannot read a.png as a label map: there is no such file. {ADVICE}"


@pytest.mark.parametrize("name", ["a.png", "a.npz", "a.tif"])
def test_a_broken_file_is_said(tmp_path, name):
    (tmp_path / name).write_bytes(b"nonsense")

    with pytest.raises(BadLabelMapError, match="it is broken or of another kind"):
        label_maps.read(tmp_path / name)


def test_an_archive_with_objects_is_not_unpickled(tmp_path):
    np.savez(tmp_path / "a.npz", segs=np.array([{"a": 1}], object))

    with pytest.raises(BadLabelMapError, match="Object arrays cannot be loaded"):
        label_maps.read(tmp_path / "a.npz")


def test_what_declares_or_unfolds_to_more_than_there_can_be_is_refused(tmp_path, monkeypatch):
    shape = '{"shape": [1000000, 1000000, 2, 3]}'
    tifffile.imwrite(tmp_path / "a.tif", LABELS, description=shape, metadata=None)
    np.savez_compressed(tmp_path / "a.npz", labels=np.zeros(1000, np.int64))

    with pytest.raises(BadLabelMapError, match="it declares 1,000,000,000,000 planes"):
        label_maps.read(tmp_path / "a.tif")
    monkeypatch.setattr(label_maps, "MOST_PIXELS", 999)
    with pytest.raises(BadLabelMapError, match="'labels' in it would take 0 GB"):
        label_maps.read(tmp_path / "a.npz")


def test_a_stack_of_label_maps_is_one_for_each_annotator(tmp_path):
    maps = np.arange(2 * 5 * 7, dtype=np.uint8).reshape(2, 5, 7)
    tifffile.imwrite(tmp_path / "a.tif", maps, photometric="minisblack")

    np.testing.assert_array_equal(label_maps.read(tmp_path / "a.tif"), maps)
