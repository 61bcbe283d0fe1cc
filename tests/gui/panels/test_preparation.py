"""Channels that count, stains and light in the window: the same labels as by the command."""

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow
from PySide6.QtCore import Qt

import gmmseg
from gmmseg.gui.panels.preparation_controller import offers
from gmmseg.imaging.image import Image

WAIT = 120_000


@pytest.fixture
def field(tmp_path):
    """The file of a picture of two named channels of 16 bits, of which each divides it otherwise."""
    pixels = np.random.default_rng(0).normal(1000, 30, (2, 30, 40))
    pixels[0, :, 12:] += 2000
    pixels[1, 20:] += 2000
    path = tmp_path / "field.ome.tif"
    metadata = {"axes": "CYX", "Channel": {"Name": ["DAPI", "GFP"]}}
    tifffile.imwrite(path, pixels.astype(np.uint16), metadata=metadata, photometric="minisblack")
    return path


@pytest.fixture
def fielded(window, field, settled, qtbot):
    """The window with that picture in two segments, the section unfolded."""
    window.controller.change("n_components", 2, "change of segments")
    window.open(field)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    window.side.model.preparation.button.click()
    return window


def panel_of(window):
    return window.side.model.preparation


def labels_of(window):
    return window.session.document.segmentation().labels


@pytest.mark.parametrize("typed", ["GFP", "dapi", "ratio=b1/b2", "DAPI*3,GFP"])
def test_typed_channels_give_the_labels_of_the_command(fielded, field, qtbot, settled, typed):
    box = panel_of(fielded).channels

    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: fielded.session.document.is_current, timeout=WAIT)
    settled(fielded)

    wanted = gmmseg.segment(field, 2, channels=typed).labels
    assert np.array_equal(labels_of(fielded), wanted)
    assert fielded.session.undoable == "change of channels"
    assert panel_of(fielded).problem.isHidden()


def test_a_channel_that_is_not_there_is_reported_as_it_is_and_nothing_changes(fielded, qtbot):
    before = fielded.session.document
    box = panel_of(fielded).channels
    fielded.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)

    qtbot.keyClicks(box, "CFP")
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert panel_of(fielded).problem.text() == (
        "Cannot use the channel CFP: field.ome.tif has no channel 'CFP' but DAPI, GFP. "
        "Use one of these names, or a number."
    )
    assert fielded.session.document is before
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert panel_of(fielded).problem.isHidden()
    assert box.text() == ""


def test_the_menu_offers_what_the_picture_has(fielded, settled, qtbot):
    panel = panel_of(fielded)
    entries = [action for action in panel.menu.actions() if not action.isSeparator()]
    assert [action.text() for action in entries] == ["1  DAPI", "2  GFP"]

    entries[1].trigger()
    settled(fielded)

    assert fielded.session.document.settings.channels == "GFP"
    assert panel.channels.text() == "GFP"


def test_colours_offer_indices_and_stains_and_one_channel_nothing():
    colours = Image.from_array(np.zeros((4, 4, 3), np.uint8))
    grey = Image.from_array(np.zeros((4, 4), np.uint8))

    assert [[written for _, written in entries] for _, entries in offers(colours)] == [
        ["red", "green", "blue"],
        ["ExG", "NGRDI", "VARI"],
        ["hematoxylin", "eosin", "dab"],
    ]
    assert all(not entries for _, entries in offers(grey))


def test_light_is_flattened_where_people_choose_it_as_by_the_command(window, tmp_path, qtbot, settled):
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:80, :120]
    pixels = 40 + x + rng.normal(0, 2, (80, 120))
    for row, column in ((20, 20), (50, 40), (30, 70), (60, 100)):
        pixels[(y - row) ** 2 + (x - column) ** 2 < 64] += 30
    path = tmp_path / "cells.png"
    Pillow.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)
    window.controller.change("n_components", 2, "change of segments")
    window.open(path)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)
    panel = panel_of(window)
    panel.button.click()
    assert panel.offer.isVisible()
    assert window.session.document.settings.flatten == 0

    for index, flatten in ((1, "auto"), (2, 30.0)):
        panel.flatten.setCurrentIndex(index)
        panel.flatten.activated.emit(index)
        qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
        settled(window)
        wanted = gmmseg.segment(path, 2, flatten=flatten).labels
        assert np.array_equal(labels_of(window), wanted)
        assert not panel.offer.isVisible()

    assert panel.object_size.isVisible()


def test_stains_are_separated_as_chosen(window, tmp_path, qtbot, settled):
    rng = np.random.default_rng(0)
    pixels = np.full((30, 40, 3), 235.0)
    pixels[:, :15] = (90, 60, 140)
    pixels[:10, 15:] = (220, 120, 170)
    path = tmp_path / "slide.png"
    Pillow.fromarray(np.clip(pixels + rng.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8)).save(path)
    window.controller.change("n_components", 2, "change of segments")
    window.controller.change("channels", "hematoxylin", "change of channels")
    window.open(path)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    panel = panel_of(window)
    index = panel.stains.findData("estimate")

    panel.stains.setCurrentIndex(index)
    panel.stains.activated.emit(index)
    qtbot.waitUntil(lambda: window.session.document.is_current, timeout=WAIT)
    settled(window)

    wanted = gmmseg.segment(path, 2, channels="hematoxylin", stains="estimate").labels
    assert np.array_equal(labels_of(window), wanted)


def test_default_settings_take_all_channels_again(fielded, settled):
    fielded.controller.change("channels", "GFP", "change of channels")
    settled(fielded)

    fielded.model_controller.restore_defaults()

    assert fielded.session.document.settings.channels == "all"
    assert panel_of(fielded).channels.text() == ""
