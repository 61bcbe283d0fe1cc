"""What nobody should have to open: pipes, devices, loops, bombs, cut and mutated files."""

import io
import os
import random
import socket
import struct
import subprocess
import sys
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image as Pillow

from gmmseg.errors import GmmsegError, MissingImageError, TooManyPixelsError, UnreadableImageError
from gmmseg.io.readers import images

PICTURE = "Give a picture file."
COPY = "Get a whole copy of the file."


def sentence(path, **wishes):
    """Return what reading `path` is refused with."""
    with pytest.raises(UnreadableImageError) as caught:
        images.read(path, **wishes)
    return str(caught.value)


def outcome(path):
    """Return what reading `path` is refused with, or nothing."""
    try:
        images.read(path, max_pixels=10**7)
    except GmmsegError as error:
        return str(error)
    return ""


def chunk(kind, data):
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def png(width, height, *chunks, bits=8, colour=2):
    header = chunk(b"IHDR", width.to_bytes(4) + height.to_bytes(4) + bytes([bits, colour, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def photo():
    rows, columns = np.mgrid[:24, :32]
    return Pillow.fromarray(np.stack([rows * 9, columns * 7, rows * columns % 256], axis=2).astype(np.uint8))


def saved(kind, **settings):
    stream = io.BytesIO()
    picture = photo().convert(settings.pop("mode", "RGB"))
    picture.save(stream, kind, **settings)
    return stream.getvalue()


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "zero.png").symlink_to("/dev/zero")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "dangling.png").symlink_to(tmp_path / "nothing.png")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.png"))

        refused = {file.name: sentence(file) for file in sorted(tmp_path.iterdir())}

    assert refused == {
        "dangling.png": "Cannot read dangling.png: there is no such file. Check its name and folder.",
        "folder.png": f"Cannot read folder.png: it is a folder, which gmmseg batch takes. {PICTURE}",
        "loop.png": "Cannot read loop.png: the system says 'too many levels of symbolic links'. "
        "Check its path and permissions.",
        "pipe.png": f"Cannot read pipe.png: it is a pipe. {PICTURE}",
        "socket.png": f"Cannot read socket.png: it is a socket. {PICTURE}",
        "zero.png": f"Cannot read zero.png: it is a device. {PICTURE}",
    }


def test_a_missing_file_is_a_file_not_found_error(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        images.read(tmp_path / "none.png")

    assert isinstance(caught.value, MissingImageError)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path):
    (tmp_path / "secret.png").touch(0o000)

    assert sentence(tmp_path / "secret.png") == (
        "Cannot read secret.png: the system says 'permission denied'. Check its path and permissions."
    )


def test_names_that_cannot_be_are_refused(tmp_path):
    assert "'file name too long'" in sentence(tmp_path / ("a" * 300 + ".png"))
    assert "null" in sentence(f"{tmp_path}/a\0b.png")


def test_odd_names_stay_in_one_line(tmp_path):
    name = os.fsdecode(b"a\nb\xff%s.png")
    photo().save(os.fsencode(tmp_path / name), "PNG")
    (tmp_path / f"{name}2").write_bytes(b"")

    assert images.read(tmp_path / name).name == name
    assert sentence(tmp_path / f"{name}2") == f"Cannot read a\ufffdb\ufffd%s.png2: the file is empty. {COPY}"


def test_empty_and_text_files_are_refused(tmp_path):
    (tmp_path / "zero.png").touch()
    (tmp_path / "text.png").write_text("This is not a picture.")

    assert sentence(tmp_path / "zero.png") == f"Cannot read zero.png: the file is empty. {COPY}"
    assert sentence(tmp_path / "text.png") == (
        "Cannot read text.png: it is not a picture in any known format. "
        "Give a file in one of PNG, JPEG, MPO, TIFF, WEBP, BMP, GIF, JPEG2000, PPM, "
        "CZI, ND2, LIF, OIB, OIF, DICOM."
    )


CUT = {
    "PNG": saved("PNG"),
    "JPEG": saved("JPEG"),
    "TIFF": saved("TIFF"),
    "LZW": saved("TIFF", compression="tiff_lzw"),
    "deflate": saved("TIFF", compression="tiff_adobe_deflate"),
    "CCITT": saved("TIFF", compression="group4", mode="1"),
    "WEBP": saved("WEBP"),
    "BMP": saved("BMP"),
    "GIF": saved("GIF"),
    "JPEG2000": saved("JPEG2000"),
    "PPM": saved("PPM"),
}


@pytest.mark.parametrize("kind", CUT)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_refused(tmp_path, kind, part, capfd):
    (tmp_path / "cut").write_bytes(CUT[kind][: int(len(CUT[kind]) * part)])

    reported = sentence(tmp_path / "cut")

    assert reported.startswith("Cannot read cut: ")
    assert reported.count("\n") == 0
    assert capfd.readouterr() == ("", "")


MUTATED = CUT | {
    "16-bit PNG": png(3, 2, chunk(b"IDAT", zlib.compress((b"\0" + bytes(range(18))) * 2)), bits=16),
    "palette PNG": saved("PNG", mode="P"),
    "CMYK JPEG": saved("JPEG", mode="CMYK"),
    "progressive JPEG": saved("JPEG", progressive=True),
    "JPEG in TIFF": saved("TIFF", compression="jpeg"),
}


@pytest.mark.parametrize("kind", MUTATED)
def test_flipped_bytes_give_a_picture_or_one_sentence(tmp_path, kind, capfd):
    generator, data = random.Random(kind), MUTATED[kind]
    file = tmp_path / "mutated"
    for position in [*range(min(len(data), 60)), *generator.choices(range(len(data)), k=60)]:
        mutated = bytearray(data)
        mutated[position] ^= 1 << generator.randrange(8)
        file.write_bytes(mutated)

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            reported = outcome(file)

        assert "\n" not in reported

    assert capfd.readouterr() == ("", "")


def tiff_page(width, height):
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    tags += [(273, 4, 1, 8), (278, 4, 1, height), (279, 4, 1, 100)]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return struct.pack("<4sIH", b"II*\0", 8, len(tags)) + entries + struct.pack("<I", 0) + bytes(400)


def tiff_of(*tags, data=b""):
    """Return a TIFF of one page of 8 x 8 bytes with further tags (code, kind, count, bytes or value)."""
    tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (262, 3, 1, 1), *tags]
    end, entries, rest = 8 + 2 + 12 * len(tags) + 4, b"", b""
    for code, kind, count, value in sorted(tags, key=lambda tag: tag[0]):
        is_apart = isinstance(value, bytes)
        entries += struct.pack("<HHII", code, kind, count, end + len(rest) if is_apart else value)
        rest += value if is_apart else b""
    return struct.pack("<4sIH", b"II*\0", 8, len(tags)) + entries + struct.pack("<I", 0) + rest


def tiff_with(text):
    strip = [(259, 3, 1, 1), (273, 4, 1, bytes(64)), (278, 4, 1, 8), (279, 4, 1, 64)]
    return tiff_of(*strip, (270, 2, len(text) + 1, text + b"\0"))


def tiff_packed(kind, data, side=None):
    """Return a TIFF whose one strip or tile is packed."""
    size = [(322, 4, 1, side), (323, 4, 1, side)] if side else [(278, 4, 1, 8)]
    where = (324, 325) if side else (273, 279)
    return tiff_of(*size, (259, 3, 1, kind), (where[0], 4, 1, data), (where[1], 4, 1, len(data)))


def ome(pixels, inside):
    sizes = b'DimensionOrder="XYCZT" Type="uint8" SizeX="8" SizeY="8" SizeC="1"'
    begin = b'<?xml version="1.0"?><OME xmlns="x"><Image ID="I"><Pixels ID="P" ' + sizes
    return tiff_with(begin + pixels + b">" + inside + b"</Pixels></Image></OME>")


TEXT_BOMB = chunk(b"zTXt", b"bomb\0\0" + zlib.compress(bytes(80 * 2**20)))
BOMBS = {
    "header only": png(20_000, 20_000),
    "widest": png(2**31 - 1, 2**31 - 1),
    "no width": png(0, 5),
    "sparse": png(30_000, 30_000, chunk(b"IDAT", zlib.compress(bytes(10**6)))),
    "text": png(1, 1, TEXT_BOMB, chunk(b"IDAT", zlib.compress(bytes(4)))),
    "TIFF": tiff_page(200_000, 200_000),
    "TIFF under the limit": tiff_page(20_000, 20_000),
    "GIF": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",",
    "BMP": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 2**30, 2**30, 1, 24, 0, 0, 1, 1, 0, 0),
    "JPEG": saved("JPEG").replace(struct.pack(">BHH", 8, 24, 32), struct.pack(">BHH", 8, 65000, 65000)),
    "JPEG in TIFF": tiff_packed(
        7, saved("JPEG").replace(struct.pack(">BHH", 8, 24, 32), struct.pack(">BHH", 8, 65000, 65000))
    ),
    "tile in TIFF": tiff_packed(8, zlib.compress(bytes(2**26)), 65520),
    "planes in TIFF": tiff_with(b'{"shape": [1000000,1000000,8,8]}'),
    "axes in TIFF": tiff_with(b'{"shape": [' + b"9," * 400_000 + b"8,8]}"),
    "planes in OME": ome(b' SizeZ="20000" SizeT="20000"', b"<TiffData/>"),
    "planes named in OME": ome(b' SizeZ="1" SizeT="1"', b'<TiffData PlaneCount="900000000"/>'),
    "words in OME": tiff_with(
        b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 10**5 + b'">]><OME>' + b"&b;" * 10**5 + b"</OME>"
    ),
    "PPM": b"P6 1000000 1000000 255\n",
    "plain PPM": b"P3 20000 20000 255\n1 2 3",
}

READING = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from gmmseg.errors import GmmsegError
from gmmseg.io.readers import images
for file in sys.argv[1:]:
    try:
        images.read(file)
    except GmmsegError as error:
        print(str(error))
    else:
        print("read")
"""


def test_bombs_are_refused_in_bounded_memory(tmp_path):
    for name, data in BOMBS.items():
        (tmp_path / name).write_bytes(data)

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", READING, *(str(tmp_path / name) for name in BOMBS)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    reported = dict(zip(BOMBS, done.stdout.splitlines(), strict=True))
    assert done.stderr == ""
    assert not reported.pop("words in OME").startswith("Cannot read")  # the picture is there all the same
    assert [name for name, text in reported.items() if not text.startswith(f"Cannot read {name}: ")] == []
    assert reported["widest"] == (
        "Cannot read widest: its 2147483647 x 2147483647 = 4,611,686,014,132.4 MP "
        "exceed the limit of 500 MP. "
        "Raise the limit with --max-pixels 4611686014132420609 if you trust the file."
    )


LONG = {
    "attribute": ome(b' SizeZ="1" SizeT="1" ' + b"a" * 2_000_000, b"<TiffData/>"),
    "openings": tiff_with(b"<OME>" + b"<Pixels " * 300_000 + b"OME>"),
    "spaces": tiff_with(b"<OME><Pixels " + b" " * 2_000_000 + b"/></OME>"),
    "equals": tiff_with(b"ImageJ=1.53\n" + b"=" * 2_000_000),
}


def test_long_texts_are_read_in_bounded_time(tmp_path):
    for name, data in LONG.items():
        (tmp_path / name).write_bytes(data)

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", READING, *(str(tmp_path / name) for name in LONG)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert (done.stdout, done.stderr) == ("read\n" * len(LONG), "")


def test_what_a_decoder_says_is_cut_before_it_is_searched(tmp_path, monkeypatch):
    def fail(*_):
        raise ValueError("<" * 2_000_000)

    monkeypatch.setattr("gmmseg.io.readers.pillow.decode", fail)
    photo().save(tmp_path / "a.png")

    assert sentence(tmp_path / "a.png") == (
        f"Cannot read a.png: its PNG data are damaged or cut short ({'<' * 100}). {COPY}"
    )


def test_the_limit_is_reported_with_numbers(tmp_path):
    Pillow.new("L", (300, 200)).save(tmp_path / "a.png")

    with pytest.raises(TooManyPixelsError) as caught:
        images.read(tmp_path / "a.png", max_pixels=50_000)

    assert str(caught.value) == (
        "Cannot read a.png: its 300 x 200 = 60,000 pixels exceed the limit of 50,000 pixels. "
        "Raise the limit with --max-pixels 60000 if you trust the file."
    )


def test_a_kind_that_no_decoder_knows_is_not_called_cut_short(tmp_path):
    header = struct.pack("<2sIHHI", b"BM", 58, 0, 0, 54)
    file = tmp_path / "a.bmp"
    file.write_bytes(header + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 99, 4, 0, 0, 0, 0) + bytes(4))

    assert sentence(file) == (
        "Cannot read a.bmp: its BMP data are damaged or of a rare kind (Unsupported BMP compression (99)). "
        "Get a whole copy of the file, or save it as PNG."
    )
