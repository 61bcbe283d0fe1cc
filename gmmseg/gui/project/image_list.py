"""The pictures of the project: which one is shown, which come and which go."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gmmseg.errors import LostPictureError
from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.gestures import Gestures
from gmmseg.gui.canvas.viewport import Viewport
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.compute.tasks import TaskRunner, describe
from gmmseg.gui.project.filmstrip import ICON, Filmstrip, Tile
from gmmseg.gui.project.saving import SaveController
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.io.readers.formats import SUFFIXES
from gmmseg.session.document import Document
from gmmseg.session.history import History
from gmmseg.session.image_set import ImagesAdded, ImagesRemoved, UndoStep
from gmmseg.session.images import ProjectImage, added
from gmmseg.session.open_image import OpenImage
from gmmseg.session.paging import has_own_work, is_same_file
from gmmseg.session.project.project import Project, ReadImage, showing
from gmmseg.session.session import Session, key_of

FILTER = mark("Pictures ({endings});;All files (*)")
ENDINGS = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
SOON = 50  # milliseconds until something is tried again that has to wait for saving
MOST_REFUSALS = 3  # sentences about pictures that could not be added


class ImageList(QObject):
    """Turns from picture to picture of a project. Only the one shown and the one before it keep pixels."""

    def __init__(
        self,
        *,
        session: Session,
        controller: SessionController,
        filmstrip: Filmstrip,
        canvas: Canvas,
        gestures: Gestures,
        messages: MessageBar,
        save: SaveController,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.session, self.controller, self.filmstrip, self.canvas = session, controller, filmstrip, canvas
        self.gestures, self.messages, self.save, self._parent = gestures, messages, save, parent
        self.runner = TaskRunner(self)
        self.runner.busied.connect(self._busied)
        filmstrip.chosen.connect(self.show)
        filmstrip.menu_requested.connect(self._show_menu)
        controller.changed.connect(self.refresh)
        controller.restored.connect(self._restored)
        controller.opened.connect(self._opened)
        controller.stepped.connect(self._stepped)
        self._thumbnails: dict[str, QPixmap] = {}  # by the content of the picture, as all of these
        self._names: dict[str, str] = {}
        self._problems: dict[str, str] = {}
        self._cameras: dict[str, Viewport | None] = {}
        self._last: tuple[ProjectImage, Document, History] | None = None  # the one that was shown before
        self._to_come: list[Path] = []  # once the first of them is open
        self._refused: list[str] = []
        self._sought: ProjectImage | None = None
        self._beside: Path | None = None  # a folder in which people found a picture that was lost
        self._expected: dict[Path, ImagesAdded] = {}  # what each file will have come with
        self._n_projects = 0  # tells answers about the project that is open from late ones
        self._wanted: ProjectImage | None = None  # what is to be shown

    def refresh(self) -> None:
        """Show which pictures there are."""
        source, others = self.session.document.source, self.session.others
        if self._last is not None and all(
            each.contents is not self._last[0].contents for each in others.pages
        ):
            self._last = None  # it left: its pixels, too
        if source is not None:
            self._names[key_of(source)] = source.name  # with its page, which no record can name
        if source is None or not others.pages:
            self.filmstrip.show_tiles((), 0)
            return
        shown = key_of(source)
        if shown not in self._thumbnails:
            self._thumbnails[shown] = thumbnail(source)
        here = Tile(source.name, self._thumbnails[shown])
        tiles = [self._tile(page) for page in others.before], [self._tile(page) for page in others.after]
        self.filmstrip.show_tiles([*tiles[0], here, *tiles[1]], self.session.place)
        self._develop()

    def _tile(self, page: ProjectImage) -> Tile:
        return Tile(
            self._names.get(page.key, page.name),
            self._thumbnails.get(page.key),
            self._problems.get(page.key, ""),
        )

    def _develop(self) -> None:
        """Make the next thumbnail, if there is nothing better to do."""
        if not self.runner.is_busy:
            known = self._thumbnails.keys() | self._problems.keys()
            page = next((page for page in self.session.others.pages if page.key not in known), None)
            if page is not None:
                job = partial(showing, page, self._path, beside=self._beside, options=self.controller.large)
                done = self._unless_late(partial(self._developed, page))
                failed = self._unless_late(partial(self._not_developed, page, self._beside))
                self.runner.submit(job, lane="thumbnail", done=done, failed=failed)

    def _unless_late(self, answer: Callable[..., object]) -> Callable[..., None]:
        """Return what answers as long as the project of now is open."""
        return partial(self._answer, self._n_projects, answer)

    def _answer(self, number: int, answer: Callable[..., object], *what: object) -> None:
        if number == self._n_projects:
            answer(*what)

    @property
    def _path(self) -> Path:
        """What the project is called in messages."""
        source = self.session.document.source
        return self.session.project_path or Path(source.image.name if source else "")

    def begin(self, paths: list[Path]) -> None:
        """Open the first of these pictures, and have the others beside it."""
        self._to_come = paths
        self.controller.open(paths[0], failed=self._not_opened, cancelled=partial(self._not_begun, paths))

    def add(self, paths: list[Path]) -> None:
        """Have more pictures in the project, by an act that can be undone."""
        self._expected.update(dict.fromkeys(paths, ImagesAdded()))
        self._gather_from(paths)

    def _gather_from(self, paths: list[Path]) -> None:
        settings = self.session.document.settings
        for path in paths:
            gathered = self._unless_late(partial(self._gather, path))
            refused = self._unless_late(partial(self._refuse, path))
            self.runner.submit(partial(added, path, settings), lane="add", done=gathered, failed=refused)

    @Slot(int)
    def show(self, place: int, picture: Path | None = None) -> None:
        """Show the picture at a place among all; `picture` is its file, if people chose it."""
        page = self._wanted = self.session.others.page(place)
        if page is None:
            self.runner.cancel({"page"})
            self.session.stay()
            return
        self.messages.hide()
        if self._last is not None and self._last[0].contents is page.contents:
            self.runner.cancel({"page"})
            self._turn(page, ReadImage(*self._last[1:], None, ()), is_same=True)
            return
        job = partial(
            showing, page, self._path, picture=picture, beside=self._beside, options=self.controller.large
        )
        turn = partial(self._turn, page, is_same=picture is None)
        self.runner.submit(job, lane="page", done=turn, failed=partial(self._not_shown, page))
        self.controller.status_message.emit(tr("Opening {name}", name=page.name))
        self.refresh()

    def _turn(self, page: ProjectImage, found: ReadImage, *, is_same: bool) -> None:
        if page is not self._wanted:
            return  # people turned to another one since, or opened another project
        pages = self.session.others.pages
        place = next((i for i, each in enumerate(pages) if each.contents is page.contents), None)
        if place is None:
            self._missed()
            return
        if self.save.runner.is_busy:  # what is being saved is what is shown
            QTimer.singleShot(SOON, self, partial(self._turn, page, found, is_same=is_same))
            return
        self._wanted = None
        place += place >= self.session.place
        before, source = self.session.document, self.session.document.source
        assert source is not None
        self.gestures.cancel()
        self._cameras[key_of(source)] = self.canvas.sight
        is_saved, fit = self.session.keeping.is_saved(before), self.controller.fit_of(before)
        left = ProjectImage.of(before, self.session.history, fit, is_saved=is_saved)
        self._last = (left, before, self.session.history)
        others = self.session.others.around(place, left)
        if is_same_file(source, found.document.source) and not has_own_work(before, self.session.history):
            others = others.without(left)  # a page that people looked at only
        self._problems.pop(page.key, None)
        removed = self.controller.turn(found, others, is_saved=page.is_saved and is_same)
        self.canvas.restore_viewport(self._cameras.get(page.key))
        if found.notes:
            self.messages.show_note(" ".join(found.notes))
        if removed is not None:
            self._offer_back(removed)

    def remove(self, place: int) -> None:
        """Take a picture out of the project; its file stays. The one that is shown has to be left first."""
        removed = self.session.remove_image(place)
        if removed is not None:
            self._offer_back(removed)
        else:
            self._show_near(place)

    def _show_near(self, place: int) -> None:
        """Show the picture beside a place, rather one that is known to be there."""
        unseen = self._unseen
        places = [i for i in range(self.session.n_images) if i != place]
        if places:
            self.show(min(places, key=lambda i: (i in unseen, abs(i - place), i < place)))
        else:
            self.session.stay()

    def _missed(self) -> None:
        """Have the next picture shown: the one that was to come left first."""
        if self.session.image_set.leaving is not None and self.session.others.pages:
            self._show_near(self.session.place)
        else:
            self.session.stay()

    def _offer_back(self, removed: ImagesRemoved) -> None:
        sentence = tr(
            "{name} was removed from the project; its file stays where it is.", name=removed.page.name
        )
        self.messages.show_offer(sentence, (tr("Put it back"), partial(self._put_back, removed)))

    def _put_back(self, removed: ImagesRemoved) -> None:
        self.messages.hide()
        self.session.put_back(removed)

    @Slot(object)
    def _stepped(self, step: UndoStep) -> None:
        """Follow what was undone or done again: pictures came or left."""
        self.messages.hide()
        if step.removed is not None:
            self._offer_back(step.removed)
        elif step.place is not None:
            self.show(step.place)
        elif step.leaves:
            self._show_near(self.session.place)

    @property
    def _unseen(self) -> set[int]:
        """Places of other pictures that cannot be shown, as far as is known."""
        others = self.session.others
        pages = {i: page for i in range(self.session.n_images) if (page := others.page(i)) is not None}
        return {i for i, page in pages.items() if page.key in self._problems}

    def _developed(self, page: ProjectImage, found: ReadImage) -> None:
        source = found.document.source
        assert source is not None
        self._thumbnails[page.key] = thumbnail(source)
        self._names[page.key] = source.name
        self._follow(page, source)

    def _not_developed(
        self, page: ProjectImage, beside: Path | None, error: Exception, _details: str
    ) -> None:
        if beside != self._beside:
            self.refresh()  # people chose a folder meanwhile: looked for again
            return
        self._problems[page.key] = describe(error, tr("Opening {name}", name=page.name))
        self.refresh()

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

    def search_beside(self, picture: Path) -> None:
        """Look for all pictures that are lost beside one that people found."""
        self._beside = picture.absolute().parent
        self._problems = {}
        self.refresh()

    def _gather(self, path: Path, found: tuple[ProjectImage, OpenImage]) -> None:
        (page, source), others, shown = found, self.session.others, self.session.document.source
        if shown is None:
            return
        if page.key in (key_of(shown), *(each.key for each in others.pages)):
            self._refused.append(tr("{name} is in the project already.", name=page.name))
            return
        self._thumbnails[page.key] = thumbnail(source)
        self.session.add_image(page, self._expected.pop(path, None))

    def _refuse(self, path: Path, error: Exception, _details: str) -> None:
        self._refused.append(describe(error, tr("Opening {name}", name=path.name)))

    def _not_shown(self, page: ProjectImage, error: Exception, details: str) -> None:
        if page is not self._wanted:
            return
        sentence = describe(error, tr("Opening {name}", name=page.name))
        self._problems[page.key] = sentence
        self.refresh()
        self.session.stay()
        self.controller.status_message.emit("")
        self._report(page, error, sentence, details)

    def _report(self, page: ProjectImage, error: Exception, sentence: str, details: str) -> None:
        if isinstance(error, LostPictureError):
            self.messages.show_offer(sentence, (tr("Find the picture…"), partial(self._seek, page)))
        else:
            self.messages.show_problem(sentence, details)

    @Slot(bool)
    def _busied(self, is_busy: bool) -> None:
        if not is_busy:
            self._tell_refused()
            self._develop()

    def _tell_refused(self) -> None:
        """Tell of the files that could not be had, once no other is being read."""
        if self._refused and not self.runner.is_busy:
            more = len(self._refused) - MOST_REFUSALS
            rest = [tr("So it is with {more} more.", more=more)] if more > 0 else []
            self.messages.show_problem(" ".join([*self._refused[:MOST_REFUSALS], *rest]))
            self._refused = []

    @Slot(object)
    def _restored(self, project: Project) -> None:
        self._thumbnails, self._problems = {}, {}  # pictures may be gone since they were looked at
        for page, sentence in project.problems:
            self._problems[page.key] = sentence
        if project.problems:
            page, sentence = project.problems[0]
            self.messages.show_offer(sentence, (tr("Find the picture…"), partial(self._seek, page)))

    @Slot(str)
    def _opened(self, path: str) -> None:
        self.runner.cancel()
        self._last = self._sought = self._wanted = None
        self._expected = {}
        self._n_projects += 1
        coming, self._to_come = self._to_come, []
        if coming and coming[0] == Path(path):
            self._gather_from(coming[1:])
        self._tell_refused()
        self.refresh()

    def _not_opened(self, error: Exception) -> None:
        """Begin with the next picture where the first cannot be opened."""
        rest, self._to_come = self._to_come[1:], []
        if rest:
            self._refused.append(str(error))
            self.begin(rest)
        elif self._refused:
            self._refused.append(str(error))
            self._tell_refused()

    def _not_begun(self, paths: list[Path]) -> None:
        """Have none of them come: the first was stopped, or another was opened."""
        if self._to_come is paths:
            self._to_come = []
        self._tell_refused()

    def _show_menu(self, place: int, at: QPoint) -> None:
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = self.session.others.page(place)
        if page is not None and page.key in self._problems:
            menu.addAction(tr("Find the picture…"), partial(self._seek, page))
        menu.addAction(tr("Remove picture"), partial(self.remove, place))
        menu.popup(at)

    def _seek(self, page: ProjectImage) -> None:
        dialog = self._dialog(tr("Find {name}", name=page.name), QFileDialog.FileMode.ExistingFile)
        self._sought = page
        dialog.fileSelected.connect(self._found)
        dialog.open()

    @Slot(str)
    def _found(self, picture: str) -> None:
        others = self.session.others
        place = next((i for i in range(self.session.n_images) if others.page(i) is self._sought), None)
        if place is not None:
            self.show(place, Path(picture))
            self.search_beside(Path(picture))

    def ask_to_add(self) -> None:
        """Ask which pictures to have in the project, too."""
        dialog = self._dialog(tr("Add pictures to the project"), QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = save_dialog.file_dialog(
            self._parent, title, preferences.text("folder", str(Path.home())), tr(FILTER, endings=ENDINGS)
        )
        dialog.setFileMode(mode)
        return dialog

    def remove_shown(self) -> None:
        """Remove the picture that is shown from the project; its file stays."""
        self.remove(self.session.place)

    def show_previous(self) -> None:
        """Show the picture before this one."""
        if self.session.place > 0:
            self.show(self.session.place - 1)

    def show_next(self) -> None:
        """Show the picture after this one."""
        if self.session.place + 1 < self.session.n_images:
            self.show(self.session.place + 1)

    def close(self) -> None:
        """Stop what runs."""
        self.runner.close()


def thumbnail(source: OpenImage) -> QPixmap:
    """Return a picture small."""
    levels = source.levels if source.drawn is None else source.drawn.levels
    fitting = [
        level for level in levels if level.shape[1] >= ICON.width() and level.shape[0] >= ICON.height()
    ]
    image = image_of(fitting[-1] if fitting else levels[0])
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = image.scaled(ICON, *ways)
    whole = QPixmap(ICON)
    whole.fill(Qt.GlobalColor.transparent)
    with QPainter(whole) as painter:
        painter.drawImage((ICON.width() - small.width()) // 2, (ICON.height() - small.height()) // 2, small)
    return whole
