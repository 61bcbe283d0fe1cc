"""Pages of the open file: where the one that is shown lies, and how work goes on with another.

A page is another picture with the same settings. The segments stay: the model that is there is applied to it,
under the names and colours that people see, and is fitted anew only when they change a setting that asks
for it. Marks and strokes lie on the page that they were made on.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gmmseg.errors import GmmsegError
from gmmseg.imaging.channels import selection
from gmmseg.imaging.model import Model
from gmmseg.io.file_reference import PageReference
from gmmseg.io.readers.page_axes import PageAxis, Pages
from gmmseg.session.compute.segmentation import of_fit
from gmmseg.session.contents import FitSummary
from gmmseg.session.document import Document
from gmmseg.session.history import History
from gmmseg.session.open_image import OpenImage

MOST_CHANNELS = 32  # that planes may become: of more, nobody could see or choose any


@dataclass(frozen=True)
class PageAlongAxis:
    """Where a page lies on one axis.

    Attributes
    ----------
    name : str
        Of the axis: "z", "time", "page", ...
    number : int
        From 1.
    length : int
        How many there are.
    """

    name: str
    number: int
    length: int

    @property
    def text(self) -> str:
        """The same for people: `z 3 of 5`."""
        return f"{self.name} {self.number} of {self.length}"


@dataclass(frozen=True)
class PageList:
    """The pages of a file that are pictures, smaller versions of others left out.

    Attributes
    ----------
    pages : Pages
        All there are; without the planes of an axis where these are channels.
    axis : str
        Whose planes are channels; empty if none's are.
    """

    pages: Pages
    axis: str = ""

    @classmethod
    def of(cls, source: OpenImage) -> "PageList | None":
        """Return the pages of the file of an open picture; None where it is one picture."""
        if source.pages is None:
            return None
        axis = source.page.axis if source.page is not None else ""
        return cls(source.pages.as_channels(axis)[0] if axis else source.pages, axis)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the pages, in their order."""
        return self.pages.whole

    def place(self, number: int) -> tuple[PageAlongAxis, ...]:
        """Return where a page lies, on each axis."""
        if len(self.numbers) < 2:
            return ()
        if self._is_row or number not in self.numbers:
            name = self.pages.axes[0].name if self.pages.axes else "page"
            at = self.numbers.index(number) + 1 if number in self.numbers else 1
            return (PageAlongAxis(name, at, len(self.numbers)),)
        which, first = self._series_of(number)
        axes, places = self._axes[which], self._series[which].place(number - first)
        found = [
            PageAlongAxis(axis.name, at, axis.length)
            for axis, at in zip(axes, places, strict=True)
            if axis.length > 1
        ]
        if len(self._series) > 1:
            found.insert(0, PageAlongAxis("series", which + 1, len(self._series)))
        return tuple(found)

    def moved(self, number: int, axis: int, to: int) -> int:
        """Return the number of the page at a place, from 1, on one of the axes that `place` has."""
        if self._is_row or number not in self.numbers:
            return self.numbers[to - 1]
        which, first = self._series_of(number)
        places = list(self._series[which].place(number - first))
        if len(self._series) > 1:
            if axis == 0:
                alike = self._axes[to - 1] == self._axes[which]
                return self._firsts[to - 1] + (number - first if alike else 0)
            axis -= 1
        own = self._axes[which]
        places[[i for i, each in enumerate(own) if each.length > 1][axis]] = to
        index = 0
        for each, at in zip(own, places, strict=True):
            index = index * each.length + at - 1
        return first + index

    def beside(self, number: int, by: int) -> int | None:
        """Return the number of the page so many further on; None past the first and the last."""
        at = self.numbers.index(number) + by if number in self.numbers else 0
        return self.numbers[at] if 0 <= at < len(self.numbers) else None

    def after(self, number: int, axis: int) -> int:
        """Return the number of the next page on an axis, the first after the last."""
        place = self.place(number)[axis]
        return self.moved(number, axis, place.number % place.length + 1)

    def text(self, number: int) -> str:
        """Return where a page lies, for people: `time 2 of 3, z 1 of 5`."""
        return ", ".join(each.text for each in self.place(number))

    def reference(self, number: int) -> PageReference:
        """Return what a project keeps of a page."""
        return PageReference(number, self.axis, self.pages.name(number))

    @cached_property
    def _series(self) -> tuple[Any, ...]:
        whole = [each for each in self.pages.series if each.n_pages and not each.is_reduced]
        return tuple(whole or [each for each in self.pages.series if each.n_pages])

    @cached_property
    def _axes(self) -> tuple[tuple[PageAxis, ...], ...]:
        return tuple(each.axes for each in self._series)

    @cached_property
    def _firsts(self) -> tuple[int, ...]:
        found, first = [], 1
        for each in self.pages.series:
            if any(each is own for own in self._series):
                found.append(first)
            first += each.n_pages
        return tuple(found)

    @property
    def _is_row(self) -> bool:
        """Whether pages merely follow each other."""
        return self.pages.is_plain

    def _series_of(self, number: int) -> tuple[int, int]:
        """Return which series a page is in, from 0, and the number of the first page there."""
        which = max(i for i, first in enumerate(self._firsts) if first <= number)
        return which, self._firsts[which]


def axes_for_channels(pages: Pages) -> tuple[str, ...]:
    """Return the names of the axes whose planes can be the channels of a picture."""
    found = []
    for axis in pages.axes:
        try:
            left, _ = pages.as_channels(axis.name)
        except GmmsegError:
            continue
        if axis.length > 1 and max(each.n_channels for each in left.series) <= MOST_CHANNELS:
            found.append(axis.name)
    return tuple(found)


def number_of(source: OpenImage) -> int:
    """Return the number of an open page."""
    return 1 if source.page is None else source.page.number


def is_same_file(one: OpenImage | None, other: OpenImage | None) -> bool:
    """Return whether two open pictures are pages of one file."""
    if one is None or other is None or one.fingerprint is None or one.pages is None:
        return False
    return one.fingerprint == other.fingerprint and one.path == other.path


def is_alike(one: OpenImage | None, other: OpenImage | None) -> bool:
    """Return whether two pictures have the same channels."""
    return one is not None and other is not None and one.image.channel_names == other.image.channel_names


def has_own_work(document: Document, history: History) -> bool:
    """Return whether people did something to a page that goes no further than it: then it is kept."""
    marked = document.objects or document.strokes or document.changes
    corrected = document.corrections or document.repaints
    return bool(marked or corrected or history.past or history.future)


def model_in_force(document: Document, fit: FitSummary | None = None) -> Model | None:
    """Return the model that other pages of a document's file are labelled with; None before there is one.

    `fit` is what the document's answer will rest on, where a project says so and it is not there yet.
    """
    is_plain = not (document.groups or document.strokes or document.changes)
    if document.model is not None and is_plain:
        return document.model
    if document.is_current or _is_of_same_fit(document):
        return document.model_now  # what was done since, and is not answered yet, stays on its page
    if fit is not None and is_plain:
        return fit.model
    return document.model


def _is_of_same_fit(document: Document) -> bool:
    """Return whether the last result is of the picture and of the mixture that a document asks for."""
    found, source = document.result, document.source
    if found is None or source is None or found.request.image is not source.image:
        return False
    is_same = of_fit(found.request.settings) == of_fit(document.settings)
    return is_same and found.request.model is document.model


def continued(document: Document, source: OpenImage, fit: FitSummary | None = None) -> Document:
    """Return the document of another page of the same file, before anything is marked there.

    The model that is there is applied, if there is one that fits the page: names, colours and order stay.
    """
    model = model_in_force(document, fit)
    reordered, size = document.reordered, document.pixel_size
    styles = document.styles if is_alike(document.source, source) else None
    options = document.object_options
    bare = Document(
        source,
        document.settings,
        reordered=reordered,
        pixel_size=size,
        styles=styles,
        table_filter=document.table_filter,
        object_options=None if options is not None and isinstance(options.classes, tuple) else options,
    )
    if model is None or not _suits(model, source):
        return bare
    segment_styles = document.segment_styles
    if model is not document.model:
        owned = [(style, segment) for style, segment in zip(segment_styles, model.segments, strict=False)]
        if len(segment_styles) != len(model.segments):
            return bare
        owned = [(style, segment) for style, segment in owned if segment.components]
        segment_styles = tuple(replace(style, components=segment.components) for style, segment in owned)
        model = replace(model, segments=tuple(segment for _, segment in owned))
    applied = replace(bare, segment_styles=segment_styles, model=model, object_options=options)
    return replace(applied, answered=applied.request)


def returned(kept: Document, document: Document) -> Document:
    """Return the document of a page that was worked on before, under the model of another one.

    What was marked to be cut out, corrected and painted over the labels stays on the page; strokes go with
    the model that was learned from them, to which undoing leads back.
    """
    return replace(document, objects=kept.objects, corrections=kept.corrections, repaints=kept.repaints)


def _suits(model: Model, source: OpenImage) -> bool:
    """Return whether a page has the channels that a model looks at; nothing is computed for that."""
    known = model.features.preparation
    try:
        if known is None:
            model.check(source.image)
        else:
            selection.chosen(source.image, selection.items(known.channels))
    except GmmsegError:
        return False
    return True
