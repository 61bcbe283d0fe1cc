"""Names, colours and sizes as tifffile, Pillow and GDAL's tags write them."""

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from gmmseg.imaging.image import ChannelInfo
from gmmseg.io.readers.images import read

STACK = np.random.default_rng(0).integers(0, 4096, (2, 9, 12)).astype(np.uint16)
NAMES = b"""<GDALMetadata>
  <Item name="DESCRIPTION" sample="0" role="description">red edge</Item>
  <Item name="DESCRIPTION" sample="1" role="description">nir</Item>
  <Item name="WAVELENGTH" sample="1">0.842</Item><Item name="WAVELENGTH_UNIT" sample="1">Micrometers</Item>
</GDALMetadata>"""


def test_ome_names_colours_and_wavelengths_are_read(tmp_path):
    channels = {"Name": ["DAPI", "GFP"], "Color": [65535, 16711935], "EmissionWavelength": [461.0, 509.0]}
    size = {"PhysicalSizeX": 0.5, "PhysicalSizeY": 0.25}
    tifffile.imwrite(
        tmp_path / "a.ome.tif", STACK, ome=True, metadata={"axes": "CYX", "Channel": channels, **size}
    )

    image = read(tmp_path / "a.ome.tif")

    assert image.channels == ("DAPI", "GFP")
    assert image.channel_info == (
        ChannelInfo("DAPI", (0, 0, 255), 461.0),
        ChannelInfo("GFP", (0, 255, 0), 509.0),
    )
    assert image.pixel_size == (0.25, 0.5)
    assert image.n_bits == 16


def test_imagej_labels_and_tables_are_read(tmp_path):
    green = np.zeros((3, 256), np.uint8)
    green[1] = np.arange(256)
    grey = np.repeat(np.arange(256, dtype=np.uint8)[None], 3, axis=0)
    metadata = {"axes": "CYX", "Labels": ["phase", "GFP"], "LUTs": [grey, green], "mode": "composite"}
    tifffile.imwrite(tmp_path / "a.tif", STACK, imagej=True, metadata=metadata)

    image = read(tmp_path / "a.tif")

    assert image.channel_info == (ChannelInfo("phase", (255, 255, 255)), ChannelInfo("GFP", (0, 255, 0)))


def test_gdal_descriptions_of_bands_are_read(tmp_path):
    tifffile.imwrite(
        tmp_path / "a.tif",
        np.moveaxis(STACK, 0, 2),
        photometric="minisblack",
        planarconfig="contig",
        metadata=None,
        extratags=[(42112, "s", 0, NAMES, True)],
    )

    image = read(tmp_path / "a.tif", alpha="channel")

    assert image.channels == ("red edge", "nir")
    assert image.channel_info[1].wavelength == pytest.approx(842)


def test_bands_of_an_aux_xml_beside_are_read_and_its_no_data_masked(tmp_path):
    stack = STACK.copy()
    stack[:, 2, 3:5] = 0
    tifffile.imwrite(
        tmp_path / "a.tif",
        np.moveaxis(stack, 0, 2),
        photometric="minisblack",
        planarconfig="contig",
        metadata=None,
    )
    bands = "".join(
        f'<PAMRasterBand band="{i}"><Description>{name}</Description>'
        "<NoDataValue>0</NoDataValue></PAMRasterBand>"
        for i, name in ((1, "red"), (2, "nir"))
    )
    (tmp_path / "a.tif.aux.xml").write_text(f"<PAMDataset>{bands}</PAMDataset>")

    image = read(tmp_path / "a.tif", alpha="channel")

    assert image.channels == ("red", "nir")
    assert np.argwhere(~image.mask).tolist() == [[2, 3], [2, 4]]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (NAMES[:140], "Its metadata of bands are damaged, and were read as far as they are whole."),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><GDALMetadata>&b;</GDALMetadata>',
            "Its metadata of bands were ignored, since they define words of their own.",
        ),
        (
            b"<a>" + b"<b/>" * 20_001 + b"</a>",
            "Its metadata of bands were ignored, since they have more than 20,000 elements.",
        ),
        (
            b"<a>" + b" " * 2**20 + b"</a>",
            "Its metadata of bands were ignored, since they have 1,048,583 characters.",
        ),
    ],
)
def test_damaged_or_hostile_descriptions_leave_the_picture_and_a_note(tmp_path, text, note):
    tifffile.imwrite(tmp_path / "a.tif", STACK[0], metadata=None, extratags=[(42112, "s", 0, text, True)])

    image = read(tmp_path / "a.tif")

    assert note in image.notes
    np.testing.assert_array_equal(image.pixels[..., 0], STACK[0])


def test_a_resolution_for_print_is_offered_and_not_taken(tmp_path):
    picture = Pillow.fromarray(np.zeros((4, 5), np.uint8))
    picture.save(tmp_path / "a.png", dpi=(300, 300))
    picture.save(tmp_path / "b.jpg", dpi=(72, 72))
    tifffile.imwrite(
        tmp_path / "c.tif", STACK[0], resolution=(20_000, 10_000), resolutionunit=3, metadata=None
    )

    found = [read(tmp_path / name) for name in ("a.png", "b.jpg", "c.tif")]

    assert [image.pixel_size for image in found] == [None, None, None]
    dots = "300 dots per inch, maybe for print"
    assert found[0].notes == (f"The file says {dots}, which was not taken: --pixel-size 84.67um takes it.",)
    assert found[1].notes == ()
    (note,) = found[2].notes
    assert note.endswith(
        "5.08e+04 dots per inch, maybe for print, which was not taken: --pixel-size 0.5x1um takes it."
    )


def test_a_size_given_by_hand_goes_before_all_others(tmp_path):
    Pillow.fromarray(np.zeros((4, 5), np.uint8)).save(tmp_path / "a.png", dpi=(300, 300))

    image = read(tmp_path / "a.png", pixel_size=(2.0, 1.0))

    assert (image.pixel_size, image.notes) == ((2.0, 1.0), ())


def geotiff(path, model, system, unit=None, y=0.0):
    keys = [
        (1024, model),
        (1025, 1),
        (3072 if model == 1 else 2048, system),
        *([(3076, unit)] if unit else []),
    ]
    directory = (1, 1, 0, len(keys), *(n for key, value in keys for n in (key, 0, 1, value)))
    tags = [
        (33550, "d", 3, (10.0, 20.0, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, 500_000.0, y, 0.0), True),
        (34735, "H", len(directory), directory, True),
    ]
    tifffile.imwrite(path, STACK[0], metadata=None, extratags=tags)
    return read(path)


def test_a_map_in_metres_or_feet_says_how_large_pixels_are(tmp_path):
    metres = geotiff(tmp_path / "a.tif", 1, 32633)
    feet = geotiff(tmp_path / "b.tif", 1, 32633, unit=9002)
    degrees = geotiff(tmp_path / "c.tif", 2, 4326)

    assert metres.pixel_size == pytest.approx((20e6, 10e6))
    assert feet.pixel_size == pytest.approx((20e6 * 0.3048, 10e6 * 0.3048))
    assert degrees.pixel_size is None
    assert "no one size" in degrees.notes[-1]


def test_web_mercator_is_brought_back_to_the_ground(tmp_path):
    latitude = np.radians(60)  # where the map is enlarged twice
    y = 6_378_137 * np.log(np.tan(np.pi / 4 + latitude / 2))

    image = geotiff(tmp_path / "a.tif", 1, 3857, y=y + 20 * 9 / 2)

    assert image.pixel_size == pytest.approx((10e6, 5e6), rel=1e-9)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["DAPI", "GFP"] * 3, ("DAPI", "GFP")),
        (
            [f"c:{c}/2 z:{z}/3 - {name}" for z in (1, 2, 3) for c, name in ((1, "DAPI"), (2, "GFP"))],
            ("DAPI", "GFP"),
        ),
        ([f"c:{c}/2 z:{z}/3 - cells.lif" for z in (1, 2, 3) for c in (1, 2)], ("channel 1", "channel 2")),
        ([f"slice {i}" for i in range(6)], ("channel 1", "channel 2")),
    ],
)
def test_channels_of_a_hyperstack_are_named_by_labels_that_all_their_planes_share(tmp_path, labels, names):
    planes = np.arange(6 * 20, dtype=np.uint16).reshape(3, 2, 4, 5)
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, planes, imagej=True, metadata={"axes": "ZCYX", "Labels": labels})

    assert read(path, page=2).channels == names
