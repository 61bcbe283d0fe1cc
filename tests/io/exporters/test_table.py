"""The CSV, read back with the csv module."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from gmmseg.io.exporters import export
from gmmseg.io.exporters.table import safe


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_segment_has_a_row_that_counts_by_hand_agree_with(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["table"])

    pixels, labels = segmentation.image.pixels, segmentation.labels
    for number, row in enumerate(rows(path), 1):
        own = pixels[labels == number]
        assert int(row["segment"]) == number
        assert int(row["pixels"]) == len(own)
        assert float(row["percent"]) == pytest.approx(100 * len(own) / 30, abs=5e-5)
        shown = [int(row[f"mean_{channel}"]) for channel in ("red", "green", "blue")]
        np.testing.assert_allclose(shown, own.mean(axis=0), atol=0.5)


def test_a_segment_without_pixels_has_no_colour(segmentation, tmp_path):
    emptied = replace(
        segmentation, labels=np.where(segmentation.labels == 2, np.uint8(1), segmentation.labels)
    )

    (path,) = export(emptied, tmp_path, ["table"])

    assert path.read_text(encoding="utf-8").splitlines()[2] == "2,'=2+3,0,0.0000,,,," + "," * 15


def test_objects_follow_the_segments_and_are_distinguished(segmentation, tmp_path):
    mask = np.zeros((5, 7), bool)
    mask[1:4, 2:7] = True  # 15 pixels, of which the last of each row is not usable
    things = [("=cup", mask), ("nothing", np.zeros((5, 7), bool))]

    (path,) = export(segmentation, tmp_path, ["table"], segments=[2], objects=things)

    segment, cup, nothing = rows(path)
    assert (segment["segment"], segment["object"]) == ("2", "")
    assert (cup["segment"], cup["object"], cup["name"], cup["pixels"]) == ("", "1", "'=cup", "15")
    assert float(cup["percent"]) == pytest.approx(100 * 12 / 30)
    shown = [int(cup[f"mean_{channel}"]) for channel in ("red", "green", "blue")]
    np.testing.assert_allclose(shown, segmentation.image.pixels[mask].mean(axis=0), atol=0.5)
    assert list(nothing.values()) == ["", "nothing", "0", "0.0000", "", "", "", "2", *[""] * 15]


def test_channels_and_areas_are_reported_in_full_under_their_names(segmentation, tmp_path):
    sized = replace(segmentation, image=replace(segmentation.image, pixel_size=(0.5, 0.25)))

    (path,) = export(sized, tmp_path, ["table"])

    for row in rows(path):
        there = segmentation.image.pixels[segmentation.labels == int(row["segment"])][:, 1].astype(float)
        reported = [float(row[f"green_{name}"]) for name in ("mean", "sd", "min", "max", "median")]
        oracle = [there.mean(), there.std(), there.min(), there.max(), np.median(there)]
        np.testing.assert_allclose(reported, oracle, rtol=1e-12)
        assert float(row["area_um2"]) == len(there) * 0.125
        assert float(row["area_mm2"]) == pytest.approx(len(there) * 0.125e-6)


def test_names_are_kept_and_cannot_be_formulas(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["table"])

    assert [row["name"] for row in rows(path)] == ["sky", "'=2+3", "grass / trees"]


def test_only_exported_segments_have_rows(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["table"], segments=[1, 3])

    assert [row["segment"] for row in rows(path)] == ["1", "3"]


def test_a_name_that_is_no_text_is_written_with_a_replacement(make, tmp_path):
    (path,) = export(make(names=("a\udcff", "b,c", 'd"\ne')), tmp_path, ["table"])

    assert [row["name"] for row in rows(path)] == ["a?", "b,c", 'd"\ne']


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@a",
        "\ta",
        "\ra",
        "\na",
        " =1",
        "\xa0=1",
        "a\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "\u3000＝1",
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "sky", "a=1", "1-2", "segment 1", "naïve", "ａ＝1", "空"])
def test_other_text_is_left_alone(text):
    assert safe(text) == text
