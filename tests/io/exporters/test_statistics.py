import csv

import numpy as np
import pytest

import gmmseg


def test_a_row_for_each_segment_and_channel_with_tests_and_the_share(tmp_path):
    random = np.random.default_rng(0)
    patches = np.kron(random.integers(0, 2, (12, 12)), np.ones((10, 10)))
    colour = np.stack([60 + 90 * patches] * 3, axis=2) + random.normal(0, 8, (120, 120, 3))
    found = gmmseg.segment(np.clip(colour, 0, 255).astype(np.uint8), 2, method="global")

    paths = found.save(tmp_path, ["statistics"], stem="p")

    with (tmp_path / "p_statistics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [path.name for path in paths] == ["p_statistics.csv"]
    assert [(row["segment"], row["channel"]) for row in rows] == [
        (number, channel) for number in "12" for channel in ("red", "green", "blue")
    ]
    red = found.image.pixels[..., 0][found.labels == 2].astype(float)
    assert float(rows[3]["mean"]) == pytest.approx(red.mean())
    assert 0 <= float(rows[3]["share_low"]) < float(rows[3]["share"]) < float(rows[3]["share_high"]) <= 1
    assert 0 < float(rows[3]["shapiro_p"]) <= 1
