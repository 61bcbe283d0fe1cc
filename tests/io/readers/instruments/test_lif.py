"""Files are put together byte by byte, as the format's description has them."""

import contextlib
import struct

import numpy as np
import pytest

from gmmseg.errors import UnreadableImageError
from gmmseg.io.readers.images import pages_of, read

pytest.importorskip("liffile", reason="needs liffile, of the extra microscopy")


def lif_image(name, pixels, axes, *, is_colour=False):
    """Return the XML of a picture, whose axes are stored as `axes` says, the fastest last."""
    item = pixels.dtype.itemsize
    steps = dict(zip(axes, pixels.strides, strict=True))
    numbers = {"X": 1, "Y": 2, "Z": 3, "T": 4}
    shape = dict(zip(axes, pixels.shape, strict=True))
    dimensions = "".join(
        f'<DimensionDescription DimID="{numbers[axis]}" NumberOfElements="{shape[axis]}" Origin="0" '
        f'Length="{(shape[axis] - 1) * 5e-7}" Unit="m" BitInc="0" BytesInc="{steps[axis]}"/>'
        for axis in axes[::-1]
        if axis in numbers
    )
    n, code = (3, "S") if is_colour else (shape.get("C", 1), "C")
    channels = "".join(
        f'<ChannelDescription DataType="0" ChannelTag="{i + 1 if is_colour else 0}" Resolution="{8 * item}" '
        f'NameOfMeasuredQuantity="" Min="0" Max="255" Unit="" LUTName="{("Green", "Red", "Blue")[i]}" '
        f'IsLUTInverted="0" BytesInc="{i * steps.get(code, 0)}" BitInc="0">'
        f"<ChannelProperty><Key>DyeName</Key><Value>dye {i + 1}</Value></ChannelProperty>"
        "</ChannelDescription>"
        for i in range(n)
    )
    return (
        f'<Element Name="{name}" UniqueID="{name}"><Data><Image><ImageDescription><Channels>{channels}'
        f"</Channels><Dimensions>{dimensions}</Dimensions></ImageDescription></Image></Data>"
        f'<Memory Size="{pixels.nbytes}" MemoryBlockID="Mem_{name}"/></Element>'
    )


def lif(pictures):
    """Return a file of pictures: name, pixels, axes."""
    described = "".join(lif_image(name, pixels, axes, **more) for name, pixels, axes, more in pictures)
    xml = (
        f'<LMSDataContainerHeader Version="2"><Element Name="project"><Data><Experiment/></Data><Children>'
        f"{described}</Children></Element></LMSDataContainerHeader>"
    ).encode("utf-16-le")
    out = struct.pack("<IIBI", 0x70, len(xml) + 5, 0x2A, len(xml) // 2) + xml
    for name, pixels, _, _ in pictures:
        own = f"Mem_{name}".encode("utf-16-le")
        out += struct.pack("<IIBQBI", 0x70, len(own) + 14, 0x2A, pixels.nbytes, 0x2A, len(own) // 2) + own
        out += pixels.tobytes()
    return out


@pytest.fixture
def save(tmp_path):
    def saved(data, name="cells.lif"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return saved


@pytest.fixture
def stack():
    return np.random.default_rng(0).integers(0, 65536, (3, 2, 20, 30)).astype(np.uint16)


def test_a_stack_of_channels(save, stack):
    path = save(lif([("a", stack, "ZCYX", {})]))

    image = read(path, page=2)

    assert pages_of(path).text == "3 depths (z)"
    np.testing.assert_array_equal(image.pixels, stack[1].transpose(1, 2, 0))
    assert image.channels == ("dye 1", "dye 2")
    assert [info.colour for info in image.channel_info] == [(0, 255, 0), (255, 0, 0)]
    assert image.pixel_size == pytest.approx((0.5, 0.5))
    assert image.n_bits == 16


def test_pictures_are_series(save, stack):
    path = save(lif([("a", stack[0, 0], "YX", {}), ("b", np.ascontiguousarray(stack[1, :, :9]), "CYX", {})]))

    assert [each.n_channels for each in pages_of(path).series] == [1, 2]
    np.testing.assert_array_equal(read(path).pixels[..., 0], stack[0, 0])
    np.testing.assert_array_equal(read(path, page=2).pixels, stack[1, :, :9].transpose(1, 2, 0))


def test_colours(save):
    rgb = np.random.default_rng(1).integers(0, 256, (9, 12, 3)).astype(np.uint8)

    image = read(save(lif([("a", rgb, "YXS", {"is_colour": True})])))

    assert image.is_colour
    np.testing.assert_array_equal(image.pixels, rgb)


def test_a_hostile_size_is_refused(save, stack):
    data = lif([("a", stack[0, 0], "YX", {})])
    data = data.replace(
        'NumberOfElements="30"'.encode("utf-16-le"), 'NumberOfElements="90"'.encode("utf-16-le")
    )

    with pytest.raises(UnreadableImageError, match=r"^Cannot read cells.lif: "):
        read(save(data))


def test_a_list_of_other_files_is_refused(save):
    xml = '<LMSDataContainerHeader Version="2"><Element Name="a"/></LMSDataContainerHeader>'

    with pytest.raises(UnreadableImageError, match="is not a picture in any known format"):
        read(save(xml.encode("utf-16"), "cells.lif"))


def test_bytes_that_are_changed_never_do_more_than_fail(save, stack):
    whole = bytearray(lif([("a", stack, "ZCYX", {})]))
    rng = np.random.default_rng(2)
    for _ in range(60):
        damaged = bytearray(whole)
        for place in rng.integers(0, 4000, 4):
            damaged[place] = rng.integers(0, 256)
        with contextlib.suppress(UnreadableImageError):
            read(save(bytes(damaged)), page=1, max_pixels=10**6)
