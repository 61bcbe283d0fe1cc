"""The plugin in the real napari; skipped where it is not installed.

To run it, in an environment of its own: pip install -e '.[napari,test]', then
pytest tests/plugins -o filterwarnings=default (napari warns of what it uses itself).
"""

from pathlib import Path

import numpy as np
import pytest

import gmmseg
from gmmseg.plugins import napari_layers as layers

pytest.importorskip("napari", reason="needs napari: pip install 'gmmseg[napari]'")
MANIFEST = Path(gmmseg.__file__).parent / "plugins" / "napari.yaml"


@pytest.fixture
def viewer(qapp):
    """Return napari's viewer without its window, in which coins are open with two classes marked."""
    from napari.components import ViewerModel

    model = ViewerModel()
    for data, shown, kind in layers.coins():
        getattr(model, f"add_{kind}")(data, **shown)
    return model


@pytest.fixture
def panel(viewer, qtbot):
    """Return the widget of the plugin, beside the viewer."""
    from gmmseg.plugins.napari_widget import SegmentationPanel

    widget = SegmentationPanel(viewer)
    widget.native.setParent(None)
    qtbot.addWidget(widget.native)
    assert widget.image.value is viewer.layers["coins.png"]
    yield widget
    widget.stop()


@pytest.fixture
def segmented(panel, qtbot):
    """Return a function that moves a control and waits for the labels that follow."""

    def moved(name, value):
        seen = panel.segmentation
        getattr(panel, name).value = value
        panel.wait()
        qtbot.waitUntil(lambda: panel.segmentation is not seen, timeout=20_000)
        return panel.segmentation

    return moved


def test_the_manifest_is_valid_and_all_that_it_names_is_there():
    from npe2 import PluginManifest

    manifest = PluginManifest.from_file(MANIFEST)
    manifest.validate_imports()

    assert [widget.display_name for widget in manifest.contributions.widgets] == ["Gaussian mixtures"]
    assert [sample.key for sample in manifest.contributions.sample_data] == ["coffee", "coins", "glands"]


def test_sliders_move_the_segments_of_the_picture_that_is_open(viewer, panel, segmented):
    panel.live.value = False
    panel.automatic.value = False
    panel.live.value = True

    segmented("segments", 3)
    pixels = viewer.layers["coins.png"].data

    shown = viewer.layers["coins.png: segments"]
    np.testing.assert_array_equal(shown.data, gmmseg.segment(pixels, 3).labels)
    mixture = panel.model.mixture
    segmented("smoothing", 3.0)
    assert panel.model.mixture is mixture
    np.testing.assert_array_equal(shown.data, gmmseg.apply(panel.model, pixels).labels)
    assert len([each for each in viewer.layers if each.name.endswith("segments")]) == 1


def test_painted_classes_are_the_segments_and_probabilities_are_layers(viewer, panel, segmented):
    assert panel.classes.choices == (None, viewer.layers["coins.png: classes"])

    found = segmented("classes", viewer.layers["coins.png: classes"])
    panel.add_probabilities()

    assert [segment.name for segment in found.model.segments] == ["class 1", "class 2"]
    probability = viewer.layers["coins.png: probability of class 1"]
    np.testing.assert_array_equal(probability.data, found.probability(1))


def test_a_model_that_is_saved_labels_another_picture_when_it_is_opened(
    viewer, panel, segmented, tmp_path, monkeypatch
):
    segmented("smoothing", 0.5)
    panel.model_file.value = tmp_path / "coins"
    panel.write_model()
    monkeypatch.setattr("napari.current_viewer", lambda: viewer)

    read = layers.reader_of(str(tmp_path / "coins.gmm.json"))
    ((data, _, kind),) = read(str(tmp_path / "coins.gmm.json"))

    assert kind == "labels"
    np.testing.assert_array_equal(data, panel.segmentation.labels)


def test_without_a_picture_a_sentence_says_so(viewer, panel):
    viewer.layers.clear()

    panel.segment()

    assert panel.report.value == "Open a picture first: there is no image layer."


def test_every_plane_of_a_stack_is_labelled_by_one_model(viewer, panel, segmented):
    stack = np.stack([viewer.layers["coins.png"].data[..., 0], viewer.layers["coins.png"].data[::-1, :, 0]])
    layer = viewer.add_image(stack, name="stack", scale=(3.0, 0.5, 0.5))
    panel.live.value = False
    panel.image.value = layer
    panel.live.value = True
    viewer.dims.set_current_step(0, 0)

    found = segmented("smoothing", 0.0)
    panel.label_all_planes()

    whole = viewer.layers["stack: segments of all planes"]
    assert tuple(whole.scale) == (3.0, 0.5, 0.5)
    np.testing.assert_array_equal(whole.data[0], found.labels)
    np.testing.assert_array_equal(whole.data[1], gmmseg.apply(found.model, stack[1]).labels)
