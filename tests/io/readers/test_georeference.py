"""Places on earth, against hand-made files as GDAL, ESRI and others write them."""

import json
import struct

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from gmmseg import segment
from gmmseg.io.readers import georeference
from gmmseg.io.readers.georeference import GEOGRAPHIC, PROJECTED, Place, beside, place_of, tags_of
from gmmseg.io.readers.images import read

WORLD = "10\n0\n0\n-10\n500005\n4599995\n"  # ten metres a pixel; of the centre of the first
CORNER = (500000.0, 10.0, 0.0, 4600000.0, 0.0, -10.0)  # what that makes of its corner
UTM = (
    'PROJCS["WGS 84 / UTM zone 33N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],'
    'AUTHORITY["EPSG","4326"]],PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",15],'
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AUTHORITY["EPSG","32633"]]'
)
UTM_2 = (
    'PROJCRS["UTM",BASEGEOGCRS["WGS 84",DATUM["WGS",ELLIPSOID["WGS 84",6378137,298.25]],ID["EPSG",4326]],'
    'CONVERSION["UTM",METHOD["TM",ID["EPSG",9807]]],CS[Cartesian,2],ID["EPSG",32633]]'
)
ETRS89 = 'GEOGCS["E",DATUM["x",SPHEROID["y",6378137,298,AUTHORITY["EPSG","7019"]]],AUTHORITY["EPSG","4258"]]'
ESRI = (
    'PROJCS["WGS_1984_UTM_Zone_33N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
    '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def aux(srs="", transform=""):
    escaped = srs.replace('"', "&quot;")
    return f'<PAMDataset><SRS dataAxisToSRSAxisMapping="1,2">{escaped}</SRS>{transform}</PAMDataset>'


@pytest.fixture
def picture(tmp_path):
    """A small PNG in a folder of its own."""
    path = tmp_path / "g.png"
    Image.fromarray(np.arange(60, dtype=np.uint8).reshape(6, 10)).save(path)
    return path


@pytest.mark.parametrize("ending", [".pgw", ".PGW", ".pngw", ".wld"])
def test_a_world_file_tells_of_the_centre_of_the_first_pixel(picture, ending):
    picture.with_suffix(ending).write_text(WORLD)

    image = read(picture)

    assert place_of(image.georeference) == Place(CORNER)
    assert image.notes == (
        f"Its place on earth is from g{ending}; in which system of coordinates, is not told.",
    )


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", ".jgw"), ("a.jpeg", ".jgw"), ("a.tif", ".tfw"), ("a.bmp", ".bpw")]
)
def test_world_files_are_called_after_their_pictures(tmp_path, name, kind):
    Image.new("RGB", (9, 7), (9, 90, 200)).save(tmp_path / name)
    (tmp_path / f"a{kind}").write_text(WORLD)

    assert place_of(read(tmp_path / name).georeference) == Place(CORNER)


@pytest.mark.parametrize(
    ("srs", "place"),
    [
        (UTM, Place(CORNER, 32633, PROJECTED)),
        (UTM_2, Place(CORNER, 32633, PROJECTED)),
        (ETRS89, Place(CORNER, 4258, GEOGRAPHIC)),
    ],
)
def test_the_system_of_coordinates_is_that_of_the_whole(picture, srs, place, monkeypatch):
    monkeypatch.setattr(georeference, "find_spec", lambda name: None)
    picture.with_suffix(".pgw").write_text(WORLD)
    picture.with_name("g.png.aux.xml").write_text(aux(srs))

    image = read(picture)

    assert place_of(image.georeference) == place
    degrees = ("Its place on earth is told in degrees, in which pixels have no one size: no areas.",)
    assert image.notes == (degrees if place.key == GEOGRAPHIC else ())
    assert image.pixel_size == (None if place.key == GEOGRAPHIC else pytest.approx((1e7, 1e7)))


def test_gdals_notes_alone_may_tell_of_a_place(picture):
    transform = "<GeoTransform>  5.0e+05,  1e1, 0.0,  4.6e+06, 0.0, -10</GeoTransform>"
    picture.with_name("g.png.aux.xml").write_text(aux(UTM, transform))

    assert place_of(read(picture).georeference) == Place(CORNER, 32633, PROJECTED)


@pytest.mark.parametrize("text", ["EPSG:32633", ESRI])
def test_pyproj_knows_more_ways_to_name_a_system(picture, text):
    pytest.importorskip("pyproj")
    picture.with_suffix(".pgw").write_text(WORLD)
    picture.with_suffix(".prj").write_text(text)

    assert place_of(read(picture).georeference) == Place(CORNER, 32633, PROJECTED)


def test_a_turned_world_file_comes_back_as_it_is(picture):
    picture.with_suffix(".pgw").write_text("0 -2 3 0 100 50")

    found = place_of(read(picture).georeference)

    assert found == Place((98.5, 0.0, 3.0, 51.0, -2.0, 0.0))  # x: 100 - (0 + 3) / 2; y: 50 - (-2 + 0) / 2


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("ten\n0\n0\n-10\n1\n2", "g.pgw beside it is not a world file, and its place on earth is lost."),
        ("1 0 0", "g.pgw beside it is not a world file, and its place on earth is lost."),
        ("nan 0 0 1 0 0", "g.pgw beside it is not a world file, and its place on earth is lost."),
        ("1 2 1 2 0 0", "g.pgw beside it puts all pixels in one line: its place on earth is lost."),
    ],
)
def test_what_makes_no_sense_is_reported_as_lost(picture, content, note):
    picture.with_suffix(".pgw").write_text(content)

    image = read(picture)

    assert (image.georeference, image.notes) == ((), (note,))


def test_nothing_beside_a_picture_says_nothing(picture):
    assert beside(picture) == ((), ())


def test_a_place_does_not_outlive_a_turn(tmp_path):
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (9, 7), (9, 90, 200)).save(tmp_path / "a.jpg", exif=exif)
    (tmp_path / "a.jgw").write_text(WORLD)

    image = read(tmp_path / "a.jpg")

    assert image.georeference == ()
    assert image.notes[-1] == "Its place on earth was dropped, since it was turned."


def test_hostile_notes_are_read_in_no_time_and_change_nothing(picture):
    picture.with_suffix(".pgw").write_text(WORLD)
    picture.with_name("g.png.aux.xml").write_text("<SRS>" * 100_000 + "[" * 400_000)

    assert place_of(read(picture).georeference) == Place(CORNER)


KEYS = (34735, 3, 16, (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 32633))


@pytest.mark.parametrize(
    ("tags", "place"),
    [
        (
            ((33550, 12, 3, (10.0, 10.0, 0.0)), (33922, 12, 6, (0.5, 0.5, 0, 500005, 4599995, 0))),
            Place(CORNER),
        ),
        (
            ((33550, 12, 3, (10.0, 10.0, 0.0)), (33922, 12, 6, (0, 0, 0, 500005, 4599995, 0)), KEYS),
            Place(CORNER, 32633),  # a point is the centre of its pixel
        ),
        (((33550, 12, 3, (10.0, 10.0, 0.0)),), None),
        (((33922, 12, 6, (0, 0, 0, 0, 0, 0)),), None),
        (((33550, 12, 1, 10.0), (33922, 12, 6, (0, 0, 0, 0, 0, 0))), None),
        (((33550, 12, 3, (0.0, 0.0, 0.0)), (33922, 12, 6, (0, 0, 0, 0, 0, 0))), None),
        (((34264, 12, 4, (1.0, 0, 0, 0)),), None),
    ],
)
def test_tags_as_others_write_them_are_understood(tags, place):
    assert place_of(tags) == place


@pytest.mark.parametrize(
    "place",
    [
        Place(CORNER, 32633, PROJECTED),
        Place((10.0, 0.1, 0.0, 50.0, 0.0, -0.1), 4326, GEOGRAPHIC),
        Place((1.0, 0.5, 0.25, 2.0, 0.25, 0.5)),
    ],
)
def test_tags_tell_of_the_same_place(place):
    assert place_of(tags_of(place)) == place


def geojp2(content):
    """Return a JPEG 2000 with the box of GeoJP2."""
    plain = imagecodecs.jpeg2k_encode(np.arange(300, dtype=np.uint8).reshape(10, 10, 3), codecformat="jp2")
    at = plain.index(b"jp2c") - 4
    box = bytes.fromhex("b14bf8bd083d4b43a5ae8cd7d5a6ce03") + content
    return plain[:at] + struct.pack(">I4s", len(box) + 8, b"uuid") + box + plain[at:]


def test_the_box_of_geojp2_is_read(tmp_path):
    tags = [(code, kind, n, value, True) for code, kind, n, value in tags_of(Place(CORNER, 32633))]
    tifffile.imwrite(tmp_path / "one.tif", np.zeros((1, 1), np.uint8), extratags=tags, metadata=None)
    (tmp_path / "a.jp2").write_bytes(geojp2((tmp_path / "one.tif").read_bytes()))

    assert place_of(read(tmp_path / "a.jp2").georeference) == Place(CORNER, 32633, PROJECTED)


def test_a_damaged_box_is_reported_as_lost(tmp_path):
    (tmp_path / "a.jp2").write_bytes(geojp2(b"II*\0nonsense"))

    image = read(tmp_path / "a.jp2")

    assert image.georeference == ()
    assert image.notes[-1] == "What it says of its place on earth is not understood, and is lost."


def test_the_place_of_a_png_is_that_of_the_tiff_of_its_labels(picture, tmp_path):
    picture.with_suffix(".pgw").write_text(WORLD)
    picture.with_name("g.png.aux.xml").write_text(aux(UTM))
    found = segment(picture, n_components=2, position=0)

    path, outlines = found.save(tmp_path, ["labels-tif", "geojson"])

    with tifffile.TiffFile(path) as file:
        reported = file.pages[0].geotiff_tags
    assert reported["ModelPixelScale"] == [10.0, 10.0, 0.0]
    assert reported["ModelTiepoint"] == [0.0, 0.0, 0.0, 500000.0, 4600000.0, 0.0]
    assert int(reported["ProjectedCSTypeGeoKey"]) == 32633
    assert json.loads(outlines.read_text())["features"][0]["properties"]["segment"] == 1
