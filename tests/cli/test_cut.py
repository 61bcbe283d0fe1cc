import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gmmseg.cli.main import run


@pytest.fixture
def photo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pixels = np.full((40, 60, 3), 40, np.uint8)
    pixels[10:30, 20:40] = 200, 60, 60
    Image.fromarray(pixels).save("photo.png")
    return "photo.png"


def cut(*words):
    return run(["cut", *words], open_window=lambda _: 0)


def test_a_click_writes_a_mask(photo, capsys):
    status = cut(photo, "--click", "30,20", "-o", "mask.png", "--json")

    mask = np.asarray(Image.open("mask.png"))
    reported = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (mask[10:30, 20:40] == 255).all()
    assert (mask == 255).sum() == 400
    assert (reported["pixels"], reported["box"], reported["file"]) == (400, [20, 10, 40, 30], "mask.png")


def test_a_box_writes_the_object_on_transparent_ground(photo, capsys):
    status = cut(photo, "--box", "18,8,42,32", "--cutout")

    cutout = np.asarray(Image.open("photo_object.png"))
    assert status == 0
    assert cutout[20, 30].tolist() == [200, 60, 60, 255]
    assert cutout[2, 2, 3] == 0
    assert "object of 400 pixels (16.7 %)" in capsys.readouterr().out


def test_strokes_come_from_a_picture_of_labels(photo):
    strokes = np.zeros((40, 60), np.uint8)
    strokes[20, 25:35] = 1
    strokes[2, 5:50] = 2
    Image.fromarray(strokes).save("strokes.png")

    status = cut(photo, "--strokes", "strokes.png", "-o", "mask.png", "-q")

    assert status == 0
    assert (np.asarray(Image.open("mask.png")) == 255).sum() == 400


def test_strokes_in_colours_are_reported(photo, capsys):
    Image.fromarray(np.full((40, 60, 3), 1, np.uint8)).save("strokes.png")

    status = cut(photo, "--strokes", "strokes.png")

    assert status == 1
    assert capsys.readouterr().err == (
        "gmmseg: Cannot cut out an object: the strokes in strokes.png are in colours. Save them in grey or "
        "with a palette, with 0 for nothing, 1 for the object, 2 for the rest.\n"
    )


def test_a_file_that_exists_is_kept(photo, capsys):
    Path("mask.png").write_text("kept")

    status = cut(photo, "--click", "30,20", "-o", "mask.png")

    assert status == 1
    assert Path("mask.png").read_text() == "kept"
    assert capsys.readouterr().err == (
        "gmmseg: mask.png already exists in this folder, and nothing was written. "
        "Allow overwriting, or choose another folder.\n"
    )


@pytest.mark.parametrize("way", ["photo.png", "link.png"])
def test_the_picture_is_never_written_over(photo, way, capsys):
    Path("link.png").symlink_to(photo)
    before = Path(photo).read_bytes()

    status = cut(photo, "--click", "30,20", "-o", way, "--overwrite")

    assert status == 1
    assert Path(photo).read_bytes() == before
    assert capsys.readouterr().err == (
        f"gmmseg: Cannot write {way}: it is a file that was read for it. Choose another name.\n"
    )


def test_a_click_outside_is_one_line(photo, capsys):
    status = cut(photo, "--click", "90,20")

    assert status == 1
    assert capsys.readouterr().err == (
        "gmmseg: Cannot cut out an object: the click at 90,20 lies outside the picture of 60 by 40 pixels. "
        "Choose x from 0 to 59 and y from 0 to 39.\n"
    )


def test_a_box_of_three_numbers_is_a_wrong_command(photo, capsys):
    status = cut(photo, "--box", "1,2,3")

    assert status == 2
    assert capsys.readouterr().err == (
        "gmmseg: Invalid value for '--box': '1,2,3' is not x0,y0,x1,y1 in pixels. Try 'gmmseg cut --help'.\n"
    )


def test_an_output_that_is_no_png_is_a_wrong_command(photo, capsys):
    status = cut(photo, "--click", "3,3", "-o", "mask.jpg")

    assert status == 2
    assert capsys.readouterr().err == (
        "gmmseg: The output 'mask.jpg' must end in .png. Try 'gmmseg cut --help'.\n"
    )


def test_soft_edges_hold_the_object_alone_in_its_box(photo, capsys):
    pixels = np.full((40, 60, 3), 40.0)
    pixels[10:30, 20:40] = 200, 60, 60
    pixels[10:30, 20] = pixels[10:30, 39] = (120, 50, 50)  # half and half
    Image.fromarray(pixels.astype(np.uint8)).save(photo)

    status = cut(photo, "--box", "18,8,42,32", "--cutout", "--soft", "--crop", "-q")

    cutout = np.asarray(Image.open("photo_object.png")).astype(int)
    assert status == 0
    assert cutout.shape[0] <= 24
    assert cutout.shape[1] <= 24
    left = cutout[cutout.shape[0] // 2]
    mixed = left[np.flatnonzero(left[:, 3] < 255)]
    mixed = mixed[mixed[:, 3] > 60]
    assert len(mixed) == 2
    assert (np.abs(mixed[:, 3] - 127) < 35).all()
    assert (np.abs(mixed[:, :3] - (200, 60, 60)) < 12).all()


def test_a_soft_mask_is_grey_and_of_the_size_of_the_picture(photo):
    assert cut(photo, "--click", "30,20", "--soft", "-o", "mask.png", "-q") == 0

    mask = np.asarray(Image.open("mask.png"))
    assert mask.shape == (40, 60)
    assert mask[20, 30] == 255
    assert mask[2, 2] == 0
