"""Probabilities written from blocks against those made at once."""

from dataclasses import replace

import numpy as np
import pytest

from gmmseg.imaging.features import features
from gmmseg.imaging.image import Image
from gmmseg.io.exporters.context import ExportContext
from gmmseg.io.exporters.layers import write_layers


@pytest.mark.parametrize("block", [1, 4, 2**16])
@pytest.mark.parametrize("hidden", [[], [0, 1], [5, 20, 33, 34]], ids=["none", "first", "some and last"])
def test_layers_in_a_file_are_the_probabilities_whatever_the_blocks(
    segmentation, monkeypatch, tmp_path, block, hidden
):
    mask = np.ones(35, bool)
    mask[hidden] = False
    image = Image.from_array(segmentation.image.pixels, mask=mask.reshape(5, 7))
    whole = replace(segmentation, image=image)
    expected = whole.probabilities[[0, 2]]
    monkeypatch.setattr(features, "BLOCK", block)
    path = tmp_path / "layers"
    path.write_bytes(b"head")

    with path.open("r+b") as file:
        write_layers(file, 4, ExportContext.of(whole, [1, 3], 0.5))

    found = np.frombuffer(path.read_bytes()[4:], "<f4").reshape(2, 5, 7)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert path.read_bytes()[:4] == b"head"
    assert (found[:, ~mask.reshape(5, 7)] == 0).all()
