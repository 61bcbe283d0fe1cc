"""`gmmseg segment`, from the words typed to the status, the streams and the files."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from gmmseg import pipeline
from gmmseg.cli.main import DONE, FAILED, USAGE, run
from gmmseg.imaging.labelling import spatial_prior
from gmmseg.imaging.labelling.label_file import LabelFile


def no_window(_):
    raise AssertionError("the command line must not open the window")


def gmmseg(*words):
    return run([str(word) for word in words], open_window=no_window)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder="."):
    return sorted(path.name for path in Path(folder).iterdir())


def picture(name="photo.png", shape=(12, 16), n_colours=3):
    """Write a picture of upright stripes and return its path."""
    colours = np.array([(200, 40, 40), (40, 180, 60), (40, 60, 200), (230, 220, 60)], np.uint8)
    stripes = np.arange(shape[1]) * n_colours // shape[1]
    Image.fromarray(np.broadcast_to(colours[stripes], (*shape, 3)).copy()).save(name)
    return Path(name)


def test_a_picture_becomes_files_named_after_it(here, capsys):
    picture()

    status = gmmseg("segment", "photo.png", "-k", 3, "-o", "out")

    assert status == DONE
    assert names("out") == ["photo_labels.png", "photo_overlay.png"]
    with Image.open("out/photo_labels.png") as labels:
        assert labels.size == (16, 12)
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("photo.png: 3 segments in 16 × 12 pixels, ")
    assert out[-2:] == ["  wrote out/photo_labels.png", "  wrote out/photo_overlay.png"]


def test_without_a_folder_nothing_is_written_beside_the_picture(here):
    Path("photos").mkdir()
    picture("photos/photo.png")

    gmmseg("segment", "photos/photo.png")

    assert names("photos") == ["photo.png"]
    assert names("gmmseg-out") == ["photo_labels.png", "photo_overlay.png"]


def test_json_says_what_was_found_and_where(here, capsys):
    picture()

    status = gmmseg("segment", "photo.png", "-k", 3, "-o", "out", "--json", "--quiet")

    found = json.loads(capsys.readouterr().out)
    assert status == DONE
    assert found["settings"]["n_components"] == 3
    [one] = found["pictures"]
    assert (one["path"], one["width"], one["height"]) == ("photo.png", 16, 12)
    assert sorted(segment["pixels"] for segment in one["segments"]) == [60, 60, 72]
    assert one["files"] == ["out/photo_labels.png", "out/photo_overlay.png"]


def test_one_bad_picture_does_not_stop_the_others(here, capsys):
    picture("good.png")
    Path("bad.png").write_text("no picture")

    status = gmmseg("segment", "bad.png", "missing.png", "good.png", "-o", "out")

    assert status == FAILED
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("gmmseg: ")]
    assert [line.split(": ")[1] for line in errors] == ["bad.png", "missing.png"]
    assert names("out") == ["good_labels.png", "good_overlay.png"]


def test_files_are_not_replaced_without_leave(here, capsys):
    picture()
    gmmseg("segment", "photo.png", "-o", "out")
    before = Path("out/photo_labels.png").read_bytes()

    refused = gmmseg("segment", "photo.png", "-o", "out", "-k", 2)
    kept = Path("out/photo_labels.png").read_bytes()
    allowed = gmmseg("segment", "photo.png", "-o", "out", "-k", 2, "--overwrite")

    assert (refused, allowed) == (FAILED, DONE)
    assert kept == before
    assert Path("out/photo_labels.png").read_bytes() != before


def test_files_in_the_way_are_reported_before_any_work(here, capsys, monkeypatch):
    picture()
    Path("gmmseg-out").mkdir()
    Path("gmmseg-out/photo_overlay.png").write_text("precious")
    monkeypatch.setattr("gmmseg.cli.pictures.open_picture", lambda *_, **__: pytest.fail("work was begun"))

    status = gmmseg("segment", "photo.png", "--quiet")

    assert status == FAILED
    assert capsys.readouterr().err == (
        "gmmseg: photo.png: photo_overlay.png already exists in gmmseg-out, and nothing was written. "
        "Allow overwriting, or choose another folder.\n"
    )


SEGMENTS = (
    "'-k' / '--segments'",
    "a whole number from 1 to 1000, a range like 2-8 with the smaller number first, or auto",
)
SEED = "'--seed'", "a whole number from 0 to 4294967295"
POSITION = "'--position'", "a number from 0 to 1000, or auto"
THREADS = "'--threads'", "a whole number from 1 to 1024"
WRONG = [
    *[("-k", value, *SEGMENTS) for value in ("0", "-1", "2.5", "a", "NaN", "", "1000000")],
    *[("--seed", value, *SEED) for value in ("-1", "4294967296", "1e3")],
    *[("--position", value, *POSITION) for value in ("-0.1", "inf", "nan", "0,5")],
    *[("--threads", value, *THREADS) for value in ("0", "-2", "99999")],
    ("--tolerance", "-1", "'--tolerance'", "a number from 0 to 1"),
    ("--max-iterations", "0", "'--max-iterations'", "a whole number from 1 to 10000"),
    ("--restarts", "101", "'--restarts'", "a whole number from 1 to 100"),
    ("--opacity", "2", "'--opacity'", "a number from 0 to 1"),
    ("--colour", "cmyk", "'--colour' / '--color'", "one of 'lab', 'rgb', 'hsv', 'grey'"),
    ("--covariance", "banana", "'--covariance'", "one of 'full', 'tied', 'diag', 'spherical'"),
]


@pytest.mark.parametrize(("option", "value", "flags", "expected"), WRONG)
def test_a_wrong_value_is_one_sentence_that_names_the_range(here, capsys, option, value, flags, expected):
    picture()

    status = gmmseg("segment", "photo.png", option, value)

    assert status == USAGE
    assert capsys.readouterr().err == (
        f"gmmseg: Invalid value for {flags}: {value!r} is not {expected}. Try 'gmmseg segment --help'.\n"
    )
    assert names() == ["photo.png"]


def test_an_unknown_option_kind_or_format_is_named_and_nothing_is_done(here, capsys):
    picture()

    option = gmmseg("segment", "photo.png", "--frobnicate")
    kind = gmmseg("segment", "photo.png", "--export", "labels,banana")

    allowed = gmmseg("segment", "photo.png", "--allow-formats", "TGA,banana")

    assert (option, kind, allowed) == (USAGE, USAGE, USAGE)
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "gmmseg: No such option '--frobnicate'. Try 'gmmseg segment --help'."
    assert second.startswith("gmmseg: There is no kind of export 'banana': choose from labels, ")
    assert third.startswith("gmmseg: There is no format 'banana' to allow: choose from AVIF, ")
    assert names() == ["photo.png"]


def test_annotations_name_the_segments(here, capsys):
    picture(n_colours=2)
    features = [
        {
            "geometry": {"type": "Polygon", "coordinates": [[[x, 1], [x + 4, 1], [x + 4, 5], [x, 5]]]},
            "properties": {"classification": {"name": name}},
        }
        for name, x in (("left", 1), ("right", 10))
    ]
    Path("marks.geojson").write_text(json.dumps(features))

    assert gmmseg("segment", "photo.png", "--seeds", "marks.geojson", "-o", "out", "--json") == DONE

    reported = json.loads(capsys.readouterr().out)
    assert reported["seeds"] == "marks.geojson"
    assert [each["name"] for each in reported["pictures"][0]["segments"]] == ["left", "right"]
    with Image.open("out/photo_labels.png") as labels:
        np.testing.assert_array_equal(np.asarray(labels), np.repeat([[1] * 8 + [2] * 8], 12, axis=0))


def test_annotations_of_another_picture_are_one_sentence(here, capsys):
    picture()
    Image.fromarray(np.eye(5, dtype=np.uint8)).save("marks.png")

    assert gmmseg("segment", "photo.png", "--seeds", "marks.png", "-q") == FAILED

    assert capsys.readouterr().err == (
        "gmmseg: photo.png: Cannot take seeds from marks.png: it is of a picture of 5 by 5 pixels and "
        "photo.png has 16 by 12. Give the annotations of this picture.\n"
    )


def tiled(name="large.tif", shape=(90, 130)):
    """Write a TIFF in tiles and return its path."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] / 40
    soft = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1) * 90 + 128
    grain = np.random.default_rng(0).normal(0, 8, soft.shape)
    tifffile.imwrite(name, (soft + grain).clip(0, 255).astype(np.uint8), tile=(32, 48), photometric="rgb")
    return Path(name)


STREAMED = ("--method", "global", "-k", 3, "--export", "labels-cog,table,parquet,zarr")


def test_a_picture_in_bands_has_the_files_of_memory(here, capsys):
    pytest.importorskip("zarr")
    tiled()

    status = gmmseg("segment", "large.tif", *STREAMED, "-o", "bands", "--stream")
    said = capsys.readouterr().out
    gmmseg("segment", "large.tif", *STREAMED, "-o", "memory")

    assert status == DONE
    assert "worked on in bands of rows; labels are those that memory would give" in said
    assert names("bands") == names("memory")
    for name in ("large_labels_cog.tif", "large_table.csv", "large_table.parquet"):
        assert Path("bands", name).read_bytes() == Path("memory", name).read_bytes()


def test_labels_in_bands_are_written_with_smaller_versions_as_zarr(here):
    zarr = pytest.importorskip("zarr")
    tiled(shape=(1100, 60))

    gmmseg("segment", "large.tif", *STREAMED[:-1], "labels-tif,zarr", "-o", "memory")
    gmmseg("segment", "large.tif", *STREAMED[:-1], "zarr", "-o", "bands", "--stream")

    root = zarr.open_group("bands/large_labels.ome.zarr", mode="r")
    labels = tifffile.imread("memory/large_labels.tif")
    np.testing.assert_array_equal(root["0"][...], labels)
    np.testing.assert_array_equal(root["1"][...], labels[::2, ::2])
    assert [each["path"] for each in root.attrs["multiscales"][0]["datasets"]] == ["0", "1"]


def test_without_a_word_a_picture_in_bands_becomes_a_pyramid_and_a_table(here):
    tiled()

    assert gmmseg("segment", "large.tif", "-k", 3, "-o", "out", "--stream") == DONE

    assert names("out") == ["large_labels_cog.tif", "large_table.csv"]


def test_files_that_bands_cannot_give_are_refused_before_work(here, capsys):
    tiled()

    status = gmmseg("segment", "large.tif", "-o", "out", "--stream", "--export", "overlay")

    assert status == FAILED
    assert (
        "where the file 'overlay' cannot be had: it needs the whole picture in memory. Choose among table,"
        in (capsys.readouterr().err)
    )


def test_work_that_was_ended_by_force_is_taken_up(here, monkeypatch):
    tiled()
    gmmseg("segment", "large.tif", *STREAMED[:-1], "labels-cog", "-o", "whole", "--stream")
    monkeypatch.setattr(spatial_prior, "LARGEST", 1)  # stripes of 24 rows
    monkeypatch.setattr(spatial_prior, "STRIPE", 1)
    finish, done = LabelFile.finish, []
    words = ("segment", "large.tif", *STREAMED[:-1], "labels-cog", "-o", "out", "--stream")

    def killed(self, part):
        done.append(part)
        if len(done) == 3:
            raise KeyboardInterrupt
        finish(self, part)

    with monkeypatch.context() as patch:
        patch.setattr(LabelFile, "finish", killed)
        with pytest.raises((KeyboardInterrupt, SystemExit)):
            raise SystemExit(gmmseg(*words, "--threads", 1))
    kept = names("out")
    again = []
    monkeypatch.setattr(LabelFile, "finish", lambda self, part: (again.append(part), finish(self, part)))
    monkeypatch.setattr(pipeline, "fitting", lambda *_, **__: pytest.fail("it was fitted again"))

    status = gmmseg(*words)

    assert (kept, status) == ([".gmmseg-bands-large"], DONE)
    assert sorted(again) == [2, 3]
    assert names("out") == ["large_labels_cog.tif"]
    assert Path("out/large_labels_cog.tif").read_bytes() == Path("whole/large_labels_cog.tif").read_bytes()


def test_a_preset_gives_defaults_and_options_beside_it_go_first(here, capsys):
    picture(n_colours=4)

    assert gmmseg("segment", "photo.png", "--preset", "grains", "-k", 3, "--json", "--quiet") == DONE

    used = json.loads(capsys.readouterr().out)["settings"]
    assert (used["n_components"], used["colour"], used["smoothing"]) == (3, "grey", 2.5)


def test_an_unknown_preset_is_a_wrong_command(here, capsys):
    picture()

    assert gmmseg("segment", "photo.png", "--preset", "grain") == USAGE
    assert "There is no preset 'grain': choose from photo, " in capsys.readouterr().err


def test_a_plot_is_drawn_of_one_picture(here, capfd):
    photo, words = picture(shape=(40, 48)), ("-o", "out", "-q", "--overwrite", "--plot", "p.svg")

    assert gmmseg("segment", photo, *words) == DONE
    assert Path("p.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert gmmseg("segment", photo, "-o", "out2", "--plot", "p.svg") == FAILED  # it is there
    assert gmmseg("segment", photo, picture("other.png"), *words) == USAGE
    assert "--plot draws one picture" in capfd.readouterr().err
