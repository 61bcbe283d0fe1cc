"""Sliders in notebooks, by their traits: no browser is needed. Skipped where ipywidgets is not installed.

To run it: pip install 'gmmseg[jupyter]', then pytest tests/plugins/test_jupyter_widget.py.
"""

import importlib.util
import re

import numpy as np
import pytest

import gmmseg
from gmmseg.errors import BadChannelsError, BadSettingError, MissingLibraryError
from gmmseg.plugins.jupyter_widget import changed
from gmmseg.settings import Settings

IS_THERE = importlib.util.find_spec("ipywidgets") is not None
needs_ipywidgets = pytest.mark.skipif(not IS_THERE, reason="needs ipywidgets: pip install 'gmmseg[jupyter]'")


@pytest.fixture
def picture():
    """Return a noisy picture of three stripes."""
    steps = np.repeat([40, 110, 200], 20)[None].repeat(40, axis=0)
    noise = np.random.default_rng(0).normal(0, 30, (40, 60))
    return np.clip(steps + noise, 0, 255).astype(np.uint8)


@needs_ipywidgets
def test_sliders_decide_the_segmentation_and_the_view_shows_it(picture):
    widget = gmmseg.interactive(picture, n_components=2, texture="light")

    assert widget.segmentation.n_segments == 2
    assert not widget.controls["automatic"].value
    widget.controls["n_components"].value = 3

    np.testing.assert_array_equal(
        widget.segmentation.labels, gmmseg.segment(picture, 3, texture="light").labels
    )
    assert len(re.findall("<td", widget.view.value)) == 3 * 4
    assert widget.settings == Settings(3, texture="light")


@needs_ipywidgets
def test_another_smoothing_makes_labels_of_the_same_model(picture):
    widget = gmmseg.interactive(picture, n_components=3, smoothing=0.0)
    mixture = widget.model.mixture

    widget.controls["smoothing"].value = 2.0

    assert widget.model.mixture is mixture
    np.testing.assert_array_equal(widget.segmentation.labels, gmmseg.apply(widget.model, picture).labels)


@needs_ipywidgets
def test_where_the_number_is_chosen_its_slider_rests(picture):
    widget = gmmseg.interactive(picture)
    assert widget.controls["n_components"].disabled

    widget.controls["automatic"].value = False

    assert not widget.controls["n_components"].disabled
    assert widget.segmentation.n_segments == gmmseg.segment(picture, 5).n_segments


@needs_ipywidgets
def test_a_range_that_was_given_is_what_automatic_means(picture):
    widget = gmmseg.interactive(picture, n_components=(2, 4))

    assert widget.controls["automatic"].value
    assert widget.settings.n_components == (2, 4)
    assert 2 <= widget.segmentation.n_segments <= 4


@needs_ipywidgets
def test_what_goes_wrong_is_shown_and_raised(picture):
    widget = gmmseg.interactive(picture, channels="infra<red>")

    with pytest.raises(BadChannelsError):
        widget.segmentation  # noqa: B018 - it is waited for

    assert "infra&lt;red&gt;" in widget.view.value


@needs_ipywidgets
def test_notebooks_are_given_the_box(picture):
    widget = gmmseg.interactive(picture, n_components=2)

    shown = widget._repr_mimebundle_(include=None, exclude=None)

    widget.segmentation  # noqa: B018 - until its thread has ended
    assert shown["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.box.model_id
    assert repr(widget) == "InteractiveSegmentation('array', Settings(n_components=2))"


def test_an_unknown_setting_is_named():
    with pytest.raises(
        BadSettingError, match=r"^Setting sharpness is 2, but it must be left out: settings are "
    ):
        changed(Settings(), {"sharpness": 2})


def test_without_ipywidgets_a_sentence_says_how_to_get_it(picture, monkeypatch):
    monkeypatch.setattr("gmmseg.plugins.jupyter_widget.find_spec", lambda _: None)

    with pytest.raises(MissingLibraryError) as caught:
        gmmseg.interactive(picture)

    assert str(caught.value) == (
        "Cannot show interactive widgets: it needs the library ipywidgets, which is not installed. "
        "Install it with pip install 'gmmseg[jupyter]'."
    )
