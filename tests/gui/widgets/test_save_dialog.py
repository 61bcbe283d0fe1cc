"""Where things are proposed to be saved."""

from pathlib import Path

import numpy as np
import pytest

from gmmseg.assets import sample_images
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.imaging.image import Image
from gmmseg.session.open_image import OpenImage


def source_at(path):
    return OpenImage.of(Image.from_array(np.zeros((2, 2), np.uint8), name="a.b.png"), path)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(qapp):
    preferences.settings().clear()


def test_a_picture_has_things_beside_it(tmp_path):
    source = source_at(tmp_path / "a.b.png")

    assert save_dialog.named_after(source, ".gmm.json") == tmp_path / "a.b.gmm.json"


def test_a_sample_lies_among_files_that_are_not_peoples_own(tmp_path):
    preferences.keep("folder", str(tmp_path))

    for source in (source_at(sample_images()[0]), source_at(None), None):
        assert save_dialog.beside(source) == tmp_path


@pytest.mark.parametrize(
    ("name", "path"), [("a", "a.gmm.json"), ("a.gmm.json", "a.gmm.json"), ("a.GMM.json", "a.GMM.json")]
)
def test_the_ending_is_added_where_it_was_left_out(name, path):
    assert save_dialog.with_suffix(f"/x/{name}", ".gmm.json") == Path(f"/x/{path}")


def test_the_dialog_proposes_a_path_to_save_to(qtbot, tmp_path):
    from PySide6.QtWidgets import QFileDialog, QWidget

    parent = QWidget()
    qtbot.addWidget(parent)

    dialog = save_dialog.dialog_for(parent, "Save it", tmp_path / "a.txt", "Texts (*.txt)", ".txt")

    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.selectedFiles() == [str(tmp_path / "a.txt")]


def test_a_dialog_is_gone_when_it_is_closed(qtbot, tmp_path):
    from PySide6.QtWidgets import QFileDialog, QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = save_dialog.file_dialog(parent, "Open it", str(tmp_path))
    dialog.open()

    dialog.reject()

    qtbot.waitUntil(lambda: not parent.findChildren(QFileDialog))
