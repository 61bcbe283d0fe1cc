"""Shows a picture larger than memory and keeps the document about the part of it that is in view."""

from collections.abc import Callable, Generator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gmmseg.errors import GmmsegError
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.picture_part import ShownPart
from gmmseg.gui.canvas.pixel_inspector import PixelInspector
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.large.tile_painter import TilePainter
from gmmseg.gui.translation import figure, mark, tr
from gmmseg.imaging.rendering.composite import Styles
from gmmseg.job import Progress, Workers
from gmmseg.session.edits.pages import fit_here
from gmmseg.session.large.large_picture import LargePicture
from gmmseg.session.large.part import PicturePart
from gmmseg.session.open_image import OpenImage

SETTLED = 200  # milliseconds without another look until what is in view is segmented
REFRESH = 30  # milliseconds between two drawings while tiles come
MEGA = 1e6
REASON = mark("This needs the whole picture in memory, which is too large for that.")
REFUSED = (  # what needs all pixels, or marks pixels that are gone with the next look
    *("tool_brush", "tool_eraser", "tool_wand", "tool_click", "tool_box", "tool_stroke", "tool_repaint"),
    *(
        "new_object",
        "object_segment",
        "delete_object",
        "new_segment",
        "learn",
        "count_objects",
        "object_table",
    ),
    *(
        "merge_found",
        "delete_found",
        "take_over",
        "import_objects",
        "export_objects",
        "compare_views",
    ),
)


def is_refused(name: str) -> bool:
    """Return whether an action cannot be had for a picture larger than memory."""
    return name in REFUSED or (name.startswith("tool_") and name != "tool_hand")


def reason() -> str:
    """Return why an action cannot be had for a picture larger than memory."""
    return tr(REASON)


class LargePictureController(QObject):
    """Draws the tiles, and moves the document to where people look, once they have settled there."""

    problem = Signal(str)  # a sentence
    note = Signal(str)  # a sentence
    shown = Signal()  # another picture

    def __init__(self, *, canvas: Canvas, controller: SessionController, inspector: PixelInspector) -> None:
        super().__init__(canvas)
        self.canvas, self.controller, self.session = canvas, controller, controller.session
        self.painter: TilePainter | None = None
        self.runner = TaskRunner(self)
        self.is_held: Callable[[], bool] = lambda: (
            False
        )  # whether the document must stay as it is for a moment
        self._named_damage = self._named_failure = ""
        self._wanted: PicturePart | None = None
        self._look = QTimer(self, singleShot=True, interval=SETTLED)
        self._look.timeout.connect(self._settled)
        self._draw = QTimer(self, singleShot=True, interval=REFRESH)
        self._draw.timeout.connect(self._redraw)
        canvas.resized.connect(self._looked)
        controller.changed.connect(self._changed)
        inspector.wanted.connect(self._probe)

    @property
    def picture(self) -> LargePicture | None:
        """The picture that is shown; None where one in memory is."""
        return None if self.painter is None else self.painter.picture

    @property
    def is_busy(self) -> bool:
        """Whether the document is to move to what is in view still."""
        return self.runner.is_busy or self._look.isActive()

    def show(self, source: OpenImage) -> None:
        """Show the large picture that an open one is a part of."""
        assert source.large is not None
        if self.picture is not source.large:
            self._end()
            styles = self._styles(source)
            self.painter = TilePainter(source.large, styles)
            self.painter.reader.came.connect(self._came)
            self.painter.reader.grew.connect(self._grew)
            self.painter.reader.failed.connect(self._tile_failed)
            self._named_damage = self._named_failure = ""
            self.canvas.show_tiles(self.painter, self.painter.levels)
            self._tell(source.large)
            self.shown.emit()
        self._follow(source)

    def _styles(self, source: OpenImage) -> Styles | None:
        wanted = self.session.shown.styles
        if wanted is not None and len(wanted) == source.image.n_channels:
            return wanted
        assert source.large is not None
        return source.large.styles()

    def _follow(self, source: OpenImage) -> None:
        """Take note which part the document is about, and how channels are mixed."""
        part = source.part
        assert part is not None
        assert self.painter is not None
        size = part.right - part.left, part.bottom - part.top
        self.canvas.part = ShownPart(part.x, part.y, part.across, size)
        styles = self._styles(source)
        if styles != self.painter.styles:
            self.painter.restyle(styles)
            self.canvas.refresh_tiles(self.painter.levels)

    def _tell(self, picture: LargePicture) -> None:
        width, height = picture.size
        text = tr(
            "{name} has {n} MP: what is in view is segmented, by a model that stays when you move on. "
            "File > Label the whole picture… labels all of it.",
            name=picture.path.name,
            n=figure(width * height / MEGA, ",.0f"),
        )
        self.note.emit(" ".join([text, *picture.levels.notes]))

    @Slot()
    def _changed(self) -> None:
        source = self.session.document.source
        if self.painter is not None and (source is None or source.large is None):
            self._end()

    def _end(self) -> None:
        """Show no large picture any more."""
        self._look.stop()
        self._draw.stop()
        self.runner.cancel()
        self._wanted = None
        if self.painter is not None:
            self.painter.close()
            self.painter = None

    @Slot()
    def _came(self) -> None:
        if not self._draw.isActive():
            self._draw.start()

    @Slot(bool)
    def _grew(self, is_complete: bool) -> None:
        """Draw more of an overview; once it is whole, segment what is in view anew."""
        painter, source = self.painter, self.session.document.source
        if painter is None or self.sender() is not painter.reader or source is None:
            return
        painter.show_overview()
        self.canvas.refresh_tiles(painter.levels)
        picture = painter.picture
        self.controller.progressed.emit(tr("Reading the picture"), picture.n_done / max(picture.n_todo, 1))
        if is_complete:
            self.controller.status_message.emit(tr("All of the picture was read once"))
            self._ask(again=True)
        self._tell_damage(again=is_complete)

    @Slot()
    def _redraw(self) -> None:
        if self.painter is not None:
            self.canvas.refresh_tiles()
            self.canvas.tell_hovered()
            self._tell_damage()

    def _tell_damage(self, *, again: bool = False) -> None:
        """Name tiles that could not be read: as soon as there is one, and `again` where there are more.

        While tiles come their number grows with each, and would drive every other message away.
        """
        assert self.painter is not None
        damage = self.painter.picture.damage
        if damage and damage != self._named_damage and (again or not self._named_damage):
            self._named_damage = damage
            self.problem.emit(damage)

    @Slot(object)
    def _tile_failed(self, error: Exception) -> None:
        """Tell once why tiles are missing that are no damage of the file: want of memory, a fault."""
        text = describe(error, tr("Reading a tile"))
        if self.painter is not None and self.sender() is self.painter.reader and text != self._named_failure:
            self._named_failure = text
            self.problem.emit(text)

    @Slot(int, int)
    def _probe(self, row: int, column: int) -> None:
        if self.painter is not None:
            self.painter.probe(row, column)

    @Slot()
    def _looked(self) -> None:
        if self.painter is not None:
            self._look.start()

    @Slot()
    def _settled(self) -> None:
        if self.painter is not None:
            self.painter.reader.retry()
        is_fitting = self.session.document.model is None and self.session.wanted is not None
        if is_fitting and self.controller.runner.is_busy:
            self._look.start()  # the model that comes is to go along, with names and colours
        else:
            self._ask()

    def _ask(self, *, again: bool = False) -> None:
        """Read the part that is in view, unless the document is about it."""
        source, picture = self.session.document.source, self.picture
        if source is None or picture is None or source.large is not picture:
            return
        part = picture.part_for(self.canvas.seen, self.canvas.camera.scale)
        if self._wanted is not None and not again and self._wanted == (source.part if part is None else part):
            return  # it is being read
        self._submit(picture, None if part == source.part and not again else part)

    def renew(self) -> None:
        """Read the part that the document is about once more, so that it is labelled anew."""
        source, picture = self.session.document.source, self.picture
        if source is not None and picture is not None and source.large is picture and self._wanted is None:
            self._submit(picture, source.part)  # else another one comes, which is labelled then

    def _submit(self, picture: LargePicture, part: PicturePart | None) -> None:
        self.runner.cancel()
        self._wanted = part
        if self._wanted is not None:
            self.runner.submit(
                partial(_reading, picture, self._wanted),
                lane="page",
                done=self._read,
                failed=partial(self._not_read, self._wanted),
            )

    def _read(self, found: OpenImage) -> None:
        source = self.session.document.source
        if found.part != self._wanted or source is None or source.large is not found.large:
            return
        if self.is_held():  # what is being saved is what is shown
            QTimer.singleShot(REFRESH, self, partial(self._read, found))
            return
        self._wanted = None
        self.controller.move(found)
        self._tell_damage()

    def _not_read(self, part: PicturePart, error: Exception, details: str) -> None:
        if part == self._wanted:
            self._wanted = None
            self.controller.status_message.emit("")
            if isinstance(error, GmmsegError):
                self.controller.status_message.emit(str(error))
            else:
                self.controller.failed.emit(describe(error, tr("Reading what is in view")), details)

    def fit_here(self) -> None:
        """Fit a model to what is in view, in the place of the one that came along."""
        self.controller.apply(tr("Fit to this view"), fit_here)

    def close(self) -> None:
        """Stop what runs."""
        self._end()
        self.runner.close()


def _reading(
    picture: LargePicture, part: PicturePart, workers: Workers
) -> Generator[Progress, None, OpenImage]:
    """Yield progress and return a part of a large picture."""
    yield Progress("Reading what is in view", 0.1)
    return OpenImage.of_part(picture, part, workers.pause)
