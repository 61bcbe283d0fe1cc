from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QFileDialog

from gmmseg.gui.project.opening import files_in, folder_in, picture_in
from gmmseg.session.edits.segments import rename_segment

WAIT = 120_000


def dropped(*urls, text=""):
    data = QMimeData()
    data.setUrls([QUrl(url) if isinstance(url, str) else QUrl.fromLocalFile(str(url)) for url in urls])
    if text:
        data.setText(text)
    return data


def test_a_file_is_opened_without_a_word(tmp_path):
    file = tmp_path / "a.png"
    file.touch()

    assert picture_in(dropped(file)) == (file, "")


def test_of_many_files_each_is_taken_once(tmp_path):
    files = [tmp_path / f"{i}.png" for i in range(500)]

    assert files_in(dropped(tmp_path, *files, files[0])) == files


def test_of_a_folder_the_first_picture_is_opened(tmp_path):
    for name in ("b.jpg", "a.txt", "c.png"):
        (tmp_path / name).touch()

    path, status_message = picture_in(dropped(tmp_path))

    assert path == tmp_path / "b.jpg"
    assert status_message == f"Opened b.jpg, the first of 2 pictures in {tmp_path.name}."


def test_an_empty_folder_is_refused(tmp_path):
    assert picture_in(dropped(tmp_path)) == (None, f"The folder {tmp_path.name} has no pictures in it.")


def test_what_is_no_file_is_refused():
    expected = (None, "Only files can be dropped here: save the picture first, then drop its file.")

    assert picture_in(dropped(text="hello")) == expected
    assert picture_in(dropped("https://example.org/a.png")) == expected


def test_a_folder_is_distinguished_from_a_file(tmp_path):
    file = tmp_path / "a.png"
    file.touch()

    assert folder_in(dropped(tmp_path)) == tmp_path
    assert folder_in(dropped(file)) is None
    assert folder_in(dropped(text="hello")) is None


def test_a_dropped_folder_can_be_worked_through(window, flags, qtbot, parts):
    window.open_controller.take(dropped(flags.parent))
    (offer,) = window.messages.offers
    offer.click()

    assert window.batch_controller.batch.form.inputs.text() == str(flags.parent)
    window.batch_controller.close()
    qtbot.waitUntil(lambda: not parts.controller.is_busy, timeout=120_000)


def test_people_are_asked_before_a_project_whose_picture_was_found_replaces_unsaved_work(
    flagged, flags, qtbot, parts, tmp_path
):
    project, away = tmp_path / "projects" / "p.gmmseg", tmp_path / "away" / "other.png"
    for path in (project, away):  # where it is not found by itself
        path.parent.mkdir()
    flagged.save_controller.save_to(project)
    qtbot.waitUntil(lambda: project.exists() and parts.session.is_saved, timeout=WAIT)
    flags.rename(away)
    flagged.open(project)
    qtbot.waitUntil(lambda: bool(flagged.messages.offers), timeout=WAIT)
    parts.controller.apply("Rename", rename_segment(0, "grass"))
    answered = []
    flagged.save_controller.confirm_then = answered.append

    (find,) = flagged.messages.offers
    find.click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in flagged.findChildren(QFileDialog)))
    dialog = next(each for each in flagged.findChildren(QFileDialog) if each.isVisible())
    dialog.fileSelected.emit(str(away))
    dialog.reject()
    assert not parts.controller.reader.is_busy
    assert len(answered) == 1
    answered[0]()

    qtbot.waitUntil(lambda: parts.session.document.source.path == away, timeout=WAIT)
    assert parts.session.document.segment_styles[0].name == "segment 1"
