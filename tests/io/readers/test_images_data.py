"""Real odd and broken files, where the measuring data lie beside the checkout."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gmmseg.errors import NoUsablePixelsError, RefusedFormatError
from gmmseg.io.readers import images
from gmmseg.io.readers.formats import EXTRA, SAFE

DATA = Path(os.environ.get("GMMSEG_DATA", Path(__file__).parents[4] / "shared" / "data"))


def manifest(folder):
    """Return the rows of a folder's manifest, none where the data are absent."""
    file = DATA / folder / "manifest.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ODD, BAD = manifest("odd_formats"), manifest("bad_input")
TRANSPARENT = {"negative_layer_count.psd", "tRNS_null_1x1.png", "full-transparent.png"}
NOT_BROKEN = {"pillow.ico"}  # it only upsets readers that guess: refused by default, whole when admitted
ONLY_RARE = {"hopper_webp.tif"}  # whole: what packs it is missing in Pillow, and there in imagecodecs
needs_data = pytest.mark.skipif(not (ODD and BAD), reason=f"no measuring data in {DATA}")


def expected_size(row):
    """Return (height, width) once upright; for a TIFF the manifest's figures are so already."""
    turned = row["exif_orientation"] in {"5", "6", "7", "8"} and row["format"] != "TIFF"
    size = int(row["height"]), int(row["width"])
    return size[::-1] if turned else size


def expected_channels(row, file):
    """Return 1 for grey, else 3; Pillow shows 16-bit grey with alpha as colours, its header does not."""
    is_deep_grey = row["format"] == "PNG" and file.read_bytes()[25] == 4
    return 1 if is_deep_grey or row["mode"] in {"1", "L", "LA", "I", "I;16", "I;16B", "F"} else 3


@needs_data
def test_every_odd_file_is_read_as_the_manifest_says_or_refused_by_name():
    wrong = []
    for row in ODD:
        file = DATA / "odd_formats" / row["file"]
        if row["format"] not in SAFE:
            with pytest.raises(RefusedFormatError) as caught:
                images.read(file)
            if caught.value.found != row["format"]:
                wrong.append((row["file"], "named", caught.value.found))
        if file.name in TRANSPARENT:
            with pytest.raises(NoUsablePixelsError):
                images.read(file, formats=(*SAFE, *EXTRA))
            continue
        image = images.read(file, formats=(*SAFE, *EXTRA))
        found = (image.height, image.width, image.n_channels)
        if found != (*expected_size(row), expected_channels(row, file)):
            wrong.append((row["file"], "shape", found))

    assert len(ODD) == 450
    assert wrong == []


@needs_data
def test_odd_files_keep_their_precision():
    kinds = {"I;16": np.uint16, "I;16B": np.uint16, "F": np.float32}
    rows = [row for row in ODD if row["mode"] in kinds and row["format"] in SAFE]

    found = {row["file"]: images.read(DATA / "odd_formats" / row["file"]).pixels.dtype for row in rows}

    assert found == {row["file"]: kinds[row["mode"]] for row in rows}
    for name in ("sharp/Flag_of_the_Netherlands-16bit.png", "pillow/tiff_16bit_RGB.tiff"):
        assert images.read(DATA / "odd_formats" / name).pixels.dtype == np.uint16


READING = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from gmmseg.errors import GmmsegError
from gmmseg.io.readers import formats, images
for line in sys.stdin:
    for admitted in (formats.SAFE, (*formats.SAFE, *formats.EXTRA)):
        try:
            images.read(line.rstrip("\\n"), formats=admitted)
            print("read")
        except GmmsegError as error:
            print(str(error))
"""


@needs_data
def test_every_bad_file_ends_in_one_sentence_in_bounded_memory():
    files = [DATA / "bad_input" / row["file"] for row in BAD]

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", READING],
        input="".join(f"{file}\n" for file in files),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    reported = done.stdout.splitlines()
    assert len(reported) == 2 * len(files) == 214
    by_default, admitted = reported[::2], reported[1::2]
    for file, text in zip(files * 2, by_default + admitted, strict=True):
        is_whole = file.name in NOT_BROKEN | ONLY_RARE
        assert text.startswith(f"Cannot read {file.name}: ") or (is_whole and text == "read")
    assert {file.name for file, text in zip(files, by_default, strict=True) if text == "read"} == ONLY_RARE
    assert done.stderr == ""


@needs_data
@pytest.mark.parametrize("name", [row["file"] for row in manifest("large_photos")])
def test_large_photos_are_read_silently(name):
    image = images.read(DATA / "large_photos" / name)

    row = next(row for row in manifest("large_photos") if row["file"] == name)
    assert (image.width, image.height) == (int(row["width"]), int(row["height"]))
    assert image.notes == ()
