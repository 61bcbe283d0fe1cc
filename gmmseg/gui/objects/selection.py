"""Which found objects are selected: one choice, that of the picture and that of the table."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class ObjectSelection(QObject):
    """Numbers of objects, in the order in which they were chosen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers: tuple[int, ...] = ()

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
