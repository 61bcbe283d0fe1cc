"""Ways to open a picture or project: dialog, recent, samples, dropped."""

from datetime import datetime
from functools import partial
from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gmmseg.assets import sample_images
from gmmseg.errors import GmmsegError, LostPictureError, UnreadableProjectError
from gmmseg.gui.compute.session_controller import SessionController
from gmmseg.gui.project import samples
from gmmseg.gui.project.image_list import ImageList
from gmmseg.gui.project.saving import SaveController
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, save_dialog
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.io import autosave_files
from gmmseg.io.projects import SUFFIX, is_project, older
from gmmseg.io.readers.formats import SUFFIXES
from gmmseg.session.project.project import Project

NOTHING_TO_PASTE = mark(
    "There is no picture on the clipboard: copy one in another program first, then paste it."
)
MOST_IN_STRIP = 200  # pictures of a folder; of a larger one the first is opened
LOOKED_AT = 10_000  # entries of a folder; a larger one is no folder of pictures to try


def picture_in(dropped: QMimeData) -> tuple[Path | None, str]:
    """Return the picture to open, or None, and a sentence for people, or nothing."""
    files = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    if not files:
        return None, tr("Only files can be dropped here: save the picture first, then drop its file.")
    first = files[0]
    if first.is_dir():
        return _in_folder(first)
    return first, ""


def files_in(dropped: QMimeData) -> list[Path]:
    """Return the files that were dropped, each once, in order; folders are none."""
    files = dict.fromkeys(Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile())
    return [file for file in files if not file.is_dir()]


def folder_in(dropped: QMimeData) -> Path | None:
    """Return the folder that was dropped, if it was one."""
    files = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    return files[0] if files and files[0].is_dir() else None


def drop_text(dropped: QMimeData) -> str:
    """Return what will be done with what is dragged over the window."""
    files, folder = files_in(dropped), folder_in(dropped)
    if folder is not None:
        return tr("Let go to open the pictures in {folder}", folder=folder.name)
    if not files:
        return tr("Only files can be dropped here")
    if len(files) > 1:
        return tr("Let go to open {n} pictures beside each other", n=len(files))
    return tr("Let go to open {name}", name=files[0].name)


def _in_folder(folder: Path) -> tuple[Path | None, str]:
    try:
        entries = [entry for entry, _ in zip(folder.iterdir(), range(LOOKED_AT), strict=False)]
    except OSError as error:
        return None, tr("The folder {folder} cannot be read: {why}.", folder=folder.name, why=error.strerror)
    pictures = sorted(file for file in entries if file.suffix.lower() in SUFFIXES)
    if not pictures:
        return None, tr("The folder {folder} has no pictures in it.", folder=folder.name)
    return pictures[0], tr(
        "Opened {name}, the first of {n} pictures in {folder}.",
        name=pictures[0].name,
        n=len(pictures),
        folder=folder.name,
    )


FILTER = mark("Pictures and projects ({files});;Projects ({projects});;All files (*)")
ENDINGS = {
    "files": " ".join(f"*{suffix}" for suffix in (*sorted(SUFFIXES), SUFFIX)),
    "projects": f"*{SUFFIX} *{SUFFIX}.bak1 *{SUFFIX}.bak2 *{SUFFIX}.bak3",
}


class OpenController(QObject):
    """Opens pictures and projects in the window."""

    opened = Signal()  # something that people asked for
    folder_dropped = Signal(Path)  # one to work through

    def __init__(
        self,
        *,
        controller: SessionController,
        save: SaveController,
        images: ImageList,
        messages: MessageBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.controller, self.save, self.images, self.messages = controller, save, images, messages
        self._parent = parent
        self.controller.opened.connect(self._opened)
        self.controller.restored.connect(self._restored)
        self.controller.lost.connect(self._lost)
        self.controller.damaged.connect(self._damaged)
        self._seeking = Path()

    def open(self, path: str | Path) -> None:
        """Open the picture or project at `path`; people are asked first if work would be lost."""
        self.messages.hide()
        self.save.confirm_then(partial(self.controller.open, Path(path)))

    def open_all(self, paths: list[Path]) -> None:
        """Open a project, or one picture, or several as one project."""
        pictures = [path for path in paths if not is_project(path)]
        if len(pictures) > 1:
            self.messages.hide()
            self.save.confirm_then(partial(self.images.begin, pictures))
        elif paths:
            self.open(paths[0])

    def choose(self) -> None:
        """Ask which picture or project to open."""
        folder = preferences.text("folder", str(Path.home()))
        dialog = save_dialog.file_dialog(
            self._parent, tr("Open a picture or project"), folder, tr(FILTER, **ENDINGS)
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    @Slot(list)
    def _chosen(self, names: list[str]) -> None:
        preferences.keep("folder", str(Path(names[0]).parent))  # whether it can be opened or not
        self.open_all([Path(name) for name in names])

    @Slot(object)
    def _restored(self, project: Project) -> None:
        if project.notes:
            self.messages.show_note(" ".join(project.notes))

    @Slot(str, object)
    def _lost(self, path: str, error: LostPictureError) -> None:
        self._seeking = Path(path)
        self.messages.show_offer(str(error), (tr("Find the picture…"), self._seek))

    @Slot(str, object)
    def _damaged(self, path: str, error: UnreadableProjectError) -> None:
        states = older(Path(path))
        first = states[0].suffix if len(states) > 1 else states[0].name  # several long ones have no room
        titles = [tr("Open {name}", name=first), *(state.suffix for state in states[1:])]
        offers = [(title, partial(self.open, state)) for title, state in zip(titles, states, strict=True)]
        self.messages.show_offer(str(error), *offers)

    @Slot()
    def _seek(self) -> None:
        dialog = save_dialog.file_dialog(
            self._parent,
            tr("Find the picture of the project"),
            str(self._seeking.parent),
            tr(FILTER, **ENDINGS),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._found)
        dialog.open()

    @Slot(str)
    def _found(self, picture: str) -> None:
        self.messages.hide()
        self.save.confirm_then(partial(self._open_found, self._seeking, Path(picture)))

    def _open_found(self, project: Path, picture: Path) -> None:
        self.images.search_beside(picture)
        self.controller.open(project, picture)

    @Slot(str)
    def _opened(self, path: str) -> None:
        if Path(path).parent == autosave_files.folder():
            return
        preferences.remember(Path(path))
        preferences.keep("folder", str(Path(path).absolute().parent))
        self.opened.emit()

    def fill_recent(self, menu: QMenu) -> None:
        """Put what was open lately into a menu."""
        menu.clear()
        for path in preferences.recent():
            menu.addAction(path.name.replace("&", "&&"), self._open_sender).setData(str(path))
        if menu.isEmpty():
            menu.addAction(tr("Nothing yet")).setEnabled(False)
        else:
            menu.addSeparator()
            menu.addAction(tr("Forget these"), preferences.forget_recent)

    def fill_samples(self, menu: QMenu) -> None:
        """Put the sample pictures into a menu."""
        menu.clear()
        try:
            files = sample_images()
        except GmmsegError as error:
            self.messages.show_problem(str(error))
            return
        for path in files:
            menu.addAction(samples.name_of(path), self._open_sender).setData(str(path))

    def _open_sender(self) -> None:
        self.open(self.sender().data())  # type: ignore[attr-defined]

    def paste(self) -> None:
        """Open what lies on the clipboard: files, or a picture, which is kept as a file of its own."""
        data = QGuiApplication.clipboard().mimeData()
        if data is not None and files_in(data):
            self.take(data)
            return
        picture = QGuiApplication.clipboard().image()
        if picture.isNull():
            self.messages.show_problem(tr(NOTHING_TO_PASTE))
            return
        folder = user_data_path("gmmseg") / "pasted"
        path = folder / f"pasted {datetime.now().astimezone():%Y-%m-%d %H.%M.%S.%f}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.messages.show_problem(
                tr(
                    "The picture cannot be kept in {folder}: {why}.",
                    folder=folder,
                    why=error.strerror,
                )
            )
            return
        if picture.save(str(path)):
            self.open(path)
        else:
            self.messages.show_problem(
                tr("The picture cannot be kept in {folder}: it is full or closed to us.", folder=folder)
            )

    def _pictures_of(self, folder: Path) -> list[Path]:
        """Return the pictures of a folder that stand beside each other when it is dropped."""
        try:
            entries = [entry for entry, _ in zip(folder.iterdir(), range(LOOKED_AT), strict=False)]
        except OSError:
            return []
        return sorted(file for file in entries if file.suffix.lower() in SUFFIXES)

    def take(self, dropped: QMimeData) -> None:
        """Open what was dropped, as far as it can be."""
        files = files_in(dropped)
        if len(files) > 1:
            self.open_all(files)
            return
        path, message = picture_in(dropped)
        folder = folder_in(dropped)
        pictures = self._pictures_of(folder) if folder is not None else []
        if 1 < len(pictures) <= MOST_IN_STRIP:
            message = tr(
                "{n} pictures of {name} are open beside each other.",
                n=len(pictures),
                name=pictures[0].parent.name,
            )
            self.open_all(pictures)
        elif path is not None:
            self.open(path)
        if message and path is None:
            self.messages.show_problem(message)
        elif folder is not None:
            offer = partial(self.folder_dropped.emit, folder)
            self.messages.show_offer(message, (tr("Work through all…"), offer))
        elif message:
            self.messages.show_note(message)
