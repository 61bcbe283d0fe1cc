"""The frame over the window while files are dragged over it."""

from types import SimpleNamespace

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDragLeaveEvent


def test_it_says_what_follows_and_goes_again(window, flags):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(flags))])
    window.dragEnterEvent(SimpleNamespace(mimeData=lambda: data, acceptProposedAction=lambda: None))
    assert window.drop_target.isVisible()
    assert window.drop_target.geometry() == window.rect()
    assert window.drop_target.accessibleDescription() == "Let go to open flags.png"

    window.dragLeaveEvent(QDragLeaveEvent())
    assert not window.drop_target.isVisible()
