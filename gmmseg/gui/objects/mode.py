"""The objects mode: its parts, put together for the window."""

from PySide6.QtCore import QObject

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.canvas_area import CanvasArea
from gmmseg.gui.canvas.compare import CompareKey
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.objects.found_controller import FoundController
from gmmseg.gui.objects.section import ObjectSection
from gmmseg.gui.panels.side_panel import SidePanel


class ObjectMode(QObject):
    """Everything of the window that is about objects that are found in segments."""

    def __init__(
        self,
        *,
        canvas: Canvas,
        area: CanvasArea,
        side: SidePanel,
        compare: CompareKey,
        controller: SessionController,
    ) -> None:
        super().__init__(area)
        self.section = ObjectSection()
        side.add_section(self.section)
        self.found = FoundController(
            section=self.section, canvas=canvas, compare=compare, controller=controller
        )
