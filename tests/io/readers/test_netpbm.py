import io

import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.errors import NoSuchPageError, TooManyPixelsError, UnreadableImageError
from gmmseg.io.readers import netpbm
from gmmseg.io.readers.raster import ReadRequest

PAM = b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n"


def decoded(data, **wishes):
    request = ReadRequest(**({"name": "a.ppm", "format": "PPM", "page": None, "max_pixels": 1000} | wishes))
    return netpbm.decode(io.BytesIO(data), request)


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_8_bits_agree_with_pillow(mode):
    picture = Pillow.effect_noise((13, 7), 90).convert(mode)
    stream = io.BytesIO()
    picture.save(stream, "PPM")

    raster = decoded(stream.getvalue())

    expected = np.asarray(picture).reshape(7, 13, -1)
    np.testing.assert_array_equal(raster.pixels, expected)
    assert raster.span == ((0, 1) if mode == "1" else (0, 255))


@pytest.mark.parametrize(
    ("data", "pixels", "span"),
    [
        (b"P1\n# a comment\n3 2\n101\n0 1 0", [[[0], [1], [0]], [[1], [0], [1]]], (0, 1)),
        (b"P2 2 1 15 # fifteen\n0 15", [[[0], [15]]], (0, 15)),
        (b"P3\n1 1\n1000\n0 500 1000", [[[0, 500, 1000]]], (0, 1000)),
        (b"P5 2 1 65535\n\x00\x01\xff\xff", [[[1], [65535]]], (0, 65535)),
        (b"P6 1 1 1023\n\x00\x01\x00\x02\x03\xff", [[[1, 2, 1023]]], (0, 1023)),
        (PAM + b"\x07\x09", [[[7]]], (0, 255)),
        (b"Pf 1 2 -1.0\n" + np.array([1.5, 2.5], "<f4").tobytes(), [[[2.5]], [[1.5]]], None),
        (b"PF 1 1 1.0\n" + np.array([1, 2, 3], ">f4").tobytes(), [[[1, 2, 3]]], None),
        (b"Pf 1 1 1.0\n\n\n\n\n", [[[np.frombuffer(b"\n\n\n\n", ">f4")[0]]]], None),
        (b"P1 4 1 0 11\n0", [[[1], [0], [0], [1]]], (0, 1)),
        (b"P2 2 1 9 7 8 999 and more", [[[7], [8]]], (0, 9)),
        (b"P7\n" + b"\n" * 60_000 + PAM[3:] + b"\x07\x09", [[[7]]], (0, 255)),
    ],
    ids=["P1", "P2", "P3", "P5 16 bits", "P6 10 bits", "P7", "Pf", "PF", "samples like space",
         "digits side by side", "text behind the picture", "many empty lines"],
)  # fmt: skip
def test_every_kind_keeps_its_values(data, pixels, span):
    raster = decoded(data)

    np.testing.assert_array_equal(raster.pixels, pixels)
    assert raster.span == span


def test_a_fourth_channel_that_is_not_called_alpha_stays():
    head = b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\n"

    bare, named = decoded(head + b"ENDHDR\n\1\2\3\0"), decoded(head + b"TUPLTYPE RGB_ALPHA\nENDHDR\n\1\2\3\0")

    assert (bare.pixels.tolist(), bare.mask, bare.meaning) == ([[[1, 2, 3, 0]]], None, "channels")
    note = (
        "Channel 4 is not declared as transparency and was taken as a channel; "
        "--alpha mask takes it for transparency."
    )
    assert bare.notes == (note,)
    assert (named.pixels.tolist(), named.mask.tolist(), named.meaning) == ([[[1, 2, 3]]], [[False]], "rgb")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"P5 2 2 255\n\x01", "it holds 1 of 4 bytes of pixels"),
        (b"P5 2", "its header is not whole"),
        (b"P5 x 2 255\n", "its header is not whole"),
        (b"P5 0 2 255\n", "it claims 0 x 2 pixels"),
        (b"P5 1 1 0\n\x00", "it claims 0 as the largest value"),
        (b"P5 1 1 70000\n\x00", "it claims 70000 as the largest value"),
        (b"P2 1 1 9\n10", "its values do not lie between 0 and 9"),
        (b"P2 2 1 9\n1", "it holds 1 of 2 values"),
        (b"P2 2 1 9\n1 x 2", "there is something else than numbers among its pixels"),
        (b"P2 1 1 9\n" + b"9" * 5000, "its values do not lie between 0 and 9"),
        (b"P2 1 1 9\nx", "there is something else than numbers among its pixels"),
        (b"P1 2 1\n1x", "its values do not lie between 0 and 1"),
        (b"P7\nWIDTH 1\n", "its header is not whole"),
        (b"Py 1 1", "its kind of PPM is unknown"),
        (b"Pf 1 1 nan\n\0\0\0\0", "its header is not whole"),
        (b"P5 inf 1 255\n", "its header is not whole"),
    ],
)
def test_damage_is_reported_in_one_sentence(data, what):
    with pytest.raises(UnreadableImageError) as caught:
        decoded(data)

    assert str(caught.value) == (
        f"Cannot read a.ppm: its PPM data are damaged: {what}. Get a whole copy of the file."
    )


def test_a_promise_of_many_pixels_is_refused_first():
    with pytest.raises(TooManyPixelsError) as caught:
        decoded(b"P6 100000 100000 255\n", max_pixels=500_000_000)

    assert str(caught.value) == (
        "Cannot read a.ppm: its 100000 x 100000 = 10,000 MP exceed the limit of 500 MP. "
        "Raise the limit with --max-pixels 10000000000 if you trust the file."
    )


def test_there_is_one_page():
    with pytest.raises(NoSuchPageError) as caught:
        decoded(b"P5 1 1 255\n\x00", page=2)

    assert str(caught.value) == (
        "Cannot read a.ppm: it has 1 page, and page 2 was asked for. Choose from 1 to 1."
    )
