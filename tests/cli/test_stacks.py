"""Several pages of a file on the command line."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

import gmmseg as package
from gmmseg.cli.main import DONE, FAILED, USAGE, run

FIT = ("-k", 2, "--method", "global", "--position", 0, "-q")
HEIGHT, WIDTH = 20, 30


def gmmseg(*words):
    return run([str(word) for word in words], open_window=lambda _: pytest.fail("no window"))


def halves(number):
    """Return a page whose first `5 + number` columns are bright."""
    page = np.full((HEIGHT, WIDTH), 10_000.0)
    page[:, : 5 + number] = 40_000
    return (page + np.random.default_rng(number).normal(0, 600, page.shape)).astype(np.uint16)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stack = np.stack([halves(number) for number in range(6)]).reshape(2, 3, HEIGHT, WIDTH)
    tifffile.imwrite("stack.tif", stack, imagej=True, metadata={"axes": "TZYX"})


def names(folder="gmmseg-out"):
    return sorted(path.name for path in Path(folder).iterdir())


def test_all_pages_have_one_model_and_become_one_stack(capsys):
    words = [*FIT[:-1], "--export", "stack-tif,stack-imagej,pages,labels"]

    status = gmmseg("segment", "stack.tif", "--page", "all", *words)

    assert status == DONE
    found = tifffile.imread("gmmseg-out/stack_stack.tif")
    rows = list(csv.DictReader(Path("gmmseg-out/stack_pages.csv").read_text().splitlines()))
    bright = found[0, 0, 0, 0]
    for number, page in enumerate(found.reshape(6, HEIGHT, WIDTH)):
        assert np.count_nonzero(page == bright) == HEIGHT * (5 + number)
        name = f"t{number // 3 + 1:02d}_z{number % 3 + 1:03d}"
        png = np.asarray(Image.open(f"gmmseg-out/stack_{name}_labels.png"))
        np.testing.assert_array_equal(png, page)
        (row,) = [r for r in rows if r["page_name"] == name and int(r["segment"]) == bright]
        assert float(row["percent"]) == pytest.approx(100 * (5 + number) / WIDTH, abs=1e-3)
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("stack.tif: 2 segments on 6 pages, ")
    assert out[1].split("segment")[0].split("%")[1].strip() == "(66.7 to 83.3)"
    assert out[-1] == "  to gmmseg-out/stack_t02_z003_labels.png"


def test_without_a_word_it_is_a_stack_and_its_table():
    assert gmmseg("segment", "stack.tif", "--page", "t=2,z=1-2", *FIT) == DONE
    assert names() == ["stack_pages.csv", "stack_stack.tif"]
    assert tifffile.imread("gmmseg-out/stack_stack.tif").shape == (2, HEIGHT, WIDTH)


def test_one_page_is_a_picture_as_it_would_be_alone():
    assert gmmseg("segment", "stack.tif", "--page", 3, *FIT) == DONE
    assert gmmseg("segment", "stack.tif", "--page", "z=3", *FIT) == DONE
    Image.fromarray(halves(2)).save("alone.png")
    assert gmmseg("segment", "alone.png", *FIT) == DONE

    files = ["alone_labels.png", "stack_labels.png", "stack_t01_z003_labels.png"]
    assert [name for name in names() if "labels" in name] == files
    assert len({Path("gmmseg-out", name).read_bytes() for name in files}) == 1


def test_the_first_page_can_be_the_model_and_json_tells_of_every_page(capsys):
    words = ("--fit", "first", "--json", "--export", "pages")

    status = gmmseg("segment", "stack.tif", "--page", "1-2", *FIT, *words)

    (found,) = json.loads(capsys.readouterr().out)["pictures"]
    alone = package.segment("stack.tif", 2, method="global", position=0, page=1)
    assert status == DONE
    assert [page["page_name"] for page in found["pages"]] == ["t01_z001", "t01_z002"]
    assert [row["pixels"] for row in found["pages"][0]["segments"]] == [r.pixels for r in alone.table()]
    assert found["files"] == ["gmmseg-out/stack_pages.csv"]


def test_a_stack_without_a_page_gets_one_sentence(capsys):
    assert gmmseg("segment", "stack.tif", *FIT) == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: stack.tif: Cannot read stack.tif: it is a stack of 2 times (t) x 3 depths (z). "
        "Choose one with --page, from 1 to 6, take all with --page all, or the planes of an axis as channels "
        "with --as-channels.\n"
    )


def test_planes_can_be_channels():
    found = package.read("stack.tif", page=2, axis="z", as_channels=True)

    assert gmmseg("segment", "stack.tif", "--as-channels", "--axis", "z", "--page", 2, *FIT) == DONE
    assert found.n_channels == 3
    assert names() == ["stack_t02_labels.png", "stack_t02_overlay.png"]


def test_a_model_of_pages_is_applied_to_pages():
    assert gmmseg("fit", "stack.tif", "--page", "1-3", *FIT, "-o", "m.json") == DONE
    assert len(package.Model.load("m.json").training.pictures) == 3
    assert gmmseg("apply", "m.json", "stack.tif", "--page", "::2", "--axis", "z", "-q") == DONE
    assert tifffile.imread("gmmseg-out/stack_stack.tif").shape == (2, HEIGHT, WIDTH)


def test_what_is_wanted_of_one_picture_is_one_page(capsys):
    assert gmmseg("cut", "stack.tif", "--page", "all", "--click", "2,2", "-q") == FAILED
    assert "'all' selects 6 pages, and one is wanted here" in capsys.readouterr().err
    assert gmmseg("cut", "stack.tif", "--page", "t=2,z=1", "--click", "2,2", "-q") == DONE
    assert np.asarray(Image.open("stack_object.png"))[2, 2] == 255


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--page", "9-4"), USAGE, "'9-4' is not all, a number from 1, or a selection such as 1-5, ::2"),
        (("--axis", "z"), USAGE, "--axis says along which axis --page counts: give --page, too"),
        (("--page", "7"), FAILED, "it has 6 pages, and page 7 was asked for"),
        (("--page", "1-7"), FAILED, "it has 6 pages, and page 7 was asked for"),
        (("--page", "20:"), FAILED, "and '20:' selects none of them"),
        (("--page", "1", "--axis", "w"), FAILED, "and not along 'w'"),
        (("--as-channels",), FAILED, "and none was named"),
        (("--page", "all", "--export", "stack"), USAGE, "There is no kind of export 'stack'"),
    ],
)
def test_wrong_words_are_one_sentence(capsys, words, status, sentence):
    assert gmmseg("segment", "stack.tif", *FIT, *words) == status
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1
    assert not Path("gmmseg-out").exists()


def test_pages_that_differ_in_size_are_pictures_but_no_stack(capsys):
    with tifffile.TiffWriter("mixed.tif") as file:
        for height in (20, 12):
            file.write(halves(0)[:height], metadata=None)

    assert gmmseg("segment", "mixed.tif", "--page", "all", *FIT) == DONE
    assert names() == [
        "mixed_p001_labels.png",
        "mixed_p001_overlay.png",
        "mixed_p002_labels.png",
        "mixed_p002_overlay.png",
        "mixed_pages.csv",
    ]
    assert gmmseg("segment", "mixed.tif", "--page", "all", "--export", "stack-ome", *FIT) == FAILED
    assert "its pages differ (30 x 20 of uint16, and 30 x 12 of uint16)" in capsys.readouterr().err


def test_files_that_are_there_are_reported_before_the_work(capsys):
    words = ("segment", "stack.tif", "--page", "1-2", *FIT)
    assert gmmseg(*words) == DONE

    assert gmmseg(*words) == FAILED
    assert "stack_stack.tif and 1 more of these files already exist in gmmseg-out" in capsys.readouterr().err
    assert gmmseg(*words, "--overwrite") == DONE


def test_a_page_without_pixels_is_reported_and_the_others_are_done(capsys):
    pages = np.stack([halves(0), np.full((HEIGHT, WIDTH), np.nan), halves(2)]).astype(np.float32)
    tifffile.imwrite("gaps.tif", pages, imagej=True, metadata={"axes": "ZYX"})

    status = gmmseg("segment", "gaps.tif", "--page", "all", *FIT)

    assert status == FAILED
    assert capsys.readouterr().err.startswith("gmmseg: gaps.tif z002: gaps.tif has no usable pixels")
    found = tifffile.imread("gmmseg-out/gaps_stack.tif")
    assert [bool(page.any()) for page in found] == [True, False, True]


def test_from_python_pages_come_one_after_another():
    settings = package.Settings(2, method="global", position=0.0)

    found = dict(package.segment_pages("stack.tif", settings, page="t=2,z=all"))

    assert list(found) == ["t02_z001", "t02_z002", "t02_z003"]
    model = found["t02_z001"].model
    again = dict(package.segment_pages("stack.tif", page="t=2,z=2", model=model))
    np.testing.assert_array_equal(again["t02_z002"].labels, found["t02_z002"].labels)
    with pytest.raises(package.GmmsegError, match="Setting fit is 'last'"):
        next(package.segment_pages("stack.tif", fit="last"))
    with pytest.raises(package.GmmsegError, match="left out where the picture is no file"):
        package.segment(halves(0), page=2)


def test_objects_of_all_pages_are_in_one_table(capsys):
    pages = np.full((3, 40, 60), 20, np.uint8)
    rows, columns = np.mgrid[:40, :60]
    for number in range(3):
        for x in (12, 30, 48)[: number + 1]:
            pages[number][(columns - x) ** 2 + (rows - 20) ** 2 <= 36] = 200
    tifffile.imwrite("discs.tif", pages, imagej=True, metadata={"axes": "ZYX"})

    status = gmmseg("measure", "discs.tif", "--page", "all", *FIT[:-1], "--min-area", 9, "--json")

    assert status == DONE
    reported = json.loads(capsys.readouterr().out)["pictures"][0]
    assert [page["found_objects"]["count"] for page in reported["pages"]] == [1, 2, 3]
    with Path("gmmseg-out/discs_objects.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    listed = [(row["page"], row["object"]) for row in found]
    expected = [(f"z00{page}", str(number)) for page in (1, 2, 3) for number in range(1, page + 1)]
    assert listed == expected
    assert {row["image"] for row in found} == {"discs.tif"}
    assert {row["area_px"] for row in found} == {"113"}
    assert list(found[0])[3:5] == ["image", "page"]
    assert [name for name in names() if "overlay" in name] == [
        f"discs_z00{n}_objects_overlay.png" for n in (1, 2, 3)
    ]


def test_objects_are_reported_beside_the_stack(capsys):
    status = gmmseg("segment", "stack.tif", "--page", "t=1,z=all", *FIT[:-1], "--objects", "--min-area", 9)

    assert status == DONE
    assert {"stack_objects.csv", "stack_stack.tif", "stack_pages.csv"} <= set(names())
    assert "  3 objects on 3 pages" in capsys.readouterr().out.splitlines()


def test_a_table_that_is_there_is_kept(capsys):
    Path("gmmseg-out").mkdir()
    Path("gmmseg-out/stack_objects.csv").write_text("mine")

    status = gmmseg("measure", "stack.tif", "--page", "all", *FIT)

    assert status == FAILED
    assert names() == ["stack_objects.csv"]
    assert "stack_objects.csv already exists" in capsys.readouterr().err


def test_seeds_are_of_one_page(capsys):
    assert gmmseg("segment", "stack.tif", "--page", "all", "--seeds", "x.json", "-q") == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: stack.tif: Cannot learn from seeds on 6 pages of stack.tif at once: annotations are of one "
        "picture. Make a model of one page with gmmseg fit --seeds, and give it to gmmseg apply.\n"
    )
