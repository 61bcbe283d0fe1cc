"""Which found objects are selected, and pointed at: the same ones in the picture and in the table."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class ObjectSelection(QObject):
    """Numbers of objects, in the order in which they were chosen."""

    changed = Signal()
    pointing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers: tuple[int, ...] = ()
        self.pointed = 0  # number of the object under the cursor, 0 for none

    def point_at(self, number: int) -> None:
        """Light one object up, 0 for none."""
        if number != self.pointed:
            self.pointed = number
            self.pointing.emit()

    def choose(self, numbers: Iterable[int]) -> None:
        """Select these and no others."""
        chosen = tuple(dict.fromkeys(numbers))
        if chosen != self.numbers:
            self.numbers = chosen
            self.changed.emit()

    def toggle(self, number: int) -> None:
        """Select one more, or one less."""
        if number in self.numbers:
            self.choose(each for each in self.numbers if each != number)
        else:
            self.choose((*self.numbers, number))
