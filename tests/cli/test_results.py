"""What was found, for programs and for people."""

import dataclasses
import json

import numpy as np
import pytest

import gmmseg
from gmmseg.cli.results import described, summary


@pytest.fixture
def found():
    picture = np.zeros((4, 5), np.uint8)
    picture[:, 3:] = 200
    mask = np.ones((4, 5), bool)
    mask[0] = False
    return gmmseg.segment(gmmseg.Image.from_array(picture, mask=mask, name="p.png"), 2)


def test_pixels_are_counted_and_shares_are_of_the_usable_ones(found):
    reported = described(found)

    assert [(s["number"], s["pixels"], s["percent"]) for s in reported["segments"]] == [
        (1, 9, 60.0),
        (2, 6, 40.0),
    ]
    assert (reported["width"], reported["height"], reported["unassigned_pixels"]) == (5, 4, 5)
    assert reported["notes"] == []
    assert json.loads(json.dumps(reported)) == reported


def test_people_read_the_same_in_a_few_lines(found):
    result = {**described(found), "path": "p.png", "seconds": 0.25, "files": ["out/p_labels.png"]}

    lines = summary(result).splitlines()

    assert lines[0] == "p.png: 2 segments in 5 × 4 pixels, 0.2 s"
    assert lines[1:3] == ["    1   60.0 %  #000000  segment 1", "    2   40.0 %  #c8c8c8  segment 2"]
    assert lines[3] == "  wrote out/p_labels.png"


def test_a_segment_without_pixels_has_no_colour(found):
    labels = np.where(found.labels == 2, found.labels.dtype.type(1), found.labels)

    reported = described(dataclasses.replace(found, labels=labels))

    assert [s["mean_colour"] for s in reported["segments"]] == [[80, 80, 80], None]  # 9 of 0 and 6 of 200
    lines = summary({**reported, "path": "p.png", "seconds": 0.25, "files": []}).splitlines()
    assert lines[2] == "    2    0.0 %           segment 2"
