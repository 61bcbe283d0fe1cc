"""The pictures of the project: which one is shown, which come and which go."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu

from gmmseg.errors import GmmsegError, LostPictureError
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.compute.tasks import Task, TaskRunner
from gmmseg.gui.project.filmstrip import ICON, Tile
from gmmseg.gui.project.membership import Membership
from gmmseg.gui.project.opening import PICTURES
from gmmseg.gui.widgets import preferences
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.session.document import Document
from gmmseg.session.history import History
from gmmseg.session.images import OtherImages, ProjectImage, added
from gmmseg.session.open_image import OpenImage
from gmmseg.session.project.project import Project, ReadImage, showing

if TYPE_CHECKING:
    from gmmseg.gui.app.main_window import MainWindow

FILTER = f"Pictures ({' '.join(f'*{suffix}' for suffix in sorted(PICTURES))});;All files (*)"
SOON = 50  # milliseconds until something is tried again that has to wait for saving
TOLD = 3  # sentences about pictures that could not be added


class ImageList(QObject):
    """Turns from picture to picture of a project. Only the one shown and the one before it keep pixels."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.window, self.session, self.controller = window, window.session, window.controller
        self.strip, self.message = window.pictures, window.message
        self.runner = TaskRunner(self)
        self.runner.finished.connect(self._finished)
        self.runner.failed.connect(self._failed)
        self.runner.busied.connect(self._busied)
        self.strip.chosen.connect(self.show)
        self.strip.asked.connect(self._show_menu)
        self.controller.changed.connect(self.refresh)
        self.controller.restored.connect(self._restored)
        self.controller.opened.connect(self._opened)
        self.controller.reader.failed.connect(self._not_opened)
        self._thumbnails: dict[str, QPixmap] = {}  # by the content of the picture, as all of these
        self._problems: dict[str, str] = {}
        self._cameras: dict[str, Viewport | None] = {}
        self._last: tuple[ProjectImage, Document, History] | None = None  # the one that was shown before
        self._to_come: list[Path] = []  # once the first of them is open
        self._refused: list[str] = []
        self._sought: ProjectImage | None = None
        self._beside: Path | None = None  # a folder in which people found a picture that was lost
        self._given: Path | None = None  # the file that people said is that of the picture to be shown
        self.membership = Membership(self)

    @property
    def place(self) -> int:
        """Where the picture that is shown stands among all."""
        return len(self.session.others.before)

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.session.others.pages) + (self.session.document.source is not None)

    def refresh(self) -> None:
        """Show which pictures there are."""
        source, others = self.session.document.source, self.session.others
        self.membership.follow()
        if source is None or not others.pages:
            self.strip.show_tiles((), 0)
            return
        shown = key_of(source)
        if shown not in self._thumbnails:
            self._thumbnails[shown] = thumbnail(source)
        here = Tile(source.image.name, self._thumbnails[shown])
        tiles = [self._tile(page) for page in others.before], [self._tile(page) for page in others.after]
        self.strip.show_tiles([*tiles[0], here, *tiles[1]], self.place)
        self._develop()

    def _tile(self, page: ProjectImage) -> Tile:
        return Tile(page.name, self._thumbnails.get(page.key), self._problems.get(page.key, ""))

    def _develop(self) -> None:
        """Make the next thumbnail, if there is nothing better to do."""
        if not self.runner.is_busy:
            known = self._thumbnails.keys() | self._problems.keys()
            page = next((page for page in self.session.others.pages if page.key not in known), None)
            if page is not None:
                road = partial(showing, page, self._path, beside=self._beside)
                self.runner.submit(Task.along("thumbnail", road, page))

    @property
    def _path(self) -> Path:
        """What the project is called in messages."""
        source = self.session.document.source
        return self.session.home or Path(source.image.name if source else "")

    def begin(self, paths: list[Path]) -> None:
        """Open the first of these pictures, and have the others beside it."""
        self._to_come = paths
        self.controller.open(paths[0])

    def add(self, paths: list[Path]) -> None:
        """Have more pictures in the project, by an act that can be undone."""
        self.membership.expect(paths)
        self._gather_from(paths)

    def _gather_from(self, paths: list[Path]) -> None:
        settings = self.session.document.settings
        for path in paths:
            self.runner.submit(Task.along("add", partial(added, path, settings), path))

    @Slot(int)
    def show(self, place: int, picture: Path | None = None) -> None:
        """Show the picture at a place among all; `picture` is its file, if people have said so."""
        page = self.session.others.page(place)
        self._given = picture
        if page is None:
            self.runner.cancel({"page"})
            self.membership.stay()
            return
        self.message.hide()
        if self._last is not None and self._last[0].contents is page.contents:
            self.runner.cancel({"page"})
            self._turn(page, ReadImage(*self._last[1:], None, ()), is_same=True)
            return
        road = partial(showing, page, self._path, picture=picture, beside=self._beside)
        self.runner.submit(Task.along("page", road, page))
        self.controller.said.emit(f"Opening {page.name}")
        self.refresh()

    def _turn(self, page: ProjectImage, found: ReadImage, *, is_same: bool) -> None:
        pages = self.session.others.pages
        place = next((i for i, each in enumerate(pages) if each.contents is page.contents), None)
        if place is None:
            self.membership.missed()
            return
        if self.window.saver.runner.is_busy:  # what is being saved is what is shown
            QTimer.singleShot(SOON, self, partial(self._turn, page, found, is_same=is_same))
            return
        place += place >= self.place
        before, source = self.session.document, self.session.document.source
        assert source is not None
        self.window.bench.gestures.cancel()
        self._cameras[key_of(source)] = self.window.canvas.sight
        is_saved, fit = self.session.keeping.is_saved(before), self.controller.fit_of(before)
        left = ProjectImage.of(before, self.session.history, fit, is_saved=is_saved)
        self._last = (left, before, self.session.history)
        others = self.session.others.around(place, left)
        self._problems.pop(page.key, None)
        self.controller.turn(found, others, is_saved=page.is_saved and is_same)
        self.window.canvas.look(self._cameras.get(page.key))
        if found.notes:
            self.message.show_note(" ".join(found.notes))
        self.membership.turned(left)

    @property
    def shown_key(self) -> str:
        """What tells the picture that is shown from the others; empty where none is."""
        source = self.session.document.source
        return "" if source is None else key_of(source)

    def place_of(self, key: str) -> int | None:
        """Return the place of the picture with that content, None if there is none."""
        others = self.session.others
        keys = [
            *(each.key for each in others.before),
            self.shown_key,
            *(each.key for each in others.after),
        ]
        return keys.index(key) if key in keys else None

    def forget_last(self) -> None:
        """Let go of the pixels of the picture that was shown before."""
        self._last = None

    @property
    def unseen(self) -> set[int]:
        """Places of other pictures that cannot be shown, as far as is known."""
        others = self.session.others
        pages = {i: page for i in range(self.count) if (page := others.page(i)) is not None}
        return {i for i, page in pages.items() if page.key in self._problems}

    @Slot(object, object)
    def _finished(self, task: Task, result: Any) -> None:
        page = task.about
        if task.lane == "add":
            self._gather(task.about, *result)
        elif task.lane == "thumbnail" and isinstance(page, ProjectImage):
            self._thumbnails[page.key] = thumbnail(result.document.source)
            self._follow(page, result.document.source)
        elif isinstance(page, ProjectImage):
            self._turn(page, result, is_same=self._given is None)

    def _follow(self, page: ProjectImage, source: OpenImage) -> None:
        """Take note of where a picture is that was lost, and lay beside another that people found."""
        found, was_at = source.path, page.contents.reference.was_at(page.folder)
        others = self.session.others
        if found is None or found.parent != self._beside or was_at.is_file() or page not in others.pages:
            self.refresh()
        elif self.runner.has("page"):  # it may be the one that is asked for: later
            del self._thumbnails[page.key]
        else:
            self.session.gather(others.exchanging(page, page.moved_to(found)))

    def look_beside(self, picture: Path) -> None:
        """Look for all pictures that are lost beside one that people found."""
        self._beside = picture.absolute().parent
        self._problems = {}
        self.refresh()

    def _gather(self, path: Any, page: ProjectImage, source: OpenImage) -> None:
        others, shown = self.session.others, self.session.document.source
        if shown is None:
            return
        if page.key in (key_of(shown), *(each.key for each in others.pages)):
            self._refused.append(f"{page.name} is in the project already.")
            return
        self._thumbnails[page.key] = thumbnail(source)
        more = (page,) if self.membership.admit(path, page) else ()
        self.session.gather(OtherImages(others.before, (*others.after, *more)))

    @Slot(object, object, str)
    def _failed(self, task: Task, error: Exception, details: str) -> None:
        about = task.about
        expected = isinstance(error, (GmmsegError, OSError))
        kind = type(error).__name__
        name = about.name if isinstance(about, (ProjectImage, Path)) else ""
        sentence = str(error) if expected else f"Opening {name} failed because of a fault in gmmseg ({kind})."
        if isinstance(about, ProjectImage):
            self._problems[about.key] = sentence
            self.refresh()
            if task.lane == "page":
                self.membership.stay()
                self.controller.said.emit("")
                self._tell(about, error, sentence, "" if expected else details)
        else:
            self._refused.append(sentence)

    def _tell(self, page: ProjectImage, error: Exception, sentence: str, details: str) -> None:
        if isinstance(error, LostPictureError):
            self.message.show_offer(sentence, ("Find the picture…", partial(self._seek, page)))
        else:
            self.message.show_problem(sentence, details)

    @Slot(bool)
    def _busied(self, is_busy: bool) -> None:
        if is_busy:
            return
        if self._refused:
            more = len(self._refused) - TOLD
            rest = [f"So it is with {more} more."] if more > 0 else []
            self.message.show_problem(" ".join([*self._refused[:TOLD], *rest]))
            self._refused = []
        self._develop()

    @Slot(object)
    def _restored(self, project: Project) -> None:
        self._thumbnails, self._problems = {}, {}  # pictures may be gone since they were looked at
        for page, sentence in project.problems:
            self._problems[page.key] = sentence
        if project.problems:
            page, sentence = project.problems[0]
            self.message.show_offer(sentence, ("Find the picture…", partial(self._seek, page)))

    @Slot(str)
    def _opened(self, path: str) -> None:
        self.runner.cancel()
        self._last = self._sought = None
        self.membership.begin()
        coming, self._to_come = self._to_come, []
        if coming and coming[0] == Path(path):
            self._gather_from(coming[1:])
        self.controller.changed.emit()  # what can be undone is another thing now

    @Slot(object, object, str)
    def _not_opened(self, task: Task, error: Exception, _details: str) -> None:
        if self._to_come and task.about == self._to_come[0]:
            rest, self._to_come = self._to_come[1:], []
            if rest:
                self._refused.append(str(error))
                self.begin(rest)

    def _show_menu(self, place: int, at: QPoint) -> None:
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = self.session.others.page(place)
        if page is not None and page.key in self._problems:
            menu.addAction("Find the picture…", partial(self._seek, page))
        menu.addAction("Remove picture", partial(self.membership.remove, place))
        menu.popup(at)

    def _seek(self, page: ProjectImage) -> None:
        dialog = self._dialog(f"Find {page.name}", QFileDialog.FileMode.ExistingFile)
        self._sought = page
        dialog.fileSelected.connect(self._found)
        dialog.open()

    @Slot(str)
    def _found(self, picture: str) -> None:
        others = self.session.others
        place = next((i for i in range(self.count) if others.page(i) is self._sought), None)
        if place is not None:
            self.show(place, Path(picture))
            self.look_beside(Path(picture))

    def do_add_pictures(self) -> None:
        """Ask which pictures to have in the project, too."""
        dialog = self._dialog("Add pictures to the project", QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self.window, title, preferences.text("folder", str(Path.home())), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        return dialog

    def do_remove_picture(self) -> None:
        """Remove the picture that is shown from the project; its file stays."""
        self.membership.remove(self.place)

    def do_picture_before(self) -> None:
        """Show the picture before this one."""
        if self.place > 0:
            self.show(self.place - 1)

    def do_picture_after(self) -> None:
        """Show the picture after this one."""
        if self.place + 1 < self.count:
            self.show(self.place + 1)

    def close(self) -> None:
        """Stop what runs."""
        self.runner.close()


def key_of(source: OpenImage) -> str:
    """Return what tells a picture's content from others."""
    return source.key or str(id(source))


def thumbnail(source: OpenImage) -> QPixmap:
    """Return a picture small."""
    fitting = [
        level for level in source.levels if level.shape[1] >= ICON.width() and level.shape[0] >= ICON.height()
    ]
    image = image_of(fitting[-1] if fitting else source.levels[0])
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = image.scaled(ICON, *ways)
    whole = QPixmap(ICON)
    whole.fill(Qt.GlobalColor.transparent)
    with QPainter(whole) as painter:
        painter.drawImage((ICON.width() - small.width()) // 2, (ICON.height() - small.height()) // 2, small)
    return whole
