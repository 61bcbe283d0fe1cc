"""The section of the side panel on objects: whether and how they are found, and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gmmseg.gui.translation import figure, mark, tr, trn
from gmmseg.gui.widgets import theme
from gmmseg.gui.widgets.controls import (
    SETTING_WIDTH,
    Fold,
    NumberRow,
    PanelScrollArea,
    QuietWheel,
    ResetLabel,
    line,
    plain,
)
from gmmseg.imaging.object_options import ObjectOptions

SWATCH = 12
MOST_ROWS = 5  # of classes in view at once
TITLES = {
    "split": mark("Split strength"),
    "typical_size": mark("Typical size"),
    "min_area": mark("Smallest area"),
    "max_area": mark("Largest area"),
    "min_circularity": mark("Circularity"),
    "min_solidity": mark("Solidity"),
    "fill_holes": mark("Fill holes"),
    "exclude_border": mark("Leave out those at the border"),
    "brightness": mark("Use brightness"),
    "classes": mark("Classes"),
}
HINTS = {
    "split": mark("How readily objects that touch are divided at their necks; 0 leaves them whole."),
    "typical_size": mark(
        "How far an object is across, in pixels. Necks, specks and small holes are judged by it."
    ),
    "min_area": mark("Smaller objects are left out, in pixels."),
    "max_area": mark("Larger objects are left out, in pixels; 0 leaves out none."),
    "min_circularity": mark("Objects less round than this are left out; a disc has 1."),
    "min_solidity": mark("Objects less convex than this are left out; without dents it is 1."),
    "fill_holes": mark("Holes of any size inside one object belong to it."),
    "exclude_border": mark("Objects that touch the frame, or pixels that are masked out, are left out."),
    "brightness": mark("Divides at dark lines, too, and leaves out haze and what is dim: for fluorescence."),
    "classes": mark("Objects are made of these segments."),
}
AUTO_SIZE = mark("Find the typical size in the picture.")
AUTO_AREA = mark("Leave out what is below a tenth of the typical area.")
USUAL = ObjectOptions()
NUMBERS: dict[str, tuple[tuple[float, float], tuple[float, float, float]]] = {
    "split": ((0, 1), (0, 1, 0.01)),
    "typical_size": ((1, 200), (1, 1_000_000, 1)),
    "min_area": ((0, 2000), (0, 2**31 - 1, 1)),
    "max_area": ((0, 50_000), (0, 2**31 - 1, 10)),
    "min_circularity": ((0, 1), (0, 1, 0.01)),
    "min_solidity": ((0, 1), (0, 1, 0.01)),
}
AUTOMATIC = ("typical_size", "min_area")


@dataclass(frozen=True)
class ClassRow:
    """A segment, as something objects may be made of.

    Attributes
    ----------
    key : int
        Of the segment.
    name : str
        What people call it.
    colour : tuple of three int
        Red, green and blue, 0 to 255.
    chosen : bool
        Whether objects are made of it.
    count : int or None
        How many there are; None while that is not known.
    """

    key: int
    name: str
    colour: tuple[int, int, int]
    chosen: bool
    count: int | None


class ObjectSection(QWidget):
    """Shows how objects are found and how many there are; tells what people change.

    `previewed` tells what is shown while a slider is dragged, `changed` what was settled on.
    """

    switched = Signal(bool)  # whether objects are to be found
    previewed = Signal(str, object)  # field of `ObjectOptions`, value
    changed = Signal(str, object)
    toggled = Signal(int, bool)  # key of a segment, whether objects are to be made of it
    forgetting = Signal()  # corrections that do not apply any more

    def __init__(self) -> None:
        super().__init__()
        self.switch = QCheckBox(tr("Count objects"))
        font = self.switch.font()
        font.setBold(True)
        self.switch.setFont(font)
        self.switch.setToolTip(tr("Divide segments into single objects; count and measure them."))
        self.total = plain("", "faint")
        self.total.setFont(theme.tabular(self.total.font()))
        self.rows = {name: self._number(name) for name in NUMBERS}
        self.autos = {name: self._auto(name) for name in AUTOMATIC}
        self.boxes = {name: self._box(name) for name in ("fill_holes", "exclude_border", "brightness")}
        self.note = plain("", "faint")
        self.note.setWordWrap(True)
        self.forget = QPushButton(tr("Forget them"))
        self.fold = Fold(tr("Which objects"))
        self.classes = QWidget()
        self._classes = QVBoxLayout(self.classes)
        self._boxes: dict[int, tuple[QCheckBox, QLabel]] = {}
        self._tools = QHBoxLayout()
        self._lay_out()
        self.switch.clicked.connect(self.switched)
        self.forget.clicked.connect(self.forgetting)
        self._calm = QuietWheel(self)
        for kind in (QSlider, QAbstractSpinBox):
            for child in self.findChildren(kind):
                child.installEventFilter(self._calm)
        for label in self.findChildren(ResetLabel):
            label.setFixedWidth(SETTING_WIDTH)

    def _lay_out(self) -> None:
        self._classes.setContentsMargins(0, 0, 0, 0)
        self._classes.setSpacing(theme.GRID // 2)
        head = QHBoxLayout()
        head.addWidget(self.switch, 1)
        head.addWidget(self.total)
        self.body = QWidget()
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.GRID)
        self._class_area = PanelScrollArea(self.classes)
        for widget in (self._class_area, self.rows["split"], self.rows["typical_size"], self.fold):
            inside.addWidget(widget)
        for name in ("min_area", "max_area", "min_circularity", "min_solidity"):
            self.fold.body.addWidget(self.rows[name])
        for box in self.boxes.values():
            self.fold.body.addWidget(box)
        for name, button in self.autos.items():
            self.rows[name].add(button)
        self._tools.setSpacing(theme.GRID // 2)
        self._tools.addStretch(1)
        inside.addLayout(self._tools)
        inside.addWidget(self.note)
        inside.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        whole = QVBoxLayout()
        whole.setContentsMargins(2 * theme.GRID, theme.GRID, 2 * theme.GRID, theme.GRID)
        whole.setSpacing(theme.GRID)
        whole.addLayout(head)
        whole.addWidget(self.body)
        column.addLayout(whole)

    def add_tool(self, action: QAction) -> None:
        """Put a button for an action below the options."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        self._tools.insertWidget(self._tools.count() - 1, button)

    def refresh_icons(self) -> None:
        """Draw icons anew, in the colours of now."""
        self.fold.refresh_icons()

    def show_options(self, options: ObjectOptions | None, sizes: Sequence[float], *, is_open: bool) -> None:
        """Show options, None where no objects are found, without telling anyone.

        `sizes` are the typical sizes that were found; `is_open` is whether there is a picture.
        """
        self.switch.setEnabled(is_open)
        with QSignalBlocker(self.switch):
            self.switch.setChecked(options is not None)
        self.body.setVisible(options is not None)
        if options is None:
            self.total.setText("")
            return
        found = max(sizes, default=0.0)
        for name, row in self.rows.items():
            value = getattr(options, name)
            if value is None:
                value = {"typical_size": round(found)}.get(name, 0)
            row.show_value(value)
        for name, button in self.autos.items():
            with QSignalBlocker(button):
                button.setChecked(getattr(options, name) is None)
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(getattr(options, name))

    def show_classes(self, classes: Sequence[ClassRow]) -> None:
        """Show of which segments objects are made, and how many each has."""
        if [row.key for row in classes] != list(self._boxes):
            self._fill(classes)
        for row in classes:
            box, count = self._boxes[row.key]
            with QSignalBlocker(box):
                box.setChecked(row.chosen)
            box.setText(row.name.replace("&", "&&"))
            swatch = QPixmap(SWATCH, SWATCH)
            swatch.fill(QColor(*row.colour))
            box.setIcon(QIcon(swatch))
            count.setText(figure(row.count, ",") if row.count or (row.chosen and row.count == 0) else "")
            box.setAccessibleName(
                tr("Objects of {name}: {n}", name=row.name, n=count.text())
                if count.text()
                else tr("Objects of {name}", name=row.name)
            )
        known = [row.count for row in classes if row.count is not None]
        self.total.setText(figure(sum(known), ",") if known else "")

    def show_note(self, messages: Sequence[str], n_lost: int) -> None:
        """Show sentences about the objects, and offer to forget corrections that do not apply any more."""
        lost = trn(
            "%n correction does not apply to these objects.",
            "%n corrections do not apply to these objects.",
            n_lost,
        )
        notes = [*messages, *([lost] if n_lost else [])]
        self.note.setText("\n".join(notes))
        self.note.setVisible(bool(notes))
        self.forget.setText(tr("Forget it") if n_lost == 1 else tr("Forget them"))
        self.forget.setVisible(bool(n_lost))

    def _fill(self, classes: Sequence[ClassRow]) -> None:
        while item := self._classes.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        for row in classes:
            line_of = QWidget()
            layout = QHBoxLayout(line_of)
            layout.setContentsMargins(0, 0, 0, 0)
            box, count = QCheckBox(), plain("", "")
            box.setToolTip(tr(HINTS["classes"]))
            box.setProperty("key", row.key)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            box.clicked.connect(self._class_toggled)
            count.setFont(theme.tabular(count.font()))
            layout.addWidget(box, 1)
            layout.addWidget(count)
            self._boxes[row.key] = (box, count)
            self._classes.addWidget(line_of)
        rows = min(max(len(classes), 1), MOST_ROWS)
        line_height = max(self.switch.sizeHint().height(), self.total.sizeHint().height())
        self._class_area.setFixedHeight(rows * (line_height + theme.GRID // 2))

    def _class_toggled(self, is_on: bool) -> None:
        self.toggled.emit(self.sender().property("key"), is_on)

    def _number(self, name: str) -> NumberRow:
        slider, number = NUMBERS[name]
        usual: Mapping[str, float] = {"typical_size": 1, "min_area": 0, "max_area": 0}
        default = usual.get(name, getattr(USUAL, name))
        row = NumberRow(tr(TITLES[name]), tr(HINTS[name]), default, slider, number)
        row.setObjectName(name)
        row.sliding.connect(self._slid)
        row.chosen.connect(self._chosen)
        row.label.reset.disconnect()
        row.label.reset.connect(self._reset)
        row.label.setObjectName(name)
        row.setToolTip(tr("{hint}\nDouble-click the name to reset it.", hint=tr(HINTS[name])))
        return row

    def _auto(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Auto"))
        button.setObjectName("auto")
        button.setProperty("field", name)
        button.setCheckable(True)
        button.setToolTip(tr(AUTO_SIZE) if name == "typical_size" else tr(AUTO_AREA))
        button.setAccessibleName(tr("Choose automatically: {title}", title=tr(TITLES[name])))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._auto_clicked)
        return button

    def _box(self, name: str) -> QCheckBox:
        box = QCheckBox(tr(TITLES[name]))
        box.setObjectName(name)
        box.setToolTip(tr(HINTS[name]))
        box.clicked.connect(self._box_clicked)
        return box

    def _value(self, name: str, value: float) -> Any:
        if name in ("min_area", "max_area"):
            return None if name == "max_area" and not value else round(value)
        return round(value, 6)

    def _slid(self, value: float) -> None:
        name = self.sender().objectName()
        self.previewed.emit(name, self._value(name, value))

    def _chosen(self, value: float) -> None:
        name = self.sender().objectName()
        self.changed.emit(name, self._value(name, value))

    def _reset(self) -> None:
        name = self.sender().objectName()
        self.changed.emit(name, getattr(USUAL, name))

    def _auto_clicked(self, is_on: bool) -> None:
        name = self.sender().property("field")
        self.changed.emit(name, None if is_on else self._value(name, self.rows[name].value))

    def _box_clicked(self, is_on: bool) -> None:
        self.changed.emit(self.sender().objectName(), is_on)
