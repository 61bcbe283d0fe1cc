"""The Parquet table, read back with pyarrow."""

from dataclasses import replace

import numpy as np
from pyarrow import parquet

from gmmseg.io.exporters import export


def test_rows_are_those_of_the_table(segmentation, tmp_path):
    (path,) = export(segmentation, tmp_path, ["parquet"], segments=[1, 2])

    table = parquet.read_table(path).to_pylist()
    assert [row["segment"] for row in table] == [1, 2]
    assert [row["name"] for row in table] == ["sky", "=2+3"]  # as it is: no spreadsheet runs it
    assert [row["pixels"] for row in table] == [(segmentation.labels == n).sum() for n in (1, 2)]
    assert [round(row["percent"], 3) for row in table] == [23.333, 40.0]
    own = segmentation.image.pixels[segmentation.labels == 1].mean(axis=0)
    assert all(
        abs(table[0][f"mean_{c}"] - v) <= 0.5 for c, v in zip(("red", "green", "blue"), own, strict=True)
    )


def test_a_segment_without_pixels_has_no_colour(segmentation, tmp_path):
    emptied = replace(
        segmentation, labels=np.where(segmentation.labels == 2, np.uint8(1), segmentation.labels)
    )

    (path,) = export(emptied, tmp_path, ["parquet"])

    row = parquet.read_table(path).to_pylist()[1]
    assert (row["pixels"], row["mean_red"], row["mean_green"], row["mean_blue"]) == (0, None, None, None)


def test_objects_follow_the_segments_and_are_distinguished(segmentation, tmp_path):
    mask = np.zeros((5, 7), bool)
    mask[1:4, 2:6] = True

    (path,) = export(segmentation, tmp_path, ["parquet"], segments=[2], objects=[("=cup", mask)])

    segment, cup = parquet.read_table(path).to_pylist()
    assert (segment["segment"], segment["object"]) == (2, None)
    assert (cup["segment"], cup["object"], cup["name"], cup["pixels"]) == (None, 1, "=cup", 12)
    assert cup["percent"] == 40.0
