import pytest
from PySide6.QtCore import Qt

from gmmseg.gui.export.dialog import ExportProgressBar
from gmmseg.gui.widgets import preferences

WAIT = 120_000


@pytest.fixture
def dialog(flagged, tmp_path, qtbot):
    dialog = flagged.export_controller.ask(rows=[0], opacity=0.5)
    qtbot.addWidget(dialog)
    dialog.folder.setText(str(tmp_path / "out"))
    for name, box in dialog.what.boxes.items():
        box.setChecked(name == "labels")
    dialog.show()
    return dialog


def test_files_are_written_where_asked_and_the_dialog_says_so(dialog, flagged, tmp_path, qtbot, parts):
    import numpy as np
    from PIL import Image

    qtbot.mouseClick(dialog.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.progress_bar.show_folder.isHidden(), timeout=WAIT)

    file = tmp_path / "out" / "flags_labels.png"
    assert dialog.progress_bar.outcome.text() == f"Wrote flags_labels.png to {tmp_path / 'out'}."
    labels = np.asarray(parts.session.document.segmentation().labels)
    with Image.open(file) as picture:
        assert picture.size == (labels.shape[1], labels.shape[0])


def test_a_file_that_is_there_is_kept_and_the_dialog_says_so(dialog, tmp_path, qtbot):
    (tmp_path / "out").mkdir()
    file = tmp_path / "out" / "flags_labels.png"
    file.write_text("mine")

    qtbot.mouseClick(dialog.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "flags_labels.png" in dialog.progress_bar.outcome.text(), timeout=WAIT)

    assert file.read_text() == "mine"
    assert dialog.progress_bar.show_folder.isHidden()


def test_the_example_follows_the_template(dialog):
    dialog.template.setText("{name}-k{k}")

    assert dialog.stem == "flags-k3"
    assert dialog.example.text().startswith("as in flags-k3_labels")


def test_without_a_kind_there_is_nothing_to_export(dialog):
    dialog.what.boxes["labels"].setChecked(False)

    assert not dialog.progress_bar.go.isEnabled()


def test_the_last_choice_is_remembered(dialog, flagged, qtbot, tmp_path):
    dialog.template.setText("{name}_x")
    qtbot.mouseClick(dialog.progress_bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.progress_bar.show_folder.isHidden(), timeout=WAIT)

    assert preferences.text("export/kinds", "") == "labels"
    assert preferences.text("export/template", "") == "{name}_x"


def test_the_dialog_fits_a_small_screen(dialog):
    assert dialog.minimumSizeHint().height() <= 560
    assert dialog.minimumSizeHint().width() <= 900


def test_files_go_beside_the_picture_until_another_folder_is_chosen(flagged, flags, qtbot, tmp_path):
    first = flagged.export_controller.ask(rows=[0], opacity=0.5)
    qtbot.addWidget(first)
    preferences.keep("export/folder", str(tmp_path / "out"))
    second = flagged.export_controller.ask(rows=[0], opacity=0.5)
    qtbot.addWidget(second)

    assert first.folder.text() == str(flags.parent)
    assert second.folder.text() == str(tmp_path / "out")


@pytest.fixture
def foot(qtbot):
    foot = ExportProgressBar()
    qtbot.addWidget(foot)
    foot.show()
    return foot


def test_the_bar_appears_only_where_it_takes_long_and_moves_nothing(foot, qtbot):
    height = foot.sizeHint().height()
    foot.begin()
    assert foot.bar.isHidden()

    qtbot.waitUntil(foot.bar.isVisible)
    foot.show_progress("Exporting a.png", 0.25)

    assert foot.bar.value() == 250
    assert foot.outcome.text() == "Exporting a.png…"
    assert foot.sizeHint().height() == height


def test_what_is_soon_done_shows_no_bar(foot, qtbot):
    foot.begin()
    foot.end("Wrote it.", wrote=True)
    qtbot.wait(400)

    assert foot.bar.isHidden()
    assert foot.show_folder.isVisible()
    assert (foot.stop.text(), foot.stop.isEnabled()) == ("Close", True)


def test_the_first_file_is_named_as_it_is_written(flagged, tmp_path):
    from gmmseg.io.exporters import first_file

    segmentation = flagged.session.document.segmentation()
    for kind in ("labels", "masks", "cutouts", "table", "overlay"):
        named = first_file("a", kind, [style.name for style in flagged.session.document.segment_styles])
        assert segmentation.save(tmp_path / kind, [kind], stem="a")[0].name == named
