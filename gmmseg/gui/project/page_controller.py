"""Turns the pages of the open file: by slider, by key, by playing through; the model that is there stays."""

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from gmmseg.gui.canvas.canvas import Canvas
from gmmseg.gui.canvas.display_controller import DisplayController
from gmmseg.gui.canvas.gestures import Gestures
from gmmseg.gui.canvas.page_bar import PageBar
from gmmseg.gui.compute.session_controller import APPLIED_AT_ONCE, SessionController
from gmmseg.gui.compute.tasks import JobFunction, TaskRunner, describe
from gmmseg.gui.project.saving import SaveController
from gmmseg.gui.translation import tr
from gmmseg.gui.widgets.message_bar import MessageBar
from gmmseg.io.file_reference import PageReference
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document
from gmmseg.session.edits.pages import fit_here
from gmmseg.session.history import History
from gmmseg.session.images import OtherImages, ProjectImage
from gmmseg.session.open_image import FileState, OpenImage, opening_page, picture_key
from gmmseg.session.paging import (
    PageList,
    axes_for_channels,
    continued,
    has_own_work,
    is_same_file,
    number_of,
    returned,
)
from gmmseg.session.project.project import ReadImage

SOON = 20  # milliseconds until something is tried again that has to wait
FRAME = 100  # milliseconds that a page is seen at least while pages are played through
KEPT_BYTES = 400_000_000  # of pages that were read and may be turned to again

Key = tuple[int, str]  # of a page: its number, and whose planes are channels


class PageController(QObject):
    """Shows another page of the open file in the place of the one that is shown."""

    def __init__(
        self,
        *,
        controller: SessionController,
        bar: PageBar,
        canvas: Canvas,
        gestures: Gestures,
        display: DisplayController,
        messages: MessageBar,
        save: SaveController,
    ) -> None:
        super().__init__(bar)
        self.controller, self.session, self.bar, self.canvas = controller, controller.session, bar, canvas
        self.gestures, self.display, self.messages, self.save = gestures, display, messages, save
        self.runner = TaskRunner(self)
        self._kept: OrderedDict[Key, OpenImage] = OrderedDict()
        self._file: OpenImage | None = (
            None  # the page that was shown last, of the file that pages are kept of
        )
        self._state: FileState | None = None
        self._pages: PageList | None = None
        self._wanted: PageReference | None = None
        self._origin = ""  # the key of the page whose model is applied, as people left it there
        self._arrival = (0, 0)  # when something was done and undone last, when this page was turned to
        self._way = 1  # the direction in which people turn
        self._played = 0  # the axis that is played through
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)
        bar.moved.connect(self._moved)
        bar.play_toggled.connect(self._play)
        bar.channels_chosen.connect(self._join)
        bar.fit_requested.connect(self._fit_here)
        controller.changed.connect(self.refresh)
        controller.busied.connect(self._busied)

    @Slot()
    def refresh(self) -> None:
        """Show where the page lies that is shown; nothing where the file is one picture."""
        source = self.session.document.source
        if source is not self._file:
            self._follow(source)
        pages = self._pages
        self.bar.setVisible(pages is not None)
        if pages is None or source is None:
            return
        number = self._wanted.number if self._wanted is not None else number_of(source)
        if self._wanted is None or self._wanted.axis == pages.axis:
            self.bar.show_place(pages.place(number))
        self.bar.show_origin(self._origin_text if self.session.shown.model is not None else "")

    def _follow(self, source: OpenImage | None) -> None:
        """Take note of another page, or of another file."""
        if not is_same_file(source, self._file):
            self._stop()
            self.runner.cancel()
            self._kept.clear()
            self.controller.offer(None)
            self._wanted, self._origin = None, ""
            self._state = None if source is None or source.path is None else FileState.of(source.path)
        self._file = source
        self._arrival = self._last_acts
        self._pages = None if source is None else PageList.of(source)
        if source is not None and source.pages is not None:
            page = source.page
            self._keep(source)
            axes = axes_for_channels(source.pages)
            self.bar.show_channels(axes, page.axis if page is not None else "")

    def _keep(self, source: OpenImage) -> None:
        page = source.page or PageReference(1)
        self._kept[page.number, page.axis] = source
        self._kept.move_to_end((page.number, page.axis))
        while len(self._kept) > 1 and sum(each.nbytes for each in self._kept.values()) > KEPT_BYTES:
            self._kept.popitem(last=False)

    @property
    def has_pages(self) -> bool:
        """Whether the open file has several pages."""
        return self._pages is not None and len(self._pages.numbers) > 1

    def show_previous(self) -> None:
        """Show the page before this one."""
        self._turn_by(-1)

    def show_next(self) -> None:
        """Show the page after this one."""
        self._turn_by(1)

    def _turn_by(self, by: int) -> None:
        self._stop()
        if self._pages is not None and (number := self._pages.beside(self._number, by)) is not None:
            self.turn(number)

    @property
    def _number(self) -> int:
        """The number of the page that is to be shown."""
        source = self.session.document.source
        assert source is not None
        return number_of(source) if self._wanted is None else self._wanted.number

    @Slot(int, int)
    def _moved(self, axis: int, to: int) -> None:
        self._played = axis
        if self._pages is not None:
            self.turn(self._pages.moved(self._number, axis, to))

    def turn(self, number: int) -> None:
        """Show the page of a number."""
        assert self._pages is not None
        self._way = 1 if number >= self._number else -1
        self._go(self._pages.reference(number))

    def _go(self, page: PageReference) -> None:
        source = self.session.document.source
        assert source is not None
        shown = source.page or PageReference(1)
        self.runner.cancel()
        if page == shown:
            self._wanted = None
            self.refresh()
            return
        self._wanted = page
        if self._pages is not None and page.axis == self._pages.axis:
            self.bar.show_place(self._pages.place(page.number))
        known = self._kept.get((page.number, page.axis))
        if known is not None:
            self._show(known)
            return
        self.runner.submit(
            self._reading(source, page),
            lane="page",
            done=self._show,
            failed=partial(self._not_read, page),
        )

    def _reading(self, source: OpenImage, page: PageReference) -> JobFunction:
        """Return the job that reads a page and draws it as the one that is shown."""
        return partial(opening_page, source, page, seen=self._state, styles=self.display.styles_of_pages)

    def _show(self, source: OpenImage) -> None:
        """Put a page in the place of the one that is shown."""
        before = self.session.document
        if source.page != self._wanted or not is_same_file(source, before.source):
            return  # people turned to another one since, or opened another file
        if self.save.runner.is_busy:  # what is being saved is what is shown
            QTimer.singleShot(SOON, self, partial(self._show, source))
            return
        assert before.source is not None
        self._wanted = None
        self.gestures.cancel()
        source = source.sized(before.source.given_pixel_size)
        left = self._left()
        others, at = self.session.others, picture_key(before.source.fingerprint, source.page)  # type: ignore[arg-type]
        kept = next((page for page in others.pages if page.key == at), None)
        is_saved = self.session.project_path is None and (
            left is not None or self.session.keeping.is_saved(before)
        )
        document, history = self._taken_up(source, kept)
        if kept is not None:
            others = others.without(kept)
            is_saved = kept.is_saved and is_saved
        if left is not None:
            others = OtherImages((*others.before, left), others.after)
        fit = kept.contents.fit if kept is not None and document.model is None else None
        origin, sight = self._origin_now, self.canvas.sight
        self.controller.turn(ReadImage(document, history, fit, ()), others, is_saved=is_saved)
        self._origin = origin
        self.canvas.restore_viewport(sight)
        self.refresh()

    def _left(self) -> ProjectImage | None:
        """Return what is kept of the page that is shown: nothing where people did nothing to it."""
        document, history = self.session.document, self.session.history
        if not has_own_work(document, history):
            return None
        is_saved, fit = self.session.keeping.is_saved(document), self.controller.fit_of(document)
        return ProjectImage.of(document, history, fit, is_saved=is_saved)

    def _taken_up(self, source: OpenImage, kept: ProjectImage | None) -> tuple[Document, History]:
        """Return the document and the history of a page that is to be shown."""
        before = self.session.document
        document = continued(before, source, self.controller.fit_of(before))
        if kept is None:
            return document, History()
        old, history = kept.contents.documents(source)
        if self._origin_now == kept.key or document.model is None:
            return old, history  # the model in force is the one that was made there
        document = returned(old, document)
        history = self.session.image_set.take_up(kept.key, history)
        number = self.session.image_set.next_number()
        return document, history.pushed(tr("Model of another page"), old, number)

    @property
    def _last_acts(self) -> tuple[int, int]:
        return self.session.history.last_done, self.session.history.last_undone

    @property
    def _origin_now(self) -> str:
        """The key of the page whose model is in force: this one, once people did something here."""
        is_own = self.session.document.model is None or self._last_acts != self._arrival
        return self.session.shown_key if is_own or not self._origin else self._origin

    @property
    def _origin_text(self) -> str:
        """What the page is called whose model is applied."""
        number = self._origin.split(" ")[1] if " " in self._origin else ""
        if self._pages is None or not number.isdecimal() or int(number) not in self._pages.numbers:
            return tr("another page")
        return self._pages.text(int(number))

    def _not_read(self, page: PageReference, error: Exception, details: str) -> None:
        if page != self._wanted:
            return
        self._stop()
        self._wanted = None
        self.refresh()
        source = self.session.document.source
        if source is not None and source.pages is not None:
            self.bar.show_channels(axes_for_channels(source.pages), source.page.axis if source.page else "")
        self.messages.show_problem(describe(error, tr("Opening the page")), details)

    @Slot(bool)
    def _busied(self, is_busy: bool) -> None:
        """Read the page ahead, and label it, while nothing else is to be done."""
        source, pages = self.session.document.source, self._pages
        if is_busy or source is None or pages is None or self._wanted is not None or self.runner.is_busy:
            return
        number = self._ahead(pages, number_of(source))
        if number is None or 2 * source.nbytes > KEPT_BYTES:
            return
        known = self._kept.get((number, pages.axis))
        if known is not None:
            self._label_ahead(known)
            return
        job = self._reading(source, pages.reference(number))
        self.runner.submit(job, lane="thumbnail", done=self._read_ahead, failed=_ignored)

    def _ahead(self, pages: PageList, number: int) -> int | None:
        if self.bar.play.isChecked():
            return pages.after(number, self._axis_played(pages, number))
        return pages.beside(number, self._way)

    def _read_ahead(self, source: OpenImage) -> None:
        if self._file is not None and is_same_file(source, self._file):
            source = source.sized(self._file.given_pixel_size)
            self._keep(source)
            self._keep(self._file)
            self._label_ahead(source)

    def _label_ahead(self, source: OpenImage) -> None:
        """Label a page that was read ahead, once people turn pages with a model that stays."""
        before = self.session.document
        if before.model is None or not before.is_current or not self.controller.is_live:
            return
        request = continued(before, source).request
        n_pixels = source.image.height * source.image.width
        if (
            request is None
            or request.model is None
            or n_pixels > APPLIED_AT_ONCE
            or self.controller.has_at_hand(request)
        ):
            return
        self.runner.submit(
            partial(answering, request, None),
            lane="thumbnail",
            done=self.controller.offer,
            failed=_ignored,
        )

    @Slot(bool)
    def _play(self, is_on: bool) -> None:
        if is_on:
            self._timer.start(SOON)
        else:
            self._timer.stop()

    def pause(self) -> bool:
        """Play no longer; return whether pages were played through."""
        was_playing = self.bar.play.isChecked()
        self._stop()
        return was_playing

    def _stop(self) -> None:
        self._timer.stop()
        self.bar.show_playing(False)

    def _axis_played(self, pages: PageList, number: int) -> int:
        place = pages.place(number)
        return self._played if self._played < len(place) else len(place) - 1

    @Slot()
    def _step(self) -> None:
        """Show the next page once this one and its labels are seen."""
        pages = self._pages
        if pages is None or not self.has_pages:
            self._stop()
            return
        is_coming = self.session.shown.result is None and self.controller.is_busy
        if self._wanted is not None or is_coming or self.save.runner.is_busy or self.runner.is_busy:
            self._timer.start(SOON)
            return
        self.turn(pages.after(self._number, self._axis_played(pages, self._number)))
        self._timer.start(FRAME)

    @Slot(str)
    def _join(self, axis: str) -> None:
        """Take the planes of an axis for the channels of one picture, or each page for itself again."""
        self._stop()
        source = self.session.document.source
        if source is not None and source.pages is not None:
            self._go(PageReference(1 if axis else source.pages.whole[0], axis))

    @Slot()
    def _fit_here(self) -> None:
        self._stop()
        self.controller.apply(tr("Fit to this page"), fit_here)

    def close(self) -> None:
        """Stop what runs."""
        self._stop()
        self.runner.close()


def _ignored(_error: Exception, _details: str) -> None:
    """Show nothing: the message comes when the page is turned to."""
