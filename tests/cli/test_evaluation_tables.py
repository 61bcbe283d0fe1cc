"""Figures of objects and classes as text."""

import csv
import io
import json

import numpy as np
import pytest

from gmmseg.cli import evaluation_tables as tables
from gmmseg.imaging.class_metrics import class_agreement
from gmmseg.imaging.object_metrics import object_agreement

TRUTH = np.repeat([[1, 1, 0, 2, 2]], 4, axis=0)
HALF = np.where(TRUTH == 2, 0, TRUTH)


@pytest.fixture
def objects():
    return [("=one", object_agreement(TRUTH, TRUTH)), ("two", object_agreement(HALF, TRUTH))]


@pytest.fixture
def classes():
    return [("one", class_agreement(TRUTH, TRUTH)), ("two", class_agreement(HALF, TRUTH, matched=False))]


def test_one_picture_has_a_line_for_each_figure_and_each_threshold(objects):
    lines = [line.split() for line in tables.object_table(objects[1:]).splitlines()]

    assert lines[:2] == [["in", "truth", "2"], ["in", "result", "1"]]
    assert lines[9] == ["count", "err.", "0.5000"]
    assert lines[11] == ["IoU", "at", "least", "precision", "recall", "F1", "mean", "IoU", "AP"]
    assert lines[12] == ["0.50", "1.0000", "0.5000", "0.6667", "1.0000", "0.5050"]  # 51 of 101 recalls
    assert len(lines) == 22


def test_several_pictures_have_a_line_each_and_the_mean(objects):
    lines = tables.object_table(objects).splitlines()

    assert [line.split()[0] for line in lines[:4]] == ["picture", "=one", "two", "mean"]
    assert lines[3].split()[1:4] == ["0.8333", "2", "1.5000"]


def test_csv_and_json_hold_every_figure(objects):
    rows = list(csv.DictReader(io.StringIO(tables.object_csv(objects))))
    found = json.loads(tables.object_json(objects))

    assert [row["picture"] for row in rows] == ["'=one", "two", "mean"]
    assert [float(row["recall_95"]) for row in rows] == [1, 0.5, 0.75]
    assert found["iou_thresholds"] == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
    assert found["pictures"]["two"]["recall"] == [0.5] * 10
    assert found["mean"]["n_result"] == 1.5


def test_classes_have_a_line_each_and_a_confusion_matrix(classes):
    lines = [line.split() for line in tables.class_table(classes).splitlines()]

    assert lines[1] == ["0", "0.5000", "0.6667", "8", "16"]
    assert lines[4] == ["mean", "0.7500", "0.8333"]  # of 1 and 2
    assert lines[5] == ["accuracy", "0.8000"]
    assert lines[8:] == [["0", "8", "0", "0", "0"], ["1", "0", "16", "0", "0"], ["2", "8", "0", "8", "0"]]


def test_classes_go_to_csv_and_json_too(classes):
    rows = list(csv.DictReader(io.StringIO(tables.class_csv(classes))))
    found = json.loads(tables.class_json(classes))

    assert [(row["picture"], row["class"]) for row in rows][3:7] == [
        ("two", "0"),
        ("two", "1"),
        ("two", "2"),
        ("total", "0"),
    ]
    assert (rows[5]["iou"], rows[5]["truth_pixels"], rows[5]["as_0"]) == ("0.000000", "8", "8")
    assert found["total"]["mean_iou"] == 0.75
    assert found["pictures"]["one"]["confusion"] == [[4, 0, 0, 0], [0, 8, 0, 0], [0, 0, 8, 0]]
