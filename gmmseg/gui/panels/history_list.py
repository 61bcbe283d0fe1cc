"""The list of what was done to the picture, with a thumbnail of what each act led to."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.session.document import Document
from gmmseg.session.history import History

THUMBNAIL = QSize(44, 32)
MOST_DRAWN = 40  # thumbnails, of the acts that are nearest
ROW = 40  # pixels
OPENED = mark("Opened")
HINT = mark("What was done, the last at the bottom. Click to go back to a state, or forward again.")


class HistoryList(QListWidget):
    """Shows acts in their order; tells which state people want back."""

    chosen = Signal(int)  # how many acts are done in the state that is wanted

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self.setAccessibleDescription(tr(HINT))
        self.setToolTip(tr(HINT))
        self.setIconSize(THUMBNAIL)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._clicked)
        self.itemActivated.connect(self._clicked)
        self._known: dict[int, tuple[Document, QIcon]] = {}

    def show_history(self, history: History, now: Document) -> None:
        """Show what was done, the state of now, and what can be done again."""
        states = states_of(history, now)
        place = len(history.past)
        with QSignalBlocker(self):
            while self.count() > len(states):
                self.takeItem(self.count() - 1)
            while self.count() < len(states):
                self.addItem(QListWidgetItem())
            self._draw(states, place)
            self.setCurrentRow(place)
        self.scrollToItem(self.item(place))
        self.updateGeometry()

    def _draw(self, states: Sequence[tuple[str, Document]], place: int) -> None:
        shades, known = theme.colours(), {}
        for row, (name, document) in enumerate(states):
            item = self.item(row)
            item.setText(name[:1].upper() + name[1:])
            item.setForeground(QColor(shades.text if row <= place else shades.faint))
            state = "{act}" if row < place else mark("{act}, now") if row == place else mark("{act}, undone")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tr(state, act=item.text()))
            item.setSizeHint(QSize(0, ROW))
            if abs(row - place) <= MOST_DRAWN:
                found = self._known.get(id(document))
                icon = found[1] if found is not None and found[0] is document else thumbnail(document)
                known[id(document)] = (document, icon)
                item.setIcon(icon)
        self._known = known

    def forget(self) -> None:
        """Let go of the documents that thumbnails are of: unseen, they are not to outlive the history."""
        self._known = {}

    def sizeHint(self) -> QSize:
        """Return the size at which some rows are in view."""
        rows = min(max(self.count(), 3), 6)
        return QSize(super().sizeHint().width(), rows * ROW + 2 * self.frameWidth())

    def _clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.row(item))


def states_of(history: History, now: Document) -> list[tuple[str, Document]]:
    """Return every state that can be gone to, the oldest first: the act that led to it, and the document."""
    past, future = history.past, tuple(reversed(history.future))
    documents = [*(entry.document for entry in past), now, *(entry.document for entry in future)]
    return list(
        zip(
            [tr(OPENED), *(entry.name for entry in past), *(entry.name for entry in future)],
            documents,
            strict=True,
        )
    )


def thumbnail(document: Document) -> QIcon:
    """Return the segments of a document in their colours, small; where there are none, the picture."""
    source, result = document.source, document.result
    if source is None:
        return QIcon()
    if result is not None:
        labels = next(
            level for level in reversed(result.levels) if min(level.shape) >= 16 or level is result.levels[0]
        )
        owners = document.owners
        table = np.array(
            [document.segment_styles[i].colour if i >= 0 else (60, 60, 60) for i in owners], np.uint8
        )
        pixels = table[labels]
    else:
        levels = source.levels
        pixels = next(level for level in reversed(levels) if min(level.shape[:2]) >= 16 or level is levels[0])
    picture = QPixmap.fromImage(image_of(pixels[..., :3]))
    picture = picture.scaled(
        THUMBNAIL * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    picture.setDevicePixelRatio(2)
    out = QIcon(picture)
    out.addPixmap(picture, QIcon.Mode.Selected)
    return out
